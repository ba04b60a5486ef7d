"""Imports that were carried out, and uploads that wait."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from workplace.imports.records import ImportRunRecord, PendingFileRecord, PendingUploadRecord
from workplace.imports.table import GivenFile
from workplace.imports.uploads import PENDING_LIFETIME, ImportRun, PendingUpload


def latest_runs(session: Session, kind: str, *, actor_id: str | None = None, limit: int = 10) -> list[ImportRun]:
    """Return the latest imports of a kind, newest first: everybody's, or those of one person."""
    query = select(ImportRunRecord).where(ImportRunRecord.kind == kind)
    if actor_id is not None:
        query = query.where(ImportRunRecord.actor_id == actor_id)
    rows = session.scalars(query.order_by(ImportRunRecord.id.desc()).limit(limit))
    return [_run(row) for row in rows]


def all_runs(session: Session, kind: str) -> list[ImportRun]:
    """Return every import of a kind, oldest first."""
    query = select(ImportRunRecord).where(ImportRunRecord.kind == kind).order_by(ImportRunRecord.id)
    return [_run(row) for row in session.scalars(query)]


def run_with_id(session: Session, kind: str, run_id: int) -> ImportRun | None:
    """Return an import by its number, or None."""
    row = session.get(ImportRunRecord, run_id)
    return _run(row) if row is not None and row.kind == kind else None


def pending_upload(session: Session, upload_id: str, *, owner_id: str, now: dt.datetime) -> PendingUpload | None:
    """Return the files of an upload that is the owner's and not too old, or None."""
    row = session.get(PendingUploadRecord, upload_id)
    if row is None or row.owner_id != owner_id or now - row.made_at > PENDING_LIFETIME:
        return None
    files = session.scalars(select(PendingFileRecord).where(PendingFileRecord.upload_id == upload_id))
    return PendingUpload(
        row.id,
        row.kind,
        row.owner_id,
        row.as_of,
        row.allows_large_change,
        {item.part: GivenFile(item.name, item.content) for item in files},
    )


def _run(row: ImportRunRecord) -> ImportRun:
    return ImportRun(row.id, row.kind, row.done_at, row.actor_id, row.as_of, tuple(row.files), dict(row.summary))
