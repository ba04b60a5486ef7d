"""What the result pages show: ready values, so that templates only write them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from workplace.web.figure_geometry import DistributionBar, IndexBar
from workplace.web.views import Cell, Change, FigureView, Link, Place, Tab, TableView, Text
from workplace.wording import Sentence


@dataclass(frozen=True)
class WithheldView:
    """Why nothing is shown, and the nearest larger group that shows something.

    `nearest` is None where no group above shows anything; `nearest_table` holds its indices.
    """

    reason: Sentence
    nearest: Link | None = None
    nearest_lead: Sentence | None = None
    nearest_table: TableView | None = None


@dataclass(frozen=True)
class TalkView:
    """The highest and the lowest area, and whether anything about them is established."""

    sentence: Sentence
    verdict: Sentence
    is_proven: bool


@dataclass(frozen=True)
class IndexView:
    """An index: the sentence it shows, its drawing and the table behind; `withheld` instead where it is not shown.

    `large`: the total alone is also written large. `cited_as`: how an improvement names the figure, "" where it cannot.
    """

    title: Text
    notes: tuple[Sentence, ...] = ()
    large: FigureView | None = None
    bar: IndexBar | None = None
    table: TableView | None = None
    withheld: FigureView | None = None
    cited_as: str = ""


@dataclass(frozen=True)
class ItemView:
    """A question: its figures and, from ten answers, how the answers are spread.

    `established`: a change since the last wave that is more than noise; None where there is none to tell.
    `cited_as`: how an improvement names the figure, "" where it cannot.
    """

    text: str
    mean: FigureView
    favourable: FigureView | None = None
    established: Change | None = None
    bar: DistributionBar | None = None
    note: Sentence | None = None
    cited_as: str = ""


@dataclass(frozen=True)
class AreaView:
    """The questions of a policy area under a sentence.

    `key_bar` names the classes of the drawings, `shares` holds their numbers; None where nothing is drawn.
    """

    title: Text
    items: tuple[ItemView, ...]
    table: TableView
    key_bar: DistributionBar | None = None
    shares: TableView | None = None
    note: Sentence | None = None
    """Whom the questions about the leader stand for."""


@dataclass(frozen=True)
class BreakdownView:
    """The indices by a background; `why` instead of the table where it is not shown."""

    title: Text
    table: TableView | None = None
    why: Sentence | None = None


@dataclass(frozen=True)
class Explanation:
    """How a kind of figure is read."""

    heading: Sentence
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class UnitPage:
    """The findings of one group of one unit."""

    title: str
    lead: Sentence
    above: tuple[Place, ...]
    choices: tuple[Tab, ...]
    facts: tuple[tuple[Text, Cell], ...]
    notes: tuple[Sentence, ...]
    withheld: WithheldView | None
    talk: TalkView | None
    indices: tuple[IndexView, ...]
    left_out: Sentence | None
    areas: tuple[AreaView, ...]
    hidden_areas: tuple[Sentence, ...]
    breakdowns: tuple[BreakdownView, ...]
    breakdown_note: Sentence | None
    below: TableView | None
    explanations: tuple[Explanation, ...]
    csv_href: str
    release_id: str
    published_on: dt.date


@dataclass(frozen=True)
class WaveView:
    """A wave with its newest release: where to begin reading, and the reader's own units."""

    title: str
    closed_on: dt.date
    release_id: str
    published_on: dt.date
    own: tuple[Link, ...]
    table: TableView


@dataclass(frozen=True)
class EarlierWave:
    """An earlier wave in a line."""

    link: Link
    closed_on: dt.date
    release_id: str


@dataclass(frozen=True)
class ListPage:
    """All waves that are released, the newest in full.

    `newest` None: nothing is released. `sought`: the words looked for; `found` None when nothing was looked
    for; `found_more` says that there are more than are listed.
    """

    newest: WaveView | None
    earlier: tuple[EarlierWave, ...]
    sought: str = ""
    found: tuple[Link, ...] | None = None
    found_more: bool = False
