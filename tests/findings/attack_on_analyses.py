"""The attacker of the exported files, given more than any analysis tells: the exact sums each of them is made of.

An alpha, an ICC, a weight is a rounded function of sums of squares and products over those who answered all it needs.
Here every analysis that is shown hands out such a sum whole, over its very people; a group whose classes are shown
hands out its own. What then follows by adding and subtracting, over all releases of a wave, is what an attacker could
come to at most.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tests.findings.attack_on_exports import TREE, Found, Person, Row, Truth, named_groups, orthogonal_to, small_unions

CLASSES = 20
"""Fewest respondents of a group that shows every class."""
AGREEMENT = ("icc1", "icc2", "rwg")
Cell = tuple[str, str]


@dataclass(frozen=True)
class MadeOf:
    """What an analysis is made of: its items, and who of those who answered some of them counts.

    `in_groups`: only direct groups that show `index`, with at least ten who count, as agreement within groups is.
    """

    items: tuple[str, ...]
    counts: Callable[[Person], bool]
    in_groups: str = ""


def recovered_through_analyses(
    rows: Iterable[Row], truth: Truth, made_of: Mapping[Cell, MadeOf], *, floor: int
) -> list[Found]:
    """Every group, or change of one, under the floor whose sum follows from what is shown of one analysis.

    A group whose classes are shown hands out its own sum of squares by them: agreement within groups is held to that.
    """
    rows = list(rows)
    found: list[Found] = []
    for cell, made in made_of.items():
        atoms = _alike(truth, made)
        listed = list(atoms)
        sizes = np.array(list(atoms.values()))
        equations = [
            _inside(truth, listed, edition, unit, breakdown, _taking_part(rows, truth, made, edition))
            for edition, unit, breakdown in _shown(rows, cell)
        ]
        if not equations:
            continue
        if made.in_groups:
            equations += [
                _inside(truth, listed, edition, unit, "direct", None)
                for edition in range(len(truth.editions))
                for unit in _with_classes(rows, truth, made, edition)
            ]
        orthogonal = orthogonal_to(np.array(equations, dtype=np.int64))
        members = _members(truth, listed)
        least = min(floor, CLASSES) if made.in_groups else floor
        for people, what in named_groups(members, sizes, orthogonal, least):
            found.append(Found(*cell, people, what))
        for people, union in small_unions(sizes, orthogonal, least):
            found.append(Found(*cell, people, f"sets {union}"))
    return found


def plain_threshold_analyses(truth: Truth, made_of: Mapping[Cell, MadeOf], *, least: int) -> list[dict[str, str]]:
    """The broken control: every group with so many behind an analysis shows it, and nothing else is asked."""
    rows = []
    for (measure, item), made in made_of.items():
        counts: dict[tuple[str, str], int] = defaultdict(int)
        for person in truth.editions[0].values():
            if made.counts(person):
                counts[person["unit"], "direct"] += 1
                for unit in truth.line(person["unit"]):
                    counts[unit, "all"] += 1
        rows += [
            {
                "release": "w.1",
                "unit_id": unit,
                "breakdown": breakdown,
                "category": "",
                "measure": measure,
                "item": item,
                "value": "0.5",
                "low": "",
                "high": "",
                "n": str(count),
                "status": "shown",
                "reason": "",
            }
            for (unit, breakdown), count in counts.items()
            if count >= least
        ]
    return rows


def _alike(truth: Truth, made: MadeOf) -> dict[tuple[str, tuple[int, ...]], int]:
    """Those who count, alike in unit and in the editions in which they gave these answers, and how many they are."""
    editions: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for number, people in enumerate(truth.editions):
        for name, person in people.items():
            if made.counts(person):
                said = tuple(person.get(item, "") for item in made.items)
                editions[name, person["unit"], said].append(number)
    counts: dict[tuple[str, tuple[int, ...]], int] = defaultdict(int)
    for (_name, unit, _said), numbers in editions.items():
        counts[str(unit), tuple(numbers)] += 1
    return counts


def _shown(rows: Sequence[Row], cell: Cell) -> list[tuple[int, str, str]]:
    """Edition, unit and breakdown of each cell that is shown and does not stand as it stood."""
    held: dict[tuple[str, str], tuple[str, ...]] = {}
    found = []
    for row in sorted(rows, key=lambda row: row["release"]):
        if (row["measure"], row["item"]) != cell or row["status"] != "shown" or row["breakdown"] not in TREE:
            continue
        said = tuple(row[name] for name in ("value", "low", "high", "n"))
        if held.get((row["unit_id"], row["breakdown"])) != said:
            found.append((int(row["release"].rsplit(".", 1)[1]) - 1, row["unit_id"], row["breakdown"]))
        held[row["unit_id"], row["breakdown"]] = said
    return found


def _taking_part(rows: Sequence[Row], truth: Truth, made: MadeOf, edition: int) -> frozenset[str] | None:
    """The direct groups that agreement is told of; None: all of them."""
    if not made.in_groups:
        return None
    counts: dict[str, int] = defaultdict(int)
    for person in truth.editions[edition].values():
        counts[person["unit"]] += made.counts(person)
    shown = _direct_groups(truth, [row for row in rows if (row["measure"], row["item"]) == ("index", made.in_groups)])
    return frozenset(unit for unit in shown if counts[unit] >= 10)


def _with_classes(rows: Sequence[Row], truth: Truth, made: MadeOf, edition: int) -> set[str]:
    """Direct groups whose every class is shown: their own spread follows, where the index is new."""
    release = f".{edition + 1}"
    is_new = {unit for number, unit, _ in _shown(rows, ("index", made.in_groups)) if number == edition}
    found = [
        _direct_groups(
            truth,
            [
                row
                for row in rows
                if row["measure"] == "share" and row["item"] == f"{item}=1" and row["release"].endswith(release)
            ],
        )
        for item in made.items
    ]
    return is_new & set.intersection(*found)


def _direct_groups(truth: Truth, rows: Iterable[Row]) -> set[str]:
    has_below = set(truth.parents.values())
    return {
        row["unit_id"]
        for row in rows
        if row["status"] == "shown" and row["breakdown"] == ("direct" if row["unit_id"] in has_below else "all")
    }


def _inside(
    truth: Truth,
    atoms: Sequence[tuple[str, tuple[int, ...]]],
    edition: int,
    unit: str,
    breakdown: str,
    groups: frozenset[str] | None,
) -> np.ndarray:
    def counts(own: str) -> bool:
        if groups is not None and own not in groups:
            return False
        return own == unit if breakdown == "direct" else unit in truth.line(own)

    return np.array([int(edition in numbers and counts(own)) for own, numbers in atoms], dtype=np.int64)


def _members(truth: Truth, atoms: Sequence[tuple[str, tuple[int, ...]]]) -> dict[tuple[str, ...], np.ndarray]:
    found: dict[tuple[str, ...], np.ndarray] = {}
    units = sorted(truth.unit_ids())
    for edition in range(len(truth.editions)):
        for unit in units:
            whole = _inside(truth, atoms, edition, unit, "all", None)
            found["direct", unit, str(edition)] = _inside(truth, atoms, edition, unit, "direct", None)
            found["whole", unit, str(edition)] = whole
            if unit in truth.parents:
                above = _inside(truth, atoms, edition, truth.parents[unit], "all", None)
                found["beside", unit, str(edition)] = above - whole
    for later in range(1, len(truth.editions)):
        for unit in units:
            for breakdown in TREE:
                after = _inside(truth, atoms, later, unit, breakdown, None)
                before = _inside(truth, atoms, later - 1, unit, breakdown, None)
                found["changed", breakdown, unit, str(later)] = after - before
    return found
