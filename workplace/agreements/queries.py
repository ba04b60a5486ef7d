"""Read agreements by their home; no query crosses kinds of home."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from workplace.agreements.agreement import (
    Agreement,
    AgreementKind,
    AgreementState,
    Effect,
    Home,
    LogEntry,
    Risk,
    Terms,
    Timing,
)
from workplace.agreements.records import AgreementLogRecord, AgreementRecord
from workplace.agreements.stored_terms import terms_from


def agreements_of_all(session: Session, home_kind: str) -> dict[str, tuple[Agreement, ...]]:
    """Return every agreement of a kind of home by the home's id, the first made first."""
    query = select(AgreementRecord).where(AgreementRecord.home_kind == home_kind).order_by(AgreementRecord.id)
    found: dict[str, list[Agreement]] = {}
    for row in session.scalars(query):
        found.setdefault(row.home_id, []).append(agreement_from(row))
    return {home_id: tuple(agreements) for home_id, agreements in found.items()}


def agreements_of(session: Session, home_kind: str, home_ids: Collection[str]) -> dict[str, tuple[Agreement, ...]]:
    """Return the agreements of some homes of one kind by the home's id, the first made first."""
    query = (
        select(AgreementRecord)
        .where(AgreementRecord.home_kind == home_kind, AgreementRecord.home_id.in_(list(home_ids)))
        .order_by(AgreementRecord.id)
    )
    found: dict[str, list[Agreement]] = {home_id: [] for home_id in home_ids}
    for row in session.scalars(query):
        found[row.home_id].append(agreement_from(row))
    return {home_id: tuple(agreements) for home_id, agreements in found.items()}


def agreement_in(session: Session, home: Home, agreement_id: int) -> Agreement | None:
    """Return an agreement of a home, or None when the home has no such agreement."""
    row = session.get(AgreementRecord, agreement_id)
    if row is None or (row.home_kind, row.home_id) != (home.kind, home.id):
        return None
    return agreement_from(row)


def log_of(session: Session, agreement_id: int) -> list[LogEntry]:
    """Return every text an agreement has had, the first first."""
    query = select(AgreementLogRecord).where(AgreementLogRecord.agreement_id == agreement_id)
    return [
        LogEntry(row.version, terms_from(row.terms), row.happened_at, row.actor_id, row.reason)
        for row in session.scalars(query.order_by(AgreementLogRecord.version))
    ]


def agreement_from(row: AgreementRecord) -> Agreement:
    """Return a stored agreement as a value."""
    return Agreement(
        agreement_id=row.id,
        home=Home(row.home_kind, row.home_id),
        kind=AgreementKind(row.kind),
        terms=Terms(
            row.what,
            row.who,
            row.why,
            row.by_when,
            row.seen_by,
            AgreementState(row.state),
            Risk(row.risk),
            row.cause,
            row.took_part,
            Timing(row.timing),
            Effect(row.effect),
            row.effect_seen,
        ),
        version=row.version,
        made_at=row.made_at,
        made_by=row.made_by,
        changed_at=row.changed_at,
        changed_by=row.changed_by,
        came_from=row.came_from,
    )
