"""Who is invited, to which group the answer belongs, what is known of them: the rule as small tables."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from surveys.instrument import Background
from surveys.planning.background import band_of
from surveys.planning.population import Outside, OutsideReason, Population, Rule, months_before, population
from workplace.organisation.employment import Absence, PersonFacts, Placement
from workplace.organisation.unit_tree import Unit, UnitTree

CENSUS = dt.date(2026, 10, 1)
TREE = UnitTree.of(
    [
        Unit("top", "Staden", None, administration="Staden"),
        Unit("a", "Förvaltning A", "top", administration="A"),
        Unit("a1", "Enhet A1", "a", administration="A"),
        Unit("b", "Förvaltning B", "top", administration="B"),
    ]
)
LEADERS = {"top": "boss", "a": "anna", "a1": "anna", "b": "bo"}


def placed(person_id: str, unit_id: str, **facts: object) -> Placement:
    return Placement(person_id, unit_id, **{"employed_from": dt.date(2020, 1, 1), **facts})  # type: ignore[arg-type]


def found(
    *placements: Placement, rule: Rule | None = None, absences: tuple[Absence, ...] = (), **more: object
) -> Population:
    return population(rule or Rule(), CENSUS, TREE, LEADERS, placements, absences, {}, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "since, is_in",
    [(dt.date(2026, 3, 31), True), (dt.date(2026, 4, 1), False), (dt.date(2026, 9, 1), False), (dt.date.min, True)],
)
def test_whoever_has_been_employed_for_more_than_six_months_at_the_census_is_invited(
    since: dt.date, is_in: bool
) -> None:
    result = found(placed("p", "a1", employed_from=since))

    assert bool(result.invited) is is_in
    assert [one.reason for one in result.outside] == ([] if is_in else [OutsideReason.TOO_SHORT])


def test_six_months_before_the_last_of_august_is_the_last_of_february() -> None:
    assert months_before(dt.date(2026, 8, 31), 6) == dt.date(2026, 2, 28)
    assert months_before(dt.date(2026, 1, 15), 1) == dt.date(2025, 12, 15)


def test_hourly_people_are_invited_only_where_the_rule_says_so() -> None:
    hourly = placed("p", "a1", employment_form="hour")

    assert found(hourly).outside == (Outside("p", "a1", OutsideReason.HOURLY),)
    assert [one.person_id for one in found(hourly, rule=Rule(includes_hourly=True)).invited] == ["p"]


def test_only_chosen_administrations_are_invited_and_count_as_workplaces() -> None:
    both = (placed("p", "a1", fte=Decimal("0.4")), placed("p", "b", fte=Decimal("0.6")), placed("q", "b"))
    result = found(*both, rule=Rule(administrations=("A",)))

    assert [(one.person_id, one.workplaces) for one in result.invited] == [("p", ("a1",))]
    assert result.outside == (Outside("q", "b", OutsideReason.OTHER_ADMINISTRATION),)


def test_the_largest_assignment_is_the_first_workplace_and_the_id_settles_a_tie() -> None:
    result = found(
        placed("p", "a1", fte=Decimal("0.4")),
        placed("p", "b", fte=Decimal("0.6")),
        placed("q", "b", assignment_percent=Decimal(50)),
        placed("q", "a1", assignment_percent=Decimal(50)),
    )

    assert [(one.person_id, one.unit_id, one.workplaces) for one in result.invited] == [
        ("p", "b", ("b", "a1")),
        ("q", "a1", ("a1", "b")),
    ]


def test_a_leader_belongs_to_the_superiors_unit_and_the_top_leader_to_the_top() -> None:
    result = found(placed("boss", "top"), placed("anna", "a1"), placed("bo", "b"), placed("p", "a1"))

    assert {one.person_id: one.workplaces for one in result.invited} == {
        "anna": ("top",),
        "bo": ("top",),
        "boss": ("top",),
        "p": ("a1",),
    }


def test_a_unit_that_is_not_there_at_the_census_is_a_reason_of_its_own() -> None:
    assert found(placed("p", "gone")).outside == (Outside("p", "gone", OutsideReason.NO_UNIT),)


def test_long_absence_counts_apart_and_absences_that_adjoin_are_one() -> None:
    def away(first: dt.date, days: int) -> Absence:
        return Absence("p", "sjuk", first, first + dt.timedelta(days=days - 1))

    start = dt.date(2026, 7, 10)
    cases = {
        (away(start, 90),): False,
        (away(start, 91),): True,
        (away(start, 60), away(start + dt.timedelta(days=60), 60)): True,
        (away(start, 60), away(start + dt.timedelta(days=70), 60)): False,
        (away(dt.date(2026, 1, 1), 200),): False,
    }
    for absences, is_absent in cases.items():
        assert found(placed("p", "a1"), absences=absences).invited[0].is_absent is is_absent


def test_backgrounds_come_from_the_register_and_what_is_not_known_is_missing() -> None:
    backgrounds = (
        Background("sex", {"sv": "Kön"}, ("K", "M")),
        Background("age_group", {"sv": "Ålder"}, ("-29", "30-49", "50-")),
        Background("role", {"sv": "Roll"}, ("medarbetare", "chef")),
        Background("employment_length", {"sv": "Tid"}, ("-1", "2-5", "6-")),
        Background("utbildning", {"sv": "Utbildning"}, ("låg", "hög")),
        Background("asked", {"sv": "Egen"}, ("x",), is_asked=True),
    )
    people = {"anna": PersonFacts("anna", sex="k", birth_year=1976), "p": PersonFacts("p", sex="X")}
    result = population(
        Rule(), CENSUS, TREE, LEADERS, [placed("anna", "a1"), placed("p", "a1", role="vik")], [], people, backgrounds
    )

    assert [dict(one.background) for one in result.invited] == [
        {"sex": "K", "age_group": "50-", "role": "chef", "employment_length": "6-", "utbildning": "missing"},
        {
            "sex": "missing",
            "age_group": "missing",
            "role": "medarbetare",
            "employment_length": "6-",
            "utbildning": "missing",
        },
    ]


@pytest.mark.parametrize("number, band", [(29, "-29"), (30, "30-49"), (49, "30-49"), (50, "50-"), (91, "50-")])
def test_a_number_falls_in_the_band_that_holds_it(number: int, band: str) -> None:
    assert band_of(number, ("-29", "30-49", "50-")) == band


def test_a_number_outside_all_bands_falls_in_none() -> None:
    assert band_of(20, ("30-49", "annat")) == ""
