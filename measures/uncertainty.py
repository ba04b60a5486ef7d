"""How sure a mean or a share is. Finite population correction only where it is asked for by name.

The correction belongs to sentences about those who answered ("så svarade gruppen"). A change or a
comparison is about what lies behind the answers and never uses it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import norm

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Interval:
    """An estimate with its standard error, the interval it lies in, and the n it rests on."""

    value: float
    standard_error: float
    low: float
    high: float
    n: int

    @property
    def half_width(self) -> float:
        """Half the width of the interval ("felmarginal")."""
        return (self.high - self.low) / 2


def quantile(confidence: float = CONFIDENCE) -> float:
    """The normal quantile of a two-sided interval: 1.96 for 95 %."""
    return float(norm.ppf(0.5 + confidence / 2))


def mean_interval(values: ArrayLike, *, population: int | None = None, confidence: float = CONFIDENCE) -> Interval:
    """Normal interval for a mean; NaN values are dropped before n is counted.

    `population` N: with finite population correction, s·√((1 − n/N)/n) (Cochran 1977, p. 26; R survey
    `svymean`). Raises ValueError for fewer than two values.
    """
    given = np.asarray(values, dtype=float)
    given = given[~np.isnan(given)]
    if given.size < 2:
        raise ValueError("an interval of a mean needs two values")
    return mean_interval_from_spread(
        float(given.mean()),
        float(given.std(ddof=1)),
        int(given.size),
        population=population,
        confidence=confidence,
    )


def mean_interval_from_spread(
    mean: float, spread: float, n: int, *, population: int | None = None, confidence: float = CONFIDENCE
) -> Interval:
    """Normal interval for a mean whose standard deviation is known from elsewhere (`spread`)."""
    left = 1.0 if population is None else max(0.0, 1 - n / population)
    return _normal(mean, spread * float(np.sqrt(left / n)), n, confidence)


def share_interval(
    share: float,
    n: int,
    *,
    population: int | None = None,
    unbiased: bool = False,
    confidence: float = CONFIDENCE,
) -> Interval:
    """Normal interval for a share 0–1.

    Standard error √(p(1−p)/n), with `population` N times √((N−n)/(N−1)) (Civil Service People Survey 2019,
    Technical Guide p. 24). `unbiased`: √(p(1−p)/(n−1)), with N times √(1−n/N), as R `svymean` does.
    """
    variance = share * (1 - share) / (n - 1 if unbiased else n)
    if population is not None:
        variance *= (1 - n / population) if unbiased else (population - n) / (population - 1)
    return _normal(share, float(np.sqrt(max(0.0, variance))), n, confidence)


def wilson_interval(successes: int, n: int, *, confidence: float = CONFIDENCE) -> Interval:
    """Wilson's score interval for a share 0–1, which stays sensible at 0 and 1.

    Source: Newcombe, Statistics in Medicine 17 (1998) 857–872, method 3; Table I: 81 of 263 gives
    0.2553–0.3662, 0 of 20 gives 0–0.1611.
    """
    if not 0 <= successes <= n or n < 1:
        raise ValueError("successes lie between 0 and n, and n is at least 1")
    z = quantile(confidence)
    share = successes / n
    centre = (2 * n * share + z * z) / (2 * (n + z * z))
    half = z * np.sqrt(z * z + 4 * n * share * (1 - share)) / (2 * (n + z * z))
    low = 0.0 if successes == 0 else float(centre - half)
    high = 1.0 if successes == n else float(centre + half)
    return Interval(share, float(np.sqrt(share * (1 - share) / n)), low, high, n)


def pooled_within_spread(n: ArrayLike, sums: ArrayLike, squares: ArrayLike) -> NDArray[np.float64]:
    """Standard deviation within groups, pooled over all of them: √(Σ(Σx² − (Σx)²/n) / (N − G)).

    Each array has groups in its first axis; `squares` are sums of squares. Groups without answers are left
    out of G. NaN where N ≤ G.
    """
    number = np.asarray(n, dtype=float)
    total = np.asarray(sums, dtype=float)
    within = np.asarray(squares, dtype=float) - np.where(number > 0, total**2 / np.maximum(number, 1), 0)
    freedom = number.sum(axis=0) - (number > 0).sum(axis=0)
    variance = np.maximum(within.sum(axis=0), 0) / np.where(freedom > 0, freedom, 1)
    return np.where(freedom > 0, np.sqrt(variance), np.nan)


@dataclass(frozen=True)
class Stratum:
    """What is known of one stratum: mean and standard deviation of its answers, n, and how many belong to it."""

    mean: float
    spread: float
    n: int
    population: int


def stratified_mean(strata: Sequence[Stratum], *, corrects: bool = False, confidence: float = CONFIDENCE) -> Interval:
    """Mean over strata weighed by their people; `corrects`: with finite population correction in each stratum.

    Source: Cochran, Sampling Techniques (1977) p. 91–95. Raises ValueError for a stratum of people without
    answers, or more answers than people.
    """
    counted = [stratum for stratum in strata if stratum.population > 0]
    if not counted or any(not 0 < stratum.n <= stratum.population for stratum in counted):
        raise ValueError("every stratum needs answers, and no more than it has people")
    whole = sum(stratum.population for stratum in counted)
    value = variance = 0.0
    for stratum in counted:
        weight = stratum.population / whole
        left = 1 - stratum.n / stratum.population if corrects else 1.0
        value += weight * stratum.mean
        variance += weight**2 * stratum.spread**2 / stratum.n * left
    return _normal(value, float(np.sqrt(variance)), sum(stratum.n for stratum in counted), confidence)


def smallest_detectable_difference(
    spread: float, n: tuple[int, int], *, power: float = 0.8, confidence: float = CONFIDENCE
) -> float:
    """The true difference of two means that is found with the probability `power`: (z₁₋ₐ/₂ + z_power)·s·√(1/n₁ + 1/n₂).

    Source: Cohen 1988, chapter 2. Raises ValueError for a group without answers.
    """
    if min(n) < 1:
        raise ValueError("both groups need answers")
    return (quantile(confidence) + float(norm.ppf(power))) * spread * float(np.sqrt(1 / n[0] + 1 / n[1]))


def _normal(value: float, standard_error: float, n: int, confidence: float) -> Interval:
    half = quantile(confidence) * standard_error
    return Interval(value, standard_error, value - half, value + half, n)
