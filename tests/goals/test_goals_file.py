"""Reading files of goals: which row is what, and every problem at once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from appraisal.goals.goal_tree import Goal, GoalPlan, Level, chain_of, plans_of
from appraisal.goals.goals_file import read_goals
from appraisal.goals.target import TargetKind
from workplace.errors import Problem, Refused
from workplace.imports.table import GivenFile, read_table

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "import-goals.md"
HEADER = (
    "unit_id;level;goal_id;parent_goal_id;Mål;Indikator;Årsmål;KF:s årsmål;Periodicitet;Utfall;Prognos;"
    "Startdatum;Slutdatum"
)
UNITS = {"torg1", "torg2"}


def example() -> str:
    found = re.search(r"```\n(unit_id;.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


def read(text: str, stored: dict[str, Goal] | None = None) -> GoalPlan:
    table = read_table(GivenFile("mal.csv", text.encode()))
    return read_goals(table, units=UNITS, stored=stored or {})


def rows(*lines: str) -> str:
    """Put lines of cells under the header; missing cells at the end are empty."""
    filled = [line + ";" * (HEADER.count(";") - line.count(";")) for line in lines]
    return "\n".join([HEADER, *filled]) + "\n"


def problems(text: str, stored: dict[str, Goal] | None = None) -> list[Problem]:
    with pytest.raises(Refused) as refused:
        read(text, stored)
    return list(refused.value.problems)


def test_the_example_of_the_documentation_is_read_as_it_says() -> None:
    plan = read(example())
    assert {goal_id: goal.level for goal_id, goal in plan.goals.items()} == {
        "4": Level.DIRECTION,
        "4.2": Level.COUNCIL,
        "T1": Level.UNIT,
    }
    assert [goal.goal_id for goal in chain_of(plan.goals, "T1")] == ["4", "4.2"]
    assert [(each.name, each.target.text, each.outcome.text) for each in plan.indicators] == [
        ("Aktivt medskapandeindex", "80", "79"),
        ("Sjukfrånvaro", "7 %", "6,8 %"),
    ]
    assert plan.indicators[1].council_target.kind is TargetKind.DELEGATED
    (activity,) = plan.activities
    assert (activity.goal_id, activity.unit_id) == ("T1", "torg1")
    assert activity.text == "Gå igenom målen på en arbetsplatsträff"


def test_one_row_may_be_both_a_goal_and_its_indicator() -> None:
    plan = read(rows("torg1;enhet;T1;;Målet;AMI;80", "torg1;enhet;T1;;Målet;HME;75"))
    assert plan.goals["T1"].text == "Målet"
    assert [each.name for each in plan.indicators] == ["AMI", "HME"]


def test_an_activity_with_an_id_of_its_own_hangs_on_its_parent() -> None:
    plan = read(rows("torg1;enhet;T1;;Målet", "torg1;;T1.a;T1;Göra något;;;;;;;2026-01-01;"))
    assert [(each.goal_id, each.activity_id, each.text) for each in plan.activities] == [("T1", "T1.a", "Göra något")]
    assert plan.activities[0].ends_on is None
    assert set(plan.goals) == {"T1"}


def test_a_goal_of_the_whole_can_stand_in_the_plans_of_several_units_with_figures_of_their_own() -> None:
    plan = read(
        rows(
            "torg1;kf;4.2;;God arbetsgivare",
            "torg2;kf;4.2;;God arbetsgivare",
            "torg1;;4.2;;;AMI;80",
            "torg2;;4.2;;;AMI;82",
        )
    )
    plans = plans_of(plan, ["torg1", "torg2"])
    assert plan.goals["4.2"].unit_ids == ("torg1", "torg2")
    assert [plans[unit].goals[0].indicators[0].target.text for unit in ("torg1", "torg2")] == ["80", "82"]


def test_goals_of_earlier_files_can_be_named() -> None:
    stored = {"4.2": Goal("4.2", Level.COUNCIL, "God arbetsgivare")}
    plan = read(rows("torg1;enhet;T1;4.2;Målet", "torg1;;4.2;;;AMI;80"), stored)
    assert plan.goals["T1"].parent_id == "4.2"
    assert plan.indicators[0].goal_id == "4.2"


@pytest.mark.parametrize(
    ("lines", "code", "row", "column"),
    [
        (["torg9;enhet;T1;;M"], "unknown_unit", 2, "unit_id"),
        (["torg1;ehet;T1;;M"], "unknown_level", 2, "level"),
        (["torg1;;T1;;M"], "empty_cell", 2, "level"),
        ([";enhet;T1;;M"], "goal_without_unit", 2, "unit_id"),
        (["torg1;enhet;;;M"], "empty_cell", 2, "goal_id"),
        (["torg1;enhet;T1;;"], "goal_row_empty", 2, "Mål"),
        (["torg1;enhet;T1;T0;M"], "unknown_goal", 2, "parent_goal_id"),
        (["torg1;enhet;T1;;M", "torg1;kf;K1;T1;K"], "goal_upside_down", 3, "parent_goal_id"),
        (["torg1;enhet;T1;T2;M", "torg1;enhet;T2;T1;N"], "goal_cycle", 2, "parent_goal_id"),
        (["torg1;enhet;T1;;M", "torg1;enhet;T1;;N"], "goal_differs", 3, "goal_id"),
        (["torg1;enhet;T1;;M", "torg1;enhet;T1;;M"], "doubled_goal", 3, "goal_id"),
        (["torg1;enhet;T1;;M;;80"], "target_without_indicator", 2, "Årsmål"),
        (["torg1;enhet;T1;;M", "torg1;;T2;;;AMI;80"], "unknown_goal", 3, "goal_id"),
        (["torg1;enhet;T1;;M", "torg1;;T1;;;AMI;8O"], "target_not_understood", 3, "Årsmål"),
        (["torg1;enhet;T1;;M", "torg1;;T1;;;AMI;;minsk"], "target_not_understood", 3, "KF:s årsmål"),
        (["torg1;enhet;T1;;M", "torg1;;T1;;;AMI;;;;bra"], "outcome_not_understood", 3, "Utfall"),
        (["torg1;enhet;T1;;M", "torg1;;T1;;;AMI", "torg1;;T1;;;AMI"], "doubled_indicator", 4, "Indikator"),
        (["torg1;enhet;T1;;M", "torg1;;T1;;Gör;;;;;;;2026-13-01"], "invalid_date", 3, "Startdatum"),
        (["torg1;enhet;T1;;M", "torg1;;T1;;Gör;;;;;;;2026-02-01;2026-01-01"], "goal_dates", 3, "Slutdatum"),
        (["torg1;enhet;T1;;M", "torg1;;T9;;Gör;;;;;;;2026-02-01"], "unknown_goal", 3, "goal_id"),
        (["torg1;enhet;T1;;M", "torg1;;T1;;;;;;;;;2026-02-01"], "empty_cell", 3, "Mål"),
    ],
)
def test_a_single_fault_is_named_at_its_place(lines: list[str], code: str, row: int, column: str) -> None:
    found = problems(rows(*lines))
    assert [(each.code, each.row, each.column) for each in found] == [(code, row, column)]


def test_every_problem_is_told_at_once_in_the_order_of_the_rows() -> None:
    found = problems(rows("torg9;enhet;T1;;M", "torg1;;T1;;;AMI;8O", "torg1;enhet;T2;T3;N"))
    assert [each.row for each in found] == [2, 3, 4]


def test_unknown_columns_are_named_with_the_nearest() -> None:
    (unknown,) = problems("unit_id;level;goal_id;Mål;Indikatr\ntorg1;enhet;T1;M;AMI\n")
    assert (unknown.code, unknown.column) == ("unknown_column", "Indikatr")
    assert unknown.hint is not None
    assert unknown.hint.facts == {"nearest": "Indikator"}
