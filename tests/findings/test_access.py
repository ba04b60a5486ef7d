"""Who may read a release, and from when: circle by circle, moment by moment."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from surveys.findings.access import (
    ReleaseReading,
    circle_of,
    circle_opens,
    may_read_release,
    reading_of_charter,
)
from surveys.waves.charter import Circle, Readers, default_charter
from workplace.identity.actor import Actor, Role, RoleHeld


def person(*roles: Role, leads: str = "", works: str = "u") -> Actor:
    return Actor(
        "p",
        roles=tuple(RoleHeld(role) for role in roles),
        leads=frozenset(leads.split()),
        employed_in=frozenset(works.split()),
    )


PEOPLE = {
    "analyst": person(Role.ANALYST),
    "hr": person(Role.HR),
    "hr_central": person(Role.HR_CENTRAL),
    "top": person(leads="top"),
    "union": person(Role.UNION),
    "safety": person(Role.SAFETY),
    "registrar": person(Role.REGISTRAR),
    "leader": person(leads="team"),
    "deputy": person(Role.DEPUTY),
    "employee": person(),
    "reviewer": person(Role.REVIEWER, works=""),
    "pay_analyst": person(Role.PAY_ANALYST, works=""),
    "admin": person(Role.ADMIN, works=""),
    "stranger": person(works=""),
}
FIRST_IN = {
    Circle.ANALYSTS: {"analyst", "hr"},
    Circle.LEADERSHIP: {"hr_central", "top", "union", "safety", "registrar"},
    Circle.LEADERS: {"leader", "deputy"},
    Circle.EVERYBODY: {"employee", "reviewer", "pay_analyst"},
}
DAYS = {
    Circle.ANALYSTS: dt.date(2026, 11, 2),
    Circle.LEADERSHIP: dt.date(2026, 11, 5),
    Circle.LEADERS: dt.date(2026, 11, 10),
    Circle.EVERYBODY: dt.date(2026, 11, 16),
}


def charter(days: dict[Circle, dt.date], readers: Readers = Readers.ALL) -> dict[str, Any]:
    circles = {circle.value: day.isoformat() for circle, day in days.items()}
    return {**default_charter(), "circles": circles, "readers": readers.value}


def who_reads(reading: ReleaseReading, now: dt.datetime) -> set[str]:
    return {name for name, actor in PEOPLE.items() if may_read_release(actor, reading, now)}


@pytest.mark.parametrize("number", range(5))
def test_each_circle_is_let_in_on_its_day_and_nobody_before(number: int) -> None:
    reading = reading_of_charter(charter(DAYS), ["top", "department"])
    order = list(Circle)
    day = DAYS[order[number]] if number < 4 else dt.date(2027, 1, 1)
    midnight = dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC) - dt.timedelta(hours=1)  # winter time

    before, after = midnight - dt.timedelta(seconds=1), midnight

    let_in = set().union(*(FIRST_IN[circle] for circle in order[: number + 1]))
    not_yet = set().union(*(FIRST_IN[circle] for circle in order[:number])) if number else set()
    assert who_reads(reading, after) == let_in
    assert who_reads(reading, before) == (let_in if number == 4 else not_yet)


def test_without_days_all_are_let_in_at_once() -> None:
    assert who_reads(reading_of_charter(charter({})), dt.datetime(2020, 1, 1, tzinfo=dt.UTC)) == set(PEOPLE) - {
        "admin",
        "stranger",
    }


def test_a_circle_without_a_day_is_let_in_with_the_next_wider_one() -> None:
    days = {Circle.LEADERS: DAYS[Circle.LEADERS], Circle.EVERYBODY: DAYS[Circle.EVERYBODY]}

    opens = [circle_opens(charter(days), circle) for circle in Circle]

    assert opens[0] == opens[1] == opens[2]
    assert opens[2] is not None
    assert opens[3] is not None
    assert opens[2] < opens[3]


def test_an_inner_circle_is_never_let_in_later_than_a_wider_one() -> None:
    days = {Circle.ANALYSTS: dt.date(2026, 12, 1), Circle.EVERYBODY: dt.date(2026, 11, 16)}

    assert circle_opens(charter(days), Circle.ANALYSTS) == circle_opens(charter(days), Circle.EVERYBODY)


def test_where_everybody_has_no_day_all_are_let_in_at_the_publishing() -> None:
    assert circle_opens(charter({Circle.LEADERS: DAYS[Circle.LEADERS]}), Circle.LEADERS) is None


def test_summer_time_begins_a_day_at_two_in_the_night_of_utc_before() -> None:
    opens = circle_opens(charter({Circle.EVERYBODY: dt.date(2026, 6, 1)}), Circle.EVERYBODY)

    assert opens == dt.datetime(2026, 5, 31, 22, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "readers, left_out",
    [
        (Readers.ALL, set()),
        (Readers.REPRESENTATIVES, {"employee", "reviewer", "pay_analyst"}),
        (Readers.LEADERS, {"employee", "reviewer", "pay_analyst", "union", "safety"}),
    ],
)
def test_a_charter_may_narrow_who_reads(readers: Readers, left_out: set[str]) -> None:
    reading = reading_of_charter(charter({}, readers))

    assert who_reads(reading, dt.datetime(2027, 1, 1, tzinfo=dt.UTC)) == set(PEOPLE) - left_out - {"admin", "stranger"}


def test_who_leads_the_top_or_a_unit_straight_below_is_of_the_leadership() -> None:
    leadership = frozenset({"top", "department"})

    assert circle_of(person(leads="department"), leadership) is Circle.LEADERSHIP
    assert circle_of(person(leads="team"), leadership) is Circle.LEADERS
