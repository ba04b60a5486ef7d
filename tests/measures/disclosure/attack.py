"""An attacker with exact arithmetic, and builders of small trees, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import chain, combinations

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from measures.disclosure.unit_tree import UnitTree


def null_space(rows: Sequence[Sequence[int]], columns: int) -> NDArray[np.object_]:
    """A basis of all vectors orthogonal to the rows, in exact fractions; shape (k, columns)."""
    matrix = [[Fraction(int(value)) for value in row] for row in rows]
    pivots: list[int] = []
    for column in range(columns):
        found = next((r for r in range(len(pivots), len(matrix)) if matrix[r][column] != 0), None)
        if found is None:
            continue
        at = len(pivots)
        matrix[at], matrix[found] = matrix[found], matrix[at]
        pivot = matrix[at][column]
        matrix[at] = [value / pivot for value in matrix[at]]
        for r in range(len(matrix)):
            if r != at and matrix[r][column] != 0:
                factor = matrix[r][column]
                matrix[r] = [a - factor * b for a, b in zip(matrix[r], matrix[at], strict=True)]
        pivots.append(column)
    basis = []
    for free in (c for c in range(columns) if c not in pivots):
        vector = [Fraction(0)] * columns
        vector[free] = Fraction(1)
        for r, pivot_column in enumerate(pivots):
            vector[pivot_column] = -matrix[r][free]
        basis.append(vector)
    return np.array(basis, dtype=object).reshape(len(basis), columns)


def exposed_groups(rows: Sequence[Sequence[int]], sizes: Sequence[int], floor: int) -> Iterator[tuple[int, ...]]:
    """Every set of non-empty atoms with fewer than `floor` respondents whose sum the rows give away."""
    full = [a for a, size in enumerate(sizes) if size > 0]
    basis = null_space([[row[a] for a in full] for row in rows], len(full))
    small = [position for position, atom in enumerate(full) if sizes[atom] < floor]
    for chosen in chain.from_iterable(combinations(small, k) for k in range(1, len(small) + 1)):
        if sum(sizes[full[position]] for position in chosen) >= floor:
            continue
        if all(value == 0 for value in basis[:, list(chosen)].sum(axis=1)):
            yield tuple(full[position] for position in chosen)


@st.composite
def small_trees(draw: st.DrawFn, most_units: int = 6, largest: int = 9) -> tuple[UnitTree, NDArray[np.int64]]:
    """A random forest of a few units, with respondents in each direct group."""
    parents = [-1]
    units = draw(st.integers(1, most_units))
    for unit in range(1, units):
        parents.append(draw(st.integers(-1 if unit > 2 else 0, unit - 1)))
    counts = draw(st.lists(st.integers(0, largest), min_size=units, max_size=units))
    names = [f"u{unit}" for unit in range(units)]
    return UnitTree.from_parents(names, parents), np.array(counts, dtype=np.int64)


def all_patterns(nodes: int) -> Iterator[NDArray[np.bool_]]:
    """Every subset of the nodes."""
    for number in range(1 << nodes):
        yield np.array([(number >> node) & 1 for node in range(nodes)], dtype=bool)
