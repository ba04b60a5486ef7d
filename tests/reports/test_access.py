"""The rows of the trust table for leader reports, one by one."""

from __future__ import annotations

import datetime as dt

import pytest

from appraisal.reports.access import (
    Reading,
    ReportFacts,
    may_open,
    may_read_document,
    may_state_reason,
    may_write,
    reading_of,
)
from workplace.identity.actor import Actor, Role, RoleHeld

TODAY = dt.date(2026, 11, 24)


def person(person_id: str, *roles: Role, administration: str = "") -> Actor:
    administrations = frozenset({administration} if administration else ())
    return Actor(person_id, roles=tuple(RoleHeld(role) for role in roles), administrations=administrations)


def facts(
    *,
    is_released: bool = True,
    leader_now: str = "leader",
    superior: str = "superior",
    led_until: dt.date | None = None,
    has_stated_reason: bool = False,
    is_open: bool = True,
) -> ReportFacts:
    return ReportFacts(
        "w", "u", "AMF", "leader", is_released, leader_now, superior, TODAY, led_until, has_stated_reason, is_open
    )


HR = person("hr", Role.HR, administration="AMF")
OTHER_HR = person("hr2", Role.HR, administration="SOF")
PEOPLE = {
    "employee": person("someone"),
    "leader": person("leader"),
    "successor": person("successor"),
    "superior": person("superior"),
    "hr": HR,
    "other_hr": OTHER_HR,
    "hr_central": person("c", Role.HR_CENTRAL),
    "admin": person("a", Role.ADMIN),
    "union": person("f", Role.UNION),
    "safety": person("s", Role.SAFETY),
    "registrar": person("r", Role.REGISTRAR),
    "analyst": person("n", Role.ANALYST),
    "deputy": person("d", Role.DEPUTY),
}


@pytest.mark.parametrize("who", PEOPLE)
def test_before_release_only_hr_of_the_administration_reads(who: str) -> None:
    expected = Reading.ALL if who == "hr" else Reading.NOTHING
    assert reading_of(PEOPLE[who], facts(is_released=False)) is expected


@pytest.mark.parametrize("who", PEOPLE)
def test_released_it_is_read_by_the_leader_the_superior_and_hr_and_by_no_deputy(who: str) -> None:
    expected = Reading.ALL if who in ("leader", "superior", "hr") else Reading.NOTHING
    if who == "registrar":
        expected = Reading.AFTER_REASON
    assert reading_of(PEOPLE[who], facts()) is expected
    assert bool(may_open(PEOPLE[who], facts())) is (expected is not Reading.NOTHING)
    assert bool(may_read_document(PEOPLE[who], facts())) is (expected is Reading.ALL)


@pytest.mark.parametrize("who", PEOPLE)
def test_only_the_registrar_opens_a_released_report_by_stating_why(who: str) -> None:
    assert bool(may_state_reason(PEOPLE[who], facts())) is (who == "registrar")
    assert not may_state_reason(PEOPLE[who], facts(is_released=False))
    expected = Reading.ALL if who in ("leader", "superior", "hr", "registrar") else Reading.NOTHING
    assert reading_of(PEOPLE[who], facts(has_stated_reason=True)) is expected
    assert reading_of(PEOPLE["registrar"], facts(is_released=False, has_stated_reason=True)) is Reading.NOTHING


def test_a_registrar_who_is_the_leader_reads_without_stating_why() -> None:
    both = person("leader", Role.REGISTRAR)

    assert reading_of(both, facts()) is Reading.ALL
    assert not may_state_reason(both, facts())


def test_a_successor_reads_cells_and_improvements_only() -> None:
    now = facts(leader_now="successor", led_until=dt.date(2026, 6, 1))

    assert reading_of(PEOPLE["successor"], now) is Reading.CELLS
    assert may_open(PEOPLE["successor"], now)
    assert not may_read_document(PEOPLE["successor"], now)
    assert not may_write(PEOPLE["successor"], now)


@pytest.mark.parametrize("left, reads", [(TODAY, True), (dt.date(2024, 11, 25), True), (dt.date(2024, 11, 24), False)])
def test_a_former_leader_reads_for_two_years(left: dt.date, reads: bool) -> None:
    assert bool(may_open(PEOPLE["leader"], facts(leader_now="successor", led_until=left))) is reads


def test_the_leader_and_the_superior_write_together_and_nobody_else() -> None:
    writers = {who for who, actor in PEOPLE.items() if may_write(actor, facts())}
    assert writers == {"leader", "superior"}
    assert not may_write(PEOPLE["leader"], facts(is_released=False))
    assert not may_write(PEOPLE["leader"], facts(leader_now="successor", led_until=TODAY))


def test_before_the_day_of_ones_circle_a_released_report_is_hidden_from_all_but_own_hr() -> None:
    shut = facts(is_open=False, has_stated_reason=True)

    assert {name for name, actor in PEOPLE.items() if may_open(actor, shut)} == {"hr"}
    assert not any(may_write(actor, shut) for actor in PEOPLE.values())
