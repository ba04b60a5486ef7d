"""How close an attacker comes who knows the rules of the table: intervals for what is withheld.

Reported in the certificate of a release; they never decide what is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.optimize import linprog


class ContradictoryTable(ValueError):
    """No table agrees with what is published."""


@dataclass(frozen=True)
class Interval:
    """The smallest and largest value that agrees with everything published."""

    low: float
    high: float


def sum_bounds(
    block_sum: ArrayLike, block_n: ArrayLike, group_n: ArrayLike, *, from_: float = 1, to: float = 5
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What a group's sum of answers can be, when all that is known is the sum of the block it lies in.

    Block of n answers with sum S on a scale from..to, a group of m in it: [max(from·m, S − to·(n − m)),
    min(to·m, S − from·(n − m))]; with 1–5 the textbook [max(m, S − 5(n − m)), min(5m, S − (n − m))]. Arrays
    of one shape. Raises ValueError where a group is larger than its block.
    """
    total, n, m = (np.asarray(values, dtype=float) for values in (block_sum, block_n, group_n))
    if (m < 0).any() or (m > n).any():
        raise ValueError("a group is part of its block")
    low = np.maximum(from_ * m, total - to * (n - m))
    high = np.minimum(to * m, total - from_ * (n - m))
    return low, high


def table_bounds(
    constraints: sparse.csr_array | NDArray[np.float64],
    totals: ArrayLike,
    targets: Sequence[ArrayLike],
    *,
    low: ArrayLike = 0.0,
    high: ArrayLike = np.inf,
) -> list[Interval]:
    """The interval of each target (weights over the unknown cells) by linear programming.

    `constraints` published sums × unknown cells with their `totals`; every cell lies between `low` and
    `high` (numbers or one for each cell). Cells may take any value, as a careful attacker assumes. Raises
    ContradictoryTable.
    """
    cells = constraints.shape[1]
    ends = np.column_stack([np.broadcast_to(low, (cells,)), np.broadcast_to(high, (cells,))]).astype(float)
    intervals = []
    for target in targets:
        weights = np.asarray(target, dtype=float)
        found = []
        for sign in (1.0, -1.0):
            solved = linprog(sign * weights, A_eq=constraints, b_eq=np.asarray(totals), bounds=ends, method="highs")
            if solved.status == 3:
                found.append(-sign * np.inf)
            elif solved.status == 0:
                found.append(sign * float(solved.fun))
            else:
                raise ContradictoryTable(str(solved.message))
        intervals.append(Interval(found[0], found[1]))
    return intervals
