"""A leader report as a document: sections of blocks whose texts are sentences, the same for page, file and PDF.

Places along a bar are numbers 0–100 (per cent of its length). Numbers are written into sentences unspoken, so the
reader's language decides how they look; what a definition says in several languages (a question, an area) is kept in
all of them. What no language changes (names, what people wrote) is plain text.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from appraisal.reports.localized import Localized
from workplace.wording import Sentence

Text = str | Sentence | Localized


@dataclass(frozen=True)
class Paragraph:
    """Running text; a quiet one is a note beside the matter, a notice is set apart from it."""

    text: Text
    is_quiet: bool = False
    is_notice: bool = False


@dataclass(frozen=True)
class Subheading:
    """A heading inside a section."""

    text: Text


@dataclass(frozen=True)
class KeyPoint:
    """One of the things that matter first: what it is about, and the sentence."""

    heading: Text
    text: Text


@dataclass(frozen=True)
class KeyPoints:
    """The things that matter first, in order."""

    points: tuple[KeyPoint, ...]


@dataclass(frozen=True)
class Fact:
    """A name and its value."""

    name: Text
    value: Text


@dataclass(frozen=True)
class Facts:
    """A short list of names and values."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Column:
    """A table's column; `share` is its part of the width beside the others."""

    label: Text
    is_number: bool = False
    share: float = 1.0


@dataclass(frozen=True)
class Table:
    """A plain table whose first column names the row; a caption is always there, sometimes only for listeners."""

    caption: Text
    columns: tuple[Column, ...]
    rows: tuple[tuple[Text, ...], ...]
    is_caption_hidden: bool = False


@dataclass(frozen=True)
class Mark:
    """A value to compare with, drawn under the bar. `kind`: parent | whole | last.

    `lane`: which line under the bar, the same for a kind in all of a table, so that no mark covers another.
    """

    kind: str
    at: float
    lane: int = 0


@dataclass(frozen=True)
class Bar:
    """A row of a bar table: the drawing, and the same in words in `cells`.

    `at` None: the figure is withheld and `reason` says why; the row then has no interval and no n.
    """

    label: Text
    at: float | None
    low: float | None
    high: float | None
    marks: tuple[Mark, ...]
    cells: tuple[Text, ...]
    reason: Text = ""
    is_strong: bool = False


@dataclass(frozen=True)
class Key:
    """What a mark or a shade in a drawing stands for."""

    kind: str
    label: Text


@dataclass(frozen=True)
class BarTable:
    """Figures with their drawing in one table: `columns` are those of the cells, after the name and the drawing.

    `lanes`: how many lines of marks stand under each bar.
    """

    title: Text
    label_column: Text
    drawing_column: Text
    columns: tuple[Column, ...]
    bars: tuple[Bar, ...]
    key: tuple[Key, ...]
    note: Text = ""
    lanes: int = 1


@dataclass(frozen=True)
class Segment:
    """A class of answers. `shade`: low | middle | high; a narrow one has no room for its number."""

    shade: str
    start: float
    width: float
    text: Text
    has_room: bool


@dataclass(frozen=True)
class Spread:
    """How the answers to one question spread; `cells` are the shares in words."""

    label: Text
    segments: tuple[Segment, ...]
    cells: tuple[Text, ...]


@dataclass(frozen=True)
class SpreadTable:
    """Spreads of several questions in one table."""

    title: Text
    label_column: Text
    drawing_column: Text
    columns: tuple[Column, ...]
    spreads: tuple[Spread, ...]
    key: tuple[Key, ...]
    note: Text = ""


@dataclass(frozen=True)
class Question:
    """A question to talk about, and what in the report it comes from."""

    text: Text
    why: Text


@dataclass(frozen=True)
class Questions:
    """Questions for the dialogue."""

    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Card:
    """A dialogue card: a subject with its questions."""

    title: Text
    lead: Text
    questions: tuple[Text, ...]


@dataclass(frozen=True)
class Cards:
    """Dialogue cards."""

    cards: tuple[Card, ...]


@dataclass(frozen=True)
class WritingTable:
    """A table to write in on paper: rows already agreed, then empty ones."""

    caption: Text
    columns: tuple[Column, ...]
    rows: tuple[tuple[Text, ...], ...]
    empty_rows: int


@dataclass(frozen=True)
class WritingLines:
    """Lines to write on under a heading."""

    label: Text
    lines: int


Block = (
    Paragraph
    | Subheading
    | KeyPoints
    | Facts
    | Table
    | BarTable
    | SpreadTable
    | Questions
    | Cards
    | WritingTable
    | WritingLines
)


@dataclass(frozen=True)
class Section:
    """A part of the report with its heading."""

    key: str
    title: Text
    blocks: tuple[Block, ...]
    begins_page: bool = False


@dataclass(frozen=True)
class LeaderReport:
    """The whole report. `has_own_figures` False: the group is withheld and the nearest larger one is shown."""

    title: Text
    unit_name: str
    leader_name: str
    lead: Text
    has_own_figures: bool
    sections: tuple[Section, ...]
    footer: Text
    language: str = "sv"
    facts: tuple[Fact, ...] = field(default=())
