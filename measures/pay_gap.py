"""Pay of women and men: plain gaps, quartile bands, the gap among equals, and what a gap is made of.

A gap is men less women in per cent of men's, so above 0 women have less. Figures (a)–(f) of directive (EU)
2023/970 article 9 are `gaps`, `share_with` and `quartile_bands`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import t as student

from measures.uncertainty import CONFIDENCE

BANDS = 4


@dataclass(frozen=True)
class PayGap:
    """Gap in mean and in median pay, per cent of men's; NaN where either sex is missing."""

    mean_gap: float
    median_gap: float
    women: int
    men: int


@dataclass(frozen=True)
class PayBand:
    """A quarter of all, the lowest paid first: how many, and the share of women in per cent."""

    n: int
    women: int
    women_percent: float


@dataclass(frozen=True)
class AdjustedGap:
    """Women's pay beside men's in the same cells: the coefficient on log pay, and as a gap in per cent.

    `gap` = 100·(1 − e^coefficient), above 0 where women have less; `low` and `high` its interval. `n`: rows.
    """

    coefficient: float
    standard_error: float
    gap: float
    low: float
    high: float
    n: int


def gaps(pay: ArrayLike, is_woman: ArrayLike) -> PayGap:
    """Mean and median gap; people without pay (NaN) are dropped."""
    value, woman = _given(pay, is_woman)
    women, men = value[woman], value[~woman]
    if not women.size or not men.size:
        return PayGap(float("nan"), float("nan"), int(women.size), int(men.size))
    return PayGap(
        mean_gap=100 * float((men.mean() - women.mean()) / men.mean()),
        median_gap=100 * float((np.median(men) - np.median(women)) / np.median(men)),
        women=int(women.size),
        men=int(men.size),
    )


def share_with(additions: ArrayLike, is_woman: ArrayLike) -> tuple[float, float]:
    """Share in per cent of women, and of men, who have any addition (above 0; NaN counts as none)."""
    has = np.nan_to_num(np.asarray(additions, dtype=float)) > 0
    woman = np.asarray(is_woman, dtype=bool)
    return tuple(100 * float(has[who].mean()) if who.any() else float("nan") for who in (woman, ~woman))  # type: ignore[return-value]


def quartile_bands(pay: ArrayLike, is_woman: ArrayLike) -> tuple[PayBand, ...]:
    """Four bands of as near as possible equal size: rank r of n (ties in the order given) is in band ⌈4r/n⌉."""
    value, woman = _given(pay, is_woman)
    order = np.argsort(value, kind="stable")
    band = np.ceil(BANDS * np.arange(1, value.size + 1) / max(value.size, 1)).astype(int)
    bands = []
    for number in range(1, BANDS + 1):
        members = woman[order[band == number]]
        women = int(members.sum())
        bands.append(PayBand(int(members.size), women, 100 * women / members.size if members.size else float("nan")))
    return tuple(bands)


def adjusted_gap(pay: ArrayLike, is_woman: ArrayLike, *cells: ArrayLike, confidence: float = CONFIDENCE) -> AdjustedGap:
    """Regression of log pay on sex and on indicators of each of `cells` (grade, department …).

    People without pay are dropped. Raises ValueError where sex does not vary within the cells.
    """
    value, woman = np.asarray(pay, dtype=float), np.asarray(is_woman, dtype=bool)
    kept = ~np.isnan(value) & (value > 0)
    outcome = np.log(value[kept])
    groups = [np.unique(np.asarray(cell)[kept].astype(str), return_inverse=True)[1] for cell in cells]
    design = _dummies(groups, outcome.size)
    within = _residual(design, np.column_stack([woman[kept].astype(float), outcome]))
    sex, left = within[:, 0], within[:, 1]
    squared = float(sex @ sex)
    if squared < 1e-9:
        raise ValueError("sex does not vary within the cells")
    coefficient = float(sex @ left) / squared
    freedom = outcome.size - int(np.linalg.matrix_rank(design)) - 1
    if freedom < 1:
        raise ValueError("there are as many cells as people")
    error = float(np.sqrt(((left - coefficient * sex) ** 2).sum() / freedom / squared))
    half = float(student.ppf(0.5 + confidence / 2, freedom)) * error
    as_gap = [100 * (1 - float(np.exp(each))) for each in (coefficient, coefficient + half, coefficient - half)]
    return AdjustedGap(coefficient, error, as_gap[0], as_gap[1], as_gap[2], int(outcome.size))


class Reference(Enum):
    """Whose returns count as without difference in a twofold decomposition."""

    FIRST = "first"
    SECOND = "second"
    POOLED = "pooled"
    """Of both groups together, without an indicator of group (Neumark 1988)."""
    POOLED_WITH_GROUP = "pooled_with_group"
    """Of both together, with an indicator of group (Jann 2008)."""


@dataclass(frozen=True)
class Decomposition:
    """Oaxaca–Blinder: the difference in mean outcome, first group less second, and its parts.

    Threefold: `endowments` (other qualities), `coefficients` (other returns), `interaction`. Twofold:
    `explained` and `unexplained` by reference. `unexplained` is no proof of discrimination, nor its absence.
    """

    difference: float
    endowments: float
    coefficients: float
    interaction: float
    explained: dict[Reference, float]
    unexplained: dict[Reference, float]
    n: tuple[int, int]


def oaxaca_blinder(outcome: ArrayLike, qualities: ArrayLike, is_second: ArrayLike) -> Decomposition:
    """Decompose the difference in mean outcome between two groups; `qualities` is rows × columns, no constant.

    Rows with NaN anywhere are dropped. Sources: Oaxaca, Int. Economic Review 14 (1973) 693–709; Blinder, J.
    Human Resources 8 (1973) 436–455; Jann, Stata Journal 8 (2008) 453–479. Raises ValueError where a group
    has fewer than two rows.
    """
    value = np.asarray(outcome, dtype=float)
    columns = np.asarray(qualities, dtype=float).reshape(value.size, -1)
    second = np.asarray(is_second, dtype=bool)
    kept = ~np.isnan(value) & ~np.isnan(columns).any(axis=1)
    value, columns, second = value[kept], columns[kept], second[kept]
    if min(second.sum(), (~second).sum()) < 2:
        raise ValueError("each group needs two people")
    design = np.column_stack([np.ones(value.size), columns])
    one, other = _slopes(design[~second], value[~second]), _slopes(design[second], value[second])
    mean_one, mean_other = design[~second].mean(axis=0), design[second].mean(axis=0)
    apart = mean_one - mean_other
    pooled = _slopes(design, value)
    with_group = _slopes(np.column_stack([design, second.astype(float)]), value)[:-1]
    explained, unexplained = {}, {}
    by = {
        Reference.FIRST: one,
        Reference.SECOND: other,
        Reference.POOLED: pooled,
        Reference.POOLED_WITH_GROUP: with_group,
    }
    for reference, slopes in by.items():
        explained[reference] = float(apart @ slopes)
        unexplained[reference] = float(mean_one @ (one - slopes) + mean_other @ (slopes - other))
    return Decomposition(
        difference=float(value[~second].mean() - value[second].mean()),
        endowments=float(apart @ other),
        coefficients=float(mean_other @ (one - other)),
        interaction=float(apart @ (one - other)),
        explained=explained,
        unexplained=unexplained,
        n=(int((~second).sum()), int(second.sum())),
    )


def twofold(decomposition_of: Decomposition, weight: float) -> tuple[float, float]:
    """Explained and unexplained with the returns `weight`·first + (1 − weight)·second (0: second's, 1: first's)."""
    explained = {reference: decomposition_of.explained[reference] for reference in (Reference.FIRST, Reference.SECOND)}
    part = weight * explained[Reference.FIRST] + (1 - weight) * explained[Reference.SECOND]
    return part, decomposition_of.difference - part


@dataclass(frozen=True)
class PartInterval:
    """Where explained and unexplained lie, by resampling people within each group."""

    explained: tuple[float, float]
    unexplained: tuple[float, float]
    rounds: int


def resampled_parts(
    outcome: ArrayLike,
    qualities: ArrayLike,
    is_second: ArrayLike,
    *,
    reference: Reference,
    rng: np.random.Generator,
    rounds: int = 1000,
    confidence: float = CONFIDENCE,
) -> PartInterval:
    """Percentile intervals of the two parts (Efron and Tibshirani, An Introduction to the Bootstrap (1993) 170)."""
    value = np.asarray(outcome, dtype=float)
    columns = np.asarray(qualities, dtype=float).reshape(value.size, -1)
    second = np.asarray(is_second, dtype=bool)
    kept = ~np.isnan(value) & ~np.isnan(columns).any(axis=1)
    value, columns, second = value[kept], columns[kept], second[kept]
    places = np.flatnonzero(~second), np.flatnonzero(second)
    drawn = np.empty((rounds, 2))
    for number in range(rounds):
        rows = np.concatenate([rng.choice(place, place.size) for place in places])
        made = oaxaca_blinder(value[rows], columns[rows], second[rows])
        drawn[number] = made.explained[reference], made.unexplained[reference]
    tail = (1 - confidence) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail], axis=0)
    return PartInterval((float(low[0]), float(high[0])), (float(low[1]), float(high[1])), rounds)


def _given(pay: ArrayLike, is_woman: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    value, woman = np.asarray(pay, dtype=float), np.asarray(is_woman, dtype=bool)
    kept = ~np.isnan(value)
    return value[kept], woman[kept]


def _dummies(groups: list[NDArray[np.int64]], rows: int) -> NDArray[np.float64]:
    columns = [np.ones((rows, 1))]
    for place in groups:
        indicator = np.zeros((rows, int(place.max()) + 1))
        indicator[np.arange(rows), place] = 1
        columns.append(indicator[:, 1:])
    return np.hstack(columns)


def _residual(design: NDArray[np.float64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(values - design @ np.linalg.lstsq(design, values, rcond=None)[0])


def _slopes(design: NDArray[np.float64], value: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.linalg.lstsq(design, value, rcond=None)[0])
