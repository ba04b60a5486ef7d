"""The values that the shared template macros take: figure, change, table, facts, steps and where one is.

Texts are strings or Sentences; the macros say both. Rooms build these in their `pages.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from workplace.web.figure_geometry import ProgressBar
from workplace.wording import Sentence

Text = str | Sentence


class FigureKind(Enum):
    """Whether a figure may be seen."""

    SHOWN = "shown"
    WITHHELD = "withheld"


@dataclass(frozen=True)
class FigureView:
    """A figure as it is read: its text with interval and n, or the reason why it is withheld.

    A withheld figure carries no text, interval or n; an empty text means that the figure has none.
    """

    kind: FigureKind
    text: Text = ""
    interval_text: Text = ""
    n_text: Text = ""
    reason_text: Text = ""

    def __post_init__(self) -> None:
        """Refuse a withheld figure that tells something and a shown one that tells nothing."""
        told = bool(self.text or self.interval_text or self.n_text)
        if self.kind is FigureKind.WITHHELD and (told or not self.reason_text):
            raise ValueError("a withheld figure has a reason and nothing else")
        if self.kind is FigureKind.SHOWN and not self.text:
            raise ValueError("a shown figure has a text")


def shown(text: Text, *, interval_text: Text = "", n_text: Text = "") -> FigureView:
    """Return the view of a figure that may be seen."""
    return FigureView(FigureKind.SHOWN, text, interval_text, n_text)


def withheld(reason_text: Text) -> FigureView:
    """Return the view of a figure that is withheld, with the reason in words."""
    return FigureView(FigureKind.WITHHELD, reason_text=reason_text)


class Change(Enum):
    """What can be said about a difference."""

    HIGHER = "higher"
    LOWER = "lower"
    NONE_ESTABLISHED = "none"


@dataclass(frozen=True)
class Link:
    """Words that lead to a page of our own. `hint` tells screen readers apart links with the same words."""

    text: Text
    href: str
    hint: Text = ""


class TagKind(Enum):
    """How a status looks; its words always say it too."""

    PLAIN = "plain"
    WAITING = "waiting"
    DONE = "done"
    LATE = "late"
    FAILED = "failed"


@dataclass(frozen=True)
class Tag:
    """A status in one or two words."""

    text: Text
    kind: TagKind = TagKind.PLAIN


Cell = str | Sentence | int | FigureView | Change | Link | Tag | None
"""What can stand in a table: None is an empty cell."""


@dataclass(frozen=True)
class Column:
    """A column's head. Numbers are set to the right with figures of equal width."""

    label: Text
    is_number: bool = False


@dataclass(frozen=True)
class TableView:
    """A table whose first column names the row.

    On narrow screens each row becomes a block of its own, unless `stays_table`.
    `empty_text` is what is said instead when there are no rows.
    """

    caption: Text
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    is_caption_hidden: bool = False
    stays_table: bool = False
    has_total_row: bool = False
    empty_text: Text = ""

    def __post_init__(self) -> None:
        """Refuse a row with more or fewer cells than there are columns."""
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"{len(self.columns)} columns but {len(row)} cells: {row!r}")


@dataclass(frozen=True)
class Step:
    """One thing in a task list. Without `href` it cannot be done yet or is nobody's to press."""

    text: Text
    status: Tag
    href: str = ""
    hint: Text = ""


@dataclass(frozen=True)
class StepsView:
    """A task list with how far it has come; `progress` None shows no bar."""

    steps: tuple[Step, ...]
    progress: ProgressBar | None = None


@dataclass(frozen=True)
class Place:
    """A place in the navigation."""

    href: str
    label: Text
    current: bool = False


@dataclass(frozen=True)
class Tab:
    """One of several heads or filters of a page. `count`: how many it holds, None where that is not said."""

    href: str
    label: Text
    is_current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class PageNumbers:
    """Which page of a list is open. `pages` holds the numbers to offer, with None where some are left out."""

    current: int
    last: int
    pages: tuple[int | None, ...]
    base_href: str
    """Ends so that the number can be put after it: `/hr/import?sida=`."""

    def offset(self, size: int) -> int:
        """Return how many rows lie before the open page, where a page holds `size`."""
        return (self.current - 1) * size


def pages_of(total: int, size: int, wanted: str, base_href: str) -> PageNumbers:
    """Return the page of a list that an address asks for: the first when `wanted` is no number, the last when too high.

    `total`: how many rows there are; `size`: how many a page holds, at least one.
    """
    last = max(1, -(-total // size))
    current = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 7 else 1
    return page_numbers(min(max(current, 1), last), last, base_href)


def page_numbers(current: int, last: int, base_href: str) -> PageNumbers:
    """Choose the page numbers to offer: first, last and the neighbours of the open one.

    Raises ValueError when `current` is not one of the pages 1 to `last`.
    """
    if not 1 <= current <= last:
        raise ValueError(f"page {current} of {last}")
    near = range(max(1, current - 1), min(last, current + 1) + 1)
    offered = sorted({1, last, *near})
    pages: list[int | None] = []
    for number in offered:
        if pages and pages[-1] is not None and number - pages[-1] == 2:
            pages.append(number - 1)
        elif pages and pages[-1] is not None and number - pages[-1] > 2:
            pages.append(None)
        pages.append(number)
    return PageNumbers(current, last, tuple(pages), base_href)
