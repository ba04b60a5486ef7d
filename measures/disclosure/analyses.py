"""Which groups may show an analysis of their answers: a coefficient made of squares and products, not of sums alone.

Whoever knows the other figures of a group may get from an analysis the sum, over those it was made of, of squares or
products of their answers. Such sums add up over the tree as respondents do, so they are held to the same rule: what is
left of a published group, when the largest published groups below are taken away, is nobody or at least the floor. The
rule is counted in those whom the analysis was made of, who may be fewer than the group's respondents, and holds within
the groups that may show every class: an analysis says more than they do.

A part of a safe pattern is safe too: what is left of a group then holds whole remainders more. So patterns of two
counts can be laid over each other.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from measures.disclosure.ladder import Ladder
from measures.disclosure.pattern import best_patterns
from measures.estimate import Rung

LEAST = 50
"""Fewest people behind any analysis, and in any remainder of one."""
LEAST_FOR_DRIVERS = 100
"""Fewest people behind weights of what goes together with what."""


def analysis_patterns(
    ladder: Ladder,
    direct_counts: NDArray[np.int64],
    least: Sequence[int],
    *,
    allowed: NDArray[np.bool_] | None = None,
) -> NDArray[np.bool_]:
    """Return which nodes show which analysis, nodes × analyses.

    `direct_counts`: how many of each direct group an analysis is made of, units × analyses; `least`: the floor of each.
    `allowed` narrows it further, for reasons of count alone.
    """
    tree = ladder.tree
    counts = tree.roll_up(np.asarray(direct_counts, dtype=np.int64))
    asked = np.broadcast_to(ladder.pattern(Rung.CLASSES)[:, None], counts.shape)
    if allowed is not None:
        asked = asked & allowed
    shown = np.zeros(counts.shape, dtype=bool)
    for floor in sorted(set(least)):
        which = [place for place, own in enumerate(least) if own == floor]
        shown[:, which] = best_patterns(tree, counts[:, which], floor, allowed=asked[:, which])
    return shown


def without_small_part(
    ladder: Ladder, shown: NDArray[np.bool_], direct_part: NDArray[np.int64], least: int
) -> NDArray[np.bool_]:
    """Return the pattern in which a part of those behind an analysis, too, is nowhere fewer than the floor.

    `shown` nodes × analyses, safe in other counts; `direct_part` units × analyses: those of whom nothing but the
    analysis tells, where the rest can be taken away with figures of their own.
    """
    counts = ladder.tree.roll_up(np.asarray(direct_part, dtype=np.int64))
    some = counts > 0
    return np.asarray(best_patterns(ladder.tree, counts, least, allowed=shown & some) | (shown & ~some))
