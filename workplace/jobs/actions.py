"""Order work, hand it out, and end it: each step in a transaction of the caller's."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from workplace.errors import refuse
from workplace.jobs.batch import ENDED_STATES, MAXIMUM_TRIES, OPEN_STATES, BatchState, Claim, ItemState
from workplace.jobs.lease import LEASE, lease_end
from workplace.jobs.queries import is_left, is_waiting
from workplace.jobs.records import BatchItemRecord, BatchRecord
from workplace.jobs.sentence_facts import to_stored
from workplace.wording import N_, Sentence


class Fenced(Exception):
    """The lease ended and somebody else took the item over: the effect must be rolled back."""


def order(
    session: Session,
    *,
    kind: str,
    keys: Iterable[str],
    title: Sentence,
    now: dt.datetime,
    arguments: Mapping[str, Any] | None = None,
    made_by: str = "",
    not_before: dt.datetime | None = None,
    batch_id: str | None = None,
) -> str:
    """Order a batch with one item a key, in the order given, and return its id.

    `not_before` None: at once. `made_by` empty: the system or a command. An own `batch_id` makes ordering
    the same thing twice a no-op: the batch that stands is left as it is.
    Raises ValueError for keys given twice, empty or longer than 200.
    """
    keys = list(keys)
    if len(set(keys)) != len(keys) or not all(0 < len(key) <= 200 for key in keys):
        raise ValueError("the keys of a batch are distinct, not empty and at most 200 long")
    identity = batch_id or uuid.uuid4().hex
    batch = {
        "id": identity,
        "kind": kind,
        "title": to_stored(title),
        "arguments": dict(arguments or {}),
        "error": "",
        "state": BatchState.ORDERED.value,
        "made_at": now,
        "made_by": made_by,
    }
    if not _insert_if_new(session, batch):
        return identity
    if keys:
        session.execute(
            insert(BatchItemRecord),
            [
                {
                    "batch_id": identity,
                    "key": key,
                    "position": position,
                    "state": ItemState.WAITING.value,
                    "not_before": not_before,
                    "attempt": 0,
                    "tries": 0,
                    "worker": "",
                    "error": "",
                }
                for position, key in enumerate(keys)
            ],
        )
    return identity


def claim(
    session: Session,
    *,
    worker: str,
    now: dt.datetime,
    kinds: Collection[str],
    leases: Mapping[str, dt.timedelta] | None = None,
    limit: int = 1,
    batch_id: str | None = None,
) -> list[Claim]:
    """Hand out up to `limit` items of one batch that wait or whose lease has ended; none when nothing is due.

    Items tried least come first, so one that fails does not hold up the others. On PostgreSQL rows that
    another worker is taking at this moment are skipped; on SQLite the caller's transaction holds the write
    lock already.
    """
    open_batches = select(BatchRecord).where(BatchRecord.state.in_(OPEN_STATES), BatchRecord.kind.in_(kinds))
    if batch_id is not None:
        open_batches = open_batches.where(BatchRecord.id == batch_id)
    for batch in session.scalars(open_batches.order_by(BatchRecord.made_at, BatchRecord.id)).all():
        items = _due_items(session, batch.id, now, limit)
        if not items:
            continue
        until = lease_end(now, (leases or {}).get(batch.kind, LEASE))
        for item in items:
            item.state, item.worker, item.lease_until = ItemState.CLAIMED.value, worker, until
            item.attempt += 1
            item.tries += 1
        session.execute(
            update(BatchRecord)
            .where(BatchRecord.id == batch.id, BatchRecord.state == BatchState.ORDERED)
            .values(state=BatchState.RUNNING.value)
            .execution_options(synchronize_session=False)
        )
        session.flush()
        return [
            Claim(batch.id, batch.kind, batch.arguments, item.key, item.attempt, item.tries, until) for item in items
        ]
    return []


def finish(session: Session, claim: Claim, result: Mapping[str, Any] | None, now: dt.datetime) -> None:
    """End an item as done, in the transaction of its effect.

    Raises Fenced when the item was taken over; the caller's transaction must then be rolled back.
    """
    _end_claim(
        session,
        claim,
        state=ItemState.DONE.value,
        result=None if result is None else dict(result),
        error="",
        reason=None,
        finished_at=now,
    )


def fail(
    session: Session,
    claim: Claim,
    *,
    error: str,
    now: dt.datetime,
    reason: Sentence | None = None,
    may_retry: bool = True,
    not_before: dt.datetime | None = None,
) -> bool:
    """Put an item back for another try, or end it as failed when it may not be retried or has had its tries.

    `error` is the class of the error, `reason` a sentence for people without personal content. Returns
    whether the item has ended. Raises Fenced when the item was taken over.
    """
    has_ended = not may_retry or claim.tries >= MAXIMUM_TRIES
    _end_claim(
        session,
        claim,
        state=(ItemState.FAILED if has_ended else ItemState.WAITING).value,
        error=error[:200],
        reason=to_stored(reason) if reason else None,
        finished_at=now if has_ended else None,
        not_before=None if has_ended else not_before,
    )
    return has_ended


def give_back(session: Session, claim: Claim) -> None:
    """Put an item back untouched, as when a worker is told to stop; the try is not counted. Raises Fenced."""
    _end_claim(session, claim, state=ItemState.WAITING.value, tries=claim.tries - 1)


def complete(session: Session, batch_id: str, now: dt.datetime) -> bool:
    """End the batch when all its items have ended; return whether this call ended it.

    To be called after the transaction that ended an item, never within it: of two workers with the last two
    items the later one then sees both.
    """
    batch = session.get(BatchRecord, batch_id, with_for_update=True, populate_existing=True)
    if batch is None or batch.state not in OPEN_STATES:
        return False
    if _is_unfinished(session, batch_id):
        return False
    batch.state, batch.finished_at = BatchState.DONE.value, now
    session.flush()
    return True


def stop_with_error(session: Session, batch_id: str, error: str) -> None:
    """Stop a batch whose last step raised; it is tried again when somebody resumes the batch."""
    session.execute(
        update(BatchRecord)
        .where(BatchRecord.id == batch_id, BatchRecord.state.in_(OPEN_STATES))
        .values(state=BatchState.STOPPED.value, error=error[:200])
    )


def pause(session: Session, batch_id: str) -> None:
    """Hand out no more items until resumed; what a worker has in hand is finished."""
    _steer(session, batch_id, {*OPEN_STATES}, BatchState.PAUSED)


def stop(session: Session, batch_id: str) -> None:
    """Stop the batch; what a worker has in hand is finished, the rest waits in case somebody resumes it."""
    _steer(session, batch_id, {*OPEN_STATES, BatchState.PAUSED}, BatchState.STOPPED)


def resume(session: Session, batch_id: str) -> None:
    """Go on where a paused or stopped batch was left."""
    batch = _steer(session, batch_id, {BatchState.PAUSED, BatchState.STOPPED}, BatchState.RUNNING)
    batch.error = ""


def retry(session: Session, batch_id: str, keys: Collection[str] | None = None) -> int:
    """Let failed items (all, or those with the keys) be tried anew and return how many; a done batch runs
    again.
    """
    batch = _loaded(session, batch_id)
    failed = select(BatchItemRecord).where(
        BatchItemRecord.batch_id == batch_id, BatchItemRecord.state == ItemState.FAILED
    )
    if keys is not None:
        failed = failed.where(BatchItemRecord.key.in_(list(keys)))
    items = session.scalars(failed).all()
    if not items:
        raise refuse("nothing_failed", N_("Det finns inget misslyckat att försöka igen med."))
    for item in items:
        item.state, item.tries, item.finished_at, item.not_before = ItemState.WAITING.value, 0, None, None
    if batch.state == BatchState.DONE:
        batch.state, batch.finished_at = BatchState.RUNNING.value, None
    session.flush()
    return len(items)


def _insert_if_new(session: Session, batch: Mapping[str, Any]) -> bool:
    """Insert the batch unless its id is taken, also by an order that is being written at this moment."""
    if session.get(BatchRecord, batch["id"]) is not None:
        return False
    try:
        with session.begin_nested():
            session.execute(insert(BatchRecord), [dict(batch)])
    except IntegrityError:
        return False
    return True


def _due_items(session: Session, batch_id: str, now: dt.datetime, limit: int) -> list[BatchItemRecord]:
    found: list[BatchItemRecord] = []
    for condition in (is_waiting(now), is_left(now)):
        if len(found) < limit:
            query = (
                select(BatchItemRecord)
                .where(BatchItemRecord.batch_id == batch_id, condition)
                .order_by(BatchItemRecord.tries, BatchItemRecord.position)
                .limit(limit - len(found))
                .with_for_update(skip_locked=True)
                .execution_options(populate_existing=True)
            )
            found += session.scalars(query).all()
    return found


def _end_claim(session: Session, claim: Claim, **values: Any) -> None:
    _fenced_update(session, claim, lease_until=None, worker="", **values)


def _fenced_update(session: Session, claim: Claim, **values: Any) -> None:
    session.flush()
    changed = session.execute(
        update(BatchItemRecord)
        .where(
            BatchItemRecord.batch_id == claim.batch_id,
            BatchItemRecord.key == claim.key,
            BatchItemRecord.attempt == claim.attempt,
            BatchItemRecord.state == ItemState.CLAIMED,
        )
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise Fenced(f"{claim.kind} {claim.key}: attempt {claim.attempt} no longer holds the item")


def _is_unfinished(session: Session, batch_id: str) -> bool:
    unfinished = (
        select(BatchItemRecord.key)
        .where(BatchItemRecord.batch_id == batch_id, BatchItemRecord.state.not_in(ENDED_STATES))
        .limit(1)
    )
    return session.execute(unfinished).first() is not None


def _loaded(session: Session, batch_id: str) -> BatchRecord:
    batch = session.get(BatchRecord, batch_id, with_for_update=True, populate_existing=True)
    if batch is None:
        raise refuse("no_such_batch", N_("Körningen finns inte."))
    return batch


def _steer(session: Session, batch_id: str, allowed: Collection[BatchState], to: BatchState) -> BatchRecord:
    batch = _loaded(session, batch_id)
    if batch.state not in allowed:
        raise refuse("wrong_state", N_("Körningen har redan kommit till ett annat läge. Läs om sidan och försök igen."))
    batch.state = to.value
    session.flush()
    return batch
