"""Put text messages in their outbox and note what became of them, as for mails."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from workplace.jobs.lease import LEASE, lease_end
from workplace.mail.outbox import MailState
from workplace.sms.number import number_or_none
from workplace.sms.queries import is_due
from workplace.sms.records import TextMessageRecord
from workplace.sms.text import BAD_NUMBER, NO_NUMBER


class TextTaken(Exception):
    """Another sender has taken the message over."""


@dataclass(frozen=True)
class TextRecipient:
    """One of many who get the same kind of message."""

    number: str
    person_id: str
    language: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TextClaim:
    """A message that one sender holds for a while."""

    id: int
    attempt: int
    message_id: str
    to_number: str
    to_person_id: str | None
    language: str
    kind: str
    arguments: Mapping[str, Any]
    is_erased_when_sent: bool


def queue_texts(
    session: Session,
    recipients: Sequence[TextRecipient],
    *,
    kind: str,
    arguments: Mapping[str, Any],
    now: dt.datetime,
    cause_kind: str,
    cause_id: str,
    is_erased_when_sent: bool = False,
) -> int:
    """Put a message to each in the outbox, in the order given, and return how many.

    The text, and the link in it, are made when it is sent. A number that is none stands as failed.
    """
    rows = [
        {
            **_numbered(one.number),
            "message_id": uuid.uuid4().hex,
            "to_person_id": one.person_id,
            "language": one.language,
            "kind": kind,
            "arguments": {**arguments, **one.arguments},
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
        session.execute(insert(TextMessageRecord), rows)
    return len(rows)


def claim_texts(session: Session, *, now: dt.datetime, limit: int, lease: dt.timedelta = LEASE) -> list[TextClaim]:
    """Take up to `limit` messages that are due and that nobody is sending, oldest first."""
    due = (
        select(TextMessageRecord)
        .where(*is_due(now))
        .order_by(TextMessageRecord.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    rows = session.scalars(due).all()
    for row in rows:
        row.attempt += 1
        row.lease_until = lease_end(now, lease)
    session.flush()
    return [
        TextClaim(
            id=row.id,
            attempt=row.attempt,
            message_id=row.message_id,
            to_number=row.to_number,
            to_person_id=row.to_person_id,
            language=row.language,
            kind=row.kind,
            arguments=row.arguments,
            is_erased_when_sent=row.is_erased_when_sent,
        )
        for row in rows
    ]


def mark_text(session: Session, claim: TextClaim, state: MailState, *, now: dt.datetime, error: str = "") -> None:
    """End a message as sent, withdrawn or failed; a row that must not stay goes in each case. Raises TextTaken."""
    if claim.is_erased_when_sent:
        _one(session, claim, session.execute(delete(TextMessageRecord).where(*_is_held(claim))))
        return
    _change(
        session,
        claim,
        state=state.value,
        lease_until=None,
        last_error=error[:200],
        sent_at=now if state is MailState.SENT else None,
    )


def give_text_back(
    session: Session, claim: TextClaim, *, error: str = "", not_before: dt.datetime | None = None
) -> None:
    """Put the message back as it was, to be tried later. Raises TextTaken."""
    _change(session, claim, lease_until=None, not_before=not_before, last_error=error[:200])


def _numbered(given: str) -> dict[str, str]:
    number = number_or_none(given)
    return {
        "to_number": number or given.strip()[:40],
        "state": (MailState.WAITING if number else MailState.FAILED).value,
        "last_error": "" if number else BAD_NUMBER if given.strip() else NO_NUMBER,
    }


def _is_held(claim: TextClaim) -> tuple[Any, ...]:
    return (
        TextMessageRecord.id == claim.id,
        TextMessageRecord.attempt == claim.attempt,
        TextMessageRecord.state == MailState.WAITING,
        TextMessageRecord.lease_until.is_not(None),
    )


def _change(session: Session, claim: TextClaim, **values: Any) -> None:
    _one(session, claim, session.execute(update(TextMessageRecord).where(*_is_held(claim)).values(**values)))


def _one(_session: Session, claim: TextClaim, result: Any) -> None:
    if result.rowcount != 1:
        raise TextTaken(claim.id)
