"""A wave as HR plans it: everything that is settled before its first answer, and what became of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Boolean, CheckConstraint, Date, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workplace.database import Base, UtcDateTime


class WavePlanRecord(Base):
    """The plan of one wave. The wave itself, its frozen tree and its invitations are made when it opens."""

    __tablename__ = "wave_plan"
    __table_args__ = (
        CheckConstraint(
            "state in ('draft', 'signed', 'open', 'closing', 'closed', 'aborted')", name="wave_plan_state_is_known"
        ),
        CheckConstraint("opens_at < closes_at", name="wave_plan_closes_after_it_opens"),
        CheckConstraint("(state = 'draft') = (signed_at is null)", name="wave_plan_is_signed_before_it_runs"),
    )

    wave_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    instrument_key: Mapped[str] = mapped_column(String(64))
    instrument_version: Mapped[str] = mapped_column(String(32))
    instrument_sha256: Mapped[str] = mapped_column(String(64), index=True)
    census_on: Mapped[dt.date] = mapped_column(Date, doc="the day on which it is read who is employed where")
    opens_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, doc="the first moment at which no answer is taken")
    population: Mapped[dict[str, Any]] = mapped_column(JSON, doc="the rule of who is invited, see population.Rule")
    reminders: Mapped[list[str]] = mapped_column(JSON, doc="moments in UTC, ISO, in order")
    languages: Mapped[list[str]] = mapped_column(JSON, doc="codes, the first is the one a page begins in")
    texts: Mapped[dict[str, Any]] = mapped_column(JSON, doc="language → name of the text → text, see texts.WaveTexts")
    contacts: Mapped[dict[str, Any]] = mapped_column(JSON, doc="whom to turn to about harassment, by part played")
    charter: Mapped[dict[str, Any]] = mapped_column(JSON, doc="the newest version of the charter")
    charter_sha256: Mapped[str] = mapped_column(String(64), default="", doc="empty: not signed")
    is_trial: Mapped[bool] = mapped_column(Boolean, default=False, doc="a wave to try on: never released")
    state: Mapped[str] = mapped_column(String(16), index=True)
    made_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str] = mapped_column(String(64), doc="empty: a command")
    signed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, doc="null: not signed")
    signed_by: Mapped[str] = mapped_column(String(64), default="", doc="empty: not signed, or by a command")
    opened_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, doc="null: not opened")
    closed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, doc="null: not closed")
    count: Mapped[dict[str, Any] | None] = mapped_column(
        JSON(none_as_null=True), doc="the count at close, see closing.count.ClosingCount; null: not closed"
    )


class CharterVersionRecord(Base):
    """Every version a charter has had: the signed one and each stricter one. None is ever changed."""

    __tablename__ = "charter_version"

    wave_id: Mapped[str] = mapped_column(ForeignKey("wave_plan.wave_id"), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    charter: Mapped[dict[str, Any]] = mapped_column(JSON)
    charter_sha256: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str] = mapped_column(String(64), doc="empty: a command")
