"""Life after opening: acts are logged, never touch an answered invitation, and tell nothing of who has answered."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select, update

from appraisal.registry import handlers
from appraisal.work import worker_for
from surveys.answering.records import DraftRecord
from surveys.ballots.actions import insert_boxes
from surveys.ballots.keys import key_folder
from surveys.ballots.records import SealedBoxRecord
from surveys.findings.queries import release_inputs
from surveys.invitations.actions import mint
from surveys.invitations.records import InvitationRecord, InvitationTokenRecord
from surveys.planning.jobs import DESTROY_KEYS
from surveys.planning.plan import PlanState, closing_moment
from surveys.planning.queries import existing_plan, log_of, plan_named
from surveys.running.actions import abort, extend, invite_late, move_invitation, wipe_trial
from surveys.waves.actions import keep_edition
from surveys.waves.queries import existing_wave, wave_named
from tests.conftest import NOW
from tests.planning.conftest import LAST, WAVE
from tests.waves.small_organisation import people_file, units_file
from workplace.database import Database
from workplace.errors import Refused
from workplace.house import House
from workplace.imports.table import GivenFile
from workplace.mail.records import MailRecord
from workplace.organisation.actions import import_organisation

LATER = NOW + dt.timedelta(days=8)


@pytest.fixture
def wave(opened: Callable[..., int]) -> str:
    """An open wave."""
    opened()
    return WAVE


def hire(database: Database, person_id: str, unit_id: str, *, unit_below: str = "") -> None:
    """Take in an organisation with one person more, in a unit that may be new below another."""
    units, people = units_file().content.decode(), people_file().content.decode()
    if unit_below:
        units += f"\n{unit_id},Ny enhet,{unit_below},"
    people += f"\n{person_id},Ny Person,{person_id}@prov.example,{unit_id},Coach,2026-11-30"
    with database.writing() as session:
        import_organisation(
            session,
            units=GivenFile("u.csv", units.encode()),
            people=GivenFile("p.csv", people.encode()),
            as_of=dt.date(2026, 12, 1),
            now=NOW,
        )


def answer(database: Database, *person_ids: str) -> None:
    with database.writing() as session:
        session.execute(
            update(InvitationRecord).where(InvitationRecord.person_id.in_(person_ids)).values(answered=True)
        )


def invitation(database: Database, person_id: str) -> InvitationRecord:
    with database.reading() as session:
        return session.scalars(select(InvitationRecord).where(InvitationRecord.person_id == person_id)).one()


def newest(database: Database) -> tuple[str, dict[str, Any]]:
    with database.reading() as session:
        entry = log_of(session, WAVE)[0]
    return entry.verb, entry.facts


def test_a_late_hire_is_invited_to_the_group_of_today_and_gets_the_mail(employer: Database, wave: str) -> None:
    hire(employer, "sent", "soder")
    with employer.writing() as session:
        invite_late(session, wave, "sent", now=LATER, actor_id="hanna")

    assert invitation(employer, "sent").unit_id == "soder"
    with employer.reading() as session:
        assert session.scalar(select(func.count()).where(MailRecord.to_person_id == "sent")) == 1
        assert {entry.verb for entry in log_of(session, wave)} >= {"invited_late", "opened"}


def test_somebody_in_a_unit_that_came_later_belongs_to_the_nearest_unit_above_that_was_there(
    employer: Database, wave: str
) -> None:
    hire(employer, "sent", "nytt", unit_below="vast")
    with employer.writing() as session:
        invite_late(session, wave, "sent", now=LATER)

    assert invitation(employer, "sent").unit_id == "vast"


def test_somebody_who_is_not_employed_is_not_invited(employer: Database, wave: str) -> None:
    with employer.writing() as session, pytest.raises(Refused):
        invite_late(session, wave, "finns-inte", now=LATER)


def test_inviting_somebody_invited_before_touches_nothing_and_says_the_same(employer: Database, wave: str) -> None:
    answer(employer, "norr-1")
    before = invitation(employer, "norr-1").id
    logged = []
    for person_id in ("norr-1", "norr-2"):
        with employer.writing() as session:
            invite_late(session, wave, person_id, now=LATER, actor_id="hanna")
        with employer.reading() as session:
            logged.append([entry.verb for entry in log_of(session, wave)[:2]])

    assert logged[0] == logged[1]
    assert (invitation(employer, "norr-1").id, invitation(employer, "norr-1").answered) == (before, True)


def test_moving_changes_the_group_only_of_an_answer_that_has_not_come_and_logs_the_same(
    employer: Database, wave: str
) -> None:
    answer(employer, "norr-1")
    logged = []
    for person_id in ("norr-1", "norr-2"):
        with employer.writing() as session:
            move_invitation(session, wave, person_id, "soder", now=LATER, actor_id="hanna")
        verb, facts = newest(employer)
        logged.append((verb, facts | {"person": "-"}))

    assert logged == [("moved", {"person": "-", "unit": "soder"})] * 2
    assert invitation(employer, "norr-1").unit_id == "norr"
    assert (invitation(employer, "norr-2").unit_id, invitation(employer, "norr-2").workplaces) == ("soder", ["soder"])


def test_nobody_is_moved_to_a_unit_outside_the_frozen_tree(employer: Database, wave: str) -> None:
    with employer.writing() as session, pytest.raises(Refused):
        move_invitation(session, wave, "norr-1", "finns-inte", now=LATER)


def test_the_pages_answer_the_same_whether_somebody_has_answered_or_not(
    employer: Database, wave: str, client_for: Callable[[str], Any]
) -> None:
    answer(employer, "norr-21")
    hanna = client_for("hanna")
    told = []
    for person_id in ("norr-21", "norr-22"):
        here = f"/hr/omgangar/planera/{WAVE}/person/{person_id}"
        pages = [
            hanna.get(here),
            hanna.send(f"{here}/flytta", {"unit_id": "soder"}),
            hanna.get(f"{here}?gjort=flyttad"),
            hanna.send(f"{here}/bjud-in"),
            hanna.get(f"{here}?gjort=inbjuden"),
            hanna.get(f"/hr/omgangar/planera/{WAVE}/person?sok={person_id}"),
        ]
        bodies = [re.sub(r"norr([-. ])2[12]\b", r"norr\1?", page.get_data(as_text=True)) for page in pages]
        told.append([(page.status_code, body) for page, body in zip(pages, bodies, strict=True)])

    assert told[0] == told[1]


def test_more_time_up_to_the_first_day_of_the_charter(employer: Database, wave: str) -> None:
    until = dt.date(2026, 12, 24)  # the analysts read from the 25th
    with employer.writing() as session:
        assert extend(session, wave, until, now=LATER, actor_id="hanna").reason is None
    with employer.reading() as session:
        assert existing_plan(session, wave).closes_at == closing_moment(until)
        assert existing_wave(session, wave).closed_on == until
    assert newest(employer)[0] == "extended"


def test_more_time_beyond_the_charter_is_refused_with_its_reason_and_logged(employer: Database, wave: str) -> None:
    with employer.writing() as session:
        tried = extend(session, wave, dt.date(2026, 12, 25), now=LATER, actor_id="hanna")
    verb, facts = newest(employer)

    assert tried.reason is not None
    assert verb == "refused_extension"
    assert "Analytiker läser från 25 december 2026" in facts["reason"]
    with employer.reading() as session:
        assert existing_plan(session, wave).closes_at == closing_moment(LAST)


@pytest.mark.parametrize("last", [LAST, dt.date(2026, 12, 1)])
def test_a_wave_is_only_ever_given_more_time(employer: Database, wave: str, last: dt.date) -> None:
    with employer.writing() as session, pytest.raises(Refused):
        extend(session, wave, last, now=LATER)


def test_an_aborted_wave_leaves_no_box_no_draft_no_key_and_no_way_in(
    house: House, employer: Database, wave: str
) -> None:
    answer(employer, "norr-1")
    with employer.writing() as session:
        insert_boxes(session, wave, 1, [b"x" * 60])
        session.add(DraftRecord(id="d", wave_id=wave, sealed=b"x"))
        abort(session, wave, "Fel formulär", now=LATER, actor_id="hanna")
    worker_for(house, "test").run_until_idle()

    with employer.reading() as session:
        assert session.scalar(select(func.count()).select_from(SealedBoxRecord)) == 0
        assert session.scalar(select(func.count()).select_from(DraftRecord)) == 0
        assert existing_plan(session, wave).state is PlanState.ABORTED
    assert key_folder(house.settings).epochs(wave) == []
    assert invitation(employer, "norr-2").is_withdrawn
    assert (invitation(employer, "norr-1").answered, invitation(employer, "norr-1").is_withdrawn) == (True, False)
    assert newest(employer) == ("aborted", {"reason": "Fel formulär"})


def test_aborting_asks_for_a_reason_and_the_id_typed_by_hand(
    employer: Database, wave: str, client_for: Callable[[str], Any]
) -> None:
    hanna, href = client_for("hanna"), f"/hr/omgangar/planera/{WAVE}/avbryt"

    assert hanna.send(href, {"reason": "Fel", "word": "prov"}).status_code == 400
    assert hanna.send(href, {"reason": " ", "word": WAVE}).status_code == 400
    assert hanna.send(href, {"reason": "Fel", "word": WAVE}).status_code == 303
    assert hanna.get(href).status_code == 404


def test_only_a_wave_on_trial_can_be_wiped_and_then_nothing_but_the_journal_is_left(
    house: House, employer: Database, opened: Callable[..., int]
) -> None:
    opened(is_trial=True)
    with employer.writing() as session:
        some = session.scalars(select(InvitationRecord.id)).first()
        assert some is not None
        mint(session, some, "mail")
        insert_boxes(session, WAVE, 1, [b"x" * 60])
    with employer.writing() as session:
        wipe_trial(session, WAVE, now=LATER, actor_id="hanna")
    worker_for(house, "test").run_until_idle()

    with employer.reading() as session:
        assert (plan_named(session, WAVE), wave_named(session, WAVE)) == (None, None)
        for record in (InvitationRecord, InvitationTokenRecord, SealedBoxRecord):
            assert session.scalar(select(func.count()).select_from(record)) == 0
        assert [entry.verb for entry in log_of(session, WAVE)] == ["wiped", "opened", "signed"]
    assert key_folder(house.settings).epochs(WAVE) == []


def test_a_wave_in_earnest_cannot_be_wiped(employer: Database, wave: str, client_for: Callable[[str], Any]) -> None:
    with employer.writing() as session, pytest.raises(Refused):
        wipe_trial(session, wave, now=LATER)
    assert client_for("hanna").get(f"/hr/omgangar/planera/{WAVE}/radera").status_code == 404


def test_a_wave_on_trial_is_never_released(employer: Database, opened: Callable[..., int]) -> None:
    opened(is_trial=True)
    with employer.writing() as session:
        ballots = [("norr", {"hme1": 3}) for _ in range(20)]
        keep_edition(session, WAVE, 1, ballots=ballots, eligible=None, breakdowns=None, now=LATER)
        with pytest.raises(Refused):
            release_inputs(session, WAVE)


def test_there_is_a_worker_for_the_keys() -> None:
    assert DESTROY_KEYS in handlers()
