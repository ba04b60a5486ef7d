"""Do the items of an index belong together? Cronbach's alpha, McDonald's omega, item–rest correlations.

Answers are respondents × items, NaN where not answered. Reversed items are turned before they come here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize
from scipy.stats import f as fisher

from measures.uncertainty import CONFIDENCE

LEAST_UNIQUENESS = 0.005
"""The share of an item's variance that is never taken as common: keeps a Heywood case from running away."""


class Missing(Enum):
    """What becomes of a respondent who passed over an item."""

    LISTWISE = "listwise"
    """Left out of everything."""
    PAIRWISE = "pairwise"
    """Counted in every pair of items that was answered."""


@dataclass(frozen=True)
class Alpha:
    """Cronbach's alpha with its interval, and what each item does to it; lists are in the order of the items.

    `n`: respondents counted; pairwise, those of the pair of items that fewest answered both of, so that the
    interval is never too narrow. `if_dropped` is NaN where only one item would be left.
    """

    alpha: float
    standardised: float
    low: float
    high: float
    item_rest: tuple[float, ...]
    if_dropped: tuple[float, ...]
    n: int


@dataclass(frozen=True)
class Omega:
    """McDonald's omega of one common factor, the loadings and unique variances in the items' own units."""

    omega: float
    loadings: tuple[float, ...]
    uniquenesses: tuple[float, ...]
    n: int


def cronbach_alpha(answers: ArrayLike, *, missing: Missing = Missing.LISTWISE, confidence: float = CONFIDENCE) -> Alpha:
    """k/(k−1)·(1 − Σsᵢ²/s²) with Feldt's interval.

    Sources: Cronbach, Psychometrika 16 (1951) 297–334; interval: Feldt, Psychometrika 30 (1965) 357–370.
    Raises ValueError for fewer than two items or three respondents, and for an item that all answered alike.
    """
    covariance, n = _covariance(answers, missing)
    items = covariance.shape[0]
    alpha = _alpha(covariance)
    spread = np.sqrt(np.diag(covariance))
    low, high = _feldt(alpha, n, items, confidence)
    return Alpha(
        alpha=alpha,
        standardised=_alpha(covariance / np.outer(spread, spread)),
        low=low,
        high=high,
        item_rest=tuple(_item_rest(covariance, item) for item in range(items)),
        if_dropped=tuple(_alpha_without(covariance, item) for item in range(items)),
        n=n,
    )


def mcdonald_omega(answers: ArrayLike, *, missing: Missing = Missing.LISTWISE) -> Omega:
    """(Σλ)² / ((Σλ)² + Σθ) of one factor fitted by maximum likelihood.

    Sources: McDonald, Test Theory (1999) p. 89; the fit: Jöreskog, Psychometrika 32 (1967) 443–482. Raises
    ValueError for fewer than three items (one factor of two items has no single answer), and as
    `cronbach_alpha` does.
    """
    covariance, n = _covariance(answers, missing)
    if covariance.shape[0] < 3:
        raise ValueError("one factor needs three items")
    spread = np.sqrt(np.diag(covariance))
    loadings, uniquenesses = _one_factor(covariance / np.outer(spread, spread))
    loadings, uniquenesses = loadings * spread, uniquenesses * spread**2
    common = float(loadings.sum() ** 2)
    return Omega(
        omega=common / (common + float(uniquenesses.sum())),
        loadings=tuple(loadings.tolist()),
        uniquenesses=tuple(uniquenesses.tolist()),
        n=n,
    )


def _covariance(answers: ArrayLike, missing: Missing) -> tuple[NDArray[np.float64], int]:
    given = np.asarray(answers, dtype=float)
    if given.ndim != 2 or given.shape[1] < 2:
        raise ValueError("answers are respondents × items, and at least two items")
    if missing is Missing.LISTWISE:
        given = given[~np.isnan(given).any(axis=1)]
    answered = (~np.isnan(given)).astype(float)
    pairs = answered.T @ answered
    n = int(pairs.min())
    if n < 3:
        raise ValueError("fewer than three respondents answered every two items")
    filled = np.nan_to_num(given)
    # Of each pair over those who answered both: mean of i over them is sums[i, j] / pairs[i, j].
    sums = filled.T @ answered
    covariance = (filled.T @ filled - sums * sums.T / pairs) / (pairs - 1)
    if (np.diag(covariance) <= 1e-12 * np.maximum(1, np.nanmean(given, axis=0) ** 2)).any():
        raise ValueError("an item was answered alike by all")
    return covariance, n


def _alpha(covariance: NDArray[np.float64]) -> float:
    items = covariance.shape[0]
    return float(items / (items - 1) * (1 - np.trace(covariance) / covariance.sum()))


def _alpha_without(covariance: NDArray[np.float64], item: int) -> float:
    rest = np.delete(np.delete(covariance, item, axis=0), item, axis=1)
    return _alpha(rest) if rest.shape[0] > 1 else float("nan")


def _item_rest(covariance: NDArray[np.float64], item: int) -> float:
    others = np.delete(np.arange(covariance.shape[0]), item)
    of_rest = covariance[np.ix_(others, others)].sum()
    return float(covariance[item, others].sum() / np.sqrt(covariance[item, item] * of_rest))


def _feldt(alpha: float, n: int, items: int, confidence: float) -> tuple[float, float]:
    degrees = n - 1, (n - 1) * (items - 1)
    tail = (1 - confidence) / 2
    low = 1 - (1 - alpha) * fisher.ppf(1 - tail, *degrees)
    high = 1 - (1 - alpha) * fisher.ppf(tail, *degrees)
    return float(low), float(high)


def _one_factor(correlation: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Loadings and uniquenesses of one factor: the likelihood concentrated on the uniquenesses."""
    items = correlation.shape[0]

    def misfit(log_unique: NDArray[np.float64]) -> float:
        scale = np.exp(-log_unique / 2)
        values = np.linalg.eigvalsh(correlation * np.outer(scale, scale))[:-1]
        values = np.maximum(values, 1e-12)
        return float((values - np.log(values) - 1).sum())

    squared_multiple = np.clip(1 / np.diag(np.linalg.pinv(correlation)), LEAST_UNIQUENESS, 1)
    found = minimize(
        misfit,
        np.log(squared_multiple),
        method="L-BFGS-B",
        bounds=[(np.log(LEAST_UNIQUENESS), 0.0)] * items,
        options={"ftol": 1e-14, "gtol": 1e-9, "maxiter": 2000},
    )
    unique = np.exp(found.x)
    scale = 1 / np.sqrt(unique)
    values, vectors = np.linalg.eigh(correlation * np.outer(scale, scale))
    loadings = np.sqrt(max(values[-1] - 1, 0.0)) * vectors[:, -1] * np.sqrt(unique)
    return np.asarray(loadings * (np.sign(loadings.sum()) or 1)), unique
