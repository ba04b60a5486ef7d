"""What the pages of goals show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from appraisal.goals.goal_tree import Activity, Goal, Indicator, Level, UnitGoal, UnitGoals
from appraisal.goals.target import Outcome, Target
from workplace.organisation.unit_tree import Unit, UnitTree
from workplace.web.views import Cell, Column, Link, Place, TableView
from workplace.wording import N_, Sentence

LIST_HREF = "/mal"
LEVEL_TITLES = {
    Level.DIRECTION: N_("Inriktningsmål"),
    Level.COUNCIL: N_("Kommunfullmäktiges mål"),
    Level.COMMITTEE: N_("Nämndens mål"),
    Level.UNIT: N_("Enhetens mål"),
    Level.COMMITMENT: N_("Åtagande"),
}


@dataclass(frozen=True)
class GoalAbove:
    """A goal in the chain upwards."""

    level: Sentence
    text: str


@dataclass(frozen=True)
class GoalView:
    """A goal with the chain above it and the unit's own tables; a table without rows is None."""

    level: Sentence
    text: str
    chain: tuple[GoalAbove, ...]
    judged: Sentence | None
    indicators: TableView | None
    activities: TableView | None


@dataclass(frozen=True)
class UnitGoalsPage:
    """The goals of a unit. `goals_from` is the unit above whose goals are shown where the unit has none itself."""

    unit_name: str
    path: tuple[Place, ...]
    goals: tuple[GoalView, ...]
    goals_from: Link | None
    below: tuple[Link, ...]


@dataclass(frozen=True)
class GoalsPage:
    """Where to find goals: one's own units first, then the top of the organisation."""

    own: tuple[Link, ...]
    roots: tuple[Link, ...]


def href_of(unit_id: str) -> str:
    """Return the address of a unit's goals."""
    return f"{LIST_HREF}/{unit_id}"


def goals_page(tree: UnitTree, own: Iterable[str]) -> GoalsPage:
    """Return the list; `own`: ids of the units the person is employed in or leads."""
    mine = sorted(
        (tree.units[unit_id] for unit_id in own if unit_id in tree.units), key=lambda unit: unit.name.casefold()
    )
    return GoalsPage(
        own=tuple(_link(unit) for unit in mine),
        roots=tuple(_link(tree.units[unit_id]) for unit_id in tree.roots),
    )


def unit_goals_page(tree: UnitTree, unit: Unit, plans: Sequence[UnitGoals]) -> UnitGoalsPage:
    """Return the page of a unit. `plans`: the unit's own plan, then those of the units above, nearest first."""
    shown = next((plan for plan in plans if plan.goals), None)
    is_own = shown is None or shown.unit_id == unit.unit_id
    return UnitGoalsPage(
        unit_name=unit.name,
        path=tuple(Place(href_of(unit_id), tree.units[unit_id].name) for unit_id in tree.path(unit.unit_id)[:-1]),
        goals=tuple(_goal(goal) for goal in shown.goals) if shown else (),
        goals_from=None if is_own or shown is None else _link(tree.units[shown.unit_id]),
        below=tuple(_link(tree.units[unit_id]) for unit_id in tree.children.get(unit.unit_id, ())),
    )


def _link(unit: Unit) -> Link:
    return Link(unit.name, href_of(unit.unit_id))


def _goal(goal: UnitGoal) -> GoalView:
    return GoalView(
        level=_level(goal.goal),
        text=goal.goal.text,
        chain=tuple(GoalAbove(_level(above), above.text) for above in goal.chain),
        judged=_judged(goal.goal),
        indicators=_indicators(goal.indicators) if goal.indicators else None,
        activities=_activities(goal.activities) if goal.activities else None,
    )


def _level(goal: Goal) -> Sentence:
    return Sentence(LEVEL_TITLES[goal.level])


def _judged(goal: Goal) -> Sentence | None:
    if goal.outcome.is_absent and goal.forecast.is_absent:
        return None
    if goal.forecast.is_absent:
        return Sentence(N_("Utfall: %(outcome)s"), {"outcome": goal.outcome.text})
    if goal.outcome.is_absent:
        return Sentence(N_("Prognos: %(forecast)s"), {"forecast": goal.forecast.text})
    facts = {"outcome": goal.outcome.text, "forecast": goal.forecast.text}
    return Sentence(N_("Utfall: %(outcome)s. Prognos: %(forecast)s"), facts)


def _indicators(indicators: Sequence[Indicator]) -> TableView:
    return TableView(
        caption=Sentence(N_("Indikatorer")),
        columns=tuple(
            Column(Sentence(text), is_number)
            for text, is_number in (
                (N_("Indikator"), False),
                (N_("Årsmål"), True),
                (N_("Kommunfullmäktiges årsmål"), True),
                (N_("Utfall"), True),
                (N_("Prognos"), True),
                (N_("Följs upp"), False),
            )
        ),
        rows=tuple(
            (
                each.name,
                _target(each.target),
                _target(each.council_target),
                _outcome(each.outcome),
                _outcome(each.forecast),
                each.periodicity or "–",
            )
            for each in indicators
        ),
    )


def _activities(activities: Sequence[Activity]) -> TableView:
    return TableView(
        caption=Sentence(N_("Aktiviteter")),
        columns=(
            Column(Sentence(N_("Aktivitet"))),
            Column(Sentence(N_("Börjar"))),
            Column(Sentence(N_("Slutar"))),
        ),
        rows=tuple((each.text, _date(each.starts_on), _date(each.ends_on)) for each in activities),
    )


def _target(target: Target) -> Cell:
    return target.text or Sentence(N_("inget satt"))


def _outcome(outcome: Outcome) -> Cell:
    return outcome.text or Sentence(N_("inget ännu"))


def _date(date: dt.date | None) -> Cell:
    return "–" if date is None else Sentence(N_("den %(date)s"), {"date": date})
