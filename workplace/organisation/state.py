"""What is recorded of the organisation, as values: versions of units, leaderships, employments, people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from workplace.organisation.employment import Absence, Employment, PersonFacts
from workplace.organisation.unit_tree import Unit


@dataclass(frozen=True)
class UnitVersion:
    """A unit as it stood from `valid_from` up to, not including, `valid_to`."""

    id: int
    unit: Unit
    valid_from: dt.date
    valid_to: dt.date


@dataclass(frozen=True)
class Leading:
    """That a person led a unit from `valid_from` up to, not including, `valid_to`."""

    id: int
    unit_id: str
    person_id: str
    valid_from: dt.date
    valid_to: dt.date


@dataclass(frozen=True)
class RecordedAbsence:
    """An absence with the id of its row."""

    id: int
    absence: Absence


@dataclass(frozen=True)
class OrganisationState:
    """What is recorded and not over on a date.

    `has_units` and its like: whether any was ever recorded. `latest_change`: the last date from which a
    change was recorded; None when there was none since the first import.
    """

    units: tuple[UnitVersion, ...] = ()
    leadings: tuple[Leading, ...] = ()
    employments: tuple[Employment, ...] = ()
    people: Mapping[str, PersonFacts] = field(default_factory=dict)
    absences: tuple[RecordedAbsence, ...] = ()
    has_units: bool = False
    has_leaders: bool = False
    has_people: bool = False
    latest_change: dt.date | None = None
