"""Standardisation, funnels, shrinkage and pay beside published and recomputed figures, where the files are there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from measures.comparison import benjamini_hochberg, benjamini_yekutieli, effect_sizes, two_shares, welch
from measures.funnel import (
    Treatment,
    adjusted_for,
    arcsine_funnel,
    outside_exact,
    over_dispersion,
    share_funnel,
    upper_tail,
)
from measures.pay_gap import Reference, adjusted_gap, gaps, oaxaca_blinder, quartile_bands, twofold
from measures.shrinkage import james_stein
from measures.standardisation import (
    adjusted_index,
    direct_dobson,
    direct_fay_feuer,
    expected_index,
    indirect,
    log_normal,
)
from tests.measures import reference


@pytest.fixture
def case(shared_data: Path) -> Any:
    found = reference.cases(shared_data)
    return lambda name: found[name]


def test_false_discovery_rate_under_any_dependence(case: Any) -> None:
    given = case("O-BH-1")
    made = benjamini_yekutieli(given["inputs"]["p"])
    assert made == pytest.approx(given["expected"]["by_adjusted"], abs=1e-9)


def test_birth_orders_with_the_same_mothers_ages(case: Any) -> None:
    given = case("O-STD-1")
    expected = given["expected"]
    for place in range(5):
        count, people = given["inputs"]["count"][place], given["inputs"]["population"][place]
        made = direct_fay_feuer(count, people, given["inputs"]["standard"])
        dobson = direct_dobson(count, people, given["inputs"]["standard"])
        assert made.crude == pytest.approx(expected["crude"][place], abs=1e-6)
        assert made.adjusted == pytest.approx(expected["adjusted"][place], abs=1e-6)
        assert made.low == pytest.approx(expected["gamma_lci"][place], abs=1e-6)
        assert made.high == pytest.approx(expected["gamma_uci"][place], abs=1e-6)
        assert dobson.adjusted == made.adjusted
        assert dobson.low < made.adjusted < dobson.high < made.high


def test_deaths_of_two_decades(case: Any) -> None:
    given = case("O-STD-2")
    inputs, expected = given["inputs"], given["expected"]

    direct = direct_fay_feuer(inputs["count"], inputs["population"], inputs["std_population"])
    observed = sum(inputs["count"])
    ratio = indirect(
        observed, inputs["population"], inputs["std_count"], inputs["std_population"], limits=log_normal(observed)
    )

    assert direct.adjusted == pytest.approx(expected["direct_per_1e5"]["adj.rate"], abs=1e-4)
    assert direct.low == pytest.approx(expected["direct_per_1e5"]["lci"], abs=1e-4)
    assert direct.high == pytest.approx(expected["direct_per_1e5"]["uci"], abs=1e-4)
    assert ratio.expected == pytest.approx(expected["sir"]["exp"], abs=1e-4)
    assert ratio.ratio == pytest.approx(expected["sir"]["sir"], abs=1e-9)
    assert [ratio.low, ratio.high] == pytest.approx([expected["sir"]["lci"], expected["sir"]["uci"]], abs=1e-9)
    # The source multiplies by this population's crude rate of the standard's expected events.
    assert ratio.expected / sum(inputs["population"]) > 0


def test_engagement_with_the_same_grades(case: Any) -> None:
    given = case("O-STD-3")
    n, score = given["expected"]["n"], given["expected"]["score"]
    grades = list(n["Man"])
    standard = [n["Man"][grade] + n["Woman"][grade] for grade in grades]
    for sex in ("Man", "Woman"):
        made = adjusted_index(
            [score[sex][grade] for grade in grades], [n[sex][grade] for grade in grades], standard, spread=0.25
        )
        assert made.crude == pytest.approx(given["expected"]["crude"][sex], abs=1e-9)
        assert made.adjusted == pytest.approx(given["expected"]["direct_standardised"][sex], abs=1e-9)
        assert made.low < made.adjusted < made.high
    expected = expected_index([n["Woman"][grade] for grade in grades], [score["Man"][grade] for grade in grades])
    ratio = given["expected"]["crude"]["Woman"] / expected
    assert ratio == pytest.approx(given["expected"]["indirect_ratio_woman_vs_men_rates"], abs=1e-9)


def test_a_sample_weighed_as_the_whole_comes_near_the_published_figure(case: Any, shared_data: Path) -> None:
    given = case("O-STD-4")
    inputs, expected = given["inputs"], given["expected"]
    rows = reference.rows(shared_data / inputs["file"])
    ages = list(inputs["population_shares"])
    answers = {age: [float(row[inputs["item"]]) for row in rows if row["age"] == age] for age in ages}
    means = [100 * float(np.mean([answer >= 4 for answer in answers[age]])) for age in ages]

    made = adjusted_index(
        means, [len(answers[age]) for age in ages], list(inputs["population_shares"].values()), spread=47
    )

    assert made.adjusted == pytest.approx(expected["standardised_pct"], abs=1e-6)
    assert made.crude == pytest.approx(expected["unstandardised_pct"], abs=1e-6)
    assert made.adjusted == pytest.approx(inputs["published"], abs=1.5)


def test_over_dispersion_of_districts(case: Any, shared_data: Path) -> None:
    given = case("O-FUN-1")
    expected = given["expected"]
    rows = reference.rows(shared_data / given["inputs"]["file"])
    funnel = arcsine_funnel([float(row["n"]) for row in rows], [float(row["d"]) for row in rows])

    raw = over_dispersion(funnel, trim=0)
    winsorised = over_dispersion(funnel)
    truncated = over_dispersion(funnel, treatment=Treatment.TRUNCATE)

    assert funnel.target == pytest.approx(expected["target_transformed"], abs=1e-6)
    assert funnel.z[:5].tolist() == pytest.approx(expected["z_first5"], abs=1e-6)
    assert raw.phi == pytest.approx(expected["phi_raw"], abs=1e-6)
    assert winsorised.phi == pytest.approx(expected["phi_winsorised_10pct"], abs=1e-6)
    assert winsorised.tau_squared == expected["tau2_winsorised_10pct"]
    assert truncated.phi == pytest.approx(expected["phi_truncated_10pct"], abs=1e-6)
    assert raw.tau_squared > 0
    assert int((np.abs(funnel.z) > 3).sum()) == expected["n_outside_3sd_unadjusted"]
    assert int((np.abs(adjusted_for(funnel, winsorised).z) > 3).sum()) == expected["n_outside_3sd_adjusted"]


def test_districts_and_hospitals_outside_the_limits(case: Any, shared_data: Path) -> None:
    given = case("O-FUN-2")
    expected = given["expected"]
    rows = reference.rows(shared_data / given["inputs"]["file"])
    events, people = [float(row["n"]) for row in rows], [float(row["d"]) for row in rows]
    funnel = share_funnel(events, people)
    assert funnel.target == pytest.approx(expected["target"], abs=1e-12)
    assert over_dispersion(funnel, trim=0).phi == pytest.approx(expected["phi_naive"], abs=1e-6)
    assert int(funnel.outside(0.95).sum()) == expected["outside_95_normal"]
    flagged = [rows[place]["District"].strip() for place in np.flatnonzero(funnel.outside(0.998))]
    assert sorted(flagged) == expected["flagged_998"]
    assert int(outside_exact(events, people, 0.998).sum()) == expected["outside_998_exact"]
    hospitals = case("O-FUN-3")
    rows = reference.rows(shared_data / hospitals["inputs"]["file"])
    deaths, operations = [float(row["Deaths"]) for row in rows], [float(row["Operations"]) for row in rows]
    funnel = share_funnel(deaths, operations)
    made = {row["Hospital"]: z for row, z in zip(rows, funnel.z.tolist(), strict=True)}
    assert made == pytest.approx(hospitals["expected"]["z"], abs=1e-6)
    bristol = [row["Hospital"] for row in rows].index("Bristol")
    tail = upper_tail(deaths, operations, funnel.target)[bristol]
    assert tail == pytest.approx(hospitals["expected"]["p_upper_exact_Bristol"], rel=1e-6)
    flagged = [rows[place]["Hospital"] for place in np.flatnonzero(funnel.outside(0.998) & (funnel.z > 0))]
    assert flagged == hospitals["expected"]["flagged_998"]


def test_eighteen_batters(case: Any) -> None:
    given = case("O-EB-1")
    y = given["inputs"]["y"]
    mean = float(np.mean(y))

    made = james_stein(y, mean * (1 - mean) / given["inputs"]["n"])

    assert made.grand_mean == pytest.approx(given["expected"]["grand_mean"])
    assert made.factor == pytest.approx(given["expected"]["shrinkage_factor"], abs=1e-9)
    assert made.estimates.tolist() == pytest.approx(given["expected"]["estimates"], abs=1e-9)


def test_pay_of_a_whole_county(case: Any, shared_data: Path) -> None:
    given = case("O-PAY-1")
    expected = given["expected"]
    rows = reference.rows(shared_data / given["inputs"]["file"])
    pay = np.array([float(row["Salary"]) for row in rows])
    woman = np.array([row["Gender"] == "F" for row in rows])
    grade, department = [row["Grade"] for row in rows], [row["Department"] for row in rows]

    made = gaps(pay, woman)
    bands = quartile_bands(pay, woman)
    by_grade = adjusted_gap(pay, woman, grade)
    by_both = adjusted_gap(pay, woman, grade, department)

    assert (made.men, made.women) == (expected["n_men"], expected["n_women"])
    assert made.mean_gap == pytest.approx(expected["mean_gap_pct"], abs=1e-6)
    assert made.median_gap == pytest.approx(expected["median_gap_pct"], abs=1e-6)
    quartiles = expected["quartiles_low_to_high"]
    assert [band.n for band in bands] == quartiles["n"]
    assert [band.women_percent for band in bands] == pytest.approx(quartiles["women_pct"], abs=0.1)
    assert by_grade.coefficient == pytest.approx(expected["log_coef_women_grade_fe"], abs=1e-8)
    assert by_both.coefficient == pytest.approx(expected["log_coef_women_grade_dept_fe"], abs=1e-8)
    assert by_grade.low < by_grade.gap < by_grade.high
    both = [
        made
        for name in sorted(set(grade))
        if (made := gaps(pay[[g == name for g in grade]], woman[[g == name for g in grade]])).women >= 10
        and made.men >= 10
    ]
    assert len(both) == expected["grades_with_10_of_each"]
    assert sum(made.mean_gap >= 5 for made in both) == expected["grades_gap_ge_5pct"]


def test_what_the_countys_gap_is_made_of(case: Any, shared_data: Path) -> None:
    given = case("O-OAX-2")
    expected = given["expected"]
    rows = reference.rows(shared_data / given["inputs"]["file"])
    sexes: dict[str, set[str]] = {}
    for row in rows:
        sexes.setdefault(row["Grade"], set()).add(row["Gender"])
    rows = [row for row in rows if len(sexes[row["Grade"]]) == 2]
    grades = sorted({row["Grade"] for row in rows})
    qualities = np.array([[row["Grade"] == grade for grade in grades[1:]] for row in rows], dtype=float)

    made = oaxaca_blinder(
        np.log([float(row["Salary"]) for row in rows]), qualities, [row["Gender"] == "F" for row in rows]
    )

    assert sum(made.n) == given["inputs"]["n"]
    assert made.difference == pytest.approx(expected["gap"], abs=1e-6)
    for reference_group, name in (
        (Reference.FIRST, "male_coef"),
        (Reference.SECOND, "female_coef"),
        (Reference.POOLED, "pooled_neumark"),
        (Reference.POOLED_WITH_GROUP, "pooled_with_group_jann"),
    ):
        assert made.explained[reference_group] == pytest.approx(expected[f"explained_{name}"], abs=1e-6)
        assert made.unexplained[reference_group] == pytest.approx(expected[f"unexplained_{name}"], abs=1e-6)
    assert made.endowments == pytest.approx(expected["threefold_endowments"], abs=1e-6)
    assert made.coefficients == pytest.approx(expected["threefold_coefficients"], abs=1e-6)
    assert made.interaction == pytest.approx(expected["threefold_interaction"], abs=1e-6)


def test_wages_of_two_groups_in_chicago(case: Any, shared_data: Path) -> None:
    given = case("O-OAX-1")
    expected = given["expected"]
    path = shared_data / given["inputs"]["file"]
    rows = reference.matrix(path, ["ln.real.wage", "foreign.born", *given["inputs"]["x"]])

    made = oaxaca_blinder(rows[:, 0], rows[:, 2:], rows[:, 1] == 1)

    assert sum(made.n) == given["inputs"]["n"]
    assert made.difference == pytest.approx(expected["difference"], abs=1e-6)
    assert made.endowments == pytest.approx(expected["threefold"]["coef(endowments)"], abs=1e-6)
    assert made.coefficients == pytest.approx(expected["threefold"]["coef(coefficients)"], abs=1e-6)
    assert made.interaction == pytest.approx(expected["threefold"]["coef(interaction)"], abs=1e-6)
    for line in expected["twofold"]:
        weight = line["group_weight"]
        if weight >= 0:
            parts = twofold(made, weight)
        else:
            pooled = Reference.POOLED if weight == -1 else Reference.POOLED_WITH_GROUP
            parts = made.explained[pooled], made.unexplained[pooled]
        assert parts == pytest.approx((line["explained"], line["unexplained"]), abs=1e-6)


def test_two_years_of_a_census_with_a_false_discovery_rate(case: Any, shared_data: Path) -> None:
    given = case("O-YOY-1")
    early, late = (reference.rows(shared_data / name) for name in given["inputs"]["files"])
    tests = given["expected"]["tests"]
    p = []
    for line in tests:
        before, after = (
            np.array(
                [
                    float(row[line["item"]])
                    for row in rows
                    if (row["age"], row["gender"]) == (line["age"], line["gender"])
                ]
            )
            for rows in (early, late)
        )
        shares = two_shares((int((before >= 4).sum()), int((after >= 4).sum())), (before.size, after.size))
        sizes = effect_sizes(after, before)
        assert shares.n == (line["n2014"], line["n2020"])
        assert shares.difference_points == pytest.approx(line["diff_pp"], abs=1e-6)
        assert shares.p == pytest.approx(line["p"], abs=1e-6)
        assert welch(after, before).p == pytest.approx(line["welch_p"], abs=1e-6)
        assert sizes.cohen_d == pytest.approx(line["cohen_d"], abs=1e-6)
        assert sizes.cliff_delta == pytest.approx(line["cliff_delta"], abs=1e-6)
        p.append(shares.p)
    assert benjamini_hochberg(p).tolist() == pytest.approx([line["p_bh"] for line in tests], abs=1e-6)
