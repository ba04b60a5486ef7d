"""Small groups that no list of natural groups holds: unions of classes whose sums cancel.

Every published sum is constant on a class of respondents that nothing published tells apart, so a group
that can be derived is a union of whole classes. A small group has few classes, and its random probes add up
to zero: half of it is sought among all small sets of classes, the other half among those with the opposite
sum.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

_SETS = 500_000
_SETS_OF_A_COMPONENT = (2_000, 60_000)
_MATCHES = 200
_ZERO = 1e-7


def connected_columns(rows: sparse.csr_array) -> NDArray[np.int64]:
    """For each column a number that is the same for columns connected through rows."""
    columns = rows.shape[1]
    _, component = csgraph.connected_components(sparse.block_array([[None, rows.T], [rows, None]]), directed=False)
    return np.asarray(component[:columns], dtype=np.int64)


def derivable_unions(
    probes: NDArray[np.float64],
    counts: NDArray[np.int64],
    component: NDArray[np.int64],
    floor: int,
) -> list[tuple[int, ...]]:
    """Smallest derivable unions of classes with fewer than `floor` respondents.

    `probes` classes × probes (sums orthogonal to all that is published), `counts` respondents, `component`
    which classes are connected through published sums: a smallest derivable union lies in one. Complete up
    to six classes where a component has some hundred small classes, up to four where it has some hundreds,
    else up to two.
    """
    is_open = (np.abs(probes) > _ZERO).any(axis=1)
    found: list[tuple[int, ...]] = [(int(one),) for one in np.flatnonzero((counts < floor) & ~is_open)]
    order = np.flatnonzero((counts < floor) & is_open)
    order = order[np.argsort(component[order], kind="stable")]
    edges = np.flatnonzero(np.diff(component[order])) + 1
    components = [classes for classes in np.split(order, edges) if classes.size > 1]
    least, most = _SETS_OF_A_COMPONENT
    budget = min(most, max(least, _SETS // max(1, len(components))))
    for classes in components:
        found += _in_component(classes, probes, counts, floor, budget)
    smallest_first = sorted(set(found), key=lambda union: (len(union), union))
    kept: list[tuple[int, ...]] = []
    for union in smallest_first:
        if not any(set(smaller) <= set(union) for smaller in kept):
            kept.append(union)
    return kept


def _in_component(
    classes: NDArray[np.int64],
    probes: NDArray[np.float64],
    counts: NDArray[np.int64],
    floor: int,
    budget: int,
) -> list[tuple[int, ...]]:
    halves = _small_sets(classes, counts, floor, budget)
    sums = np.concatenate([probes[half].sum(axis=1) for half in halves])
    sizes = np.concatenate([counts[half].sum(axis=1) for half in halves])
    starts = np.cumsum([0, *(len(half) for half in halves)])

    def members(at: int) -> tuple[int, ...]:
        width = int(np.searchsorted(starts, at, side="right")) - 1
        return tuple(halves[width][at - starts[width]].tolist())

    zero = np.flatnonzero((np.abs(sums) <= _ZERO).all(axis=1))[:_MATCHES]
    found = [members(at) for at in zero.tolist()]
    ascending = np.argsort(sums[:, 0], kind="stable")
    first = sums[ascending, 0]
    start = np.searchsorted(first, -first - _ZERO, side="left")
    many = np.searchsorted(first, -first + _ZERO, side="right") - start
    one = ascending[np.repeat(np.arange(first.size), many)]
    within = np.arange(one.size) - np.repeat(np.cumsum(many) - many, many)
    other = ascending[np.repeat(start, many) + within]
    fits = (one < other) & (sizes[one] + sizes[other] < floor)
    one, other = one[fits], other[fits]
    cancels = (np.abs(sums[one] + sums[other]) <= _ZERO).all(axis=1)
    for left, right in zip(one[cancels].tolist(), other[cancels].tolist(), strict=True):
        union = set(members(left)) | set(members(right))
        if len(union) == len(members(left)) + len(members(right)):
            found.append(tuple(sorted(union)))
        if len(found) >= _MATCHES:
            break
    return found


def _small_sets(
    classes: NDArray[np.int64], counts: NDArray[np.int64], floor: int, budget: int
) -> list[NDArray[np.int64]]:
    """Sets of one, two, three classes under the floor, as long as there are not too many."""
    many = classes.size
    sets = [classes[:, None]]
    if many * (many - 1) // 2 <= budget:
        one, two = np.triu_indices(many, 1)
        sets.append(classes[np.column_stack([one, two])])
    if many >= 3 and many * (many - 1) * (many - 2) // 6 <= budget:
        triples = np.array(list(combinations(range(many), 3)), dtype=np.int64)
        sets.append(classes[triples])
    return [rows[counts[rows].sum(axis=1) < floor] for rows in sets]
