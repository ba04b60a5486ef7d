"""Index 0–100 of items, of part indices and of wholes; favourable share; eNPS. Nothing is rounded here.

Three ways to form an index of several items differ only where answers are missing:

- A, item mean (default): each item's index over those who answered it; the index is their mean; a whole is
  the mean of its parts. This is how SKR and Kolada describe HME ("totalindex = medelvärdet av de nio
  frågorna").
- B, pooled: the sum of all answers divided by their number.
- C, respondent mean: each respondent's mean over the items answered, then the mean over respondents.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from measures.estimate import Scale
from measures.scales import index_points, is_favourable

ENPS_DETRACTORS_TO = 6
ENPS_PROMOTERS_FROM = 9


@dataclass(frozen=True)
class Score:
    """A figure and the number behind it: answers, or respondents for method C. NaN where n is 0."""

    value: float
    n: int


def mean_from_counts(counts: ArrayLike, values: ArrayLike) -> NDArray[np.float64]:
    """Mean answer from how many gave each value; the last axis is the values. NaN where nobody answered."""
    number = np.asarray(counts, dtype=float)
    return _ratio(number @ np.asarray(values, dtype=float), number.sum(axis=-1))


def item_index(counts: ArrayLike, values: ArrayLike, scale: Scale, *, is_reversed: bool = False) -> NDArray[np.float64]:
    """Index 0–100 of an item, (mean − from) / (to − from) × 100, from how many gave each value.

    Published example: 3, 4, 0, 5, 7 answers of 1–5 make 61.8 (Brilliant Future, help text).
    """
    return index_points(mean_from_counts(counts, values), scale, is_reversed=is_reversed)


def weighted_score(distribution: ArrayLike, points: ArrayLike, *, normalise: bool = True) -> NDArray[np.float64]:
    """Index from a distribution in per cent and the points of each answer.

    `normalise` False takes the per cents as printed even where rounding makes them sum to something else
    than 100 (UK Civil Service People Survey 2019, Technical Guide p. 17).
    """
    shares = np.asarray(distribution, dtype=float)
    total = shares @ np.asarray(points, dtype=float)
    return _ratio(total, shares.sum(axis=-1)) if normalise else np.asarray(total / 100)


def favourable_share(
    counts: ArrayLike, values: ArrayLike, scale: Scale, *, is_reversed: bool = False
) -> NDArray[np.float64]:
    """Share 0–100 of the answers that are on the good side (4–5 of 1–5). NaN where nobody answered."""
    number = np.asarray(counts, dtype=float)
    good = is_favourable(values, scale, is_reversed=is_reversed).astype(float)
    return _ratio(100 * (number @ good), number.sum(axis=-1))


def item_mean_index(item_indices: ArrayLike, weights: ArrayLike | None = None) -> NDArray[np.float64]:
    """Method A: the mean of item indices (or of part indices) along the last axis.

    `weights`: indices × items with rows that sum to 1, for many indices at once (the answer's last axis is
    then the indices). One part without an answer leaves the index without a value (NaN).
    """
    parts = np.asarray(item_indices, dtype=float)
    if weights is None:
        return np.asarray(parts.mean(axis=-1)) if parts.shape[-1] else np.full(parts.shape[:-1], np.nan)
    share = np.asarray(weights, dtype=float)
    is_missing = np.isnan(parts)
    value = np.where(is_missing, 0, parts) @ share.T
    lacks = is_missing.astype(float) @ (share > 0).T.astype(float) > 0
    return np.where(lacks, np.nan, value)


def pooled_index(counts: ArrayLike, values: ArrayLike, scale: Scale) -> Score:
    """Method B: all answers to the items of an index thrown together; `counts` is items × values."""
    number = np.asarray(counts, dtype=float).sum(axis=0)
    return Score(float(item_index(number, values, scale)), int(number.sum()))


def respondent_points(points: ArrayLike, *, least_share: float = 0.5) -> NDArray[np.float64]:
    """Each respondent's mean of index points over the items answered, shape (respondents,).

    `points`: respondents × items, 0–100, NaN where not answered. NaN for who answered fewer than
    `least_share` of the items (COPSOQ: half).
    """
    given = np.asarray(points, dtype=float)
    answered = (~np.isnan(given)).sum(axis=1)
    enough = (answered > 0) & (answered >= least_share * given.shape[1])
    mean = _ratio(np.nansum(given, axis=1), answered)
    return np.where(enough, mean, np.nan)


def respondent_mean_index(points: ArrayLike, *, least_share: float = 0.5) -> Score:
    """Method C: the mean over respondents of `respondent_points`; n is who had enough answers.

    Published example: Civil Service People Survey 2019, Technical Guide p. 16 (respondent 65, group 53).
    """
    own = respondent_points(points, least_share=least_share)
    counted = own[~np.isnan(own)]
    return Score(float(counted.mean()) if counted.size else float("nan"), int(counted.size))


def enps(counts: ArrayLike) -> Score:
    """Employee net promoter score, −100 to 100: per cent of 9–10 minus per cent of 0–6.

    `counts`: how many answered 0, 1, …, 10. Source: Reichheld, Harvard Business Review 81(12), 2003.
    """
    number = np.asarray(counts, dtype=float)
    if number.shape != (11,):
        raise ValueError("eNPS has the eleven answers 0–10")
    n = number.sum()
    if not n:
        return Score(float("nan"), 0)
    difference = number[ENPS_PROMOTERS_FROM:].sum() - number[: ENPS_DETRACTORS_TO + 1].sum()
    return Score(float(100 * difference / n), int(n))


def response_rate(respondents: float, eligible: float) -> float:
    """Per cent of those who could answer who did; NaN when nobody could."""
    return 100 * respondents / eligible if eligible else float("nan")


def _ratio(above: NDArray[np.float64] | float, below: NDArray[np.float64] | float) -> NDArray[np.float64]:
    denominator = np.asarray(below, dtype=float)
    return np.where(denominator > 0, np.asarray(above) / np.where(denominator > 0, denominator, 1), np.nan)
