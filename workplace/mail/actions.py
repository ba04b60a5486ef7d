"""Put mails in the outbox and note what became of them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import Table, delete, insert, select, update
from sqlalchemy.orm import Session

from workplace.errors import refuse
from workplace.jobs.lease import LEASE, lease_end
from workplace.mail.message import Message, address_or_none, one_line
from workplace.mail.outbox import BAD_ADDRESS, NO_ADDRESS, MailState, wait_after
from workplace.mail.queries import is_due
from workplace.mail.records import MailRecord
from workplace.wording import N_

_TABLE = cast(Table, MailRecord.__table__)
"""One statement a mail: the table itself, since going by the record costs as much again."""


class MailTaken(Exception):
    """Another sender has taken the mail over."""


@dataclass(frozen=True)
class MailClaim:
    """A mail that one sender holds for a while. `message` is None for a mail that is composed when sent."""

    id: int
    attempt: int
    refusals: int
    message_id: str
    to_address: str
    to_person_id: str | None
    language: str
    kind: str
    arguments: Mapping[str, Any]
    message: Message | None
    is_erased_when_sent: bool


@dataclass(frozen=True)
class Recipient:
    """One of many who get the same kind of mail: the address, whose it is, and what only this mail is about."""

    address: str
    person_id: str
    language: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


def queue(
    session: Session,
    *,
    subject: str,
    body: str,
    to_address: str,
    language: str,
    now: dt.datetime,
    cause_kind: str,
    cause_id: str,
    to_person_id: str | None = None,
    not_before: dt.datetime | None = None,
) -> int:
    """Put a mail with its text in the outbox, in the transaction of its cause, and return its number.

    An empty or impossible address is not refused: the mail stands as failed where those who look after
    mails see it. Never for a text with a link that is a key; that is `queue_composed`.
    """
    return _queue(
        session,
        kind="",
        arguments={},
        subject=one_line(subject),
        body=body,
        to_address=to_address,
        language=language,
        now=now,
        cause_kind=cause_kind,
        cause_id=cause_id,
        to_person_id=to_person_id,
        not_before=not_before,
    )


def queue_composed(
    session: Session,
    *,
    kind: str,
    arguments: Mapping[str, Any],
    to_address: str,
    language: str,
    now: dt.datetime,
    cause_kind: str,
    cause_id: str,
    to_person_id: str | None = None,
    not_before: dt.datetime | None = None,
    is_erased_when_sent: bool = False,
) -> int:
    """Put a mail in the outbox whose text the composer of its kind makes at the moment of sending.

    `arguments` are plain values and hold no token. With `is_erased_when_sent` the row goes when the mail
    has gone.
    """
    if not kind:
        raise ValueError("a composed mail has a kind")
    return _queue(
        session,
        kind=kind,
        arguments=dict(arguments),
        subject=None,
        body=None,
        to_address=to_address,
        language=language,
        now=now,
        cause_kind=cause_kind,
        cause_id=cause_id,
        to_person_id=to_person_id,
        not_before=not_before,
        is_erased_when_sent=is_erased_when_sent,
    )


def queue_many(
    session: Session,
    recipients: Sequence[Recipient],
    *,
    kind: str,
    arguments: Mapping[str, Any],
    now: dt.datetime,
    cause_kind: str,
    cause_id: str,
    is_erased_when_sent: bool = False,
) -> int:
    """Put a composed mail to each in the outbox, in the order given, and return how many.

    The same as `queue_composed` for each of them, in one statement. `arguments` are those all share.
    """
    if not kind:
        raise ValueError("a composed mail has a kind")
    rows = [
        {
            **_addressed(one.address),
            "message_id": uuid.uuid4().hex,
            "to_person_id": one.person_id,
            "language": one.language,
            "kind": kind,
            "arguments": {**arguments, **one.arguments},
            "subject": None,
            "body": None,
            "cause_kind": cause_kind,
            "cause_id": cause_id,
            "is_erased_when_sent": is_erased_when_sent,
            "made_at": now,
            "attempt": 0,
            "refusals": 0,
        }
        for one in recipients
    ]
    if rows:
        session.execute(insert(MailRecord), rows)
    return len(rows)


def claim_waiting(
    session: Session,
    *,
    now: dt.datetime,
    limit: int,
    lease: dt.timedelta = LEASE,
    only: Collection[str] | None = None,
    without: Collection[str] = (),
) -> list[MailClaim]:
    """Take up to `limit` mails that are due and that nobody is sending, oldest first.

    `only`, `without`: kinds of mail to take, or to leave.
    """
    of_kind = () if only is None else (MailRecord.kind.in_(list(only)),)
    not_of_kind = (MailRecord.kind.not_in(list(without)),) if without else ()
    due = (
        select(MailRecord)
        .where(*is_due(now), *of_kind, *not_of_kind)
        .order_by(MailRecord.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    mails = session.scalars(due).all()
    for mail in mails:
        mail.attempt += 1
        mail.lease_until = lease_end(now, lease)
    session.flush()
    return [_claim_of(mail) for mail in mails]


def hold(session: Session, claim: MailClaim, *, now: dt.datetime, lease: dt.timedelta = LEASE) -> None:
    """Hold the mail for a fresh lease right before it is sent. Raises MailTaken when somebody else has it."""
    _change(session, claim, lease_until=lease_end(now, lease))


def mark_sent(session: Session, claim: MailClaim, message: Message, now: dt.datetime, *, keeps_text: bool) -> None:
    """Note that a server took the mail. The text of a composed mail is kept only where `keeps_text` (a demo).

    Raises MailTaken.
    """
    if claim.is_erased_when_sent and not keeps_text:
        _erase(session, claim)
        return
    text = {"subject": one_line(message.subject), "body": message.body} if keeps_text else {}
    _change(session, claim, state=MailState.SENT.value, sent_at=now, lease_until=None, last_error="", **text)


def mark_withdrawn(session: Session, claim: MailClaim) -> None:
    """Note that there was nothing to send any more. Raises MailTaken."""
    if claim.is_erased_when_sent:
        _erase(session, claim)
    else:
        _change(session, claim, state=MailState.WITHDRAWN.value, lease_until=None)


def mark_failed(session: Session, claim: MailClaim, error: str) -> None:
    """Note that the mail will never arrive; a row that must not stay goes. Raises MailTaken."""
    if claim.is_erased_when_sent:
        _erase(session, claim)
        return
    _change(
        session,
        claim,
        state=MailState.FAILED.value,
        refusals=claim.refusals + 1,
        lease_until=None,
        last_error=error[:200],
    )


def mark_refused_for_now(session: Session, claim: MailClaim, error: str, now: dt.datetime) -> None:
    """Note that this very mail was not taken now; it waits longer each time and fails in the end. Raises
    MailTaken.
    """
    wait = wait_after(claim.refusals + 1)
    if wait is None:
        mark_failed(session, claim, error)
        return
    _change(
        session, claim, refusals=claim.refusals + 1, not_before=now + wait, lease_until=None, last_error=error[:200]
    )


def give_back(session: Session, claim: MailClaim, *, error: str = "", not_before: dt.datetime | None = None) -> None:
    """Put the mail back as it was, as when the server cannot be reached; this is not counted against the
    mail.
    """
    _change(session, claim, lease_until=None, not_before=not_before, last_error=error[:200])


def send_again(session: Session, mail_id: int) -> None:
    """Let a failed mail be sent anew. Refuses any other."""
    mail = session.get(MailRecord, mail_id, with_for_update=True, populate_existing=True)
    if mail is None or mail.state != MailState.FAILED or address_or_none(mail.to_address) is None:
        raise refuse("mail_not_failed", N_("Mejlet kan inte skickas igen."))
    mail.state, mail.refusals, mail.not_before = MailState.WAITING.value, 0, None
    session.flush()


def _queue(session: Session, *, to_address: str, now: dt.datetime, **values: Any) -> int:
    mail = MailRecord(
        message_id=uuid.uuid4().hex, made_at=now, attempt=0, refusals=0, **_addressed(to_address), **values
    )
    session.add(mail)
    session.flush()
    return mail.id


def _addressed(given: str) -> dict[str, str]:
    """Return address, state and error of a mail about to wait: one without a possible address has failed already."""
    address = address_or_none(given)
    return {
        "to_address": address or given.strip()[:254],
        "state": (MailState.WAITING if address else MailState.FAILED).value,
        "last_error": "" if address else BAD_ADDRESS if given.strip() else NO_ADDRESS,
    }


def _claim_of(mail: MailRecord) -> MailClaim:
    message = None if mail.kind or mail.subject is None else Message(mail.subject, mail.body or "")
    return MailClaim(
        id=mail.id,
        attempt=mail.attempt,
        refusals=mail.refusals,
        message_id=mail.message_id,
        to_address=mail.to_address,
        to_person_id=mail.to_person_id,
        language=mail.language,
        kind=mail.kind,
        arguments=mail.arguments,
        message=message,
        is_erased_when_sent=mail.is_erased_when_sent,
    )


def _is_held(claim: MailClaim) -> tuple[Any, ...]:
    return (
        _TABLE.c.id == claim.id,
        _TABLE.c.attempt == claim.attempt,
        _TABLE.c.state == MailState.WAITING.value,
        _TABLE.c.lease_until.is_not(None),
    )


def _change(session: Session, claim: MailClaim, **values: Any) -> None:
    session.flush()
    changed = session.execute(update(_TABLE).where(*_is_held(claim)).values(**values))
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise MailTaken(claim.id)


def _erase(session: Session, claim: MailClaim) -> None:
    session.flush()
    gone = session.execute(delete(_TABLE).where(*_is_held(claim)))
    if gone.rowcount != 1:  # type: ignore[attr-defined]
        raise MailTaken(claim.id)
