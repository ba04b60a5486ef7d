"""Read goals: the whole plan for an import, the plans of some units for pages and reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from appraisal.goals.goal_tree import Activity, Goal, GoalPlan, Indicator, Level, UnitGoals, plans_of
from appraisal.goals.records import GoalActivityRecord, GoalIndicatorRecord, GoalRecord, GoalUnitRecord
from appraisal.goals.target import Outcome, Target, TargetKind, read_outcome, read_target
from workplace.clock import local_date
from workplace.identity.actor import Actor
from workplace.organisation.queries import units_on
from workplace.organisation.unit_tree import Unit

_CHUNK = 500


def whole_plan(session: Session) -> GoalPlan:
    """Return every goal, indicator and activity."""
    units: dict[str, list[str]] = {}
    for goal_id, unit_id in session.execute(
        select(GoalUnitRecord.goal_id, GoalUnitRecord.unit_id).order_by(GoalUnitRecord.unit_id)
    ):
        units.setdefault(goal_id, []).append(unit_id)
    rows = session.scalars(select(GoalRecord).order_by(GoalRecord.position))
    goals = {row.id: _goal(row, units.get(row.id, ())) for row in rows}
    indicators = session.scalars(select(GoalIndicatorRecord).order_by(GoalIndicatorRecord.id))
    activities = session.scalars(select(GoalActivityRecord).order_by(GoalActivityRecord.id))
    return GoalPlan(goals, tuple(map(_indicator, indicators)), tuple(map(_activity, activities)))


def goals_of_units(session: Session, unit_ids: Iterable[str]) -> dict[str, UnitGoals]:
    """Return the plan of each unit; every unit asked for is in the answer, without goals when it has none.

    The number of queries depends on the depth of the goals, not on the number of units (in batches of 500).
    """
    wanted = list(dict.fromkeys(unit_ids))
    indicators = [
        _indicator(row) for row in _in_chunks(session, select(GoalIndicatorRecord), GoalIndicatorRecord.unit_id, wanted)
    ]
    activities = [
        _activity(row) for row in _in_chunks(session, select(GoalActivityRecord), GoalActivityRecord.unit_id, wanted)
    ]
    units: dict[str, list[str]] = {}
    for row in _in_chunks(session, select(GoalUnitRecord), GoalUnitRecord.unit_id, wanted):
        units.setdefault(row.goal_id, []).append(row.unit_id)
    records: dict[str, GoalRecord] = {}
    waiting = {*units, *(each.goal_id for each in indicators), *(each.goal_id for each in activities)}
    while waiting:
        found = _in_chunks(session, select(GoalRecord), GoalRecord.id, sorted(waiting))
        records.update({row.id: row for row in found})
        waiting = {row.parent_id for row in found if row.parent_id and row.parent_id not in records}
    ordered = sorted(records.values(), key=lambda row: row.position)
    goals = {row.id: _goal(row, units.get(row.id, ())) for row in ordered}
    return plans_of(GoalPlan(goals, tuple(indicators), tuple(activities)), wanted)


def goals_of_unit(session: Session, unit_id: str) -> UnitGoals:
    """Return the plan of one unit."""
    return goals_of_units(session, [unit_id])[unit_id]


def unit_subject(session: Session, _actor: Actor, now: dt.datetime, *, unit_id: str) -> Unit | None:
    """Return the unit an address names as it stands today, or None: the subject of its page."""
    return units_on(session, local_date(now)).get(unit_id)


def _in_chunks(session: Session, query: Select[Any], column: Any, ids: Sequence[str]) -> list[Any]:
    found: list[Any] = []
    for start in range(0, len(ids), _CHUNK):
        found.extend(session.scalars(query.where(column.in_(ids[start : start + _CHUNK]))))
    return sorted(found, key=lambda row: row.id) if found and isinstance(getattr(found[0], "id", None), int) else found


def _goal(row: GoalRecord, unit_ids: Iterable[str]) -> Goal:
    return Goal(
        goal_id=row.id,
        level=Level(row.level),
        text=row.text,
        parent_id=row.parent_id or "",
        unit_ids=tuple(sorted(unit_ids)),
        outcome=_outcome(row.outcome),
        forecast=_outcome(row.forecast),
    )


def _indicator(row: GoalIndicatorRecord) -> Indicator:
    return Indicator(
        goal_id=row.goal_id,
        unit_id=row.unit_id or "",
        name=row.name,
        target=_target(row.target),
        council_target=_target(row.council_target),
        periodicity=row.periodicity,
        outcome=_outcome(row.outcome),
        forecast=_outcome(row.forecast),
    )


def _activity(row: GoalActivityRecord) -> Activity:
    return Activity(row.goal_id, row.unit_id or "", row.text, row.starts_on, row.ends_on, row.activity_id)


def _target(text: str) -> Target:
    return read_target(text) or Target(TargetKind.NONE, text)


def _outcome(text: str) -> Outcome:
    return read_outcome(text) or Outcome(text)
