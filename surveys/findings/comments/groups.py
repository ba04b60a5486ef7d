"""Where comments may be shown: which groups, how large, and in what order.

Each comment is shown in one group alone: the nearest that is large enough. Shown both in a unit and in the unit above
it, the list above less the list below would be the list of the rest; so a group shows what is left when the groups
below have shown theirs, and is held to the rule in that rest. Comments are never in the release that first shows a
wave's figures: reviewing takes its time, and nobody should be able to tell from the haste who wrote.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from measures.disclosure.ladder import Ladder
from surveys.instrument import Instrument, Item, ItemType
from surveys.waves.wave_unit import WaveUnit, units_above

LEAST_RESPONDENTS = 10
LEAST_SENSITIVE = 20
"""Of items about harassment or discrimination."""
LEAST_COMMENTS = 5
REVIEWERS = 2
DEPARTMENT_DEPTH = 2
"""Steps from the top of the tree to a department: below an administration."""


@dataclass(frozen=True)
class CommentGroup:
    """A group that may show comments on an item.

    `unit_id` and `part` ("all" or "direct") of the group; `units`: those whose direct groups' comments are shown here;
    `comments`, `respondents`: how many stand behind it, all of whom are in those units.
    """

    unit_id: str
    part: str
    item_key: str
    units: frozenset[str]
    comments: int
    respondents: int


def is_sensitive(item: Item) -> bool:
    """Return whether an item is about what nobody should be known to have met."""
    return item.names_contacts or item.floor >= LEAST_SENSITIVE


def comment_groups(
    instrument: Instrument, ladder: Ladder, comments: Mapping[str, Mapping[str, int]], *, releases: int
) -> tuple[CommentGroup, ...]:
    """Return the groups that show comments, item by item in the order of the instrument, units in that of the tree.

    `ladder` of the wave's respondents; `comments`: item key → unit id → how many comments of the direct group were
    approved. `releases`: how many of the wave are published already; none: no comment is shown yet.
    """
    if releases < 1:
        return ()
    found: list[CommentGroup] = []
    for item in instrument.items:
        if item.type is ItemType.TEXT and item.key in comments:
            least = max(LEAST_SENSITIVE if is_sensitive(item) else LEAST_RESPONDENTS, item.floor)
            found += _groups_of(item.key, ladder, comments[item.key], least)
    return tuple(found)


def _groups_of(key: str, ladder: Ladder, comments: Mapping[str, int], least: int) -> list[CommentGroup]:
    """From the lowest groups up: a group is closed where what has come to it is enough, else it goes on upwards."""
    tree = ladder.tree
    direct = np.array([comments.get(unit_id, 0) for unit_id in tree.unit_ids], dtype=np.int64)
    left_comments = np.zeros(tree.node_count, dtype=np.int64)
    left_people = np.zeros(tree.node_count, dtype=np.int64)
    inside: list[list[int]] = [[] for _ in range(tree.node_count)]
    for unit, node in enumerate(tree.direct_node.tolist()):
        left_comments[node], left_people[node] = direct[unit], ladder.counts[node]
        inside[node].append(unit)
    found: dict[int, CommentGroup] = {}
    for level in tree.levels[::-1]:
        for node in level.tolist():
            if _may_close(ladder, node, left_people, left_comments, least):
                found[node] = CommentGroup(
                    unit_id=tree.unit_ids[int(tree.node_unit[node])],
                    part=tree.part(node).value,
                    item_key=key,
                    units=frozenset(tree.unit_ids[unit] for unit in inside[node]),
                    comments=int(left_comments[node]),
                    respondents=int(left_people[node]),
                )
            elif (above := int(tree.node_parent[node])) >= 0:
                left_comments[above] += left_comments[node]
                left_people[above] += left_people[node]
                inside[above] += inside[node]
    return [found[node] for node in sorted(found, key=lambda node: (int(tree.node_unit[node]), node))]


def _may_close(ladder: Ladder, node: int, people: NDArray[np.int64], comments: NDArray[np.int64], least: int) -> bool:
    return bool(ladder.is_shown[node]) and people[node] >= least and comments[node] >= LEAST_COMMENTS


def department_of(units: Mapping[str, WaveUnit], unit_id: str) -> str:
    """Return the department a unit of the frozen tree belongs to: its own or the unit above it below an administration.

    A unit that lies higher is a department of its own.
    """
    path = [*reversed(units_above(units, unit_id)), unit_id]
    return path[min(DEPARTMENT_DEPTH, len(path) - 1)]


def may_review(units: Mapping[str, WaveUnit], reviewer_units: frozenset[str], unit_id: str) -> bool:
    """Return whether a reviewer reads comments of a unit: not of the department one works in or leads.

    `reviewer_units` that are not in the frozen tree were made later; somebody whose every unit is so is not known to
    be of another department, and reads none.
    """
    own = {department_of(units, one) for one in reviewer_units if one in units}
    return bool(own) and department_of(units, unit_id) not in own
