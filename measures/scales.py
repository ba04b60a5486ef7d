"""Answer scales: turning them, placing answers on 0–100, and the three classes."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from measures.estimate import Scale

LOW, MIDDLE, HIGH = 0, 1, 2
CLASS_NAMES = ("low", "middle", "high")
LOW_BELOW = 0.4
HIGH_ABOVE = 0.6
_TIE = 1e-9


def share_of_scale(values: ArrayLike, scale: Scale) -> NDArray[np.float64]:
    """Where answers lie on their scale, 0 at its lower end and 1 at its higher; NaN stays NaN."""
    return np.asarray((np.asarray(values, dtype=float) - scale.from_) / (scale.to - scale.from_))


def turned(values: ArrayLike, scale: Scale) -> NDArray[np.float64]:
    """Answers to a reversed question as if it had been put the other way: 2 on 1–5 becomes 4."""
    return np.asarray(scale.from_ + scale.to - np.asarray(values, dtype=float))


def index_points(values: ArrayLike, scale: Scale, *, is_reversed: bool = False) -> NDArray[np.float64]:
    """Answers, or means of answers, as index 0–100: (x − from) / (to − from) × 100.

    A reversed question is turned first, so that 100 is always the good end.
    """
    return share_of_scale(turned(values, scale) if is_reversed else values, scale) * 100


def three_classes(values: ArrayLike, scale: Scale) -> NDArray[np.int64]:
    """Class of each answer as it stands: 0 low, 1 middle, 2 high.

    Low is under 40 % of the way up the scale, high above 60 %: 1–2, 3, 4–5 on five steps; 1–3, 4, 5–7 on
    seven; 0–3, 4–6, 7–10 on eleven; on four steps the middle is empty.
    """
    way = share_of_scale(values, scale)
    return np.where(way < LOW_BELOW - _TIE, LOW, np.where(way > HIGH_ABOVE + _TIE, HIGH, MIDDLE))


def is_favourable(values: ArrayLike, scale: Scale, *, is_reversed: bool = False) -> NDArray[np.bool_]:
    """Whether an answer is on the good side: the high class (4–5 of 1–5), the low one where reversed."""
    return np.asarray(three_classes(values, scale) == (LOW if is_reversed else HIGH))
