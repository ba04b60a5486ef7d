"""What the files have no column for stays as it is recorded: a missing column says nothing.

Without this a file without the column `protected` would lift everybody's protection.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields, replace
from typing import Any

from workplace.organisation.employment import PersonFacts, Placement
from workplace.organisation.intake import Intake
from workplace.organisation.state import OrganisationState
from workplace.organisation.unit_tree import TEAM, Unit, UnitTree

_PERSON_FIELDS = {field.name for field in fields(PersonFacts)}
_PLACEMENT_FIELDS = {field.name for field in fields(Placement)}


def with_recorded(intake: Intake, state: OrganisationState) -> Intake:
    """Return the description with every silent column filled from what is recorded."""
    return replace(
        intake,
        units=_units(intake, state),
        people=None if intake.people is None else _people(intake.people, intake.silent_people, state),
        placements=(None if intake.placements is None else _placements(intake.placements, intake.silent_people, state)),
    )


def _units(intake: Intake, state: OrganisationState) -> Mapping[str, Unit]:
    silent = intake.silent_units & {"kind", "administration", "predecessor_id"}
    if not silent or not state.units:
        return intake.units
    recorded = {version.unit.unit_id: version.unit for version in state.units}
    units: dict[str, Unit] = {}
    for unit_id, _depth in UnitTree(intake.units).in_order():
        unit = intake.units[unit_id]
        before = recorded.get(unit_id)
        if before is not None:
            unit = replace(unit, **_taken(before, silent if unit.kind != TEAM else silent - {"kind"}))
        elif "administration" in silent and unit.parent_id in units:
            unit = replace(unit, administration=units[str(unit.parent_id)].administration)
        units[unit_id] = unit
    return units


def _people(
    people: Mapping[str, PersonFacts], silent: Collection[str], state: OrganisationState
) -> Mapping[str, PersonFacts]:
    kept = _PERSON_FIELDS & set(silent)
    return {
        person_id: (
            replace(person, **_taken(state.people[person_id], kept)) if kept and person_id in state.people else person
        )
        for person_id, person in people.items()
    }


def _placements(
    placements: Mapping[tuple[str, str], Placement], silent: Collection[str], state: OrganisationState
) -> Mapping[tuple[str, str], Placement]:
    """Take from the same employment; for one that moved, from the only one the person had."""
    kept = _PLACEMENT_FIELDS & set(silent)
    if not kept:
        return placements
    recorded = {(item.placement.person_id, item.placement.unit_id): item.placement for item in state.employments}
    had: dict[str, list[Placement]] = {}
    for placement in recorded.values():
        had.setdefault(placement.person_id, []).append(placement)
    filled = {}
    for key, placement in placements.items():
        alone = had.get(key[0], [])
        before = recorded.get(key) or (alone[0] if len(alone) == 1 else None)
        filled[key] = replace(placement, **_taken(before, kept)) if before else placement
    return filled


def _taken(before: Unit | PersonFacts | Placement, names: Collection[str]) -> dict[str, Any]:
    return {name: getattr(before, name) for name in names}
