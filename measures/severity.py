"""How severe or lenient raters are, when they have rated the same targets.

Severity can be told apart from real difference only where targets were rated by several raters. Where each
target has one rater of its own, no function here has an answer, and none is made up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import minimize
from scipy.stats import f as fisher
from scipy.stats import t as student

from measures.uncertainty import CONFIDENCE, quantile


@dataclass(frozen=True)
class BalancedLeniency:
    """Each rater's mean over that of all, where all raters rated all targets; above 0 is lenient.

    `half_width`: of each leniency's interval. `f` and `p`: do the raters differ at all?
    """

    grand_mean: float
    leniency: NDArray[np.float64]
    half_width: float
    f: float
    p: float
    targets: int
    raters: int


def balanced_leniency(ratings: ArrayLike, *, confidence: float = CONFIDENCE) -> BalancedLeniency:
    """Two-way analysis of variance of targets × raters; targets that somebody did not rate are dropped.

    Source: Shrout and Fleiss, Psychological Bulletin 86 (1979) 420–428 for the layout. Raises ValueError for
    fewer than two of either.
    """
    given = np.asarray(ratings, dtype=float)
    given = given[~np.isnan(given).any(axis=1)]
    targets, raters = given.shape
    if targets < 2 or raters < 2:
        raise ValueError("two targets and two raters are needed")
    mean = float(given.mean())
    leniency = given.mean(axis=0) - mean
    left = given - given.mean(axis=1, keepdims=True) - leniency
    freedom = (targets - 1) * (raters - 1)
    error = float((left**2).sum()) / freedom
    between = targets * float((leniency**2).sum()) / (raters - 1)
    ratio = between / error if error > 0 else float("inf") if between > 0 else 0.0
    width = np.sqrt(error / targets * (raters - 1) / raters)
    return BalancedLeniency(
        grand_mean=mean,
        leniency=leniency,
        half_width=float(student.ppf(0.5 + confidence / 2, freedom) * width),
        f=ratio,
        p=float(fisher.sf(ratio, raters - 1, freedom)),
        targets=targets,
        raters=raters,
    )


@dataclass(frozen=True)
class CrossedLeniency:
    """Raters and targets as random effects; arrays in the order of `raters` and of `targets`.

    `leniency`: the rater's predicted effect, drawn towards 0 as far as it is uncertain; `low` and `high` its
    interval; `raw`: the plain mean of the rater's scores less that of all. Variances in squared scale steps.
    """

    raters: tuple[str, ...]
    leniency: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    raw: NDArray[np.float64]
    targets: tuple[str, ...]
    target_effect: NDArray[np.float64]
    mean: float
    of_raters: float
    of_targets: float
    of_rest: float
    n: int

    @property
    def rater_share(self) -> float:
        """The part of a single score's spread that comes from who rated."""
        whole = self.of_raters + self.of_targets + self.of_rest
        return self.of_raters / whole if whole else 0.0


class NotCrossed(ValueError):
    """Each target has one rater, or each rater rated once: severity and difference cannot be told apart."""


def crossed_leniency(
    raters: ArrayLike, targets: ArrayLike, scores: ArrayLike, *, confidence: float = CONFIDENCE
) -> CrossedLeniency:
    """y = μ + rater + target + e by restricted maximum likelihood; one entry each score, NaN scores dropped.

    Sources: Patterson and Thompson, Biometrika 58 (1971) 545–554; Henderson, Biometrics 31 (1975) 423–447.
    Raises `NotCrossed` where no target has two raters or no rater two targets.
    """
    score = np.asarray(scores, dtype=float).ravel()
    given = ~np.isnan(score)
    names, rater = np.unique(np.asarray(raters).ravel()[given].astype(str), return_inverse=True)
    things, target = np.unique(np.asarray(targets).ravel()[given].astype(str), return_inverse=True)
    score = score[given]
    _refuse_uncrossed(rater, target)
    equations = _Equations(rater, target, score)
    found = minimize(
        equations.misfit,
        np.log([0.1, 0.1]),
        method="Nelder-Mead",
        options={"xatol": 1e-7, "fatol": 1e-10, "maxiter": 4000},
    )
    solution, inverse, within = equations.solve(np.exp(found.x))
    ratio = np.exp(found.x)
    own = slice(1, 1 + names.size)
    error = np.sqrt(within * np.diag(inverse)[own])
    half = quantile(confidence) * error
    counts = np.bincount(rater)
    return CrossedLeniency(
        raters=tuple(names.tolist()),
        leniency=solution[own],
        low=solution[own] - half,
        high=solution[own] + half,
        raw=np.bincount(rater, score) / counts - score.mean(),
        targets=tuple(things.tolist()),
        target_effect=solution[1 + names.size :],
        mean=float(solution[0]),
        of_raters=float(within * ratio[0]),
        of_targets=float(within * ratio[1]),
        of_rest=within,
        n=int(score.size),
    )


class _Equations:
    """Henderson's mixed model equations for given ratios of variances to the residual's."""

    def __init__(self, rater: NDArray[np.int64], target: NDArray[np.int64], score: NDArray[np.float64]) -> None:
        self.raters, self.targets, self.n = int(rater.max()) + 1, int(target.max()) + 1, score.size
        size = 1 + self.raters + self.targets
        design = np.zeros((self.n, size))
        rows = np.arange(self.n)
        design[:, 0] = 1
        design[rows, 1 + rater] = 1
        design[rows, 1 + self.raters + target] = 1
        self.cross, self.right, self.square = design.T @ design, design.T @ score, float(score @ score)

    def _whole(self, ratio: NDArray[np.float64]) -> NDArray[np.float64]:
        penalty = np.concatenate([[0.0], np.full(self.raters, 1 / ratio[0]), np.full(self.targets, 1 / ratio[1])])
        return self.cross + np.diag(penalty)

    def misfit(self, log_ratio: NDArray[np.float64]) -> float:
        ratio = np.exp(np.clip(log_ratio, -18, 8))
        factor = cho_factor(self._whole(ratio), lower=True)
        left = self.square - float(self.right @ cho_solve(factor, self.right))
        log_determinant = 2 * float(np.log(np.diag(factor[0])).sum())
        spread = self.raters * np.log(ratio[0]) + self.targets * np.log(ratio[1])
        return float((self.n - 1) * np.log(left) + log_determinant + spread)

    def solve(self, ratio: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
        """Solution, inverse of the equations, and residual variance."""
        factor = cho_factor(self._whole(ratio), lower=True)
        solution = cho_solve(factor, self.right)
        inverse = cho_solve(factor, np.eye(self.right.size))
        return solution, inverse, (self.square - float(self.right @ solution)) / (self.n - 1)


def _refuse_uncrossed(rater: NDArray[np.int64], target: NDArray[np.int64]) -> None:
    pairs = np.unique(np.stack([rater, target], axis=1), axis=0)
    if not pairs.size or np.bincount(pairs[:, 1]).max() < 2 or np.bincount(pairs[:, 0]).max() < 2:
        raise NotCrossed("no target has two raters, or no rater two targets")
