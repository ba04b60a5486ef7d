"""Published figures that index, uncertainty and comparison must hit, where the folder of real files is there."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from measures.comparison import (
    benjamini_hochberg,
    bonferroni,
    cohens_h,
    effect_sizes,
    holm,
    two_shares,
    welch,
)
from measures.estimate import Scale
from measures.index_score import favourable_share, item_index, mean_from_counts, response_rate, weighted_score
from measures.uncertainty import mean_interval, share_interval, wilson_interval

LIKERT = Scale(1, 5)


@pytest.fixture
def case(shared_data: Path) -> Any:
    """Return a function from the id of a reference case to the case."""
    with (shared_data / "reference_cases.jsonl").open(encoding="utf-8") as file:
        cases = {found["id"]: found for found in map(json.loads, file)}
    return lambda name: cases[name]


def _column(path: Path, name: str) -> np.ndarray:
    with path.open(encoding="utf-8") as file:
        return np.array([float(row[name]) if row[name] else np.nan for row in csv.DictReader(file)])


def test_weights_make_the_civil_service_index(case: Any) -> None:
    given = case("O-IDX-1")

    made = {
        name: float(weighted_score(shares, given["inputs"]["weights"], normalise=False))
        for name, shares in given["inputs"]["distribution_pct"].items()
    }

    assert made["A"] == pytest.approx(given["expected"]["A"], abs=given["tolerance"])
    assert made["B"] == pytest.approx(given["expected"]["B"], abs=given["tolerance"])


def test_a_respondents_five_answers_and_a_groups_scores_average(case: Any) -> None:
    given = case("O-IDX-2")
    answers = [5, 4, 4, 3, 2]
    counts = np.bincount(answers, minlength=6)[1:]

    assert item_index(counts, [1, 2, 3, 4, 5], LIKERT) == pytest.approx(given["expected"]["respondent"])
    assert np.mean(given["inputs"]["group_scores"]) == given["expected"]["group"]


def test_margins_of_error_with_finite_population_correction(case: Any) -> None:
    given = case("O-FPC-1")
    for name, group in given["inputs"]["groups"].items():
        made = share_interval(group["p"], group["n"], population=group["N"])
        assert 100 * made.half_width == pytest.approx(given["expected"]["moe_pp_exact"][name], abs=0.06)
        assert round(100 * made.half_width) == given["expected"]["moe_pp_rounded"][name]
        without = share_interval(group["p"], group["n"])
        assert without.half_width > made.half_width


def test_the_table_of_margins_without_correction(case: Any) -> None:
    given = case("O-MOE-1")
    made = [
        [int(100 * share_interval(p, n).half_width + 0.5) for p in given["inputs"]["p"]] for n in given["inputs"]["n"]
    ]
    assert made == given["expected"]["moe_pp_rounded"]


def test_a_sum_of_classes_is_rounded_at_the_last_stage(case: Any) -> None:
    given = case("O-RND-1")
    counts = given["inputs"]["counts"][::-1]

    positive = float(favourable_share(counts, [1, 2, 3, 4, 5], LIKERT))

    assert positive == pytest.approx(given["expected"]["positive_pct"], abs=given["tolerance"])
    assert int(positive + 0.5) == given["expected"]["positive_displayed"]


def test_wilson(case: Any) -> None:
    given = case("O-WIL-1")
    for x, n, expected in zip(given["inputs"]["x"], given["inputs"]["n"], given["expected"]["ci"], strict=True):
        made = wilson_interval(x, n)
        assert [made.low, made.high] == pytest.approx(expected, abs=given["tolerance"])


def test_means_and_shares_of_the_school_sample(case: Any, shared_data: Path) -> None:
    given = case("O-FPC-2")
    path = shared_data / given["inputs"]["file"]
    for name in given["inputs"]["columns"]:
        made = mean_interval(_column(path, name), population=given["inputs"]["N"])
        assert made.value == pytest.approx(given["expected"]["mean"][name])
        assert made.standard_error == pytest.approx(given["expected"]["se"][name], abs=given["tolerance"])
    enroll = mean_interval(_column(path, "enroll"), population=given["inputs"]["N"])
    assert [enroll.low, enroll.high] == pytest.approx(given["expected"]["ci95_normal_enroll"])
    share = case("O-FPC-3")
    with path.open(encoding="utf-8") as file:
        kinds = [row["stype"] for row in csv.DictReader(file)]
    p = kinds.count("E") / len(kinds)
    made = share_interval(p, len(kinds), population=share["inputs"]["N"], unbiased=True)
    assert made.value == pytest.approx(share["expected"]["p"])
    assert made.standard_error == pytest.approx(share["expected"]["se"], abs=share["tolerance"])


def test_a_real_small_unit(case: Any) -> None:
    given = case("O-FPC-4")
    assert response_rate(20, 26) == pytest.approx(given["expected"]["response_rate_pct"], abs=0.05)
    for item, (positive, _negative, n) in given["inputs"]["item_pos_neg_n"].items():
        made = share_interval(positive / 100, n, population=given["inputs"]["N"])
        expected = given["expected"]["moe_pp_with_fpc"][item]
        assert 100 * made.half_width == pytest.approx(expected, abs=0.011), item


def test_a_theme_is_the_mean_of_its_items(case: Any, shared_data: Path) -> None:
    given = case("O-THM-1")
    with (shared_data / given["inputs"]["file"]).open(encoding="utf-8") as file:
        row = next(row for row in csv.DictReader(file) if given["inputs"]["row"] in row.values())
    made = np.mean([float(row[name].rstrip("%")) for name in given["inputs"]["items"]])
    assert made == pytest.approx(given["expected"]["theme_unrounded_from_rounded_items"])
    assert made == pytest.approx(given["expected"]["published_theme"], abs=given["tolerance"])


def test_false_discovery_rate(case: Any) -> None:
    given = case("O-BH-1")
    p = given["inputs"]["p"]
    assert benjamini_hochberg(p) == pytest.approx(given["expected"]["bh_adjusted"], abs=given["tolerance"])
    assert int((benjamini_hochberg(p) <= 0.05).sum()) == given["expected"]["rejected_bh"]
    assert int((bonferroni(p) <= 0.05).sum()) == given["expected"]["rejected_bonferroni"]
    assert holm(p) == pytest.approx(given["expected"]["holm_adjusted"], abs=given["tolerance"])


def test_students_sleep_data(case: Any) -> None:
    given = case("O-ES-1")
    _holds(given["inputs"]["a"], given["inputs"]["b"], given)


def test_effect_sizes_of_likert_answers(case: Any, shared_data: Path) -> None:
    given = case("O-ES-2")
    inputs = given["inputs"]
    with (shared_data / inputs["file"]).open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row[inputs["item"]]]
    a, b = ([float(row[inputs["item"]]) for row in rows if row[inputs["group"]] == inputs[name]] for name in ("a", "b"))
    _holds(a, b, given)


def _holds(a: list[float], b: list[float], given: dict[str, Any]) -> None:
    expected, tolerance = given["expected"], given["tolerance"]
    sizes, test = effect_sizes(a, b), welch(a, b)
    assert sizes.pooled_spread == pytest.approx(expected["pooled_sd"], abs=tolerance)
    assert sizes.cohen_d == pytest.approx(expected["cohen_d"], abs=tolerance)
    assert sizes.hedges_g == pytest.approx(expected["hedges_g_approx"], abs=tolerance)
    assert sizes.cliff_delta == pytest.approx(expected["cliff_delta"], abs=tolerance)
    assert sizes.chance_a_higher == pytest.approx(expected["cles_prob_a_gt_b"], abs=tolerance)
    assert test.t == pytest.approx(expected["welch_t"], abs=tolerance)
    assert test.degrees == pytest.approx(expected["welch_df"], rel=1e-6)
    assert test.p == pytest.approx(expected["welch_p"], abs=tolerance)
    assert [test.low, test.high] == pytest.approx(expected["welch_ci"], abs=tolerance)


def test_two_shares_as_an_angle(case: Any) -> None:
    given = case("O-ES-3")
    made = cohens_h(given["inputs"]["p1"], given["inputs"]["p2"])
    assert made == pytest.approx(given["expected"]["h"], abs=given["tolerance"])


def test_year_on_year(case: Any, shared_data: Path) -> None:
    given = case("O-YOY-1")
    rows = []
    for name in given["inputs"]["files"]:
        with (shared_data / name).open(encoding="utf-8") as file:
            rows.append(list(csv.DictReader(file)))
    p_values = []
    for expected in given["expected"]["tests"]:
        before, now = (
            [
                float(row[expected["item"]])
                for row in year
                if row["age"] == expected["age"] and row["gender"] == expected["gender"] and row[expected["item"]]
            ]
            for year in rows
        )
        good = tuple(sum(value >= 4 for value in year) for year in (before, now))
        made = two_shares(good, (len(before), len(now)))  # type: ignore[arg-type]
        assert made.n == (expected["n2014"], expected["n2020"])
        assert made.difference_points == pytest.approx(expected["diff_pp"], abs=1e-6)
        assert made.z == pytest.approx(expected["z"], abs=1e-6)
        assert made.p == pytest.approx(expected["p"], abs=1e-6)
        assert welch(now, before).p == pytest.approx(expected["welch_p"], abs=1e-6)
        assert effect_sizes(now, before).cohen_d == pytest.approx(expected["cohen_d"], abs=1e-6)
        p_values.append(made.p)
    adjusted = benjamini_hochberg(p_values)
    assert adjusted == pytest.approx([test["p_bh"] for test in given["expected"]["tests"]], abs=1e-6)
    assert int((adjusted <= 0.05).sum()) == given["expected"]["significant_BH_05"]


def test_every_published_index_of_the_domain(shared_data: Path) -> None:
    with (shared_data / "hme_check.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        parts = dict(pair.split("=") for pair in row["input"].split(";"))
        numbers = [float(value) for value in parts.values()]
        published = float(row["published"]) if row["published"] else 0.0
        tolerance = 0.5 * 10.0 ** -int(row["decimals"])
        if row["kind"] == "distribution_to_index":
            made = float(item_index(numbers, [1, 2, 3, 4, 5], LIKERT))
        elif row["kind"] == "distribution_to_mean":
            made = float(mean_from_counts(numbers, [1, 2, 3, 4, 5]))
        elif row["kind"] == "delindex_to_total":
            made = float(np.mean(numbers))
        elif row["kind"] == "bounds_from_rounded_parts":
            assert np.mean(numbers) - 0.5 <= published < np.mean(numbers) + 0.5
            continue
        elif row["case_id"] == "R3":
            made = response_rate(numbers[0], sum(numbers))
        elif row["kind"] in ("response_rate", "share_top_two", "goal_fulfilment"):
            made = response_rate(numbers[0], numbers[1])
        else:
            continue
        assert made == pytest.approx(published, abs=tolerance + 1e-9), row["case_id"]
