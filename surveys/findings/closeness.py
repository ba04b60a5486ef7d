"""How close an attacker comes to the means of groups that are withheld: reported, never deciding."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from measures.disclosure.bounds import sum_bounds
from measures.disclosure.unit_tree import UnitTree
from measures.estimate import Rung
from surveys.findings.patterns import Visibility
from surveys.findings.questions import Questions
from surveys.findings.spread import item_moments
from surveys.findings.tabulate import Tabulation

_NEAR = 0.5


@dataclass(frozen=True)
class Closeness:
    """What can be said of a withheld group's mean, as a share of its scale: 1 is nothing, 0 would be everything.

    `figures`: item means of direct groups that are withheld; `narrowest` and `median` over them, 1 where there are
    none; `near` how many are known within half of the scale.
    """

    figures: int
    narrowest: float
    median: float
    near: int


def closeness(questions: Questions, tree: UnitTree, direct: Tabulation, shows: Visibility) -> Closeness:
    """Return how close one comes who knows every n and every published mean without rounding.

    A withheld group lies in what is left of the nearest shown group above it; how the sum of that may be shared out
    between the ends of the scale says what its own can be (`measures.disclosure.bounds.sum_bounds`).
    """
    sums, _ = item_moments(questions, direct)
    widths: list[np.ndarray] = []
    for position in range(len(questions.items)):
        scale = questions.scale(position)
        if scale is None:
            continue
        shown = shows.items[Rung.MEANS][:, position] == 0
        n, total = direct.items[:, position], sums[:, position]
        left_n = tree.residuals(shown, tree.roll_up(n))
        left_sum = tree.residuals(shown, tree.roll_up(total))
        hidden = np.flatnonzero((n > 0) & ~shown[tree.direct_node])
        above = tree.held_by(shown)[tree.direct_node[hidden]]
        inside = above >= 0
        group, block = n[hidden][inside], above[inside]
        low, high = sum_bounds(left_sum[block], left_n[block], group, from_=scale.from_, to=scale.to)
        widths += [(high - low) / (group * (scale.to - scale.from_)), np.ones(int((~inside).sum()))]
    every = np.concatenate([*widths, np.zeros(0)])
    if not every.size:
        return Closeness(0, 1.0, 1.0, 0)
    return Closeness(
        figures=int(every.size),
        narrowest=round(float(every.min()), 3),
        median=round(float(np.median(every)), 3),
        near=int((every < _NEAR).sum()),
    )
