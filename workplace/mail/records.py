"""The outbox: a mail is a row, written in the transaction of its cause."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Boolean, CheckConstraint, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workplace.database import Base, UtcDateTime


class MailRecord(Base):
    """One mail to one address.

    A composed mail (`kind` not empty) holds what it is about, never a link: its text is made when it is
    sent. `attempt` only ever rises: it is the fence between two senders. `refusals` counts what a server
    answered to this very mail.
    """

    __tablename__ = "mail"
    __table_args__ = (
        CheckConstraint("state in ('waiting', 'sent', 'failed', 'withdrawn')", name="mail_state_is_known"),
        CheckConstraint("(state = 'sent') = (sent_at is not null)", name="mail_sent_has_its_moment"),
        CheckConstraint("kind <> '' or subject is not null", name="mail_is_composed_or_has_its_text"),
        CheckConstraint("(subject is null) = (body is null)", name="mail_text_is_whole"),
        Index("ix_mail_state", "state", "id"),
        Index("ix_mail_cause", "cause_kind", "cause_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    message_id: Mapped[str] = mapped_column(String(64), unique=True, doc="the part before the at sign")
    to_address: Mapped[str] = mapped_column(String(254))
    to_person_id: Mapped[str | None] = mapped_column(
        ForeignKey("person.id"), index=True, doc="null: the address belongs to no person here"
    )
    language: Mapped[str] = mapped_column(String(8))
    kind: Mapped[str] = mapped_column(String(64), default="", doc="empty: the text stands in the row")
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    subject: Mapped[str | None] = mapped_column(String(200), doc="null: composed when sent, and not kept")
    body: Mapped[str | None] = mapped_column(Text, doc="null: composed when sent, and not kept")
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
