"""How far answers spread within groups over the whole organisation: what intervals are made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from measures.scales import is_favourable
from measures.uncertainty import pooled_within_spread
from surveys.findings.questions import Questions
from surveys.findings.tabulate import Tabulation

LEAST_RESPONDENTS = 50
LEAST_GROUPS = 3
ROUNDED_TO = 0.025
"""Spreads are rounded up to this share of their scale."""
STANDARD_INDEX_SPREAD = 25.0
"""Used where an organisation is too small to lend its spread: a quarter of the scale."""
STANDARD_FAVOURABLE_SPREAD = 50.0
"""The largest there is: half answer on the good side."""


@dataclass(frozen=True, eq=False)
class Spreads:
    """Standard deviations: `items` in the items' own units (NaN without a mean), `favourable` and `index` in
    points of 100. `is_standard`: the organisation is too small, a set spread stands in.
    """

    items: NDArray[np.float64]
    favourable: NDArray[np.float64]
    index: NDArray[np.float64]
    is_standard: bool


def pooled_spreads(questions: Questions, direct: Tabulation) -> Spreads:
    """Return the spread within direct groups, pooled over all of them and rounded up.

    Rounded, since an exact one would give away how far the answers of a small withheld group spread, once the
    classes of all large groups are known; up, so no interval becomes narrower.
    """
    standard = standard_spreads(questions)
    groups = int((direct.respondents > 0).sum())
    if direct.respondents.sum() < LEAST_RESPONDENTS or groups < LEAST_GROUPS:
        return standard
    sums, squares = item_moments(questions, direct)
    good = favourable_counts(questions, direct) * 100.0
    return Spreads(
        items=_known(pooled_within_spread(direct.items, sums, squares), standard.items, _item_steps(questions)),
        favourable=_known(
            pooled_within_spread(direct.items, good, good * 100), standard.favourable, np.float64(100 * ROUNDED_TO)
        ),
        index=_known(
            pooled_within_spread(direct.index_n, direct.index_sums, direct.index_squares),
            standard.index,
            np.float64(100 * ROUNDED_TO),
        ),
        is_standard=False,
    )


def standard_spreads(questions: Questions) -> Spreads:
    """Return the spread that stands in for an organisation of too few respondents or groups."""
    widths = []
    for position in range(len(questions.items)):
        scale = questions.scale(position)
        widths.append(np.nan if scale is None else (scale.to - scale.from_) / 4)
    count = len(questions.index_parts)
    return Spreads(
        items=np.array(widths, dtype=float),
        favourable=np.full(len(questions.items), STANDARD_FAVOURABLE_SPREAD),
        index=np.full(count, STANDARD_INDEX_SPREAD),
        is_standard=True,
    )


def item_moments(questions: Questions, counted: Tabulation) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Sums and sums of squares of the answers, groups × items; 0 where answers are no numbers."""
    sums = np.zeros(counted.items.shape)
    squares = np.zeros(counted.items.shape)
    for column in questions.step_columns:
        if questions.scale(column.item) is not None:
            sums[:, column.item] = counted.values[:, column.places] @ column.values
            squares[:, column.item] = counted.values[:, column.places] @ column.values**2
    for place, item in enumerate(questions.number_columns):
        sums[:, item] = counted.number_sums[:, place]
        squares[:, item] = counted.number_squares[:, place]
    return sums, squares


def favourable_counts(questions: Questions, counted: Tabulation) -> NDArray[np.int64]:
    """How many answered on the good side, groups × items; 0 where that has no meaning."""
    good = np.zeros(counted.items.shape, dtype=np.int64)
    for column in questions.step_columns:
        scale = questions.scale(column.item)
        if scale is not None:
            is_reversed = questions.items[column.item].is_reversed
            good[:, column.item] = counted.values[:, column.places] @ is_favourable(
                column.values, scale, is_reversed=is_reversed
            ).astype(np.int64)
    return good


def _item_steps(questions: Questions) -> NDArray[np.float64]:
    """What each item's spread is rounded up to; NaN for a number without ends."""
    scales = [questions.scale(position) for position in range(len(questions.items))]
    return np.array([np.nan if one is None else (one.to - one.from_) * ROUNDED_TO for one in scales], dtype=float)


def _known(
    pooled: NDArray[np.float64], standard: NDArray[np.float64], step: NDArray[np.float64] | np.float64
) -> NDArray[np.float64]:
    # Without a scale the step is a quarter of the largest power of ten below.
    own = 10.0 ** np.floor(np.log10(np.maximum(np.nan_to_num(pooled), 1e-9))) / 4
    steps = np.where(np.isnan(step), own, step)
    return np.where(np.isnan(pooled), standard, np.ceil(pooled / steps - 1e-9) * steps)
