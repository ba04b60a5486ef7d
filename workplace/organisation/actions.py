"""Take in units and people: whole or not at all, and a second time nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, text, update
from sqlalchemy.orm import Session

from workplace.database import Base
from workplace.database.base import BEGINNING, END
from workplace.errors import Refused
from workplace.imports.actions import note_run
from workplace.imports.table import GivenFile
from workplace.organisation.employment import Absence, PersonFacts, Placement
from workplace.organisation.plan import IMPORT_KIND, OrganisationChange
from workplace.organisation.queries import preview_import
from workplace.organisation.records import (
    AbsenceRecord,
    EmploymentRecord,
    LeadershipRecord,
    PersonRecord,
    UnitRecord,
    UnitVersionRecord,
)
from workplace.organisation.unit_tree import TEAM, Unit

_BATCH = 5_000
_IMPORT_LOCK = 7_210_002
"""Key of the advisory lock that lets one import at a time compare and write (SQLite has one writer anyway)."""
_DAY = dt.timedelta(days=1)


def import_organisation(
    session: Session,
    *,
    units: GivenFile,
    people: GivenFile | None = None,
    mapping: GivenFile | None = None,
    as_of: dt.date,
    now: dt.datetime,
    actor_id: str = "",
    dry_run: bool = False,
    allow_large_change: bool = False,
) -> OrganisationChange:
    """Carry out what the files say from `as_of` in the caller's transaction, and return what changed.

    Raises `Refused` with every problem; nothing is then written. A dry run, and files that change nothing, write
    nothing.
    """
    if not dry_run and session.get_bind().dialect.name == "postgresql":
        session.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _IMPORT_LOCK})
    preview = preview_import(
        session, units=units, people=people, mapping=mapping, as_of=as_of, allow_large_change=allow_large_change
    )
    if preview.problems or preview.change is None:
        raise Refused(preview.problems)
    change = preview.change
    if dry_run or change.is_empty:
        return change
    _write_units(session, change)
    _write_people(session, change)
    _write_leaders(session, change)
    _write_employments(session, change)
    _write_absences(session, change)
    files = {"units": units, "people": people, "mapping": mapping}
    note_run(
        session,
        kind=IMPORT_KIND,
        now=now,
        actor_id=actor_id,
        as_of=as_of,
        files={part: given for part, given in files.items() if given is not None},
        counts={**change.counts, "reaches_back": int(change.reaches_back)},
    )
    session.expire_all()
    return change


def _write_units(session: Session, change: OrganisationChange) -> None:
    known = set(session.scalars(select(UnitRecord.id)))
    new = [unit.unit_id for unit in change.units_new if unit.unit_id not in known]
    _insert(session, UnitRecord, [{"id": unit_id} for unit_id in new])
    over = [*change.units_ended, *(item.before for item in change.units_changed)]
    _close(session, UnitVersionRecord, over, change.as_of)
    written = [*change.units_new, *(item.after for item in change.units_changed)]
    _insert(
        session,
        UnitVersionRecord,
        [{**asdict(unit), "valid_from": _begins(unit, change), "valid_to": END} for unit in written],
    )


def _begins(unit: Unit, change: OrganisationChange) -> dt.date:
    """Return from when a written unit holds; a team comes with the people and reaches back with them."""
    reaches_back = change.units_reach_back or (unit.kind == TEAM and change.people_reach_back)
    return BEGINNING if reaches_back else change.as_of


def _write_leaders(session: Session, change: OrganisationChange) -> None:
    begins = BEGINNING if change.leaders_reach_back else change.as_of
    _close(session, LeadershipRecord, [item.before for item in change.leaders if item.before], change.as_of)
    _insert(
        session,
        LeadershipRecord,
        [
            {"unit_id": item.unit_id, "person_id": item.after, "valid_from": begins, "valid_to": END}
            for item in change.leaders
            if item.after
        ],
    )


def _write_people(session: Session, change: OrganisationChange) -> None:
    _insert(session, PersonRecord, [_person_values(person) for person in change.people_new])
    changed = [item.after for item in change.people_changed]
    if changed:
        names = ("name", "email", "phone", "sex", "birth_year", "protected")
        table = Base.metadata.tables[PersonRecord.__tablename__]
        statement = (
            update(table)
            .where(table.c.id == bindparam("key"))
            .values({name: bindparam(f"new_{name}") for name in names})
        )
        session.connection().execute(
            statement,
            [
                {"key": person.person_id, **{f"new_{name}": getattr(person, name) for name in names}}
                for person in changed
            ],
        )


def _person_values(person: PersonFacts) -> dict[str, Any]:
    values = asdict(person)
    values["id"] = values.pop("person_id")
    return values


def _write_employments(session: Session, change: OrganisationChange) -> None:
    going_on = [*change.employments_moved, *change.employments_changed]
    _close(session, EmploymentRecord, [item.before for item in going_on], change.as_of)
    for ending in change.employments_ended:
        if ending.before.valid_from >= ending.valid_to:
            session.execute(delete(EmploymentRecord).where(EmploymentRecord.id == ending.before.id))
        else:
            session.execute(
                update(EmploymentRecord)
                .where(EmploymentRecord.id == ending.before.id)
                .values(valid_to=ending.valid_to, employed_to=ending.employed_to)
            )
    written = [*change.employments_new, *(item.after for item in going_on)]
    earliest = BEGINNING if change.people_reach_back else change.as_of
    _insert(session, EmploymentRecord, [_employment_values(placement, earliest) for placement in written])


def _employment_values(placement: Placement, earliest: dt.date) -> dict[str, Any]:
    """Return the row of a placement, known from its first day or from `earliest`, whichever is later."""
    values = dict(placement.__dict__)
    values["valid_from"] = max(earliest, placement.employed_from)
    values["valid_to"] = END if placement.employed_to == END else placement.employed_to + _DAY
    return values


def _write_absences(session: Session, change: OrganisationChange) -> None:
    begun_anew = {(item.person_id, item.kind, item.absent_from) for item in change.absences_new}
    for recorded in change.absences_ended:
        absence = recorded.absence
        key = (absence.person_id, absence.kind, absence.absent_from)
        if key in begun_anew or absence.absent_from >= change.as_of:
            session.execute(delete(AbsenceRecord).where(AbsenceRecord.id == recorded.id))
        else:
            session.execute(
                update(AbsenceRecord).where(AbsenceRecord.id == recorded.id).values(absent_to=change.as_of - _DAY)
            )
    _insert(session, AbsenceRecord, [_absence_values(absence) for absence in change.absences_new])


def _absence_values(absence: Absence) -> dict[str, Any]:
    return asdict(absence)


def _close(session: Session, record: type[Base], intervals: Iterable[Any], as_of: dt.date) -> None:
    """End intervals at the date; one that only began then, or later, never was."""
    table = record.__table__
    never: list[int] = []
    ended: list[int] = []
    for interval in intervals:
        (never if interval.valid_from >= as_of else ended).append(interval.id)
    for start in range(0, len(never), 500):
        session.execute(delete(record).where(table.c.id.in_(never[start : start + 500])))
    for start in range(0, len(ended), 500):
        session.execute(update(record).where(table.c.id.in_(ended[start : start + 500])).values(valid_to=as_of))


def _insert(session: Session, record: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    table = Base.metadata.tables[record.__tablename__]
    for start in range(0, len(rows), _BATCH):
        session.connection().execute(insert(table), list(rows[start : start + _BATCH]))
