"""What a token leads to, who gets which message, and how a wave runs. Nothing here tells who has answered, but to
oneself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from surveys.invitations.letters import Addressee
from surveys.invitations.people import InvitationFacts, Invited, Messages, OwnSurvey, OwnWay, Undelivered
from surveys.invitations.records import (
    InvitationRecord,
    InvitationTokenRecord,
    ParticipantRecord,
    ResponseSnapshotRecord,
)
from surveys.invitations.response import RateClass
from surveys.invitations.timetable import Doing, Moments
from surveys.invitations.tokens import normalised
from surveys.participants.participants_file import AddressBook
from surveys.planning.plan import PlanState
from surveys.planning.records import WavePlanRecord
from surveys.planning.texts import last_day
from surveys.waves.records import WaveUnitRecord
from workplace.identity.tokens import hash_of
from workplace.jobs.records import BatchRecord
from workplace.mail.outbox import MailState
from workplace.mail.records import MailRecord
from workplace.organisation.records import PersonRecord
from workplace.sms.records import TextMessageRecord

OPENING = "survey.opening"
REMINDER = "survey.reminder"
CAUSE = "wave"


def invitation_by_token(session: Session, token: str) -> InvitationFacts | None:
    """Return what a token, or a code as somebody typed it, leads to; None where it is unknown or replaced."""
    row = session.scalar(
        select(InvitationRecord)
        .join(InvitationTokenRecord, InvitationTokenRecord.invitation_id == InvitationRecord.id)
        .where(
            InvitationTokenRecord.token_hash == hash_of(normalised(token)),
            InvitationTokenRecord.is_replaced.is_(False),
        )
    )
    return None if row is None else _facts(row)


def invitation_of(session: Session, wave_id: str, person_id: str) -> InvitationFacts | None:
    """Return a person's invitation to a wave, or None."""
    row = session.scalar(
        select(InvitationRecord).where(InvitationRecord.wave_id == wave_id, InvitationRecord.person_id == person_id)
    )
    return None if row is None else _facts(row)


def own_ways(session: Session, wave_id: str, person_ids: Collection[str]) -> dict[str, OwnWay]:
    """Return what messages about a wave to some people need to know; who is not invited is left out."""
    table = InvitationRecord.__table__.c
    rows = session.execute(
        select(table.person_id, table.id, table.answered, table.is_withdrawn).where(
            table.wave_id == wave_id, table.person_id.in_(list(person_ids))
        )
    )
    return {row.person_id: OwnWay(row.id, row.answered, row.is_withdrawn) for row in rows}


def own_surveys(session: Session, person_id: str, now: dt.datetime) -> list[OwnSurvey]:
    """Return the surveys that are open and that the person has not answered, the one that closes first first."""
    rows = session.execute(
        select(WavePlanRecord.wave_id, WavePlanRecord.title, WavePlanRecord.closes_at)
        .join(InvitationRecord, InvitationRecord.wave_id == WavePlanRecord.wave_id)
        .where(
            InvitationRecord.person_id == person_id,
            InvitationRecord.answered.is_(False),
            InvitationRecord.is_withdrawn.is_(False),
            WavePlanRecord.state == PlanState.OPEN.value,
            WavePlanRecord.closes_at > now,
        )
        .order_by(WavePlanRecord.closes_at, WavePlanRecord.wave_id)
    )
    return [OwnSurvey(wave_id, title, last_day(closes_at)) for wave_id, title, closes_at in rows]


def participants_of(session: Session, wave_id: str) -> dict[str, str]:
    """Return who is named in the wave's list of participants, person id to language ("" the wave's first).

    Empty: there is no list, and the rule of the population alone says who is invited.
    """
    query = select(ParticipantRecord.person_id, ParticipantRecord.language).where(ParticipantRecord.wave_id == wave_id)
    return {row.person_id: row.language for row in session.execute(query)}


def address_book(session: Session) -> AddressBook:
    """Return everybody with their addresses, to match a file with. Protected people are matched but in no hint."""
    ids: set[str] = set()
    by_address: dict[str, list[str]] = {}
    tellable: set[str] = set()
    for person_id, email, is_protected in session.execute(
        select(PersonRecord.id, PersonRecord.email, PersonRecord.protected).order_by(PersonRecord.id)
    ):
        ids.add(person_id)
        if email:
            by_address.setdefault(email.casefold(), []).append(person_id)
            if not is_protected:
                tellable.add(email.casefold())
    return AddressBook(
        frozenset(ids), {address: tuple(found) for address, found in by_address.items()}, tuple(sorted(tellable))
    )


def moments_of_all(session: Session) -> list[Moments]:
    """Return when each wave that has been signed does what; those whose invitations are erased are left out."""
    rows = session.scalars(
        select(WavePlanRecord).where(
            or_(
                WavePlanRecord.state.in_([PlanState.SIGNED.value, PlanState.OPEN.value, PlanState.CLOSING.value]),
                select(InvitationRecord.id).where(InvitationRecord.wave_id == WavePlanRecord.wave_id).exists(),
            ),
            WavePlanRecord.state != PlanState.DRAFT.value,
        )
    )
    return [moments_in(row) for row in rows]


def moments_in(row: WavePlanRecord) -> Moments:
    """Return when a wave does what."""
    has_ended = row.state in (PlanState.CLOSED.value, PlanState.ABORTED.value)
    return Moments(
        wave_id=row.wave_id,
        state=row.state,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        reminders=tuple(dt.datetime.fromisoformat(moment) for moment in row.reminders),
        opened_at=row.opened_at,
        ended_at=(row.closed_at or row.closes_at) if has_ended else None,
    )


def reminders_sent(session: Session, wave_id: str) -> dict[int, dt.datetime]:
    """Return which reminders have been ordered, by number, and when."""
    rows = session.execute(
        select(BatchRecord.arguments, BatchRecord.made_at).where(
            BatchRecord.kind == Doing.REMIND.value, BatchRecord.id.startswith(f"{Doing.REMIND.value}.{wave_id}.")
        )
    )
    return {int(arguments["number"]): made_at for arguments, made_at in rows}


def is_ordered(session: Session, names: Collection[str]) -> set[str]:
    """Return those of the steps that have been ordered."""
    return set(session.scalars(select(BatchRecord.id).where(BatchRecord.id.in_(list(names)))))


def invited_counts(session: Session, wave_id: str) -> Invited:
    """Return how many are invited, and how many of them need a letter."""
    is_invited = (InvitationRecord.wave_id == wave_id, InvitationRecord.is_withdrawn.is_(False))
    people, absent = session.execute(
        select(func.count(), func.count().filter(InvitationRecord.is_absent)).where(*is_invited)
    ).one()
    of_people = (
        select(func.count())
        .select_from(InvitationRecord)
        .join(PersonRecord, PersonRecord.id == InvitationRecord.person_id)
    )
    unreached = of_people.where(*is_invited, PersonRecord.protected.is_(False), *_has_no_message(wave_id))
    protected = of_people.where(*is_invited, PersonRecord.protected)
    return Invited(people, absent, session.scalar(unreached) or 0, session.scalar(protected) or 0)


def opening_mails(session: Session, wave_id: str) -> Messages:
    """Return how the mails that invite stand: each person's newest."""
    return _messages(
        dict(
            session.execute(
                select(MailRecord.state, func.count())
                .where(MailRecord.id.in_(_newest_openings(wave_id)))
                .group_by(MailRecord.state)
            ).all()
        )
    )


def opening_texts(session: Session, wave_id: str) -> Messages:
    """Return how the text messages that invite stand."""
    table = TextMessageRecord
    return _messages(
        dict(
            session.execute(
                select(table.state, func.count())
                .where(table.cause_kind == CAUSE, table.cause_id == wave_id, table.kind == OPENING)
                .group_by(table.state)
            ).all()
        )
    )


def undelivered(session: Session, wave_id: str, units: Collection[str], *, limit: int = 500) -> list[Undelivered]:
    """Return whose newest opening mail failed, by name, within the units given; protected people are never here."""
    rows = session.execute(
        select(PersonRecord.id, PersonRecord.name, WaveUnitRecord.name, MailRecord.to_address, MailRecord.last_error)
        .select_from(MailRecord)
        .join(PersonRecord, PersonRecord.id == MailRecord.to_person_id)
        .join(
            InvitationRecord,
            (InvitationRecord.person_id == PersonRecord.id) & (InvitationRecord.wave_id == wave_id),
        )
        .join(
            WaveUnitRecord,
            (WaveUnitRecord.wave_id == wave_id) & (WaveUnitRecord.unit_id == InvitationRecord.unit_id),
        )
        .where(
            MailRecord.id.in_(_newest_openings(wave_id)),
            MailRecord.state == MailState.FAILED.value,
            InvitationRecord.is_withdrawn.is_(False),
            InvitationRecord.unit_id.in_(list(units)),
            PersonRecord.protected.is_(False),
        )
        .order_by(PersonRecord.name, PersonRecord.id)
        .limit(limit)
    )
    return [Undelivered(*row) for row in rows]


def addressees_without_message(session: Session, wave_id: str, units: Collection[str]) -> list[Addressee]:
    """Return who has been sent neither mail nor text message, or whose mail failed, by unit and name.

    Protected people are in no list.
    """
    return _addressees(session, wave_id, units, *_has_no_message(wave_id), PersonRecord.protected.is_(False))


def addressees_of_units(session: Session, wave_id: str, units: Collection[str]) -> list[Addressee]:
    """Return everybody invited in the direct groups of some units, by unit and name; no protected people."""
    return _addressees(session, wave_id, units, PersonRecord.protected.is_(False))


def addressee(session: Session, wave_id: str, units: Collection[str], person_id: str) -> Addressee | None:
    """Return one person, protected or not, within the units given; None where the person is not invited there."""
    found = _addressees(session, wave_id, units, InvitationRecord.person_id == person_id)
    return found[0] if found else None


def response_of(session: Session, wave_id: str) -> tuple[dt.date | None, dict[str, RateClass]]:
    """Return the newest reading: its day (None: none yet) and the class of each unit that may be told."""
    rows = session.execute(
        select(
            ResponseSnapshotRecord.unit_id, ResponseSnapshotRecord.taken_on, ResponseSnapshotRecord.rate_class
        ).where(ResponseSnapshotRecord.wave_id == wave_id)
    ).all()
    return max((row.taken_on for row in rows), default=None), {row.unit_id: RateClass(row.rate_class) for row in rows}


def answered_counts(session: Session, wave_id: str) -> dict[str, tuple[int, int]]:
    """Return (invited, answered) of each direct group, those long away left out. Only for the reading: never shown."""
    rows = session.execute(
        select(InvitationRecord.unit_id, func.count(), func.count().filter(InvitationRecord.answered))
        .where(
            InvitationRecord.wave_id == wave_id,
            InvitationRecord.is_withdrawn.is_(False),
            InvitationRecord.is_absent.is_(False),
        )
        .group_by(InvitationRecord.unit_id)
    )
    return {unit_id: (invited, answered) for unit_id, invited, answered in rows}


def _newest_openings(wave_id: str):  # type: ignore[no-untyped-def]
    return (
        select(func.max(MailRecord.id))
        .where(MailRecord.cause_kind == CAUSE, MailRecord.cause_id == wave_id, MailRecord.kind == OPENING)
        .group_by(MailRecord.to_person_id)
    )


def _has_no_message(wave_id: str):  # type: ignore[no-untyped-def]
    """Return the conditions of somebody no message has gone or will go to."""
    mail, text = MailRecord, TextMessageRecord
    has_mail = select(mail.id).where(
        mail.to_person_id == InvitationRecord.person_id,
        mail.cause_kind == CAUSE,
        mail.cause_id == wave_id,
        mail.kind == OPENING,
        mail.id.in_(_newest_openings(wave_id)),
        mail.state != MailState.FAILED.value,
    )
    has_text = select(text.id).where(
        text.to_person_id == InvitationRecord.person_id,
        text.cause_kind == CAUSE,
        text.cause_id == wave_id,
        text.kind == OPENING,
        text.state != MailState.FAILED.value,
    )
    return ~has_mail.exists(), ~has_text.exists()


def _addressees(session: Session, wave_id: str, units: Collection[str], *conditions: object) -> list[Addressee]:
    rows = session.execute(
        select(InvitationRecord.id, PersonRecord.id, PersonRecord.name, WaveUnitRecord.name)
        .select_from(InvitationRecord)
        .join(PersonRecord, PersonRecord.id == InvitationRecord.person_id)
        .join(
            WaveUnitRecord,
            (WaveUnitRecord.wave_id == wave_id) & (WaveUnitRecord.unit_id == InvitationRecord.unit_id),
        )
        .where(
            InvitationRecord.wave_id == wave_id,
            InvitationRecord.is_withdrawn.is_(False),
            InvitationRecord.unit_id.in_(list(units)),
            *conditions,  # type: ignore[arg-type]
        )
        .order_by(WaveUnitRecord.position, PersonRecord.name, PersonRecord.id)
    )
    return [
        Addressee(invitation_id, person_id, name or person_id, unit) for invitation_id, person_id, name, unit in rows
    ]


def _messages(counts: Mapping[str, int]) -> Messages:
    return Messages(
        waiting=counts.get(MailState.WAITING.value, 0),
        sent=counts.get(MailState.SENT.value, 0),
        failed=counts.get(MailState.FAILED.value, 0),
    )


def _facts(row: InvitationRecord) -> InvitationFacts:
    return InvitationFacts(
        invitation_id=row.id,
        wave_id=row.wave_id,
        unit_id=row.unit_id,
        workplaces=tuple(row.workplaces),
        background=row.background,
        answered=row.answered,
        is_withdrawn=row.is_withdrawn,
    )
