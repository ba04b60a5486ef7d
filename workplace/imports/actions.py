"""Note that an import was carried out; keep and drop files that wait for a yes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import delete, insert, select, union
from sqlalchemy.orm import Session

from workplace.imports.records import ImportRunRecord, PendingFileRecord, PendingUploadRecord
from workplace.imports.table import GivenFile
from workplace.imports.uploads import PENDING_LIFETIME, hash_of_file, upload_id
from workplace.journal.actions import record


def note_run(
    session: Session,
    *,
    kind: str,
    now: dt.datetime,
    actor_id: str,
    as_of: dt.date,
    files: Mapping[str, GivenFile],
    counts: Mapping[str, int],
) -> int:
    """Write down that an import was carried out, also in the journal, and return its number."""
    hashes = [
        {"part": part, "name": given.name[:200], "sha256": hash_of_file(given)} for part, given in sorted(files.items())
    ]
    run = ImportRunRecord(kind=kind, done_at=now, actor_id=actor_id, as_of=as_of, files=hashes, summary=dict(counts))
    session.add(run)
    session.flush()
    record(
        session,
        now=now,
        actor_id=actor_id,
        verb="imported",
        object_kind=kind,
        object_id=str(run.id),
        facts={"as_of": as_of.isoformat(), "files": hashes, "counts": dict(counts)},
    )
    return run.id


def keep_upload(
    session: Session,
    *,
    kind: str,
    now: dt.datetime,
    owner_id: str,
    as_of: dt.date,
    allows_large_change: bool,
    files: Mapping[str, GivenFile],
) -> str:
    """Keep files until they are carried out, and return the id of the upload. Old uploads, and the
    owner's earlier one of the same kind, go at the same time."""
    old = select(PendingUploadRecord.id).where(PendingUploadRecord.made_at < now - PENDING_LIFETIME)
    mine = select(PendingUploadRecord.id).where(
        PendingUploadRecord.owner_id == owner_id, PendingUploadRecord.kind == kind
    )
    for expired in session.scalars(union(old, mine)).all():
        drop_upload(session, expired)
    made = upload_id(owner_id, as_of, allows_large_change, files)
    session.execute(
        insert(PendingUploadRecord).values(
            id=made, kind=kind, owner_id=owner_id, made_at=now, as_of=as_of, allows_large_change=allows_large_change
        )
    )
    for part, given in files.items():
        session.execute(
            insert(PendingFileRecord).values(upload_id=made, part=part, name=given.name[:200], content=given.content)
        )
    return made


def drop_upload(session: Session, upload: str) -> None:
    """Forget an upload and its files."""
    session.execute(delete(PendingFileRecord).where(PendingFileRecord.upload_id == upload))
    session.execute(delete(PendingUploadRecord).where(PendingUploadRecord.id == upload))
