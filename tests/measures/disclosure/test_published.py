"""What follows from where figures are shown and the n beside them, held against exact arithmetic."""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray

from measures.disclosure.published import what_is_left
from measures.disclosure.unit_tree import UnitTree
from tests.measures.disclosure.attack import null_space

CELLS = list(product(range(3), range(2), range(2)))
SUBSETS = np.array(list(product((0, 1), repeat=len(CELLS))), dtype=np.int64)


def test_what_is_left_of_a_shown_unit_is_itself_less_the_shown_units_below() -> None:
    tree = UnitTree.from_parents(["top", "a", "b", "c"], [-1, 0, 0, 0])
    shown = np.array([True, True, False, True, False])

    assert what_is_left(tree, shown, np.array([100, 30, 0, 25, 0])).tolist()[:4] == [45, 30, 0, 25]
    assert what_is_left(tree, shown, np.array([[9, 1], [4, 1], [0, 0], [0, 0], [0, 0]]))[0].tolist() == [5, 0]


def test_no_smaller_group_follows_than_the_smallest_remainder() -> None:
    """Every set of unit × sex × age is tried, by an attacker who knows what is published and nothing else."""
    rng = np.random.default_rng(4)
    small = 0
    for _ in range(120):
        tree = UnitTree.from_parents(["u0", "u1", "u2"], [-1, 0, int(rng.integers(0, 2))])
        people = rng.choice([0, 0, 2, 3, 9], size=(3, 2, 2))
        shown = ~tree.is_direct[:, None] & (rng.random((tree.node_count, 2)) < 0.5)
        everyone = rng.random(tree.node_count) < 0.6
        smallest = smallest_remainder(tree, people, shown, everyone)

        assert smallest_that_follows(tree, people, shown, everyone) == smallest
        small += 0 < smallest < 5
    assert small > 20


def smallest_remainder(
    tree: UnitTree, people: NDArray[np.int64], shown: NDArray[np.bool_], everyone: NDArray[np.bool_]
) -> int:
    whole = tree.roll_up(people)
    told = everyone | shown.any(axis=1)
    left = [what_is_left(tree, told, whole.sum(axis=(1, 2)))]
    for b, counts in enumerate((whole.sum(axis=2), whole.sum(axis=1))):
        left.append(what_is_left(tree, shown[:, b], counts).reshape(-1))
    found = np.concatenate(left)
    return int(found[found > 0].min(initial=10**6))


def smallest_that_follows(
    tree: UnitTree, people: NDArray[np.int64], shown: NDArray[np.bool_], everyone: NDArray[np.bool_]
) -> int:
    inside = tree.membership.toarray().astype(bool)
    rows = [[int(inside[node, unit]) for unit, _, _ in CELLS] for node in np.flatnonzero(everyone)]
    for node, b in np.argwhere(shown).tolist():
        rows += [[int(inside[node, cell[0]] and cell[1 + b] == code) for cell in CELLS] for code in range(2)]
    sizes = np.array([people[cell] for cell in CELLS])
    known_empty = np.zeros(len(CELLS), dtype=bool)
    while True:
        alive = (~known_empty).astype(int)
        basis = null_space([list(np.array(row) * alive) for row in rows], len(CELLS))
        kept = SUBSETS[~SUBSETS[:, known_empty].any(axis=1)] if known_empty.any() else SUBSETS
        follows = kept[(np.abs(kept @ basis.T.astype(float)) < 1e-9).all(axis=1)]
        empty = known_empty | follows[follows @ sizes == 0].any(axis=0)
        if (empty == known_empty).all():
            counts = follows @ sizes
            return int(counts[counts > 0].min(initial=10**6))
        known_empty = empty
