"""The frozen tree of a wave as a laminar family of groups that may be published.

A unit's *direct group* D(u) holds the respondents whose row belongs to the unit itself; the *whole* unit
W(u) is D(u) together with everything below. D(u) is a group of its own only where the unit has units below,
else it is W(u).
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse


class Part(Enum):
    """Which group of a unit a node is: the whole unit (`all`) or its direct group (`direct`)."""

    ALL = "all"
    DIRECT = "direct"


@dataclass(frozen=True)
class MergeStep:
    """One level of the plan by which tables of groups are merged from the leaves upwards.

    `left`, `right` → `merged` are slots whose tables are added; `inside` → `closed` are slots of
    `closed_node`, before and after the decision whether that node itself is published.
    """

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    merged: NDArray[np.int64]
    inside: NDArray[np.int64]
    closed: NDArray[np.int64]
    closed_node: NDArray[np.int64]


@dataclass(frozen=True)
class MergePlan:
    """A binary, level by level order of work over the tree: shallow under 2,000 children, no recursion."""

    slots: int
    leaf_node: NDArray[np.int64]
    leaf_slot: NDArray[np.int64]
    steps: tuple[MergeStep, ...]
    root_node: NDArray[np.int64]
    root_slot: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class UnitTree:
    """Units, and the nodes (publishable groups) over them.

    Nodes 0 … U−1 are the whole units in the order of `unit_ids`; after them come the direct groups of units
    that have units below, in the same order. Nothing in a pattern depends on the order in which units are
    given: siblings are visited by their id.
    """

    unit_ids: tuple[str, ...]
    parent_unit: NDArray[np.int64]

    @classmethod
    def from_parents(cls, unit_ids: Sequence[str], parent_index: ArrayLike) -> UnitTree:
        """Build the tree from each unit's parent.

        `parent_index[i]` is the position of unit i's parent in `unit_ids`, −1 for a root; several roots are
        allowed. Raises ValueError for doubled ids, a parent that does not exist, and a unit above itself.
        """
        parents = np.asarray(parent_index, dtype=np.int64)
        identifiers = tuple(unit_ids)
        if parents.shape != (len(identifiers),):
            raise ValueError("one parent index for each unit is needed")
        if len(set(identifiers)) != len(identifiers):
            raise ValueError("unit ids must differ")
        if parents.size and (parents.min() < -1 or parents.max() >= parents.size):
            raise ValueError("a parent index points outside the units")
        ahead = parents.copy()
        for _ in range(max(1, int(parents.size).bit_length())):
            ahead = np.where(ahead >= 0, ahead[ahead], -1)
        if (ahead >= 0).any():
            raise ValueError("a unit lies above itself")
        return cls(identifiers, parents)

    # ---- nodes -----------------------------------------------------------------------------------
    @property
    def unit_count(self) -> int:
        """How many units the tree has."""
        return len(self.unit_ids)

    @cached_property
    def node_unit(self) -> NDArray[np.int64]:
        """The unit (position in `unit_ids`) of each node."""
        with_units_below = np.unique(self.parent_unit[self.parent_unit >= 0])
        return np.concatenate([np.arange(self.unit_count, dtype=np.int64), with_units_below])

    @property
    def node_count(self) -> int:
        """How many publishable groups there are."""
        return int(self.node_unit.size)

    @cached_property
    def is_direct(self) -> NDArray[np.bool_]:
        """True for nodes that are the direct group of a unit with units below."""
        return np.arange(self.node_count) >= self.unit_count

    @cached_property
    def node_parent(self) -> NDArray[np.int64]:
        """The node straight above each node, −1 for roots."""
        return np.concatenate([self.parent_unit, self.node_unit[self.unit_count :]])

    @cached_property
    def direct_node(self) -> NDArray[np.int64]:
        """For each unit the node that is its direct group (the whole unit where nothing lies below)."""
        nodes = np.arange(self.unit_count, dtype=np.int64)
        nodes[self.node_unit[self.unit_count :]] = np.arange(self.unit_count, self.node_count)
        return nodes

    @cached_property
    def is_leaf_node(self) -> NDArray[np.bool_]:
        """True for nodes with no node below: every direct group, once."""
        leaf = np.zeros(self.node_count, dtype=bool)
        leaf[self.direct_node] = True
        return leaf

    @cached_property
    def node_depth(self) -> NDArray[np.int64]:
        """Steps from the root, 0 for roots."""
        depth = np.zeros(self.node_count, dtype=np.int64)
        above = self.node_parent.copy()
        while (above >= 0).any():
            depth += above >= 0
            above = np.where(above >= 0, self.node_parent[above], -1)
        return depth

    @cached_property
    def levels(self) -> tuple[NDArray[np.int64], ...]:
        """Nodes by depth, from the roots downwards."""
        order = np.argsort(self.node_depth, kind="stable")
        edges = np.searchsorted(self.node_depth[order], np.arange(1, int(self.node_depth.max(initial=0)) + 1))
        return tuple(np.split(order, edges))

    def part(self, node: int) -> Part:
        """Whether the node is the whole unit or its direct group."""
        return Part.DIRECT if self.is_direct[node] else Part.ALL

    def node_of(self, unit_id: str, part: Part = Part.ALL) -> int:
        """The node of a unit; its direct group is the whole unit where nothing lies below. KeyError."""
        unit = self._position[unit_id]
        return int(self.direct_node[unit]) if part is Part.DIRECT else unit

    @cached_property
    def _position(self) -> dict[str, int]:
        return {unit_id: position for position, unit_id in enumerate(self.unit_ids)}

    # ---- figures over nodes ----------------------------------------------------------------------
    @cached_property
    def membership(self) -> sparse.csr_array:
        """Nodes × units, 1 where the unit's direct group is part of the node."""
        rows, columns = [], []
        unit = np.arange(self.unit_count, dtype=np.int64)
        node = self.direct_node.copy()
        while node.size:
            rows.append(node)
            columns.append(unit)
            node = self.node_parent[node]
            unit, node = unit[node >= 0], node[node >= 0]
        if not rows:
            return sparse.csr_array((0, 0), dtype=np.int64)
        at = (np.concatenate(rows), np.concatenate(columns))
        shape = (self.node_count, self.unit_count)
        return sparse.csr_array((np.ones(at[0].size, dtype=np.int64), at), shape=shape)

    def roll_up(self, direct: Any) -> Any:
        """Sums for every node from sums for direct groups.

        `direct` has shape (units, …) as an array, or (units, columns) as a scipy sparse array; the answer
        has the same kind and dtype with nodes in the first axis.
        """
        if sparse.issparse(direct):
            return self.membership @ direct
        values = np.asarray(direct)
        if values.shape[:1] != (self.unit_count,):
            raise ValueError("the first axis must be the units")
        if values.dtype == bool:
            values = values.astype(np.int64)
        flat = self.membership @ values.reshape(self.unit_count, int(np.prod(values.shape[1:])))
        return np.asarray(flat).astype(values.dtype, copy=False).reshape(self.node_count, *values.shape[1:])

    def residuals(self, published: NDArray[np.bool_], counts: NDArray[Any]) -> NDArray[Any]:
        """What is left of each published node when its largest published nodes below are subtracted.

        `published` has shape (nodes,) or (nodes, k), `counts` the same and additive over the tree. Nodes
        that are not published get the part of them that no published node below covers.
        """
        uncovered = np.where(self._columns(self.is_leaf_node, counts), counts, 0)
        for level in self.levels[:0:-1]:
            passed_on = np.where(published[level], 0, uncovered[level])
            np.add.at(uncovered, self.node_parent[level], passed_on)
        return uncovered

    @staticmethod
    def _columns(values: NDArray[Any], like: NDArray[Any]) -> NDArray[Any]:
        return values.reshape(values.shape + (1,) * (like.ndim - 1))

    def nearest_above(self, marked: NDArray[np.bool_]) -> NDArray[np.int64]:
        """For each node the nearest marked node strictly above it, −1 where there is none."""
        nearest = np.full(self.node_count, -1, dtype=np.int64)
        for level in self.levels[1:]:
            parent = self.node_parent[level]
            nearest[level] = np.where(marked[parent], parent, nearest[parent])
        return nearest

    def held_by(self, marked: NDArray[np.bool_]) -> NDArray[np.int64]:
        """For each node the node itself where marked, else the nearest marked node above, −1 for none."""
        return np.where(marked, np.arange(self.node_count), self.nearest_above(marked))

    # ---- order of work ---------------------------------------------------------------------------
    @cached_property
    def merge_plan(self) -> MergePlan:
        """The order in which a table per node is merged upwards (see `pattern`)."""
        children: list[list[int]] = [[] for _ in range(self.node_count)]
        canonical = sorted(range(self.node_count), key=lambda v: (self.unit_ids[self.node_unit[v]], self.is_direct[v]))
        for node in canonical:
            if self.node_parent[node] >= 0:
                children[int(self.node_parent[node])].append(node)
        slot_of = [-1] * self.node_count
        height: list[int] = []
        merges: dict[int, list[tuple[int, int, int]]] = {}
        closes: dict[int, list[tuple[int, int, int]]] = {}
        leaves: list[tuple[int, int]] = []
        for level in reversed(self.levels):
            for node in level.tolist():
                if not children[node]:
                    slot_of[node] = len(height)
                    leaves.append((node, len(height)))
                    height.append(0)
                    continue
                waiting = [(height[slot_of[child]], rank, slot_of[child]) for rank, child in enumerate(children[node])]
                heapq.heapify(waiting)
                rank = len(waiting)
                while len(waiting) > 1:
                    first, second = heapq.heappop(waiting), heapq.heappop(waiting)
                    at = max(first[0], second[0]) + 1
                    merges.setdefault(at, []).append((first[2], second[2], len(height)))
                    heapq.heappush(waiting, (at, rank, len(height)))
                    height.append(at)
                    rank += 1
                at = waiting[0][0] + 1
                closes.setdefault(at, []).append((waiting[0][2], len(height), node))
                slot_of[node] = len(height)
                height.append(at)
        steps = []
        for at in range(1, max(height, default=0) + 1):
            left, right, merged = np.array(merges.get(at, []), dtype=np.int64).reshape(-1, 3).T
            inside, closed, closed_node = np.array(closes.get(at, []), dtype=np.int64).reshape(-1, 3).T
            steps.append(MergeStep(left, right, merged, inside, closed, closed_node))
        leaf_node, leaf_slot = np.array(leaves, dtype=np.int64).reshape(-1, 2).T
        roots = np.flatnonzero(self.node_parent < 0)
        root_slot = np.array([slot_of[root] for root in roots.tolist()], dtype=np.int64)
        return MergePlan(len(height), leaf_node, leaf_slot, tuple(steps), roots, root_slot)
