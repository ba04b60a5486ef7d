"""The audit of a release with breakdowns: can any small group be derived from all that is published together?

Atoms are the non-empty sets of respondents of one direct group who are alike in all declared breakdowns.
What is published is a sum for each node shown in `all`, and one for each category where a breakdown of a
whole unit is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from measures.disclosure.row_space import RowSpace, is_derivable
from measures.disclosure.small_unions import connected_columns, derivable_unions
from measures.disclosure.unit_tree import UnitTree


@dataclass(frozen=True, eq=False)
class Atoms:
    """Respondents of one unit who are alike in every declared breakdown; only non-empty atoms.

    `unit` position of the unit, shape (atoms,); `category` codes from 0, shape (atoms, breakdowns), where
    "uppgift saknas" has a code of its own; `counts` respondents; `categories` how many codes each breakdown
    has.
    """

    unit: NDArray[np.int64]
    category: NDArray[np.int64]
    counts: NDArray[np.int64]
    categories: tuple[int, ...]

    @classmethod
    def of_respondents(
        cls, unit: NDArray[np.int64], category: NDArray[np.int64], categories: tuple[int, ...]
    ) -> tuple[Atoms, NDArray[np.int64]]:
        """Group respondents (unit per respondent, codes respondents × breakdowns); also each one's atom."""
        units, codes = np.asarray(unit, dtype=np.int64), np.asarray(category, dtype=np.int64)
        if codes.shape != (units.size, len(categories)):
            raise ValueError("one code for each respondent and breakdown is needed")
        if ((codes < 0) | (codes >= np.array(categories, dtype=np.int64))).any():
            raise ValueError("a code outside the categories")
        keys, atom, counts = np.unique(np.column_stack([units, codes]), axis=0, return_inverse=True, return_counts=True)
        made = cls(keys[:, 0], keys[:, 1:], counts.astype(np.int64), tuple(categories))
        return made, atom.reshape(-1).astype(np.int64)

    def answering(self, counts: NDArray[np.int64]) -> Atoms:
        """The atoms of those who answered an item, given their number in each of these atoms."""
        some = counts > 0
        return Atoms(self.unit[some], self.category[some], counts[some], self.categories)

    def only(self, breakdowns: list[int]) -> Atoms:
        """The same respondents told apart by fewer breakdowns."""
        fewer = tuple(self.categories[b] for b in breakdowns)
        keys, where = np.unique(np.column_stack([self.unit, self.category[:, breakdowns]]), axis=0, return_inverse=True)
        counts = np.bincount(where.reshape(-1), weights=self.counts, minlength=len(keys)).astype(np.int64)
        return Atoms(keys[:, 0], keys[:, 1:], counts, fewer)

    def sums(self, breakdown: int, values: NDArray[np.float64] | NDArray[np.int64], units: int) -> NDArray[np.float64]:
        """Sums of values (atoms × k) for each unit and category, shape (units, categories, k).

        `breakdown` −1 gives whole units, as one category.
        """
        wide = 1 if breakdown < 0 else self.categories[breakdown]
        at = self.unit * wide + (0 if breakdown < 0 else self.category[:, breakdown])
        columns = [np.bincount(at, weights=column, minlength=units * wide) for column in values.T]
        return np.asarray(np.stack(columns, axis=-1).reshape(units, wide, len(columns)), dtype=float)


@dataclass(frozen=True, eq=False)
class Published:
    """What is shown of one kind of sum: nodes in `all` (nodes,), and nodes × breakdowns."""

    everyone: NDArray[np.bool_]
    breakdown: NDArray[np.bool_]

    def of(self, breakdown: int) -> NDArray[np.bool_]:
        """The nodes of one breakdown, of `all` for −1."""
        return self.everyone if breakdown < 0 else np.asarray(self.breakdown[:, breakdown])


@dataclass(frozen=True)
class Exposed:
    """A group under the floor that can be derived, and the smallest breakdowns (node, breakdown) it takes."""

    atoms: tuple[int, ...]
    respondents: int
    through: tuple[tuple[int, int], ...]


def published_rows(tree: UnitTree, atoms: Atoms, published: Published) -> tuple[sparse.csr_array, NDArray[np.int64]]:
    """Disjoint remainders that span the published sums, and for each its (node, breakdown), −1 for `all`.

    The sum of each published node is the sum of its own and lower remainders and the other way round, so
    the span is that of what is published, with one entry for each atom and breakdown.
    """
    blocks, labels = [], []
    at = np.arange(atoms.unit.size)
    for breakdown in range(-1, len(atoms.categories)):
        node = tree.held_by(published.of(breakdown))[tree.direct_node[atoms.unit]]
        wide = 1 if breakdown < 0 else atoms.categories[breakdown]
        code = np.zeros_like(node) if breakdown < 0 else atoms.category[:, breakdown]
        inside = node >= 0
        keys, row = np.unique(node[inside] * wide + code[inside], return_inverse=True)
        ones = np.ones(row.size)
        blocks.append(sparse.csr_array((ones, (row, at[inside])), shape=(keys.size, at.size)))
        labels.append(np.column_stack([keys // wide, np.full(keys.size, breakdown)]))
    return sparse.csr_array(sparse.vstack(blocks)), np.concatenate(labels).astype(np.int64)


@dataclass(frozen=True, order=True)
class _Kind:
    """A family of groups: `direct`, `whole`, `beside` (a parent without one child), `left` (of pattern
    `pattern`, −1 for `all`) or `atom`; cut by category of breakdown `by`, −1 for not cut."""

    name: str
    pattern: int = -1
    by: int = -1


def _families(
    tree: UnitTree, atoms: Atoms, published: Published, values: NDArray[np.float64]
) -> Iterator[tuple[_Kind, NDArray[np.float64]]]:
    """Sums of values (atoms × k) over every group an attacker may care for, family by family: groups × k."""
    width = values.shape[1]
    below = tree.node_parent >= 0
    for by in range(-1, len(atoms.categories)):
        sums = atoms.sums(by, values, tree.unit_count)
        direct = sums.reshape(tree.unit_count, -1)
        nodes = tree.roll_up(direct)
        yield _Kind("direct", by=by), direct.reshape(-1, width)
        yield _Kind("whole", by=by), nodes.reshape(-1, width)
        yield _Kind("beside", by=by), (nodes[tree.node_parent[below]] - nodes[below]).reshape(-1, width)
        for pattern in range(-1, len(atoms.categories)):
            shown = np.broadcast_to(published.of(pattern)[:, None], nodes.shape)
            yield _Kind("left", pattern, by), tree.residuals(shown, nodes).reshape(-1, width)
    yield _Kind("atom"), values


def _members(tree: UnitTree, atoms: Atoms, published: Published, kind: _Kind, position: int) -> NDArray[np.int64]:
    """The atoms of one group of a family."""
    if kind.name == "atom":
        return np.array([position], dtype=np.int64)
    place, code = position, 0
    if kind.by >= 0:
        place, code = divmod(position, atoms.categories[kind.by])
    if kind.name == "direct":
        inside = atoms.unit == place
    elif kind.name == "beside":
        child = np.flatnonzero(tree.node_parent >= 0)[place]
        inside = _within(tree, atoms, int(tree.node_parent[child])) & ~_within(tree, atoms, int(child))
    else:
        inside = _within(tree, atoms, place)
        if kind.name == "left":
            held_by = tree.held_by(published.of(kind.pattern))[tree.direct_node[atoms.unit]]
            covered = (held_by >= 0) & (tree.node_depth[held_by] > tree.node_depth[place])
            inside = inside & ~covered
    if kind.by >= 0:
        inside = inside & (atoms.category[:, kind.by] == code)
    return np.flatnonzero(inside)


def _within(tree: UnitTree, atoms: Atoms, node: int) -> NDArray[np.bool_]:
    units = tree.membership[[node]].indices
    return np.isin(atoms.unit, units)


def exposed_groups(
    tree: UnitTree,
    atoms: Atoms,
    published: Published,
    *,
    floor: int,
    category_floor: int,
    rng: np.random.Generator,
    at_most: int = 200,
) -> list[Exposed]:
    """Groups that can be derived exactly and have fewer respondents than their floor; empty when it holds.

    Looked for are every direct group and whole unit, what is left of each published node, a unit without one
    of those below, each of them by category, and every single atom; up to `at_most`, smallest first. A group
    that follows from `all` alone is held to `floor`, any other cut by category to `category_floor`.
    """
    if not atoms.unit.size:
        return []
    rows, labels = published_rows(tree, atoms, published)
    space = RowSpace.of(rows)
    stacked = space.probes(rng)
    alone = RowSpace.of(sparse.csr_array(rows[labels[:, 1] < 0])).probes(rng)
    values = np.column_stack([stacked, alone, np.ones(atoms.unit.size), atoms.counts])
    count = stacked.shape[1]
    found: list[tuple[int, _Kind, int]] = []
    for kind, sums in _families(tree, atoms, published, values):
        is_cut = kind.by >= 0 or kind.name == "atom"
        size = np.rint(sums[:, -1]).astype(np.int64)
        small = np.flatnonzero((size > 0) & (size < (max(floor, category_floor) if is_cut else floor)))
        many = np.rint(sums[small, -2]).astype(np.int64)
        small, many = _where(is_derivable(sums[small, :count], many), small, many)
        from_all = is_derivable(sums[small, count:-2], many)
        least = np.where(from_all | (not is_cut), floor, category_floor)
        found += [(int(size[at]), kind, int(at)) for at in small[size[small] < least]]
    groups = dict.fromkeys(
        tuple(_members(tree, atoms, published, kind, at).tolist()) for _, kind, at in sorted(found)[:at_most]
    )
    if len(groups) < at_most:
        groups |= dict.fromkeys(_unions(rows, atoms, stacked, alone, floor, category_floor))
    return _explained(atoms, space, labels, list(groups))


def _unions(
    rows: sparse.csr_array,
    atoms: Atoms,
    stacked: NDArray[np.float64],
    alone: NDArray[np.float64],
    floor: int,
    category_floor: int,
) -> list[tuple[int, ...]]:
    """Small unions of classes (atoms in exactly the same published sums) that can be derived, as atoms."""
    by_atom = sparse.csc_array(rows)
    names = np.random.default_rng(0).standard_normal(rows.shape[0])
    _, label = np.unique(np.round(by_atom.T @ names, 9), return_inverse=True)
    label = label.reshape(-1)
    classes = int(label.max()) + 1

    def summed(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack([np.bincount(label, weights=column, minlength=classes) for column in values.T])

    to_class = sparse.csr_array((np.ones(label.size), (np.arange(label.size), label)))
    connected = connected_columns(sparse.csr_array(rows @ to_class))
    counts = np.rint(summed(atoms.counts[:, None].astype(float))[:, 0]).astype(np.int64)
    limit = max(floor, category_floor)
    unions = []
    for union in derivable_unions(summed(stacked), counts, connected, limit):
        chosen = list(union)
        from_all = (np.abs(summed(alone)[chosen].sum(axis=0)) <= 1e-6).all()
        if counts[chosen].sum() < (floor if from_all else category_floor):
            unions.append(tuple(np.flatnonzero(np.isin(label, chosen)).tolist()))
    return unions


def _where(
    keep: NDArray[np.bool_], one: NDArray[np.int64], other: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    return one[keep], other[keep]


def _explained(
    atoms: Atoms, space: RowSpace, labels: NDArray[np.int64], groups: list[tuple[int, ...]]
) -> list[Exposed]:
    """The breakdowns that the derivation of each group uses."""
    indicators = np.zeros((atoms.unit.size, len(groups)))
    for column, group in enumerate(groups):
        indicators[list(group), column] = 1
    weights = space.coefficients(indicators) if groups else np.zeros((0, 0))
    answer = []
    for column, group in enumerate(groups):
        used = labels[np.abs(weights[:, column]) > 1e-5]
        through = sorted({(int(node), int(breakdown)) for node, breakdown in used if breakdown >= 0})
        answer.append(Exposed(group, int(atoms.counts[list(group)].sum()), tuple(through)))
    return answer
