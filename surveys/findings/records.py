"""What was counted of declared backgrounds while the answers were in memory; nothing else of them is kept."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKeyConstraint, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from workplace.database import Base


class BreakdownPatternRecord(Base):
    """Which breakdowns of which units may be shown, found when the joint counts were at hand."""

    __tablename__ = "breakdown_pattern"
    __table_args__ = (ForeignKeyConstraint(["wave_id", "edition"], ["wave_edition.wave_id", "wave_edition.number"]),)

    wave_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    edition: Mapped[int] = mapped_column(Integer, doc="the edition the counts were taken from")
    pattern: Mapped[dict[str, Any]] = mapped_column(JSON, doc="category codes, and the reason where withheld")


class BreakdownCountRecord(Base):
    """Counts of one unit by one background: only of units where they may be shown."""

    __tablename__ = "breakdown_count"
    __table_args__ = (ForeignKeyConstraint(["wave_id", "unit_id"], ["wave_unit.wave_id", "wave_unit.unit_id"]),)

    wave_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    unit_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    breakdown: Mapped[str] = mapped_column(String(64), primary_key=True)
    counts: Mapped[bytes] = mapped_column(LargeBinary, doc="zlib of JSON, see breakdown_counts")
