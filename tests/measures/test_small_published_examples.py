"""Published figures small enough to stand here: they hold without any folder of files."""

from __future__ import annotations

import numpy as np
import pytest

from measures.agreement import (
    Level,
    Weights,
    cohens_kappa,
    fleiss_kappa,
    group_reliability,
    krippendorffs_alpha,
    rater_reliability,
    uniform_variance,
    within_group_agreement,
)
from measures.drivers import lmg_weights, relative_weights
from measures.funnel import adjusted_for, mean_funnel, over_dispersion, share_funnel
from measures.nonresponse import difference_needed, within_difference, worst_case
from measures.pay_gap import Reference, adjusted_gap, gaps, quartile_bands, resampled_parts, share_with
from measures.reliability import Missing, cronbach_alpha, mcdonald_omega
from measures.severity import NotCrossed, balanced_leniency, crossed_leniency
from measures.shrinkage import dersimonian_laird, empirical_bayes, james_stein
from measures.standardisation import TooThinOverlap, adjusted_index, byar, direct_fay_feuer, exact_poisson, indirect
from measures.trend import change_beyond_regression, change_on_common_items, mix_and_rate, paired_change
from measures.uncertainty import Stratum, smallest_detectable_difference, stratified_mean

NAN = float("nan")
SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]


def test_shrout_and_fleiss_table_four() -> None:
    made = rater_reliability(SHROUT_FLEISS)
    shown = [made.one_way, made.two_way, made.fixed, made.one_way_mean, made.two_way_mean, made.fixed_mean]
    assert [round(value, 2) for value in shown] == [0.17, 0.29, 0.71, 0.44, 0.62, 0.91]


def test_krippendorff_with_missing_ratings() -> None:
    ratings = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, NAN],
        [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 3],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN],
    ]
    shown = {level: round(krippendorffs_alpha(ratings, level=level).kappa, 3) for level in Level}
    assert list(shown.values()) == [0.743, 0.815, 0.849, 0.797]
    assert krippendorffs_alpha(ratings, level=Level.NOMINAL).n == 11  # the last unit but one rater


def test_kappa_of_complete_and_of_chance_agreement() -> None:
    assert cohens_kappa([1, 2, 3, 1], [1, 2, 3, 1]).kappa == 1
    assert cohens_kappa([1, 1, 2, 2], [1, 2, 1, 2]).kappa == pytest.approx(0)
    near, far = ([1, 2, 3, 1], [2, 2, 3, 1]), ([1, 2, 3, 1], [3, 2, 3, 1])
    assert cohens_kappa(*near, weights=Weights.QUADRATIC).kappa > cohens_kappa(*far, weights=Weights.QUADRATIC).kappa
    assert cohens_kappa([1, NAN, 2], [1, 2, 2]).n == 2
    with pytest.raises(ValueError, match="two categories"):
        cohens_kappa([1, 1], [1, 1])
    with pytest.raises(ValueError, match="same number of raters"):
        fleiss_kappa([[2, 0], [1, 0]])
    with pytest.raises(ValueError, match="none of the categories"):
        cohens_kappa([1, 9], [1, 2], categories=[1, 2, 3])


def test_groups_that_differ_fully_are_wholly_reliable() -> None:
    made = group_reliability([1, 1, 5, 5], ["a", "a", "b", "b"])
    assert (made.icc1, made.icc2, made.groups, made.n) == (1, 1, 2, 4)
    with pytest.raises(ValueError, match="two groups"):
        group_reliability([1, 2, 3], ["a", "a", "a"])
    with pytest.raises(ValueError, match="answered alike"):
        group_reliability([3, 3, 3, 3], ["a", "a", "b", "b"])


def test_agreement_of_a_group_that_answers_alike_and_of_one_spread_evenly() -> None:
    assert uniform_variance(5) == 2
    made = within_group_agreement([4, 4, 4, 1, 2, 3, 4, 5, 3], list("aaabbbbbc"), points=5)
    assert made.groups == ("a", "b", "c")
    assert made.agreement[0] == 1
    assert made.agreement[1] == 0  # sample variance 2.5 is more than evenly spread answers have
    assert np.isnan(made.agreement[2])


def test_alpha_of_two_like_items_follows_from_their_correlation() -> None:
    answers = np.array([[1, 2], [2, 1], [3, 4], [4, 3], [5, 5], [NAN, 5]])
    r = np.corrcoef(answers[:5], rowvar=False)[0, 1]
    made = cronbach_alpha(answers)
    assert made.standardised == pytest.approx(2 * r / (1 + r))  # Spearman–Brown
    assert made.n == 5
    assert np.isnan(made.if_dropped).all()
    with pytest.raises(ValueError, match="alike by all"):
        cronbach_alpha([[1, 3], [2, 3], [3, 3]])
    with pytest.raises(ValueError, match="three items"):
        mcdonald_omega(answers)
    assert cronbach_alpha(answers, missing=Missing.PAIRWISE).n == 5


def test_omega_of_equal_items_is_alpha() -> None:
    rng = np.random.default_rng(3)
    common = rng.normal(size=(4000, 1))
    answers = common + rng.normal(size=(4000, 4))
    assert mcdonald_omega(answers).omega == pytest.approx(cronbach_alpha(answers).alpha, abs=0.01)
    assert cronbach_alpha(answers).alpha == pytest.approx(0.8, abs=0.02)


def test_predictors_that_do_not_go_together_get_their_own_r_squared() -> None:
    x = np.array([[-1, -1], [-1, 1], [1, -1], [1, 1]] * 3, dtype=float)
    y = 2 * x[:, 0] + x[:, 1]
    for made in (lmg_weights(y, x), relative_weights(y, x)):
        assert made.weights == pytest.approx((0.8, 0.2))
        assert made.r_squared == pytest.approx(1)
        assert made.n == 12
    with pytest.raises(ValueError, match="no spread"):
        lmg_weights(y, np.column_stack([x, np.ones(12)]))
    twin = lmg_weights(y, np.column_stack([x[:, 0], x[:, 0]]))
    assert twin.weights == pytest.approx((0.4, 0.4))


def test_poisson_limits_of_ten_events() -> None:
    assert exact_poisson(10) == pytest.approx((4.795, 18.390), abs=5e-4)  # Garwood's table
    assert byar(10) == pytest.approx(exact_poisson(10), abs=0.05)
    assert exact_poisson(0) == pytest.approx((0, 3.689), abs=5e-4)


def test_no_events_have_an_upper_limit_and_an_empty_stratum_is_refused() -> None:
    made = direct_fay_feuer([0, 0], [100, 50], [1, 1])
    assert (made.adjusted, made.low) == (0, 0)
    assert made.high > 0
    with pytest.raises(ValueError, match="no people"):
        direct_fay_feuer([1, 0], [100, 0], [1, 1])
    with pytest.raises(ValueError, match="nothing is expected"):
        indirect(3, [10], [0], [100])


def test_an_index_is_not_adjusted_where_hardly_anybody_can_be_compared() -> None:
    made = adjusted_index([60, 80], [20, 20], [3, 1], spread=20)
    assert (made.crude, made.adjusted, made.overlap) == (70, 65, 1)
    with pytest.raises(TooThinOverlap) as refused:
        adjusted_index([60, 80], [20, 2], [1, 1], spread=20)
    assert refused.value.overlap == 0.5


def test_a_funnel_of_pure_chance_has_no_extra_spread() -> None:
    rng = np.random.default_rng(11)
    n = rng.integers(20, 400, 300)
    funnel = share_funnel(rng.binomial(n, 0.6), n)
    dispersion = over_dispersion(funnel)
    assert 0.5 < dispersion.phi < 1.1
    assert dispersion.tau_squared < 1e-4
    assert funnel.outside(0.95).mean() == pytest.approx(0.05, abs=0.03)
    real = mean_funnel(rng.normal(60, np.sqrt(36 + 400 / n)), n, spread=20)
    wide = over_dispersion(real, trim=0)
    assert wide.tau_squared == pytest.approx(36, rel=0.35)
    assert adjusted_for(real, wide).outside(0.998).sum() < real.outside(0.998).sum()
    with pytest.raises(ValueError, match="no more events"):
        share_funnel([5], [4])


def test_shrinking_draws_a_small_unit_most() -> None:
    rng = np.random.default_rng(5)
    sizes = [5, 40, 200] * 20
    effects = rng.normal(0, 0.5, len(sizes))
    values = np.concatenate([rng.normal(3 + effect, 1, size) for effect, size in zip(effects, sizes, strict=True)])
    units = np.repeat([f"{place:02d}" for place in range(len(sizes))], sizes)
    made = empirical_bayes(values, units)
    assert made.between == pytest.approx(0.25, rel=0.5)
    assert made.reliability[made.n == 5].max() < made.reliability[made.n == 200].min()
    assert (np.abs(made.shrunken - made.grand_mean) <= np.abs(made.raw - made.grand_mean) + 1e-9).all()
    nothing = empirical_bayes(rng.normal(3, 1, 600), np.repeat([str(place) for place in range(30)], 20))
    assert nothing.between < 0.03
    with pytest.raises(ValueError, match="two units"):
        empirical_bayes([1, 2], ["a", "a"])
    with pytest.raises(ValueError, match="four means"):
        james_stein([1, 2, 3], 0.1)


def test_units_alike_have_no_spread_between_them() -> None:
    made = dersimonian_laird([5, 5, 5], [1, 2, 3])
    assert (made.tau_squared, made.mean, made.q, made.i_squared) == (0, 5, 0, 0)
    assert dersimonian_laird([0, 10], [1, 1]).tau_squared == pytest.approx(49)


def test_severity_needs_ratings_that_cross() -> None:
    with pytest.raises(NotCrossed):
        crossed_leniency(["a", "a", "b", "b"], ["1", "2", "3", "4"], [1, 2, 3, 4])
    made = balanced_leniency([[1, 3], [2, 4], [3, 5]])
    assert made.leniency.tolist() == [-1, 1]
    assert made.f == float("inf")


def test_a_lenient_rater_is_found_among_crossed_ratings() -> None:
    rng = np.random.default_rng(2)
    raters, targets, scores = [], [], []
    for rater in range(12):
        for target in range(30):
            if rng.random() < 0.5:
                raters.append(f"r{rater:02d}")
                targets.append(f"t{target:02d}")
                scores.append(3 + (1.5 if rater == 4 else 0) + 0.1 * target + rng.normal(0, 0.5))
    made = crossed_leniency(raters, targets, scores)
    assert int(np.argmax(made.leniency)) == 4
    assert made.low[4] > made.high[np.arange(12) != 4].max()
    assert 0 < made.rater_share < 1


def test_gaps_bands_and_additions_by_hand() -> None:
    pay, woman = [100, 200, 300, 400, NAN], [True, True, False, False, True]
    made = gaps(pay, woman)
    assert (made.women, made.men) == (2, 2)
    assert made.mean_gap == pytest.approx(100 * 200 / 350)
    assert made.median_gap == pytest.approx(100 * 200 / 350)
    assert [band.women for band in quartile_bands(pay, woman)] == [1, 1, 0, 0]
    assert share_with([0, 5, 5, NAN], [True, True, False, False]) == (50, 50)
    assert np.isnan(gaps([1, 2], [True, True]).mean_gap)
    with pytest.raises(ValueError, match="does not vary"):
        adjusted_gap([1, 2, 3, 4], [True, True, False, False], ["a", "a", "b", "b"])


def test_parts_of_a_gap_are_resampled_with_the_rng_given() -> None:
    rng = np.random.default_rng(1)
    grade = rng.integers(0, 3, 200).astype(float)
    second = rng.random(200) < 0.5
    outcome = 10 + grade + 0.3 * ~second + rng.normal(0, 0.2, 200)
    made = resampled_parts(
        outcome, grade, second, reference=Reference.POOLED_WITH_GROUP, rng=np.random.default_rng(7), rounds=200
    )
    assert made.unexplained[0] < 0.3 < made.unexplained[1]
    again = resampled_parts(
        outcome, grade, second, reference=Reference.POOLED_WITH_GROUP, rng=np.random.default_rng(7), rounds=200
    )
    assert again == made


def test_the_silent_can_move_a_figure_only_so_far() -> None:
    made = worst_case(80, 60, 100)
    assert (made.low, made.high, made.largest_bias, made.response_rate) == (48, 88, 32, 60)
    assert worst_case(80, 100, 100).largest_bias == 0
    near = within_difference(80, 60, 100, 10)
    assert (near.low, near.high) == pytest.approx((76, 84))
    assert difference_needed(4, 60, 100) == pytest.approx(10)
    assert difference_needed(4, 10, 10) == float("inf")
    with pytest.raises(ValueError, match="somebody has answered"):
        worst_case(80, 0, 10)


def test_a_change_of_units_counts_each_unit_once() -> None:
    made = paired_change([60, 70, NAN, 80], [62, 74, 90, 84])
    assert made.n == 3
    assert made.change == pytest.approx(10 / 3)
    assert made.low < made.change < made.high
    with pytest.raises(ValueError, match="two units"):
        paired_change([1, NAN], [2, 3])


def test_an_index_changes_only_on_the_questions_that_are_the_same() -> None:
    made = change_on_common_items({"a": 60, "b": 70, "gone": 10}, {"a": 62, "b": 74, "new": 99})
    assert (made.before, made.after, made.change) == (65, 68, 3)
    assert (made.gone, made.new, made.is_same) == (("gone",), ("new",), False)
    assert np.isnan(change_on_common_items({"a": 1}, {"b": 1}).change)


def test_another_mix_of_people_is_no_change_of_answers() -> None:
    made = mix_and_rate([60, 80], [50, 50], [60, 80], [20, 80])
    assert (made.change, made.of_answers, made.of_mix) == pytest.approx((6, 0, 6))
    gone = mix_and_rate([60, 80], [50, 50], [60, NAN], [100, 0])
    assert gone.of_answers == pytest.approx(0)
    assert gone.change == pytest.approx(-10)


def test_coming_back_to_the_mean_is_no_improvement() -> None:
    made = change_beyond_regression(50, 60, grand_before=70, grand_after=70, reliability=0.5, n=(20, 20), spread=20)
    assert made.value == pytest.approx(0)
    assert made.low < 0 < made.high
    more = change_beyond_regression(50, 90, grand_before=70, grand_after=70, reliability=0.5, n=(20, 20), spread=20)
    assert more.low > 0


def test_strata_weigh_by_their_people() -> None:
    made = stratified_mean([Stratum(60, 20, 10, 30), Stratum(80, 20, 10, 10)])
    assert made.value == 65
    assert made.standard_error == pytest.approx(np.sqrt(0.75**2 * 40 + 0.25**2 * 40))
    whole = stratified_mean([Stratum(60, 20, 30, 30), Stratum(80, 20, 10, 10)], corrects=True)
    assert whole.standard_error == 0
    with pytest.raises(ValueError, match="needs answers"):
        stratified_mean([Stratum(60, 20, 0, 30)])


def test_what_two_groups_can_find_falls_with_their_size() -> None:
    assert smallest_detectable_difference(1, (64, 64)) == pytest.approx(0.495, abs=0.001)  # Cohen: 64 each for d = .5
    assert smallest_detectable_difference(20, (10, 10)) > smallest_detectable_difference(20, (40, 40))
