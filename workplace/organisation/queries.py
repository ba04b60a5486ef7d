"""The organisation on a date. Every answer is a value; protected people are left out unless they are asked for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from workplace.database.base import BEGINNING, END
from workplace.imports.queries import all_runs
from workplace.imports.table import GivenFile
from workplace.organisation.change_list import ChangeGroup, change_groups
from workplace.organisation.employment import Absence, Employment, PersonFacts, Placement
from workplace.organisation.intake import read_organisation
from workplace.organisation.kept import with_recorded
from workplace.organisation.leadership import Superior, direct_groups, led_by, superior_of
from workplace.organisation.plan import IMPORT_KIND, OrganisationChange, Preview, plan
from workplace.organisation.records import (
    AbsenceRecord,
    EmploymentRecord,
    LeadershipRecord,
    PersonRecord,
    UnitVersionRecord,
)
from workplace.organisation.state import Leading, OrganisationState, RecordedAbsence, UnitVersion
from workplace.organisation.unit_tree import Unit, UnitTree

PLACEMENT_COLUMNS = (
    EmploymentRecord.person_id,
    EmploymentRecord.unit_id,
    EmploymentRecord.title,
    EmploymentRecord.role,
    EmploymentRecord.employment_form,
    EmploymentRecord.fte,
    EmploymentRecord.assignment_percent,
    EmploymentRecord.agreement_area,
    EmploymentRecord.aid_code,
    EmploymentRecord.monthly_pay,
    EmploymentRecord.pay_additions,
    EmploymentRecord.employed_from,
    EmploymentRecord.employed_to,
)
"""In the order of the fields of Placement."""
UNIT_COLUMNS = (
    UnitVersionRecord.unit_id,
    UnitVersionRecord.name,
    UnitVersionRecord.parent_id,
    UnitVersionRecord.kind,
    UnitVersionRecord.administration,
    UnitVersionRecord.predecessor_id,
)
"""In the order of the fields of Unit."""
PERSON_COLUMNS = (
    PersonRecord.id,
    PersonRecord.name,
    PersonRecord.email,
    PersonRecord.phone,
    PersonRecord.sex,
    PersonRecord.birth_year,
    PersonRecord.protected,
)
"""In the order of the fields of PersonFacts."""


@dataclass(frozen=True)
class UnitLine:
    """A unit in an indented list: who leads it and how many are in its direct group and in all of it.

    `leader_name` is empty where nobody leads the unit, and where the leader's details are protected.
    """

    unit: Unit
    depth: int
    leader_id: str
    leader_name: str
    direct_size: int
    whole_size: int


def units_on(session: Session, date: dt.date) -> dict[str, Unit]:
    """Return every unit that exists on the date, by id."""
    query = (
        select(*UNIT_COLUMNS)
        .where(UnitVersionRecord.valid_from <= date, UnitVersionRecord.valid_to > date)
        .order_by(UnitVersionRecord.unit_id)
    )
    return {row[0]: Unit(*row) for row in session.execute(query)}


def tree_on(session: Session, date: dt.date) -> UnitTree:
    """Return the tree of units on the date."""
    return UnitTree(units_on(session, date))


def leaders_on(session: Session, date: dt.date) -> dict[str, str]:
    """Return who leads each unit on the date, unit id to person id."""
    query = select(LeadershipRecord.unit_id, LeadershipRecord.person_id).where(
        LeadershipRecord.valid_from <= date, LeadershipRecord.valid_to > date
    )
    return {row.unit_id: row.person_id for row in session.execute(query)}


def placements_on(session: Session, date: dt.date) -> list[Placement]:
    """Return every employment valid on the date, protected people's too: these are for counting, not for showing."""
    query = (
        select(*PLACEMENT_COLUMNS)
        .where(EmploymentRecord.valid_from <= date, EmploymentRecord.valid_to > date)
        .order_by(EmploymentRecord.person_id, EmploymentRecord.unit_id)
    )
    return [Placement(*row) for row in session.execute(query)]


def people_on(session: Session, date: dt.date, *, include_protected: bool = False) -> dict[str, PersonFacts]:
    """Return everybody employed on the date, by id.

    `include_protected` only for a page of the person's own leader or of named HR.
    """
    employed = select(EmploymentRecord.person_id).where(
        EmploymentRecord.valid_from <= date, EmploymentRecord.valid_to > date
    )
    return _people(session, select(*PERSON_COLUMNS).where(PersonRecord.id.in_(employed)), include_protected)


def people_by_id(session: Session, ids: set[str], *, include_protected: bool = False) -> dict[str, PersonFacts]:
    """Return the people with these ids, employed or not."""
    found: dict[str, PersonFacts] = {}
    ordered = sorted(ids)
    for start in range(0, len(ordered), 500):
        query = select(*PERSON_COLUMNS).where(PersonRecord.id.in_(ordered[start : start + 500]))
        found.update(_people(session, query, include_protected))
    return found


def led_units(session: Session, person_id: str, date: dt.date) -> list[str]:
    """Return the ids of the units a person leads on the date."""
    return led_by(leaders_on(session, date), person_id)


def who_led(session: Session, unit_id: str, date: dt.date) -> str | None:
    """Return the id of the person who led the unit on the date, None when nobody did."""
    return leaders_on(session, date).get(unit_id)


def direct_groups_on(session: Session, date: dt.date) -> dict[str, list[str]]:
    """Return the people of each unit's direct group on the date; protected people are in it."""
    return direct_groups(tree_on(session, date), leaders_on(session, date), placements_on(session, date))


def unit_path(session: Session, unit_id: str, date: dt.date) -> tuple[Unit, ...]:
    """Return the units from the root down to the unit itself; empty when it does not exist on the date."""
    tree = tree_on(session, date)
    return tuple(tree.units[each] for each in tree.path(unit_id))


def units_below(session: Session, unit_id: str, date: dt.date) -> list[str]:
    """Return the ids of the unit and all below it, each parent before its children."""
    return tree_on(session, date).below(unit_id)


def superior_of_unit(session: Session, unit_id: str, date: dt.date) -> Superior | None:
    """Return who leads the leader of the unit, and through which unit; None at the top."""
    return superior_of(tree_on(session, date), leaders_on(session, date), unit_id)


def unit_lines_on(session: Session, date: dt.date) -> list[UnitLine]:
    """Return the tree as an indented list with leaders and sizes."""
    tree, leaders = tree_on(session, date), leaders_on(session, date)
    groups = direct_groups(tree, leaders, placements_on(session, date))
    names = people_by_id(session, set(leaders.values()))
    order = tree.in_order()
    whole = {unit_id: set(groups[unit_id]) for unit_id, _ in order}
    for unit_id, _depth in reversed(order):
        parent = tree.units[unit_id].parent_id
        if parent in whole:
            whole[str(parent)] |= whole[unit_id]
    return [
        UnitLine(
            tree.units[unit_id],
            depth,
            leaders.get(unit_id, ""),
            names[leaders[unit_id]].name if leaders.get(unit_id) in names else "",
            len(groups[unit_id]),
            len(whole[unit_id]),
        )
        for unit_id, depth in order
    ]


def people_count_on(session: Session, date: dt.date) -> int:
    """Return how many people are employed on the date."""
    return (
        session.scalar(
            select(func.count(EmploymentRecord.person_id.distinct())).where(
                EmploymentRecord.valid_from <= date, EmploymentRecord.valid_to > date
            )
        )
        or 0
    )


def state_on(session: Session, date: dt.date) -> OrganisationState:
    """Return everything recorded that is not over on the date, as an import compares with it."""
    units = session.execute(
        select(UnitVersionRecord.id, UnitVersionRecord.valid_from, UnitVersionRecord.valid_to, *UNIT_COLUMNS).where(
            UnitVersionRecord.valid_to > date
        )
    )
    leadings = session.execute(
        select(
            LeadershipRecord.id,
            LeadershipRecord.unit_id,
            LeadershipRecord.person_id,
            LeadershipRecord.valid_from,
            LeadershipRecord.valid_to,
        ).where(LeadershipRecord.valid_to > date)
    )
    employments = session.execute(
        select(EmploymentRecord.id, EmploymentRecord.valid_from, EmploymentRecord.valid_to, *PLACEMENT_COLUMNS).where(
            EmploymentRecord.valid_to > date
        )
    )
    absences = session.execute(
        select(
            AbsenceRecord.id,
            AbsenceRecord.person_id,
            AbsenceRecord.kind,
            AbsenceRecord.absent_from,
            AbsenceRecord.absent_to,
        ).where(AbsenceRecord.absent_to >= date)
    )
    return OrganisationState(
        units=tuple(UnitVersion(row[0], Unit(*row[3:]), row[1], row[2]) for row in units),
        leadings=tuple(Leading(*row) for row in leadings),
        employments=tuple(Employment(row[0], Placement(*row[3:]), row[1], row[2]) for row in employments),
        people=_people(session, select(*PERSON_COLUMNS), include_protected=True),
        absences=tuple(RecordedAbsence(row[0], Absence(*row[1:])) for row in absences),
        has_units=session.scalar(select(UnitVersionRecord.id).limit(1)) is not None,
        has_leaders=session.scalar(select(LeadershipRecord.id).limit(1)) is not None,
        has_people=session.scalar(select(EmploymentRecord.id).limit(1)) is not None,
        latest_change=_latest_change(session),
    )


def preview_import(
    session: Session,
    *,
    units: GivenFile,
    people: GivenFile | None,
    mapping: GivenFile | None,
    as_of: dt.date,
    allow_large_change: bool,
) -> Preview:
    """Return what taking in the files would change from a date, and every reason why it cannot be done."""
    state = state_on(session, as_of)
    intake = read_organisation(
        units,
        people,
        mapping,
        leaders_now={item.unit_id: item.person_id for item in state.leadings},
        people_now=state.people.keys(),
    )
    if intake.problems:
        return Preview(None, intake.problems)
    change, problems = plan(with_recorded(intake, state), state, as_of=as_of, allow_large_change=allow_large_change)
    return Preview(change, tuple(problems))


def listed_changes(session: Session, change: OrganisationChange) -> list[ChangeGroup]:
    """Return a planned change as lists with names; protected people are counted but stand in no list."""
    people = _people(session, select(*PERSON_COLUMNS), include_protected=True)
    names = {unit_id: unit.name for unit_id, unit in units_on(session, change.as_of).items()}
    return change_groups(change, people, names)


def _latest_change(session: Session) -> dt.date | None:
    """Return the last date from which a change of units, leaders or employments was recorded."""
    dates: list[dt.date | None] = [
        run.as_of for run in all_runs(session, IMPORT_KIND) if not run.counts.get("reaches_back")
    ]
    for record in (UnitVersionRecord, LeadershipRecord):
        dates.append(session.scalar(select(func.max(record.valid_from)).where(record.valid_from > BEGINNING)))
        dates.append(session.scalar(select(func.max(record.valid_to)).where(record.valid_to < END)))
    return max((date for date in dates if date), default=None)


def _people(session: Session, query: Select[*tuple[Any, ...]], include_protected: bool) -> dict[str, PersonFacts]:
    people = (PersonFacts(*row) for row in session.execute(query))
    return {person.person_id: person for person in people if include_protected or not person.protected}
