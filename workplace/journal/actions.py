"""Write in the journal."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from workplace.journal.chain import GENESIS, commitment_of, link
from workplace.journal.records import JournalContentRecord, JournalEntryRecord

_CHAIN_LOCK = 7_210_001
"""Key of the advisory lock that lets one writer at a time add a link on PostgreSQL (SQLite has one writer anyway)."""


def record(
    session: Session,
    *,
    now: dt.datetime,
    actor_id: str,
    verb: str,
    object_kind: str,
    object_id: str,
    facts: dict[str, Any] | None = None,
) -> int:
    """Append an entry within the caller's transaction and return its sequence number.

    `facts` holds plain values only, never an answer, a draft or who took part in a survey.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _CHAIN_LOCK})
    session.flush()
    last = session.query(JournalEntryRecord).order_by(JournalEntryRecord.sequence.desc()).first()
    sequence, previous = (last.sequence + 1, last.hash) if last else (1, GENESIS)
    salt = secrets.token_bytes(32)
    commitment = commitment_of(
        salt=salt,
        happened_at=now,
        actor_id=actor_id,
        verb=verb,
        object_kind=object_kind,
        object_id=object_id,
        facts=facts or {},
    )
    session.add(JournalEntryRecord(sequence=sequence, commitment=commitment, hash=link(previous, sequence, commitment)))
    session.flush()
    session.add(
        JournalContentRecord(
            sequence=sequence,
            happened_at=now,
            actor_id=actor_id,
            verb=verb,
            object_kind=object_kind,
            object_id=object_id,
            facts=facts or {},
            salt=salt,
        )
    )
    session.flush()
    return sequence
