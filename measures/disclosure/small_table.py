"""Two-way tables with published margins: what an attacker derives, and the cheapest cells to hide besides.

Method: the attacker's intervals by linear programming, and complementary suppression as one mixed integer
program with a pair of tables for each sensitive cell: Fischetti & Salazar-González, Journal of the American
Statistical Association 95 (2000) 916–928, and Management Science 47 (2001) 1008–1027. For small tables
only; the trees of units need none of it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from measures.disclosure.bounds import Interval, table_bounds

Cell = tuple[int, int]


@dataclass(frozen=True)
class Suppression:
    """Cells that are hidden, the sensitive ones among them; `cost` is the sum of the others' values (or weights)."""

    hidden: frozenset[Cell]
    cost: float


def margins(shape: tuple[int, int]) -> sparse.csr_array:
    """Row sums then column sums over the cells of a table, row by row: (rows + columns) × cells."""
    rows, columns = shape
    over_rows = sparse.kron(sparse.eye_array(rows), np.ones((1, columns)))
    over_columns = sparse.kron(np.ones((1, rows)), sparse.eye_array(columns))
    return sparse.csr_array(sparse.vstack([over_rows, over_columns]))


def attack_intervals(table: ArrayLike, hidden: Collection[Cell]) -> dict[Cell, Interval]:
    """What can be said of each hidden cell of a table of non-negative numbers with all margins published."""
    values = np.asarray(table, dtype=float)
    cells = sorted(hidden)
    if not cells:
        return {}
    at = np.array([row * values.shape[1] + column for row, column in cells])
    sums = margins((values.shape[0], values.shape[1]))[:, at]
    intervals = table_bounds(sums, sums @ values.ravel()[at], list(np.eye(len(cells))))
    return dict(zip(cells, intervals, strict=True))


def cheapest_suppression(
    table: ArrayLike,
    sensitive: Collection[Cell],
    *,
    below: ArrayLike = 0.0,
    above: ArrayLike = 0.0,
    width: ArrayLike = 1.0,
    cost: ArrayLike | None = None,
) -> Suppression:
    """The cheapest set of cells that protects every sensitive one.

    For each sensitive cell (in sorted order, or one number for all) its interval must reach at least
    `below` under the true value, `above` over it, and be at least `width` wide. `cost` of hiding each cell,
    shape of the table, default its value. Raises ValueError where hiding every cell does not protect
    enough.
    """
    values = np.asarray(table, dtype=float)
    weights = values.ravel() if cost is None else np.asarray(cost, dtype=float).ravel()
    rows, columns = values.shape
    cells = rows * columns
    kept_sensitive = sorted(set(sensitive))
    demands = [np.broadcast_to(demand, (len(kept_sensitive),)) for demand in (below, above, width)]
    sums = margins((rows, columns))
    reach = float(values.sum()) + float(max((np.max(d, initial=0) for d in demands), default=0)) + 1
    blocks: list[tuple[sparse.csr_array, NDArray[np.float64], NDArray[np.float64]]] = []
    pairs = len(kept_sensitive)
    # Variables: hidden (0/1) for each cell; then for each sensitive cell a table above and one below, as differences.
    total = cells * (1 + 2 * pairs)

    def spread(parts: dict[int, sparse.csr_array]) -> sparse.csr_array:
        height = next(iter(parts.values())).shape[0]
        empty = sparse.csr_array((height, cells))
        return sparse.csr_array(sparse.hstack([parts.get(place, empty) for place in range(1 + 2 * pairs)]))

    identity = sparse.csr_array(sparse.eye_array(cells))
    down = sparse.csr_array(sparse.diags_array(np.minimum(values.ravel(), reach)))
    for pair in range(pairs):
        row, column = kept_sensitive[pair]
        one = sparse.csr_array((np.ones(1), ([0], [row * columns + column])), shape=(1, cells))
        first, second = 1 + 2 * pair, 2 + 2 * pair
        for place in (first, second):
            zero, free = np.zeros(rows + columns), np.full(cells, np.inf)
            blocks.append((spread({place: sums}), zero, zero))
            blocks.append((spread({place: identity, 0: -reach * identity}), -free, np.zeros(cells)))
            blocks.append((spread({place: identity, 0: down}), np.zeros(cells), free))
        need_below, need_above, need_width = (float(demand[pair]) for demand in demands)
        endless = np.array([np.inf])
        blocks.append((spread({first: one}), np.array([need_above]), endless))
        blocks.append((spread({second: one}), -endless, np.array([-need_below])))
        blocks.append((spread({first: one, second: -one}), np.array([need_width]), endless))
    is_sensitive = np.zeros(cells)
    for row, column in kept_sensitive:
        is_sensitive[row * columns + column] = 1
    low = np.concatenate([is_sensitive, np.full(total - cells, -reach)])
    high = np.concatenate([np.ones(cells), np.full(total - cells, reach)])
    if not blocks:
        return Suppression(frozenset(), 0.0)
    # A trifle for each cell keeps free cells (zeros) in sight unless they are needed.
    trifle = 1e-3 * (1 - is_sensitive) * max(1.0, float(weights.max(initial=0))) / max(1, cells)
    objective = np.concatenate([weights * (1 - is_sensitive) + trifle, np.zeros(total - cells)])
    solved = milp(
        objective,
        constraints=LinearConstraint(
            sparse.vstack([block for block, _, _ in blocks]),
            np.concatenate([least for _, least, _ in blocks]),
            np.concatenate([most for _, _, most in blocks]),
        ),
        bounds=Bounds(low, high),
        integrality=np.concatenate([np.ones(cells), np.zeros(total - cells)]),
    )
    if solved.x is None:
        raise ValueError("the table cannot be protected that much")
    chosen = np.flatnonzero(solved.x[:cells] > 0.5)
    hidden = frozenset((int(at) // columns, int(at) % columns) for at in chosen)
    return Suppression(hidden, float((weights * (1 - is_sensitive))[chosen].sum()))
