"""What is kept beside the releases.

Counts of declared backgrounds, what the next release would show, what went before each group, and what the reviewers of
words somebody wrote have settled.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from workplace.database import Base, UtcDateTime


class BreakdownPatternRecord(Base):
    """Which breakdowns of which units may be shown, found when the joint counts were at hand."""

    __tablename__ = "breakdown_pattern"
    __table_args__ = (ForeignKeyConstraint(["wave_id", "edition"], ["wave_edition.wave_id", "wave_edition.number"]),)

    wave_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    edition: Mapped[int] = mapped_column(Integer, doc="the edition the counts were taken from")
    pattern: Mapped[dict[str, Any]] = mapped_column(JSON, doc="category codes, and the reason where withheld")


class BreakdownCountRecord(Base):
    """Counts of one unit by one background, taken while the answers were in memory: only where they may be shown."""

    __tablename__ = "breakdown_count"
    __table_args__ = (ForeignKeyConstraint(["wave_id", "unit_id"], ["wave_unit.wave_id", "wave_unit.unit_id"]),)

    wave_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    unit_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    breakdown: Mapped[str] = mapped_column(String(64), primary_key=True)
    counts: Mapped[bytes] = mapped_column(LargeBinary, doc="zlib of JSON, see breakdown_counts")


class ReleasePreviewRecord(Base):
    """What the next release of a wave would show, and the work ordered on it.

    Holds no figure and no count of answers: only what is shown and what is withheld, as the release itself tells.
    """

    __tablename__ = "release_preview"
    __table_args__ = (
        ForeignKeyConstraint(["wave_id", "edition"], ["wave_edition.wave_id", "wave_edition.number"]),
        Index("ix_release_preview_wave_id_edition", "wave_id", "edition"),
    )

    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True, doc="hash of all the release is made from")
    wave_id: Mapped[str] = mapped_column(String(40))
    edition: Mapped[int] = mapped_column(Integer)
    ordered_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    preview_batch_id: Mapped[str] = mapped_column(String(100), default="", doc="empty: no preview was ordered")
    publish_batch_id: Mapped[str] = mapped_column(String(100), default="", doc="empty: nobody has pressed publish")
    outcome: Mapped[dict[str, Any] | None] = mapped_column(
        JSON(none_as_null=True), doc="see previewed_release; null: not computed yet"
    )


class ReleasePredecessorRecord(Base):
    """What went before a group in the wave before, frozen with the release. See `predecessors`."""

    __tablename__ = "release_predecessor"
    __table_args__ = (
        CheckConstraint("part in ('all', 'direct')", name="release_predecessor_part_is_known"),
        CheckConstraint("(before_id is null) = (broken = 'new_unit')", name="release_predecessor_is_there_or_new"),
    )

    release_id: Mapped[str] = mapped_column(ForeignKey("release.id"), primary_key=True)
    unit_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    part: Mapped[str] = mapped_column(String(8), primary_key=True)
    before_wave_id: Mapped[str] = mapped_column(ForeignKey("wave.id"))
    before_id: Mapped[str | None] = mapped_column(String(64), doc="null: no such group was there")
    same_percent: Mapped[int | None] = mapped_column(Integer, doc="null: nobody knows who was in the groups")
    broken: Mapped[str] = mapped_column(String(16), default="", doc="empty: the two may be compared")


class CommentReviewRecord(Base):
    """What the reviewers have settled about words somebody wrote. No time: it would tell in which order they read."""

    __tablename__ = "comment_review"
    __table_args__ = (
        CheckConstraint(
            "state in ('waiting', 'approved', 'stopped', 'reported')", name="comment_review_state_is_known"
        ),
        CheckConstraint("(state = 'approved') = (second_reviewer <> '')", name="comment_review_is_approved_by_two"),
        CheckConstraint("first_reviewer <> second_reviewer", name="comment_review_is_by_two_people"),
        {"sqlite_with_rowid": False},
    )

    text_ballot_id: Mapped[str] = mapped_column(ForeignKey("text_ballot.id", ondelete="CASCADE"), primary_key=True)
    state: Mapped[str] = mapped_column(String(16))
    masked_text: Mapped[str] = mapped_column(Text, doc="as it would be shown")
    theme: Mapped[str] = mapped_column(String(64), default="", doc="empty: none was given")
    first_reviewer: Mapped[str] = mapped_column(String(64), doc="who last settled or changed the text")
    second_reviewer: Mapped[str] = mapped_column(String(64), default="", doc="who agreed to it; empty: nobody yet")
