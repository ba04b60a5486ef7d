"""Is one figure higher than another, or is it noise?

No function here knows a finite population correction: a difference between two groups, or two years, is
about more than those who happened to answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import norm, rankdata
from scipy.stats import t as student

from measures.estimate import Shown
from measures.uncertainty import CONFIDENCE, quantile


class Direction(Enum):
    """What may be said about a difference."""

    HIGHER = "higher"
    LOWER = "lower"
    NOT_ESTABLISHED = "no established difference"


@dataclass(frozen=True)
class Difference:
    """The difference first − second with its interval, two-sided p-value, and the two n."""

    value: float
    low: float
    high: float
    p: float
    n: tuple[int, int]

    @property
    def direction(self) -> Direction:
        """Higher or lower only where the interval leaves out nought."""
        if self.low > 0:
            return Direction.HIGHER
        return Direction.LOWER if self.high < 0 else Direction.NOT_ESTABLISHED


def difference_of_shown(
    first: Shown, second: Shown, *, spread: float, step: float = 0.0, confidence: float = CONFIDENCE
) -> Difference:
    """Compare two published figures from what was published: value, n, and the organisation's spread.

    `spread`: standard deviation within groups, in the figure's own unit, over the whole organisation;
    `step`: what the figures were rounded to, whose error (step²/12 each) is counted in.
    """
    one, other = first.estimate, second.estimate
    variance = spread**2 * (1 / one.n + 1 / other.n) + 2 * step**2 / 12
    return _normal_difference(one.value - other.value, float(np.sqrt(variance)), (one.n, other.n), confidence)


def change_between(now: Shown, before: Shown, *, spread: float, step: float = 0.0) -> Direction:
    """What may be said about a figure beside an earlier one: higher, lower or no established difference."""
    return difference_of_shown(now, before, spread=spread, step=step).direction


@dataclass(frozen=True)
class SharesTest:
    """Two shares compared: difference in per cent points, z with the pooled share, two-sided p."""

    difference_points: float
    z: float
    p: float
    n: tuple[int, int]


def two_shares(successes: tuple[int, int], n: tuple[int, int]) -> SharesTest:
    """Second share minus first, tested with the pooled standard error (Fleiss 1981, p. 23)."""
    first, second = successes[0] / n[0], successes[1] / n[1]
    pooled = sum(successes) / sum(n)
    error = float(np.sqrt(pooled * (1 - pooled) * (1 / n[0] + 1 / n[1])))
    z = (second - first) / error if error else 0.0
    return SharesTest(100 * (second - first), z, float(2 * norm.sf(abs(z))), n)


@dataclass(frozen=True)
class WelchTest:
    """Welch's t-test of mean a − mean b, without assuming equal spread."""

    difference: float
    t: float
    degrees: float
    p: float
    low: float
    high: float
    n: tuple[int, int]


def welch(a: ArrayLike, b: ArrayLike, *, confidence: float = CONFIDENCE) -> WelchTest:
    """Welch, Biometrika 34 (1947) 28–35. Student's sleep data: t = −1.8608, df = 17.776, p = 0.0794.

    NaN are dropped before n is counted. Raises ValueError for fewer than two values or no spread at all.
    """
    one, other = _given(a), _given(b)
    if min(one.size, other.size) < 2:
        raise ValueError("each group needs two values")
    parts = one.var(ddof=1) / one.size, other.var(ddof=1) / other.size
    if sum(parts) == 0:
        raise ValueError("neither group has any spread")
    error = float(np.sqrt(sum(parts)))
    degrees = float(sum(parts) ** 2 / (parts[0] ** 2 / (one.size - 1) + parts[1] ** 2 / (other.size - 1)))
    difference = float(one.mean() - other.mean())
    half = float(student.ppf(0.5 + confidence / 2, degrees)) * error
    return WelchTest(
        difference=difference,
        t=difference / error,
        degrees=degrees,
        p=float(2 * student.sf(abs(difference / error), degrees)),
        low=difference - half,
        high=difference + half,
        n=(int(one.size), int(other.size)),
    )


@dataclass(frozen=True)
class EffectSizes:
    """How large a difference a − b is, whatever n is.

    `cohen_d` over the pooled spread; `hedges_g` = d·(1 − 3/(4(n₁+n₂) − 9)); `cliff_delta` = P(a>b) − P(a<b);
    `chance_a_higher` = P(a>b) + ½P(a=b).
    """

    cohen_d: float
    hedges_g: float
    cliff_delta: float
    chance_a_higher: float
    pooled_spread: float
    n: tuple[int, int]


def effect_sizes(a: ArrayLike, b: ArrayLike) -> EffectSizes:
    """Cohen 1988 p. 67; Hedges 1981 (approximation); Cliff, Psychological Bulletin 114 (1993) 494–509."""
    one, other = _given(a), _given(b)
    freedom = one.size + other.size - 2
    variance = ((one.size - 1) * one.var(ddof=1) + (other.size - 1) * other.var(ddof=1)) / freedom
    pooled = float(np.sqrt(variance))
    d = float((one.mean() - other.mean()) / pooled)
    rank_sum = rankdata(np.concatenate([one, other]))[: one.size].sum()
    chance = float((rank_sum - one.size * (one.size + 1) / 2) / (one.size * other.size))
    return EffectSizes(
        cohen_d=d,
        hedges_g=d * (1 - 3 / (4 * (freedom + 2) - 9)),
        cliff_delta=2 * chance - 1,
        chance_a_higher=chance,
        pooled_spread=pooled,
        n=(int(one.size), int(other.size)),
    )


def cohens_h(first: float, second: float) -> float:
    """Effect size of two shares 0–1: 2·asin√p₁ − 2·asin√p₂ (Cohen 1988, p. 181)."""
    return float(2 * np.arcsin(np.sqrt(first)) - 2 * np.arcsin(np.sqrt(second)))


def benjamini_hochberg(p: ArrayLike) -> NDArray[np.float64]:
    """Adjusted p-values that hold the false-discovery rate; NaN stays NaN and is not counted.

    Source: Benjamini and Hochberg, JRSS B 57 (1995) 289–300; section 4.1: of 15 p-values 4 fall at 5 %.
    """
    given = np.asarray(p, dtype=float)
    adjusted = np.full(given.shape, np.nan)
    known = np.flatnonzero(~np.isnan(given))
    order = known[np.argsort(given[known], kind="stable")]
    scaled = given[order] * order.size / np.arange(1, order.size + 1)
    adjusted[order] = np.minimum(1, np.minimum.accumulate(scaled[::-1])[::-1])
    return adjusted


def benjamini_yekutieli(p: ArrayLike) -> NDArray[np.float64]:
    """Adjusted p-values that hold the false-discovery rate however the tests go together; NaN stays NaN.

    Source: Benjamini and Yekutieli, Annals of Statistics 29 (2001) 1165–1188.
    """
    given = np.asarray(p, dtype=float)
    harmonic = (1 / np.arange(1, np.count_nonzero(~np.isnan(given)) + 1)).sum()
    order = np.argsort(given, kind="stable")
    adjusted = np.full(given.shape, np.nan)
    known = order[~np.isnan(given[order])]
    scaled = given[known] * harmonic * known.size / np.arange(1, known.size + 1)
    adjusted[known] = np.minimum(1, np.minimum.accumulate(scaled[::-1])[::-1])
    return adjusted


def bonferroni(p: ArrayLike) -> NDArray[np.float64]:
    """P-values times their number, at most 1."""
    given = np.asarray(p, dtype=float)
    return np.asarray(np.minimum(1, given * np.count_nonzero(~np.isnan(given))))


def holm(p: ArrayLike) -> NDArray[np.float64]:
    """Holm's step-down adjustment (Scandinavian Journal of Statistics 6 (1979) 65–70)."""
    given = np.asarray(p, dtype=float)
    order = np.argsort(given, kind="stable")
    adjusted = np.empty_like(given)
    scaled = given[order] * np.arange(given.size, 0, -1)
    adjusted[order] = np.minimum(1, np.maximum.accumulate(scaled))
    return adjusted


def _normal_difference(value: float, error: float, n: tuple[int, int], confidence: float) -> Difference:
    half = quantile(confidence) * error
    p = float(2 * norm.sf(abs(value) / error)) if error else float(value == 0)
    return Difference(value, value - half, value + half, p, n)


def _given(values: ArrayLike) -> NDArray[np.float64]:
    given = np.asarray(values, dtype=float).ravel()
    return np.asarray(given[~np.isnan(given)])
