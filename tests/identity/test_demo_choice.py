"""Whom a demo offers to be, and in which order."""

from __future__ import annotations

from workplace.identity.actor import Role
from workplace.identity.demo_choice import EMPLOYEES, LEADS_GROUP, START, WITH_ROLE, Leader, Placed, demo_choices

HR = Placed("h", "Hanna", "HR-strateg", "stab", "Staben", Role.HR)
UNION = Placed("u", "Ulla", "Jobbcoach", "stor", "Stora teamet", Role.UNION)


def leader(unit_id: str, group: int, led_below: int = 0, *, has_parent: bool = True) -> Leader:
    person = Placed(f"l-{unit_id}", f"Chef {unit_id}", "Chef", unit_id, unit_id)
    return Leader(person, unit_id, unit_id, group, led_below, has_parent)


def test_the_most_telling_people_come_first() -> None:
    leaders = [
        leader("topp", 3, 2, has_parent=False),
        leader("avd", 3, 3),
        leader("stor", 24),
        leader("liten", 4),
        leader("jätte", 38),
    ]
    found = demo_choices([UNION, HR], leaders, [Placed("e", "Eva", "Lärare", "stor", "Stora teamet")])
    assert [one.person_id for one in found if one.group == START] == ["h", "l-stor", "l-liten", "l-avd", "e"]


def test_hr_stands_before_the_union_whatever_the_order_they_come_in() -> None:
    found = demo_choices([UNION, HR], [], [])
    assert [one.person_id for one in found if one.group == WITH_ROLE] == ["h", "u"]


def test_employees_who_lead_or_hold_a_role_are_not_offered_as_employees() -> None:
    plain = Placed("e", "Eva", "Lärare", "stor", "Stora teamet")
    found = demo_choices([UNION], [leader("stor", 24)], [leader("stor", 24).person, UNION, plain])
    assert [one.person_id for one in found if one.group == EMPLOYEES] == ["e"]


def test_a_city_of_leaders_does_not_make_an_endless_list() -> None:
    found = demo_choices([], [leader(f"u{number}", 20) for number in range(2000)], [])
    assert len([one for one in found if one.group == LEADS_GROUP]) == 30
