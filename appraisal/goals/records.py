"""Goals, in whose plans they stand, their indicators and activities. Figures are kept as they were written."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Date, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workplace.database import Base


class GoalRecord(Base):
    """A goal of any level."""

    __tablename__ = "goal"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, doc="order in the files")
    level: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    parent_id: Mapped[str | None] = mapped_column(
        ForeignKey("goal.id", deferrable=True, initially="DEFERRED"), index=True, doc="null: at the top"
    )
    outcome: Mapped[str] = mapped_column(String(200), default="")
    forecast: Mapped[str] = mapped_column(String(200), default="")


class GoalUnitRecord(Base):
    """A unit in whose plan a goal stands."""

    __tablename__ = "goal_unit"

    goal_id: Mapped[str] = mapped_column(ForeignKey("goal.id"), primary_key=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"), primary_key=True, index=True)


class GoalIndicatorRecord(Base):
    """A measure of a goal with the figures of one unit."""

    __tablename__ = "goal_indicator"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    goal_id: Mapped[str] = mapped_column(ForeignKey("goal.id"), index=True)
    unit_id: Mapped[str | None] = mapped_column(ForeignKey("unit.id"), index=True, doc="null: nobody's in particular")
    name: Mapped[str] = mapped_column(String(300))
    target: Mapped[str] = mapped_column(String(200), default="")
    council_target: Mapped[str] = mapped_column(String(200), default="")
    periodicity: Mapped[str] = mapped_column(String(40), default="")
    outcome: Mapped[str] = mapped_column(String(200), default="")
    forecast: Mapped[str] = mapped_column(String(200), default="")


class GoalActivityRecord(Base):
    """Something a unit does towards a goal."""

    __tablename__ = "goal_activity"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    goal_id: Mapped[str] = mapped_column(ForeignKey("goal.id"), index=True)
    unit_id: Mapped[str | None] = mapped_column(ForeignKey("unit.id"), index=True, doc="null: nobody's in particular")
    activity_id: Mapped[str] = mapped_column(String(64), default="", doc="empty: it has no id of its own")
    text: Mapped[str] = mapped_column(Text)
    starts_on: Mapped[dt.date | None] = mapped_column(Date, doc="null: the file gave none")
    ends_on: Mapped[dt.date | None] = mapped_column(Date, doc="null: the file gave none")
