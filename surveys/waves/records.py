"""A wave as it was frozen: its instrument, its charter, the tree it was answered in, its editions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from workplace.database import Base, UtcDateTime


class WaveRecord(Base):
    """One round of a medarbetarenkät."""

    __tablename__ = "wave"
    __table_args__ = (CheckConstraint("source in ('imported', 'urn')", name="wave_source_is_known"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    instrument_key: Mapped[str] = mapped_column(String(64))
    instrument_version: Mapped[str] = mapped_column(String(32))
    instrument_sha256: Mapped[str] = mapped_column(String(64), index=True)
    closed_on: Mapped[dt.date] = mapped_column(Date, index=True, doc="of a wave still open: the last day for answers")
    source: Mapped[str] = mapped_column(String(16), doc="imported: closed elsewhere; urn: answered here")
    charter: Mapped[dict[str, Any]] = mapped_column(JSON, doc="what was promised before the first answer")
    charter_sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(String(64), doc="empty: a command")


class WaveUnitRecord(Base):
    """A unit as it stood when the wave was closed. Never changed by a later reorganisation."""

    __tablename__ = "wave_unit"
    __table_args__ = (
        Index("ix_wave_unit_leader_id", "leader_id"),
        Index("ix_wave_unit_parent_id", "wave_id", "parent_id"),
    )

    wave_id: Mapped[str] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    unit_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    parent_id: Mapped[str | None] = mapped_column(String(64), doc="null: the unit is a root")
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(64), default="")
    administration: Mapped[str] = mapped_column(String(200), default="")
    leader_id: Mapped[str | None] = mapped_column(String(64), doc="null: nobody led the unit")
    leader_name: Mapped[str] = mapped_column(String(200), default="")
    superior_id: Mapped[str | None] = mapped_column(String(64), doc="null: the leader had no superior")
    position: Mapped[int] = mapped_column(Integer, doc="place in the tree read from the roots, parents first")


class WaveEditionRecord(Base):
    """A delivery of a wave's answers; a corrected file is a new edition, the earlier ones stay."""

    __tablename__ = "wave_edition"

    wave_id: Mapped[str] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    answers_sha256: Mapped[str] = mapped_column(String(64))
    eligible_sha256: Mapped[str] = mapped_column(String(64), default="", doc="empty: no register was given")
    mapping_sha256: Mapped[str] = mapped_column(String(64), default="", doc="empty: no mapping was given")
    has_eligible: Mapped[bool] = mapped_column(Boolean)
    imported_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    imported_by: Mapped[str] = mapped_column(String(64), doc="empty: a command")


class WaveEligibleRecord(Base):
    """How many could have answered in a unit's direct group."""

    __tablename__ = "wave_eligible"
    __table_args__ = (
        ForeignKeyConstraint(["wave_id", "edition"], ["wave_edition.wave_id", "wave_edition.number"]),
        CheckConstraint("eligible >= 0", name="wave_eligible_is_a_count"),
    )

    wave_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    edition: Mapped[int] = mapped_column(Integer, primary_key=True)
    unit_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    eligible: Mapped[int] = mapped_column(Integer)
