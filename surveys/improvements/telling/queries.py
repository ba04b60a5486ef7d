"""Read whom a message goes to and what it tells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from surveys.findings.queries import latest_release
from surveys.findings.unit_findings import ReleaseSummary
from surveys.improvements.improvement import SOON, Improvement
from surveys.improvements.queries import improvements_where, led_through, own_words, stored_improvements
from surveys.improvements.records import ImprovementRecord, ImprovementReminderRecord
from surveys.improvements.telling.timetable import ReadBy, Reminder, ReminderKind
from surveys.improvements.telling.told import Said, said_and_done
from surveys.instrument import Instrument
from surveys.invitations.records import InvitationRecord
from surveys.waves.charter import Circle, circles_of
from surveys.waves.queries import instrument_of
from surveys.waves.records import WaveRecord, WaveUnitRecord
from workplace.agreements.agreement import OPEN_STATES
from workplace.agreements.records import AgreementRecord
from workplace.clock import local_date
from workplace.organisation.queries import direct_groups_on, people_by_id
from workplace.organisation.records import EmploymentRecord, LeadershipRecord, PersonRecord
from workplace.releases.records import ReleaseRecord


@dataclass(frozen=True)
class Addressed:
    """Somebody a message goes to."""

    person_id: str
    address: str


@dataclass(frozen=True)
class GroupTold:
    """What a message or the poster of a unit tells. `leader_name`: who leads it now, "" where nobody may be named."""

    release: ReleaseSummary
    unit_id: str
    unit_name: str
    leader_name: str
    said: tuple[Said, ...]
    own_words: str


def released_waves(session: Session) -> list[ReadBy]:
    """Return every released wave with the day from which everybody reads it: its first release, or its charter's."""
    rows = session.execute(
        select(WaveRecord.id, WaveRecord.closed_on, WaveRecord.charter, func.min(ReleaseRecord.published_at))
        .join(ReleaseRecord, ReleaseRecord.wave_id == WaveRecord.id)
        .group_by(WaveRecord.id)
    )
    found = []
    for wave_id, closed_on, charter, published_at in rows:
        on = local_date(published_at)
        found.append(ReadBy(wave_id, closed_on, max(on, circles_of(charter).get(Circle.EVERYBODY, on))))
    return found


def readable_on(session: Session, wave_id: str) -> dt.date | None:
    """Return the day from which everybody reads a wave, None where nothing of it is released."""
    return next((wave.readable_on for wave in released_waves(session) if wave.wave_id == wave_id), None)


def units_to_tell(session: Session, wave_id: str) -> list[str]:
    """Return the units of a wave in the order of the tree."""
    query = select(WaveUnitRecord.unit_id).where(WaveUnitRecord.wave_id == wave_id)
    return list(session.scalars(query.order_by(WaveUnitRecord.position)))


def recipients_of(session: Session, wave_id: str, today: dt.date) -> dict[str, list[Addressed]]:
    """Return who gets the messages of each unit of a wave; protected people and those without an address get none.

    Those invited in the unit's direct group while the invitations are kept; else, as for a wave from elsewhere, those
    who belong to the direct group now.
    """
    invited = session.execute(
        select(InvitationRecord.unit_id, PersonRecord.id, PersonRecord.email)
        .join(PersonRecord, PersonRecord.id == InvitationRecord.person_id)
        .where(
            InvitationRecord.wave_id == wave_id,
            InvitationRecord.is_withdrawn.is_(False),
            PersonRecord.protected.is_(False),
        )
        .order_by(PersonRecord.id)
    ).all()
    found: dict[str, list[Addressed]] = {}
    if invited:
        for unit_id, person_id, email in invited:
            if email:
                found.setdefault(unit_id, []).append(Addressed(person_id, email))
        return found
    groups = direct_groups_on(session, today)
    people = people_by_id(session, {person_id for group in groups.values() for person_id in group})
    for unit_id, group in groups.items():
        reached = (people[person_id] for person_id in group if person_id in people)
        found[unit_id] = [Addressed(person.person_id, person.email) for person in reached if person.email]
    return found


def recipients_in(session: Session, wave_id: str, unit_id: str, today: dt.date) -> int:
    """Return to how many the message of one unit would go now, without reading the whole organisation."""
    reached = (PersonRecord.protected.is_(False), PersonRecord.email != "")
    if session.scalar(select(InvitationRecord.id).where(InvitationRecord.wave_id == wave_id).limit(1)) is not None:
        invited = (
            select(func.count())
            .select_from(InvitationRecord)
            .join(PersonRecord, PersonRecord.id == InvitationRecord.person_id)
            .where(
                InvitationRecord.wave_id == wave_id,
                InvitationRecord.unit_id == unit_id,
                InvitationRecord.is_withdrawn.is_(False),
                *reached,
            )
        )
        return session.scalar(invited) or 0
    leader = session.scalar(
        select(LeadershipRecord.person_id).where(
            LeadershipRecord.unit_id == unit_id, LeadershipRecord.valid_from <= today, LeadershipRecord.valid_to > today
        )
    )
    below = led_through(session, [unit_id], leader or "", today) if leader else {}
    members = select(EmploymentRecord.person_id).where(
        EmploymentRecord.unit_id == unit_id,
        EmploymentRecord.valid_from <= today,
        EmploymentRecord.valid_to > today,
        EmploymentRecord.person_id != (leader or ""),
    )
    people = select(func.count()).where(
        or_(PersonRecord.id.in_(members), PersonRecord.id.in_(sorted(set(below.values())))), *reached
    )
    return session.scalar(people) or 0


def group_told(session: Session, wave_id: str, unit_id: str, today: dt.date, language: str) -> GroupTold | None:
    """Return what is told of a unit, or None where the wave has no such unit or nothing of it is released."""
    release = latest_release(session, wave_id)
    unit = session.get(WaveUnitRecord, (wave_id, unit_id))
    if release is None or unit is None:
        return None
    found = improvements_where(
        session,
        stored_improvements().where(ImprovementRecord.wave_id == wave_id, ImprovementRecord.unit_id == unit_id),
    )
    return GroupTold(
        release=release,
        unit_id=unit_id,
        unit_name=unit.name,
        leader_name=_leader_name(session, unit_id, today),
        said=_said(session, found, instrument_of(session, wave_id), unit_id, language),
        own_words=own_words(session, wave_id, unit_id).words,
    )


def improvements_near(session: Session, today: dt.date) -> list[Improvement]:
    """Return the open improvements of all units whose date is near or has passed."""
    return improvements_where(
        session,
        stored_improvements().where(
            AgreementRecord.state.in_([state.value for state in OPEN_STATES]),
            AgreementRecord.by_when <= today + SOON,
        ),
    )


def reminded(session: Session, ids: Collection[int]) -> set[Reminder]:
    """Return the reminders that have been made of some improvements."""
    query = select(ImprovementReminderRecord).where(ImprovementReminderRecord.agreement_id.in_(sorted(ids)))
    return {Reminder(row.agreement_id, row.by_when, ReminderKind(row.kind)) for row in session.scalars(query)}


def improvements_by_id(session: Session, ids: Collection[int]) -> list[Improvement]:
    """Return some improvements."""
    return improvements_where(session, stored_improvements().where(ImprovementRecord.agreement_id.in_(sorted(ids))))


def leaders_to_remind(session: Session, unit_ids: Collection[str], today: dt.date) -> dict[str, tuple[str, str]]:
    """Return who leads each unit now and their address; protected leaders and those without an address are left out."""
    rows = session.execute(
        select(LeadershipRecord.unit_id, PersonRecord.id, PersonRecord.email)
        .join(PersonRecord, PersonRecord.id == LeadershipRecord.person_id)
        .where(
            LeadershipRecord.unit_id.in_(sorted(unit_ids)),
            LeadershipRecord.valid_from <= today,
            LeadershipRecord.valid_to > today,
            PersonRecord.protected.is_(False),
            PersonRecord.email != "",
        )
    )
    return {unit_id: (person_id, email) for unit_id, person_id, email in rows}


def unit_names(session: Session, wave_unit_ids: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return the names units had in waves, by wave and unit id."""
    waves, units = {wave for wave, _ in wave_unit_ids}, {unit for _, unit in wave_unit_ids}
    rows = session.execute(
        select(WaveUnitRecord.wave_id, WaveUnitRecord.unit_id, WaveUnitRecord.name).where(
            WaveUnitRecord.wave_id.in_(sorted(waves)), WaveUnitRecord.unit_id.in_(sorted(units))
        )
    )
    return {(wave_id, unit_id): name for wave_id, unit_id, name in rows}


def _said(
    session: Session, found: list[Improvement], instrument: Instrument, unit_id: str, language: str
) -> tuple[Said, ...]:
    larger = {(one.wave_id, one.cited.unit_id) for one in found if one.cited.unit_id != unit_id}
    names = {figure_unit: name for (_, figure_unit), name in unit_names(session, larger).items()} if larger else {}
    return said_and_done(found, instrument, names, unit_id, language)


def _leader_name(session: Session, unit_id: str, today: dt.date) -> str:
    query = (
        select(PersonRecord.name)
        .join(LeadershipRecord, LeadershipRecord.person_id == PersonRecord.id)
        .where(
            LeadershipRecord.unit_id == unit_id,
            LeadershipRecord.valid_from <= today,
            LeadershipRecord.valid_to > today,
            PersonRecord.protected.is_(False),
        )
    )
    return session.scalar(query) or ""
