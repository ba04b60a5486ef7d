"""What follows exactly from a release alone: from where figures are shown and the n beside them.

In a tree the rule of remainders is exact, also over several releases: sums over the respondents of one edition are
independent of those over another's as long as nobody says who differs, so what follows is made of remainders of
figures that are new in one and the same release.

One-way breakdowns of units that are shown themselves give nothing more than the remainders of each category, as long
as people of every combination of categories may be anywhere. Where a category is known to be empty they may give
more: such knowledge is followed here until nothing new comes of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from measures.disclosure.row_space import RowSpace, is_derivable
from measures.disclosure.unit_tree import UnitTree

_ROUNDS = 20
_MOST_COMBINATIONS = 512


@dataclass(frozen=True, eq=False)
class PublishedFigure:
    """One figure over a whole release: where it is shown, and beside how many answers.

    `everyone`, `everyone_n` per node; for each background `shown` nodes × backgrounds, and in `counts` nodes ×
    categories. n are 0 where nothing is shown and in categories nobody belongs to.
    """

    everyone: NDArray[np.bool_]
    everyone_n: NDArray[np.int64]
    shown: NDArray[np.bool_]
    counts: tuple[NDArray[np.int64], ...]


@dataclass(frozen=True, order=True)
class Derived:
    """A group whose figure follows: `people` of `node` or a part of it, cut by (background, category) pairs."""

    people: int
    node: int
    cut: tuple[tuple[int, int], ...]


@dataclass(frozen=True, eq=False)
class _Frame:
    """The places people can be that published sums tell apart: `places` of units × combinations of categories.

    `node` a node to name each place by; `rows` published sums over places × combinations, `n` what they hold;
    `groups` sets of places × places, `group_node` a node to name each by.
    """

    node: NDArray[np.int64]
    rows: sparse.csr_array
    n: NDArray[np.int64]
    groups: NDArray[np.float64]
    group_node: NDArray[np.int64]


class PublishedAudit:
    """Follows figures of one release through its breakdowns; figures shown alike share the work."""

    def __init__(self, tree: UnitTree, categories: tuple[int, ...], *, rng: np.random.Generator) -> None:
        self._tree, self._categories, self._rng = tree, categories, rng
        self._joint = np.array(list(product(*map(range, categories))), dtype=np.int64).reshape(-1, len(categories))
        self._cuts = _cuts(categories, self._joint)
        self._spaces: dict[bytes, tuple[RowSpace, NDArray[np.float64]]] = {}

    def derived(self, figure: PublishedFigure, *, floor: int, category_floor: int) -> list[Derived]:
        """Groups that follow through breakdowns and hold fewer than their floor, smallest first.

        A group cut by category is held to `category_floor`. Empty where no category is known to be empty: then the
        rule of remainders says all. More than 512 combinations of categories are taken as generic too.
        """
        combinations_ = len(self._joint)
        if not figure.shown.any() or combinations_ > _MOST_COMBINATIONS:
            return []
        frame = self._frame(figure)
        alive = np.ones(frame.rows.shape[1], dtype=bool)
        alive[frame.rows[np.flatnonzero(frame.n == 0)].indices] = False
        if alive.all():
            return []
        found: set[Derived] = set()
        for _ in range(_ROUNDS):
            follows, people, size = self._follow(frame, alive)
            least = np.array([category_floor if cut else floor for cut, _ in self._cuts])
            small = follows & (size > 0) & (people != 0) & (people < least)
            for group, cut in zip(*np.nonzero(small), strict=True):
                found.add(Derived(int(people[group, cut]), int(frame.group_node[group]), self._cuts[cut][0]))
            empty = np.argwhere(follows & (size > 0) & (people == 0))
            if not empty.size:
                break
            for group, cut in empty.tolist():
                inside = np.outer(frame.groups[group] > 0, self._cuts[cut][1] > 0).reshape(-1)
                alive[inside] = False
        return sorted(found)

    def _frame(self, figure: PublishedFigure) -> _Frame:
        tree, backgrounds = self._tree, len(self._categories)
        of_unit = tree.held_by(figure.everyone)[tree.direct_node]
        holders = np.column_stack([tree.held_by(figure.shown[:, b])[tree.direct_node] for b in range(backgrounds)])
        inside = (holders >= 0).any(axis=1)
        # A unit lies in one region (under the same breakdowns) and in one remainder of the tree.
        regions, region = np.unique(holders[inside], axis=0, return_inverse=True)
        region, remainder = region.reshape(-1), of_unit[inside]
        left = _left(tree, figure.everyone, figure.everyone_n)
        place, names = _places(region, remainder, left)
        width = len(names)
        blocks, sums = [], []
        held = np.unique(np.column_stack([_joined(names, remainder, place), place]), axis=0)
        combined = len(self._joint)
        for group in np.unique(held[held[:, 0] >= 0, 0]).tolist():
            row = np.zeros((width, combined))
            row[held[held[:, 0] == group, 1]] = 1
            blocks.append(sparse.csr_array(row.reshape(1, -1)))
            members = np.unique(remainder[np.isin(place, held[held[:, 0] == group, 1]) & (remainder >= 0)])
            sums.append(int(left[members].sum()))
        for b in range(backgrounds):
            category_left = _left(tree, figure.shown[:, b], figure.counts[b])
            for holder in np.unique(holders[inside, b][holders[inside, b] >= 0]).tolist():
                within = np.unique(place[holders[inside, b] == holder])
                for code in range(self._categories[b]):
                    row = np.zeros((width, combined))
                    row[np.ix_(within, self._joint[:, b] == code)] = 1
                    blocks.append(sparse.csr_array(row.reshape(1, -1)))
                    sums.append(int(category_left[holder, code]))
        groups, group_node = self._groups(figure, place, names, regions, region, holders[inside], inside)
        rows = sparse.csr_array(sparse.vstack(blocks))
        return _Frame(names, rows, np.array(sums, dtype=np.int64), groups, group_node)

    def _groups(
        self,
        figure: PublishedFigure,
        place: NDArray[np.int64],
        names: NDArray[np.int64],
        regions: NDArray[np.int64],
        region: NDArray[np.int64],
        holders: NDArray[np.int64],
        inside: NDArray[np.bool_],
    ) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Each place, each region, what each breakdown is held by alone, and the whole of it."""
        sets = {(number,): int(name) for number, name in enumerate(names.tolist())}
        for number in range(len(regions)):
            sets.setdefault(tuple(np.unique(place[region == number]).tolist()), int(regions[number].max()))
        units = np.flatnonzero(inside)
        for b in range(holders.shape[1]):
            for holder in np.unique(holders[holders[:, b] >= 0, b]).tolist():
                sets.setdefault(tuple(np.unique(place[holders[:, b] == holder]).tolist()), holder)
        for node in np.flatnonzero(figure.shown.any(axis=1)).tolist():
            below = np.isin(units, self._tree.membership[[node]].indices)
            sets.setdefault(tuple(np.unique(place[below]).tolist()), node)
        table = np.zeros((len(sets), len(names)))
        for row, members in enumerate(sets):
            table[row, list(members)] = 1
        return table, np.array(list(sets.values()), dtype=np.int64)

    def _follow(
        self, frame: _Frame, alive: NDArray[np.bool_]
    ) -> tuple[NDArray[np.bool_], NDArray[np.int64], NDArray[np.int64]]:
        """For every group and cut: whether it follows, its people, and how many places it has; groups × cuts."""
        rows = sparse.csr_array(frame.rows[:, np.flatnonzero(alive)])
        some = np.diff(rows.indptr) > 0
        rows = sparse.csr_array(rows[some])
        if not rows.shape[0]:
            nothing = np.zeros((len(frame.groups), len(self._cuts)), dtype=np.int64)
            return nothing.astype(bool), nothing, nothing
        key = b"".join((np.int64(rows.shape[1]).tobytes(), rows.indptr.tobytes(), rows.indices.tobytes()))
        if key not in self._spaces:
            space = RowSpace.of(rows)
            self._spaces[key] = space, space.probes(self._rng)
        space, probes = self._spaces[key]
        one_way = rows.T @ space.solved(frame.n[some].astype(float)[:, None])
        values = np.zeros((alive.size, probes.shape[1] + 2))
        values[alive] = np.column_stack([probes, one_way, np.ones(int(alive.sum()))])
        combined = len(self._joint)
        by_place = values.reshape(-1, combined * values.shape[1])
        by_group = (frame.groups @ by_place).reshape(len(frame.groups), combined, -1)
        cut = np.stack([inside for _, inside in self._cuts])
        summed = np.einsum("cj,gjv->gcv", cut, by_group)
        size = np.rint(summed[..., -1]).astype(np.int64)
        return is_derivable(summed[..., :-2], size), np.rint(summed[..., -2]).astype(np.int64), size


def _cuts(
    categories: tuple[int, ...], joint: NDArray[np.int64]
) -> list[tuple[tuple[tuple[int, int], ...], NDArray[np.float64]]]:
    """No cut, each category, each pair of categories of two backgrounds, and each full combination."""
    cuts: list[tuple[tuple[int, int], ...]] = [()]
    singles = [[(b, code) for code in range(count)] for b, count in enumerate(categories)]
    cuts += [(one,) for part in singles for one in part]
    cuts += [pair for first, second in combinations(singles, 2) for pair in product(first, second)]
    cuts += [whole for whole in product(*singles) if len(whole) > 2]
    return [(cut, np.all([joint[:, b] == code for b, code in cut], axis=0) * np.ones(len(joint))) for cut in cuts]


def _left(tree: UnitTree, shown: NDArray[np.bool_], n: NDArray[np.int64]) -> NDArray[np.int64]:
    """What is left of each shown node, by n, when the largest shown nodes below are subtracted; 0 elsewhere."""
    left = np.where(shown.reshape(shown.shape + (1,) * (n.ndim - 1)), n, 0)
    above = tree.nearest_above(shown)
    inside = np.flatnonzero(shown & (above >= 0))
    np.subtract.at(left, above[inside], n[inside])
    return np.asarray(left)


def _places(
    region: NDArray[np.int64], remainder: NDArray[np.int64], left: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The place of each unit, and a remainder to name each by.

    Remainders of one region are alike to every breakdown, so two stand for all of them: one, and all the others.
    Empty ones and those of several regions are kept apart.
    """
    pairs, at = np.unique(np.column_stack([region, remainder]), axis=0, return_inverse=True)
    spans = np.isin(pairs[:, 1], [node for node, count in zip(*np.unique(pairs[:, 1], return_counts=True)) if count > 1])
    apart = spans | (pairs[:, 1] < 0) | (left[np.maximum(pairs[:, 1], 0)] <= 0)
    label = np.zeros(len(pairs), dtype=np.int64)
    names: list[int] = []
    others: dict[int, int] = {}
    first: set[int] = set()
    for number, (own_region, node) in enumerate(pairs.tolist()):
        if not apart[number] and own_region in first:
            if own_region not in others:
                others[own_region] = len(names)
                names.append(node)
            label[number] = others[own_region]
            continue
        if not apart[number]:
            first.add(own_region)
        label[number] = len(names)
        names.append(node)
    return label[at.reshape(-1)], np.array(names, dtype=np.int64)


def _joined(names: NDArray[np.int64], remainder: NDArray[np.int64], place: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each unit the remainder its place is published in, −1 for none."""
    return np.where(remainder >= 0, names[place], -1)
