"""Which text messages are to be sent now."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from workplace.jobs.lease import lease_window
from workplace.mail.outbox import MailState
from workplace.sms.records import TextMessageRecord


def has_due_text(session: Session, now: dt.datetime) -> bool:
    """Return whether some message is waiting to be sent now."""
    return session.execute(select(TextMessageRecord.id).where(*is_due(now)).limit(1)).first() is not None


def is_due(now: dt.datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of a message that is to be sent now and that nobody is sending."""
    window = lease_window(now)
    return (
        TextMessageRecord.state == MailState.WAITING,
        or_(TextMessageRecord.not_before.is_(None), TextMessageRecord.not_before <= now),
        or_(
            TextMessageRecord.lease_until.is_(None),
            TextMessageRecord.lease_until <= window.now,
            TextMessageRecord.lease_until > window.furthest,
        ),
    )
