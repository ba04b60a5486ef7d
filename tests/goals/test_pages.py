"""Goals on pages: open to everybody who works here, also where the unit itself has none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from appraisal.goals.actions import import_goals
from tests.goals.test_goals_file import example
from workplace.database import Database
from workplace.database.base import BEGINNING, END
from workplace.identity.actions import grant_role
from workplace.identity.actor import Role
from workplace.imports.table import GivenFile
from workplace.organisation.records import EmploymentRecord, PersonRecord, UnitRecord, UnitVersionRecord

NOW = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def organisation(database: Database) -> None:
    """`torg1` with goals, `team` below it and `torg2` beside it without; `eva` in `team`; `sten` runs the system."""
    with database.writing() as session:
        for unit_id in ("torg1", "torg2", "team"):
            session.add(UnitRecord(id=unit_id))
        for person_id in ("eva", "sten"):
            session.add(PersonRecord(id=person_id, name=person_id))
        session.flush()
        for unit_id, parent_id in (("torg1", None), ("torg2", None), ("team", "torg1")):
            session.add(
                UnitVersionRecord(
                    unit_id=unit_id, name=unit_id.title(), parent_id=parent_id, valid_from=BEGINNING, valid_to=END
                )
            )
        session.add(
            EmploymentRecord(
                person_id="eva",
                unit_id="team",
                employed_from=BEGINNING,
                employed_to=END,
                valid_from=BEGINNING,
                valid_to=END,
            )
        )
        grant_role(session, "sten", Role.ADMIN, NOW)
        session.flush()
        import_goals(session, GivenFile("mal.csv", example().encode()), today=NOW.date(), now=NOW)


def test_an_employee_reads_the_goals_of_any_unit_with_targets_of_every_kind(client_for: Callable[[str], Any]) -> None:
    page = client_for("eva").get("/mal/torg1").get_data(as_text=True)
    for text in (
        "Alla vet vad som förväntas av dem",
        "Kommunen är en bra arbetsgivare",
        "tas fram av nämnden",
        "7 %",
        "inget ännu",
        "Gå igenom målen på en arbetsplatsträff",
        "31 mars 2026",
    ):
        assert text in page


def test_a_unit_without_goals_shows_those_of_the_nearest_unit_above(client_for: Callable[[str], Any]) -> None:
    page = client_for("eva").get("/mal/team").get_data(as_text=True)
    assert "Alla vet vad som förväntas av dem" in page
    assert "inga egna mål" in page
    assert 'href="/mal/torg1"' in page


def test_a_unit_with_no_goals_anywhere_above_says_so(client_for: Callable[[str], Any]) -> None:
    page = client_for("eva").get("/mal/torg2").get_data(as_text=True)
    assert "inga mål inlästa" in page


def test_the_list_leads_to_ones_own_unit_and_to_the_top(client_for: Callable[[str], Any]) -> None:
    page = client_for("eva").get("/mal").get_data(as_text=True)
    assert 'href="/mal/team"' in page
    assert 'href="/mal/torg1"' in page


def test_a_unit_that_is_not_there_and_a_reader_without_right_get_the_same_answer(
    client_for: Callable[[str], Any],
) -> None:
    missing = client_for("eva").get("/mal/nowhere")
    hidden = client_for("sten").get("/mal/torg1")
    assert (missing.status_code, missing.data) == (404, hidden.data)
    assert hidden.status_code == 404
