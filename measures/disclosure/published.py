"""What follows exactly from releases alone: from where figures are shown and the n beside them.

Whoever knows nothing but what is published must reckon with people in every unit and with every combination of
categories that no published n says is empty. Then exactly the remainders follow, and unions of them:

- In a tree, sums over the unions of remainders (`unit_tree`). Respondents of two releases are told apart by nothing
  that is published, so figures of one release give nothing away about those of another beyond the remainders of what
  is new in each.
- A breakdown of a unit also tells the unit's own sum, so it counts as shown in the tree. A group made of sums over
  tree and categories is, in each unit, a sum of one number for each category of each background; it is 0 or 1 for
  every combination only where at most one background counts, and then alike in all units under the same breakdown.
  So it is made of the tree's remainders and of those of single categories.

People who know more, such as which combinations are empty, are what `audit` reckons with before anything is released.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from measures.disclosure.unit_tree import UnitTree


def what_is_left(tree: UnitTree, shown: NDArray[np.bool_], n: NDArray[np.int64]) -> NDArray[np.int64]:
    """What is left of each shown node, by its n, when the largest shown nodes below are subtracted; 0 elsewhere.

    `shown` (nodes,), `n` (nodes,) or nodes × categories, as published: of what is not shown it says nothing. An n
    that does not fit those above it gives less than 0.
    """
    left = np.where(shown.reshape(shown.shape + (1,) * (n.ndim - 1)), n, 0)
    above = tree.nearest_above(shown)
    inside = np.flatnonzero(shown & (above >= 0))
    np.subtract.at(left, above[inside], n[inside])
    return np.asarray(left)
