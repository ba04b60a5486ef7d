"""The worker: takes items, does the heavy work outside any transaction, and writes effect and end in one.

A building service: it opens its own transactions. What it can do is handed to it from the roof, kind by kind.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Event
from typing import Any

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from workplace.clock import local_date
from workplace.errors import Refused
from workplace.house import House
from workplace.jobs import actions
from workplace.jobs.actions import Fenced
from workplace.jobs.batch import WORKER_LOST, WORKER_LOST_ERROR, Batch, Claim
from workplace.jobs.lease import LEASE
from workplace.jobs.queries import batch_of, ended_batches, has_due_item
from workplace.jobs.recurring import next_daily
from workplace.wording import Sentence

log = logging.getLogger("medskap.jobs")

CONTEXTS_KEPT = 2
"""How many prepared batches a process remembers."""
POLL_SECONDS = 1.0
TROUBLE_SECONDS = 5.0
"""How long a worker waits when the database does not answer."""
TRANSIENT = (OperationalError, InterfaceError, ConnectionError, TimeoutError)
"""Errors that another try may mend; all others fail an item at once."""


def house_and_arguments(house: House, arguments: Mapping[str, Any]) -> tuple[House, Mapping[str, Any]]:
    """Prepare nothing: the context of a small job is the house and the batch's arguments."""
    return house, arguments


def nothing_to_store(session: Session, key: str, value: Any) -> Mapping[str, Any] | None:
    """Write nothing: the work has no effect in the database but its end."""
    return None


@dataclass(frozen=True)
class Handler:
    """What is done with the items of one kind.

    `prepare(house, arguments)` reads what all items share, once per batch and process. `work(context, key)`
    does the heavy part and holds no transaction. `store(session, key, value)` writes the effect; the item's
    end is written in the same transaction, which is rolled back when somebody else took the item over. What
    `store` returns is kept as the item's result. `complete(session, batch)` is done once, in the
    transaction that ends the batch. `lease` must be longer than one `work` takes, at most `LONGEST_LEASE`.
    """

    work: Callable[[Any, str], Any]
    store: Callable[[Session, str, Any], Mapping[str, Any] | None] = nothing_to_store
    prepare: Callable[[House, Mapping[str, Any]], Any] = house_and_arguments
    complete: Callable[[Session, Batch], None] | None = None
    lease: dt.timedelta = LEASE


@dataclass(frozen=True)
class Pass:
    """Something a worker looks after between items, at most every `seconds`; it claims what it does by
    itself.

    Given the house and whether it may go on; returns whether it did anything.
    """

    name: str
    seconds: float
    run: Callable[[House, Callable[[], bool]], bool]


@dataclass(frozen=True)
class Daily:
    """Work that comes back every day when clocks in Stockholm show `at`; its one item is named by the date."""

    kind: str
    title: Sentence
    at: dt.time


def daily_pass(dailies: Sequence[Daily], *, seconds: float = 60.0) -> Pass:
    """Return the pass that keeps the next of each daily work ordered.

    A day on which no worker ran is made up for once, by the one that was ordered last.
    """

    def order_next(house: House, _may_go_on: Callable[[], bool]) -> bool:
        now = house.clock.now()
        for daily in dailies:
            due = next_daily(now, daily.at)
            day = local_date(due).isoformat()
            batch_id = f"{daily.kind}.{day}"
            with house.database.reading() as session:
                is_ordered = batch_of(session, batch_id) is not None
            if not is_ordered:
                with house.database.writing() as session:
                    actions.order(
                        session,
                        kind=daily.kind,
                        keys=[day],
                        title=daily.title,
                        now=now,
                        not_before=due,
                        batch_id=batch_id,
                    )
        return False

    return Pass("daily", seconds, order_next)


class Worker:
    """One worker of one process."""

    def __init__(
        self,
        house: House,
        handlers: Mapping[str, Handler],
        name: str,
        *,
        passes: Sequence[Pass] = (),
        batch_id: str | None = None,
    ) -> None:
        """`batch_id` narrows the worker to one batch, as for a command that waits for its own."""
        self._house, self._handlers, self._name, self._batch_id = house, handlers, name, batch_id
        self._contexts: OrderedDict[str, Any] = OrderedDict()
        self._passes = dict.fromkeys(passes, 0.0)
        self._stop = Event()

    def stop(self) -> None:
        """End after the item in hand."""
        self._stop.set()

    def run_until_idle(self) -> int:
        """Do everything that is due and return how many items were tried. Errors of the database are raised."""
        tried = 0
        while not self._stop.is_set():
            did_pass = self._run_passes(now=True)
            count = self._run_items()
            tried += count
            if not count and not did_pass:
                break
        return tried

    def run_forever(self, stop: Event | None = None) -> None:
        """Work until told to stop; a database that is away for a while is waited for."""
        if stop is not None:
            self._stop = stop
        while not self._stop.is_set():
            try:
                did_pass, did_item = self._run_passes(), self._run_one()
            except TRANSIENT as trouble:
                log.warning("worker %s waits: %s", self._name, type(trouble).__name__)
                self._stop.wait(TROUBLE_SECONDS)
                continue
            if not did_pass and not did_item:
                self._stop.wait(POLL_SECONDS)

    def _run_items(self) -> int:
        count = 0
        while not self._stop.is_set() and self._run_one():
            count += 1
        return count

    def _run_one(self) -> bool:
        """Try one item; without any, close the batches that fell between. Returns whether there was an item."""
        now = self._house.clock.now()
        kinds = list(self._handlers)
        with self._house.database.reading() as session:
            is_due = has_due_item(session, now, kinds, batch_id=self._batch_id)
            ended = [] if is_due else ended_batches(session, kinds)
        for batch_id in ended:
            self._complete(batch_id)
        if not is_due:
            return False
        claim = self._claim(now)
        if claim is None:
            return False
        self._do(claim)
        self._complete(claim.batch_id)
        return True

    def _claim(self, now: dt.datetime) -> Claim | None:
        with self._house.database.writing() as session:
            claims = actions.claim(
                session,
                worker=self._name,
                now=now,
                kinds=list(self._handlers),
                batch_id=self._batch_id,
                leases={kind: handler.lease for kind, handler in self._handlers.items()},
            )
        return claims[0] if claims else None

    def _do(self, claim: Claim) -> None:
        handler = self._handlers[claim.kind]
        if claim.is_exhausted:
            self._fail(claim, WORKER_LOST_ERROR, WORKER_LOST, may_retry=False)
            return
        try:
            value = handler.work(self._context(claim, handler), claim.key)
            with self._house.database.writing() as session:
                result = handler.store(session, claim.key, value)
                actions.finish(session, claim, result, self._house.clock.now())
        except Fenced:
            log.info("%s %s was taken over", claim.kind, claim.key)
        except Refused as refused:
            self._fail(claim, refused.problems[0].code, refused.problems[0].sentence, may_retry=False)
        except Exception as error:  # an item's fault is told by its class and holds up no other item
            self._fail(claim, type(error).__name__, None, may_retry=isinstance(error, TRANSIENT))

    def _context(self, claim: Claim, handler: Handler) -> Any:
        if claim.batch_id not in self._contexts:
            self._contexts[claim.batch_id] = handler.prepare(self._house, claim.arguments)
            while len(self._contexts) > CONTEXTS_KEPT:
                self._contexts.popitem(last=False)
        self._contexts.move_to_end(claim.batch_id)
        return self._contexts[claim.batch_id]

    def _fail(self, claim: Claim, error: str, reason: Sentence | None, *, may_retry: bool) -> None:
        try:
            with self._house.database.writing() as session:
                has_ended = actions.fail(
                    session, claim, error=error, reason=reason, may_retry=may_retry, now=self._house.clock.now()
                )
        except Fenced:
            log.info("%s %s was taken over", claim.kind, claim.key)
            return
        log.warning("%s %s %s: %s", claim.kind, claim.key, "failed" if has_ended else "will be tried again", error)

    def _complete(self, batch_id: str) -> None:
        try:
            with self._house.database.writing() as session:
                is_completed = actions.complete(session, batch_id, self._house.clock.now())
                batch = batch_of(session, batch_id) if is_completed else None
                handler = self._handlers.get(batch.kind) if batch else None
                if batch is not None and handler is not None and handler.complete is not None:
                    handler.complete(session, batch)
        except TRANSIENT:
            raise
        except Exception as error:  # the batch stops with its error named, until somebody resumes it
            log.error("the end of batch %s failed: %s", batch_id, type(error).__name__)
            with self._house.database.writing() as session:
                actions.stop_with_error(session, batch_id, type(error).__name__)
            return
        if is_completed:
            self._contexts.pop(batch_id, None)

    def _run_passes(self, *, now: bool = False) -> bool:
        did_something = False
        for each, last in self._passes.items():
            moment = time.monotonic()
            if now or moment - last >= each.seconds:
                self._passes[each] = moment
                try:
                    did_something |= each.run(self._house, lambda: not self._stop.is_set())
                except TRANSIENT:
                    raise
                except Exception as error:  # one pass does not stop the worker
                    log.error("pass %s failed: %s", each.name, type(error).__name__)
        return did_something
