"""The rules over values: what an improvement must say, what a change means, when somebody is told."""

from __future__ import annotations

import datetime as dt

import pytest

from measures.estimate import Estimate, Reason, Rung, Shown, Withheld
from surveys.improvements.access import PlanFacts, Reading, may_write_plan, reading_of
from surveys.improvements.figure import CitedFigure, FigureKey, figure_key
from surveys.improvements.improvement import HOME_KIND, Improvement, has_plan, problem_of_move, problems_with
from surveys.improvements.since import Between, Verdict, between_groups, since
from surveys.improvements.telling.timetable import ReadBy, ReminderKind, due_reminders, due_tellings
from surveys.improvements.telling.told import Occasion, Said, shortened, told_message
from tests.improvements.conftest import terms
from workplace.agreements.agreement import Agreement, AgreementKind, AgreementState, Effect, Home, Terms, Timing
from workplace.identity.actor import Actor, Role, RoleHeld
from workplace.wording import Sentence, Translator

TODAY = dt.date(2026, 11, 24)
MOMENT = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)


def shown(value: float, half: float, n: int) -> Shown:
    return Shown(Estimate(value, value - half, value + half, n), Rung.INDICES)


def cited(value: float, half: float = 8.0, n: int = 12) -> CitedFigure:
    return CitedFigure(FigureKey("index", "total"), "w.1", "u", False, shown(value, half, n).estimate)


def improvement(given: Terms, number: int = 1) -> Improvement:
    agreement = Agreement(number, Home(HOME_KIND, "x"), AgreementKind.IMPROVEMENT, given, 1, MOMENT, "l", MOMENT, "l")
    return Improvement(agreement, "w", "u", cited(60))


def test_what_is_done_at_once_needs_no_date_and_a_proposal_only_words() -> None:
    assert not problems_with(terms(by_when=None, timing=Timing.AT_ONCE))
    assert [one.column for one in problems_with(terms(by_when=None))] == ["by_when"]
    assert not problems_with(Terms("En idé", state=AgreementState.PROPOSED))
    assert [one.column for one in problems_with(Terms("En idé"))] == ["who", "seen_by", "by_when"]


def test_an_effect_is_checked_only_of_what_is_done() -> None:
    assert [one.column for one in problems_with(terms(effect=Effect.REACHED))] == ["effect"]
    assert not problems_with(terms(effect=Effect.REACHED, state=AgreementState.DONE))


def test_a_date_that_stood_is_moved_only_with_a_reason() -> None:
    assert problem_of_move(TODAY, TODAY + dt.timedelta(1), "  ")
    assert problem_of_move(TODAY, None, "")
    assert not problem_of_move(TODAY, TODAY, "")
    assert not problem_of_move(None, TODAY, "")


def test_a_proposal_and_what_was_dropped_make_no_plan() -> None:
    assert not has_plan(
        [improvement(terms(state=AgreementState.PROPOSED)), improvement(terms(state=AgreementState.DROPPED))]
    )
    assert has_plan([improvement(terms(state=AgreementState.DONE))])


ALL_THEN = Between(grand=60, within=22, tau_squared=20)


@pytest.mark.parametrize(
    "then, now, expected",
    [
        (cited(60), shown(64, 8, 12), Verdict.NOISE),
        (cited(40), shown(58, 8, 12), Verdict.REGRESSION),
        (cited(60), shown(85, 8, 12), Verdict.BEYOND),
        (cited(60), Withheld(Reason.TOO_FEW), Verdict.NOT_COMPARABLE),
        (cited(60), None, Verdict.NOT_COMPARABLE),
    ],
)
def test_a_change_is_judged_against_noise_and_against_what_was_to_be_expected(
    then: CitedFigure, now: Shown | Withheld | None, expected: Verdict
) -> None:
    found = since(then, now, then_all=ALL_THEN, now_grand=shown(60, 2, 300))

    assert found.verdict is expected


def test_that_all_rose_alike_is_no_change_beyond_what_was_expected() -> None:
    found = since(cited(60), shown(80, 8, 12), then_all=ALL_THEN, now_grand=shown(80, 2, 300))

    assert found.verdict is Verdict.REGRESSION


def test_where_the_spread_between_groups_is_unknown_nothing_is_claimed_beyond_noise() -> None:
    assert since(cited(40), shown(70, 8, 12), then_all=None, now_grand=None).verdict is Verdict.UNJUDGED
    assert between_groups([shown(60, 8, 12)] * 9, grand=shown(60, 2, 300), within=20) is None
    assert between_groups([shown(60, 8, 12)] * 10, grand=shown(60, 2, 300), within=None) is None
    known = between_groups([shown(50 + 2 * k, 8, 12) for k in range(12)], grand=shown(60, 2, 300), within=20)
    assert known is not None
    assert 0 < known.reliability(12) < known.reliability(120) < 1


def test_groups_that_stand_alike_have_no_reliability() -> None:
    found = between_groups([shown(60, 8, 12)] * 12, grand=shown(60, 2, 300), within=20)

    assert found is not None
    assert found.reliability(12) == 0


def test_only_the_latest_closed_wave_is_told_of_and_only_in_time() -> None:
    new = ReadBy("new", dt.date(2026, 10, 1), dt.date(2026, 10, 20))
    old_taken_in_late = ReadBy("old", dt.date(2025, 10, 1), dt.date(2026, 10, 30))
    eight = dt.date(2026, 10, 20) + dt.timedelta(weeks=8)

    assert [one.number for one in due_tellings([old_taken_in_late, new], eight)] == [8]
    assert due_tellings([old_taken_in_late, new], eight - dt.timedelta(1)) == ()
    assert due_tellings([old_taken_in_late, new], eight + dt.timedelta(14)) == ()
    assert [one.batch_id for one in due_tellings([new], dt.date(2026, 10, 20) + dt.timedelta(weeks=20))] == [
        "improvements.tell.new.20"
    ]
    assert due_tellings([], TODAY) == ()


def test_a_leader_is_reminded_a_week_before_and_after_the_date() -> None:
    def due(days: int, state: AgreementState = AgreementState.AGREED) -> list[ReminderKind]:
        one = improvement(terms(by_when=TODAY + dt.timedelta(days), state=state))
        return [reminder.kind for reminder in due_reminders([one], TODAY)]

    assert due(8) == []
    assert due(7) == due(0) == [ReminderKind.SOON]
    assert due(-1) == [ReminderKind.LATE]
    assert due(-1, AgreementState.DONE) == []


def test_the_message_never_tells_of_risk_cause_or_who() -> None:
    said = Said(
        "Ledarskap",
        "62",
        Sentence("av 100"),
        Sentence("62 av 100"),
        "",
        Sentence("12 svar"),
        "Avstämning",
        Sentence("Klart"),
        True,
    )
    occasion = Occasion(8, "Enkäten 2026", "Team 1", "Eva Ek", "https://x/resultat/w/t1", "Tack för era svar.")

    message = told_message(occasion, [said], Translator())

    assert message.subject == "Ni sa – vi gör: Team 1"
    assert "Ni sa: Ledarskap, 62 av 100." in message.body
    assert "Vi gör: Avstämning" in message.body
    assert "Tack för era svar." in message.body
    assert message.body.rstrip().endswith("https://x/resultat/w/t1")


def test_a_group_without_a_plan_is_told_so_at_8_and_at_20_weeks() -> None:
    for weeks, word in ((8, "ännu ingen plan"), (20, "fortfarande ingen plan")):
        occasion = Occasion(weeks, "Enkäten 2026", "Team 1", "Eva Ek", "https://x/", "Tack!")
        message = told_message(occasion, [], Translator())
        assert word in message.body
        assert "Fråga Eva Ek" in message.body
        assert "Tack!" not in message.body


def test_a_long_text_is_cut_at_a_word() -> None:
    assert shortened("ett två tre", 9) == "ett två …"
    assert shortened("ett  två", 9) == "ett två"


@pytest.mark.parametrize("text", ["", "index", "index:", "respondents:x", ":x", "share:q1=5"])
def test_nothing_but_an_index_or_a_mean_is_cited(text: str) -> None:
    assert figure_key(text) is None


FACTS = PlanFacts("w", "u", "Omsorgen", "l", "s", frozenset({"u", "f", "stad"}))


def test_a_safety_representative_reads_the_own_area_and_below_and_a_union_representative_nothing() -> None:
    def reads(role: Role, unit_id: str | None, employed: str = "x") -> Reading:
        actor = Actor("p", roles=(RoleHeld(role, unit_id),), employed_in=frozenset({employed}))
        return reading_of(actor, FACTS)

    assert reads(Role.SAFETY, "f") is reads(Role.SAFETY, "u") is Reading.ALL
    assert reads(Role.SAFETY, "other") is Reading.NOTHING
    assert reads(Role.SAFETY, None, "f") is Reading.ALL
    assert reads(Role.SAFETY, None) is Reading.NOTHING
    assert reads(Role.UNION, "f") is reads(Role.ADMIN, None) is reads(Role.ANALYST, None) is Reading.NOTHING


def test_a_deputy_writes_for_the_named_unit_only() -> None:
    def writes(unit_id: str | None) -> bool:
        return bool(may_write_plan(Actor("p", roles=(RoleHeld(Role.DEPUTY, unit_id),)), FACTS))

    assert writes("u")
    assert not writes("f")
    assert not writes(None)
    assert not may_write_plan(Actor("s"), FACTS)
    assert may_write_plan(Actor("l"), FACTS)
