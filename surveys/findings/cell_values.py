"""From counts to published values: every figure of many groups at once, rounded and clipped last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from measures.disclosure.indices import index_weights
from measures.estimate import PERCENT, Measure, Rung, Scale, publishable_values
from measures.index_score import item_mean_index
from measures.scales import index_points, three_classes
from measures.uncertainty import quantile
from surveys.findings.layout import Plan
from surveys.findings.patterns import NO_REGISTER, TOO_FEW_ITEM, Visibility
from surveys.findings.questions import WIDEST_SCALE, Questions
from surveys.findings.spread import Spreads, favourable_counts, item_moments
from surveys.findings.tabulate import Tabulation
from surveys.instrument import ItemType
from workplace.releases.cells import RATE_PLACE, Block, Layout

ENPS_LEAST = 50
Numbers = NDArray[np.floating[Any]]


@dataclass(frozen=True, eq=False)
class Cells:
    """Figures of groups × layout; `low` is NaN without an interval, `reason` 0 where shown."""

    layout: Layout
    rung: NDArray[np.int64]
    whole: NDArray[np.int8]
    has_register: bool
    value: Numbers
    low: Numbers
    high: Numbers
    n: NDArray[np.int64]
    reason: NDArray[np.int8]

    def block(self, group: int, breakdown: str, category: str) -> Block:
        """Return one group's cells as they are frozen."""
        why = int(self.whole[group])
        if not self.rung[group]:
            why_rate = why if self.has_register else NO_REGISTER
            return Block(breakdown, category, 0, why, why_rate)
        own = slice(self.layout.width(breakdown))
        parts = np.array(self.layout.parts[own])
        return Block(
            breakdown,
            category,
            int(self.rung[group]),
            value=tuple(_whole(self.value[group, own] * parts)),
            low=tuple(_gaps(self.low[group, own], parts)),
            high=tuple(_gaps(self.high[group, own], parts)),
            n=tuple(self.n[group, own].tolist()),
            reason=tuple(self.reason[group, own].tolist()),
        )


def cell_values(
    questions: Questions,
    plan: Plan,
    counted: Tabulation,
    shows: Visibility,
    spreads: Spreads,
    *,
    eligible: NDArray[np.int64] | None,
    own_spread: bool = True,
) -> Cells:
    """Return every figure of every group but the analyses, in published resolution.

    `eligible` (groups,) or None without a register. `own_spread`: on the highest rung a group's own spread
    makes its intervals; everywhere else the organisation's does. No finite population correction.
    """
    return _Filling(questions, plan, counted, shows, spreads, own_spread).filled(eligible)


class _Filling:
    def __init__(
        self,
        questions: Questions,
        plan: Plan,
        counted: Tabulation,
        shows: Visibility,
        spreads: Spreads,
        own_spread: bool,
    ) -> None:
        self.questions, self.plan, self.counted, self.shows = questions, plan, counted, shows
        self.spreads, self.own_spread = spreads, own_spread
        shape = (counted.respondents.size, len(plan.layout.cells))
        self.value = np.zeros(shape)
        self.low = np.full(shape, np.nan)
        self.high = np.full(shape, np.nan)
        self.n = np.zeros(shape, dtype=np.int64)
        self.reason = np.zeros(shape, dtype=np.int8)
        self.sums, self.squares = item_moments(questions, counted)
        self.means = np.asarray(self.sums / np.maximum(counted.items, 1), dtype=float)
        self.standing = shows.item_rung

    def filled(self, eligible: NDArray[np.int64] | None) -> Cells:
        self._counts(eligible)
        self._indices()
        good = favourable_counts(self.questions, self.counted)
        for position, item in enumerate(self.questions.items):
            places = self.plan.items[position]
            if places.mean >= 0:
                self._mean(position, places.mean)
            if places.favourable >= 0:
                self._favourable(position, places.favourable, good[:, position])
            if places.bands:
                self._bands(position, places.bands)
            for place, counted_place in places.shares:
                share = self._per_cent(position, self.counted.values[:, counted_place])
                self._put(place, position, share, Measure.CLASS_SHARE, self.shows.items[Rung.CLASSES])
            if item.type is ItemType.ENPS:
                self._enps(position, places.enps)
        return Cells(
            layout=self.plan.layout,
            rung=self.shows.rung,
            whole=self.shows.whole,
            has_register=eligible is not None,
            value=self.value,
            low=self.low,
            high=self.high,
            n=self.n,
            reason=self.reason,
        )

    def _counts(self, eligible: NDArray[np.int64] | None) -> None:
        respondents = self.counted.respondents
        hidden = self.shows.whole
        self.value[:, 0] = self.n[:, 0] = np.where(hidden > 0, 0, respondents)
        self.reason[:, 0] = hidden
        if eligible is None:
            self.reason[:, RATE_PLACE] = NO_REGISTER
            return
        rate = np.floor(100 * respondents / np.maximum(eligible, 1) + 0.5)
        self.value[:, RATE_PLACE] = np.where(hidden > 0, 0, rate)
        self.n[:, RATE_PLACE] = np.where(hidden > 0, 0, respondents)
        self.reason[:, RATE_PLACE] = hidden

    def _indices(self) -> None:
        questions, counted = self.questions, self.counted
        if not questions.index_parts:
            return
        weights = index_weights(questions.index_parts, len(questions.items))
        points = np.full(counted.items.shape, np.nan)
        for position, item in enumerate(questions.items):
            scale = questions.scale(position)
            if scale is not None:
                made = index_points(self.means[:, position], scale, is_reversed=item.is_reversed)
                points[:, position] = np.where(counted.items[:, position] > 0, made, np.nan)
        values = item_mean_index(points, weights)
        for index, place in enumerate(self.plan.indices):
            own = _own_spread(counted.index_n[:, index], counted.index_sums[:, index], counted.index_squares[:, index])
            n = counted.items[:, weights[index] > 0].min(axis=1)
            # An index is shown like the least of what it is made of.
            standing = np.maximum(self.standing[:, weights[index] > 0].min(axis=1), Rung.INDICES)
            half = self._half_width(self.spreads.index[index], own, n, standing)
            hidden = self.shows.indices[:, index]
            self._publish(place, values[:, index], half, n, hidden, standing, Measure.INDEX, PERCENT)

    def _mean(self, position: int, place: int) -> None:
        n = self.counted.items[:, position]
        scale = self.questions.scale(position)
        rung = Rung.CLASSES if scale is None else Rung.MEANS
        own = _own_spread(n, self.sums[:, position], self.squares[:, position])
        standing = self.standing[:, position]
        half = self._half_width(self.spreads.items[position], own, n, standing)
        hidden = self.shows.items[rung][:, position]
        ends = scale or WIDEST_SCALE
        self._publish(place, self.means[:, position], half, n, hidden, standing, Measure.MEAN, ends)

    def _favourable(self, position: int, place: int, good: NDArray[np.int64]) -> None:
        n = self.counted.items[:, position]
        share = self._per_cent(position, good)
        own = _own_spread(n, good * 100.0, good * 10000.0)
        standing = self.standing[:, position]
        half = self._half_width(self.spreads.favourable[position], own, n, standing)
        hidden = self.shows.items[Rung.SHARES][:, position]
        self._publish(place, share, half, n, hidden, standing, Measure.THREE_CLASS_SHARE, PERCENT)

    def _bands(self, position: int, places: tuple[int, ...]) -> None:
        column = self.questions.step_columns[self.questions.columns_of[position][0]]
        scale = self.questions.scale(position)
        assert scale is not None  # an item with classes has a scale
        band = three_classes(column.values, scale)
        counts = self.counted.values[:, column.places]
        for number, place in enumerate(places):
            share = self._per_cent(position, counts[:, band == number].sum(axis=1))
            self._put(place, position, share, Measure.THREE_CLASS_SHARE, self.shows.items[Rung.SHARES])

    def _enps(self, position: int, place: int) -> None:
        column = self.questions.step_columns[self.questions.columns_of[position][0]]
        counts = self.counted.values[:, column.places]
        n = self.counted.items[:, position]
        score = 100 * (counts[:, 9:].sum(axis=1) - counts[:, :7].sum(axis=1)) / np.maximum(n, 1)
        hidden = self.shows.items[Rung.CLASSES][:, position]
        hidden = np.where((hidden == 0) & (n < ENPS_LEAST), TOO_FEW_ITEM, hidden)
        self.value[:, place] = np.where(hidden > 0, 0, np.floor(score + 0.5))
        self.n[:, place] = np.where(hidden > 0, 0, n)
        self.reason[:, place] = hidden

    def _per_cent(self, position: int, counts: NDArray[np.int64]) -> Numbers:
        return np.asarray(100 * counts / np.maximum(self.counted.items[:, position], 1))

    def _half_width(self, pooled: float, own: Numbers, n: NDArray[np.int64], standing: NDArray[np.int64]) -> Numbers:
        on_top = (standing >= Rung.CLASSES) & self.own_spread
        spread = np.where(on_top & ~np.isnan(own), own, pooled)
        return np.asarray(quantile() * spread / np.sqrt(np.maximum(n, 1)))

    def _put(self, place: int, position: int, value: Numbers, measure: Measure, codes: NDArray[np.int8]) -> None:
        nothing = np.full(value.shape, np.nan)
        n = self.counted.items[:, position]
        standing = self.standing[:, position]
        self._publish(place, value, nothing, n, codes[:, position], standing, measure, PERCENT)

    def _publish(
        self,
        place: int,
        value: Numbers,
        half: Numbers,
        n: NDArray[np.int64],
        hidden: NDArray[np.int8],
        standing: NDArray[np.int64],
        measure: Measure,
        scale: Scale,
    ) -> None:
        hidden = np.where((hidden == 0) & (n == 0), TOO_FEW_ITEM, hidden)
        shown = hidden == 0
        self.reason[:, place] = hidden
        self.n[shown, place] = n[shown]
        at, width = value[shown], half[shown]
        made = publishable_values(at, at - width, at + width, standing[shown], measure, scale=scale)
        self.value[shown, place], self.low[shown, place], self.high[shown, place] = made


def _own_spread(n: NDArray[np.int64], sums: Numbers, squares: Numbers) -> Numbers:
    number = np.maximum(n, 2)
    variance = (squares - sums**2 / number) / (number - 1)
    return np.where(n >= 2, np.sqrt(np.maximum(variance, 0)), np.nan)


def _whole(values: Numbers) -> list[int]:
    return np.rint(values).astype(np.int64).tolist()  # type: ignore[no-any-return]


def _gaps(values: Numbers, parts: NDArray[np.int64]) -> Iterator[int | None]:
    filled: list[Any] = np.rint(np.nan_to_num(values) * parts).astype(np.int64).tolist()
    return (None if gap else value for value, gap in zip(filled, np.isnan(values).tolist(), strict=True))
