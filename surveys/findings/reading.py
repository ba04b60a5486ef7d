"""What can be read out of published cells: changes, areas, and which question is the same as last time.

Everything here is worked out from what is published, so it can tell nothing that the cells do not tell.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from statistics import NormalDist

from measures.estimate import Figure, Reason, Shown
from surveys.findings.unit_findings import UnitFindings
from surveys.instrument import Index, IndexRole, Instrument, Item, Scope
from workplace.definitions.document import in_language
from workplace.releases.cells import ALL, DIRECT
from workplace.web.views import Change, Text

ERROR = 0.05
"""What the published intervals of 95 % leave to chance."""


class Group(Enum):
    """Which group of a unit one looks at; the value stands in the address."""

    WHOLE = "hela"
    DIRECT = "direkt"

    @property
    def breakdown(self) -> str:
        """The name of the group among the released cells."""
        return DIRECT if self is Group.DIRECT else ALL


@dataclass(frozen=True, eq=False)
class SeenGroup:
    """A group of a release: a unit with all below it, a direct group, or a category of a background."""

    name: Text
    findings: UnitFindings
    breakdown: str = ALL
    category: str = ""
    href: str = ""

    def figure(self, measure: str, item: str = "") -> Figure | None:
        """Return a figure, or None where the release has no such cell."""
        if not self.findings.has_cell(measure, item, self.breakdown, self.category):
            return None
        return self.findings.cell(measure, item, self.breakdown, self.category)

    @property
    def rung(self) -> int:
        """The rung the group stands on, 0 where nothing is shown."""
        return self.findings.rung(self.breakdown, self.category)

    @property
    def reason(self) -> Reason | None:
        """Why the group shows nothing; None where it shows something."""
        return self.findings.why_withheld(self.breakdown, self.category)


@dataclass(frozen=True, eq=False)
class Beside:
    """A group and what it stands beside. None: there is no such group, or it is the same as another.

    `same_index`, `same_item`: our key to the key that the same index or question had in the last wave.
    """

    own: SeenGroup
    parent: SeenGroup | None = None
    whole: SeenGroup | None = None
    last: SeenGroup | None = None
    same_index: Mapping[str, str] = field(default_factory=dict)
    same_item: Mapping[str, str] = field(default_factory=dict)

    @property
    def larger(self) -> SeenGroup | None:
        """The nearest larger group to compare with: the parent, else the whole."""
        return self.parent or self.whole

    def last_figure(self, measure: str, key: str) -> Figure | None:
        """Return the same figure of the last wave, or None where the question was not put or not here."""
        then = (self.same_index if measure == "index" else self.same_item).get(key)
        return None if self.last is None or then is None else self.last.figure(measure, then)

    def change(self, measure: str, key: str) -> Change | None:
        """Return what can be said of the figure beside the last wave's, None where nothing can be compared."""
        return change(self.own.figure(measure, key), self.last_figure(measure, key))

    def against(self, other: SeenGroup | None, measure: str, key: str) -> Change | None:
        """Return what can be said of the figure beside another group's of the same release."""
        return change(self.own.figure(measure, key), other.figure(measure, key) if other else None)


def change(own: Figure | None, other: Figure | None, *, comparisons: int = 1) -> Change | None:
    """Return how one published figure stands beside another; None when either has no value or no interval.

    The interval of the difference has the half width √(a² + b²) of the two published half widths, which are
    rounded outwards and carry no finite population correction (Altman and others, Statistics with Confidence,
    2000, ch. 6). A difference is established when nought lies outside it. `comparisons`: out of how many the
    pair was chosen (Bonferroni).
    """
    if not isinstance(own, Shown) or not isinstance(other, Shown):
        return None
    first, second = half_width(own), half_width(other)
    if first is None or second is None:
        return None
    stricter = _quantile(comparisons) / _quantile(1)
    difference = own.estimate.value - other.estimate.value
    if abs(difference) <= stricter * math.hypot(first, second):
        return Change.NONE_ESTABLISHED
    return Change.HIGHER if difference > 0 else Change.LOWER


def half_width(figure: Shown) -> float | None:
    """Return the wider half of an interval (clipping may have shortened the other); None without one."""
    estimate = figure.estimate
    if estimate.low is None or estimate.high is None:
        return None
    return max(estimate.value - estimate.low, estimate.high - estimate.value)


def _quantile(comparisons: int) -> float:
    return NormalDist().inv_cdf(1 - ERROR / comparisons / 2)


def question(instrument: Instrument, item: Item) -> Hashable:
    """Return what makes a question the same over years: its trend key, else its place in one instrument.

    Another scale, or a scale turned round, makes it another question.
    """
    scale = (item.low, item.high, item.is_reversed)
    return (item.trend, *scale) if item.trend else (instrument.key, instrument.version, item.key, *scale)


def same_items(now: Instrument, before: Instrument) -> dict[str, str]:
    """Return our item keys to the keys that the same questions had before."""
    earlier = {question(before, item): item.key for item in before.items}
    found = {item.key: earlier.get(question(now, item)) for item in now.items}
    return {key: then for key, then in found.items() if then is not None}


def same_indices(now: Instrument, before: Instrument) -> dict[str, str]:
    """Return our index keys to those of the earlier indices that are built on the same questions alike."""
    earlier = {_built_on(before, index): index.key for index in reversed(before.indices)}
    found = {index.key: earlier.get(_built_on(now, index)) for index in now.indices}
    return {key: then for key, then in found.items() if then is not None}


def _built_on(instrument: Instrument, index: Index) -> Hashable:
    items = frozenset(question(instrument, instrument.item(key)) for key in index.items)
    return items, frozenset(_built_on(instrument, instrument.index(key)) for key in index.of)


def ordered_indices(instrument: Instrument) -> tuple[Index, ...]:
    """Return the indices with the total first, the others as the instrument has them."""
    return tuple(sorted(instrument.indices, key=lambda index: index.role != IndexRole.TOTAL))


def is_about_leaders(instrument: Instrument, index: Index) -> bool:
    """Return whether an index rests on questions about "min närmaste chef" alone."""
    return all(instrument.item(key).scope is Scope.DIRECT for key in instrument.leaf_items(index.key))


@dataclass(frozen=True)
class Standing:
    """Where a policy area, or an index where no question may be seen, stands on 0–100.

    `lower`, `higher`: how many of its `compared` questions are established below or above the larger group.
    """

    title: str
    place: float
    compared: int = 0
    lower: int = 0
    higher: int = 0


def standings(instrument: Instrument, beside: Beside, language: str) -> tuple[Standing, ...]:
    """Return where each policy area stands, from the item means; from the part indices where areas cannot be.

    An area with a question that may not be seen is left out: the rest of it would be another area. Empty when
    there are not two to compare.
    """
    areas = tuple(
        found for code in instrument.area_codes() if (found := _area(instrument, code, beside, language)) is not None
    )
    if len(areas) > 1:
        return areas
    parts = tuple(_parts(instrument, beside, language))
    return parts if len(parts) > 1 else ()


def highest_and_lowest(found: Iterable[Standing]) -> tuple[Standing, Standing] | None:
    """Return the highest and the lowest of them, or None when they stand alike or are fewer than two."""
    ordered = sorted(found, key=lambda one: one.place)
    if len(ordered) < 2 or ordered[0].place == ordered[-1].place:
        return None
    return ordered[-1], ordered[0]


def points(item: Item, value: float) -> float:
    """Return a mean of an item as index points 0–100, 100 always the good end."""
    if item.low is None or item.high is None:
        raise ValueError(f"{item.key} has no scale")
    way = (value - item.low) / (item.high - item.low) * 100
    return 100 - way if item.is_reversed else way


def _area(instrument: Instrument, code: str, beside: Beside, language: str) -> Standing | None:
    items = [item for item in instrument.items_of_area(code) if item.has_scale]
    figures = [beside.own.figure("mean", item.key) for item in items]
    places = [
        points(item, figure.estimate.value)
        for item, figure in zip(items, figures, strict=True)
        if isinstance(figure, Shown)
    ]
    if not places or len(places) < len(items):
        return None
    said = [_on_good_side(item, beside) for item in items]
    return Standing(
        title=instrument.area_title(code, language),
        place=round(sum(places) / len(places), 6),
        compared=len(said) - said.count(None),
        lower=said.count(Change.LOWER),
        higher=said.count(Change.HIGHER),
    )


def _on_good_side(item: Item, beside: Beside) -> Change | None:
    said = beside.against(beside.larger, "mean", item.key)
    if not item.is_reversed or said in (None, Change.NONE_ESTABLISHED):
        return said
    return Change.LOWER if said is Change.HIGHER else Change.HIGHER


def _parts(instrument: Instrument, beside: Beside, language: str) -> Iterable[Standing]:
    for index in instrument.indices:
        figure = beside.own.figure("index", index.key)
        if index.role == IndexRole.TOTAL or index.of or not isinstance(figure, Shown):
            continue
        said = beside.against(beside.larger, "index", index.key)
        yield Standing(
            title=in_language(index.title, language),
            place=figure.estimate.value,
            compared=int(said is not None),
            lower=int(said is Change.LOWER),
            higher=int(said is Change.HIGHER),
        )
