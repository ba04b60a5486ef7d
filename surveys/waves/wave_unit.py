"""A unit of the frozen tree of a wave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from measures.disclosure.unit_tree import UnitTree


@dataclass(frozen=True)
class WaveUnit:
    """A unit as it stood when the wave was closed; `position` is its place in the tree, parents first.

    `parent_id` None: a root. `leader_id` None: nobody led it. `superior_id` None: the leader had no superior.
    """

    unit_id: str
    parent_id: str | None
    name: str
    kind: str
    administration: str
    leader_id: str | None
    leader_name: str
    superior_id: str | None
    position: int
    has_units_below: bool


def units_above(units: Mapping[str, WaveUnit], unit_id: str) -> tuple[str, ...]:
    """Return the ids of the units above, the nearest first."""
    above: list[str] = []
    parent = units[unit_id].parent_id
    while parent is not None:
        above.append(parent)
        parent = units[parent].parent_id
    return tuple(above)


def units_below(units: Iterable[WaveUnit], unit_id: str) -> tuple[WaveUnit, ...]:
    """Return the units straight below, in the order of the tree."""
    below = [unit for unit in units if unit.parent_id == unit_id]
    return tuple(sorted(below, key=lambda unit: unit.position))


def tree_of(units: Iterable[WaveUnit]) -> UnitTree:
    """Return the frozen units as a tree of groups."""
    ordered = list(units)
    place = {unit.unit_id: number for number, unit in enumerate(ordered)}
    parents = [-1 if unit.parent_id is None else place[unit.parent_id] for unit in ordered]
    return UnitTree.from_parents([unit.unit_id for unit in ordered], parents)
