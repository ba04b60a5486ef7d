"""What a file of goals changes: the plans of the units it names are replaced, all others stay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from appraisal.goals.goal_tree import Goal, GoalPlan
from workplace.wording import N_, Sentence


@dataclass(frozen=True)
class GoalChange:
    """The plan after the import, and how it differs from the one before; goals by id, the rest as counts."""

    after: GoalPlan
    goals_new: tuple[str, ...]
    goals_changed: tuple[str, ...]
    goals_removed: tuple[str, ...]
    indicators_new: int
    indicators_removed: int
    activities_new: int
    activities_removed: int

    @property
    def counts(self) -> dict[str, int]:
        """How many of each, for the log of imports."""
        return {
            "goals_new": len(self.goals_new),
            "goals_changed": len(self.goals_changed),
            "goals_removed": len(self.goals_removed),
            "indicators_new": self.indicators_new,
            "indicators_removed": self.indicators_removed,
            "activities_new": self.activities_new,
            "activities_removed": self.activities_removed,
        }

    @property
    def is_empty(self) -> bool:
        """Whether the file says what already holds."""
        return not any(self.counts.values())


HEADINGS = {
    "goals_new": N_("nya mål"),
    "goals_changed": N_("ändrade mål"),
    "goals_removed": N_("borttagna mål"),
    "indicators_new": N_("nya eller ändrade indikatorer"),
    "indicators_removed": N_("borttagna eller ändrade indikatorer"),
    "activities_new": N_("nya eller ändrade aktiviteter"),
    "activities_removed": N_("borttagna eller ändrade aktiviteter"),
}


def plan_change(stored: GoalPlan, given: GoalPlan) -> GoalChange:
    """Return what the given plan changes in the stored one."""
    units = _units_of(given)
    indicators = tuple(
        each
        for each in stored.indicators
        if each.unit_id not in units and (each.unit_id or each.goal_id not in given.goals)
    )
    activities = tuple(
        each
        for each in stored.activities
        if each.unit_id not in units and (each.unit_id or each.goal_id not in given.goals)
    )
    named = {each.goal_id for each in (*indicators, *given.indicators)}
    named |= {each.goal_id for each in (*activities, *given.activities)}
    goals = _goals(stored.goals, given.goals, units, named)
    after = GoalPlan(goals, (*indicators, *given.indicators), (*activities, *given.activities))
    return GoalChange(
        after=after,
        goals_new=tuple(goal_id for goal_id in goals if goal_id not in stored.goals),
        goals_changed=tuple(
            goal_id
            for goal_id, goal in goals.items()
            if goal_id in stored.goals and not _same(stored.goals[goal_id], goal)
        ),
        goals_removed=tuple(goal_id for goal_id in stored.goals if goal_id not in goals),
        indicators_new=len(set(after.indicators) - set(stored.indicators)),
        indicators_removed=len(set(stored.indicators) - set(after.indicators)),
        activities_new=len(set(after.activities) - set(stored.activities)),
        activities_removed=len(set(stored.activities) - set(after.activities)),
    )


def summary(change: GoalChange, *, is_dry_run: bool) -> list[Sentence]:
    """Return the change as sentences for a command."""
    if change.is_empty:
        return [Sentence(N_("Ingenting ändras: filen säger det som redan gäller."))]
    lines = [Sentence(N_("Provkörning, ingenting sparas:") if is_dry_run else N_("Infört:"))]
    lines += [
        Sentence(N_("%(heading)s: %(count)s"), {"heading": Sentence(HEADINGS[name]), "count": count})
        for name, count in change.counts.items()
        if count
    ]
    return lines


def _units_of(plan: GoalPlan) -> set[str]:
    units = {unit_id for goal in plan.goals.values() for unit_id in goal.unit_ids}
    units |= {each.unit_id for each in plan.indicators if each.unit_id}
    return units | {each.unit_id for each in plan.activities if each.unit_id}


def _goals(stored: Mapping[str, Goal], given: Mapping[str, Goal], units: set[str], named: set[str]) -> dict[str, Goal]:
    """Return the goals afterwards: a stored one goes when it stood in replaced plans only and nothing needs it."""
    goals: dict[str, Goal] = {}
    doubtful: dict[str, Goal] = {}
    for goal_id, goal in stored.items():
        left = tuple(unit_id for unit_id in goal.unit_ids if unit_id not in units)
        if goal_id in given:
            new = given[goal_id]
            goals[goal_id] = replace(new, unit_ids=tuple(sorted({*left, *new.unit_ids})))
        elif goal.unit_ids and not left:
            doubtful[goal_id] = replace(goal, unit_ids=())
        else:
            goals[goal_id] = replace(goal, unit_ids=left)
    for goal_id, goal in given.items():
        goals.setdefault(goal_id, replace(goal, unit_ids=tuple(sorted(goal.unit_ids))))
    needed = [goal_id for goal_id in named if goal_id in doubtful]
    needed += [goal.parent_id for goal in goals.values() if goal.parent_id in doubtful]
    while needed:
        goal_id = needed.pop()
        if goal_id in doubtful:
            kept = doubtful.pop(goal_id)
            goals[goal_id] = kept
            needed.append(kept.parent_id)
    return goals


def _same(one: Goal, other: Goal) -> bool:
    return replace(one, unit_ids=tuple(sorted(one.unit_ids))) == replace(other, unit_ids=tuple(sorted(other.unit_ids)))
