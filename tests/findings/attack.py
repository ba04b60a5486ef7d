"""An attacker who holds every export of a wave and nothing else, with the truth to check against."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np


def recovered_groups(
    rows: Iterable[Mapping[str, str]],
    parents: Mapping[str, str],
    sizes: Mapping[str, int],
    *,
    floor: int = 5,
) -> set[frozenset[str]]:
    """Direct groups, alone or a few together, under the floor whose figures follow from published sums.

    `rows` of the exported file; every shown group gives an equation over direct groups. `sizes`: the
    respondents of each direct group, which the attacker counts at the coffee table. Looked for are single
    groups and what is left of each unit when any shown units below are taken away.
    """
    units = [unit for unit, size in sizes.items() if size > 0]
    place = {unit: number for number, unit in enumerate(units)}
    below: dict[str, list[str]] = defaultdict(list)
    for unit in units:
        above: str | None = unit
        while above:
            below[above].append(unit)
            above = parents.get(above)
    equations = []
    for row in rows:
        if row["measure"] != "index" or row["status"] != "shown" or row["breakdown"] not in ("all", "direct"):
            continue
        members = below[row["unit_id"]] if row["breakdown"] == "all" else [row["unit_id"]]
        equation = np.zeros(len(units))
        equation[[place[unit] for unit in members if unit in place]] = 1
        equations.append(equation)
    if not equations:
        return set()
    matrix = np.unique(np.array(equations), axis=0)
    candidates = [frozenset([unit]) for unit in units]
    shown = [frozenset(np.array(units)[row > 0].tolist()) for row in matrix]
    for whole in shown:
        inside = [part for part in shown if part < whole]
        largest = [part for part in inside if not any(part < other for other in inside)]
        candidates.append(whole - frozenset().union(*largest))
    small = {group for group in candidates if group and 0 < sum(sizes[unit] for unit in group) < floor}
    return {group for group in small if _follows(matrix, [place[unit] for unit in group])}


def _follows(matrix: np.ndarray, members: Sequence[int]) -> bool:
    wanted = np.zeros(matrix.shape[1])
    wanted[list(members)] = 1
    found, *_ = np.linalg.lstsq(matrix.T, wanted, rcond=None)
    return bool(np.abs(matrix.T @ found - wanted).max() < 1e-7)


def plain_threshold_rows(
    parents: Mapping[str, str], sizes: Mapping[str, int], *, least: int = 5
) -> list[dict[str, str]]:
    """The broken control: show every group that has `least` respondents, and nothing else is asked."""
    whole: dict[str, int] = dict.fromkeys(sizes, 0)
    has_below = set(parents.values())
    for unit, size in sizes.items():
        above: str | None = unit
        while above:
            whole[above] += size
            above = parents.get(above)
    rows = []
    for unit, size in sizes.items():
        for breakdown, count in (("all", whole[unit]), ("direct", size)):
            if count >= least and (breakdown == "all" or unit in has_below):
                rows.append(
                    {"unit_id": unit, "breakdown": breakdown, "measure": "index", "item": "x", "status": "shown"}
                )
    return rows
