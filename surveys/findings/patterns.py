"""Which figures of which group are shown, as reason codes: 0 shown, else why not (see releases/cells)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from measures.disclosure.floors import Floors
from measures.disclosure.indices import IndexPatterns, index_patterns
from measures.disclosure.items import ItemPatterns, item_patterns
from measures.disclosure.ladder import Ladder
from measures.estimate import Reason, Rung
from surveys.findings.questions import Questions
from workplace.releases.cells import reason_code

TOO_FEW = reason_code(Reason.TOO_FEW)
PROTECTS_OTHER = reason_code(Reason.PROTECTS_OTHER)
TOO_FEW_ITEM = reason_code(Reason.TOO_FEW_ITEM)
NO_REGISTER = reason_code(Reason.NO_REGISTER)
NO_SPREAD = reason_code(Reason.NO_SPREAD)
ITEM_RUNGS = (Rung.MEANS, Rung.SHARES, Rung.CLASSES)

Codes = NDArray[np.int8]


@dataclass(frozen=True, eq=False)
class Visibility:
    """What each of a number of groups shows.

    `rung` (groups,), 0 for nothing; `whole` (groups,) why a group shows nothing; `items` per rung groups ×
    items; `indices` groups × indices.
    """

    rung: NDArray[np.int64]
    whole: Codes
    items: Mapping[Rung, Codes]
    indices: Codes

    @property
    def item_rung(self) -> NDArray[np.int64]:
        """The highest rung each item is shown on, groups × items; 0 where it is not shown."""
        standing = np.zeros(self.items[Rung.MEANS].shape, dtype=np.int64)
        for rung in ITEM_RUNGS:
            standing[self.items[rung] == 0] = rung
        return standing


def tree_patterns(
    ladder: Ladder, direct_items: NDArray[np.int64], questions: Questions
) -> tuple[ItemPatterns, IndexPatterns]:
    """Solve items and indices within a ladder; an item with a floor of its own is held to that."""
    items = item_patterns(ladder, direct_items)
    standing = items.rung
    asked = np.array([item.floor for item in questions.items], dtype=np.int64)
    for own in sorted({int(floor) for floor in asked if floor > ladder.floors.means}):
        stricter = Ladder(ladder.tree, raised(ladder.floors, own), ladder.counts, ladder.rung)
        which = np.flatnonzero(asked == own)
        standing = standing.copy()
        standing[:, which] = item_patterns(stricter, direct_items[:, which]).rung
    items = replace(items, rung=standing)
    return items, index_patterns(items, questions.index_parts)


def raised(floors: Floors, least: int) -> Floors:
    """The floors with none under `least`."""
    return Floors(**{name: max(value, least) for name, value in floors.__dict__.items() if isinstance(value, int)})


def visibility(items: ItemPatterns, indices: IndexPatterns, questions: Questions) -> Visibility:
    """Turn the patterns of a tree into reason codes for every node."""
    ladder = items.ladder
    asked = np.array([item.floor for item in questions.items], dtype=np.int64)
    item_codes: dict[Rung, Codes] = {}
    for rung in ITEM_RUNGS:
        whole = _ladder_codes(ladder, rung)[:, None]
        floor = np.maximum(asked, ladder.floors.of(rung))
        own = np.where(items.counts < floor, TOO_FEW_ITEM, PROTECTS_OTHER)
        hidden = np.where(whole > 0, whole, own)
        item_codes[rung] = np.where(items.rung >= rung, 0, hidden).astype(np.int8)
    return Visibility(
        rung=ladder.rung,
        whole=_ladder_codes(ladder, Rung.INDICES),
        items=item_codes,
        indices=_index_codes(items, indices),
    )


def _ladder_codes(ladder: Ladder, rung: Rung) -> Codes:
    floors = ladder.floors
    floor = np.where(ladder.rung > 0, floors.of(rung), floors.of(Rung.INDICES))
    code = np.where(ladder.counts < floor, TOO_FEW, PROTECTS_OTHER)
    return np.where(ladder.rung >= rung, 0, code).astype(np.int8)


def _index_codes(items: ItemPatterns, indices: IndexPatterns) -> Codes:
    ladder = items.ladder
    floors = ladder.floors
    floor = np.where(ladder.rung >= Rung.MEANS, floors.means, floors.indices)[:, None]
    few = (items.counts < floor).astype(np.int64) @ (indices.weights > 0).T.astype(np.int64) > 0
    whole = _ladder_codes(ladder, Rung.INDICES)[:, None]
    own = np.where(few, TOO_FEW_ITEM, PROTECTS_OTHER)
    return np.where(indices.shown, 0, np.where(whole > 0, whole, own)).astype(np.int8)
