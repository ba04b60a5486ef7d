"""A small employer with one published instrument, and HR at its editor."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import surveys
from appraisal.definition_kinds import KINDS
from surveys.editing.draft import InstrumentDraft
from surveys.editing.queries import draft_named
from tests.conftest import NOW, PageClient
from workplace.definitions.actions import publish
from workplace.house import House
from workplace.identity.actions import grant_role
from workplace.identity.actor import Role
from workplace.organisation.records import PersonRecord

HR, OTHER_HR = "hr-1", "hr-2"
SURVEY = (Path(surveys.__path__[0]) / "instruments" / "medarbetarenkat.toml").read_text(encoding="utf-8")


@pytest.fixture
def office(house: House) -> House:
    """Two people at HR, and the yearly survey published."""
    with house.database.writing() as session:
        for person_id, name in ((HR, "Hanna Ros"), (OTHER_HR, "Olle Ek")):
            session.add(PersonRecord(id=person_id, name=name, email=f"{person_id}@prov.example"))
            session.flush()
            grant_role(session, person_id, Role.HR, NOW)
        publish(session, SURVEY, kinds=KINDS, now=NOW)
    return house


@pytest.fixture
def hr(office: House, client_for: Callable[[str], PageClient]) -> PageClient:
    return client_for(HR)


@pytest.fixture
def draft(hr: PageClient, office: House) -> Callable[[], InstrumentDraft]:
    """Begin the next version of the survey, and return a function that reads the draft anew."""
    assert hr.send("/hr/formular/fran", {"key": "medarbetarenkat"}).status_code == 303

    def read(key: str = "medarbetarenkat") -> InstrumentDraft:
        with office.database.reading() as session:
            found = draft_named(session, key)
        assert found is not None
        return found

    return read
