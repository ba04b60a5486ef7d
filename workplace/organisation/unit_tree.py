"""The tree of units as it stands on a date: chains upwards, branches downwards, loops found and named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

TEAM = "team"
"""The kind of a unit that a leader named in the people file makes."""


@dataclass(frozen=True)
class Unit:
    """A unit as it stands on a date; `parent_id` None: a root. An empty administration: the only one there is."""

    unit_id: str
    name: str
    parent_id: str | None = None
    kind: str = ""
    administration: str = ""
    predecessor_id: str | None = None


@dataclass(frozen=True)
class UnitTree:
    """Units by id, without loops. A parent that is not in the tree counts as none."""

    units: Mapping[str, Unit]

    @classmethod
    def of(cls, units: Iterable[Unit]) -> UnitTree:
        """Return the tree of the units given."""
        return cls({unit.unit_id: unit for unit in units})

    @cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        """The ids right below each unit, in order of name."""
        below: dict[str, list[str]] = defaultdict(list)
        for unit in sorted(self.units.values(), key=lambda unit: (unit.name.casefold(), unit.unit_id)):
            if unit.parent_id in self.units:
                below[str(unit.parent_id)].append(unit.unit_id)
        return {unit_id: tuple(ids) for unit_id, ids in below.items()}

    @cached_property
    def roots(self) -> tuple[str, ...]:
        """The ids of units with nothing above them, in order of name."""
        tops = [unit for unit in self.units.values() if unit.parent_id not in self.units]
        return tuple(unit.unit_id for unit in sorted(tops, key=lambda unit: unit.name.casefold()))

    def above(self, unit_id: str) -> Iterator[str]:
        """Yield the units above, nearest first."""
        unit = self.units.get(unit_id)
        while unit is not None and unit.parent_id in self.units:
            yield str(unit.parent_id)
            unit = self.units[str(unit.parent_id)]

    def path(self, unit_id: str) -> tuple[str, ...]:
        """Return the ids from the root down to the unit itself."""
        return (*reversed(list(self.above(unit_id))), unit_id) if unit_id in self.units else ()

    def below(self, unit_id: str) -> list[str]:
        """Return the unit and all below it, each parent before its children, siblings in order of name."""
        if unit_id not in self.units:
            return []
        found, waiting = [], [unit_id]
        while waiting:
            current = waiting.pop()
            found.append(current)
            waiting.extend(reversed(self.children.get(current, ())))
        return found

    def in_order(self) -> list[tuple[str, int]]:
        """Return every unit with its depth (a root has 0), as an indented list reads."""
        depth: dict[str, int] = {}
        for root in self.roots:
            for unit_id in self.below(root):
                parent = self.units[unit_id].parent_id
                depth[unit_id] = depth[str(parent)] + 1 if parent in depth else 0
        return list(depth.items())


def loops(parent_of: Mapping[str, str | None]) -> list[tuple[str, ...]]:
    """Return each loop of parents once, beginning with its first id in order of spelling."""
    found: list[tuple[str, ...]] = []
    done: set[str] = set()
    for start in parent_of:
        trail: dict[str, int] = {}
        current: str | None = start
        while current is not None and current in parent_of and current not in done and current not in trail:
            trail[current] = len(trail)
            current = parent_of[current]
        if current is not None and current in trail:
            loop = list(trail)[trail[current] :]
            first = loop.index(min(loop))
            found.append(tuple(loop[first:] + loop[:first]))
        done.update(trail)
    return found


def with_administrations(units: Mapping[str, Unit]) -> dict[str, Unit]:
    """Return the units with an empty administration filled in from the nearest unit above that has one."""
    tree = UnitTree(units)
    filled = {}
    for unit_id, unit in units.items():
        above = (units[other].administration for other in tree.above(unit_id))
        administration = unit.administration or next((name for name in above if name), "")
        filled[unit_id] = unit if unit.administration else _with_administration(unit, administration)
    return filled


def _with_administration(unit: Unit, administration: str) -> Unit:
    return Unit(unit.unit_id, unit.name, unit.parent_id, unit.kind, administration, unit.predecessor_id)
