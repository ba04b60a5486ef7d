"""Read what is due, which decisions are in force and what was erased."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from workplace.erasure.records import ErasureDecisionRecord, ErasureRecord
from workplace.erasure.rule import Decision, Due, Erased, Source


def all_due(session: Session, sources: Sequence[Source], now: dt.datetime) -> list[Due]:
    """Return everything that may go at a moment, room by room, whether a decision covers it or not."""
    return [due for source in sources for due in source.due(session, now)]


def decisions(session: Session) -> list[Decision]:
    """Return every recorded decision, the newest first, withdrawn ones too."""
    rows = session.scalars(select(ErasureDecisionRecord).order_by(ErasureDecisionRecord.id.desc()))
    return [_decision(row) for row in rows]


def decisions_in_force(session: Session) -> dict[str, Decision]:
    """Return the newest decision in force of each kind that has one."""
    found: dict[str, Decision] = {}
    for decision in decisions(session):
        if decision.withdrawn_at is None:
            found.setdefault(decision.kind, decision)
    return found


def erasures(session: Session, *, limit: int = 200) -> list[Erased]:
    """Return what was erased, the latest first."""
    query = select(ErasureRecord).order_by(ErasureRecord.erased_at.desc(), ErasureRecord.id.desc()).limit(limit)
    return [
        Erased(row.kind, row.object_id, row.count, row.erased_at, row.decision_id) for row in session.scalars(query)
    ]


def erased_objects(session: Session, kind: str, object_ids: Sequence[str]) -> dict[str, dt.datetime]:
    """Return when records of a kind were last erased, of those objects of which any were."""
    query = select(ErasureRecord.object_id, ErasureRecord.erased_at).where(
        ErasureRecord.kind == kind, ErasureRecord.object_id.in_(object_ids)
    )
    return {row.object_id: row.erased_at for row in session.execute(query.order_by(ErasureRecord.erased_at))}


def _decision(row: ErasureDecisionRecord) -> Decision:
    return Decision(
        id=row.id,
        kind=row.kind,
        decided_by=row.decided_by,
        reference=row.reference,
        decided_on=row.decided_on,
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
        withdrawn_at=row.withdrawn_at,
    )
