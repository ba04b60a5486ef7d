"""Analyses are frozen as cells: the right figures, for groups of fifty and more, and never for a part of a group."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from measures.agreement import group_reliability, within_group_agreement
from measures.disclosure.floors import Floors
from measures.disclosure.unit_tree import UnitTree
from measures.drivers import relative_weights
from measures.estimate import Reason, Shown, Withheld
from measures.reliability import cronbach_alpha
from surveys.findings.answers import Answers, answers_of, ballots_of
from surveys.findings.breakdown_counts import Breakdowns
from surveys.findings.option_shares import option_shares
from surveys.findings.protect import Protected, protect
from surveys.findings.questions import Questions
from surveys.findings.tabulate import tabulate_units
from surveys.findings.unit_findings import UnitFindings
from surveys.instrument import read_instrument
from workplace.definitions.document import parse
from workplace.releases.export import csv_lines

ITEMS = ("q1", "q2", "q3", "q4")
INSTRUMENT = (
    'kind = "instrument"\nkey = "a"\nversion = "1"\ntitle.sv = "A"\n'
    + "".join(
        f'[[item]]\nkey = "{key}"\ntype = "likert"\nfrom = 1\nto = 5\ntext.sv = "{key}"\npolicy_area = "{area}"\n'
        f"{extra}"
        for key, area, extra in (
            ("q1", "uppdrag", ""),
            ("q2", "uppdrag", "reversed = true\n"),
            ("q3", "ledarskap", ""),
            ("q4", "ledarskap", "unsure = true\n"),
        )
    )
    + '[[item]]\nkey = "rec"\ntype = "enps"\ntext.sv = "Rekommenderar du?"\n'
    + '[[item]]\nkey = "place"\ntype = "one"\ntext.sv = "Var?"\n'
    + '[[item.option]]\ncode = "in"\ntext.sv = "Inne"\n[[item.option]]\ncode = "out"\ntext.sv = "Ute"\n'
    + '[[item]]\nkey = "tools"\ntype = "many"\ntext.sv = "Vad?"\n'
    + '[[item.option]]\ncode = "x"\ntext.sv = "X"\n[[item.option]]\ncode = "y"\ntext.sv = "Y"\n'
    + '[[index]]\nkey = "half"\ntitle.sv = "H"\nitems = ["q1", "q2"]\n'
    + '[[index]]\nkey = "total"\ntitle.sv = "T"\nitems = ["q1", "q2", "q3", "q4"]\nrole = "total"\n'
)
UNITS = {"top": None, "a": "top", "b": "top", "c": "top"}
SIZES = {"top": 30, "a": 70, "b": 60, "c": 60}


@pytest.fixture(scope="module")
def questions() -> Questions:
    return Questions.of(read_instrument(parse(INSTRUMENT)))


def ballots(sizes: Mapping[str, int] = SIZES, *, seed: int = 1) -> list[tuple[str, dict[str, Any]]]:
    """Answers that hang together within a person and within a unit; some passed over, some "vet ej"."""
    rng = np.random.default_rng(seed)
    made = []
    for place, (unit_id, size) in enumerate(sizes.items()):
        for _ in range(size):
            level = rng.normal(3.3 + 0.3 * place, 0.8)
            given: dict[str, Any] = {
                key: int(np.clip(np.rint(level + rng.normal(0, 0.7)), 1, 5)) for key in ITEMS if rng.random() > 0.03
            }
            if "q2" in given:
                given["q2"] = 6 - given["q2"]
            if rng.random() < 0.15:
                given["q4"] = None
            given["rec"] = int(np.clip(np.rint(2 * level + rng.normal(0, 1.5)), 0, 10))
            given["place"] = "in" if rng.random() < 0.7 else "out"
            given["tools"] = [code for code in ("x", "y") if rng.random() < 0.5]
            made.append((unit_id, given))
    return made


def released(
    questions: Questions, given: list[tuple[str, dict[str, Any]]], *, has_register: bool = True
) -> tuple[Protected, dict[str, UnitFindings], Answers]:
    units = {unit_id: place for place, unit_id in enumerate(UNITS)}
    tree = UnitTree.from_parents(list(UNITS), [-1 if above is None else units[above] for above in UNITS.values()])
    answers = answers_of(questions, units, given)
    counted = tabulate_units(questions, answers, len(units))
    made = protect(
        questions,
        tree,
        counted,
        floors=Floors(),
        eligible=np.ceil(counted.respondents / 0.8).astype(np.int64) if has_register else None,
        breakdowns=Breakdowns({}, {}, {}),
        answers=answers,
    )
    layout = made.plan.layout
    return made, {page.unit_id: UnitFindings("w.1", layout, page) for page in made.pages()}, answers


def points(given: list[tuple[str, dict[str, Any]]], keys: tuple[str, ...]) -> np.ndarray:
    """Answers as points with NaN, q2 turned, worked out anew here."""
    table = np.array(
        [[np.nan if one.get(key) is None else (one[key] - 1) * 25.0 for key in keys] for _, one in given], dtype=float
    )
    for place, key in enumerate(keys):
        if key == "q2":
            table[:, place] = 100 - table[:, place]
    return table


def value(found: UnitFindings, measure: str, item: str, breakdown: str = "all") -> float:
    figure = found.cell(measure, item, breakdown)
    assert isinstance(figure, Shown), (measure, item, figure)
    return figure.estimate.value


def test_alpha_is_that_of_those_who_answered_all_items(questions: Questions) -> None:
    given = ballots()
    _, found, _ = released(questions, given)
    own = [one for one in given if one[0] == "a"]

    for unit_id, rows in (("top", given), ("a", own)):
        table = points(rows, ITEMS)
        expected = cronbach_alpha(table)
        figure = found[unit_id].cell("alpha", "total")
        assert isinstance(figure, Shown)
        assert figure.estimate.value == pytest.approx(expected.alpha, abs=0.0051)
        assert figure.estimate.low is not None
        assert figure.estimate.high is not None
        assert figure.estimate.low <= expected.low + 1e-9
        assert figure.estimate.high >= expected.high - 1e-9
        assert figure.estimate.n == int((~np.isnan(table).any(axis=1)).sum())


def test_agreement_is_that_of_the_direct_groups_within_the_unit(questions: Questions) -> None:
    given = ballots()
    _, found, _ = released(questions, given)
    table = points(given, ITEMS)
    enough = (~np.isnan(table)).sum(axis=1) >= 2
    own, groups = np.nanmean(table[enough], axis=1), np.array([unit for unit, _ in given])[enough]
    expected = group_reliability(own, groups)
    rwg = within_group_agreement(table[enough] / 25, groups, points=5)

    assert value(found["top"], "icc1", "total") == pytest.approx(expected.icc1, abs=0.0051)
    assert value(found["top"], "icc2", "total") == pytest.approx(expected.icc2, abs=0.0051)
    assert value(found["top"], "rwg", "total") == pytest.approx(float(np.median(rwg.agreement)), abs=0.0051)
    assert found["a"].cell("icc1", "total") == Withheld(Reason.TOO_FEW)


def test_driver_weights_are_shares_of_what_goes_together_with_recommending(questions: Questions) -> None:
    given = ballots()
    _, found, _ = released(questions, given)
    mission, leading = points(given, ("q1", "q2")), points(given, ("q3", "q4"))
    with np.errstate(invalid="ignore"):
        columns = np.column_stack([_half_mean(mission), _half_mean(leading)])
    outcome = np.array([float(one["rec"]) for _, one in given])
    expected = relative_weights(outcome, columns)

    shares = [100 * weight / sum(expected.weights) for weight in expected.weights]
    assert value(found["top"], "driver_weight", "uppdrag") == pytest.approx(shares[0], abs=0.51)
    assert value(found["top"], "driver_weight", "ledarskap") == pytest.approx(shares[1], abs=0.51)
    assert value(found["top"], "explained", "rec") == pytest.approx(100 * expected.r_squared, abs=0.51)
    assert found["a"].cell("driver_weight", "uppdrag") == Withheld(Reason.TOO_FEW)


def _half_mean(table: np.ndarray) -> np.ndarray:
    answered = (~np.isnan(table)).sum(axis=1)
    return np.where(answered * 2 >= table.shape[1], np.nansum(table, axis=1) / np.maximum(answered, 1), np.nan)


def test_bounds_for_the_silent_follow_from_the_figures_that_are_shown(questions: Questions) -> None:
    _, found, _ = released(questions, ballots())
    for unit_id in ("top", "a"):
        index, rate = value(found[unit_id], "index", "total"), value(found[unit_id], "response_rate", "")
        low, high = (value(found[unit_id], measure, "total") for measure in ("bias_low", "bias_high"))
        assert low == int(index * rate / 100 + 0.5)
        assert high == int(index * rate / 100 + 100 - rate + 0.5)


def test_without_a_register_there_are_no_bounds(questions: Questions) -> None:
    _, found, _ = released(questions, ballots(), has_register=False)

    assert found["top"].cell("bias_low", "total") == Withheld(Reason.NO_REGISTER)


def test_vet_ej_is_a_share_of_the_respondents_and_no_answer(questions: Questions) -> None:
    given = ballots()
    _, found, answers = released(questions, given)
    unsure = sum("q4" in one and one["q4"] is None for _, one in given)

    figure = found["top"].cell("unsure", "q4")
    assert isinstance(figure, Shown)
    assert figure.estimate.value == int(100 * unsure / len(given) + 0.5)
    assert figure.estimate.n == len(given)
    assert not found["top"].has_cell("unsure", "q1")
    mean = found["top"].cell("mean", "q4")
    assert isinstance(mean, Shown)
    assert mean.estimate.n == sum(one.get("q4") is not None for _, one in given)
    assert [given for given in ballots_of(questions, answers) if "q4" in given and given["q4"] is None]


def test_a_group_of_forty_nine_shows_its_classes_and_no_analysis(questions: Questions) -> None:
    _, found, _ = released(questions, ballots({"top": 30, "a": 49, "b": 60, "c": 60}))

    assert found["a"].rung() == 4
    for measure, item in (("alpha", "total"), ("bias_low", "total"), ("driver_weight", "uppdrag")):
        assert found["a"].cell(measure, item) == Withheld(Reason.TOO_FEW)


def test_a_unit_and_the_one_below_it_do_not_both_show_an_analysis_where_they_differ_by_few(
    questions: Questions,
) -> None:
    _, found, _ = released(questions, ballots({"top": 0, "a": 120, "b": 25, "c": 0}))

    shown = [isinstance(found[unit_id].cell("alpha", "total"), Shown) for unit_id in ("top", "a")]
    assert all(found[unit_id].rung() == 4 for unit_id in ("top", "a", "b"))
    assert sorted(shown) == [False, True]
    hidden = found["a" if shown[0] else "top"].cell("alpha", "total")
    assert hidden == Withheld(Reason.PROTECTS_OTHER)


def test_where_everybody_answered_alike_there_is_no_alpha_and_no_traceback(questions: Questions) -> None:
    given = [(unit_id, dict.fromkeys(ITEMS, 3) | {"rec": 7}) for unit_id, size in SIZES.items() for _ in range(size)]

    _, found, _ = released(questions, given)

    assert isinstance(found["top"].cell("index", "total"), Shown)
    for measure, item in (("alpha", "total"), ("icc1", "total"), ("driver_weight", "uppdrag")):
        assert found["top"].cell(measure, item) == Withheld(Reason.NO_SPREAD)


def test_a_category_has_no_analysis_and_the_file_has_no_row_for_one(questions: Questions) -> None:
    made, _, _ = released(questions, ballots())
    layout = made.plan.layout
    assert layout.width("sex") == layout.counted < len(layout.cells)

    rows = list(csv.DictReader(io.StringIO("".join(csv_lines("w.1", layout, made.pages())))))

    alphas = [row for row in rows if row["measure"] == "alpha" and row["status"] == "shown"]
    assert {row["breakdown"] for row in alphas} <= {"all", "direct"}
    assert all(len(row["value"].split(".")[1]) == 2 for row in alphas)
    assert {row["status"] for row in rows if row["measure"] == "alpha"} == {"shown", "withheld"}


def test_the_shares_of_choices_are_read_in_the_order_of_the_options(questions: Questions) -> None:
    given = ballots()
    _, found, _ = released(questions, given)

    one, many = (option_shares(found["top"], questions.instrument.item(key)) for key in ("place", "tools"))

    assert [share.code for share in one] == ["in", "out"]
    assert [share.code for share in many] == ["x", "y"]
    share = one[0].figure
    assert isinstance(share, Shown)
    assert share.estimate.value == int(100 * sum(each["place"] == "in" for _, each in given) / len(given) + 0.5)
    assert isinstance(option_shares(found["top"], questions.instrument.item("tools"), "direct")[0].figure, Shown)
