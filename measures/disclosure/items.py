"""Items that fewer answered than took part: their own patterns within the ladder.

An item with fewer answers than the floor in a shown group is hidden there, and what is left of larger
groups is then counted in answers to that item. So each item's tree is solved again by its own counts,
within the ladder, from the top rung down; items with equal counts share the work.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from measures.disclosure.ladder import RUNGS_FROM_THE_TOP, Ladder
from measures.disclosure.pattern import best_patterns
from measures.estimate import Reason, Rung


@dataclass(frozen=True, eq=False)
class ItemPatterns:
    """Which items each node shows, and on which rung.

    `counts` answers per node and item; `rung` per node and item: the highest rung whose figures of the item
    are shown, 0 where none are. (An item has no figure of its own on rung 1.)
    """

    ladder: Ladder
    counts: NDArray[np.int64]
    rung: NDArray[np.int64]

    def pattern(self, rung: Rung) -> NDArray[np.bool_]:
        """Nodes × items that show what belongs to `rung` (2, 3 or 4)."""
        if rung < Rung.MEANS:
            raise ValueError("an item has no figure on the lowest rung")
        return np.asarray(self.rung >= rung)

    def reason(self, node: int, item: int, rung: Rung) -> Reason | None:
        """Why the node does not show the item's figures of `rung`; None where it does."""
        if self.rung[node, item] >= rung:
            return None
        if (whole := self.ladder.reason(node, rung)) is not None:
            return whole
        too_few = self.counts[node, item] < self.ladder.floors.of(rung)
        return Reason.TOO_FEW_ITEM if too_few else Reason.PROTECTS_OTHER


def item_patterns(ladder: Ladder, direct_item_counts: NDArray[np.int64]) -> ItemPatterns:
    """Solve every item from the number of answers in each direct group, shape (units, items).

    Raises ValueError where an item has more answers than the group has respondents.
    """
    direct = np.asarray(direct_item_counts, dtype=np.int64)
    counts = ladder.tree.roll_up(direct)
    if (counts > ladder.counts[:, None]).any():
        raise ValueError("an item has more answers than respondents")
    if direct.shape[1] == 0:
        return ItemPatterns(ladder, counts, np.zeros_like(counts))
    unlike, which = np.unique(direct, axis=1, return_inverse=True)
    unlike_counts = ladder.tree.roll_up(unlike)
    standing = np.zeros_like(unlike_counts)
    for rung in RUNGS_FROM_THE_TOP:
        if rung < Rung.MEANS:
            break
        allowed = np.broadcast_to(ladder.pattern(rung)[:, None], standing.shape)
        shown = best_patterns(
            ladder.tree, unlike_counts, ladder.floors.of(rung), allowed=allowed, required=standing > 0
        )
        standing[shown & (standing == 0)] = rung
    return ItemPatterns(ladder, counts, standing[:, which.reshape(-1)])
