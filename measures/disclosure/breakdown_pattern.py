"""The best pattern of one breakdown: whole units that show all categories, none leaving a small remainder.

A set of units is in order when each category of each, and what is left of it when the categories of the
largest units shown below are subtracted, is empty or holds at least the floor. The optimum is a dynamic
program whose state is the mass of each category that no unit shown below covers, capped at the floor.
Categories under a unit that is not shown join what is above, so few states stay that no other state beats;
past `_STATES` in one place the best are kept.

The rule alone is no proof when groups lack whole categories: `breakdowns` audits what this proposes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from measures.disclosure.pattern import InfeasiblePattern
from measures.disclosure.unit_tree import UnitTree

_STATES = 256

Masses = tuple[int, ...]


@dataclass(frozen=True)
class _Choice:
    """How a state was reached: its score (units shown, respondents in them), a node shown or −1, parts."""

    score: tuple[int, int]
    node: int
    parts: tuple[_Choice, ...]


_NOTHING = _Choice((0, 0), -1, ())


def breaks_rule(tree: UnitTree, shown: NDArray[np.bool_], counts: NDArray[np.int64], floor: int) -> NDArray[np.bool_]:
    """Shown nodes where a category, or what is left of one, lies between 1 and `floor` − 1."""
    left = tree.residuals(np.broadcast_to(shown[:, None], counts.shape), counts)
    small = ((left > 0) & (left < floor)) | ((counts > 0) & (counts < floor))
    return np.asarray(shown & small.any(axis=1), dtype=bool)


def best_breakdown(
    tree: UnitTree,
    counts: NDArray[np.int64],
    floor: int,
    *,
    allowed: NDArray[np.bool_],
    required: NDArray[np.bool_] | None = None,
) -> NDArray[np.bool_]:
    """The pattern with most units shown, among equals the one with most respondents.

    `counts` respondents per node and category, `allowed` nodes that may show the breakdown, `required`
    nodes that must. Raises InfeasiblePattern when the required nodes cannot be shown together.
    """
    must = np.zeros(tree.node_count, dtype=bool) if required is None else np.asarray(required, dtype=bool)
    in_order = (counts.sum(axis=1) > 0) & ((counts == 0) | (counts >= floor)).all(axis=1)
    if (must & ~(allowed & in_order)).any():
        raise InfeasiblePattern("a required breakdown is not allowed or has a small category")
    may = np.asarray(allowed & in_order, dtype=bool)
    if not breaks_rule(tree, may, counts, floor).any():
        return may
    return _solve(tree, may, must, counts, floor)


def _solve(
    tree: UnitTree, may: NDArray[np.bool_], must: NDArray[np.bool_], counts: NDArray[np.int64], floor: int
) -> NDArray[np.bool_]:
    own = np.minimum(tree.residuals(np.broadcast_to(may[:, None], counts.shape), counts), floor)
    above = tree.nearest_above(may)
    names = [tree.unit_ids[unit] for unit in tree.node_unit.tolist()]
    nodes = sorted(np.flatnonzero(may).tolist(), key=lambda node: (-int(tree.node_depth[node]), names[node]))
    full = int(floor)
    waiting: dict[int, dict[Masses, _Choice]] = {}
    roots: list[_Choice] = []
    for node in nodes:
        states = waiting.pop(node, {(0,) * counts.shape[1]: _NOTHING})
        states = _joined(states, {tuple(own[node].tolist()): _NOTHING}, full)
        closed = {} if must[node] else dict(states)
        clean = [choice for masses, choice in states.items() if all(mass in (0, full) for mass in masses)]
        if clean:
            inner = max(clean, key=lambda choice: choice.score)
            score = (inner.score[0] + 1, inner.score[1] + int(counts[node].sum()))
            none_left = (0,) * counts.shape[1]
            if none_left not in closed or closed[none_left].score < score:
                closed[none_left] = _Choice(score, node, (inner,))
        closed = _unbeaten(closed, full)
        if not closed:
            raise InfeasiblePattern("the required breakdowns cannot be shown together")
        if above[node] < 0:
            roots.append(max(closed.values(), key=lambda choice: choice.score))
        else:
            place = int(above[node])
            waiting[place] = _joined(waiting[place], closed, full) if place in waiting else closed
    return _read_back(tree, roots)


def _joined(one: dict[Masses, _Choice], other: dict[Masses, _Choice], full: int) -> dict[Masses, _Choice]:
    joined: dict[Masses, _Choice] = {}
    for masses, choice in one.items():
        for more, second in other.items():
            total = tuple(min(a + b, full) for a, b in zip(masses, more, strict=True))
            score = (choice.score[0] + second.score[0], choice.score[1] + second.score[1])
            if total not in joined or joined[total].score < score:
                joined[total] = _Choice(score, -1, (choice, second))
    return _unbeaten(joined, full)


def _unbeaten(states: dict[Masses, _Choice], full: int) -> dict[Masses, _Choice]:
    """Drop a state where another scores at least as well and is never worse above.

    A capped mass is in order whatever joins it; any mass above 0 is at least as good as a smaller one above
    0.
    """
    kept: dict[Masses, _Choice] = {}
    order = sorted(states, key=lambda masses: (states[masses].score, masses), reverse=True)
    for masses in order:
        beaten = any(all(a in (full, b) or a > b > 0 for a, b in zip(better, masses, strict=True)) for better in kept)
        if not beaten:
            kept[masses] = states[masses]
            if len(kept) == _STATES:
                break
    return kept


def _read_back(tree: UnitTree, roots: list[_Choice]) -> NDArray[np.bool_]:
    shown = np.zeros(tree.node_count, dtype=bool)
    stack: list[Any] = list(roots)
    while stack:
        choice = stack.pop()
        if choice.node >= 0:
            shown[choice.node] = True
        stack.extend(choice.parts)
    return shown
