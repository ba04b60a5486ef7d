"""Which indices each group may show without giving an item away.

An index is the mean of items or of other indices. Where a group shows item means, an index with a hidden
item would give that item's mean by subtraction, so it is hidden too. Elsewhere an index may be shown from
five answers to each item, as long as (1) the index figures of the same group, with items known from other
groups, pin down no single item, and (2) for every item the groups in which it is shown, alone or inside an
index, leave nobody over in groups under the floor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from measures.disclosure.items import ItemPatterns
from measures.disclosure.pattern import best_patterns, breaches
from measures.estimate import Reason, Rung

_ADDED_BACK_AT_MOST = 2_000


@dataclass(frozen=True)
class IndexParts:
    """What an index is the mean of: positions of items, or positions of other indices."""

    items: tuple[int, ...] = ()
    of: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class IndexPatterns:
    """Which indices each node shows: `shown` nodes × indices; `weights` indices × items, rows sum to 1."""

    items: ItemPatterns
    weights: NDArray[np.float64]
    shown: NDArray[np.bool_]

    def reason(self, node: int, index: int) -> Reason | None:
        """Why the node does not show the index; None where it does."""
        if self.shown[node, index]:
            return None
        ladder = self.items.ladder
        if (whole := ladder.reason(node, Rung.INDICES)) is not None:
            return whole
        shows_means = ladder.rung[node] >= Rung.MEANS
        floor = ladder.floors.of(Rung.MEANS if shows_means else Rung.INDICES)
        too_few = (self.items.counts[node, self.weights[index] > 0] < floor).any()
        return Reason.TOO_FEW_ITEM if too_few else Reason.PROTECTS_OTHER


def index_weights(parts: Sequence[IndexParts], item_count: int) -> NDArray[np.float64]:
    """The share of each item in each index, shape (indices, items). ValueError: empty or circular."""
    weights = np.zeros((len(parts), item_count))
    done = [False] * len(parts)
    while not all(done):
        progress = False
        for position, part in enumerate(parts):
            if done[position] or not all(done[other] for other in part.of):
                continue
            if not part.items and not part.of:
                raise ValueError("an index has neither items nor indices")
            for item in part.items:
                weights[position, item] += 1
            for other in part.of:
                weights[position] += weights[other]
            weights[position] /= len(part.items) + len(part.of)
            done[position] = progress = True
        if not progress:
            raise ValueError("an index is made of itself")
    return weights


def index_patterns(items: ItemPatterns, parts: Sequence[IndexParts]) -> IndexPatterns:
    """Decide every index in every node; see the module for the rules."""
    ladder = items.ladder
    weights = index_weights(parts, items.counts.shape[1])
    in_index = weights > 0
    if not parts or not in_index.any():
        return IndexPatterns(items, weights, np.zeros((ladder.tree.node_count, len(parts)), dtype=bool))
    item_shown = items.pattern(Rung.MEANS)
    shows_means = ladder.pattern(Rung.MEANS)[:, None]
    may_carry = np.where(shows_means, item_shown, items.counts >= ladder.floors.of(Rung.INDICES))
    candidate = ladder.is_shown[:, None] & ~((~may_carry).astype(np.int64) @ in_index.T.astype(np.int64) > 0)
    known = _known_means(items, item_shown)
    guard = _Pinned(weights)
    below = np.flatnonzero(ladder.is_shown & ~shows_means[:, 0])
    for node in below.tolist():
        candidate[node] = guard.kept(known[node], candidate[node])
    shown = _without_small_remainders(items, in_index, item_shown, candidate)
    return IndexPatterns(items, weights, _added_back(items, in_index, item_shown, candidate, shown))


def _known_means(items: ItemPatterns, item_shown: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Nodes × items whose mean is shown or follows from means shown for other nodes."""
    tree = items.ladder.tree
    left = tree.residuals(item_shown, items.counts)
    known = item_shown | (left == 0)
    for item in range(items.counts.shape[1]):
        above = tree.nearest_above(item_shown[:, item])
        has_above = above >= 0
        known[has_above, item] |= left[has_above, item] == left[above[has_above], item]
    return np.asarray(known)


class _Pinned:
    """Whether a set of indices of one group, with some item means known, gives away another item's mean."""

    def __init__(self, weights: NDArray[np.float64]) -> None:
        self._weights = weights
        self._large_first = np.argsort(-(weights > 0).sum(axis=1), kind="stable")
        self._kept: dict[tuple[bytes, bytes], NDArray[np.bool_]] = {}

    def kept(self, known: NDArray[np.bool_], candidate: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """The candidates that may be shown together, those with most items first."""
        key = (known.tobytes(), candidate.tobytes())
        if key not in self._kept:
            chosen = candidate.copy()
            if self.gives_away(known, chosen):
                chosen[:] = False
                for index in self._large_first[candidate[self._large_first]].tolist():
                    chosen[index] = True
                    chosen[index] = not self.gives_away(known, chosen)
            self._kept[key] = chosen
        return self._kept[key]

    def gives_away(self, known: NDArray[np.bool_], shown: NDArray[np.bool_]) -> bool:
        """True when some unknown item's unit vector lies in the span of the shown indices."""
        rows = self._weights[shown][:, ~known]
        if not rows.size or not rows.any():
            return False
        _, sizes, axes = np.linalg.svd(rows, full_matrices=False)
        span = axes[sizes > 1e-9 * sizes[0]]
        return bool(((span**2).sum(axis=0) > 1 - 1e-9).any())


def _carried(in_index: NDArray[np.bool_], item_shown: NDArray[np.bool_], shown: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Nodes × items where the item is shown, alone or inside an index."""
    return np.asarray(item_shown | (shown.astype(np.int64) @ in_index.astype(np.int64) > 0))


def _without_small_remainders(
    items: ItemPatterns,
    in_index: NDArray[np.bool_],
    item_shown: NDArray[np.bool_],
    candidate: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Take away index figures until no item leaves a remainder under the floor."""
    floor = items.ladder.floors.of(Rung.INDICES)
    shown = candidate.copy()
    while True:
        carried = _carried(in_index, item_shown, shown)
        best = best_patterns(items.ladder.tree, items.counts, floor, allowed=carried, required=item_shown)
        refused = (carried & ~best).astype(np.int64) @ in_index.T.astype(np.int64) > 0
        if not (shown & refused).any():
            return shown
        shown &= ~refused


def _added_back(
    items: ItemPatterns,
    in_index: NDArray[np.bool_],
    item_shown: NDArray[np.bool_],
    candidate: NDArray[np.bool_],
    shown: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Give back, one by one, what was taken away for the sake of something that is itself gone.

    `candidate` pins down no item in any node, so nor does any part of it.
    """
    tree, floor = items.ladder.tree, items.ladder.floors.of(Rung.INDICES)
    shown = shown.copy()
    nodes, indices = np.nonzero(candidate & ~shown)
    by_size = np.argsort(-items.ladder.counts[nodes], kind="stable")[:_ADDED_BACK_AT_MOST]
    for node, index in zip(nodes[by_size].tolist(), indices[by_size].tolist(), strict=True):
        used = in_index[index]
        shown[node, index] = True
        carried = _carried(in_index[:, used], item_shown[:, used], shown)
        if breaches(tree, carried, items.counts[:, used], floor).any():
            shown[node, index] = False
    return shown
