"""Read the journal: the chain for `verify`, the entries for those who may."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workplace.journal.chain import commitment_of, first_broken
from workplace.journal.entry import PAGE_SIZE, Entry
from workplace.journal.records import JournalContentRecord, JournalEntryRecord


def first_bad_entry(session: Session) -> int | None:
    """Return the number of the first entry whose link or content does not fit, or None when all is whole.

    Erased content is not a fault: its commitment still holds the place.
    """
    chain = session.execute(
        select(JournalEntryRecord.sequence, JournalEntryRecord.commitment, JournalEntryRecord.hash).order_by(
            JournalEntryRecord.sequence
        )
    ).all()
    broken = first_broken((row.sequence, row.commitment, row.hash) for row in chain)
    commitments = {row.sequence: row.commitment for row in chain}
    for content in session.scalars(select(JournalContentRecord).order_by(JournalContentRecord.sequence)):
        if broken is not None and content.sequence >= broken:
            break
        held = commitment_of(
            salt=content.salt,
            happened_at=content.happened_at,
            actor_id=content.actor_id,
            verb=content.verb,
            object_kind=content.object_kind,
            object_id=content.object_id,
            facts=content.facts,
        )
        if commitments.get(content.sequence) != held:
            return content.sequence
    return broken


def entries_about(session: Session, object_kind: str, object_id: str, *, verb: str | None = None) -> list[Entry]:
    """Return the entries about one object, newest first."""
    query = select(JournalContentRecord).where(
        JournalContentRecord.object_kind == object_kind, JournalContentRecord.object_id == object_id
    )
    if verb:
        query = query.where(JournalContentRecord.verb == verb)
    return [_entry(row) for row in session.scalars(query.order_by(JournalContentRecord.sequence.desc()))]


def entry_count(session: Session) -> int:
    """Return how many entries still have their content."""
    return session.scalar(select(func.count()).select_from(JournalContentRecord)) or 0


def latest_entries(session: Session, *, offset: int = 0, limit: int = PAGE_SIZE) -> list[Entry]:
    """Return a page of the entries, newest first."""
    query = select(JournalContentRecord).order_by(JournalContentRecord.sequence.desc()).offset(offset).limit(limit)
    return [_entry(row) for row in session.scalars(query)]


def _entry(row: JournalContentRecord) -> Entry:
    return Entry(row.sequence, row.happened_at, row.actor_id, row.verb, row.object_kind, row.object_id, row.facts)
