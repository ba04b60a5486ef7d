"""Unit means drawn towards the mean of all, as far as they are uncertain.

A small unit's mean swings by chance; the shrunken mean is the better guess of what lies behind it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize_scalar

from measures.uncertainty import CONFIDENCE, quantile


@dataclass(frozen=True)
class ShrunkenMeans:
    """Units' means drawn towards `grand_mean`; arrays in the order of `units`.

    `reliability`: how much of a unit's own mean is kept, 0–1. `between` τ² and `within` σ²: the spread between
    units and within them. `low` and `high`: the interval of the shrunken mean.
    """

    units: tuple[str, ...]
    raw: NDArray[np.float64]
    shrunken: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    reliability: NDArray[np.float64]
    n: NDArray[np.int64]
    grand_mean: float
    between: float
    within: float

    @property
    def mean_reliability(self) -> float:
        """The mean of the units' reliabilities."""
        return float(self.reliability.mean())


def empirical_bayes(values: ArrayLike, units: ArrayLike, *, confidence: float = CONFIDENCE) -> ShrunkenMeans:
    """Random intercept by restricted maximum likelihood; x̃ = μ + λ(x̄ − μ), λ = τ²/(τ² + σ²/n).

    One value and one unit each respondent; NaN dropped. Source: Raudenbush and Bryk, Hierarchical Linear
    Models (2002) p. 45–49. Raises ValueError for fewer than two units, no unit of two, or no spread within.
    """
    value = np.asarray(values, dtype=float).ravel()
    given = ~np.isnan(value)
    names, place = np.unique(np.asarray(units).ravel()[given].astype(str), return_inverse=True)
    value = value[given]
    number = np.bincount(place).astype(float)
    raw = np.bincount(place, value) / number
    inner = float(((value - raw[place]) ** 2).sum())
    return from_sums(names.tolist(), raw, number, inner, confidence=confidence)


def from_sums(
    units: list[str], means: ArrayLike, n: ArrayLike, inner_square: float, *, confidence: float = CONFIDENCE
) -> ShrunkenMeans:
    """`empirical_bayes` from each unit's mean and n, and the sum of squares within all units."""
    raw, number = np.asarray(means, dtype=float), np.asarray(n, dtype=float)
    if raw.size < 2 or number.sum() <= raw.size or inner_square <= 0:
        raise ValueError("two units are needed, one with two answers, and some spread within")
    ratio = _ratio_by_reml(raw, number, inner_square)
    weight = number / (1 + number * ratio)
    grand = float((weight * raw).sum() / weight.sum())
    penalised = inner_square + float((weight * (raw - grand) ** 2).sum())
    within = penalised / (number.sum() - 1)
    reliability = number * ratio / (1 + number * ratio)
    shrunken = grand + reliability * (raw - grand)
    # Of the unit's own deviation, and of the mean of all it is drawn towards.
    error = np.sqrt(within * ratio * (1 - reliability) + (1 - reliability) ** 2 * within / weight.sum())
    half = quantile(confidence) * error
    return ShrunkenMeans(
        units=tuple(units),
        raw=raw,
        shrunken=shrunken,
        low=shrunken - half,
        high=shrunken + half,
        reliability=reliability,
        n=number.astype(np.int64),
        grand_mean=grand,
        between=within * ratio,
        within=within,
    )


@dataclass(frozen=True)
class BetweenUnits:
    """The spread between units τ², the weighted mean, Cochran's Q and I² (share of the spread that is real)."""

    tau_squared: float
    mean: float
    low: float
    high: float
    q: float
    i_squared: float
    units: int


def dersimonian_laird(means: ArrayLike, standard_errors: ArrayLike, *, confidence: float = CONFIDENCE) -> BetweenUnits:
    """The spread between units from means and standard errors alone.

    Source: DerSimonian and Laird, Controlled Clinical Trials 7 (1986) 177–188. Raises ValueError for fewer
    than two units or a standard error of 0.
    """
    value, error = np.asarray(means, dtype=float), np.asarray(standard_errors, dtype=float)
    if value.size < 2 or (error <= 0).any():
        raise ValueError("two units are needed, each with a standard error above 0")
    weight = 1 / error**2
    fixed = float((weight * value).sum() / weight.sum())
    q = float((weight * (value - fixed) ** 2).sum())
    freedom = value.size - 1
    tau_squared = max(0.0, (q - freedom) / float(weight.sum() - (weight**2).sum() / weight.sum()))
    spread = 1 / (error**2 + tau_squared)
    mean = float((spread * value).sum() / spread.sum())
    half = quantile(confidence) / float(np.sqrt(spread.sum()))
    return BetweenUnits(
        tau_squared, mean, mean - half, mean + half, q, max(0.0, (q - freedom) / q) if q else 0.0, value.size
    )


@dataclass(frozen=True)
class JamesStein:
    """Means drawn towards their own mean by one factor: 1 keeps them, 0 makes them all alike."""

    grand_mean: float
    factor: float
    estimates: NDArray[np.float64]


def james_stein(means: ArrayLike, variance: float) -> JamesStein:
    """c = 1 − (k − 3)·variance/Σ(x − x̄)², never below 0; `variance` is each mean's own, the same for all.

    Source: Efron and Morris, Scientific American 236(5) (1977) 119–127 (18 batters: mean .265, c .212).
    Raises ValueError for fewer than four means.
    """
    value = np.asarray(means, dtype=float)
    if value.size < 4:
        raise ValueError("four means are needed")
    grand = float(value.mean())
    spread = float(((value - grand) ** 2).sum())
    factor = max(0.0, 1 - (value.size - 3) * variance / spread) if spread else 0.0
    return JamesStein(grand, factor, grand + factor * (value - grand))


def _ratio_by_reml(raw: NDArray[np.float64], number: NDArray[np.float64], inner: float) -> float:
    """τ²/σ² that makes the restricted likelihood largest; 0 where no spread between units is seen."""
    whole = number.sum()

    def misfit(ratio: float) -> float:
        weight = number / (1 + number * ratio)
        grand = (weight * raw).sum() / weight.sum()
        penalised = inner + (weight * (raw - grand) ** 2).sum()
        return float((whole - 1) * np.log(penalised) + np.log(1 + number * ratio).sum() + np.log(weight.sum()))

    found = minimize_scalar(
        lambda log: misfit(np.exp(log)), bounds=(-20, 8), method="bounded", options={"xatol": 1e-10}
    )
    return 0.0 if misfit(0.0) <= found.fun else float(np.exp(found.x))
