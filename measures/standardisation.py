"""Like with like: what units would show with the same mix of people.

Rates are events over a population in strata; an index is a mean of respondents in strata. Direct: the unit's own
strata, weighed as a standard. Indirect: what the standard's rates would give in the unit's mix, beside what came.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import chi2, gamma

from measures.uncertainty import CONFIDENCE, quantile

LEAST_IN_STRATUM = 5
LEAST_OVERLAP = 0.9
"""How much of the standard's weight must lie in strata where the unit has enough people to be compared."""


@dataclass(frozen=True)
class StandardisedRate:
    """Crude and standardised rate per `per`, with the standardised rate's interval. `n`: events."""

    crude: float
    adjusted: float
    low: float
    high: float
    n: int
    per: float


@dataclass(frozen=True)
class StandardisedRatio:
    """Observed over expected with its interval; 1 is as expected. `adjusted` is the ratio × the standard's rate."""

    observed: float
    expected: float
    ratio: float
    low: float
    high: float
    adjusted: float
    per: float


@dataclass(frozen=True)
class AdjustedIndex:
    """An index with the standard's mix of people. `overlap`: the part of the standard's weight that is compared."""

    crude: float
    adjusted: float
    low: float
    high: float
    overlap: float
    n: int


class TooThinOverlap(ValueError):
    """The unit has too few people in strata that weigh in the standard: no fair comparison can be made."""

    def __init__(self, overlap: float) -> None:
        super().__init__(f"only {overlap:.0%} of the standard lies in strata where the unit has enough people")
        self.overlap = overlap


def direct_fay_feuer(
    events: ArrayLike,
    population: ArrayLike,
    standard: ArrayLike,
    *,
    per: float = 100_000,
    confidence: float = CONFIDENCE,
) -> StandardisedRate:
    """Directly standardised rate with the gamma interval, which is never too narrow for few events.

    All three by stratum. Source: Fay and Feuer, Statistics in Medicine 16 (1997) 791–801; table 1 there: 92.3
    (80.4–105.8). Raises ValueError for a stratum that weighs in the standard and has no people.
    """
    number, people, weight = _strata(events, population, standard)
    rate = float((weight * number / people).sum())
    variance = float((weight**2 * number / people**2).sum())
    largest = float((weight / people).max())
    tail = (1 - confidence) / 2
    low = 0.0 if rate == 0 else float(gamma.ppf(tail, rate**2 / variance, scale=variance / rate))
    upper, spread = rate + largest, variance + largest**2
    high = float(gamma.ppf(1 - tail, upper**2 / spread, scale=spread / upper))
    return _rate(number, people, rate, low, high, per)


def direct_dobson(
    events: ArrayLike,
    population: ArrayLike,
    standard: ArrayLike,
    *,
    per: float = 100_000,
    confidence: float = CONFIDENCE,
) -> StandardisedRate:
    """Directly standardised rate with Dobson's interval: the exact Poisson limits of the events, scaled.

    Source: Dobson, Kuulasmaa, Eberle and Scherer, Statistics in Medicine 10 (1991) 457–462. Errors as
    `direct_fay_feuer`.
    """
    number, people, weight = _strata(events, population, standard)
    rate = float((weight * number / people).sum())
    variance = float((weight**2 * number / people**2).sum())
    observed = float(number.sum())
    low, high = exact_poisson(observed, confidence=confidence)
    scale = np.sqrt(variance / observed) if observed else float((weight / people).max())
    return _rate(number, people, rate, rate + scale * (low - observed), rate + scale * (high - observed), per)


def exact_poisson(observed: float, *, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Exact limits of a Poisson count (Garwood, Biometrika 28 (1936) 437–442)."""
    tail = (1 - confidence) / 2
    low = 0.0 if observed == 0 else float(chi2.ppf(tail, 2 * observed) / 2)
    return low, float(chi2.ppf(1 - tail, 2 * (observed + 1)) / 2)


def byar(observed: float, *, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Byar's limits of a Poisson count: near the exact ones from five events on.

    Source: Breslow and Day, Statistical Methods in Cancer Research II (1987) p. 69.
    """
    z = quantile(confidence)
    low = 0.0 if observed == 0 else observed * (1 - 1 / (9 * observed) - z / (3 * np.sqrt(observed))) ** 3
    upper = observed + 1
    return float(low), float(upper * (1 - 1 / (9 * upper) + z / (3 * np.sqrt(upper))) ** 3)


def log_normal(observed: float, *, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Limits of a Poisson count on the log scale, for many events: O·e^(±z/√O) (Selvin 2004)."""
    if observed == 0:
        return 0.0, float("inf")
    width = quantile(confidence) / np.sqrt(observed)
    return float(observed * np.exp(-width)), float(observed * np.exp(width))


def indirect(
    observed: float,
    population: ArrayLike,
    standard_events: ArrayLike,
    standard_population: ArrayLike,
    *,
    per: float = 100_000,
    limits: tuple[float, float] | None = None,
) -> StandardisedRatio:
    """Observed events beside those the standard's rates would give in this population's mix.

    `limits` of the observed count; without them Byar's at 95 %. Raises ValueError where nothing is expected.
    """
    people = np.asarray(population, dtype=float)
    events, whole = np.asarray(standard_events, dtype=float), np.asarray(standard_population, dtype=float)
    if ((whole <= 0) & (people > 0)).any():
        raise ValueError("the standard has no people in a stratum that the unit has")
    expected = float((np.divide(events, whole, out=np.zeros_like(whole), where=whole > 0) * people).sum())
    if expected <= 0:
        raise ValueError("nothing is expected")
    low, high = byar(observed) if limits is None else limits
    crude = float(events.sum() / whole.sum())
    return StandardisedRatio(
        observed=float(observed),
        expected=expected,
        ratio=observed / expected,
        low=low / expected,
        high=high / expected,
        adjusted=observed / expected * crude * per,
        per=per,
    )


def adjusted_index(
    means: ArrayLike,
    n: ArrayLike,
    standard: ArrayLike,
    *,
    spread: float,
    least: int = LEAST_IN_STRATUM,
    least_overlap: float = LEAST_OVERLAP,
    confidence: float = CONFIDENCE,
) -> AdjustedIndex:
    """A unit's index as it would be with the standard's mix; by stratum: mean (NaN: none), respondents, weight.

    Strata with fewer than `least` respondents are left out, and what is left must carry `least_overlap` of the
    standard's weight: else `TooThinOverlap`. `spread`: the whole organisation's within-group standard
    deviation, so that the interval says nothing about single answers.
    """
    mean, number = np.asarray(means, dtype=float), np.asarray(n, dtype=float)
    weight = np.asarray(standard, dtype=float) / np.asarray(standard, dtype=float).sum()
    is_compared = (number >= least) & ~np.isnan(mean) & (weight > 0)
    overlap = float(weight[is_compared].sum())
    if not is_compared.any() or overlap < least_overlap:
        raise TooThinOverlap(overlap)
    share = weight[is_compared] / overlap
    adjusted = float((share * mean[is_compared]).sum())
    error = spread * float(np.sqrt((share**2 / number[is_compared]).sum()))
    half = quantile(confidence) * error
    answered = (number > 0) & ~np.isnan(mean)
    return AdjustedIndex(
        crude=float((number[answered] * mean[answered]).sum() / number[answered].sum()),
        adjusted=adjusted,
        low=adjusted - half,
        high=adjusted + half,
        overlap=overlap,
        n=int(number[is_compared].sum()),
    )


def expected_index(n: ArrayLike, reference_means: ArrayLike) -> float:
    """What the index would be if each stratum answered as the reference does, in this unit's mix.

    Raises ValueError where the reference has no mean for a stratum that the unit has.
    """
    number, reference = np.asarray(n, dtype=float), np.asarray(reference_means, dtype=float)
    there = number > 0
    if np.isnan(reference[there]).any() or not there.any():
        raise ValueError("the reference has no figure for a stratum that the unit has")
    return float((number[there] * reference[there]).sum() / number[there].sum())


def _strata(
    events: ArrayLike, population: ArrayLike, standard: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    number, people = np.asarray(events, dtype=float), np.asarray(population, dtype=float)
    whole = np.asarray(standard, dtype=float)
    counted = whole > 0
    if (people[counted] <= 0).any():
        raise ValueError("a stratum that weighs in the standard has no people")
    return number[counted], people[counted], whole[counted] / whole.sum()


def _rate(
    number: NDArray[np.float64], people: NDArray[np.float64], rate: float, low: float, high: float, per: float
) -> StandardisedRate:
    crude = float(number.sum() / people.sum())
    return StandardisedRate(crude * per, rate * per, low * per, high * per, int(number.sum()), per)
