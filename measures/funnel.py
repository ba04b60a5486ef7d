"""Funnels: how far units may lie from a target by chance alone, and which lie outside.

A funnel is no ranking: inside the limits nothing is said about the order of units.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import binom, norm

WARNING, ALARM = 0.95, 0.998
"""The two limits that are drawn (Spiegelhalter 2005): outside by chance one unit of 20, and of 500."""


class Treatment(Enum):
    """How the tails of z-scores are tamed before the over-dispersion is judged."""

    WINSORISE = "winsorise"
    """Set to the quantile."""
    TRUNCATE = "truncate"
    """Left out: ranks up to `trim`·k, and those of (1 − `trim`)·k and above."""


@dataclass(frozen=True)
class Funnel:
    """Units against a target: z-scores in the order of the units, target and standard errors in the same scale.

    `n` is the denominator of each unit.
    """

    target: float
    values: NDArray[np.float64]
    standard_errors: NDArray[np.float64]
    z: NDArray[np.float64]
    n: NDArray[np.float64]

    def outside(self, confidence: float) -> NDArray[np.bool_]:
        """Which units lie outside the normal limits of a level."""
        return np.asarray(np.abs(self.z) > norm.ppf(0.5 + confidence / 2))

    def limits(self, confidence: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The normal limits at each unit."""
        width = norm.ppf(0.5 + confidence / 2) * self.standard_errors
        return self.target - width, self.target + width


@dataclass(frozen=True)
class OverDispersion:
    """How much more units vary than chance: φ (1: as chance), τ² the spread between units to add (0: none).

    `units`: how many z-scores φ rests on.
    """

    phi: float
    tau_squared: float
    units: int


def share_funnel(events: ArrayLike, n: ArrayLike, *, target: float | None = None) -> Funnel:
    """Shares around the pooled share, or a target given: z = (p − θ)/√(θ(1−θ)/n).

    Source: Spiegelhalter, Statistics in Medicine 24 (2005) 1185–1202. Raises ValueError for a unit without
    people, more events than people, or a target of 0 or 1.
    """
    number, people = _counts(events, n)
    theta = float(number.sum() / people.sum()) if target is None else target
    if not 0 < theta < 1:
        raise ValueError("the target lies between 0 and 1")
    error = np.sqrt(theta * (1 - theta) / people)
    share = number / people
    return Funnel(theta, share, error, (share - theta) / error, people)


def arcsine_funnel(events: ArrayLike, n: ArrayLike) -> Funnel:
    """Shares on the arcsine square root scale, where the standard error is 1/(2√n) whatever the share."""
    number, people = _counts(events, n)
    target = float(np.arcsin(np.sqrt(number.sum() / people.sum())))
    value, error = np.arcsin(np.sqrt(number / people)), 1 / (2 * np.sqrt(people))
    return Funnel(target, value, error, (value - target) / error, people)


def mean_funnel(means: ArrayLike, n: ArrayLike, *, spread: float, target: float | None = None) -> Funnel:
    """Means or indices around the mean of all, or a target: z = (x̄ − θ)/(s/√n).

    `spread`: standard deviation within groups, the same for all.
    """
    value, people = np.asarray(means, dtype=float), np.asarray(n, dtype=float)
    if (people <= 0).any() or spread <= 0:
        raise ValueError("every unit has people, and answers some spread")
    theta = float((value * people).sum() / people.sum()) if target is None else target
    error = spread / np.sqrt(people)
    return Funnel(theta, value, error, (value - theta) / error, people)


def outside_exact(
    events: ArrayLike, n: ArrayLike, confidence: float, *, target: float | None = None
) -> NDArray[np.bool_]:
    """Which shares lie outside the exact binomial limits: P(X ≥ x) or P(X ≤ x) under half of what is left."""
    number, people = _counts(events, n)
    theta = float(number.sum() / people.sum()) if target is None else target
    tail = (1 - confidence) / 2
    return np.asarray((upper_tail(number, people, theta) < tail) | (binom.cdf(number, people, theta) < tail))


def upper_tail(events: ArrayLike, n: ArrayLike, target: float) -> NDArray[np.float64]:
    """The exact probability of so many events or more when the share is the target."""
    return np.asarray(binom.sf(np.asarray(events, dtype=float) - 1, np.asarray(n, dtype=float), target))


def over_dispersion(funnel: Funnel, *, trim: float = 0.1, treatment: Treatment = Treatment.WINSORISE) -> OverDispersion:
    """φ = Σz²/k after the tails beyond the `trim` quantiles are tamed, and DerSimonian–Laird's additive τ².

    `trim` 0: φ of the z-scores as they are. Source: Spiegelhalter, Quality and Safety in Health Care 14 (2005)
    347–351. τ² is 0 where φ asks for none.
    """
    z, error = funnel.z, funnel.standard_errors
    if treatment is Treatment.WINSORISE:
        z = np.clip(z, *np.quantile(z, [trim, 1 - trim]))
    elif trim:
        rank = np.empty(z.size)
        rank[np.argsort(z, kind="stable")] = np.arange(1, z.size + 1)
        kept = (rank > trim * z.size) & (rank < (1 - trim) * z.size)
        z, error = z[kept], error[kept]
    units = z.size
    phi = float((z**2).mean())
    if units < 2 or units * phi < units - 1:
        return OverDispersion(phi, 0.0, units)
    weight = 1 / error**2
    between = (units * phi - (units - 1)) / (weight.sum() - (weight**2).sum() / weight.sum())
    return OverDispersion(phi, float(between), units)


def adjusted_for(funnel: Funnel, dispersion: OverDispersion) -> Funnel:
    """The funnel with τ² added to each unit's variance: what lies outside is more than the usual spread."""
    error = np.sqrt(funnel.standard_errors**2 + dispersion.tau_squared)
    return Funnel(funnel.target, funnel.values, error, (funnel.values - funnel.target) / error, funnel.n)


def _counts(events: ArrayLike, n: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    number, people = np.asarray(events, dtype=float), np.asarray(n, dtype=float)
    if (people <= 0).any() or (number < 0).any() or (number > people).any():
        raise ValueError("every unit has people, and no more events than people")
    return number, people
