"""What of an instrument is counted, and how: the columns of numbers that answers become."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from measures.disclosure.indices import IndexParts
from measures.estimate import Scale
from surveys.instrument import Instrument, Item, ItemType

WIDEST_SCALE = Scale(-1e12, 1e12)
"""Where a number has no ends, nothing is clipped."""


@dataclass(frozen=True)
class StepColumn:
    """Answers that are one of a few values: an item on steps, a choice, or one option of a multiple choice.

    `codes` as they stand in the exported file; `values` their numbers (0 and 1 for options); `first` the
    place of the first value among all counted values.
    """

    item: int
    codes: tuple[str, ...]
    values: NDArray[np.float64]
    first: int

    @property
    def places(self) -> slice:
        """The places of the column's values among all counted values."""
        return slice(self.first, self.first + len(self.codes))


@dataclass(frozen=True, eq=False)
class Questions:
    """The counted items of an instrument: those that are not words of one's own.

    `step_columns` have an answer code each, `number_columns` (positions of items) an answer with decimals.
    """

    instrument: Instrument
    items: tuple[Item, ...]
    step_columns: tuple[StepColumn, ...]
    number_columns: tuple[int, ...]

    @classmethod
    def of(cls, instrument: Instrument) -> Questions:
        """Return what of the instrument is counted."""
        items = tuple(item for item in instrument.items if item.type is not ItemType.TEXT)
        columns: list[StepColumn] = []
        numbers: list[int] = []
        first = 0
        for position, item in enumerate(items):
            if item.type is ItemType.NUMBER:
                numbers.append(position)
                continue
            for codes, values in _value_sets(item):
                columns.append(StepColumn(position, codes, values, first))
                first += len(codes)
        return cls(instrument, items, tuple(columns), tuple(numbers))

    @property
    def value_count(self) -> int:
        """How many values are counted over all step columns."""
        return sum(len(column.codes) for column in self.step_columns)

    @cached_property
    def position(self) -> Mapping[str, int]:
        """The place of an item's key among the counted items."""
        return {item.key: place for place, item in enumerate(self.items)}

    @cached_property
    def columns_of(self) -> Mapping[int, tuple[int, ...]]:
        """The step columns of each counted item."""
        found: dict[int, tuple[int, ...]] = {}
        for place, column in enumerate(self.step_columns):
            found[column.item] = (*found.get(column.item, ()), place)
        return found

    @cached_property
    def index_parts(self) -> tuple[IndexParts, ...]:
        """What each index is the mean of, by position."""
        order = {index.key: place for place, index in enumerate(self.instrument.indices)}
        return tuple(
            IndexParts(tuple(self.position[key] for key in index.items), tuple(order[key] for key in index.of))
            for index in self.instrument.indices
        )

    def scale(self, item: int) -> Scale | None:
        """The scale of a counted item, None where its answers have no ends."""
        asked = self.items[item]
        if asked.low is None or asked.high is None or asked.type is ItemType.ENPS:
            return None
        return Scale(asked.low, asked.high)


def _value_sets(item: Item) -> list[tuple[tuple[str, ...], NDArray[np.float64]]]:
    if item.type is ItemType.ONE:
        codes = tuple(option.code for option in item.options)
        return [(codes, np.arange(len(codes), dtype=float))]
    if item.type is ItemType.MANY:
        return [(("", option.code), np.array([0.0, 1.0])) for option in item.options]
    low, high = int(item.low or 0), int(item.high or 0)
    steps = range(low, high + 1)
    return [(tuple(str(step) for step in steps), np.array(steps, dtype=float))]
