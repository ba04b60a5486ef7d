"""What changed from one wave to the next, when questions or people changed too.

No function here uses a finite population correction: a change is about more than those who happened to answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import norm
from scipy.stats import t as student

from measures.comparison import Difference
from measures.uncertainty import CONFIDENCE, quantile


@dataclass(frozen=True)
class PairedChange:
    """The mean change of units measured twice, each unit counting once. `n`: units with both figures."""

    change: float
    low: float
    high: float
    t: float
    p: float
    n: int


def paired_change(before: ArrayLike, after: ArrayLike, *, confidence: float = CONFIDENCE) -> PairedChange:
    """Student's paired t over units; a unit that lacks a figure (NaN) is dropped.

    Raises ValueError for fewer than two units with both.
    """
    change = np.asarray(after, dtype=float) - np.asarray(before, dtype=float)
    change = change[~np.isnan(change)]
    if change.size < 2:
        raise ValueError("two units with both figures are needed")
    mean, error = float(change.mean()), float(change.std(ddof=1) / np.sqrt(change.size))
    half = float(student.ppf(0.5 + confidence / 2, change.size - 1)) * error
    statistic = mean / error if error else float(np.sign(mean)) * np.inf if mean else 0.0
    p = float(2 * student.sf(abs(statistic), change.size - 1))
    return PairedChange(mean, mean - half, mean + half, float(statistic), p, int(change.size))


@dataclass(frozen=True)
class CommonItems:
    """The change of an index on the questions that both waves have; questions of one wave only are named.

    `change` is NaN where no question is common. `is_same`: nothing came or went, the indices compare as they are.
    """

    before: float
    after: float
    change: float
    common: tuple[str, ...]
    gone: tuple[str, ...]
    new: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        """Whether both waves asked the same questions."""
        return not self.gone and not self.new


def change_on_common_items(before: Mapping[str, float], after: Mapping[str, float]) -> CommonItems:
    """Item indices by trend key, before and after: the mean over those that are in both."""
    common = tuple(key for key in before if key in after)
    first = float(np.mean([before[key] for key in common])) if common else float("nan")
    second = float(np.mean([after[key] for key in common])) if common else float("nan")
    return CommonItems(
        before=first,
        after=second,
        change=second - first,
        common=common,
        gone=tuple(key for key in before if key not in after),
        new=tuple(key for key in after if key not in before),
    )


@dataclass(frozen=True)
class MixAndRate:
    """A change shared out: other answers from the same sort of people, and another mix of people."""

    change: float
    of_answers: float
    of_mix: float


def mix_and_rate(
    before_means: ArrayLike, before_n: ArrayLike, after_means: ArrayLike, after_n: ArrayLike
) -> MixAndRate:
    """Kitagawa's decomposition over groups of people; the two parts sum to the change.

    A group without people has no weight, and its mean (NaN) is taken from the other wave. Source: Kitagawa,
    JASA 50 (1955) 1168–1194. Raises ValueError where a wave has nobody.
    """
    one, other = np.asarray(before_means, dtype=float), np.asarray(after_means, dtype=float)
    number, later = np.asarray(before_n, dtype=float), np.asarray(after_n, dtype=float)
    if number.sum() <= 0 or later.sum() <= 0:
        raise ValueError("both waves need answers")
    known = (number > 0) | (later > 0)
    one, other, number, later = one[known], other[known], number[known], later[known]
    one, other = np.where(number > 0, one, other), np.where(later > 0, other, one)
    share, share_later = number / number.sum(), later / later.sum()
    of_answers = float(((share + share_later) / 2 * (other - one)).sum())
    of_mix = float(((one + other) / 2 * (share_later - share)).sum())
    return MixAndRate(of_answers + of_mix, of_answers, of_mix)


def change_beyond_regression(
    before: float,
    after: float,
    *,
    grand_before: float,
    grand_after: float,
    reliability: float,
    n: tuple[int, int],
    spread: float,
    confidence: float = CONFIDENCE,
) -> Difference:
    """How much more a unit changed than all did and than a chance high or low was going to anyhow.

    A unit far from the mean of all is expected to come back by 1 − `reliability` of its distance (Galton 1886;
    Bland and Altman, BMJ 308 (1994) 1499). `spread`: standard deviation within groups; `n` before and after.
    The value is the change beyond what was expected, with its interval.
    """
    if not 0 <= reliability <= 1:
        raise ValueError("reliability lies between 0 and 1")
    expected = grand_after + reliability * (before - grand_before)
    value = after - expected
    # The second mean by its own n; what lay behind the first, once drawn in, by reliability·spread²/n.
    error = spread * float(np.sqrt(1 / n[1] + reliability / n[0]))
    half = quantile(confidence) * error
    p = float(2 * norm.sf(abs(value) / error)) if error else float(value == 0)
    return Difference(value, value - half, value + half, p, n)
