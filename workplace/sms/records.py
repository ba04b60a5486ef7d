"""Text messages that wait: a message is a row, written in the transaction of its cause."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Boolean, CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from workplace.database import Base, UtcDateTime


class TextMessageRecord(Base):
    """One text message to one number.

    It holds what it is about, never its text and never a link: both are made when it is sent. `attempt` only ever
    rises: it is the fence between two senders. `refusals` counts what the gateway answered to this very message.
    """

    __tablename__ = "text_message"
    __table_args__ = (
        CheckConstraint("state in ('waiting', 'sent', 'failed', 'withdrawn')", name="text_message_state_is_known"),
        CheckConstraint("(state = 'sent') = (sent_at is not null)", name="text_message_sent_has_its_moment"),
        Index("ix_text_message_state", "state", "id"),
        Index("ix_text_message_cause", "cause_kind", "cause_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    message_id: Mapped[str] = mapped_column(String(64), unique=True, doc="the same at every try")
    to_number: Mapped[str] = mapped_column(String(40))
    to_person_id: Mapped[str | None] = mapped_column(
        ForeignKey("person.id"), index=True, doc="null: the number belongs to no person here"
    )
    language: Mapped[str] = mapped_column(String(8))
    kind: Mapped[str] = mapped_column(String(64))
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    cause_kind: Mapped[str] = mapped_column(String(64))
    cause_id: Mapped[str] = mapped_column(String(200))
    is_erased_when_sent: Mapped[bool] = mapped_column(Boolean, default=False)
    made_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    not_before: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, doc="null: at once")
    state: Mapped[str] = mapped_column(String(16))
    attempt: Mapped[int] = mapped_column(Integer, default=0)
    refusals: Mapped[int] = mapped_column(Integer, default=0)
    lease_until: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, doc="null: nobody is sending it")
    last_error: Mapped[str] = mapped_column(String(200), default="", doc="class of the last error")
    sent_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, doc="null: not sent")
