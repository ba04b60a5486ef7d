"""One ladder of patterns: what each group may show, solved from the strictest rung down.

Patterns solved apart, each safe alone, can be laid over each other and subtracted. So rung 4 is solved
first, and each lower rung is the best pattern that contains the one above.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from measures.disclosure.floors import Floors
from measures.disclosure.pattern import best_pattern
from measures.disclosure.unit_tree import UnitTree
from measures.estimate import Reason, Rung

RUNGS_FROM_THE_TOP = tuple(sorted(Rung, reverse=True))


@dataclass(frozen=True, eq=False)
class Ladder:
    """The rung each node of a tree stands on.

    `counts` respondents per node; `rung` per node, 0 where the node is withheld; `floors` what it was
    solved with.
    """

    tree: UnitTree
    floors: Floors
    counts: NDArray[np.int64]
    rung: NDArray[np.int64]

    def pattern(self, rung: Rung) -> NDArray[np.bool_]:
        """Nodes that show what belongs to `rung`."""
        return self.rung >= rung

    @property
    def is_shown(self) -> NDArray[np.bool_]:
        """Nodes that show anything at all, and with it their number of respondents."""
        return self.rung >= Rung.INDICES

    def reason(self, node: int, rung: Rung) -> Reason | None:
        """Why the node does not show what belongs to `rung`; None where it does.

        A node that shows nothing gives the reason of the lowest rung for all its cells.
        """
        if self.rung[node] >= rung:
            return None
        asked = rung if self.rung[node] else Rung.INDICES
        return Reason.TOO_FEW if self.counts[node] < self.floors.of(asked) else Reason.PROTECTS_OTHER


def ladder(tree: UnitTree, direct_counts: NDArray[np.int64], floors: Floors | None = None) -> Ladder:
    """Solve the ladder from the number of respondents in each unit's direct group, shape (units,)."""
    asked = floors or Floors()
    counts = tree.roll_up(np.asarray(direct_counts, dtype=np.int64))
    standing = np.zeros(tree.node_count, dtype=np.int64)
    for rung in RUNGS_FROM_THE_TOP:
        pattern = best_pattern(tree, counts, asked.of(rung), required=standing > 0)
        standing[pattern & (standing == 0)] = rung
    return Ladder(tree, asked, counts, standing)
