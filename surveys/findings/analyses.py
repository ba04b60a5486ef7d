"""Analyses of answers, frozen as cells: alpha, agreement within groups, drivers, and how many answered "vet ej".

They need the ballots, so they are computed at release and never again. Which groups show them is decided by how many
they are made of (`measures.disclosure.analyses`), before any is computed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from measures.agreement import group_reliability, within_group_agreement
from measures.disclosure.analyses import LEAST, LEAST_FOR_DRIVERS, analysis_patterns, without_small_part
from measures.disclosure.ladder import Ladder
from measures.disclosure.pattern import best_pattern
from measures.drivers import relative_weights
from measures.estimate import Measure, Rung, publishable_values
from measures.index_score import respondent_points
from measures.reliability import cronbach_alpha
from surveys.findings.answers import Answers
from surveys.findings.cell_values import Cells
from surveys.findings.layout import Drivers, IndexAnalyses, Plan
from surveys.findings.patterns import NO_SPREAD, PROTECTS_OTHER, TOO_FEW, TOO_FEW_ITEM, Visibility
from surveys.findings.questions import Questions
from surveys.findings.tabulate import Tabulation, index_points_of, item_points
from workplace.releases.cells import COEFFICIENTS

LEAST_IN_GROUP = 10
"""Fewest answers of a direct group that counts when agreement within groups is judged."""
LEAST_GROUPS = 2
METHODS = {
    "alpha": "cronbach-listwise-feldt-1",
    "icc1": "one-way-mean-size-1",
    "icc2": "one-way-mean-size-1",
    "rwg": "rwg-j-uniform-median-1",
    "driver_weight": "johnson-relative-weights-1",
    "explained": "r-squared-1",
    "bias_low": "manski-worst-case-of-published-1",
    "bias_high": "manski-worst-case-of-published-1",
    "unsure": "share-of-respondents-1",
    "enps": "promoters-less-detractors-1",
}
"""How each analysis is worked out, by a name that is raised when it changes. In the certificate."""

_TIE = 1e-9
Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class _Found:
    """A figure and its interval, NaN where there is none. No figure at all is None: all answered alike."""

    value: float
    low: float = float("nan")
    high: float = float("nan")


def with_analyses(
    questions: Questions,
    plan: Plan,
    ladder: Ladder,
    shows: Visibility,
    answers: Answers,
    direct: Tabulation,
    cells: Cells,
) -> Cells:
    """Return the cells of a tree with the analyses filled in, all but the bounds for the silent."""
    filled = replace(
        cells,
        value=cells.value.copy(),
        low=cells.low.copy(),
        high=cells.high.copy(),
        n=cells.n.copy(),
        reason=cells.reason.copy(),
    )
    filling = _Filling(questions, plan, ladder, shows, answers, direct, filled)
    filling.reliability()
    for place, places in enumerate(plan.analyses):
        if places.icc1 >= 0:
            filling.agreement(place, places)
    if plan.drivers is not None:
        filling.drivers(plan.drivers)
    filling.unsure()
    return filled


class _Filling:
    def __init__(
        self,
        questions: Questions,
        plan: Plan,
        ladder: Ladder,
        shows: Visibility,
        answers: Answers,
        direct: Tabulation,
        cells: Cells,
    ) -> None:
        self.questions, self.plan, self.ladder, self.shows = questions, plan, ladder, shows
        self.tree, self.answers, self.direct, self.cells = ladder.tree, answers, direct, cells
        self.points = item_points(questions, answers)
        self.floors = np.array([item.floor for item in questions.items], dtype=np.int64)

    def reliability(self) -> None:
        """Cronbach's alpha of each index, over those who answered all of it."""
        asked = [places for places in self.plan.analyses if places.alpha >= 0]
        complete = [_complete(self.points[:, list(places.items)]) for places in asked]
        counts = self._counts(complete)
        least = [self._least(LEAST, places.items) for places in asked]
        shown = analysis_patterns(self.ladder, counts, least)
        whole = self.tree.roll_up(counts)
        for number, places in enumerate(asked):
            self._why(places.alpha, shown[:, number], whole[:, number], least[number])
            columns = self.points[:, list(places.items)]
            for node, rows in self._rows(shown[:, number], complete[number]):
                found = _alpha(columns[rows])
                self._put(node, places.alpha, found, int(whole[node, number]))

    def agreement(self, index: int, places: IndexAnalyses) -> None:
        """Agreement within those direct groups of a unit that show the index and are large enough."""
        tree, items = self.tree, list(places.items)
        own = index_points_of(self.questions, self.answers)[:, index]
        given = ~np.isnan(own)
        n = np.bincount(self.answers.unit[given], minlength=tree.unit_count)
        is_shown = self.shows.indices[tree.direct_node, index] == 0
        takes_part = np.asarray((n >= LEAST_IN_GROUP) & is_shown, dtype=bool)
        counts = np.where(takes_part, n, 0)[:, None]
        # A group whose classes may be seen shows its own spread already; only the others hide behind each other.
        standing = self.shows.item_rung[tree.direct_node][:, items].min(axis=1)
        groups = tree.roll_up(takes_part.astype(np.int64))
        least = self._least(LEAST, places.items)
        allowed = (groups >= LEAST_GROUPS) & ~tree.is_direct
        shown = analysis_patterns(self.ladder, counts, [least], allowed=allowed[:, None])
        hidden = np.where(standing[:, None] >= Rung.CLASSES, 0, counts)
        pattern = without_small_part(self.ladder, shown, hidden, least)[:, 0]
        whole = np.where(groups >= LEAST_GROUPS, tree.roll_up(counts[:, 0]), 0)
        rwg = self._rwg(places, takes_part) if places.rwg >= 0 else None
        for place in (places.icc1, places.icc2, *((places.rwg,) if rwg is not None else ())):
            self._why(place, pattern, whole, least, too_few=TOO_FEW)
        counted = given & takes_part[self.answers.unit]
        for node, rows in self._rows(pattern, counted):
            size = int(whole[node])
            try:
                found = group_reliability(own[rows], self.answers.unit[rows])
            except ValueError:
                self._put(node, places.icc1, None, size)
                self._put(node, places.icc2, None, size)
            else:
                self._put(node, places.icc1, _Found(found.icc1), size)
                self._put(node, places.icc2, _Found(found.icc2), size)
            if rwg is not None:
                inside = self.tree.membership[[node]].indices
                self._put(node, places.rwg, _Found(_median(rwg[inside[takes_part[inside]]])), size)

    def _rwg(self, places: IndexAnalyses, takes_part: Flags) -> Numbers:
        """Agreement of each direct group on the items of an index, NaN where it does not take part."""
        first = self.questions.items[places.items[0]]
        assert first.low is not None  # the layout has this only for items on steps
        assert first.high is not None
        steps = int(first.high - first.low) + 1
        rows = takes_part[self.answers.unit]
        answers = self.points[rows][:, list(places.items)] / 100 * (steps - 1)
        found = within_group_agreement(answers, self.answers.unit[rows], points=steps)
        agreement = np.full(self.tree.unit_count, np.nan)
        agreement[[int(name) for name in found.groups]] = found.agreement
        return agreement

    def drivers(self, drivers: Drivers) -> None:
        """How the spread of the outcome that goes together with the predictors is shared out among them."""
        columns = [respondent_points(self.points[:, list(items)]) for items in drivers.predictors]
        outcome = self._outcome(drivers)
        given = np.column_stack([outcome, *columns])
        complete = _complete(given)
        counts = self._counts([complete])
        least = self._least(LEAST_FOR_DRIVERS, drivers.items(self.plan.analyses))
        pattern = analysis_patterns(self.ladder, counts, [least])[:, 0]
        whole = self.tree.roll_up(counts[:, 0])
        places = (*drivers.places, drivers.explained)
        for place in places:
            self._why(place, pattern, whole, least)
        for node, rows in self._rows(pattern, complete):
            found = _weights(given[rows])
            for number, place in enumerate(places):
                self._put(node, place, None if found is None else _Found(found[number]), int(whole[node]))

    def _outcome(self, drivers: Drivers) -> Numbers:
        if drivers.outcome_item < 0:
            return np.asarray(index_points_of(self.questions, self.answers)[:, drivers.outcome_index], dtype=float)
        (column,) = self.questions.columns_of[drivers.outcome_item]
        values = self.questions.step_columns[column].values
        return np.asarray(np.append(values, np.nan)[self.answers.codes[:, column]], dtype=float)

    def unsure(self) -> None:
        """The share of a group's respondents who answered "vet ej": as three classes are shown, and where they are."""
        ladder, cells = self.ladder, self.cells
        counts = self.tree.roll_up(self.direct.unsure)
        allowed = ladder.pattern(Rung.SHARES)
        for position, places in enumerate(self.plan.items):
            if places.unsure < 0:
                continue
            floor = max(ladder.floors.shares, int(self.floors[position]))
            stricter = floor > ladder.floors.shares
            pattern = best_pattern(self.tree, ladder.counts, floor, allowed=allowed) if stricter else allowed
            why = np.where(ladder.counts < floor, TOO_FEW, PROTECTS_OTHER)
            cells.reason[:, places.unsure] = np.where(pattern, 0, why)
            share = 100 * counts[pattern, position] / np.maximum(ladder.counts[pattern], 1)
            gap = np.full(share.shape, np.nan)
            value, _, _ = publishable_values(share, gap, gap, ladder.rung[pattern], Measure.THREE_CLASS_SHARE)
            cells.value[pattern, places.unsure] = value
            cells.n[pattern, places.unsure] = ladder.counts[pattern]

    # ---- of every analysis -----------------------------------------------------------------------
    def _counts(self, complete: list[Flags]) -> NDArray[np.int64]:
        """How many of each direct group answered all that is needed, units × analyses."""
        units = self.tree.unit_count
        columns = [np.bincount(self.answers.unit[rows], minlength=units) for rows in complete]
        return np.stack(columns, axis=1) if columns else np.zeros((units, 0), dtype=np.int64)

    def _least(self, least: int, items: tuple[int, ...]) -> int:
        """The floor of an analysis: its own, the charter's for every class, the items' own."""
        return max(least, self.ladder.floors.classes, int(self.floors[list(items)].max(initial=0)))

    def _why(
        self, place: int, pattern: Flags, counts: NDArray[np.int64], least: int, *, too_few: int = TOO_FEW_ITEM
    ) -> None:
        few = np.where(self.ladder.counts < least, TOO_FEW, np.where(counts < least, too_few, PROTECTS_OTHER))
        self.cells.reason[:, place] = np.where(pattern, 0, few)

    def _rows(self, pattern: Flags, counted: Flags) -> list[tuple[int, NDArray[np.int64]]]:
        """Each shown node with its respondents that count, by position."""
        at = np.flatnonzero(counted)
        unit = self.answers.unit[at]
        found = []
        for node in np.flatnonzero(pattern).tolist():
            inside = np.zeros(self.tree.unit_count, dtype=bool)
            inside[self.tree.membership[[node]].indices] = True
            found.append((node, at[inside[unit]]))
        return found

    def _put(self, node: int, place: int, found: _Found | None, n: int) -> None:
        cells = self.cells
        if found is None or np.isnan(found.value):
            cells.reason[node, place] = NO_SPREAD if found is None else TOO_FEW_ITEM
            return
        is_coefficient = self.plan.layout.cells[place][0] in COEFFICIENTS
        cells.value[node, place] = _hundredths(found.value) if is_coefficient else np.floor(found.value + 0.5 + _TIE)
        cells.low[node, place] = found.low
        cells.high[node, place] = found.high
        cells.n[node, place] = n


def _complete(columns: Numbers) -> Flags:
    return np.asarray(~np.isnan(columns).any(axis=1), dtype=bool)


def _alpha(answers: Numbers) -> _Found | None:
    try:
        found = cronbach_alpha(answers)
    except ValueError:
        return None
    low, high = np.floor(found.low * 100 + _TIE) / 100, np.ceil(found.high * 100 - _TIE) / 100
    return _Found(found.alpha, _within_one(low), _within_one(high))


def _hundredths(value: float) -> float:
    return float(np.floor(_within_one(value) * 100 + 0.5 + _TIE) / 100)


def _within_one(value: float) -> float:
    """A coefficient may run far below −1 where there is next to nothing to tell apart; it is shown as −1."""
    return float(min(1.0, max(-1.0, value)))


def _median(agreement: Numbers) -> float:
    """The median of the groups it could be told of; NaN where an item was answered by too few in each of them."""
    known = agreement[~np.isnan(agreement)]
    return float(np.median(known)) if known.size else float("nan")


def _weights(given: Numbers) -> list[float] | None:
    """Shares of R² in per cent, and R² in per cent; None where a column has no spread or nothing goes together."""
    try:
        found = relative_weights(given[:, 0], given[:, 1:])
    except ValueError:
        return None
    total = sum(found.weights)
    if total <= 1e-9:
        return None
    return [*(100 * max(weight, 0.0) / total for weight in found.weights), 100 * min(1.0, max(0.0, found.r_squared))]
