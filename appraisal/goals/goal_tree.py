"""Goals and what hangs on them: the chain upwards, indicators with figures, activities with dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from appraisal.goals.target import Outcome, Target


class Level(StrEnum):
    """Who has set a goal, from the top down; the words are those of the files."""

    DIRECTION = "inriktning"
    COUNCIL = "kf"
    COMMITTEE = "nämnd"
    UNIT = "enhet"
    COMMITMENT = "åtagande"

    @property
    def depth(self) -> int:
        """How far from the top: 0 for inriktning."""
        return list(Level).index(self)


@dataclass(frozen=True)
class Goal:
    """A goal. `parent_id` "" at the top. `unit_ids`: in whose plans it stands; none: of the whole."""

    goal_id: str
    level: Level
    text: str
    parent_id: str = ""
    unit_ids: tuple[str, ...] = ()
    outcome: Outcome = Outcome()
    forecast: Outcome = Outcome()


@dataclass(frozen=True)
class Indicator:
    """A measure of a goal with the figures of one unit; `unit_id` "" when they are nobody's in particular.

    `target` is the unit's årsmål, `council_target` that of kommunfullmäktige.
    """

    goal_id: str
    unit_id: str
    name: str
    target: Target
    council_target: Target
    periodicity: str
    outcome: Outcome
    forecast: Outcome


@dataclass(frozen=True)
class Activity:
    """Something a unit does towards a goal; a date is None when not given. `activity_id` "" for most."""

    goal_id: str
    unit_id: str
    text: str
    starts_on: dt.date | None
    ends_on: dt.date | None
    activity_id: str = ""


@dataclass(frozen=True)
class GoalPlan:
    """Goals by id, with all indicators and activities in their order."""

    goals: Mapping[str, Goal]
    indicators: tuple[Indicator, ...] = ()
    activities: tuple[Activity, ...] = ()


@dataclass(frozen=True)
class UnitGoal:
    """A goal in a unit's plan: the goals above it from the top down, its own figures and activities."""

    goal: Goal
    chain: tuple[Goal, ...]
    indicators: tuple[Indicator, ...]
    activities: tuple[Activity, ...]


@dataclass(frozen=True)
class UnitGoals:
    """The plan of a unit; no goals when it has none."""

    unit_id: str
    goals: tuple[UnitGoal, ...] = ()


def chain_of(goals: Mapping[str, Goal], goal_id: str) -> tuple[Goal, ...]:
    """Return the goals above a goal, from the top down; a parent that is not there ends the chain."""
    chain: list[Goal] = []
    seen = {goal_id}
    parent_id = goals[goal_id].parent_id
    while parent_id in goals and parent_id not in seen:
        seen.add(parent_id)
        chain.append(goals[parent_id])
        parent_id = goals[parent_id].parent_id
    return tuple(reversed(chain))


def plans_of(plan: GoalPlan, unit_ids: Iterable[str]) -> dict[str, UnitGoals]:
    """Return the plan of each unit, goals from the top level down and else in their order."""
    wanted = dict.fromkeys(unit_ids)
    indicators: dict[tuple[str, str], list[Indicator]] = {}
    activities: dict[tuple[str, str], list[Activity]] = {}
    involved: dict[str, set[str]] = {unit_id: set() for unit_id in wanted}
    for indicator in plan.indicators:
        indicators.setdefault((indicator.unit_id, indicator.goal_id), []).append(indicator)
        involved.get(indicator.unit_id, set()).add(indicator.goal_id)
    for activity in plan.activities:
        activities.setdefault((activity.unit_id, activity.goal_id), []).append(activity)
        involved.get(activity.unit_id, set()).add(activity.goal_id)
    for goal in plan.goals.values():
        for unit_id in goal.unit_ids:
            involved.get(unit_id, set()).add(goal.goal_id)
    order = {goal_id: (goal.level.depth, place) for place, (goal_id, goal) in enumerate(plan.goals.items())}
    return {
        unit_id: UnitGoals(
            unit_id,
            tuple(
                UnitGoal(
                    goal=plan.goals[goal_id],
                    chain=chain_of(plan.goals, goal_id),
                    indicators=tuple(indicators.get((unit_id, goal_id), ())),
                    activities=tuple(activities.get((unit_id, goal_id), ())),
                )
                for goal_id in sorted(involved[unit_id] & order.keys(), key=order.__getitem__)
            ),
        )
        for unit_id in wanted
    }
