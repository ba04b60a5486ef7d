"""The cells of a released unit: values or reasons, in blocks of one layout, and their frozen bytes.

A *block* is all figures of one group (the whole unit, its direct group, a category of a background). Every
block of a release has the same cells in the same order: its *layout*; a category has the first of them. Figures
stand as whole tenths, coefficients (alpha, ICC, rwg) as whole hundredths.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from measures.estimate import Estimate, Figure, Reason, Rung, Shown, Withheld

ALL = "all"
DIRECT = "direct"
MISSING = "missing"
"""The raw code of "uppgift saknas" in a background."""
RATE_PLACE = 1
"""Every layout begins with the number of respondents and the response rate."""
SHOWN = 0
REASONS: tuple[Reason, ...] = (
    Reason.TOO_FEW,
    Reason.PROTECTS_OTHER,
    Reason.TOO_FEW_ITEM,
    Reason.NO_REGISTER,
    Reason.NO_SPREAD,
)
"""In stored pages a reason is its place here, counted from 1; new ones come last."""
COEFFICIENTS = frozenset({"alpha", "icc1", "icc2", "rwg"})
"""Measures between −1 and 1, stored and shown in hundredths; every other figure stands in tenths."""
ANALYSES = COEFFICIENTS | {"driver_weight", "explained", "bias_low", "bias_high", "unsure"}
"""Measures of whole units and direct groups alone: they stand last in a layout, and categories do not have them."""

_DECODER = json.JSONDecoder()
NO_REGISTER_CODE = REASONS.index(Reason.NO_REGISTER) + 1


def reason_code(reason: Reason | None) -> int:
    """Return the number a reason is stored as; 0 for a figure that is shown."""
    return SHOWN if reason is None else REASONS.index(reason) + 1


@dataclass(frozen=True, eq=False)
class Layout:
    """Measure and item (or index) of each cell of a block, in the order of the exported file."""

    cells: tuple[tuple[str, str], ...]

    @cached_property
    def position(self) -> Mapping[tuple[str, str], int]:
        """Where the cell of a measure and an item stands."""
        return {cell: place for place, cell in enumerate(self.cells)}

    @cached_property
    def parts(self) -> tuple[int, ...]:
        """How many parts of one each cell is stored in: 10, or 100 for coefficients."""
        return tuple(100 if measure in COEFFICIENTS else 10 for measure, _ in self.cells)

    @cached_property
    def counted(self) -> int:
        """How many cells a category of a background has: all but the analyses, which stand last."""
        return next((place for place, (measure, _) in enumerate(self.cells) if measure in ANALYSES), len(self.cells))

    def width(self, breakdown: str) -> int:
        """Return how many cells a block has."""
        return len(self.cells) if breakdown in (ALL, DIRECT) else self.counted


@dataclass(frozen=True)
class Block:
    """All figures of one group.

    `rung`: 0 where nothing is shown; then `why` holds for every cell (`why_rate` for the response rate), and
    the columns are empty. `value`, `low`, `high` are whole tenths (see `Layout.parts`), `low` and `high` None where a
    cell has no interval; `reason`: 0 or the code of a reason.
    """

    breakdown: str
    category: str
    rung: int
    why: int = SHOWN
    why_rate: int = SHOWN
    value: tuple[int, ...] = ()
    low: tuple[int | None, ...] = ()
    high: tuple[int | None, ...] = ()
    n: tuple[int, ...] = ()
    reason: tuple[int, ...] = ()

    @property
    def is_withheld(self) -> bool:
        """Whether the group shows nothing at all."""
        return self.rung == 0

    def reason_at(self, place: int) -> int:
        """Return the code of the reason of a cell, 0 where it is shown."""
        if self.is_withheld:
            return self.why_rate if place == RATE_PLACE else self.why
        return self.reason[place]

    def figure(self, place: int, parts: int = 10) -> Figure:
        """Return a cell as a value or the reason why there is none. `parts`: of one, that it is stored in."""
        if code := self.reason_at(place):
            return Withheld(REASONS[code - 1])
        low, high = self.low[place], self.high[place]
        estimate = Estimate(
            self.value[place] / parts,
            None if low is None else low / parts,
            None if high is None else high / parts,
            self.n[place],
        )
        return Shown(estimate, Rung(self.rung))


@dataclass(frozen=True)
class Page:
    """All cells of one unit in one release."""

    unit_id: str
    blocks: tuple[Block, ...]


def encode(page: Page) -> bytes:
    """Return the frozen bytes of a page; the same page gives the same bytes."""
    return zlib.compress(json.dumps(_plain(page), separators=(",", ":")).encode(), 6)


def decode(unit_id: str, cells: bytes) -> Page:
    """Return the page that `encode` froze."""
    return Page(unit_id, tuple(_block(row) for row in json.loads(zlib.decompress(cells))))


def decode_groups(unit_id: str, cells: bytes) -> Page:
    """Return the page without its breakdowns: the whole unit and its direct group, which stand first."""
    text = zlib.decompress(cells).decode()
    blocks: list[Block] = []
    at = 1
    while at < len(text) and text[at] == "[":
        row, at = _DECODER.raw_decode(text, at)
        if row[0] not in (ALL, DIRECT):
            break
        blocks.append(_block(row))
        at += 1
    return Page(unit_id, tuple(blocks))


def page_hash(cells: bytes) -> str:
    """Return the hash by which a frozen page is recognised: over what it says, not over its packing."""
    return hashlib.sha256(zlib.decompress(cells)).hexdigest()


def release_hash(layout: Sequence[Sequence[str]], page_hashes: Sequence[tuple[str, str]]) -> str:
    """Return the hash of a whole release from its layout and (unit id, page hash) in tree order."""
    content = [[list(cell) for cell in layout], [list(pair) for pair in page_hashes]]
    return hashlib.sha256(json.dumps(content, separators=(",", ":")).encode()).hexdigest()


def _plain(page: Page) -> list[list[Any]]:
    return [
        [block.breakdown, block.category, block.rung, block.why, block.why_rate]
        if block.is_withheld
        else [
            block.breakdown,
            block.category,
            block.rung,
            block.why,
            block.why_rate,
            block.value,
            block.low,
            block.high,
            block.n,
            block.reason,
        ]
        for block in page.blocks
    ]


def _block(row: list[Any]) -> Block:
    head, columns = row[:5], row[5:]
    return Block(*head, *(tuple(column) for column in columns))
