"""Imports that were carried out, and files that wait for a yes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from workplace.database import Base, UtcDateTime


class ImportRunRecord(Base):
    """An import that was carried out: which files by their hash, by whom, for which date, and what it changed."""

    __tablename__ = "import_run"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(32), index=True)
    done_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)
    actor_id: Mapped[str] = mapped_column(String(64), doc="empty: a command")
    as_of: Mapped[dt.date] = mapped_column(Date, doc="the date from which later imports take effect")
    files: Mapped[list[dict[str, str]]] = mapped_column(JSON, doc="part, name and sha256 of each file")
    summary: Mapped[dict[str, Any]] = mapped_column(JSON, doc="counts of what changed")


class PendingUploadRecord(Base):
    """Files somebody uploaded and looked at, kept until they are carried out, dropped or a day old."""

    __tablename__ = "pending_upload"

    id: Mapped[str] = mapped_column(String(64), primary_key=True, doc="sha256 of the owner and all contents")
    kind: Mapped[str] = mapped_column(String(32))
    owner_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    made_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)
    as_of: Mapped[dt.date] = mapped_column(Date)
    allows_large_change: Mapped[bool] = mapped_column(doc="whether many endings were allowed by name")


class PendingFileRecord(Base):
    """One file of a pending upload."""

    __tablename__ = "pending_file"

    upload_id: Mapped[str] = mapped_column(ForeignKey("pending_upload.id", ondelete="CASCADE"), primary_key=True)
    part: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes] = mapped_column(LargeBinary)
