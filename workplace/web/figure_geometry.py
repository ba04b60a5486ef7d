"""Where the parts of a small figure stand, so that templates draw without arithmetic.

Horizontal places are texts in per cent of the figure's width ("62.5%"): the drawing follows the page's width
while its type keeps its size. Values come in as published numbers; how they are written (decimal comma,
language) is the caller's, handed in as text. Nothing is rounded but the places themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from workplace.wording import Sentence

SCALE_LOW, SCALE_HIGH = 0.0, 100.0
"""The scale of indices and shares."""

LABEL_ROOM = 6.0
"""A segment narrower than this, in per cent of the whole width, has no room for its number on a phone."""

MARK_ROOM = 3.0
"""Comparisons nearer to each other than this, on the scale 0–100, would cover each other and stand below each other."""

FIRST_LANE, LANE_HEIGHT = 34, 14
"""Where the first lane of comparisons lies under the bar and how far it is to the next, in pixels."""

UNDER_BAR, UNDER_LANES = 44, 30
"""The height of a drawing without comparisons, and of what follows under the middle of the last lane, in pixels."""


def place(fraction: float) -> str:
    """Write a fraction of the width (0–1) as an SVG length in per cent, two decimals at most."""
    return f"{fraction * 100:.2f}".rstrip("0").rstrip(".") + "%"


class Comparison(Enum):
    """What a comparison mark stands for; each has a shape of its own."""

    PARENT = "parent"
    WHOLE = "whole"
    LAST_WAVE = "last"


@dataclass(frozen=True)
class Mark:
    """A comparison value on the same scale: its shape, its words and its place; `y` in pixels is its lane's middle."""

    comparison: Comparison
    label: str | Sentence
    text: str
    x: str
    y: int = FIRST_LANE


@dataclass(frozen=True)
class IndexBar:
    """A value of 0–100 with its interval and what it is compared with.

    `interval_x` and `interval_width` are None when the value has no interval.
    """

    text: str
    value_x: str
    interval_x: str | None
    interval_end: str | None
    marks: tuple[Mark, ...]
    description: str | Sentence

    @property
    def height(self) -> int:
        """The height of the whole drawing in pixels."""
        return max((mark.y for mark in self.marks), default=UNDER_BAR - UNDER_LANES) + UNDER_LANES

    @property
    def scale_y(self) -> int:
        """Where the numbers of the scale stand, in pixels from above."""
        return self.height - 4


@dataclass(frozen=True)
class Compared:
    """A value to compare with, before it has a place."""

    comparison: Comparison
    label: str | Sentence
    value: float
    text: str


def index_bar(
    value: float,
    *,
    text: str,
    low: float | None = None,
    high: float | None = None,
    compared: Sequence[Compared] = (),
    description: str | Sentence = "",
) -> IndexBar:
    """Place an index, its interval and its comparisons on the scale 0–100.

    `description` is the sentence that a screen reader gets instead of the drawing.

    Raises
    ------
    ValueError
        When a value lies outside 0–100, when only one end of the interval is given, or when the interval
        does not hold the value.
    """
    if (low is None) != (high is None):
        raise ValueError("an interval has two ends")
    if low is not None and high is not None and not low <= value <= high:
        raise ValueError(f"the interval {low}–{high} does not hold the value {value}")
    return IndexBar(
        text=text,
        value_x=_on_scale(value),
        interval_x=None if low is None else _on_scale(low),
        interval_end=None if high is None else _on_scale(high),
        marks=_marks(compared),
        description=description,
    )


def _marks(compared: Sequence[Compared]) -> tuple[Mark, ...]:
    """Place each comparison in the first lane where it covers no other; the order stays."""
    lanes: list[list[float]] = []
    marks = []
    for item in compared:
        lane = next((place for place, taken in enumerate(lanes) if _has_room(item.value, taken)), len(lanes))
        if lane == len(lanes):
            lanes.append([])
        lanes[lane].append(item.value)
        y = FIRST_LANE + lane * LANE_HEIGHT
        marks.append(Mark(item.comparison, item.label, item.text, _on_scale(item.value), y))
    return tuple(marks)


def _has_room(value: float, taken: Sequence[float]) -> bool:
    return all(abs(value - other) >= MARK_ROOM for other in taken)


def _on_scale(value: float) -> str:
    if not SCALE_LOW <= value <= SCALE_HIGH:
        raise ValueError(f"{value} lies outside {SCALE_LOW:g}–{SCALE_HIGH:g}")
    return place((value - SCALE_LOW) / (SCALE_HIGH - SCALE_LOW))


_CLASS_NAMES = {3: ("low", "middle", "high"), 5: ("lowest", "low", "middle", "high", "highest")}


@dataclass(frozen=True)
class Segment:
    """One class of a distribution; `shade` names colour and pattern, `label_x` is the segment's middle."""

    shade: str
    label: str | Sentence
    text: str
    x: str
    width: str
    label_x: str
    label_fits: bool


@dataclass(frozen=True)
class DistributionBar:
    """The shares of three or five ordered classes, drawn to both sides of the middle class's middle."""

    label: str | Sentence
    segments: tuple[Segment, ...]
    middle_x: str
    description: str | Sentence


@dataclass(frozen=True)
class Shares:
    """The shares of one distribution in per cent, lowest class first, with the text of each.

    The sum may miss 100 by what rounding to published steps has moved.
    """

    label: str | Sentence
    values: tuple[float, ...]
    texts: tuple[str, ...]
    description: str | Sentence = ""


def distribution_bars(rows: Sequence[Shares], *, class_labels: Sequence[str | Sentence]) -> tuple[DistributionBar, ...]:
    """Place distributions under each other on one scale, so that their middles and lengths can be compared.

    Raises
    ------
    ValueError
        When the classes are not three or five, a row has another number of classes, a share is negative, or a
        row is empty (all shares zero).
    """
    names = _CLASS_NAMES.get(len(class_labels))
    if names is None:
        raise ValueError("a distribution has three or five classes")
    for row in rows:
        if len(row.values) != len(names) or len(row.texts) != len(names):
            raise ValueError("every row has one value and one text for each class")
        if min(row.values) < 0 or sum(row.values) <= 0:
            raise ValueError("shares are 0 or more and not all 0")
    if not rows:
        return ()
    left = max(_below_middle(row.values) for row in rows)
    whole = left + max(sum(row.values) - _below_middle(row.values) for row in rows)
    return tuple(_distribution_bar(row, names, class_labels, left, whole) for row in rows)


def _below_middle(values: Sequence[float]) -> float:
    centre = len(values) // 2
    return sum(values[:centre]) + values[centre] / 2


def _distribution_bar(
    row: Shares, names: tuple[str, ...], class_labels: Sequence[str | Sentence], left: float, whole: float
) -> DistributionBar:
    segments = []
    start = left - _below_middle(row.values)
    for name, class_label, value, text in zip(names, class_labels, row.values, row.texts, strict=True):
        segments.append(
            Segment(
                shade=name,
                label=class_label,
                text=text,
                x=place(start / whole),
                width=place(value / whole),
                label_x=place((start + value / 2) / whole),
                label_fits=value / whole * 100 >= LABEL_ROOM,
            )
        )
        start += value
    return DistributionBar(row.label, tuple(segments), place(left / whole), row.description)


@dataclass(frozen=True)
class ProgressBar:
    """How much of a whole is done; `width` is its place in per cent of the bar."""

    done: int
    total: int
    width: str


def progress_bar(done: int, total: int) -> ProgressBar:
    """Place progress on a bar; nothing to do counts as all done.

    Raises ValueError when more is done than there is, or either is negative.
    """
    if not 0 <= done <= total:
        raise ValueError(f"{done} of {total} is no progress")
    return ProgressBar(done, total, place(done / total if total else 1.0))
