"""Drafts: what somebody has filled in so far, sealed under a code that only their browser holds."""

from __future__ import annotations

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from workplace.database import Base


class DraftRecord(Base):
    """One draft. No code, no person, no time; always the same size, written over in place."""

    __tablename__ = "draft"

    id: Mapped[str] = mapped_column(String(64), primary_key=True, doc="derived from the code, which is not kept")
    wave_id: Mapped[str] = mapped_column(ForeignKey("wave.id"), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
