"""What an import would change: the described organisation against the recorded one, on a date.

The first import reaches back without limit; a later one closes what changed at its date and opens the new. Nothing
before the date is touched, so what was true then stays answered.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from workplace.errors import Problem
from workplace.imports.cells import EARLIEST_YEAR, LATEST_YEAR
from workplace.organisation.employment import Absence, Employment, PersonFacts, Placement
from workplace.organisation.intake import Intake
from workplace.organisation.state import Leading, OrganisationState, RecordedAbsence, UnitVersion
from workplace.organisation.unit_tree import TEAM, Unit
from workplace.wording import N_, Sentence

IMPORT_KIND = "organisation"
"""The kind of import in the list of those carried out."""
LARGEST_ENDING_SHARE = 0.20
"""A file that would end more than this share of the employments stops unless it is allowed by name."""
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class UnitChange:
    """A unit that is renamed, moved or otherwise changed."""

    before: UnitVersion
    after: Unit

    @property
    def is_renamed(self) -> bool:
        return self.before.unit.name != self.after.name

    @property
    def is_moved(self) -> bool:
        return self.before.unit.parent_id != self.after.parent_id


@dataclass(frozen=True)
class LeaderChange:
    """A unit that gets another leader; `after` None: nobody leads it any more."""

    unit_id: str
    before: Leading | None
    after: str | None


@dataclass(frozen=True)
class PersonChange:
    """Facts of a person that change."""

    before: PersonFacts
    after: PersonFacts

    @property
    def is_renamed(self) -> bool:
        return self.before.name != self.after.name


@dataclass(frozen=True)
class EmploymentChange:
    """An employment that goes on in another unit or on other terms."""

    before: Employment
    after: Placement


@dataclass(frozen=True)
class EmploymentEnd:
    """An employment that ends; `employed_to` is its last day, `valid_to` the day from which it no longer holds."""

    before: Employment
    employed_to: dt.date
    valid_to: dt.date


@dataclass(frozen=True)
class OrganisationChange:
    """All that an import changes from `as_of`; the tuples are in order of id.

    `units_reach_back` and its like: nothing of the kind was recorded before, so it holds from the beginning.
    """

    as_of: dt.date
    units_reach_back: bool = False
    leaders_reach_back: bool = False
    people_reach_back: bool = False
    units_new: tuple[Unit, ...] = ()
    units_changed: tuple[UnitChange, ...] = ()
    units_ended: tuple[UnitVersion, ...] = ()
    leaders: tuple[LeaderChange, ...] = ()
    people_new: tuple[PersonFacts, ...] = ()
    people_changed: tuple[PersonChange, ...] = ()
    employments_new: tuple[Placement, ...] = ()
    employments_moved: tuple[EmploymentChange, ...] = ()
    employments_changed: tuple[EmploymentChange, ...] = ()
    employments_ended: tuple[EmploymentEnd, ...] = ()
    absences_new: tuple[Absence, ...] = ()
    absences_ended: tuple[RecordedAbsence, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many of each kind; a unit that is both moved and renamed counts in both."""
        return {
            "units_new": len(self.units_new),
            "units_moved": sum(change.is_moved for change in self.units_changed),
            "units_renamed": sum(change.is_renamed for change in self.units_changed),
            "units_changed": sum(not (item.is_moved or item.is_renamed) for item in self.units_changed),
            "units_ended": len(self.units_ended),
            "leaders_new": len(self.leaders),
            "people_new": len(self.people_new),
            "people_renamed": sum(change.is_renamed for change in self.people_changed),
            "people_changed": sum(not change.is_renamed for change in self.people_changed),
            "employments_new": len(self.employments_new),
            "employments_moved": len(self.employments_moved),
            "employments_changed": len(self.employments_changed),
            "employments_ended": len(self.employments_ended),
            "absences": len(self.absences_new) + len(self.absences_ended),
        }

    @property
    def reaches_back(self) -> bool:
        """Whether all that is written holds from the beginning, so that no date of change was recorded."""
        units = self.units_reach_back or not (
            self.units_changed
            or self.units_ended
            or any(unit.kind != TEAM or not self.people_reach_back for unit in self.units_new)
        )
        employments = (self.employments_new, self.employments_moved, self.employments_changed, self.employments_ended)
        return (
            units and (self.leaders_reach_back or not self.leaders) and (self.people_reach_back or not any(employments))
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing changes."""
        return not any(self.counts.values())


@dataclass(frozen=True)
class Preview:
    """What an import would do. `change` None: the files could not be understood so far."""

    change: OrganisationChange | None
    problems: tuple[Problem, ...]


def plan(
    intake: Intake, state: OrganisationState, *, as_of: dt.date, allow_large_change: bool = False
) -> tuple[OrganisationChange, list[Problem]]:
    """Return what taking in the files would change from a date, and why it may not be done."""
    problems: list[Problem] = []
    if state.latest_change and as_of < state.latest_change:
        problems.append(
            Problem(
                "before_recorded_change",
                Sentence(
                    N_("%(as_of)s ligger före en redan införd ändring (%(latest)s); historien skrivs inte om"),
                    {"as_of": as_of.isoformat(), "latest": state.latest_change.isoformat()},
                ),
                hint=Sentence(
                    N_("välj %(latest)s eller ett senare datum"), {"latest": state.latest_change.isoformat()}
                ),
            )
        )
    if not EARLIEST_YEAR <= as_of.year <= LATEST_YEAR:
        problems.append(Problem("invalid_date", Sentence(N_("året är orimligt")), value=as_of.isoformat()))
        return OrganisationChange(as_of), problems
    units, leaders = _completed(intake, state)
    versions = {version.unit.unit_id: version for version in state.units}
    ended = tuple(versions[unit_id] for unit_id in sorted(versions.keys() - units.keys()))
    if intake.placements is None:
        problems += _left_behind(intake, state, {version.unit.unit_id for version in ended})
    new, moved, changed, over = _employments(intake, state, as_of)
    current = [item for item in state.employments if item.valid_from <= as_of]
    if not allow_large_change and len(over) > LARGEST_ENDING_SHARE * len(current):
        problems.append(
            Problem(
                "large_change",
                Sentence(
                    N_("filen skulle avsluta %(ended)s av %(all)s anställningar, mer än 20 procent"),
                    {"ended": len(over), "all": len(current)},
                ),
                file=intake.people_file,
                hint=Sentence(N_("om det stämmer, tillåt stor ändring (--allow-large-change)")),
            )
        )
    people = intake.people or {}
    absences = _absences(intake, state, as_of)
    change = OrganisationChange(
        as_of=as_of,
        units_reach_back=not state.has_units,
        leaders_reach_back=not state.has_leaders,
        people_reach_back=not state.has_people,
        units_new=tuple(units[unit_id] for unit_id in sorted(units.keys() - versions.keys())),
        units_changed=tuple(
            UnitChange(versions[unit_id], units[unit_id])
            for unit_id in sorted(units.keys() & versions.keys())
            if versions[unit_id].unit != units[unit_id]
        ),
        units_ended=ended,
        leaders=_leader_changes(leaders, state),
        people_new=tuple(people[person_id] for person_id in sorted(people.keys() - state.people.keys())),
        people_changed=tuple(
            PersonChange(state.people[person_id], people[person_id])
            for person_id in sorted(people.keys() & state.people.keys())
            if state.people[person_id] != people[person_id]
        ),
        employments_new=new,
        employments_moved=moved,
        employments_changed=changed,
        employments_ended=over,
        absences_new=absences[0],
        absences_ended=absences[1],
    )
    return change, problems


def _completed(intake: Intake, state: OrganisationState) -> tuple[Mapping[str, Unit], Mapping[str, str]]:
    """Return the described units and leaders, with what the files do not speak of kept as it is."""
    units, recorded = dict(intake.units), {item.unit_id: item.person_id for item in state.leadings}
    if intake.placements is None:
        for version in state.units:
            team = version.unit
            if team.kind == TEAM and team.parent_id in intake.units:
                above = intake.units[str(team.parent_id)]
                units.setdefault(
                    team.unit_id,
                    Unit(
                        team.unit_id,
                        team.name,
                        team.parent_id,
                        TEAM,
                        above.administration,
                        team.predecessor_id,
                    ),
                )
    leaders = dict(recorded if intake.leaders is None else intake.leaders)
    for unit_id in units.keys() - intake.units.keys():
        if unit_id in recorded:
            leaders[unit_id] = recorded[unit_id]
    return units, {unit_id: person for unit_id, person in leaders.items() if unit_id in units}


def _left_behind(intake: Intake, state: OrganisationState, ended: set[str]) -> list[Problem]:
    """Return a problem for each unit that ends while people are placed in it and no people file moves them."""
    placed: dict[str, int] = defaultdict(int)
    for item in state.employments:
        if item.placement.unit_id in ended:
            placed[item.placement.unit_id] += 1
    return [
        Problem(
            "unit_in_use",
            Sentence(N_("enheten saknas i filen men %(count)s personer är placerade där"), {"count": count}),
            file=intake.units_file,
            column="unit_id",
            value=unit_id,
            hint=Sentence(N_("ta med personfilen eller behåll enheten")),
        )
        for unit_id, count in sorted(placed.items())
    ]


def _leader_changes(leaders: Mapping[str, str], state: OrganisationState) -> tuple[LeaderChange, ...]:
    recorded = {item.unit_id: item for item in state.leadings}
    changes = []
    for unit_id in sorted(recorded.keys() | leaders.keys()):
        before, after = recorded.get(unit_id), leaders.get(unit_id)
        if (before.person_id if before else None) != after:
            changes.append(LeaderChange(unit_id, before, after))
    return tuple(changes)


_Employments = tuple[
    tuple[Placement, ...],
    tuple[EmploymentChange, ...],
    tuple[EmploymentChange, ...],
    tuple[EmploymentEnd, ...],
]


def _employments(intake: Intake, state: OrganisationState, as_of: dt.date) -> _Employments:
    """Return employments new, moved, changed and ended.

    Of a person's employments those in the same unit are the same; of the rest one that went and one that came are a
    move, in order of unit id.
    """
    if intake.placements is None:
        return (), (), (), ()
    recorded = {(item.placement.person_id, item.placement.unit_id): item for item in state.employments}
    described = {
        key: placement
        for key, placement in intake.placements.items()
        if key in recorded or not state.has_people or not _is_over(placement, as_of)
    }
    came: dict[str, list[Placement]] = defaultdict(list)
    for key in sorted(described.keys() - recorded.keys()):
        came[key[0]].append(described[key])
    moved, ended = [], []
    for key in sorted(recorded.keys() - described.keys()):
        waiting = came.get(key[0], [])
        if waiting:
            moved.append(EmploymentChange(recorded[key], waiting.pop(0)))
        else:
            ended.append(EmploymentEnd(recorded[key], min(recorded[key].placement.employed_to, as_of - _DAY), as_of))
    changed = []
    for key in sorted(described.keys() & recorded.keys()):
        before, after = recorded[key], described[key]
        if before.placement == after:
            continue
        if _is_over(after, as_of):
            ended.append(EmploymentEnd(before, after.employed_to, as_of))
        else:
            changed.append(EmploymentChange(before, after))
    new = tuple(placement for placements in came.values() for placement in placements)
    return new, tuple(moved), tuple(changed), tuple(ended)


def _is_over(placement: Placement, as_of: dt.date) -> bool:
    return placement.employed_to < as_of


def _absences(
    intake: Intake, state: OrganisationState, as_of: dt.date
) -> tuple[tuple[Absence, ...], tuple[RecordedAbsence, ...]]:
    """Return absences to write, and recorded ones that the file no longer has.

    An absence that was over at the date and is already recorded is not in the state, so one that is over is only
    written by a file that comes with the first people.
    """
    if intake.absences is None:
        return (), ()
    recorded = {item.absence for item in state.absences}
    new = [absence for absence in intake.absences - recorded if not state.has_people or absence.absent_to >= as_of]
    gone = [item for item in state.absences if item.absence not in intake.absences]
    order = sorted(new, key=lambda absence: (absence.person_id, absence.absent_from, absence.kind))
    return tuple(order), tuple(sorted(gone, key=lambda item: item.id))
