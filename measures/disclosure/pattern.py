"""The best safe pattern of published groups in one tree of units, exactly.

A set of published nodes is safe at a floor when what is left of each of them, after its largest published
nodes below are subtracted, is empty or holds at least the floor. The sums that can be derived from sums
over a laminar family are the sums over unions of those remainders, so the rule is necessary and sufficient.

The optimum is a dynamic program over the unpublished mass of a subtree, capped at the floor. Ties are
broken by the number of respondents in the shown groups (large groups and groups near the root first), then
by unit id; never by values.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from measures.disclosure.unit_tree import MergePlan, UnitTree

_ONE_NODE = 1 << 40
_NEVER = -(1 << 60)
_TABLE_CELLS = 6_000_000


class InfeasiblePattern(ValueError):
    """What is required to be shown cannot be shown safely, or is not allowed."""


def is_safe(tree: UnitTree, published: NDArray[np.bool_], counts: NDArray[np.int64], floor: int) -> bool:
    """True when every published node holds someone and each remainder is 0 or at least `floor`."""
    return not breaches(tree, published, counts, floor).any()


def breaches(tree: UnitTree, published: NDArray[np.bool_], counts: NDArray[np.int64], floor: int) -> NDArray[np.bool_]:
    """Published nodes that are empty or whose remainder lies between 1 and `floor` − 1."""
    left = tree.residuals(published, counts)
    return np.asarray(published & ((counts == 0) | ((left > 0) & (left < floor))), dtype=bool)


def best_pattern(
    tree: UnitTree,
    counts: NDArray[np.int64],
    floor: int,
    *,
    allowed: NDArray[np.bool_] | None = None,
    required: NDArray[np.bool_] | None = None,
) -> NDArray[np.bool_]:
    """The safe pattern that shows most nodes.

    `counts` respondents per node (as from `UnitTree.roll_up`), `allowed` the nodes that may be shown
    (default all), `required` those that must be (default none). Raises InfeasiblePattern when no safe
    pattern has the required nodes.
    """
    return best_patterns(
        tree,
        np.asarray(counts)[:, None],
        floor,
        allowed=None if allowed is None else np.asarray(allowed)[:, None],
        required=None if required is None else np.asarray(required)[:, None],
    )[:, 0]


def best_patterns(
    tree: UnitTree,
    counts: NDArray[np.int64],
    floor: int,
    *,
    allowed: NDArray[np.bool_] | None = None,
    required: NDArray[np.bool_] | None = None,
) -> NDArray[np.bool_]:
    """`best_pattern` for many counts over the same tree at once; every array has shape (nodes, k)."""
    counts = np.asarray(counts, dtype=np.int64)
    if floor < 1:
        raise ValueError("a floor is at least 1")
    if counts.ndim != 2 or counts.shape[0] != tree.node_count or (counts < 0).any():
        raise ValueError("counts must be non-negative with shape (nodes, k)")
    may = np.ones_like(counts, dtype=bool) if allowed is None else np.asarray(allowed, dtype=bool)
    must = np.zeros_like(counts, dtype=bool) if required is None else np.asarray(required, dtype=bool)
    if (must & ~(may & (counts > 0))).any():
        raise InfeasiblePattern("a required node is empty or not allowed")
    may = may & (counts >= floor)
    # Where everything allowed can be shown, that is the optimum.
    answer = np.asarray(may | must, dtype=bool)
    unsolved = np.flatnonzero(breaches(tree, answer, counts, floor).any(axis=0))
    plan = tree.merge_plan
    width = max(1, _TABLE_CELLS // max(1, plan.slots * (floor + 1)))
    for start in range(0, unsolved.size, width):
        part = unsolved[start : start + width]
        answer[:, part] = _solve(tree, plan, counts[:, part], floor, may[:, part] | must[:, part], must[:, part])
    return answer


def _solve(
    tree: UnitTree,
    plan: MergePlan,
    counts: NDArray[np.int64],
    floor: int,
    may: NDArray[np.bool_],
    must: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    worth = np.where(may, _ONE_NODE + counts, _NEVER)
    tables = np.full((plan.slots, counts.shape[1], floor + 1), _NEVER, dtype=np.int64)
    _fill_leaves(tables, plan, counts, floor, worth, must)
    for step in plan.steps:
        if step.merged.size:
            tables[step.merged] = _merged(tables[step.left], tables[step.right], floor)
        if step.closed.size:
            inside = tables[step.inside]
            shown = np.maximum(inside[:, :, 0], inside[:, :, floor]) + worth[step.closed_node]
            hidden = np.where(must[step.closed_node][:, :, None], _NEVER, inside)
            hidden[:, :, 0] = np.maximum(hidden[:, :, 0], shown)
            tables[step.closed] = np.maximum(hidden, _NEVER)
    return _read_back(tree, plan, tables, counts, floor, worth)


def _fill_leaves(
    tables: NDArray[np.int64],
    plan: MergePlan,
    counts: NDArray[np.int64],
    floor: int,
    worth: NDArray[np.int64],
    must: NDArray[np.bool_],
) -> None:
    """A leaf is either left out, with its mass, or shown, when it reaches the floor."""
    own = counts[plan.leaf_node]
    left_out = np.where(must[plan.leaf_node], _NEVER, 0)
    leaf = np.full((*own.shape, floor + 1), _NEVER, dtype=np.int64)
    np.put_along_axis(leaf, np.minimum(own, floor)[:, :, None], left_out[:, :, None], axis=2)
    shown = np.where(own >= floor, worth[plan.leaf_node], _NEVER)
    leaf[:, :, 0] = np.maximum(leaf[:, :, 0], shown)
    tables[plan.leaf_slot] = leaf


def _from_each_on(table: NDArray[Any]) -> NDArray[Any]:
    """At position j the best of the states j, j+1, … (the last axis)."""
    return np.maximum.accumulate(table[:, :, ::-1], axis=2)[:, :, ::-1]


def _merged(left: NDArray[np.int64], right: NDArray[np.int64], floor: int) -> NDArray[np.int64]:
    """Best scores of two subtrees together for each capped sum of their masses."""
    merged = np.full_like(left, _NEVER)
    reaching = _from_each_on(right)
    for mass in range(floor + 1):
        one = left[:, :, mass : mass + 1]
        if mass < floor:
            below = merged[:, :, mass:floor]
            np.maximum(below, one + right[:, :, : floor - mass], out=below)
        np.maximum(merged[:, :, floor], one[:, :, 0] + reaching[:, :, floor - mass], out=merged[:, :, floor])
    return merged


def _read_back(
    tree: UnitTree,
    plan: MergePlan,
    tables: NDArray[np.int64],
    counts: NDArray[np.int64],
    floor: int,
    worth: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Follow the best choices from the roots down."""
    state = np.zeros(tables.shape[:2], dtype=np.int64)
    pattern = np.zeros((tree.node_count, tables.shape[1]), dtype=bool)
    roots = tables[plan.root_slot]
    if (roots.max(axis=2, initial=_NEVER) < 0).any():
        raise InfeasiblePattern("the required nodes cannot be shown together")
    state[plan.root_slot] = roots.argmax(axis=2)
    for step in reversed(plan.steps):
        if step.closed.size:
            inside, at, node = tables[step.inside], state[step.closed], step.closed_node
            is_shown = (at == 0) & (worth[node] > 0) & (tables[step.closed][:, :, 0] > inside[:, :, 0])
            pattern[node] = is_shown
            state[step.inside] = np.where(is_shown, np.where(inside[:, :, floor] > inside[:, :, 0], floor, 0), at)
        if step.merged.size:
            left, right = _split(tables[step.left], tables[step.right], state[step.merged], floor)
            state[step.left], state[step.right] = left, right
    own = counts[plan.leaf_node]
    pattern[plan.leaf_node] = (state[plan.leaf_slot] == 0) & (own > 0)
    return pattern


def _split(
    left: NDArray[np.int64], right: NDArray[np.int64], total: NDArray[np.int64], floor: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The masses of the two parts in the best way to reach `total`."""
    best = np.full(total.shape, 2 * _NEVER, dtype=np.int64)
    from_left = np.zeros_like(total)
    reaching = _from_each_on(right)
    for mass in range(floor + 1):
        rest = np.maximum(total - mass, 0)[:, :, None]
        exact = np.take_along_axis(right, rest, axis=2)[:, :, 0]
        other = np.where(total == floor, reaching[:, :, floor - mass], np.where(total >= mass, exact, 2 * _NEVER))
        score = left[:, :, mass] + other
        better = score > best
        best = np.where(better, score, best)
        from_left = np.where(better, mass, from_left)
    lowest = np.where(total == floor, floor - from_left, total - from_left)
    positions = np.arange(floor + 1)
    may_be = (positions >= lowest[:, :, None]) & ((total == floor)[:, :, None] | (positions == lowest[:, :, None]))
    from_right = np.where(may_be, right, 2 * _NEVER).argmax(axis=2)
    return from_left, from_right
