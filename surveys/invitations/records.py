"""Who may answer a wave, and the ways in. No time, no answer, no order."""

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
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from workplace.database import Base


class InvitationRecord(Base):
    """One person's right to answer one wave once.

    The direct group was frozen when the wave opened; somebody with several employments may choose another of
    `workplaces` until the answer is sent.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        UniqueConstraint("wave_id", "person_id"),
        ForeignKeyConstraint(["wave_id", "unit_id"], ["wave_unit.wave_id", "wave_unit.unit_id"]),
        Index("ix_invitation_wave_id_unit_id", "wave_id", "unit_id"),
        CheckConstraint("not (answered and is_withdrawn)", name="invitation_answered_is_never_withdrawn"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, doc="random")
    wave_id: Mapped[str] = mapped_column(ForeignKey("wave.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    unit_id: Mapped[str] = mapped_column(String(64), doc="the unit whose direct group the answer will belong to")
    workplaces: Mapped[list[str]] = mapped_column(JSON, doc="ids of the units the person may answer about")
    background: Mapped[dict[str, Any]] = mapped_column(JSON, doc="background key → raw code, from the register")
    is_absent: Mapped[bool] = mapped_column(Boolean, default=False, doc="long absent at the census: counted apart")
    is_withdrawn: Mapped[bool] = mapped_column(Boolean, default=False, doc="may not answer after all")
    answered: Mapped[bool] = mapped_column(Boolean, default=False)


class InvitationTokenRecord(Base):
    """A way in: the hash of a token of its own for each mail, message, letter and click. The file keeps no order."""

    __tablename__ = "invitation_token"
    __table_args__ = (
        CheckConstraint("way in ('mail', 'sms', 'letter', 'start')", name="invitation_token_way_is_known"),
        {"sqlite_with_rowid": False},
    )

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    invitation_id: Mapped[str] = mapped_column(ForeignKey("invitation.id", ondelete="CASCADE"), index=True)
    way: Mapped[str] = mapped_column(String(16))
    is_replaced: Mapped[bool] = mapped_column(Boolean, default=False, doc="a newer one took its place: it is dead")


class ParticipantRecord(Base):
    """Somebody named in a list of participants: with a list, only those on it are invited to the wave."""

    __tablename__ = "wave_participant"

    wave_id: Mapped[str] = mapped_column(ForeignKey("wave_plan.wave_id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    language: Mapped[str] = mapped_column(String(8), doc="of the mails; empty: the first of the wave")


class ResponseSnapshotRecord(Base):
    """How large a part of a group had answered, in classes, as read twice a week. Only the newest reading is kept."""

    __tablename__ = "response_snapshot"
    __table_args__ = (
        ForeignKeyConstraint(["wave_id", "unit_id"], ["wave_unit.wave_id", "wave_unit.unit_id"]),
        CheckConstraint(
            "rate_class in ('below_50', 'from_50', 'from_60', 'from_70')", name="response_snapshot_class_is_known"
        ),
    )

    wave_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    unit_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    taken_on: Mapped[dt.date] = mapped_column(Date)
    rate_class: Mapped[str] = mapped_column(String(16))
