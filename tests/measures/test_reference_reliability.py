"""Reliability, agreement, drivers and severity beside published and recomputed figures, where the files are there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

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
    within_group_agreement,
)
from measures.drivers import lmg_weights, relative_weights
from measures.reliability import Missing, cronbach_alpha, mcdonald_omega
from measures.severity import balanced_leniency, crossed_leniency
from measures.shrinkage import empirical_bayes
from tests.measures import reference


@pytest.fixture
def case(shared_data: Path) -> Any:
    found = reference.cases(shared_data)
    return lambda name: found[name]


@pytest.mark.parametrize("name", ["O-ALP-1", "O-ALP-3"])
def test_alpha_of_whole_files(name: str, case: Any, shared_data: Path) -> None:
    given = case(name)
    columns = given["inputs"]["columns"]
    expected = given["expected"]

    made = cronbach_alpha(reference.matrix(shared_data / given["inputs"]["file"], columns))

    assert made.alpha == pytest.approx(expected["alpha"], abs=1e-6)
    assert dict(zip(columns, made.item_rest, strict=True)) == pytest.approx(expected["item_rest_r"], abs=1e-6)
    assert made.low < made.alpha < made.high
    if "alpha_if_deleted" in expected:
        assert made.standardised == pytest.approx(expected["alpha_standardised"], abs=1e-6)
        assert dict(zip(columns, made.if_dropped, strict=True)) == pytest.approx(expected["alpha_if_deleted"], abs=1e-6)


def test_alpha_with_missing_answers_pairwise_and_listwise(case: Any, shared_data: Path) -> None:
    given = case("O-ALP-2")
    answers = reference.matrix(shared_data / given["inputs"]["file"], given["inputs"]["columns"])
    answers[:, 0] = 7 - answers[:, 0]

    pairwise = cronbach_alpha(answers, missing=Missing.PAIRWISE)
    listwise = cronbach_alpha(answers)

    assert pairwise.alpha == pytest.approx(given["expected"]["alpha_pairwise_cov"], abs=1e-6)
    assert listwise.alpha == pytest.approx(given["expected"]["alpha_listwise"], abs=1e-6)
    assert listwise.n == given["expected"]["n_listwise"]
    assert listwise.n < pairwise.n < len(answers)


@pytest.mark.parametrize(("name", "reverses"), [("O-OMG-1", False), ("O-OMG-2", True), ("O-OMG-3", False)])
def test_omega_of_one_factor(name: str, reverses: bool, case: Any, shared_data: Path) -> None:
    given = case(name)
    answers = reference.matrix(shared_data / given["inputs"]["file"], given["inputs"]["columns"])
    if reverses:
        answers[:, 0] = 7 - answers[:, 0]

    made = mcdonald_omega(answers)

    assert made.omega == pytest.approx(given["expected"]["omega_cfa_ml"], abs=0.0005)


@pytest.mark.parametrize(("name", "also"), [("O-LMG-1", "O-RWA-1"), ("O-LMG-2", "O-RWA-2"), ("O-LMG-3", None)])
def test_driver_weights(name: str, also: str | None, case: Any, shared_data: Path) -> None:
    given = case(name)
    predictors = given["inputs"]["predictors"]
    rows = reference.matrix(shared_data / given["inputs"]["file"], [given["inputs"]["outcome"], *predictors])
    expected = given["expected"]

    shapley = lmg_weights(rows[:, 0], rows[:, 1:])
    relative = relative_weights(rows[:, 0], rows[:, 1:])

    assert shapley.r_squared == pytest.approx(expected["R2"], abs=1e-6)
    assert relative.r_squared == pytest.approx(expected["R2"], abs=1e-6)
    assert dict(zip(predictors, shapley.weights, strict=True)) == pytest.approx(expected["lmg"], abs=1e-6)
    weights = case(also)["expected"]["raw_relative_weights"] if also else expected["raw_relative_weights"]
    assert dict(zip(predictors, relative.weights, strict=True)) == pytest.approx(weights, abs=1e-6)
    for alone in ("first", "last"):
        if alone in expected:
            made = getattr(shapley, alone)
            assert dict(zip(predictors, made, strict=True)) == pytest.approx(expected[alone], abs=1e-6)
            assert getattr(relative, alone) == pytest.approx(made)


def test_reliability_of_ninety_nine_companies(case: Any, shared_data: Path) -> None:
    given = case("O-ICC-1")
    rows = reference.rows(shared_data / given["inputs"]["file"])
    groups = np.array([row["GRP"] for row in rows])
    for expected in given["expected"]:
        values = np.array([reference.number(row[expected["variable"]]) for row in rows])
        made, drawn = group_reliability(values, groups), empirical_bayes(values, groups)
        assert made.icc1 == pytest.approx(expected["ICC1_anova"], abs=1e-6)
        assert made.icc2 == pytest.approx(expected["ICC2_anova"], abs=1e-6)
        assert drawn.between == pytest.approx(expected["tau2_reml"], abs=1e-4)
        assert drawn.within == pytest.approx(expected["sigma2_reml"], abs=1e-4)
        assert drawn.mean_reliability == pytest.approx(expected["mean_lambda"], abs=1e-4)


def test_shrunken_means_of_companies(case: Any, shared_data: Path) -> None:
    given = case("O-EB-2")
    rows = reference.rows(shared_data / given["inputs"]["file"])
    values = np.array([reference.number(row["WBEING"]) for row in rows])

    made = empirical_bayes(values, np.array([row["GRP"] for row in rows]))

    assert made.grand_mean == pytest.approx(given["expected"]["grand_mean"], abs=1e-4)
    for expected in given["expected"]["units"]:
        place = made.units.index(expected["unit"])
        assert made.n[place] == expected["n"]
        assert made.raw[place] == pytest.approx(expected["raw_mean"], abs=1e-6)
        assert made.reliability[place] == pytest.approx(expected["reliability"], abs=1e-4)
        assert made.shrunken[place] == pytest.approx(expected["eb_mean"], abs=1e-4)
        assert made.low[place] < made.shrunken[place] < made.high[place]


def test_agreement_within_companies(case: Any, shared_data: Path) -> None:
    given = case("O-RWG-1")
    expected = given["expected"]
    path = shared_data / given["inputs"]["file"]
    groups = [row["GRP"] for row in reference.rows(path)]

    several = within_group_agreement(reference.matrix(path, given["inputs"]["items_rwgj"]), groups, points=5)
    single = within_group_agreement(reference.matrix(path, [given["inputs"]["item_rwg"]])[:, 0], groups, points=5)

    assert len(several.groups) == expected["groups"]
    assert several.agreement.mean() == pytest.approx(expected["rwgj_mean"], abs=1e-6)
    assert np.median(several.agreement) == pytest.approx(expected["rwgj_median"], abs=1e-6)
    for group, value in expected["rwgj_first5"].items():
        assert several.agreement[several.groups.index(group)] == pytest.approx(value, abs=1e-6)
    assert int((several.agreement < 0.7).sum()) == expected["groups_below_070"]
    assert single.agreement.mean() == pytest.approx(expected["rwg_mean"], abs=1e-6)
    assert single.agreement.min() == expected["rwg_min"]


def test_raters_of_shrout_and_fleiss(case: Any) -> None:
    given = case("O-SF-1")
    made = rater_reliability(given["inputs"]["ratings_rows_are_targets"])
    by_name = {
        "ICC(1,1)": made.one_way,
        "ICC(2,1)": made.two_way,
        "ICC(3,1)": made.fixed,
        "ICC(1,k)": made.one_way_mean,
        "ICC(2,k)": made.two_way_mean,
        "ICC(3,k)": made.fixed_mean,
    }
    for name, value in by_name.items():
        assert value == pytest.approx(given["expected"][name], abs=5e-6)


def test_krippendorffs_own_example(case: Any) -> None:
    given = case("O-KRI-1")
    ratings = np.array(given["inputs"]["ratings_rows_are_raters"], dtype=float)
    for level in Level:
        assert krippendorffs_alpha(ratings, level=level).kappa == pytest.approx(
            given["expected"][level.value], abs=5e-4
        )


def test_kappas_of_real_raters(case: Any, shared_data: Path) -> None:
    given = case("O-KAP-1")
    ratings = reference.matrix(shared_data / given["inputs"]["file"], given["inputs"]["raters"])
    for weights, name in ((Weights.NONE, "unweighted"), (Weights.LINEAR, "linear"), (Weights.QUADRATIC, "quadratic")):
        made = cohens_kappa(ratings[:, 0], ratings[:, 1], weights=weights)
        assert made.kappa == pytest.approx(given["expected"][name], abs=1e-6)
    diagnoses = case("O-FLK-1")
    rows = [list(row.values()) for row in reference.rows(shared_data / diagnoses["inputs"]["file"])]
    names = sorted({name for row in rows for name in row})
    counts = [[row.count(name) for name in names] for row in rows]
    assert fleiss_kappa(counts).kappa == pytest.approx(diagnoses["expected"]["kappa"], abs=1e-6)


def test_leniency_where_all_rated_all(case: Any, shared_data: Path) -> None:
    given = case("O-LEN-1")
    expected = given["expected"]
    ratings = reference.matrix(shared_data / given["inputs"]["file"], ["rater1", "rater2", "rater3"])

    made = balanced_leniency(ratings)

    assert made.grand_mean == pytest.approx(expected["grand_mean"], abs=1e-6)
    assert made.leniency.tolist() == pytest.approx(list(expected["leniency"].values()), abs=1e-6)
    assert made.f == pytest.approx(expected["F_rater"], abs=1e-6)
    assert made.p == pytest.approx(expected["p_rater"], abs=1e-6)
    values = np.unique(ratings)
    counts = np.stack([(ratings == value).sum(axis=1) for value in values], axis=1)
    assert fleiss_kappa(counts).kappa == pytest.approx(expected["fleiss_kappa"], abs=1e-6)


def test_leniency_in_crossed_unbalanced_ratings(case: Any, shared_data: Path) -> None:
    given = case("O-LEN-2")
    expected = given["expected"]
    rows = reference.rows(shared_data / given["inputs"]["file"])

    made = crossed_leniency([row["s"] for row in rows], [row["d"] for row in rows], [float(row["y"]) for row in rows])

    assert (made.n, len(made.raters), len(made.targets)) == (expected["n"], expected["raters"], expected["targets"])
    assert made.mean == pytest.approx(expected["mu"], abs=2e-4)
    assert made.of_raters == pytest.approx(expected["var_rater"], abs=2e-4)
    assert made.of_targets == pytest.approx(expected["var_target"], abs=2e-4)
    assert made.of_rest == pytest.approx(expected["var_resid"], abs=2e-4)
    for name, value in expected["rater_blup_top4"].items():
        place = made.raters.index(name)
        assert made.leniency[place] == pytest.approx(value, abs=5e-4)
        assert made.raw[place] == pytest.approx(expected["raw_rater_dev_top4"][name], abs=1e-6)
        assert made.low[place] < made.leniency[place] < made.high[place]
