"""Ballots: answers in clear, after a wave was closed. No person, no time, no order, no background."""

from __future__ import annotations

from sqlalchemy import ForeignKeyConstraint, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workplace.database import Base


class BallotRecord(Base):
    """One respondent's answers. The id is random and the rows were written in random order."""

    __tablename__ = "ballot"
    __table_args__ = (
        ForeignKeyConstraint(["wave_id", "edition"], ["wave_edition.wave_id", "wave_edition.number"]),
        ForeignKeyConstraint(["wave_id", "unit_id"], ["wave_unit.wave_id", "wave_unit.unit_id"]),
        Index("ix_ballot_wave_id_edition", "wave_id", "edition"),
        Index("ix_ballot_wave_id_unit_id", "wave_id", "unit_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    wave_id: Mapped[str] = mapped_column(String(40))
    edition: Mapped[int] = mapped_column(Integer)
    unit_id: Mapped[str] = mapped_column(String(64), doc="the unit whose direct group the answer belongs to")
    answers: Mapped[str] = mapped_column(Text, doc="JSON: item key to value; an unanswered item is not there")
