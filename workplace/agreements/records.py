"""Agreements with every text they have had."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, Integer, String, Text, event
from sqlalchemy.orm import Mapped, mapped_column

from workplace.database import Base, UtcDateTime


class AgreementRecord(Base):
    """An agreement as it stands; the home never changes."""

    __tablename__ = "agreement"
    __table_args__ = (
        CheckConstraint("kind in ('agreement', 'improvement', 'aim', 'activity')", name="agreement_kind_is_known"),
        CheckConstraint(
            "state in ('proposed', 'agreed', 'ongoing', 'done', 'dropped')", name="agreement_state_is_known"
        ),
        CheckConstraint("risk in ('', 'not_serious', 'serious')", name="agreement_risk_is_known"),
        CheckConstraint("timing in ('', 'at_once', 'time_plan')", name="agreement_timing_is_known"),
        CheckConstraint("effect in ('', 'reached', 'partly', 'not_reached')", name="agreement_effect_is_known"),
        CheckConstraint("version >= 1", name="agreement_version_counts_from_one"),
        Index("ix_agreement_home", "home_kind", "home_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    home_kind: Mapped[str] = mapped_column(String(64))
    home_id: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(16))
    what: Mapped[str] = mapped_column(Text)
    who: Mapped[str] = mapped_column(Text, default="")
    why: Mapped[str] = mapped_column(Text, default="")
    by_when: Mapped[dt.date | None] = mapped_column(Date, doc="null: no date is set")
    seen_by: Mapped[str] = mapped_column(Text, default="", doc="how one sees that it worked")
    state: Mapped[str] = mapped_column(String(16))
    risk: Mapped[str] = mapped_column(String(16), default="", server_default="", doc="empty: not judged")
    cause: Mapped[str] = mapped_column(Text, default="", server_default="")
    took_part: Mapped[str] = mapped_column(Text, default="", server_default="", doc="who took part in judging it")
    timing: Mapped[str] = mapped_column(String(16), default="", server_default="", doc="empty: not said")
    effect: Mapped[str] = mapped_column(String(16), default="", server_default="", doc="empty: not checked")
    effect_seen: Mapped[str] = mapped_column(Text, default="", server_default="", doc="what was seen of the effect")
    version: Mapped[int] = mapped_column(Integer)
    came_from: Mapped[int | None] = mapped_column(
        ForeignKey("agreement.id"), index=True, doc="null: it continues no earlier one"
    )
    made_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str] = mapped_column(String(64))
    changed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    changed_by: Mapped[str] = mapped_column(String(64))


class AgreementLogRecord(Base):
    """A text an agreement has had. Rows are added, never changed."""

    __tablename__ = "agreement_log"

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    terms: Mapped[dict[str, Any]] = mapped_column(JSON)
    happened_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text, default="", server_default="", doc="why the date was moved")


class LogIsAppendOnly(RuntimeError):
    """Somebody tried to change what an agreement has said."""


def _stop(_mapper: Any, _connection: Any, target: AgreementLogRecord) -> None:
    raise LogIsAppendOnly(f"agreement {target.agreement_id} version {target.version} is kept as it was written")


event.listen(AgreementLogRecord, "before_update", _stop)
