"""Drafts of instruments: texts on their way to being published."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workplace.database import Base, UtcDateTime


class InstrumentDraftRecord(Base):
    """The draft of the next version of an instrument; there is one at most. Gone when it is published."""

    __tablename__ = "instrument_draft"
    __table_args__ = (CheckConstraint("revision >= 1", name="instrument_draft_revision_is_counted_from_one"),)

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    based_on: Mapped[str] = mapped_column(String(32), doc="the published version it began as; empty: none")
    toml: Mapped[str] = mapped_column(Text, doc="can be parsed; need not hold yet")
    left_out: Mapped[list[dict[str, Any]]] = mapped_column(
        JSON, doc="what an uploaded form had that could not be taken: place and stored sentence"
    )
    revision: Mapped[int] = mapped_column(Integer, doc="counted up at each save")
    made_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    updated_by: Mapped[str] = mapped_column(String(64), doc="empty: a command")
