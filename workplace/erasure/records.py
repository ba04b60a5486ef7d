"""Decisions to erase as they were recorded, and what was erased: counts only."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from workplace.database import Base, UtcDateTime


class ErasureDecisionRecord(Base):
    """A decision by which one kind of records may be erased when its rule lets it. Withdrawn, never changed."""

    __tablename__ = "erasure_decision"
    __table_args__ = (
        CheckConstraint(
            "withdrawn_at is not null or withdrawn_by = ''", name="erasure_decision_in_force_was_withdrawn_by_nobody"
        ),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(64), index=True)
    decided_by: Mapped[str] = mapped_column(String(200), doc="the body that decided")
    reference: Mapped[str] = mapped_column(String(200), doc="where the decision is found")
    decided_on: Mapped[dt.date] = mapped_column(Date)
    recorded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(64))
    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, doc="null: in force")
    withdrawn_by: Mapped[str] = mapped_column(String(64), default="", doc="empty: in force")


class ErasureRecord(Base):
    """An erasure that was carried out."""

    __tablename__ = "erasure"
    __table_args__ = (
        CheckConstraint("count >= 1", name="erasure_took_something_away"),
        Index("ix_erasure_kind_object_id", "kind", "object_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(64))
    object_id: Mapped[str] = mapped_column(String(200), doc="what the records belonged to; empty: nothing special")
    count: Mapped[int] = mapped_column(Integer)
    erased_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)
    decision_id: Mapped[int | None] = mapped_column(
        ForeignKey("erasure_decision.id"), index=True, doc="null: the rule asks for no decision"
    )
