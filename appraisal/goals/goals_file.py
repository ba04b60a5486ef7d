"""Read a file of goals: each row is a goal, an indicator of a goal, or an activity.

A row with a date is an activity; else a row with an indicator is one; else it is a goal.
Whoever makes the file reads the same in docs/how-to/import-goals.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum

from appraisal.goals.goal_tree import Activity, Goal, GoalPlan, Indicator, Level
from appraisal.goals.target import UNITS, Outcome, Target, TargetKind, read_outcome, read_target
from workplace.errors import Refused, nearest
from workplace.imports.cells import Cells
from workplace.imports.columns import column_problems
from workplace.imports.table import Row, Table
from workplace.organisation.unit_tree import loops
from workplace.wording import N_, Sentence

GOAL, INDICATOR, TARGET, COUNCIL_TARGET = "Mål", "Indikator", "Årsmål", "KF:s årsmål"
PERIODICITY, OUTCOME, FORECAST, STARTS, ENDS = "Periodicitet", "Utfall", "Prognos", "Startdatum", "Slutdatum"
REQUIRED = ("unit_id", "level", "goal_id", GOAL)
OPTIONAL = ("parent_goal_id", INDICATOR, TARGET, COUNCIL_TARGET, PERIODICITY, OUTCOME, FORECAST, STARTS, ENDS)
LEVELS = {level.value: level for level in Level} | {
    "inriktningsmål": Level.DIRECTION,
    "kommunfullmäktige": Level.COUNCIL,
    "kf-mål": Level.COUNCIL,
    "nämndmål": Level.COMMITTEE,
    "enhetsmål": Level.UNIT,
    "åtaganden": Level.COMMITMENT,
}
"""Words that may stand in the column level."""
_NEEDS_UNIT = (Level.UNIT, Level.COMMITMENT)


class RowKind(Enum):
    """What a row tells."""

    GOAL = "goal"
    INDICATOR = "indicator"
    ACTIVITY = "activity"


@dataclass(frozen=True)
class GoalRow:
    """A row with its cells read; `level` None when the cell is empty or wrong."""

    row: Row
    kind: RowKind
    unit_id: str
    level: Level | None
    goal_id: str
    parent_id: str
    text: str
    indicator: str
    target: Target
    council_target: Target
    periodicity: str
    outcome: Outcome
    forecast: Outcome
    starts_on: dt.date | None
    ends_on: dt.date | None


def read_goals(table: Table, *, units: Collection[str], stored: Mapping[str, Goal]) -> GoalPlan:
    """Return what the file tells, or raise `Refused` with every problem.

    `units`: ids of the units there are. `stored`: goals from earlier files, which may be named as parents.
    """
    problems = column_problems(table, required=REQUIRED, optional=OPTIONAL)
    if problems:
        raise Refused(problems)
    reading = _Reading(Cells(table), units, stored)
    plan = reading.plan([reading.row(row) for row in table.rows])
    if reading.cells.problems:
        raise Refused(sorted(reading.cells.problems, key=lambda problem: problem.row or 0))
    return plan


class _Reading:
    """One pass over a file: cells, the units there are, and the goals met so far with their rows."""

    def __init__(self, cells: Cells, units: Collection[str], stored: Mapping[str, Goal]) -> None:
        self.cells = cells
        self.units = units
        self.stored = stored
        self.goals: dict[str, Goal] = {}
        self.first: dict[str, GoalRow] = {}

    def row(self, row: Row) -> GoalRow:
        """Read the cells of a row and tell what kind it is."""
        cells = self.cells
        unit_id = cells.identifier(row, "unit_id")
        if unit_id and unit_id not in self.units:
            cells.refuse(
                row,
                "unit_id",
                "unknown_unit",
                Sentence(N_("enheten finns inte")),
                nearest(unit_id, self.units),
            )
        starts_on, ends_on = cells.date(row, STARTS), cells.date(row, ENDS)
        indicator = cells.text(row, INDICATOR, longest=300)
        if cells.raw(row, STARTS) or cells.raw(row, ENDS):
            kind = RowKind.ACTIVITY
        else:
            kind = RowKind.INDICATOR if indicator else RowKind.GOAL
        if starts_on and ends_on and starts_on > ends_on:
            cells.refuse(row, ENDS, "goal_dates", Sentence(N_("slutdatum är före startdatum")))
        return GoalRow(
            row=row,
            kind=kind,
            unit_id=unit_id,
            level=self._level(row),
            goal_id=cells.identifier(row, "goal_id", required=kind is not RowKind.ACTIVITY),
            parent_id=cells.identifier(row, "parent_goal_id"),
            text=cells.text(row, GOAL, longest=1000),
            indicator=indicator,
            target=self._target(row, TARGET),
            council_target=self._target(row, COUNCIL_TARGET),
            periodicity=cells.text(row, PERIODICITY, longest=40),
            outcome=self._outcome(row, OUTCOME),
            forecast=self._outcome(row, FORECAST),
            starts_on=starts_on,
            ends_on=ends_on,
        )

    def plan(self, rows: list[GoalRow]) -> GoalPlan:
        """Put the rows together: goals first, then what hangs on them."""
        for row in rows:
            if row.kind is RowKind.GOAL:
                self._goal(row)
        for row in rows:
            if row.kind is RowKind.INDICATOR and row.text and row.goal_id not in self.stored:
                self._goal_beside_indicator(row)
        self._check_parents()
        indicators = [self._indicator(row) for row in rows if row.kind is RowKind.INDICATOR]
        activities = [self._activity(row) for row in rows if row.kind is RowKind.ACTIVITY]
        self._check_doubles([row for row in rows if row.kind is RowKind.INDICATOR])
        return GoalPlan(
            goals=dict(self.goals),
            indicators=tuple(each for each in indicators if each is not None),
            activities=tuple(each for each in activities if each is not None),
        )

    def _level(self, row: Row) -> Level | None:
        text = self.cells.raw(row, "level").casefold()
        if text and text not in LEVELS:
            self.cells.refuse(
                row,
                "level",
                "unknown_level",
                Sentence(N_("ska vara något av %(choices)s"), {"choices": ", ".join(Level)}),
                nearest(text, LEVELS),
            )
        return LEVELS.get(text)

    def _target(self, row: Row, column: str) -> Target:
        found = read_target(self.cells.raw(row, column))
        if found is None:
            self.cells.refuse(
                row,
                column,
                "target_not_understood",
                Sentence(N_("går inte att förstå som årsmål")),
                Sentence(N_("skriv ett tal (7 %%), öka, minska, tas fram av nämnden, eller lämna tomt")),
            )
        return found or Target(TargetKind.NONE)

    def _outcome(self, row: Row, column: str) -> Outcome:
        found = read_outcome(self.cells.raw(row, column))
        if found is None:
            last = self.cells.raw(row, column).split()[-1]
            self.cells.refuse(
                row,
                column,
                "outcome_not_understood",
                Sentence(N_("är varken ett tal eller en bedömning")),
                nearest(last, UNITS) or Sentence(N_("skriv ett tal (6,8 %%), helt, delvis eller ej, eller lämna tomt")),
            )
        return found or Outcome()

    def _goal(self, row: GoalRow) -> None:
        cells = self.cells
        if not row.text:
            cells.refuse(
                row.row,
                GOAL,
                "goal_row_empty",
                Sentence(N_("raden är varken mål, indikator eller aktivitet")),
                Sentence(N_("fyll i Mål, Indikator eller datum")),
            )
        for column in (TARGET, COUNCIL_TARGET, PERIODICITY):
            if cells.raw(row.row, column):
                cells.refuse(
                    row.row,
                    column,
                    "target_without_indicator",
                    Sentence(N_("hör till en indikator, men raden har ingen")),
                    Sentence(N_("skriv indikatorns namn i kolumnen Indikator")),
                )
        self._define(row)

    def _goal_beside_indicator(self, row: GoalRow) -> None:
        """An indicator's row may repeat its goal, or be the only row that tells of it."""
        known = self.goals.get(row.goal_id)
        if known is None:
            self._define(row)
        elif known.text == row.text:
            self.goals[row.goal_id] = known
        else:
            self._differs(row)

    def _define(self, row: GoalRow) -> None:
        level = row.level
        if level is None and not self.cells.raw(row.row, "level"):
            self.cells.refuse(row.row, "level", "empty_cell", Sentence(N_("cellen är tom")))
        if level in _NEEDS_UNIT and not row.unit_id:
            self.cells.refuse(
                row.row,
                "unit_id",
                "goal_without_unit",
                Sentence(N_("ett mål på den här nivån behöver en enhet")),
            )
        units = (row.unit_id,) if row.unit_id else ()
        is_goal = row.kind is RowKind.GOAL
        outcome, forecast = (row.outcome, row.forecast) if is_goal else (Outcome(), Outcome())
        goal = Goal(row.goal_id, level or Level.UNIT, row.text, row.parent_id, units, outcome, forecast)
        known = self.goals.get(row.goal_id)
        if not row.goal_id:
            return
        if known is None:
            self.goals[row.goal_id] = goal
            self.first[row.goal_id] = row
        elif (known.level, known.text, known.parent_id) != (goal.level, goal.text, goal.parent_id):
            self._differs(row)
        elif not units or row.unit_id in known.unit_ids:
            self.cells.refuse(
                row.row,
                "goal_id",
                "doubled_goal",
                Sentence(N_("samma mål står redan på rad %(row)s"), {"row": self.first[row.goal_id].row.number}),
            )
        else:
            self.goals[row.goal_id] = Goal(
                known.goal_id,
                known.level,
                known.text,
                known.parent_id,
                (*known.unit_ids, *units),
                known.outcome,
                known.forecast,
            )

    def _differs(self, row: GoalRow) -> None:
        self.cells.refuse(
            row.row,
            "goal_id",
            "goal_differs",
            Sentence(
                N_("målet står på rad %(row)s med annan text, nivå eller annat överordnat mål"),
                {"row": self.first[row.goal_id].row.number},
            ),
        )

    def _check_parents(self) -> None:
        known = {**self.stored, **self.goals}
        for goal in self.goals.values():
            row = self.first[goal.goal_id].row
            parent = known.get(goal.parent_id)
            if goal.parent_id and parent is None:
                self.cells.refuse(
                    row,
                    "parent_goal_id",
                    "unknown_goal",
                    Sentence(N_("det överordnade målet finns inte")),
                    nearest(goal.parent_id, known),
                )
            elif parent is not None and parent.level.depth > goal.level.depth:
                self.cells.refuse(
                    row,
                    "parent_goal_id",
                    "goal_upside_down",
                    Sentence(
                        N_("det överordnade målet står på en lägre nivå (%(level)s)"),
                        {"level": str(parent.level)},
                    ),
                )
        for loop in loops({goal_id: goal.parent_id or None for goal_id, goal in known.items()}):
            inside = [goal_id for goal_id in loop if goal_id in self.first]
            if inside:
                self.cells.refuse(
                    self.first[inside[0]].row,
                    "parent_goal_id",
                    "goal_cycle",
                    Sentence(N_("målen går i en ring: %(loop)s"), {"loop": " → ".join((*loop, loop[0]))}),
                )

    def _owner(self, row: GoalRow, goal: Goal) -> str:
        """Return whose it is: the unit of its own row, else the only unit of the goal, else nobody's ("")."""
        return row.unit_id or (goal.unit_ids[0] if len(goal.unit_ids) == 1 else "")

    def _indicator(self, row: GoalRow) -> Indicator | None:
        goal = self.goals.get(row.goal_id) or self.stored.get(row.goal_id)
        if goal is None:
            if row.goal_id:
                self.cells.refuse(
                    row.row,
                    "goal_id",
                    "unknown_goal",
                    Sentence(N_("målet finns inte")),
                    nearest(row.goal_id, {**self.stored, **self.goals})
                    or Sentence(N_("lägg till en rad för målet, eller fyll i kolumnen Mål")),
                )
            return None
        return Indicator(
            goal.goal_id,
            self._owner(row, goal),
            row.indicator,
            row.target,
            row.council_target,
            row.periodicity,
            row.outcome,
            row.forecast,
        )

    def _activity(self, row: GoalRow) -> Activity | None:
        known = {**self.stored, **self.goals}
        own_id = row.goal_id if row.goal_id not in known else ""
        goal = known.get(row.parent_id if own_id or not row.goal_id else row.goal_id)
        if goal is None:
            named = row.parent_id or row.goal_id
            self.cells.refuse(
                row.row,
                "parent_goal_id" if row.parent_id else "goal_id",
                "unknown_goal",
                Sentence(N_("aktiviteten hör inte till något mål som finns")),
                nearest(named, known) or Sentence(N_("en rad med datum är en aktivitet; ett mål har inga datum")),
            )
            return None
        text = row.indicator if row.text in ("", goal.text) and row.indicator else row.text
        if not text:
            self.cells.refuse(row.row, GOAL, "empty_cell", Sentence(N_("aktiviteten saknar text")))
        return Activity(goal.goal_id, self._owner(row, goal), text, row.starts_on, row.ends_on, own_id)

    def _check_doubles(self, rows: list[GoalRow]) -> None:
        seen: dict[tuple[str, str, str], int] = {}
        for row in rows:
            key = (row.unit_id, row.goal_id, row.indicator)
            if key in seen:
                self.cells.refuse(
                    row.row,
                    INDICATOR,
                    "doubled_indicator",
                    Sentence(N_("samma indikator står redan på rad %(row)s"), {"row": seen[key]}),
                )
            seen.setdefault(key, row.row.number)
