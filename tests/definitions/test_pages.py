"""Definitions on pages: everybody who works here reads, HR publishes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from workplace.database import Database
from workplace.database.base import BEGINNING, END
from workplace.identity.actions import grant_role
from workplace.identity.actor import Role
from workplace.organisation.records import EmploymentRecord, PersonRecord, UnitRecord

LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
HME = {"kind": "instrument", "key": "hme", "version": "1"}


@pytest.fixture
def people(database: Database) -> None:
    """`hanna` is HR, `eva` is employed, `sten` only keeps the system running."""
    with database.writing() as session:
        session.add(UnitRecord(id="e1"))
        for person_id in ("hanna", "eva", "sten"):
            session.add(PersonRecord(id=person_id, name=person_id))
        session.flush()
        session.add(
            EmploymentRecord(
                person_id="eva",
                unit_id="e1",
                employed_from=BEGINNING,
                employed_to=END,
                valid_from=BEGINNING,
                valid_to=END,
            )
        )
        grant_role(session, "hanna", Role.HR, LONG_AGO)
        grant_role(session, "sten", Role.ADMIN, LONG_AGO)


@pytest.mark.usefixtures("people")
def test_hr_publishes_an_example_and_reads_it(client_for: Callable[[str], Any]) -> None:
    hr = client_for("hanna")
    before = hr.get("/hr/definitioner").get_data(as_text=True)
    assert 'name="key" value="hme"' in before
    answer = hr.send("/hr/definitioner/publicera", HME)
    assert (answer.status_code, answer.location) == (303, "/hr/definitioner/instrument/hme/1")
    page = hr.get(answer.location).get_data(as_text=True)
    assert "Mitt arbete känns meningsfullt" in page
    after = hr.get("/hr/definitioner").get_data(as_text=True)
    assert 'name="key" value="hme"' not in after
    assert "/hr/definitioner/instrument/hme/1" in after


@pytest.mark.usefixtures("people")
def test_an_employee_reads_but_is_offered_no_publishing(client_for: Callable[[str], Any]) -> None:
    client_for("hanna").send("/hr/definitioner/publicera", HME)
    eva = client_for("eva")
    page = eva.get("/hr/definitioner").get_data(as_text=True)
    assert "/hr/definitioner/instrument/hme/1" in page
    assert "Publicera</" not in page
    assert eva.get("/hr/definitioner/instrument/hme/1").status_code == 200
    assert eva.send("/hr/definitioner/publicera", HME).status_code == 404


@pytest.mark.usefixtures("people")
def test_who_only_keeps_the_system_running_reads_no_definitions(client_for: Callable[[str], Any]) -> None:
    client_for("hanna").send("/hr/definitioner/publicera", HME)
    assert client_for("sten").get("/hr/definitioner").status_code == 404
    assert client_for("sten").get("/hr/definitioner/instrument/hme/1").status_code == 404


@pytest.mark.usefixtures("people")
def test_a_version_nobody_published_is_not_found(client_for: Callable[[str], Any]) -> None:
    hr = client_for("hanna")
    assert hr.get("/hr/definitioner/instrument/hme/9").status_code == 404
    assert hr.send("/hr/definitioner/publicera", {**HME, "version": "9"}).status_code == 404
