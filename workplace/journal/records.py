"""One append-only chain of commitments; the content lies beside it and can be erased."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from workplace.database import Base, UtcDateTime


class JournalEntryRecord(Base):
    """A link of the chain: `hash` = SHA-256(previous hash, sequence, commitment)."""

    __tablename__ = "journal_entry"

    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    commitment: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class JournalContentRecord(Base):
    """What an entry says: who did what to which object, when. Gone when it has been erased; the entry stays."""

    __tablename__ = "journal_content"
    __table_args__ = (Index("ix_journal_content_object", "object_kind", "object_id"),)

    sequence: Mapped[int] = mapped_column(ForeignKey("journal_entry.sequence"), primary_key=True)
    happened_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[str] = mapped_column(String(64), doc="empty: the system itself or a command", index=True)
    verb: Mapped[str] = mapped_column(String(64))
    object_kind: Mapped[str] = mapped_column(String(64))
    object_id: Mapped[str] = mapped_column(String(200))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    salt: Mapped[bytes] = mapped_column(LargeBinary(32))
