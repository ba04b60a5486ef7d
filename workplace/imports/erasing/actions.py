"""Files somebody uploaded and never carried out go after a day. No decision is asked for."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workplace.erasure.rule import Due, ErasureRule
from workplace.imports.actions import drop_upload
from workplace.imports.records import PendingUploadRecord
from workplace.imports.uploads import PENDING_LIFETIME
from workplace.wording import N_, Sentence

UPLOADS = "pending_upload"
RULES = (
    ErasureRule(
        UPLOADS,
        N_("Uppladdade filer som aldrig lästes in"),
        N_("Ett dygn efter uppladdningen."),
        False,
        ("pending_file", "pending_upload"),
    ),
)


def due(session: Session, now: dt.datetime) -> list[Due]:
    """Return the uploads that nobody said yes to in time, as one lot."""
    query = (
        select(func.count())
        .select_from(PendingUploadRecord)
        .where(PendingUploadRecord.made_at < now - PENDING_LIFETIME)
    )
    count = session.scalar(query)
    return [Due(UPLOADS, "", Sentence(RULES[0].title), count, now)] if count else []


def erase(session: Session, due: Due, now: dt.datetime) -> int:
    """Take the lot away."""
    old = select(PendingUploadRecord.id).where(PendingUploadRecord.made_at < now - PENDING_LIFETIME)
    uploads = list(session.scalars(old))
    for upload in uploads:
        drop_upload(session, upload)
    return len(uploads)
