"""What is kept of improvements beside the agreement itself: the figure it came from, reminders sent, own words."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from workplace.database import Base, UtcDateTime


class ImprovementRecord(Base):
    """Which unit an improvement is for and which published figure it came from, as the figure stood then."""

    __tablename__ = "improvement"
    __table_args__ = (
        ForeignKeyConstraint(["wave_id", "unit_id"], ["wave_unit.wave_id", "wave_unit.unit_id"]),
        CheckConstraint("(low is null) = (high is null)", name="improvement_interval_is_whole"),
        CheckConstraint("respondents >= 1", name="improvement_figure_rests_on_answers"),
        Index("ix_improvement_wave_id_unit_id", "wave_id", "unit_id"),
        Index("ix_improvement_unit_id", "unit_id"),
    )

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), primary_key=True, autoincrement=False)
    wave_id: Mapped[str] = mapped_column(String(40))
    unit_id: Mapped[str] = mapped_column(String(64), doc="the unit whose improvement it is")
    release_id: Mapped[str] = mapped_column(String(64))
    figure_unit_id: Mapped[str] = mapped_column(
        String(64), doc="the unit whose figure it is: a larger one where the own group shows none"
    )
    is_direct: Mapped[bool] = mapped_column(Boolean, doc="the figure is of the direct group alone")
    measure: Mapped[str] = mapped_column(String(16))
    item_key: Mapped[str] = mapped_column(String(64))
    value: Mapped[float] = mapped_column(Float)
    low: Mapped[float | None] = mapped_column(Float, doc="null: published without interval")
    high: Mapped[float | None] = mapped_column(Float, doc="null: published without interval")
    respondents: Mapped[int] = mapped_column(Integer)


class ImprovementReminderRecord(Base):
    """That the leader was reminded of an improvement: once before each date it has had, and once after."""

    __tablename__ = "improvement_reminder"
    __table_args__ = (CheckConstraint("kind in ('soon', 'late')", name="improvement_reminder_kind_is_known"),)

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), primary_key=True, autoincrement=False)
    by_when: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    reminded_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class GroupWordsRecord(Base):
    """What the leader adds in own words to the messages to the group."""

    __tablename__ = "improvement_words"
    __table_args__ = (ForeignKeyConstraint(["wave_id", "unit_id"], ["wave_unit.wave_id", "wave_unit.unit_id"]),)

    wave_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    unit_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    words: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(Integer)
    written_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    written_by: Mapped[str] = mapped_column(String(64))
