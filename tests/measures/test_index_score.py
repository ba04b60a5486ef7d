"""Indices by hand: small cases whose answer is plain."""

from __future__ import annotations

import numpy as np
import pytest

from measures.disclosure.indices import IndexParts, index_weights
from measures.estimate import Scale
from measures.index_score import (
    enps,
    favourable_share,
    item_index,
    item_mean_index,
    pooled_index,
    respondent_mean_index,
    weighted_score,
)
from measures.scales import index_points, is_favourable, three_classes
from measures.uncertainty import pooled_within_spread

LIKERT = Scale(1, 5)
STEPS = [1, 2, 3, 4, 5]


def test_the_published_distribution_is_61_8() -> None:
    assert item_index([3, 4, 0, 5, 7], STEPS, LIKERT) == pytest.approx(61.8, abs=0.05)


def test_shares_that_do_not_sum_to_a_hundred_are_taken_as_printed_when_asked() -> None:
    printed = [22, 28, 34, 12, 6]
    assert weighted_score(printed, [100, 75, 50, 25, 0], normalise=False) == pytest.approx(63, abs=0.5)
    assert weighted_score(printed, [100, 75, 50, 25, 0]) == pytest.approx(61.8, abs=0.05)


def test_the_three_methods_differ_only_where_answers_are_missing() -> None:
    points = np.array([[100.0, 0.0], [100.0, np.nan], [100.0, np.nan]])
    item_indices = np.nanmean(points, axis=0)
    counts = np.array([[0, 0, 0, 0, 3], [1, 0, 0, 0, 0]])

    assert item_mean_index(item_indices) == pytest.approx(50)
    assert pooled_index(counts, STEPS, LIKERT).value == pytest.approx(75)
    assert respondent_mean_index(points).value == pytest.approx((50 + 100 + 100) / 3)
    whole = np.array([[100.0, 0.0]] * 3)
    assert respondent_mean_index(whole).value == pytest.approx(item_mean_index(whole.mean(axis=0)))


def test_who_answered_less_than_half_does_not_count_in_the_respondent_mean() -> None:
    points = np.array([[100.0, np.nan, np.nan], [0.0, 0.0, np.nan]])
    assert respondent_mean_index(points).value == pytest.approx(0)
    assert respondent_mean_index(points).n == 1


def test_a_total_is_the_mean_of_its_parts() -> None:
    weights = index_weights([IndexParts((0, 1)), IndexParts((2,)), IndexParts((), (0, 1))], 3)
    made = item_mean_index(np.array([40.0, 60.0, 100.0]), weights)
    assert made.tolist() == pytest.approx([50, 100, 75])


def test_an_index_with_an_unanswered_item_has_no_value() -> None:
    weights = index_weights([IndexParts((0, 1)), IndexParts((0,))], 2)
    made = item_mean_index(np.array([40.0, np.nan]), weights)
    assert np.isnan(made[0])
    assert made[1] == 40


def test_a_reversed_question_points_the_other_way() -> None:
    assert index_points([1, 5], LIKERT, is_reversed=True).tolist() == [100, 0]
    assert is_favourable(STEPS, LIKERT, is_reversed=True).tolist() == [True, True, False, False, False]
    assert favourable_share([1, 1, 1, 1, 0], STEPS, LIKERT, is_reversed=True) == pytest.approx(50)


@pytest.mark.parametrize(
    ("ends", "classes"),
    [
        ((1, 5), [0, 0, 1, 2, 2]),
        ((1, 4), [0, 0, 2, 2]),
        ((1, 6), [0, 0, 1, 1, 2, 2]),
        ((1, 7), [0, 0, 0, 1, 2, 2, 2]),
        ((0, 10), [0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2]),
    ],
)
def test_three_classes_of_other_scales(ends: tuple[int, int], classes: list[int]) -> None:
    values = list(range(ends[0], ends[1] + 1))
    assert three_classes(values, Scale(*ends)).tolist() == classes


def test_enps_is_promoters_less_detractors() -> None:
    counts = [0] * 11
    counts[10], counts[8], counts[6] = 5, 3, 2
    assert enps(counts).value == pytest.approx(30)
    assert enps(counts).n == 10
    assert np.isnan(enps([0] * 11).value)


def test_spread_within_groups_does_not_see_the_distance_between_them() -> None:
    groups = [np.array([1.0, 2.0, 3.0]), np.array([101.0, 102.0, 103.0])]
    made = pooled_within_spread(
        [len(group) for group in groups],
        [group.sum() for group in groups],
        [(group**2).sum() for group in groups],
    )
    assert made == pytest.approx(1.0)
