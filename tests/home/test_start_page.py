"""The start page says what waits for each person, asks the same number of questions for all, and shows no more."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from appraisal.goals.records import GoalActivityRecord, GoalRecord, GoalUnitRecord
from appraisal.home.pages import start_page
from appraisal.home.queries import situation_of, units_led_by_others_below
from appraisal.home.waiting import ReportToRead, Situation
from appraisal.reports.queries import HOME_KIND, home_id
from appraisal.reports.run import ReportState
from tests.home.leader_reports import put_reports
from tests.waves.small_organisation import NOW, WAVE, make_organisation, publish_wave, take_in_answers
from workplace.agreements.actions import agree
from workplace.agreements.agreement import AgreementState, Home, Terms
from workplace.database import Database
from workplace.database.base import BEGINNING, END
from workplace.identity.queries import actor_of
from workplace.journal.actions import record
from workplace.organisation.records import LeadershipRecord, PersonRecord, UnitRecord, UnitVersionRecord

TODAY = NOW.date()


@pytest.fixture
def released(database: Database) -> None:
    """A published wave with the leader reports released."""
    make_organisation(database)
    take_in_answers(database)
    publish_wave(database)
    put_reports(database)


def put_goal(database: Database, unit_id: str, ends_on: dt.date) -> None:
    with database.writing() as session:
        session.add(GoalRecord(id="g1", position=1, level="enhet", text="Fler i arbete"))
        session.flush()
        session.add(GoalUnitRecord(goal_id="g1", unit_id=unit_id))
        session.add(GoalActivityRecord(goal_id="g1", unit_id=unit_id, text="Möt alla inom fem dagar", ends_on=ends_on))


def agree_on(
    database: Database, unit_id: str, what: str, by_when: dt.date, state: AgreementState, *, wave_id: str = WAVE
) -> None:
    with database.writing() as session:
        agree(
            session,
            Home(HOME_KIND, home_id(wave_id, unit_id)),
            Terms(what, by_when=by_when, state=state),
            actor_id="lena",
            now=NOW,
        )


def said(client: Any, path: str = "/") -> str:
    """Return what the page says, without tags, with single spaces."""
    body = client.get(path).get_data(as_text=True)
    main = body[body.index("<main") : body.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """Collect the statements sent to the database."""
    statements: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


@pytest.mark.usefixtures("released")
def test_a_leader_finds_the_own_report_first_then_the_groups_results(client_for: Callable[[str], Any]) -> None:
    page = client_for("nils").get("/").get_data(as_text=True)

    assert "Det här väntar på dig, Nils" in page
    assert f'href="/ledarrapport/{WAVE}/norr"' in page
    assert f'href="/resultat/{WAVE}/norr"' in page
    assert page.index("Din ledarrapport för Jobbtorg Norr") < page.index("Gruppens resultat, Jobbtorg Norr")
    assert "soder" not in page
    assert "Söder" not in page


@pytest.mark.usefixtures("released")
def test_a_superior_finds_the_reports_of_those_below_by_name(client_for: Callable[[str], Any]) -> None:
    page = said(client_for("lena"))

    assert "Din ledarrapport för Förvaltningen" in page
    for words in ("Jobbtorg Norr, Nils Chef", "Jobbtorg Söder, Sara Chef", "Jobbtorg Väst, Vera Chef"):
        assert f"Ledarrapport för {words}" in page


def test_a_report_that_is_not_released_waits_for_nobody(database: Database, client_for: Callable[[str], Any]) -> None:
    make_organisation(database)
    take_in_answers(database)
    publish_wave(database)
    put_reports(database, state=ReportState.DRAFT)

    for person in ("nils", "lena"):
        assert "edarrapport för" not in said(client_for(person))


@pytest.mark.usefixtures("released")
def test_an_opened_report_is_called_read(database: Database, client_for: Callable[[str], Any]) -> None:
    nils = client_for("nils")
    assert "Medarbetarenkäten hösten 2026 Oläst" in said(nils)

    with database.writing() as session:
        record(session, now=NOW, actor_id="nils", verb="opened", object_kind=HOME_KIND, object_id=home_id(WAVE, "norr"))

    assert "Medarbetarenkäten hösten 2026 Läst" in said(nils)


@pytest.mark.usefixtures("released")
def test_a_protected_leader_is_named_to_nobody_on_the_list(
    database: Database, client_for: Callable[[str], Any]
) -> None:
    with database.writing() as session:
        session.get(PersonRecord, "nils").protected = True  # type: ignore[union-attr]

    page = said(client_for("lena"))

    assert "Nils" not in page
    assert "Ledarrapport för Jobbtorg Norr" in page


@pytest.mark.usefixtures("released")
def test_agreements_are_reminded_of_when_they_are_near_or_late(
    database: Database, client_for: Callable[[str], Any]
) -> None:
    agree_on(database, "norr", "Stående punkt om målen", TODAY + dt.timedelta(days=10), AgreementState.AGREED)
    agree_on(database, "norr", "Prata om arbetsbelastning", TODAY - dt.timedelta(days=3), AgreementState.ONGOING)
    agree_on(database, "norr", "Långt borta", TODAY + dt.timedelta(days=90), AgreementState.AGREED)
    agree_on(database, "norr", "Redan gjort", TODAY, AgreementState.DONE)

    for person in ("nils", "lena"):
        page = said(client_for(person))
        assert "Prata om arbetsbelastning Jobbtorg Norr, senast 21 november 2026 Sen" in page
        assert "Stående punkt om målen Jobbtorg Norr, senast 4 december 2026 Snart" in page
        assert "Långt borta" not in page
        assert "Redan gjort" not in page
    assert "arbetsbelastning" not in said(client_for("sara"))


@pytest.mark.usefixtures("released")
def test_an_agreement_from_last_years_report_is_still_reminded_of(
    database: Database, client_for: Callable[[str], Any]
) -> None:
    take_in_answers(database, "hosten-2025", closed_on=dt.date(2025, 11, 1), title="Medarbetarenkäten hösten 2025")
    put_reports(database, wave_id="hosten-2025")
    agree_on(database, "norr", "Från förra året", TODAY, AgreementState.ONGOING, wave_id="hosten-2025")

    page = said(client_for("nils"))

    assert "Från förra året" in page
    assert page.count("Din ledarrapport") == 1


@pytest.mark.usefixtures("released")
def test_an_employee_finds_the_own_units_results_goals_and_next_date(
    database: Database, client_for: Callable[[str], Any]
) -> None:
    put_goal(database, "norr", dt.date(2026, 12, 15))
    client = client_for("norr-1")

    page = said(client)

    assert "Inget väntar på dig just nu." in page
    assert "Resultatet för Jobbtorg Norr" in page
    assert "Målen för Jobbtorg Norr" in page
    assert "Möt alla inom fem dagar, klart senast 15 december 2026" in page
    assert "edarrapport för" not in page


def test_an_employee_is_told_that_a_closed_wave_waits_for_hr(
    database: Database, client_for: Callable[[str], Any]
) -> None:
    make_organisation(database)
    take_in_answers(database)

    page = said(client_for("norr-1"))

    assert "Medarbetarenkäten hösten 2026 är stängd" in page
    assert "/resultat/" not in client_for("norr-1").get("/").get_data(as_text=True)


@pytest.mark.usefixtures("released")
def test_the_union_finds_published_results(client_for: Callable[[str], Any]) -> None:
    page = client_for("ulla").get("/").get_data(as_text=True)

    assert "Resultatet av Medarbetarenkäten hösten 2026" in page
    assert f'href="/resultat/{WAVE}/f"' in page


def test_hr_finds_the_next_step_of_the_year(database: Database, client_for: Callable[[str], Any]) -> None:
    make_organisation(database)
    hanna = client_for("hanna")
    assert "Läs in svaren" in said(hanna)

    take_in_answers(database)
    assert "Publicera resultatet" in said(hanna)

    publish_wave(database)
    assert "Bygg ledarrapporterna" in said(hanna)


@pytest.mark.usefixtures("released")
def test_an_administrator_who_works_nowhere_sees_no_results(
    database: Database, client_for: Callable[[str], Any]
) -> None:
    from workplace.identity.actions import grant_role
    from workplace.identity.actor import Role

    with database.writing() as session:
        grant_role(session, "drift", Role.ADMIN, now=NOW)

    page = client_for("drift").get("/").get_data(as_text=True)

    assert 'href="/admin"' in page
    assert "Medarbetarenkäten" not in page


@pytest.mark.usefixtures("released")
def test_the_number_of_questions_is_the_same_for_any_number_of_reports_below(database: Database) -> None:
    def questions() -> int:
        with database.reading() as session:
            actor = actor_of(session, "lena", NOW)
            with counted(database) as statements:
                situation_of(session, actor, NOW)
        return len(statements)

    few = questions()
    more = {f"torg{number}": (f"Torg {number}", f"chef{number}") for number in range(40)}
    with database.writing() as session:
        for unit_id, (name, leader) in more.items():
            session.add(UnitRecord(id=unit_id))
            session.add(PersonRecord(id=leader, name=leader.title()))
            session.flush()
            session.add(
                UnitVersionRecord(unit_id=unit_id, name=name, parent_id="f", valid_from=BEGINNING, valid_to=END)
            )
            session.add(LeadershipRecord(unit_id=unit_id, person_id=leader, valid_from=BEGINNING, valid_to=END))
    put_more(database, more)

    assert questions() == few
    assert few <= 14
    with database.reading() as session:
        assert len(situation_of(session, actor_of(session, "lena", NOW), NOW).reports_below) == 43


def put_more(database: Database, units: dict[str, tuple[str, str]]) -> None:
    from appraisal.reports.records import LeaderReportRecord

    with database.writing() as session:
        for unit_id, (name, leader) in units.items():
            session.add(
                LeaderReportRecord(
                    wave_id=WAVE,
                    unit_id=unit_id,
                    version=1,
                    state="released",
                    release_id=f"{WAVE}.1",
                    run_id=f"run-{WAVE}",
                    leader_id=leader,
                    unit_name=name,
                    administration="",
                    has_own_figures=True,
                    content={},
                    html=b"",
                    pdf=b"",
                    sha256="",
                    made_at=NOW,
                    released_at=NOW,
                )
            )


@pytest.mark.usefixtures("released")
def test_many_reports_below_become_one_line(database: Database, client_for: Callable[[str], Any]) -> None:
    with database.writing() as session:
        for unit_id in ("ost", "centrum"):
            session.add(UnitRecord(id=unit_id))
            session.add(PersonRecord(id=f"chef-{unit_id}", name=unit_id))
            session.flush()
            session.add(
                UnitVersionRecord(unit_id=unit_id, name=unit_id, parent_id="f", valid_from=BEGINNING, valid_to=END)
            )
            session.add(
                LeadershipRecord(unit_id=unit_id, person_id=f"chef-{unit_id}", valid_from=BEGINNING, valid_to=END)
            )
    put_more(database, {unit_id: (unit_id, f"chef-{unit_id}") for unit_id in ("ost", "centrum")})

    page = said(client_for("lena"))

    assert "5 ledarrapporter att läsa och prata om" in page
    assert "5 olästa" in page


def test_those_below_are_found_through_units_that_nobody_leads_and_no_further(database: Database) -> None:
    make_organisation(database)
    with database.writing() as session:
        for unit_id, parent_id, leader in (("stab", "f", None), ("grupp", "stab", "greta"), ("lag", "grupp", "lars")):
            session.add(UnitRecord(id=unit_id))
            session.add(PersonRecord(id=leader or f"ingen-{unit_id}", name=""))
            session.flush()
            session.add(
                UnitVersionRecord(
                    unit_id=unit_id, name=unit_id, parent_id=parent_id, valid_from=BEGINNING, valid_to=END
                )
            )
            if leader:
                session.add(LeadershipRecord(unit_id=unit_id, person_id=leader, valid_from=BEGINNING, valid_to=END))

    with database.reading() as session:
        assert units_led_by_others_below(session, {"f"}, "lena", TODAY) == ["grupp", "norr", "soder", "vast"]
        assert units_led_by_others_below(session, {"norr"}, "nils", TODAY) == []


def test_what_is_read_does_not_wait_and_what_is_unread_comes_first() -> None:
    read = ReportToRead("Medarbetarenkät 2026", "Jobbtorg Norr", "/ledarrapport/w/norr", is_read=True)
    unread = ReportToRead("Medarbetarenkät 2026", "Jobbtorg Söder", "/ledarrapport/w/soder", is_read=False)

    all_read = start_page("Lena Ek", Situation(TODAY, own_reports=(read,)))
    one_left = start_page("Lena Ek", Situation(TODAY, own_reports=(read, unread)))

    assert all_read.first_waiting is None
    assert [step.href for step in all_read.others_waiting.steps] == [read.href]
    assert one_left.first_waiting is not None
    assert one_left.first_waiting.href == unread.href
    assert [step.href for step in one_left.others_waiting.steps] == [read.href]
