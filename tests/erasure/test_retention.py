"""What is kept long enough goes: at once where no decision is asked for, else under a recorded one."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from appraisal.registry import erasure_sources
from appraisal.work import worker_for
from surveys.ballots.records import TextBallotRecord
from surveys.findings.actions import publish
from surveys.findings.records import CommentReviewRecord, ReleasePreviewRecord
from surveys.invitations.records import InvitationRecord, InvitationTokenRecord
from surveys.running.actions import abort
from surveys.waves.actions import import_answers
from tests.erasure.waves import MONTHS, WAVE, ballot_count, build_wave, decide, text_count
from tests.house.employer import CLOSED, answers_csv
from tests.invitations.wave_builders import OPENS, build_organisation, open_it, plan, with_settings
from workplace.clock import FixedClock
from workplace.erasure.actions import note_erased, record_decision, withdraw_decision
from workplace.erasure.jobs import run_retention
from workplace.erasure.queries import decisions, erasures
from workplace.erasure.rule import months_after, rules_of
from workplace.errors import Refused
from workplace.house import House
from workplace.identity.actions import begin_session, make_link
from workplace.identity.records import SessionRecord, SignInLinkRecord
from workplace.imports.actions import keep_upload
from workplace.imports.records import PendingFileRecord
from workplace.imports.table import GivenFile
from workplace.journal.queries import entries_about, first_bad_entry


def run(house: House, *, is_dry_run: bool = False) -> dict[str, int]:
    return dict(run_retention(house, erasure_sources(), is_dry_run=is_dry_run).counts)


def later(clock: FixedClock, months: int, *, days: int = 0) -> None:
    clock.moment = months_after(clock.moment, months) + dt.timedelta(days=days)


def test_ballots_wait_for_a_decision_however_long_they_have_been_kept(house: House, clock: FixedClock) -> None:
    build_wave(house)
    before = ballot_count(house)
    later(clock, MONTHS + 12)

    outcome = run_retention(house, erasure_sources())

    assert {due.kind for due in outcome.waiting} == {"ballot", "text_ballot"}
    assert ballot_count(house) == before > 0


def test_a_decision_erases_what_is_due_of_its_kind_and_nothing_of_another(house: House, clock: FixedClock) -> None:
    build_wave(house)
    before = ballot_count(house)
    later(clock, MONTHS)
    decide(house, "ballot")

    gone = run(house)

    assert gone["ballot"] == before
    assert (ballot_count(house), text_count(house)) == (0, 1)


def test_a_decision_erases_nothing_a_day_too_early(house: House, clock: FixedClock) -> None:
    build_wave(house)
    decide(house, "ballot", "text_ballot")
    later(clock, MONTHS, days=-1)

    assert "ballot" not in run(house)
    assert ballot_count(house) > 0
    later(clock, 0, days=1)
    assert "ballot" in run(house)


def test_a_withdrawn_decision_erases_nothing(house: House, clock: FixedClock) -> None:
    build_wave(house)
    later(clock, MONTHS)
    decide(house, "ballot")
    with house.database.writing() as session:
        withdraw_decision(session, decisions(session)[0].id, now=clock.now(), actor_id="re")

    run(house)

    assert ballot_count(house) > 0
    with house.database.writing() as session, pytest.raises(Refused):
        withdraw_decision(session, decisions(session)[0].id, now=clock.now(), actor_id="re")


def test_answers_that_were_never_published_are_counted_from_when_they_came(house: House, clock: FixedClock) -> None:
    build_wave(house, is_published=False)
    decide(house, "ballot")
    later(clock, MONTHS, days=-1)
    assert "ballot" not in run(house)

    later(clock, 0, days=1)

    assert "ballot" in run(house)


def test_each_delivery_has_a_time_of_its_own(house: House, clock: FixedClock) -> None:
    build_wave(house)
    first = ballot_count(house)
    later(clock, 6)
    corrected = answers_csv() + "f2,5,5\n" * 30
    with house.database.writing() as session:
        import_answers(
            session,
            WAVE,
            GivenFile("b.csv", corrected.encode()),
            instrument="tre",
            closed_on=CLOSED,
            now=clock.now(),
        )
        publish(session, WAVE, now=clock.now())
    second = ballot_count(house) - first
    decide(house, "ballot")
    later(clock, MONTHS - 6)

    assert run(house)["ballot"] == first
    assert ballot_count(house) == second
    later(clock, 6)
    assert run(house)["ballot"] == second


def test_what_reviewers_settled_goes_with_the_words(house: House, clock: FixedClock) -> None:
    build_wave(house)
    with house.database.writing() as session:
        text_id = session.scalars(select(TextBallotRecord.id)).one()
        session.add(
            CommentReviewRecord(
                text_ballot_id=text_id,
                state="approved",
                masked_text="Bra chef",
                theme="",
                first_reviewer="hr",
                second_reviewer="re",
            )
        )
    later(clock, MONTHS)
    decide(house, "text_ballot")

    run(house)

    with house.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(CommentReviewRecord)) == 0
    assert text_count(house) == 0


def test_a_dry_run_says_what_would_go_and_takes_nothing(house: House, clock: FixedClock) -> None:
    build_wave(house)
    before = ballot_count(house)
    later(clock, MONTHS)
    decide(house, "ballot")

    assert run(house, is_dry_run=True)["ballot"] == before

    assert ballot_count(house) == before
    with house.database.reading() as session:
        assert not erasures(session)


def test_an_erasure_stands_in_the_journal_as_a_count_and_the_chain_is_whole(house: House, clock: FixedClock) -> None:
    build_wave(house, texts=("Kanariefågeln sjunger",))
    before = ballot_count(house)
    later(clock, MONTHS)
    decide(house, "ballot", "text_ballot")

    run(house)

    with house.database.reading() as session:
        (entry,) = entries_about(session, "erasure", f"ballot:{WAVE}/1")
        assert entry.facts == {"kind": "ballot", "count": before, "decision": decisions(session)[1].id}
        (text,) = entries_about(session, "erasure", f"text_ballot:{WAVE}/1")
        assert "Kanarie" not in str(text)
        assert first_bad_entry(session) is None
        kinds = [(one.kind, one.object_id, one.count) for one in erasures(session) if one.decision_id]
    assert sorted(kinds) == [("ballot", f"{WAVE}/1", before), ("text_ballot", f"{WAVE}/1", 1)]


def test_a_second_run_finds_nothing_more(house: House, clock: FixedClock) -> None:
    build_wave(house)
    later(clock, MONTHS)
    decide(house, "ballot")
    run(house)

    assert run(house) == {}


def test_what_asks_for_no_decision_goes_at_once_and_what_still_holds_stays(house: House, clock: FixedClock) -> None:
    build_wave(house)
    with house.database.writing() as session:
        begin_session(session, "e1", clock.now())
        make_link(session, "e1", clock.now())
        keep_upload(
            session,
            kind="organisation",
            now=clock.now(),
            owner_id="hr",
            as_of=CLOSED,
            allows_large_change=False,
            files={"units": GivenFile("u.csv", b"x")},
        )
        clock.moment += dt.timedelta(days=2)
        begin_session(session, "e2", clock.now())
        make_link(session, "e2", clock.now())
        session.add(SessionRecord(token_hash="f" * 64, person_id="e3", began_at=CLOCK_LONG_AGO, seen_at=CLOCK_LONG_AGO))

    gone = run(house)

    assert (gone["session"], gone["sign_in_link"], gone["pending_upload"]) == (1, 1, 1)
    with house.database.reading() as session:
        assert list(session.scalars(select(SessionRecord.person_id))) == ["e2"]
        assert list(session.scalars(select(SignInLinkRecord.person_id))) == ["e2"]
        assert not session.scalars(select(PendingFileRecord)).all()


CLOCK_LONG_AGO = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def test_invitations_go_thirty_days_after_a_wave_was_aborted_and_not_before(
    house: House, clock: FixedClock, tmp_path_factory: pytest.TempPathFactory
) -> None:
    house = with_settings(house, keys=tmp_path_factory.mktemp("keys"))
    build_organisation(house)
    plan(house)
    open_it(house)
    assert clock.today() > OPENS
    with house.database.writing() as session:
        abort(session, "enkat-2026", reason="Prov", now=clock.now(), actor_id="hr")
        invited = session.scalar(select(func.count()).select_from(InvitationRecord)) or 0
    clock.moment += dt.timedelta(days=30, minutes=-1)
    assert "invitation" not in run(house)
    clock.moment += dt.timedelta(minutes=1)

    assert run(house)["invitation"] > invited > 0

    with house.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(InvitationRecord)) == 0
        assert session.scalar(select(func.count()).select_from(InvitationTokenRecord)) == 0


def test_an_overtaken_preview_goes_and_the_one_that_is_read_stays(house: House, clock: FixedClock) -> None:
    build_wave(house, is_published=False)
    with house.database.writing() as session:
        session.add(
            ReleasePreviewRecord(
                fingerprint="a" * 64,
                wave_id=WAVE,
                edition=1,
                ordered_at=clock.now(),
                preview_batch_id="",
                publish_batch_id="",
            )
        )
    clock.moment += dt.timedelta(days=31)
    assert "release_preview" not in run(house)
    with house.database.writing() as session:
        publish(session, WAVE, now=clock.now())

    assert run(house)["release_preview"] == 1


def test_the_worker_erases_every_night(house: House, clock: FixedClock) -> None:
    build_wave(house)
    later(clock, MONTHS)
    decide(house, "ballot")
    worker_for(house, "test").run_until_idle()
    assert ballot_count(house) > 0, "not before night"
    clock.moment += dt.timedelta(days=1)

    worker_for(house, "test").run_until_idle()

    assert ballot_count(house) == 0


@pytest.mark.parametrize(
    ("kind", "body", "reference", "days"),
    [
        ("invitation", "Nämnden", "§ 1", 0),
        ("ballot", " ", "§ 1", 0),
        ("ballot", "Nämnden", " ", 0),
        ("ballot", "N", "§ 1", 1),
    ],
)
def test_half_a_decision_is_refused(
    house: House, clock: FixedClock, kind: str, body: str, reference: str, days: int
) -> None:
    with house.database.writing() as session, pytest.raises(Refused):
        record_decision(
            session,
            rules_of(erasure_sources()),
            kind=kind,
            decided_by=body,
            reference=reference,
            decided_on=clock.today() + dt.timedelta(days=days),
            now=clock.now(),
            actor_id="re",
        )


def test_no_erasure_is_noted_where_nothing_went(house: House, clock: FixedClock) -> None:
    with house.database.writing() as session:
        note_erased(session, kind="session", object_id="", count=0, now=clock.now())
        assert not erasures(session)


def test_the_last_day_of_a_month_that_is_too_short_stands_for_the_day() -> None:
    moment = dt.datetime(2026, 8, 31, 12, tzinfo=dt.UTC)

    assert months_after(moment, 6).date() == dt.date(2027, 2, 28)
    assert months_after(moment, 4).date() == dt.date(2026, 12, 31)
    assert months_after(moment, 5).date() == dt.date(2027, 1, 31)
