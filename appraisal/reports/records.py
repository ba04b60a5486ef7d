"""Leader reports: the runs that make them, every edition of every report, and the notes on them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Boolean, CheckConstraint, ForeignKey, Index, Integer, LargeBinary, String, Text, event
from sqlalchemy.orm import Mapped, deferred, mapped_column

from workplace.database import Base, UtcDateTime


class ReportRunRecord(Base):
    """One press of the button: all reports of a wave, or a new edition of some. Its batch holds how far it came."""

    __tablename__ = "report_run"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    wave_id: Mapped[str] = mapped_column(String(40), index=True)
    release_id: Mapped[str] = mapped_column(String(64))
    batch_id: Mapped[str] = mapped_column(String(100), index=True)
    administrations: Mapped[list[str] | None] = mapped_column(
        JSON(none_as_null=True), doc="null: every administration of the wave"
    )
    language: Mapped[str] = mapped_column(String(8))
    outline_sha256: Mapped[str] = mapped_column(String(64), doc="the outline that was in force")
    fingerprint: Mapped[str] = mapped_column(String(64), doc="over all that the reports are made from")
    reason: Mapped[str] = mapped_column(
        Text, default="", doc="why released reports get a new edition; empty: the first"
    )
    ordered_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    ordered_by: Mapped[str] = mapped_column(String(64), doc="empty: a command")


class LeaderReportRecord(Base):
    """An edition of the report of one led unit. What is released is never changed but for being superseded."""

    __tablename__ = "leader_report"
    __table_args__ = (
        CheckConstraint("state in ('draft', 'released', 'superseded')", name="leader_report_state_is_known"),
        CheckConstraint("version >= 1", name="leader_report_version_counts_from_one"),
        CheckConstraint("(state = 'draft') = (released_at is null)", name="leader_report_draft_is_not_released"),
        Index("uq_leader_report_edition", "wave_id", "unit_id", "version", unique=True),
        Index("ix_leader_report_leader_id", "leader_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    wave_id: Mapped[str] = mapped_column(String(40))
    unit_id: Mapped[str] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(16))
    release_id: Mapped[str] = mapped_column(String(64))
    run_id: Mapped[str] = mapped_column(ForeignKey("report_run.id"), index=True)
    leader_id: Mapped[str] = mapped_column(String(64), doc="who led the direct group at the census")
    unit_name: Mapped[str] = mapped_column(String(200))
    administration: Mapped[str] = mapped_column(String(200))
    has_own_figures: Mapped[bool] = mapped_column(Boolean)
    reason: Mapped[str] = mapped_column(Text, default="", doc="why this edition; empty for the first")
    content: Mapped[dict[str, Any]] = deferred(mapped_column(JSON, doc="the report as values, see speech"))
    html: Mapped[bytes] = deferred(mapped_column(LargeBinary, doc="zlib of the HTML file"))
    pdf: Mapped[bytes] = deferred(mapped_column(LargeBinary, doc="zlib of the PDF"))
    sha256: Mapped[str] = mapped_column(String(64), doc="over the PDF")
    made_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    released_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, doc="null: a draft")
    superseded_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, doc="null: no later edition is released")


class ReportNoteRecord(Base):
    """A note on a report by its leader or the superior. Rows are added, never changed."""

    __tablename__ = "report_note"
    __table_args__ = (Index("ix_report_note_report", "wave_id", "unit_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    wave_id: Mapped[str] = mapped_column(String(40))
    unit_id: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    written_by: Mapped[str] = mapped_column(String(64))
    written_as: Mapped[str] = mapped_column(String(16), doc="leader or superior")
    written_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class NoteIsAppendOnly(RuntimeError):
    """Somebody tried to change a note."""


def _stop(_mapper: Any, _connection: Any, target: ReportNoteRecord) -> None:
    raise NoteIsAppendOnly(f"note {target.id} stays as it was written; write another")


event.listen(ReportNoteRecord, "before_update", _stop)
event.listen(ReportNoteRecord, "before_delete", _stop)
