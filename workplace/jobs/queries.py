"""Read the ledger: batches, how far they have come, and whether anything is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from workplace.jobs.batch import (
    ENDED_STATES,
    OPEN_STATES,
    UNEXPECTED,
    Batch,
    BatchState,
    Failure,
    ItemState,
    Progress,
)
from workplace.jobs.lease import lease_window
from workplace.jobs.pace import WINDOW, rate_per_minute, seconds_left
from workplace.jobs.records import BatchItemRecord, BatchRecord
from workplace.jobs.sentence_facts import from_stored

OVERDUE = dt.timedelta(minutes=15)
"""Work that should have begun longer ago than this says that no worker runs."""


def batch_of(session: Session, batch_id: str) -> Batch | None:
    """Return a batch, or None when there is none."""
    row = session.get(BatchRecord, batch_id)
    return _batch(row) if row else None


def progress(session: Session, batch_id: str, now: dt.datetime) -> Progress | None:
    """Return how far a batch has come with its failures named, or None when there is no such batch."""
    row = session.get(BatchRecord, batch_id)
    return progress_of(session, [row], now, with_failures=True)[0] if row else None


def batches(
    session: Session,
    now: dt.datetime,
    *,
    made_by: str | None = None,
    kinds: Collection[str] | None = None,
    limit: int = 50,
) -> list[Progress]:
    """Return the newest batches with how far they have come, without failures; `made_by` None: everybody's."""
    query = select(BatchRecord).order_by(BatchRecord.made_at.desc(), BatchRecord.id).limit(limit)
    if made_by is not None:
        query = query.where(BatchRecord.made_by == made_by)
    if kinds is not None:
        query = query.where(BatchRecord.kind.in_(kinds))
    return progress_of(session, session.scalars(query).all(), now, with_failures=False)


def progress_of(
    session: Session, rows: Sequence[BatchRecord], now: dt.datetime, *, with_failures: bool
) -> list[Progress]:
    """Return the progress of many batches in three queries at most, in the order given."""
    ids = [row.id for row in rows]
    counts: dict[tuple[str, str], int] = {}
    upcoming: dict[str, dt.datetime | None] = {}
    by_state = (
        select(
            BatchItemRecord.batch_id,
            BatchItemRecord.state,
            func.count(),
            func.min(func.coalesce(BatchItemRecord.not_before, dt.datetime(1, 1, 1, tzinfo=dt.UTC))),
        )
        .where(BatchItemRecord.batch_id.in_(ids))
        .group_by(BatchItemRecord.batch_id, BatchItemRecord.state)
    )
    for batch_id, state, count, earliest in session.execute(by_state):
        counts[batch_id, state] = count
        if state == ItemState.WAITING:
            upcoming[batch_id] = earliest if earliest is not None and earliest > now else None
    rates = _rates(session, [row.id for row in rows if row.state in OPEN_STATES], now)
    failures = _failures(session, ids) if with_failures else {}
    return [_progress(row, counts, rates.get(row.id), failures.get(row.id, ()), upcoming.get(row.id)) for row in rows]


def has_due_item(session: Session, now: dt.datetime, kinds: Collection[str], *, batch_id: str | None = None) -> bool:
    """Return whether some item of these kinds waits or was left by a worker that died."""
    query = (
        select(BatchItemRecord.key)
        .join(BatchRecord, BatchRecord.id == BatchItemRecord.batch_id)
        .where(BatchRecord.state.in_(OPEN_STATES), BatchRecord.kind.in_(kinds), or_(is_waiting(now), is_left(now)))
        .limit(1)
    )
    if batch_id is not None:
        query = query.where(BatchRecord.id == batch_id)
    return session.execute(query).first() is not None


def is_waiting(now: dt.datetime) -> ColumnElement[bool]:
    """Return the condition of an item that nobody has begun and that may begin now."""
    return and_(
        BatchItemRecord.state == ItemState.WAITING,
        or_(BatchItemRecord.not_before.is_(None), BatchItemRecord.not_before <= now),
    )


def is_left(now: dt.datetime) -> ColumnElement[bool]:
    """Return the condition of an item whose worker has held it too long."""
    window = lease_window(now)
    return and_(
        BatchItemRecord.state == ItemState.CLAIMED,
        or_(BatchItemRecord.lease_until <= window.now, BatchItemRecord.lease_until > window.furthest),
    )


def ended_batches(session: Session, kinds: Collection[str]) -> list[str]:
    """Return ids of batches whose items have all ended but which nobody has closed yet."""
    unfinished = (
        select(BatchItemRecord.key)
        .where(BatchItemRecord.batch_id == BatchRecord.id, BatchItemRecord.state.not_in(ENDED_STATES))
        .exists()
    )
    query = select(BatchRecord.id).where(BatchRecord.state.in_(OPEN_STATES), BatchRecord.kind.in_(kinds), ~unfinished)
    return list(session.scalars(query.order_by(BatchRecord.made_at)))


def health(session: Session, now: dt.datetime) -> str:
    """Return "ok", or "overdue" when work should have begun a while ago and no worker shows a sign of life."""
    late = now - OVERDUE
    is_late = (
        select(BatchItemRecord.key)
        .join(BatchRecord, BatchRecord.id == BatchItemRecord.batch_id)
        .where(BatchRecord.state.in_(OPEN_STATES), BatchRecord.made_at < late, or_(is_waiting(late), is_left(late)))
        .limit(1)
    )
    is_alive = (
        select(BatchItemRecord.key)
        .where(or_(BatchItemRecord.finished_at >= late, BatchItemRecord.lease_until >= late))
        .limit(1)
    )
    if session.execute(is_late).first() is None or session.execute(is_alive).first() is not None:
        return "ok"
    return "overdue"


def _rates(session: Session, ids: Sequence[str], now: dt.datetime) -> dict[str, float | None]:
    lately = now - WINDOW
    recent = case((BatchItemRecord.finished_at > lately, BatchItemRecord.finished_at))
    query = (
        select(BatchItemRecord.batch_id, func.count(recent), func.min(recent), func.max(recent))
        .where(BatchItemRecord.batch_id.in_(ids), BatchItemRecord.state.in_(ENDED_STATES))
        .group_by(BatchItemRecord.batch_id)
    )
    return {row[0]: rate_per_minute(row[1], row[2], row[3]) for row in session.execute(query)}


def _failures(session: Session, ids: Iterable[str]) -> dict[str, tuple[Failure, ...]]:
    query = (
        select(BatchItemRecord)
        .where(BatchItemRecord.batch_id.in_(list(ids)), BatchItemRecord.state == ItemState.FAILED)
        .order_by(BatchItemRecord.position)
    )
    found: dict[str, list[Failure]] = {}
    for item in session.scalars(query):
        reason = from_stored(item.reason) if item.reason else UNEXPECTED
        found.setdefault(item.batch_id, []).append(Failure(item.key, reason, item.error, item.tries))
    return {batch_id: tuple(failures) for batch_id, failures in found.items()}


def _progress(
    row: BatchRecord,
    counts: dict[tuple[str, str], int],
    rate: float | None,
    failures: tuple[Failure, ...],
    next_at: dt.datetime | None,
) -> Progress:
    number = {state: counts.get((row.id, state.value), 0) for state in ItemState}
    remaining = number[ItemState.WAITING] + number[ItemState.CLAIMED]
    return Progress(
        batch=_batch(row),
        total=sum(number.values()),
        done=number[ItemState.DONE],
        failed=number[ItemState.FAILED],
        waiting=number[ItemState.WAITING],
        running=number[ItemState.CLAIMED],
        rate_per_minute=rate,
        seconds_left=seconds_left(remaining, rate),
        failures=failures,
        next_at=next_at,
    )


def _batch(row: BatchRecord) -> Batch:
    return Batch(
        id=row.id,
        kind=row.kind,
        title=from_stored(row.title),
        arguments=row.arguments,
        state=BatchState(row.state),
        made_at=row.made_at,
        made_by=row.made_by,
        finished_at=row.finished_at,
        error=row.error,
    )
