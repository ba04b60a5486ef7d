"""Read the outbox: rows without content, the demo's mails with theirs, and how it stands."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from workplace.employer.queries import employer_of
from workplace.jobs.lease import lease_window
from workplace.mail.outbox import OVERDUE, PAGE_SIZE, SERVER_WORDS, DemoMail, MailRow, MailState, OutboxState
from workplace.mail.records import MailRecord
from workplace.organisation.records import PersonRecord


def keeps_texts(session: Session) -> bool:
    """Return whether mails can be read on a page: only in a database born demo."""
    employer = employer_of(session)
    return employer is not None and employer.is_demo


def outbox_rows(
    session: Session, *, state: MailState | None = None, offset: int = 0, limit: int = PAGE_SIZE
) -> list[MailRow]:
    """Return mails without content, newest first; protected persons without address. `state` None: of every state.

    Mails that leave no row when sent are left out while they wait, too: whom they go to is nobody's to see.
    """
    query = (
        select(MailRecord, PersonRecord.protected)
        .outerjoin(PersonRecord, PersonRecord.id == MailRecord.to_person_id)
        .where(*_stands(state), MailRecord.is_erased_when_sent.is_(False))
        .order_by(MailRecord.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return [_row(mail, bool(is_protected)) for mail, is_protected in session.execute(query)]


def demo_mails(
    session: Session, *, state: MailState | None = None, offset: int = 0, limit: int = PAGE_SIZE
) -> list[DemoMail]:
    """Return mails of a demo with their texts, newest first; none in a real database. Protected persons are
    left out.
    """
    if not keeps_texts(session):
        return []
    query = (
        select(MailRecord, PersonRecord.name)
        .outerjoin(PersonRecord, PersonRecord.id == MailRecord.to_person_id)
        .where(func.coalesce(PersonRecord.protected, False).is_(False), *_stands(state))
        .order_by(MailRecord.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return [
        DemoMail(
            id=mail.id,
            to_address=mail.to_address,
            to_name=name or "",
            subject=mail.subject or "",
            body=mail.body or "",
            state=MailState(mail.state),
            made_at=mail.made_at,
            sent_at=mail.sent_at,
        )
        for mail, name in session.execute(query)
    ]


def outbox_state(session: Session, now: dt.datetime) -> OutboxState:
    """Return how many mails stand where."""
    rows = session.execute(select(MailRecord.state, func.count()).group_by(MailRecord.state))
    counts: dict[str, int] = {row[0]: row[1] for row in rows}
    overdue = session.scalar(
        select(func.count()).where(
            MailRecord.state == MailState.WAITING,
            MailRecord.made_at < now - OVERDUE,
            func.coalesce(MailRecord.not_before, MailRecord.made_at) < now - OVERDUE,
        )
    )
    trouble = session.scalar(
        select(MailRecord.last_error)
        .where(MailRecord.state == MailState.WAITING, MailRecord.last_error.in_(SERVER_WORDS))
        .order_by(MailRecord.not_before.desc(), MailRecord.id)
        .limit(1)
    )
    return OutboxState(
        waiting=counts.get(MailState.WAITING, 0),
        overdue=overdue or 0,
        sent=counts.get(MailState.SENT, 0),
        failed=counts.get(MailState.FAILED, 0),
        withdrawn=counts.get(MailState.WITHDRAWN, 0),
        server_trouble=trouble or "",
    )


def has_due_mail(session: Session, now: dt.datetime) -> bool:
    """Return whether some mail is waiting to be sent now."""
    return session.execute(select(MailRecord.id).where(*is_due(now)).limit(1)).first() is not None


def is_due(now: dt.datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of a mail that is to be sent now and that nobody is sending."""
    window = lease_window(now)
    return (
        MailRecord.state == MailState.WAITING,
        or_(MailRecord.not_before.is_(None), MailRecord.not_before <= now),
        or_(
            MailRecord.lease_until.is_(None),
            MailRecord.lease_until <= window.now,
            MailRecord.lease_until > window.furthest,
        ),
    )


def health(session: Session, now: dt.datetime, *, has_server: bool) -> str:
    """Return "ok", or a word for what is wrong with the mails.

    `no_server`: nothing is set to send with (a demo shows its mails on a page instead). `overdue`: mails
    that should have gone are still here.
    """
    if not has_server and not keeps_texts(session):
        return "no_server"
    return "overdue" if outbox_state(session, now).overdue else "ok"


def _stands(state: MailState | None) -> tuple[ColumnElement[bool], ...]:
    return () if state is None else (MailRecord.state == state,)


def _row(mail: MailRecord, is_protected: bool) -> MailRow:
    return MailRow(
        id=mail.id,
        to_address="" if is_protected else mail.to_address,
        is_protected=is_protected,
        kind=mail.kind,
        cause_kind=mail.cause_kind,
        state=MailState(mail.state),
        made_at=mail.made_at,
        sent_at=mail.sent_at,
        not_before=mail.not_before,
        refusals=mail.refusals,
        error=mail.last_error,
    )
