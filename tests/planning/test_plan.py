"""A plan can be signed as it is guessed, says everything that is wrong at once, and stays a draft until then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from measures.disclosure.floors import Floors
from surveys.planning.actions import change_plan, drop_plan, open_wave, plan_wave, sharpen, sign
from surveys.planning.plan import (
    PlanState,
    closing_moment,
    default_draft,
    opening_moment,
    problems_of,
    reminder_moments,
)
from surveys.planning.queries import charter_versions, existing_plan, log_of, plan_named
from surveys.planning.terms import Terms, terms_with_words
from surveys.planning.texts import WaveTexts, holds_address, our_texts, own_words, texts_in
from surveys.waves.charter import Circle, Readers, charter_hash, circles_of, co_determination_left_out
from tests.conftest import NOW
from tests.planning.conftest import LAST, OPENS, WAVE, draft
from workplace.database import Database
from workplace.errors import Refused
from workplace.wording import Translator

TODAY = dt.date(2026, 11, 24)


def test_the_guessed_plan_holds_as_it_is() -> None:
    guessed = default_draft(TODAY, ["hme@1"], ["medarbetarenkat-2026"], "Medarbetarenkäten")

    assert problems_of(guessed, NOW) == []
    assert guessed.wave_id == "medarbetarenkat-2026-2"
    assert guessed.opens_at == dt.datetime(2026, 12, 7, 6, tzinfo=dt.UTC)
    assert len(guessed.reminders) == 2


def test_a_wave_opens_at_seven_and_closes_at_the_midnight_that_ends_the_last_day_also_over_a_change_of_clocks() -> None:
    assert opening_moment(dt.date(2026, 10, 24)) == dt.datetime(2026, 10, 24, 5, tzinfo=dt.UTC)
    assert closing_moment(dt.date(2026, 10, 25)) == dt.datetime(2026, 10, 25, 23, tzinfo=dt.UTC)


def test_reminders_after_the_close_are_left_out() -> None:
    moments = reminder_moments(opening_moment(OPENS), closing_moment(LAST), 4, 6)

    assert [moment.day for moment in moments] == [6, 12, 18]


@pytest.mark.parametrize(
    "changed, columns",
    [
        ({"wave_id": "Stora Bokstäver"}, {"wave_id"}),
        ({"wave_id": "planera"}, {"wave_id"}),
        ({"title": ""}, {"title"}),
        ({"closes_at": opening_moment(OPENS)}, {"closes_on", "reminders"}),
        ({"closes_at": NOW, "opens_at": NOW - dt.timedelta(days=1), "reminders": ()}, {"closes_on"}),
        ({"languages": ()}, {"languages"}),
        ({"languages": ("de",)}, {"languages"}),
        ({"reminders": (NOW,)}, {"reminders"}),
        ({"circles": {Circle.EVERYBODY: LAST}}, {"everybody"}),
        ({"circles": {Circle.LEADERS: dt.date(2027, 1, 9)}}, {"everybody"}),
        ({"circles": {Circle.LEADERS: dt.date(2027, 1, 9), Circle.EVERYBODY: dt.date(2027, 1, 8)}}, {"everybody"}),
        ({"wave_id": "", "title": ""}, {"wave_id", "title"}),
    ],
)
def test_everything_that_does_not_hold_is_named_at_its_field(changed: dict[str, object], columns: set[str]) -> None:
    assert {problem.column for problem in problems_of(draft(**changed), NOW)} == columns


def test_a_taken_id_and_an_unknown_instrument_are_refused_together(employer: Database) -> None:
    with employer.writing() as session:
        plan_wave(session, draft(), now=NOW)
        with pytest.raises(Refused) as refused:
            plan_wave(session, draft(instrument="hmm"), now=NOW)

    assert [problem.column for problem in refused.value.problems] == ["wave_id", "instrument"]


def test_a_draft_can_be_changed_and_thrown_away_but_not_once_it_is_signed(employer: Database) -> None:
    with employer.writing() as session:
        plan_wave(session, draft(), now=NOW)
        assert change_plan(session, draft(title="Nytt namn"), now=NOW).title == "Nytt namn"
        drop_plan(session, WAVE)
        assert plan_named(session, WAVE) is None
        plan_wave(session, draft(), now=NOW)
        sign(session, WAVE, now=NOW)
        for act in (lambda: change_plan(session, draft(), now=NOW), lambda: drop_plan(session, WAVE)):
            with pytest.raises(Refused):
                act()


def test_a_signed_charter_fixes_the_whole_plan_and_its_hash_stands_in_the_journal(employer: Database) -> None:
    terms = Terms(floors=Floors(indices=6), co_determination=co_determination_left_out("Brådskande"))
    with employer.writing() as session:
        plan_wave(session, draft(), now=NOW)
        plan = sign(session, WAVE, now=NOW, actor_id="hanna", terms=terms)
    with employer.reading() as session:
        (version,) = charter_versions(session, WAVE)
        (entry,) = log_of(session, WAVE)

    assert (plan.state, plan.signed_by, plan.signed_at) == (PlanState.SIGNED, "hanna", NOW)
    assert plan.charter_sha256 == charter_hash(plan.charter) == version.charter_sha256 == entry.facts["charter"]
    assert plan.charter["floors"]["indices"] == 6
    assert plan.charter["population"] == {
        "employed_more_than_months": 6,
        "includes_hourly": False,
        "absent_more_than_days": 90,
        "administrations": [],
    }
    assert plan.charter["reminders"] == {"at_most": 2, "days_apart": 6}
    assert plan.charter["co_determination"] == {"reason": "Brådskande"}
    assert plan.charter["instrument"]["sha256"] == plan.instrument_sha256


def test_a_command_tells_co_determination_in_words_or_not_at_all() -> None:
    assert terms_with_words("Samverkat 3/11, § 4").co_determination == {
        "on": "",
        "protocol": "Samverkat 3/11, § 4",
        "participants": "",
    }
    assert terms_with_words(" ").co_determination == "inte redovisad"


def test_signing_twice_is_signing_once(employer: Database, signed: Callable[..., None]) -> None:
    signed()
    with employer.writing() as session:
        sign(session, WAVE, now=NOW + dt.timedelta(days=1))
    with employer.reading() as session:
        assert existing_plan(session, WAVE).signed_at == NOW
        assert len(charter_versions(session, WAVE)) == 1


def test_one_reviewer_alone_is_refused(employer: Database) -> None:
    with employer.writing() as session:
        plan_wave(session, draft(), now=NOW)
        for reviewers in (("hanna",), ("hanna", "hanna")):
            with pytest.raises(Refused):
                sign(session, WAVE, now=NOW, terms=Terms(reviewers=reviewers))


def test_a_charter_made_stricter_is_a_new_version_and_the_old_one_stays(
    employer: Database, signed: Callable[..., None]
) -> None:
    signed()
    with employer.writing() as session:
        before = existing_plan(session, WAVE)
        tried = sharpen(
            session,
            WAVE,
            Terms(floors=Floors(indices=7), readers=Readers.LEADERS),
            circles_of(before.charter),
            now=NOW,
            actor_id="hanna",
        )
    with employer.reading() as session:
        plan, versions = existing_plan(session, WAVE), charter_versions(session, WAVE)

    assert tried == type(tried)((), 2)
    assert [version.version for version in versions] == [2, 1]
    assert versions[1].charter_sha256 == before.charter_sha256
    assert plan.charter["floors"]["indices"] == 7
    assert plan.charter_sha256 == charter_hash(plan.charter) != before.charter_sha256


def test_a_try_to_loosen_changes_nothing_and_stands_in_the_log(employer: Database, signed: Callable[..., None]) -> None:
    signed()
    with employer.writing() as session:
        before = existing_plan(session, WAVE)
        later = {**circles_of(before.charter), Circle.EVERYBODY: dt.date(2027, 6, 1)}
        tried = sharpen(session, WAVE, Terms(), later, now=NOW, actor_id="hanna")
    with employer.reading() as session:
        entry = log_of(session, WAVE)[0]
        after = existing_plan(session, WAVE)

    assert tried.version == 0
    assert (entry.verb, entry.actor_id) == ("refused_loosening", "hanna")
    assert entry.facts["tried"] == ["Dagen då alla får läsa skulle skjutas upp från 15 januari 2027 till 1 juni 2027."]
    assert after == before


def test_the_same_terms_again_are_no_new_version(employer: Database, signed: Callable[..., None]) -> None:
    signed()
    with employer.writing() as session:
        plan = existing_plan(session, WAVE)
        assert sharpen(session, WAVE, Terms(), circles_of(plan.charter), now=NOW).version == 0
        assert len(charter_versions(session, WAVE)) == 1


def test_what_is_not_signed_does_not_open(employer: Database) -> None:
    with employer.writing() as session:
        plan_wave(session, draft(), now=NOW)
        with pytest.raises(Refused):
            open_wave(session, WAVE, public_key=bytes(32), now=NOW)


def test_our_words_follow_the_dates_and_hrs_own_stand() -> None:
    swedish = Translator()
    first = our_texts("Enkäten", closing_moment(LAST), swedish)
    kept = own_words(replace(first, opening_subject="Nu är det dags"), first)

    assert kept == WaveTexts(opening_subject="Nu är det dags")
    later = texts_in({"sv": kept.stored()}, "sv", "Enkäten", closing_moment(dt.date(2027, 1, 8)), swedish)
    assert later.opening_subject == "Nu är det dags"
    assert "8 januari 2027" in later.opening_body


@pytest.mark.parametrize("text", ["Se https://exempel.se", "läs www.exempel.se", "ftp://x"])
def test_a_text_with_an_address_of_its_own_is_found(text: str) -> None:
    assert holds_address(text)
    assert not holds_address("Svara senast fredag. Frågor: hr@prov.example")
