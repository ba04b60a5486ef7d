"""What may be said of two published figures."""

from __future__ import annotations

import pytest

from measures.comparison import Direction, change_between, difference_of_shown
from measures.estimate import Estimate, Rung, Shown


def shown(value: float, n: int) -> Shown:
    return Shown(Estimate(value, None, None, n), Rung.MEANS)


def test_a_large_change_in_a_large_group_is_higher_or_lower() -> None:
    assert change_between(shown(80, 400), shown(70, 400), spread=20, step=1) is Direction.HIGHER
    assert change_between(shown(70, 400), shown(80, 400), spread=20, step=1) is Direction.LOWER


def test_the_same_change_in_a_small_group_is_not_established() -> None:
    assert change_between(shown(80, 8), shown(70, 8), spread=20, step=1) is Direction.NOT_ESTABLISHED


def test_everybody_answering_makes_nothing_certain() -> None:
    made = difference_of_shown(shown(3.5, 12), shown(3.4, 12), spread=0.9, step=0.1)
    assert made.direction is Direction.NOT_ESTABLISHED
    assert made.p > 0.5
    assert made.n == (12, 12)


def test_rounding_is_counted_as_error() -> None:
    plain = difference_of_shown(shown(50, 100), shown(49, 100), spread=1)
    rounded = difference_of_shown(shown(50, 100), shown(49, 100), spread=1, step=1)
    assert rounded.high - rounded.low > plain.high - plain.low
    assert plain.value == pytest.approx(1)
