"""A corrected edition laid over what was published before: which groups may be updated.

Whoever holds both releases can subtract them. So a group is updated only where what differs in it, less
what differs in the largest updated groups below, is at least the floor of its rung; all other groups keep
their old cells as they stand. Then everything published in all editions is audited together, over
respondents told apart by the editions they are in, and the smallest offending update is taken back until
nothing small can be derived.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from measures.disclosure.floors import Floors
from measures.disclosure.ladder import RUNGS_FROM_THE_TOP
from measures.disclosure.pattern import best_pattern
from measures.disclosure.row_space import AuditDidNotConverge, RowSpace, is_derivable
from measures.disclosure.small_unions import connected_columns, derivable_unions
from measures.disclosure.unit_tree import UnitTree


@dataclass(frozen=True, eq=False)
class EditionAtoms:
    """Respondents of one direct group that are in the same editions; only non-empty atoms.

    `unit` position of the unit, shape (atoms,); `member` atoms × editions; `counts` respondents.
    """

    unit: NDArray[np.int64]
    member: NDArray[np.bool_]
    counts: NDArray[np.int64]

    @classmethod
    def of_rows(cls, editions: Sequence[Iterable[tuple[int, Hashable]]]) -> EditionAtoms:
        """From every edition's rows, each (unit, the answers as one hashable value).

        Identical rows are legitimate and stand for as many respondents; a row counts as kept as often as it
        is found in both editions, so as few as possible differ.
        """
        counted = [Counter(rows) for rows in editions]
        sizes: Counter[tuple[int, tuple[bool, ...]]] = Counter()
        for row in dict.fromkeys(row for edition in counted for row in edition):
            numbers = [edition[row] for edition in counted]
            for level in sorted({number for number in numbers if number}):
                below = max((number for number in numbers if number < level), default=0)
                sizes[row[0], tuple(number >= level for number in numbers)] += level - below
        keys = sorted(sizes)
        return cls(
            np.array([unit for unit, _ in keys], dtype=np.int64),
            np.array([member for _, member in keys], dtype=bool).reshape(len(keys), len(counted)),
            np.array([sizes[key] for key in keys], dtype=np.int64),
        )

    @classmethod
    def of_counts(cls, kept: NDArray[np.int64], removed: NDArray[np.int64], added: NDArray[np.int64]) -> EditionAtoms:
        """From the numbers of respondents of two editions that were kept, removed and added, each (units,)."""
        units = np.arange(len(kept))
        counts = np.concatenate([kept, removed, added]).astype(np.int64)
        member = np.repeat(np.array([[True, True], [True, False], [False, True]]), len(kept), axis=0)
        some = counts > 0
        return cls(np.tile(units, 3)[some], member[some], counts[some])

    def differing(self, earlier: int, later: int, units: int) -> NDArray[np.int64]:
        """Respondents in one of two editions and not in the other, for each unit's direct group."""
        differ = self.member[:, earlier] != self.member[:, later]
        return np.bincount(self.unit[differ], self.counts[differ], units).astype(np.int64)

    def within(self, edition: int, units: int) -> NDArray[np.int64]:
        """Respondents of one edition for each unit's direct group."""
        inside = self.member[:, edition]
        return np.bincount(self.unit[inside], self.counts[inside], units).astype(np.int64)


@dataclass(frozen=True, eq=False)
class EditionDecision:
    """`updated` nodes take their cells from the new edition; `rung` is where each node then stands."""

    updated: NDArray[np.bool_]
    rung: NDArray[np.int64]


def decide_edition(
    tree: UnitTree,
    atoms: EditionAtoms,
    published: NDArray[np.int64],
    proposed: NDArray[np.int64],
    *,
    floors: Floors,
    rng: np.random.Generator,
    allowed: NDArray[np.bool_] | None = None,
) -> EditionDecision:
    """Which nodes a new edition may update, and the rung each node stands on after it.

    `published` nodes × earlier editions: the rung with which a node was newly published in that edition, 0
    where it was withheld or kept as it stood. `proposed` the rung of each node by the new counts; `allowed`
    nodes that may be updated at all (default all). The new edition is the last in `atoms`. Works for
    respondents, or for one item with its own answers and rungs. What a node no longer reaches by the new
    counts it keeps as published: it is known already.
    """
    new = published.shape[1]
    if atoms.member.shape[1] != new + 1:
        raise ValueError("atoms must tell the earlier editions and the new one apart")
    standing = np.zeros(tree.node_count, dtype=np.int64)
    for edition in range(new):
        standing = np.where(published[:, edition] > 0, published[:, edition], standing)
    top = np.maximum(published.max(axis=1, initial=0), proposed)
    updated = np.asarray(proposed > 0, dtype=bool)
    if allowed is not None:
        updated = updated & allowed
    for earlier in range(new - 1, -1, -1):
        differing = tree.roll_up(atoms.differing(earlier, new, tree.unit_count))
        chosen = np.zeros(tree.node_count, dtype=bool)
        for rung in RUNGS_FROM_THE_TOP:
            candidates = chosen | (updated & (top == rung))
            chosen = best_pattern(tree, differing, floors.of(rung), allowed=candidates, required=chosen)
        updated = chosen
    people = tree.roll_up(atoms.within(new, tree.unit_count))
    for rung in reversed(RUNGS_FROM_THE_TOP):
        floor = floors.of(rung)
        while updated.any():
            shown = np.column_stack([published >= rung, updated & (proposed >= rung)])
            offending = exposing_updates(tree, atoms, shown, floor, rng=rng)
            if not offending:
                break
            updated[min(offending, key=lambda node: (people[node], tree.unit_ids[tree.node_unit[node]]))] = False
    return EditionDecision(updated, np.where(updated, proposed, standing))


def exposing_updates(
    tree: UnitTree,
    atoms: EditionAtoms,
    shown: NDArray[np.bool_],
    floor: int,
    *,
    rng: np.random.Generator,
) -> list[int]:
    """Nodes of the newest edition through which a group under the floor can be derived; empty when it holds.

    `shown` nodes × editions: what was newly published in each. Groups are those that `exposed_stacks` looks
    for.
    """
    rows, node, edition = _rows(tree, atoms, shown)
    newest = shown.shape[1] - 1
    vectors = exposed_stacks(tree, atoms, shown, floor, rng=rng)
    if not vectors.shape[1]:
        return []
    weights = RowSpace.of(rows).coefficients(vectors)
    used = (np.abs(weights) > 1e-5).any(axis=1) & (edition == newest)
    if not used.any():
        before = exposed_stacks(tree, atoms, np.delete(shown, newest, axis=1), floor, rng=rng)
        if before.shape[1] < vectors.shape[1]:
            raise AuditDidNotConverge("an exposed group was found, but not the update behind it")
        return []
    return sorted(set(node[used].tolist()))


def exposed_stacks(
    tree: UnitTree,
    atoms: EditionAtoms,
    shown: NDArray[np.bool_],
    floor: int,
    *,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """Groups under the floor that follow from all editions together, as columns over the atoms (atoms × groups).

    Looked for are, in direct groups, whole units and what is left of published groups: each edition's
    respondents, those in exactly the same editions, those who joined, left, or differ between two editions
    (joined less left), and any small union of atoms.
    """
    rows, _, _ = _rows(tree, atoms, shown)
    probes = RowSpace.of(rows).probes(rng)
    found: list[NDArray[np.float64]] = []
    for sign in _signs(atoms.member[:, : shown.shape[1]]):
        weighted = np.column_stack([sign[:, None] * probes, np.abs(sign), np.abs(sign) * atoms.counts, sign[:, None]])
        for sums, node_set in _over_groups(tree, atoms, shown, weighted):
            many, size = np.rint(sums[:, -3]).astype(np.int64), np.rint(sums[:, -2]).astype(np.int64)
            small = np.flatnonzero((size > 0) & (size < floor))
            for group in small[is_derivable(sums[small, : probes.shape[1]], many[small])].tolist():
                found.append(np.where(np.isin(atoms.unit, node_set(group)), sign, 0.0))
    for union in derivable_unions(probes, atoms.counts, connected_columns(rows), floor):
        indicator = np.zeros(atoms.unit.size)
        indicator[list(union)] = 1
        found.append(indicator)
    return np.stack(found, axis=1) if found else np.zeros((atoms.unit.size, 0))


def _rows(
    tree: UnitTree, atoms: EditionAtoms, shown: NDArray[np.bool_]
) -> tuple[sparse.csr_array, NDArray[np.int64], NDArray[np.int64]]:
    """Published sums × atoms, without empty ones, and the node and edition of each."""
    nodes, editions = np.nonzero(shown)
    over_units = sparse.csr_array(tree.membership[nodes][:, atoms.unit], dtype=np.float64)
    inside = sparse.csr_array(atoms.member[:, editions].T.astype(np.float64))
    rows = sparse.csr_array(over_units.multiply(inside))
    rows.eliminate_zeros()
    some = np.diff(rows.indptr) > 0
    return sparse.csr_array(rows[some]), nodes[some], editions[some]


def _signs(member: NDArray[np.bool_]) -> Iterator[NDArray[np.float64]]:
    """+1 and −1 for the respondents of each kind of group."""
    editions = member.shape[1]
    for edition in range(editions):
        yield member[:, edition].astype(float)
    for kind in np.unique(member, axis=0):
        yield (member == kind).all(axis=1).astype(float)
    for later in range(1, editions):
        for earlier in range(later):
            joined = member[:, later] & ~member[:, earlier]
            left = member[:, earlier] & ~member[:, later]
            yield joined.astype(float)
            yield left.astype(float)
            yield joined.astype(float) - left.astype(float)


def _over_groups(
    tree: UnitTree, atoms: EditionAtoms, shown: NDArray[np.bool_], values: NDArray[np.float64]
) -> Iterator[tuple[NDArray[np.float64], _UnitsOf]]:
    """Sums of values (atoms × k) over direct groups, whole units, and what is left in each edition."""
    columns = [np.bincount(atoms.unit, column, tree.unit_count) for column in values.T]
    direct = np.asarray(np.stack(columns, axis=1), dtype=float)
    whole = tree.roll_up(direct)
    yield direct, _UnitsOf(tree, None)
    yield whole, _UnitsOf(tree, np.zeros(tree.node_count, dtype=bool))
    ever = np.asarray(shown.any(axis=1), dtype=bool)
    for pattern in np.column_stack([shown, ever]).T:
        yield tree.residuals(np.broadcast_to(pattern[:, None], whole.shape), whole), _UnitsOf(tree, pattern)


@dataclass(frozen=True, eq=False)
class _UnitsOf:
    """The units in a group: a unit itself (`pattern` None), or a node less the marked nodes below it."""

    tree: UnitTree
    pattern: NDArray[np.bool_] | None

    def __call__(self, group: int) -> NDArray[np.int64]:
        if self.pattern is None:
            return np.array([group], dtype=np.int64)
        units = np.asarray(self.tree.membership[[group]].indices, dtype=np.int64)
        held_by = self.tree.held_by(self.pattern)[self.tree.direct_node[units]]
        covered = (held_by >= 0) & (self.tree.node_depth[held_by] > self.tree.node_depth[group])
        return np.asarray(units[~covered], dtype=np.int64)
