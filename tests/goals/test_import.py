"""Importing goals: whole or not at all, a second time nothing, other units' plans stay."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import event

from appraisal.goals.actions import IMPORT_KIND, import_goals
from appraisal.goals.goal_change import GoalChange
from appraisal.goals.queries import goals_of_unit, goals_of_units, whole_plan
from tests.goals.test_goals_file import example, rows
from workplace.clock import FixedClock
from workplace.database import Database
from workplace.database.base import BEGINNING, END
from workplace.errors import Refused
from workplace.imports.queries import latest_runs
from workplace.imports.table import GivenFile
from workplace.organisation.records import UnitRecord, UnitVersionRecord

NOW = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def units(database: Database) -> None:
    with database.writing() as session:
        for unit_id in ("torg1", "torg2"):
            session.add(UnitRecord(id=unit_id))
        session.flush()
        for unit_id in ("torg1", "torg2"):
            session.add(UnitVersionRecord(unit_id=unit_id, name=unit_id.title(), valid_from=BEGINNING, valid_to=END))


def take_in(database: Database, text: str, *, dry_run: bool = False) -> GoalChange:
    opened = database.reading() if dry_run else database.writing()
    with opened as session:
        return import_goals(session, GivenFile("mal.csv", text.encode()), today=NOW.date(), now=NOW, dry_run=dry_run)


def test_what_was_imported_is_read_back_with_the_chain_upwards(database: Database) -> None:
    take_in(database, example())
    with database.reading() as session:
        (goal,) = goals_of_unit(session, "torg1").goals
    assert goal.goal.text == "Alla vet vad som förväntas av dem"
    assert [above.goal_id for above in goal.chain] == ["4", "4.2"]
    assert [each.name for each in goal.indicators] == ["Aktivt medskapandeindex", "Sjukfrånvaro"]
    assert goal.activities[0].ends_on == dt.date(2026, 3, 31)


def test_the_same_file_again_changes_nothing(database: Database) -> None:
    assert not take_in(database, example()).is_empty
    assert take_in(database, example()).is_empty
    with database.reading() as session:
        assert len(latest_runs(session, IMPORT_KIND)) == 1


def test_a_dry_run_tells_and_saves_nothing(database: Database) -> None:
    change = take_in(database, example(), dry_run=True)
    assert change.counts["goals_new"] == 3
    with database.reading() as session:
        assert whole_plan(session).goals == {}


def test_a_file_with_one_fault_changes_nothing(database: Database) -> None:
    with pytest.raises(Refused):
        take_in(database, rows("torg1;enhet;T1;;M", "torg1;;T1;;;AMI;8O"))
    with database.reading() as session:
        assert whole_plan(session).goals == {}


def test_only_the_plans_of_the_units_in_the_file_are_replaced(database: Database) -> None:
    take_in(database, rows(";kf;4.2;;K", "torg1;enhet;A;4.2;Ett", "torg1;;A;;;AMI;80", "torg2;enhet;B;4.2;Två"))
    change = take_in(database, rows("torg1;enhet;C;4.2;Tre"))
    assert (change.goals_new, change.goals_removed) == (("C",), ("A",))
    with database.reading() as session:
        plan = whole_plan(session)
        found = goals_of_units(session, ["torg1", "torg2"])
    assert set(plan.goals) == {"4.2", "B", "C"}
    assert plan.indicators == ()
    assert [goal.goal.goal_id for goal in found["torg1"].goals] == ["C"]
    assert [goal.goal.goal_id for goal in found["torg2"].goals] == ["B"]


def test_a_goal_that_others_build_on_stays_without_its_unit(database: Database) -> None:
    take_in(database, rows("torg1;enhet;A;;Ett", "torg2;åtagande;B;A;Två"))
    take_in(database, rows("torg1;enhet;C;;Tre"))
    with database.reading() as session:
        (goal,) = goals_of_unit(session, "torg2").goals
    assert [above.goal_id for above in goal.chain] == ["A"]


def test_a_changed_figure_is_a_change(database: Database) -> None:
    take_in(database, example())
    change = take_in(database, example().replace(";79;80;", ";80;80;"))
    assert (change.indicators_new, change.indicators_removed, change.goals_changed) == (1, 1, ())


def test_every_unit_asked_for_is_answered_with_as_many_queries_for_one_as_for_many(
    database: Database, clock: FixedClock
) -> None:
    take_in(database, rows(";kf;4.2;;K", "torg1;enhet;A;4.2;Ett", "torg2;enhet;B;4.2;Två"))
    counts = []
    for wanted in (["torg1"], ["torg1", "torg2", *(f"x{number}" for number in range(400))]):
        asked: list[str] = []

        def count(*arguments: object, asked: list[str] = asked) -> None:
            asked.append(str(arguments[2]))

        event.listen(database.engine, "before_cursor_execute", count)
        with database.reading() as session:
            found = goals_of_units(session, wanted)
        event.remove(database.engine, "before_cursor_execute", count)
        assert set(found) == set(wanted)
        counts.append(len(asked))
    assert counts[0] == counts[1]
