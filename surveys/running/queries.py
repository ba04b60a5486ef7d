"""Whom an act on an open wave may concern: people by name, with their invitation but never whether it is answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from surveys.invitations.records import InvitationRecord
from surveys.running.person import FoundPerson
from surveys.waves.queries import units_of_wave
from workplace.organisation.queries import tree_on
from workplace.organisation.records import EmploymentRecord, PersonRecord

MOST_FOUND = 25


def people_matching(
    session: Session, wave_id: str, words: str, today: dt.date, is_own: Callable[[str], bool]
) -> list[FoundPerson]:
    """Return people employed today whose name, e-mail or id holds the words, in administrations for which `is_own`.

    Protected people are in no list.
    """
    sought = f"%{_escaped(words.strip().casefold())}%"
    query = (
        select(PersonRecord.id)
        .where(
            or_(
                func.lower(PersonRecord.name).like(sought, escape="\\"),
                func.lower(PersonRecord.email).like(sought, escape="\\"),
                func.lower(PersonRecord.id).like(sought, escape="\\"),
            ),
            PersonRecord.protected.is_(False),
            PersonRecord.id.in_(_employed(today)),
        )
        .order_by(PersonRecord.name, PersonRecord.id)
        .limit(4 * MOST_FOUND)
    )
    found = [person_of(session, wave_id, person_id, today, is_own) for person_id in session.scalars(query)]
    return [person for person in found if person is not None][:MOST_FOUND]


def person_of(
    session: Session, wave_id: str, person_id: str, today: dt.date, is_own: Callable[[str], bool]
) -> FoundPerson | None:
    """Return one person, or None where they are protected, not employed today, or of another's administration."""
    person = session.get(PersonRecord, person_id)
    if person is None or person.protected:
        return None
    tree = tree_on(session, today)
    placed = [unit for unit in session.scalars(_units_of(person_id, today)) if unit in tree.units]
    own = [unit_id for unit_id in placed if is_own(tree.units[unit_id].administration)]
    if not own:
        return None
    invitation = session.execute(
        select(InvitationRecord.unit_id, InvitationRecord.is_withdrawn).where(
            InvitationRecord.wave_id == wave_id, InvitationRecord.person_id == person_id
        )
    ).first()
    return FoundPerson(
        person_id=person.id,
        name=person.name or person.id,
        works_in=tuple(tree.units[unit_id].name for unit_id in own),
        is_invited=invitation is not None and not invitation.is_withdrawn,
        has_address=bool(person.email.strip()),
    )


def unit_choices(session: Session, wave_id: str, is_own: Callable[[str], bool]) -> list[tuple[str, str]]:
    """Return the units of the frozen tree in those administrations, as (id, name), in the order of the tree."""
    units = units_of_wave(session, wave_id).values()
    return [(unit.unit_id, unit.name) for unit in units if is_own(unit.administration)]


def _employed(today: dt.date):  # type: ignore[no-untyped-def]
    return select(EmploymentRecord.person_id).where(
        EmploymentRecord.valid_from <= today, EmploymentRecord.valid_to > today
    )


def _units_of(person_id: str, today: dt.date):  # type: ignore[no-untyped-def]
    return (
        select(EmploymentRecord.unit_id)
        .where(
            EmploymentRecord.person_id == person_id,
            EmploymentRecord.valid_from <= today,
            EmploymentRecord.valid_to > today,
        )
        .order_by(EmploymentRecord.unit_id)
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
