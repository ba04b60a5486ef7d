"""Sessions, links and tries at signing in go when they no longer hold. No decision is asked for."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.orm import Session

from workplace.erasure.rule import Due, ErasureRule
from workplace.identity.records import ProviderReplyRecord, SessionRecord, SignInLinkRecord, SignInTryRecord
from workplace.identity.tokens import ABSOLUTE, IDLE, TRY_WINDOW
from workplace.identity.visit import VISIT_HOLDS
from workplace.wording import N_, Sentence

SESSIONS, LINKS, TRIES, REPLIES = "session", "sign_in_link", "sign_in_try", "provider_reply"
RULES = (
    ErasureRule(SESSIONS, N_("Inloggningar"), N_("När de har gått ut."), False, ("session",)),
    ErasureRule(LINKS, N_("Inloggningslänkar"), N_("När de inte längre gäller."), False, ("sign_in_link",)),
    ErasureRule(TRIES, N_("Försök att logga in"), N_("När de inte räknas mot spärren."), False, ("sign_in_try",)),
    ErasureRule(
        REPLIES, N_("Svar från er egen inloggning"), N_("När de inte längre kan användas."), False, ("provider_reply",)
    ),
)
_RECORDS: dict[str, type[Any]] = {
    SESSIONS: SessionRecord,
    LINKS: SignInLinkRecord,
    TRIES: SignInTryRecord,
    REPLIES: ProviderReplyRecord,
}


def due(session: Session, now: dt.datetime) -> list[Due]:
    """Return what no longer holds, each kind as one lot."""
    found = []
    for rule in RULES:
        count = session.scalar(select(func.count()).select_from(_RECORDS[rule.kind]).where(_ended(rule.kind, now)))
        if count:
            found.append(Due(rule.kind, "", Sentence(rule.title), count, now))
    return found


def erase(session: Session, due: Due, now: dt.datetime) -> int:
    """Take the lot away."""
    gone = session.execute(
        delete(_RECORDS[due.kind]).where(_ended(due.kind, now)).execution_options(synchronize_session=False)
    )
    return int(gone.rowcount)  # type: ignore[attr-defined]


def _ended(kind: str, now: dt.datetime) -> ColumnElement[bool]:
    if kind == SESSIONS:
        return or_(SessionRecord.seen_at < now - IDLE, SessionRecord.began_at < now - ABSOLUTE)
    if kind == LINKS:
        return SignInLinkRecord.expires_at <= now
    if kind == TRIES:
        return SignInTryRecord.tried_at < now - TRY_WINDOW
    return ProviderReplyRecord.taken_at < now - 2 * VISIT_HOLDS
