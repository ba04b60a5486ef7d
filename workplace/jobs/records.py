"""What is done later: a batch and its items, written in the transaction of their cause."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from workplace.database import Base, UtcDateTime


class BatchRecord(Base):
    """Work that was ordered: one kind, one title, the same arguments for each of its items."""

    __tablename__ = "batch"
    __table_args__ = (
        CheckConstraint("state in ('ordered', 'running', 'paused', 'stopped', 'done')", name="batch_state_is_known"),
        Index("ix_batch_state", "state", "made_at"),
    )

    id: Mapped[str] = mapped_column(String(100), primary_key=True)
    kind: Mapped[str] = mapped_column(String(64), index=True)
    title: Mapped[dict[str, Any]] = mapped_column(JSON, doc="message id and facts of a sentence")
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(16))
    error: Mapped[str] = mapped_column(String(200), default="", doc="class of the error of its last step")
    made_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str] = mapped_column(String(64), doc="empty: the system itself or a command", index=True)
    finished_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, doc="null: not done")


class BatchItemRecord(Base):
    """One piece of a batch. `attempt` only ever rises: it is the fence; `tries` starts again when somebody
    retries.
    """

    __tablename__ = "batch_item"
    __table_args__ = (
        CheckConstraint("state in ('waiting', 'claimed', 'done', 'failed')", name="batch_item_state_is_known"),
        CheckConstraint("(state = 'claimed') = (lease_until is not null)", name="batch_item_lease_belongs_to_claim"),
        Index("ix_batch_item_order", "batch_id", "state", "tries", "position"),
    )

    batch_id: Mapped[str] = mapped_column(ForeignKey("batch.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    position: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    not_before: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, doc="null: at once")
    attempt: Mapped[int] = mapped_column(Integer, default=0)
    tries: Mapped[int] = mapped_column(Integer, default=0)
    lease_until: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, doc="null: nobody holds it")
    worker: Mapped[str] = mapped_column(String(100), default="")
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), doc="null: none or not done")
    error: Mapped[str] = mapped_column(String(200), default="", doc="class of the last error")
    reason: Mapped[dict[str, Any] | None] = mapped_column(
        JSON(none_as_null=True), doc="message id and facts of a sentence; null: the error has only a class"
    )
    finished_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, doc="null: not ended")
