"""How far those who did not answer could move a figure. Bounds without any guess about them."""

from __future__ import annotations

from dataclasses import dataclass

from measures.estimate import PERCENT, Scale


@dataclass(frozen=True)
class ResponseBounds:
    """Where the figure of all eligible lies whatever the silent think, and how large a bias can be at most.

    `low` and `high` on the figure's scale. `largest_bias`: the greater distance from the figure shown.
    """

    low: float
    high: float
    largest_bias: float
    response_rate: float


def worst_case(figure: float, respondents: int, eligible: int, *, scale: Scale = PERCENT) -> ResponseBounds:
    """Bounds of a mean, index or share if all the silent are at the one end of the scale, or at the other.

    Source: Manski, J. Human Resources 24 (1989) 343–360. Raises ValueError where nobody answered or more
    answered than could.
    """
    if not 0 < respondents <= eligible:
        raise ValueError("somebody has answered, and no more than could")
    rate = respondents / eligible
    low, high = rate * figure + (1 - rate) * scale.from_, rate * figure + (1 - rate) * scale.to
    return ResponseBounds(low, high, max(figure - low, high - figure), 100 * rate)


def within_difference(
    figure: float, respondents: int, eligible: int, difference: float, *, scale: Scale = PERCENT
) -> ResponseBounds:
    """Bounds if the silent differ from those who answered by at most `difference`, in the figure's unit."""
    if not 0 < respondents <= eligible or difference < 0:
        raise ValueError("somebody has answered, no more than could, and the difference is not negative")
    silent = 1 - respondents / eligible
    low = max(scale.from_, figure - silent * difference)
    high = min(scale.to, figure + silent * difference)
    return ResponseBounds(low, high, max(figure - low, high - figure), 100 * (1 - silent))


def difference_needed(bias: float, respondents: int, eligible: int) -> float:
    """How much the silent must differ from those who answered for the figure to be off by `bias`.

    Infinity where everybody answered.
    """
    if not 0 < respondents <= eligible:
        raise ValueError("somebody has answered, and no more than could")
    silent = 1 - respondents / eligible
    return abs(bias) / silent if silent else float("inf")
