"""Take in goals: whole or not at all, and a second time nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from appraisal.goals.goal_change import GoalChange, plan_change
from appraisal.goals.goal_tree import Goal, GoalPlan
from appraisal.goals.goals_file import OPTIONAL, REQUIRED, read_goals
from appraisal.goals.queries import whole_plan
from appraisal.goals.records import GoalActivityRecord, GoalIndicatorRecord, GoalRecord, GoalUnitRecord
from workplace.database import Base
from workplace.imports.actions import note_run
from workplace.imports.table import GivenFile, read_table
from workplace.organisation.queries import units_on

IMPORT_KIND = "goals"
_BATCH = 2_000


def import_goals(
    session: Session,
    given: GivenFile,
    *,
    today: dt.date,
    now: dt.datetime,
    actor_id: str = "",
    dry_run: bool = False,
) -> GoalChange:
    """Replace the plans of the units the file names, in the caller's transaction, and return what changed.

    Raises `Refused` with every problem; nothing is then written. A dry run, and a file that says what already
    holds, write nothing.
    """
    stored = whole_plan(session)
    table = read_table(given, known=(*REQUIRED, *OPTIONAL))
    plan = read_goals(table, units=units_on(session, today).keys(), stored=stored.goals)
    change = plan_change(stored, plan)
    if dry_run or change.is_empty:
        return change
    _write(session, change.after)
    note_run(
        session,
        kind=IMPORT_KIND,
        now=now,
        actor_id=actor_id,
        as_of=today,
        files={"goals": given},
        counts=change.counts,
    )
    session.expire_all()
    return change


def _write(session: Session, plan: GoalPlan) -> None:
    """Write the whole plan anew; that a parent stands there is checked at commit."""
    for record in (GoalActivityRecord, GoalIndicatorRecord, GoalUnitRecord, GoalRecord):
        session.execute(delete(record))
    _insert(
        session,
        GoalRecord,
        [
            {
                "id": goal.goal_id,
                "position": position,
                "level": goal.level.value,
                "text": goal.text,
                "parent_id": goal.parent_id or None,
                "outcome": goal.outcome.text,
                "forecast": goal.forecast.text,
            }
            for position, goal in enumerate(plan.goals.values())
        ],
    )
    _insert(session, GoalUnitRecord, _goal_units(plan.goals.values()))
    _insert(
        session,
        GoalIndicatorRecord,
        [
            {
                "goal_id": each.goal_id,
                "unit_id": each.unit_id or None,
                "name": each.name,
                "target": each.target.text,
                "council_target": each.council_target.text,
                "periodicity": each.periodicity,
                "outcome": each.outcome.text,
                "forecast": each.forecast.text,
            }
            for each in plan.indicators
        ],
    )
    _insert(
        session,
        GoalActivityRecord,
        [
            {
                "goal_id": each.goal_id,
                "unit_id": each.unit_id or None,
                "activity_id": each.activity_id,
                "text": each.text,
                "starts_on": each.starts_on,
                "ends_on": each.ends_on,
            }
            for each in plan.activities
        ],
    )


def _goal_units(goals: Iterable[Goal]) -> list[dict[str, str]]:
    return [{"goal_id": goal.goal_id, "unit_id": unit_id} for goal in goals for unit_id in goal.unit_ids]


def _insert(session: Session, record: type[Base], rows: Sequence[Mapping[str, object]]) -> None:
    for start in range(0, len(rows), _BATCH):
        session.execute(insert(record), [dict(row) for row in rows[start : start + _BATCH]])
