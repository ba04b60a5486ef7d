"""Do people who judge the same thing judge alike? Within groups of respondents, and between raters.

Whether a mean of a group may be formed (rwg, ICC), and how far raters agree (kappa, alpha, ICC).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class GroupReliability:
    """ICC(1): share of the spread that lies between groups. ICC(2): how reliable the groups' means are.

    From one-way analysis of variance with the mean group size; both may be negative in samples.
    """

    icc1: float
    icc2: float
    mean_square_between: float
    mean_square_within: float
    mean_size: float
    groups: int
    n: int


def group_reliability(values: ArrayLike, groups: ArrayLike) -> GroupReliability:
    """ICC(1) = (MSB − MSW)/(MSB + (k−1)·MSW), ICC(2) = (MSB − MSW)/MSB, k the mean group size.

    `values` and `groups` are one entry each respondent; NaN values are dropped first. Source: Bliese, in Klein
    and Kozlowski (eds), Multilevel Theory (2000) 349–381; Bliese and Halverson, J. Management 24 (1998) 157–172.
    Raises ValueError for fewer than two groups, no group of two, or no spread at all.
    """
    number, total, square = _group_sums(values, groups)
    n, count = int(number.sum()), number.size
    if count < 2 or n <= count:
        raise ValueError("two groups are needed, and one with two answers")
    between = float((total**2 / number).sum() - total.sum() ** 2 / n) / (count - 1)
    within = float(square.sum() - (total**2 / number).sum()) / (n - count)
    if between <= 0 and within <= 0:
        raise ValueError("everybody answered alike")
    size = n / count
    return GroupReliability(
        icc1=(between - within) / (between + (size - 1) * within),
        icc2=(between - within) / between if between > 0 else float("-inf"),
        mean_square_between=between,
        mean_square_within=within,
        mean_size=size,
        groups=count,
        n=n,
    )


def uniform_variance(points: int) -> float:
    """Variance of answers spread evenly over a scale of so many points: (A² − 1)/12."""
    return (points**2 - 1) / 12


@dataclass(frozen=True)
class WithinGroupAgreement:
    """Agreement of each group, 0–1, in the order of `groups`; NaN for a group with fewer than two answers."""

    groups: tuple[str, ...]
    agreement: NDArray[np.float64]
    n: NDArray[np.int64]


def within_group_agreement(
    answers: ArrayLike, groups: ArrayLike, *, points: int, expected: float | None = None
) -> WithinGroupAgreement:
    """rwg of one item (answers of one axis) or rwg(J) of several (respondents × items).

    rwg = 1 − s²/σ²; rwg(J) = J(1 − s̄²/σ²) / (J(1 − s̄²/σ²) + s̄²/σ²), σ² = `expected` or that of evenly
    spread answers; more spread than expected counts as 0. NaN answers are dropped item by item. Source:
    James, Demaree and Wolf, J. Applied Psychology 69 (1984) 85–98.
    """
    given = np.asarray(answers, dtype=float)
    rows = given[:, None] if given.ndim == 1 else given
    names, place = np.unique(np.asarray(groups).astype(str), return_inverse=True)
    random_variance = uniform_variance(points) if expected is None else expected
    variances = np.full((names.size, rows.shape[1]), np.nan)
    sizes = np.zeros(names.size, dtype=np.int64)
    for item in range(rows.shape[1]):
        is_given = ~np.isnan(rows[:, item])
        number = np.bincount(place[is_given], minlength=names.size)
        value = rows[is_given, item]
        total = np.bincount(place[is_given], value, minlength=names.size)
        square = np.bincount(place[is_given], value**2, minlength=names.size)
        enough = number > 1
        spread = square[enough] - total[enough] ** 2 / number[enough]
        variances[enough, item] = np.maximum(spread, 0) / (number[enough] - 1)
        sizes = np.maximum(sizes, number)
    known = ~np.isnan(variances).any(axis=1)
    ratio = np.minimum(variances[known].mean(axis=1) / random_variance, 1)
    items = rows.shape[1]
    agreement = np.full(names.size, np.nan)
    agreement[known] = items * (1 - ratio) / (items * (1 - ratio) + ratio)
    return WithinGroupAgreement(tuple(names.tolist()), agreement, sizes)


@dataclass(frozen=True)
class RaterReliability:
    """The six intraclass correlations of Shrout and Fleiss: of one rater, and of the mean of all k.

    1: other raters for each target; 2: the same raters, drawn at random; 3: these raters only (consistency).
    """

    one_way: float
    two_way: float
    fixed: float
    one_way_mean: float
    two_way_mean: float
    fixed_mean: float
    targets: int
    raters: int


def rater_reliability(ratings: ArrayLike) -> RaterReliability:
    """ICC(1,1) … ICC(3,k) of targets × raters. Targets that somebody did not rate are dropped first.

    Source: Shrout and Fleiss, Psychological Bulletin 86 (1979) 420–428; table 4 there: .17, .29, .71, .44,
    .62, .91. Raises ValueError for fewer than two targets or raters, or where the targets do not differ.
    """
    given = np.asarray(ratings, dtype=float)
    given = given[~np.isnan(given).any(axis=1)]
    targets, raters = given.shape
    if targets < 2 or raters < 2:
        raise ValueError("two targets and two raters are needed")
    mean = given.mean()
    of_targets = raters * ((given.mean(axis=1) - mean) ** 2).sum()
    of_raters = targets * ((given.mean(axis=0) - mean) ** 2).sum()
    whole = ((given - mean) ** 2).sum()
    between = of_targets / (targets - 1)
    within = (whole - of_targets) / (targets * (raters - 1))
    judges = of_raters / (raters - 1)
    error = (whole - of_targets - of_raters) / ((targets - 1) * (raters - 1))
    if between <= 0:
        raise ValueError("the targets do not differ")
    return RaterReliability(
        one_way=float((between - within) / (between + (raters - 1) * within)),
        two_way=float((between - error) / (between + (raters - 1) * error + raters * (judges - error) / targets)),
        fixed=float((between - error) / (between + (raters - 1) * error)),
        one_way_mean=float((between - within) / between),
        two_way_mean=float((between - error) / (between + (judges - error) / targets)),
        fixed_mean=float((between - error) / between),
        targets=targets,
        raters=raters,
    )


class Weights(Enum):
    """How much a disagreement counts: any alike, by its distance, or by its distance squared."""

    NONE = "none"
    LINEAR = "linear"
    QUADRATIC = "quadratic"


@dataclass(frozen=True)
class Kappa:
    """Agreement beyond chance: 1 complete, 0 as by chance. `n`: subjects counted."""

    kappa: float
    n: int


def cohens_kappa(
    first: ArrayLike, second: ArrayLike, *, weights: Weights = Weights.NONE, categories: ArrayLike | None = None
) -> Kappa:
    """Two raters of the same subjects; a subject one of them did not rate (NaN) is dropped.

    `categories` in order, else those that occur; the distance of two is that of their places. Source: Cohen,
    Psychological Bulletin 70 (1968) 213–220. Raises ValueError where only one category occurs.
    """
    one, other = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    both = ~(np.isnan(one) | np.isnan(other))
    one, other = one[both], other[both]
    known = np.unique(np.concatenate([one, other])) if categories is None else np.asarray(categories, dtype=float)
    if known.size < 2 or not one.size:
        raise ValueError("two categories must occur")
    table = np.zeros((known.size, known.size))
    np.add.at(table, (_places(known, one), _places(known, other)), 1)
    shares = table / table.sum()
    apart = np.abs(np.subtract.outer(np.arange(known.size), np.arange(known.size))).astype(float)
    cost = {Weights.NONE: (apart > 0).astype(float), Weights.LINEAR: apart, Weights.QUADRATIC: apart**2}[weights]
    by_chance = float((np.outer(shares.sum(axis=1), shares.sum(axis=0)) * cost).sum())
    if by_chance == 0:
        raise ValueError("two categories must occur")
    return Kappa(1 - float((shares * cost).sum()) / by_chance, int(one.size))


def fleiss_kappa(counts: ArrayLike) -> Kappa:
    """Many raters; `counts` is subjects × categories: how many chose each. Every subject has as many raters.

    Source: Fleiss, Psychological Bulletin 76 (1971) 378–382 (30 patients, 6 psychiatrists: .430). Raises
    ValueError for unequal numbers of raters, fewer than two, or one single category.
    """
    number = np.asarray(counts, dtype=float)
    raters = number.sum(axis=1)
    if raters.min() < 2 or raters.min() != raters.max():
        raise ValueError("every subject needs the same number of raters, at least two")
    alike = ((number**2).sum(axis=1) - raters) / (raters * (raters - 1))
    by_chance = float(((number.sum(axis=0) / number.sum()) ** 2).sum())
    if by_chance == 1:
        raise ValueError("two categories must occur")
    return Kappa((float(alike.mean()) - by_chance) / (1 - by_chance), int(number.shape[0]))


class Level(Enum):
    """What the categories are: names, an order, numbers with a distance, numbers with a nought."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


def krippendorffs_alpha(ratings: ArrayLike, *, level: Level) -> Kappa:
    """Any number of raters (rows) and units (columns), NaN where somebody did not rate.

    Units with fewer than two ratings are dropped; `n` is the rest. Source: Krippendorff, Computing
    Krippendorff's Alpha-Reliability (2011): .743 nominal, .815 ordinal, .849 interval, .797 ratio. Raises
    ValueError where fewer than two values occur.
    """
    given = np.asarray(ratings, dtype=float)
    given = given[:, (~np.isnan(given)).sum(axis=0) > 1]
    values = np.unique(given[~np.isnan(given)])
    if values.size < 2:
        raise ValueError("two values must occur")
    counts = np.stack([(given == value).sum(axis=0) for value in values], axis=1).astype(float)
    per_unit = counts.sum(axis=1)
    coincidences = counts.T @ (counts / (per_unit - 1)[:, None])
    coincidences -= np.diag((counts / (per_unit - 1)[:, None]).sum(axis=0))
    margins = coincidences.sum(axis=1)
    distance = _distance(values, margins, level)
    n = margins.sum()
    observed = float((coincidences * distance).sum())
    expected = float((np.outer(margins, margins) * distance).sum()) / (n - 1)
    return Kappa(1 - observed / expected, int(given.shape[1]))


def _distance(values: NDArray[np.float64], margins: NDArray[np.float64], level: Level) -> NDArray[np.float64]:
    if level is Level.NOMINAL:
        return np.asarray(1 - np.eye(values.size))
    if level is Level.ORDINAL:
        middle = np.cumsum(margins) - margins / 2
        return np.asarray(np.subtract.outer(middle, middle) ** 2)
    apart = np.subtract.outer(values, values) ** 2
    if level is Level.INTERVAL:
        return np.asarray(apart)
    together = np.add.outer(values, values) ** 2
    return np.asarray(np.divide(apart, together, out=np.zeros_like(apart), where=together > 0))


def _places(known: NDArray[np.float64], given: NDArray[np.float64]) -> NDArray[np.int64]:
    place = np.searchsorted(known, given).clip(max=known.size - 1)
    if (known[place] != given).any():
        raise ValueError("a rating is none of the categories")
    return np.asarray(place, dtype=np.int64)


def _group_sums(
    values: ArrayLike, groups: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    given = np.asarray(values, dtype=float).ravel()
    is_given = ~np.isnan(given)
    _, place = np.unique(np.asarray(groups).ravel()[is_given], return_inverse=True)
    value = given[is_given]
    if not value.size:
        raise ValueError("nobody answered")
    shift = value.mean()  # sums of squares of small numbers keep their digits
    number = np.bincount(place).astype(float)
    total, square = (np.asarray(np.bincount(place, (value - shift) ** power), dtype=float) for power in (1, 2))
    return number, total, square
