"""HR's desk follows the year step by step; administration sees how the installation is; nobody else sees either."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from appraisal.reports.queries import HOME_KIND, home_id
from appraisal.reports.run import ReportState
from tests.home.leader_reports import put_reports
from tests.home.test_start_page import said
from tests.waves.small_organisation import (
    NOW,
    WAVE,
    make_organisation,
    publish_nine,
    publish_wave,
    take_in_answers,
)
from workplace.database import Database
from workplace.database.base import BEGINNING, END
from workplace.identity.actions import grant_role
from workplace.identity.actor import Role
from workplace.journal.actions import record
from workplace.organisation.records import PersonRecord, UnitRecord, UnitVersionRecord


def test_the_desk_goes_through_the_year_one_next_step_at_a_time(
    database: Database, client_for: Callable[[str], Any]
) -> None:
    with database.writing() as session:
        grant_role(session, "hanna", Role.HR, now=NOW)
    hanna = client_for("hanna")
    assert "Nästa steg: Läs in organisationen" in said(hanna, "/hr")

    make_organisation(database, instrument=False)
    assert "Nästa steg: Publicera formuläret" in said(hanna, "/hr")

    with database.writing() as session:
        publish_nine(session)
    assert "Nästa steg: Läs in svaren" in said(hanna, "/hr")

    take_in_answers(database)
    assert "Nästa steg: Publicera resultatet" in said(hanna, "/hr")
    assert f'href="/hr/omgangar/{WAVE}/utgava"' in hanna.get("/hr").get_data(as_text=True)

    publish_wave(database)
    assert "Nästa steg: Bygg ledarrapporterna" in said(hanna, "/hr")
    assert "var och en av de 4 enheter" in said(hanna, "/hr")


@pytest.mark.parametrize(
    "state, next_step", [(ReportState.DRAFT, "Läs ett stickprov"), (ReportState.RELEASED, "Inget väntar")]
)
def test_the_desk_knows_how_far_the_reports_have_come(
    state: ReportState, next_step: str, database: Database, client_for: Callable[[str], Any]
) -> None:
    make_organisation(database)
    take_in_answers(database)
    publish_wave(database)
    put_reports(database, state=state)
    finish_runs(database)

    assert next_step in said(client_for("hanna"), "/hr")


def test_when_the_sample_is_read_the_release_is_next(database: Database, client_for: Callable[[str], Any]) -> None:
    make_organisation(database)
    take_in_answers(database)
    publish_wave(database)
    put_reports(database, state=ReportState.DRAFT)
    finish_runs(database)
    with database.writing() as session:
        for unit_id in ("f", "norr", "soder", "vast"):
            record(
                session,
                now=NOW,
                actor_id="hanna",
                verb="opened",
                object_kind=HOME_KIND,
                object_id=home_id(WAVE, unit_id),
            )

    page = said(client_for("hanna"), "/hr")

    assert "Nästa steg: Släpp ledarrapporterna" in page
    assert "4 rapporter blir läsbara" in page


def finish_runs(database: Database, state: str = "done") -> None:
    from workplace.jobs.records import BatchRecord

    with database.writing() as session:
        for batch in session.query(BatchRecord):
            batch.state = state


def test_a_correction_that_is_not_published_comes_before_the_reports(
    database: Database, client_for: Callable[[str], Any]
) -> None:
    make_organisation(database)
    take_in_answers(database)
    publish_wave(database)
    take_in_answers(database, shift=1)

    assert "Nästa steg: Publicera rättelsen" in said(client_for("hanna"), "/hr")


def test_what_is_late_or_wrong_is_listed_in_counts(database: Database, client_for: Callable[[str], Any]) -> None:
    make_organisation(database)
    assert "Ingenting är sent eller fel." in said(client_for("hanna"), "/hr")
    with database.writing() as session:
        session.add(UnitRecord(id="ny"))
        session.flush()
        session.add(UnitVersionRecord(unit_id="ny", name="Ny", parent_id="f", valid_from=BEGINNING, valid_to=END))
        for person_id in ("norr-1", "norr-2"):
            session.get(PersonRecord, person_id).email = ""  # type: ignore[union-attr]

    page = said(client_for("hanna"), "/hr")

    assert "En enhet har ingen chef" in page
    assert "2 anställda har ingen e-postadress" in page
    assert "norr-1" not in page


def test_central_hr_is_not_led_to_pages_it_may_not_open(database: Database, client_for: Callable[[str], Any]) -> None:
    make_organisation(database)
    take_in_answers(database)
    publish_wave(database)
    hugo = client_for("hugo")

    page = hugo.get("/hr").get_data(as_text=True)

    assert "/hr/ledarrapporter" not in page
    assert "Alla steg som du kan ta är gjorda" in page


@pytest.mark.parametrize("person_id", ["sten", "ulla", "nils", "norr-1"])
def test_the_desk_does_not_exist_for_others(
    person_id: str, database: Database, client_for: Callable[[str], Any]
) -> None:
    make_organisation(database)
    client = client_for(person_id)

    assert client.get("/hr").status_code == 404
    assert client.get("/hr").data == client.get("/finns-inte").data


def test_administration_sees_how_it_is_and_others_do_not(database: Database, client_for: Callable[[str], Any]) -> None:
    make_organisation(database)

    page = client_for("sten").get("/admin").get_data(as_text=True)

    assert 'href="/admin/post"' in page
    assert 'href="/admin/jobb"' in page
    assert "Databasen Fungerar" in said(client_for("sten"), "/admin")
    for person_id in ("hanna", "nils", "norr-1"):
        assert client_for(person_id).get("/admin").status_code == 404


@pytest.mark.parametrize(
    ("run_state", "next_step"),
    [("running", "Ledarrapporterna byggs nu"), ("stopped", "Fortsätt bygga ledarrapporterna")],
)
def test_the_desk_says_whether_a_run_goes_on_or_was_stopped(
    run_state: str, next_step: str, database: Database, client_for: Callable[[str], Any]
) -> None:
    make_organisation(database)
    take_in_answers(database)
    publish_wave(database)
    put_reports(database, state=ReportState.DRAFT)
    finish_runs(database, run_state)

    assert f"Nästa steg: {next_step}" in said(client_for("hanna"), "/hr")
