"""What goes together with an outcome, when the predictors go together with each other.

Weights share out R², the part of the outcome's spread that all predictors together account for. They say what
goes together, never what causes what.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

MOST_PREDICTORS = 16
"""All subsets of the predictors are fitted: 65,536 at most."""


@dataclass(frozen=True)
class DriverWeights:
    """How R² is shared out, in the order of the predictors; the weights sum to `r_squared`.

    `first`: R² of each predictor alone. `last`: what it adds when all the others are there. `n`: rows without
    any missing value.
    """

    weights: tuple[float, ...]
    first: tuple[float, ...]
    last: tuple[float, ...]
    r_squared: float
    n: int


def lmg_weights(outcome: ArrayLike, predictors: ArrayLike) -> DriverWeights:
    """LMG, the Shapley values of R²: what a predictor adds, averaged over all orders of entry.

    `predictors` rows × predictors; a row with NaN anywhere is dropped. Sources: Lindeman, Merenda and Gold,
    Introduction to Bivariate and Multivariate Analysis (1980) p. 119; Grömping, J. Statistical Software
    17(1) (2006). Raises ValueError for no spread, too few rows or more than `MOST_PREDICTORS`.
    """
    correlation, n = _correlations(outcome, predictors)
    count = correlation.shape[0] - 1
    if count > MOST_PREDICTORS:
        raise ValueError(f"at most {MOST_PREDICTORS} predictors")
    explained = _all_subsets(correlation)
    sizes = np.array([bin(subset).count("1") for subset in range(2**count)])
    share = np.array([1 / (count * _binomial(count - 1, size)) for size in range(count)])
    weights, last = [], []
    everything = 2**count - 1
    for predictor in range(count):
        bit = 1 << predictor
        without = np.flatnonzero((np.arange(2**count) & bit) == 0)
        gain = explained[without | bit] - explained[without]
        weights.append(float((gain * share[sizes[without]]).sum()))
        last.append(float(explained[everything] - explained[everything ^ bit]))
    return DriverWeights(
        weights=tuple(weights),
        first=tuple(float(explained[1 << predictor]) for predictor in range(count)),
        last=tuple(last),
        r_squared=float(explained[everything]),
        n=n,
    )


def relative_weights(outcome: ArrayLike, predictors: ArrayLike) -> DriverWeights:
    """Johnson's ε: through the nearest predictors that do not go together. Fast for many predictors.

    Source: Johnson, Multivariate Behavioral Research 35 (2000) 1–19. Missing values and errors as
    `lmg_weights`, without its limit on the number.
    """
    correlation, n = _correlations(outcome, predictors)
    among, with_outcome = correlation[1:, 1:], correlation[1:, 0]
    values, vectors = np.linalg.eigh(among)
    root = vectors @ np.diag(np.sqrt(np.maximum(values, 0))) @ vectors.T
    of_orthogonal = np.linalg.pinv(root) @ with_outcome
    weights = (root**2) @ (of_orthogonal**2)
    inverse = np.linalg.pinv(among)
    slopes = inverse @ with_outcome
    return DriverWeights(
        weights=tuple(weights.tolist()),
        first=tuple((with_outcome**2).tolist()),
        last=tuple((slopes**2 / np.diag(inverse)).tolist()),
        r_squared=float(with_outcome @ slopes),
        n=n,
    )


def _correlations(outcome: ArrayLike, predictors: ArrayLike) -> tuple[NDArray[np.float64], int]:
    given = np.column_stack([np.asarray(outcome, dtype=float), np.asarray(predictors, dtype=float)])
    given = given[~np.isnan(given).any(axis=1)]
    n, columns = given.shape
    if columns < 2 or n <= columns:
        raise ValueError("there must be more complete rows than predictors, and at least one predictor")
    if (given.std(axis=0) <= 1e-12 * np.maximum(1, np.abs(given).max(axis=0))).any():
        raise ValueError("a column has no spread")
    return np.corrcoef(given, rowvar=False), n


def _all_subsets(correlation: NDArray[np.float64]) -> NDArray[np.float64]:
    """R² of the outcome on each subset of the predictors; the bits of a place say which."""
    count = correlation.shape[0] - 1
    among, with_outcome = correlation[1:, 1:], correlation[1:, 0]
    explained = np.zeros(2**count)
    for subset in range(1, 2**count):
        members = [predictor for predictor in range(count) if subset >> predictor & 1]
        inner = among[np.ix_(members, members)]
        slopes = np.linalg.lstsq(inner, with_outcome[members], rcond=None)[0]
        explained[subset] = with_outcome[members] @ slopes
    return explained


def _binomial(n: int, k: int) -> float:
    result = 1.0
    for step in range(k):
        result = result * (n - step) / (step + 1)
    return result
