"""A figure that others may see: a value or the reason why there is none, and how values are rounded."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

_TIE = 1e-9


class Rung(IntEnum):
    """How much a group of respondents may show; each rung also shows all of the rungs below it."""

    INDICES = 1
    MEANS = 2
    SHARES = 3
    CLASSES = 4


class Reason(Enum):
    """Why a figure is withheld; the value is the code in exported files."""

    TOO_FEW = "too_few"
    PROTECTS_OTHER = "protects_other"
    TOO_FEW_ITEM = "too_few_item"
    NO_REGISTER = "no_register"
    NO_SPREAD = "no_spread"
    """All answered alike, so that the figure does not exist. Only ever of groups whose classes may be shown."""


class Measure(Enum):
    """How a figure is shown: index 0–100, mean on its scale, share in three classes, share of one value."""

    INDEX = "index"
    MEAN = "mean"
    THREE_CLASS_SHARE = "three_class_share"
    CLASS_SHARE = "class_share"

    @property
    def rung(self) -> Rung:
        """The lowest rung on which the measure is shown."""
        return _RUNG_OF[self]


_RUNG_OF = {
    Measure.INDEX: Rung.INDICES,
    Measure.MEAN: Rung.MEANS,
    Measure.THREE_CLASS_SHARE: Rung.SHARES,
    Measure.CLASS_SHARE: Rung.CLASSES,
}


@dataclass(frozen=True)
class Scale:
    """The ends of an answer scale, in its own units; indices and shares run from 0 to 100."""

    from_: float
    to: float

    def __post_init__(self) -> None:
        if not self.from_ < self.to:
            raise ValueError("a scale runs from its lower to its higher end")


PERCENT = Scale(0, 100)


@dataclass(frozen=True)
class Estimate:
    """A value with the interval it is known within and the number of respondents behind it.

    `low` and `high` are both None where no interval is given. Unrounded until it went through `publishable`.
    """

    value: float
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True)
class Shown:
    """A figure that may be seen, and the rung its group stands on."""

    estimate: Estimate
    rung: Rung


@dataclass(frozen=True)
class Withheld:
    """A figure that may not be seen, and why."""

    reason: Reason


Figure = Shown | Withheld


def publishable(estimate: Estimate, measure: Measure, rung: Rung, *, scale: Scale = PERCENT) -> Shown:
    """The estimate as it leaves the house: rounded half up, once, last; clipped below the highest rung.

    `rung` is where the group stands; `scale` matters for means only. Raises ValueError when the measure is
    not shown on that rung. See `publishable_values` for steps and ends.
    """
    interval = None if estimate.low is None or estimate.high is None else (estimate.low, estimate.high)
    value, low, high = publishable_values(
        np.array([estimate.value]),
        np.array([np.nan if interval is None else interval[0]]),
        np.array([np.nan if interval is None else interval[1]]),
        np.array([int(rung)]),
        measure,
        scale=scale,
    )
    if interval is None:
        return Shown(Estimate(float(value[0]), None, None, estimate.n), rung)
    return Shown(Estimate(float(value[0]), float(low[0]), float(high[0]), estimate.n), rung)


def publishable_values(
    value: ArrayLike,
    low: ArrayLike,
    high: ArrayLike,
    rung: ArrayLike,
    measure: Measure,
    *,
    scale: Scale = PERCENT,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """`publishable` for arrays of one shape: (value, low, high) as shown; NaN stays NaN.

    Steps: index 1, mean 0.1, three-class share 10 (1 on the highest rung), class share 1. Below the highest
    rung values stay within 8–92 % of their scale, rounded to the step (index 8–92, mean 1.3–4.7 on 1–5,
    shares 10–90); on it they stay within the scale. Half a step is rounded up, from the unrounded value; a
    difference of a billionth of a step is taken as half. The interval keeps its half width, widened to the
    next whole step and laid around the shown value, so it never tells more digits than the value, and is
    clipped alike.
    """
    standing = np.asarray(rung, dtype=np.int64)
    if (standing < measure.rung).any():
        raise ValueError(f"{measure.value} is not shown on rung {int(standing.min())}")
    on_top = standing >= Rung.CLASSES
    ends = scale if measure is Measure.MEAN else PERCENT
    per_unit = np.full(standing.shape, 10.0 if measure is Measure.MEAN else 1.0)
    if measure is Measure.THREE_CLASS_SHARE:
        per_unit = np.where(on_top, 1.0, 0.1)
    margin = np.where(on_top, 0.0, 0.08 * (ends.to - ends.from_))
    lowest = _steps(ends.from_ + margin, per_unit)
    highest = _steps(ends.to - margin, per_unit)
    shown = np.clip(_steps(np.asarray(value, dtype=float), per_unit), lowest, highest)
    width = (np.asarray(high, dtype=float) - np.asarray(low, dtype=float)) / 2
    widened = np.ceil(width * per_unit - _TIE)
    from_, to = np.clip(shown - widened, lowest, highest), np.clip(shown + widened, lowest, highest)
    return _back(shown, per_unit), _back(from_, per_unit), _back(to, per_unit)


def _steps(value: NDArray[np.float64] | float, per_unit: NDArray[np.float64]) -> NDArray[np.float64]:
    """How many whole steps a value is, half up."""
    return np.floor(value * per_unit + 0.5 + _TIE)


def _back(steps: NDArray[np.float64], per_unit: NDArray[np.float64]) -> NDArray[np.float64]:
    # Dividing by ten gives the float nearest to the decimal; times 0.1 would not.
    return np.where(per_unit < 1, steps * 10, steps / np.where(per_unit < 1, 1, per_unit))
