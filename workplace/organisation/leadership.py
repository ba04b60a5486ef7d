"""Who leads whom on a date, and the direct groups that follow from it.

`leaders` is everywhere unit id to person id; a unit that nobody leads is not in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from workplace.organisation.employment import Placement
from workplace.organisation.unit_tree import UnitTree


@dataclass(frozen=True)
class Superior:
    """The person who leads a leader, and the unit through which."""

    person_id: str
    unit_id: str


def superior_of(tree: UnitTree, leaders: Mapping[str, str], unit_id: str) -> Superior | None:
    """Return the nearest unit above that somebody else than the unit's own leader leads; None at the top."""
    own = leaders.get(unit_id)
    for above in tree.above(unit_id):
        leader = leaders.get(above)
        if leader is not None and leader != own:
            return Superior(leader, above)
    return None


def leader_of_person(tree: UnitTree, leaders: Mapping[str, str], unit_id: str, person_id: str) -> Superior | None:
    """Return who leads a person placed in a unit, and through which unit.

    The unit's leader; for that leader, or where nobody leads the unit, the nearest other leader above. Who has a
    leader of their own in the people file is placed in that leader's team, so the same rule holds.
    """
    for candidate in (unit_id, *tree.above(unit_id)):
        leader = leaders.get(candidate)
        if leader is not None and leader != person_id:
            return Superior(leader, candidate)
    return None


def direct_groups(tree: UnitTree, leaders: Mapping[str, str], placements: Iterable[Placement]) -> dict[str, list[str]]:
    """Return for each unit the people of its direct group, in order of id, each once.

    The unit's members without its leader, and the leaders whose superior leads it. A leader without a superior counts
    in the top unit. Leaders who are employed nowhere on the date count nowhere.
    """
    groups: dict[str, set[str]] = {unit_id: set() for unit_id in tree.units}
    employed: set[str] = set()
    for placement in placements:
        employed.add(placement.person_id)
        if placement.unit_id in groups and leaders.get(placement.unit_id) != placement.person_id:
            groups[placement.unit_id].add(placement.person_id)
    for unit_id, leader in leaders.items():
        if unit_id not in groups or leader not in employed:
            continue
        superior = superior_of(tree, leaders, unit_id)
        groups[superior.unit_id if superior else (tree.path(unit_id))[0]].add(leader)
    return {unit_id: sorted(people) for unit_id, people in groups.items()}


def led_by(leaders: Mapping[str, str], person_id: str) -> list[str]:
    """Return the units a person leads, in order of id."""
    return sorted(unit_id for unit_id, leader in leaders.items() if leader == person_id)
