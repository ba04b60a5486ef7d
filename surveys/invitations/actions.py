"""Invite people, give them ways in, and put what is sent to them in the outbox.

Whether somebody has answered is asked at one place only: when a reminder is about to be sent. Everything else does and
logs the same for those who have and those who have not.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Table, delete, insert, select, update
from sqlalchemy.orm import Session

from surveys.invitations.letters import Addressee
from surveys.invitations.queries import (
    CAUSE,
    OPENING,
    REMINDER,
    answered_counts,
    invitation_of,
    moments_in,
    participants_of,
    reminders_sent,
)
from surveys.invitations.records import (
    InvitationRecord,
    InvitationTokenRecord,
    ParticipantRecord,
    ResponseSnapshotRecord,
)
from surveys.invitations.response import shown_classes
from surveys.invitations.texts import minutes_for
from surveys.invitations.timetable import Doing, Due
from surveys.invitations.tokens import CODE_BYTES, TOKEN_BYTES, Way, letter_code, link_token
from surveys.planning.plan import PlanState
from surveys.planning.queries import existing_plan, instrument_of_plan
from surveys.planning.records import WavePlanRecord
from surveys.waves.queries import units_of_wave
from workplace.clock import local_date
from workplace.errors import refuse
from workplace.identity.tokens import hash_of
from workplace.jobs.actions import order
from workplace.journal.actions import record
from workplace.mail.actions import Recipient, queue_many
from workplace.mail.message import address_or_none
from workplace.mail.records import MailRecord
from workplace.organisation.records import PersonRecord
from workplace.sms.actions import TextRecipient, queue_texts
from workplace.sms.number import number_or_none
from workplace.sms.records import TextMessageRecord
from workplace.wording import N_

JOURNAL_KIND = "wave"
PARTS = "0123456789abcdef"
"""The first sign of an invitation's id: reminders are put in the outbox part by part, so that nobody waits long."""
_ROWS = 5_000


class Invited(Protocol):
    """One person who is invited, as the population of a plan has it."""

    @property
    def person_id(self) -> str: ...
    @property
    def unit_id(self) -> str: ...
    @property
    def workplaces(self) -> tuple[str, ...]: ...
    @property
    def is_absent(self) -> bool: ...
    @property
    def background(self) -> Mapping[str, str]: ...


def invite(session: Session, wave_id: str, invited: Sequence[Invited]) -> int:
    """Write an invitation for each under a random id, in random order, and return how many.

    Where the wave has a list of participants, those who are not on it are left out.
    """
    named = participants_of(session, wave_id)
    rows = [
        {
            "id": secrets.token_hex(16),
            "wave_id": wave_id,
            "person_id": one.person_id,
            "unit_id": one.unit_id,
            "workplaces": list(one.workplaces),
            "background": dict(one.background),
            "is_absent": one.is_absent,
            "is_withdrawn": False,
            "answered": False,
        }
        for one in invited
        if not named or one.person_id in named
    ]
    rows.sort(key=lambda row: str(row["id"]))
    for start in range(0, len(rows), _ROWS):
        session.execute(insert(_table(InvitationRecord)), rows[start : start + _ROWS])
    return len(rows)


def mint(session: Session, invitation_id: str, way: Way | str) -> str:
    """Return a new token of an invitation; only its hash is kept. Those minted before hold on.

    A mail on the wire at a kill goes twice with a link each, and both lead to the one answer.
    """
    token = link_token(secrets.token_bytes(TOKEN_BYTES))
    session.add(InvitationTokenRecord(token_hash=hash_of(token), invitation_id=invitation_id, way=Way(way).value))
    return token


def mint_letter_code(session: Session, invitation_id: str) -> str:
    """Return a new code for a letter; the codes of earlier letters of this invitation are dead from now on."""
    ((_addressee, code),) = mint_letter_codes(session, [Addressee(invitation_id, "", "", "")])
    return code


def mint_letter_codes(session: Session, addressees: Sequence[Addressee]) -> list[tuple[Addressee, str]]:
    """Return a new code for each; the codes of their earlier letters are dead from now on."""
    replace(session, [one.invitation_id for one in addressees], Way.LETTER)
    minted = [(one, letter_code(secrets.token_bytes(CODE_BYTES))) for one in addressees]
    rows = [
        {
            "token_hash": hash_of(code),
            "invitation_id": one.invitation_id,
            "way": Way.LETTER.value,
            "is_replaced": False,
        }
        for one, code in minted
    ]
    if rows:
        session.execute(insert(_table(InvitationTokenRecord)), sorted(rows, key=lambda row: str(row["token_hash"])))
    return minted


def replace(session: Session, invitation_ids: Collection[str], way: Way) -> None:
    """Close the tokens that were given in a way, as when a letter is printed anew or an address was wrong."""
    ordered = sorted(invitation_ids)
    for start in range(0, len(ordered), 500):
        session.execute(
            update(InvitationTokenRecord)
            .where(
                InvitationTokenRecord.invitation_id.in_(ordered[start : start + 500]),
                InvitationTokenRecord.way == way.value,
            )
            .values(is_replaced=True)
            .execution_options(synchronize_session=False)
        )


def queue_opening_mails(session: Session, wave_id: str, now: dt.datetime, *, has_gateway: bool = False) -> int:
    """Put the mail that invites in the outbox for everybody with an address, and return how many.

    With a gateway those without an address get a text message. The rows hold no link. Whoever has neither, and whoever
    is protected, gets nothing: they answer by a letter or from their signed-in start page.
    """
    mails, texts = _recipients(session, wave_id, has_gateway=has_gateway)
    arguments = _arguments(session, wave_id)
    queue_texts(session, texts, kind=OPENING, arguments=arguments, now=now, cause_kind=CAUSE, cause_id=wave_id)
    return queue_many(session, mails, kind=OPENING, arguments=arguments, now=now, cause_kind=CAUSE, cause_id=wave_id)


def queue_reminders(
    session: Session, wave_id: str, number: int, now: dt.datetime, *, part: str = "", has_gateway: bool = False
) -> int:
    """Put a reminder in the outbox for everybody who got an invitation, answered or not, and return how many.

    Who has answered is asked when each is about to be sent, and the row goes whether it was sent or not. Those long
    away are not reminded. `part`: only invitations whose id begins so.
    """
    mails, texts = _recipients(session, wave_id, has_gateway=has_gateway, part=part, without_absent=True)
    arguments = {**_arguments(session, wave_id), "number": number}
    queue_texts(
        session,
        texts,
        kind=REMINDER,
        arguments=arguments,
        now=now,
        cause_kind=CAUSE,
        cause_id=wave_id,
        is_erased_when_sent=True,
    )
    return queue_many(
        session,
        mails,
        kind=REMINDER,
        arguments=arguments,
        now=now,
        cause_kind=CAUSE,
        cause_id=wave_id,
        is_erased_when_sent=True,
    )


def order_step(session: Session, due: Due, *, now: dt.datetime, made_by: str = "") -> str:
    """Order a step of a wave under its own name; ordered before, it stands as it is. Returns the batch's id."""
    is_reminder = due.doing is Doing.REMIND
    return order(
        session,
        kind=due.doing.value,
        keys=list(PARTS) if is_reminder else [due.wave_id],
        title=due.title,
        now=now,
        arguments={"wave_id": due.wave_id, "part": due.part, **({"number": int(due.part)} if is_reminder else {})},
        made_by=made_by,
        batch_id=due.name,
    )


def remind_now(session: Session, wave_id: str, *, now: dt.datetime, actor_id: str = "") -> str:
    """Order the next reminder now instead of on its day, and return the batch's id.

    Refused where the wave is not open, and where the charter allows no more reminders, or none so soon.
    """
    row = session.scalar(select(WavePlanRecord).where(WavePlanRecord.wave_id == wave_id).with_for_update())
    plan = existing_plan(session, wave_id)
    if row is None or plan.state is not PlanState.OPEN or now >= plan.closes_at:
        raise refuse("not_open", N_("Omgången är inte öppen, så ingen kan påminnas."))
    allowed = plan.charter.get("reminders", {})
    most, apart = int(allowed.get("at_most", 0)), int(allowed.get("days_apart", 0))
    sent = reminders_sent(session, wave_id)
    number = max(sent, default=0) + 1
    if number > most:
        raise refuse("no_more_reminders", N_("Stadgan tillåter %(most)s påminnelser, och de är gjorda."), most=most)
    latest = max(sent.values(), default=None)
    if latest is not None and (local_date(now) - local_date(latest)).days < max(1, apart):
        raise refuse(
            "reminded_lately",
            N_("Den senaste påminnelsen gick %(date)s. Stadgan kräver minst %(days)s dagar mellan dem."),
            date=local_date(latest),
            days=max(1, apart),
        )
    batch_id = order_step(session, Due(Doing.REMIND, wave_id, str(number)), now=now, made_by=actor_id)
    _log(session, wave_id, "reminder_ordered", now, actor_id, {"number": number})
    return batch_id


def send_again(session: Session, wave_id: str, person_id: str, *, now: dt.datetime, actor_id: str = "") -> None:
    """Send the mail that invites to one person again, to the address the organisation has now.

    The links mailed before are dead from now on, since they may have gone to somebody else. The same is done, answered
    and logged whether the person has answered or not. Refused for somebody without an address.
    """
    _running(session, wave_id)
    invitation = invitation_of(session, wave_id, person_id)
    person = session.get(PersonRecord, person_id)
    if invitation is None or invitation.is_withdrawn or person is None or person.protected:
        raise refuse("not_invited", N_("Personen är inte inbjuden till omgången, eller får inga mejl."))
    if address_or_none(person.email) is None:
        raise refuse("no_address", N_("Personen har ingen e-postadress som går att skicka till. Skriv ut ett brev."))
    replace(session, [invitation.invitation_id], Way.MAIL)
    queue_many(
        session,
        [Recipient(person.email, person_id, _language(session, wave_id, person_id))],
        kind=OPENING,
        arguments=_arguments(session, wave_id),
        now=now,
        cause_kind=CAUSE,
        cause_id=wave_id,
    )
    _log(session, wave_id, "invitation_sent_again", now, actor_id, {"person": person_id})


def send_texts(session: Session, wave_id: str, *, now: dt.datetime, actor_id: str = "") -> int:
    """Send the invitation as a text message too, to everybody with a mobile number; return how many.

    Done once a wave: whoever has been sent one gets no second.
    """
    _running(session, wave_id)
    has_one = select(TextMessageRecord.to_person_id).where(
        TextMessageRecord.cause_kind == CAUSE, TextMessageRecord.cause_id == wave_id, TextMessageRecord.kind == OPENING
    )
    told = set(session.scalars(has_one))
    found = [
        TextRecipient(number, row.person_id, row.language)
        for row in _people(session, wave_id)
        if row.person_id not in told and (number := number_or_none(row.phone))
    ]
    count = queue_texts(
        session,
        found,
        kind=OPENING,
        arguments=_arguments(session, wave_id),
        now=now,
        cause_kind=CAUSE,
        cause_id=wave_id,
    )
    _log(session, wave_id, "texts_ordered", now, actor_id, {"count": count})
    return count


def note_letters(session: Session, wave_id: str, count: int, *, now: dt.datetime, actor_id: str) -> None:
    """Write down that letters were printed: how many, never whose code."""
    _log(session, wave_id, "letters_printed", now, actor_id, {"count": count})


def take_reading(session: Session, wave_id: str, on: dt.date) -> int:
    """Read how large a part of each large group has answered, in place of the reading before; return how many."""
    units = list(units_of_wave(session, wave_id).values())
    classes = shown_classes(units, answered_counts(session, wave_id))
    session.execute(delete(ResponseSnapshotRecord).where(ResponseSnapshotRecord.wave_id == wave_id))
    if classes:
        session.execute(
            insert(ResponseSnapshotRecord),
            [
                {"wave_id": wave_id, "unit_id": unit_id, "taken_on": on, "rate_class": found.value}
                for unit_id, found in classes.items()
            ],
        )
    return len(classes)


def erase_invitations(session: Session, wave_id: str, *, now: dt.datetime) -> None:
    """Take away who was invited and who took part, every way in, and every message of an ended wave.

    What remains is the count at close. Nothing is taken away of a wave that may still be answered.
    """
    row = session.get(WavePlanRecord, wave_id)
    if row is None or moments_in(row).ended_at is None:
        return
    invitations = select(InvitationRecord.id).where(InvitationRecord.wave_id == wave_id)
    session.execute(
        delete(InvitationTokenRecord)
        .where(InvitationTokenRecord.invitation_id.in_(invitations))
        .execution_options(synchronize_session=False)
    )
    for record_class, condition in (
        (InvitationRecord, InvitationRecord.wave_id == wave_id),
        (ParticipantRecord, ParticipantRecord.wave_id == wave_id),
        (ResponseSnapshotRecord, ResponseSnapshotRecord.wave_id == wave_id),
        (MailRecord, (MailRecord.cause_kind == CAUSE) & (MailRecord.cause_id == wave_id)),
        (TextMessageRecord, (TextMessageRecord.cause_kind == CAUSE) & (TextMessageRecord.cause_id == wave_id)),
    ):
        session.execute(delete(record_class).where(condition).execution_options(synchronize_session=False))
    _log(session, wave_id, "invitations_erased", now, "", {})


class _Reached(NamedTuple):
    """Somebody who can be sent something."""

    person_id: str
    email: str
    phone: str
    language: str


def _people(session: Session, wave_id: str, *, part: str = "", without_absent: bool = False) -> list[_Reached]:
    """Return everybody invited who may be sent anything, in the order of the random ids of their invitations."""
    query = (
        select(InvitationRecord.person_id, PersonRecord.email, PersonRecord.phone)
        .join(PersonRecord, PersonRecord.id == InvitationRecord.person_id)
        .where(
            InvitationRecord.wave_id == wave_id,
            InvitationRecord.is_withdrawn.is_(False),
            PersonRecord.protected.is_(False),
        )
        .order_by(InvitationRecord.id)
    )
    if part:
        query = query.where(InvitationRecord.id.startswith(part))
    if without_absent:
        query = query.where(InvitationRecord.is_absent.is_(False))
    first = existing_plan(session, wave_id).languages[0]
    chosen = participants_of(session, wave_id)
    return [
        _Reached(person_id, email, phone, chosen.get(person_id) or first)
        for person_id, email, phone in session.execute(query)
    ]


def _recipients(
    session: Session, wave_id: str, *, has_gateway: bool, part: str = "", without_absent: bool = False
) -> tuple[list[Recipient], list[TextRecipient]]:
    mails, texts = [], []
    for row in _people(session, wave_id, part=part, without_absent=without_absent):
        if row.email.strip():
            mails.append(Recipient(row.email, row.person_id, row.language))
        elif has_gateway and (number := number_or_none(row.phone)):
            texts.append(TextRecipient(number, row.person_id, row.language))
    return mails, texts


def _arguments(session: Session, wave_id: str) -> dict[str, Any]:
    """Return what all messages of a wave share: no link, nothing about the person."""
    plan = existing_plan(session, wave_id)
    return {"wave_id": wave_id, "minutes": minutes_for(len(instrument_of_plan(session, plan).items))}


def _language(session: Session, wave_id: str, person_id: str) -> str:
    return participants_of(session, wave_id).get(person_id) or existing_plan(session, wave_id).languages[0]


def _running(session: Session, wave_id: str) -> None:
    if existing_plan(session, wave_id).state is not PlanState.OPEN:
        raise refuse("not_open", N_("Omgången är inte öppen."))


def _log(session: Session, wave_id: str, verb: str, now: dt.datetime, actor_id: str, facts: dict[str, Any]) -> None:
    record(session, now=now, actor_id=actor_id, verb=verb, object_kind=JOURNAL_KIND, object_id=wave_id, facts=facts)


def _table(record_class: type[Any]) -> Table:
    table: Table = record_class.__table__
    return table
