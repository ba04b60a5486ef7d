"""Shown figures: steps, ends and intervals as published."""

import numpy as np
import pytest

from measures.estimate import Estimate, Measure, Rung, Scale, publishable, publishable_values

FIVE = Scale(1, 5)


@pytest.mark.parametrize(
    ("measure", "rung", "raw", "shown"),
    [
        (Measure.INDEX, Rung.INDICES, 66.5, 67),
        (Measure.INDEX, Rung.INDICES, 99.0, 92),
        (Measure.INDEX, Rung.SHARES, 2.0, 8),
        (Measure.INDEX, Rung.CLASSES, 99.4, 99),
        (Measure.MEAN, Rung.MEANS, 4.95, 4.7),
        (Measure.MEAN, Rung.MEANS, 1.0, 1.3),
        (Measure.MEAN, Rung.SHARES, 3.25, 3.3),
        (Measure.MEAN, Rung.CLASSES, 4.95, 5.0),
        (Measure.THREE_CLASS_SHARE, Rung.SHARES, 45.0, 50),
        (Measure.THREE_CLASS_SHARE, Rung.SHARES, 100.0, 90),
        (Measure.THREE_CLASS_SHARE, Rung.SHARES, 3.0, 10),
        (Measure.THREE_CLASS_SHARE, Rung.CLASSES, 100.0, 100),
        (Measure.CLASS_SHARE, Rung.CLASSES, 0.0, 0),
        (Measure.CLASS_SHARE, Rung.CLASSES, 12.5, 13),
        (Measure.CLASS_SHARE, Rung.CLASSES, 100 * 29 / 200, 15),
    ],
)
def test_values_are_shown_in_the_steps_of_their_rung(measure: Measure, rung: Rung, raw: float, shown: float) -> None:
    figure = publishable(Estimate(raw, None, None, 30), measure, rung, scale=FIVE)
    assert figure.estimate.value == shown
    assert figure.estimate.low is None
    assert figure.estimate.n == 30


def test_the_ends_of_a_mean_follow_its_scale() -> None:
    ten = Scale(0, 10)
    assert publishable(Estimate(0.0, None, None, 9), Measure.MEAN, Rung.MEANS, scale=ten).estimate.value == 0.8
    assert publishable(Estimate(10.0, None, None, 9), Measure.MEAN, Rung.MEANS, scale=ten).estimate.value == 9.2


def test_an_interval_is_laid_around_the_shown_value_and_tells_no_more_digits() -> None:
    shown = publishable(Estimate(3.449, 3.118, 3.78, 12), Measure.MEAN, Rung.MEANS, scale=FIVE).estimate
    assert (shown.low, shown.value, shown.high) == (3.0, 3.4, 3.8)
    near_the_end = publishable(Estimate(4.6, 4.2, 5.0, 12), Measure.MEAN, Rung.MEANS, scale=FIVE).estimate
    assert (near_the_end.low, near_the_end.high) == (4.2, 4.7)
    tens = publishable(Estimate(52.0, 40.0, 64.0, 12), Measure.THREE_CLASS_SHARE, Rung.SHARES).estimate
    assert (tens.low, tens.value, tens.high) == (30, 50, 70)


def test_two_raw_values_with_the_same_shown_value_and_width_look_alike() -> None:
    one = publishable(Estimate(3.41, 3.11, 3.71, 9), Measure.MEAN, Rung.MEANS, scale=FIVE)
    two = publishable(Estimate(3.44, 3.14, 3.74, 9), Measure.MEAN, Rung.MEANS, scale=FIVE)
    assert one == two


def test_a_measure_above_the_rung_is_never_rounded_into_sight() -> None:
    with pytest.raises(ValueError):
        publishable(Estimate(40.0, None, None, 12), Measure.CLASS_SHARE, Rung.SHARES)


def test_missing_values_stay_missing_and_rungs_may_differ() -> None:
    value, low, _ = publishable_values([np.nan, 97.0, 97.0], np.nan, np.nan, [1, 2, 4], Measure.INDEX)
    assert np.isnan(value[0])
    assert np.isnan(low).all()
    assert value[1:].tolist() == [92, 97]
