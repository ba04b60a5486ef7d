"""Items are handed out once, ended once, and never lost: the ledger by itself."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.jobs.workers import KIND, TITLE, effects, make_effect_table, note
from workplace.clock import FixedClock
from workplace.database import Database
from workplace.errors import Refused
from workplace.jobs import actions, queries
from workplace.jobs.actions import Fenced
from workplace.jobs.batch import MAXIMUM_TRIES, BatchState, Claim
from workplace.jobs.lease import LEASE
from workplace.wording import Sentence


def order(database: Database, now: dt.datetime, *keys: str, **more: Any) -> str:
    with database.writing() as session:
        return actions.order(session, kind=KIND, keys=keys, title=TITLE, now=now, **more)


def take(database: Database, now: dt.datetime, worker: str = "a", limit: int = 1) -> list[Claim]:
    with database.writing() as session:
        return actions.claim(session, worker=worker, now=now, kinds=[KIND], limit=limit)


def finish(database: Database, claim: Claim, now: dt.datetime) -> None:
    with database.writing() as session:
        note(session, claim.key, None)
        actions.finish(session, claim, {"pages": 2}, now)


def seen(database: Database, batch_id: str, now: dt.datetime) -> Any:
    with database.reading() as session:
        return queries.progress(session, batch_id, now)


def test_an_item_is_handed_to_one_worker_only(database: Database, clock: FixedClock) -> None:
    order(database, clock.now(), "one", "two")
    first, second, none = (take(database, clock.now(), worker) for worker in "abc")
    assert [claim.key for claim in (*first, *second, *none)] == ["one", "two"]


def test_an_order_is_rolled_back_with_its_cause(database: Database, clock: FixedClock) -> None:
    with pytest.raises(RuntimeError), database.writing() as session:  # noqa: PT012
        actions.order(session, kind=KIND, keys=["one"], title=TITLE, now=clock.now())
        raise RuntimeError
    assert take(database, clock.now()) == []


def test_the_same_order_twice_is_one_order(database: Database, clock: FixedClock) -> None:
    for _ in range(2):
        order(database, clock.now(), "one", batch_id="nightly.2026-11-24")
    assert seen(database, "nightly.2026-11-24", clock.now()).total == 1


def test_the_same_order_written_at_the_same_moment_is_one_order(database: Database, clock: FixedClock) -> None:
    def order_too(session: Session) -> None:
        actions.order(session, kind=KIND, keys=["one"], title=TITLE, now=clock.now(), batch_id="nightly")

    with ThreadPoolExecutor(2) as threads:
        together = Barrier(2)

        def race() -> None:
            together.wait(10)
            with database.writing() as session:
                order_too(session)

        for done in [threads.submit(race) for _ in range(2)]:
            done.result(30)
    assert seen(database, "nightly", clock.now()).total == 1


def test_what_is_ordered_for_later_waits_for_its_moment(database: Database, clock: FixedClock) -> None:
    later = clock.now() + dt.timedelta(hours=2)
    batch_id = order(database, clock.now(), "one", not_before=later)
    assert take(database, clock.now()) == []
    assert seen(database, batch_id, clock.now()).next_at == later
    assert [claim.key for claim in take(database, later)] == ["one"]


def test_a_worker_that_vanished_is_replaced_and_its_late_effect_is_refused(
    database: Database, clock: FixedClock
) -> None:
    make_effect_table(database)
    order(database, clock.now(), "one")
    (lost,) = take(database, clock.now(), "lost")
    assert take(database, clock.now() + LEASE / 2, "other") == []
    (heir,) = take(database, clock.now() + LEASE, "heir")
    finish(database, heir, clock.now() + LEASE)
    with pytest.raises(Fenced):
        finish(database, lost, clock.now() + LEASE)
    assert effects(database) == ["one"]


def test_control_without_the_fence_the_same_takeover_doubles_the_effect(database: Database, clock: FixedClock) -> None:
    make_effect_table(database)
    order(database, clock.now(), "one")
    (lost,) = take(database, clock.now(), "lost")
    (heir,) = take(database, clock.now() + LEASE, "heir")
    for claim in (heir, lost):
        with database.writing() as session:
            note(session, claim.key, None)
    assert effects(database) == ["one", "one"]


def test_a_late_effect_is_refused_also_while_the_heir_still_works(database: Database, clock: FixedClock) -> None:
    make_effect_table(database)
    order(database, clock.now(), "one")
    (lost,) = take(database, clock.now(), "lost")
    (heir,) = take(database, clock.now() + LEASE, "heir")
    with pytest.raises(Fenced):
        finish(database, lost, clock.now() + LEASE)
    finish(database, heir, clock.now() + LEASE)
    assert effects(database) == ["one"]


def test_a_clock_set_back_an_hour_stops_nothing_and_doubles_nothing(database: Database, clock: FixedClock) -> None:
    make_effect_table(database)
    batch_id = order(database, clock.now(), "one", "two")
    (held,) = take(database, clock.now(), "before")
    earlier = clock.now() - dt.timedelta(hours=1)
    taken = take(database, earlier, "after", limit=5)
    assert sorted(claim.key for claim in taken) == ["one", "two"]
    for claim in taken:
        finish(database, claim, earlier)
    with pytest.raises(Fenced):
        finish(database, held, earlier)
    assert effects(database) == ["one", "two"]
    progress = seen(database, batch_id, earlier)
    assert (progress.done, progress.waiting, progress.running) == (2, 0, 0)


def test_an_item_fails_after_its_tries_and_is_named_with_its_reason(database: Database, clock: FixedClock) -> None:
    batch_id = order(database, clock.now(), "bad", "good")
    reason = Sentence("Enheten %(unit)s saknar chef.", {"unit": "E7"})
    for attempt in range(MAXIMUM_TRIES):
        claims = {claim.key: claim for claim in take(database, clock.now(), limit=2)}
        with database.writing() as session:
            if "good" in claims:
                actions.finish(session, claims["good"], None, clock.now())
            has_ended = actions.fail(session, claims["bad"], error="LookupError", reason=reason, now=clock.now())
        assert has_ended == (attempt == MAXIMUM_TRIES - 1)
    progress = seen(database, batch_id, clock.now())
    assert (progress.done, progress.failed) == (1, 1)
    (failure,) = progress.failures
    assert (failure.key, failure.reason, failure.error) == ("bad", reason, "LookupError")


def test_an_item_on_which_workers_die_is_given_up(database: Database, clock: FixedClock) -> None:
    order(database, clock.now(), "deadly")
    for death in range(MAXIMUM_TRIES):
        (claim,) = take(database, clock.now() + death * LEASE)
        assert not claim.is_exhausted
    (claim,) = take(database, clock.now() + MAXIMUM_TRIES * LEASE)
    assert claim.is_exhausted


def test_a_retried_item_goes_last_and_has_all_its_tries_again(database: Database, clock: FixedClock) -> None:
    batch_id = order(database, clock.now(), "bad", "good")
    (bad,) = take(database, clock.now())
    with database.writing() as session:
        actions.fail(session, bad, error="ValueError", may_retry=False, now=clock.now())
    with database.writing() as session:
        assert actions.retry(session, batch_id, ["bad"]) == 1
    with pytest.raises(Refused), database.writing() as session:
        actions.retry(session, batch_id, ["good"])
    again = take(database, clock.now(), limit=2)
    assert {claim.key: claim.tries for claim in again} == {"bad": 1, "good": 1}
    assert next(claim for claim in again if claim.key == "bad").attempt > bad.attempt


def test_an_item_given_back_has_not_used_a_try(database: Database, clock: FixedClock) -> None:
    order(database, clock.now(), "one")
    (claim,) = take(database, clock.now())
    with database.writing() as session:
        actions.give_back(session, claim)
    (again,) = take(database, clock.now())
    assert (again.tries, again.attempt) == (1, 2)


def test_a_stopped_batch_hands_out_nothing_until_resumed(database: Database, clock: FixedClock) -> None:
    batch_id = order(database, clock.now(), "one", "two")
    (in_hand,) = take(database, clock.now())
    with database.writing() as session:
        actions.stop(session, batch_id)
    assert take(database, clock.now()) == []
    with database.writing() as session:
        actions.finish(session, in_hand, None, clock.now())
    assert seen(database, batch_id, clock.now()).done == 1
    with database.writing() as session:
        actions.resume(session, batch_id)
    assert [claim.key for claim in take(database, clock.now())] == ["two"]


def test_a_batch_cannot_be_steered_from_a_state_it_is_not_in(database: Database, clock: FixedClock) -> None:
    batch_id = order(database, clock.now(), "one")
    for step in (actions.resume, lambda session, name: actions.stop(session, name + "x")):
        with pytest.raises(Refused), database.writing() as session:
            step(session, batch_id)
    assert seen(database, batch_id, clock.now()).batch.state is BatchState.ORDERED


def test_a_batch_is_done_when_all_its_items_have_ended_and_not_before(database: Database, clock: FixedClock) -> None:
    batch_id = order(database, clock.now(), "one", "two")
    for expected in (False, True):
        (claim,) = take(database, clock.now())
        with database.writing() as session:
            actions.finish(session, claim, None, clock.now())
        with database.writing() as session:
            assert actions.complete(session, batch_id, clock.now()) is expected
    progress = seen(database, batch_id, clock.now())
    assert progress.has_ended
    assert progress.batch.finished_at == clock.now()


def test_progress_tells_rate_and_time_left(database: Database, clock: FixedClock) -> None:
    batch_id = order(database, clock.now(), *(f"k{number}" for number in range(10)))
    for claim in take(database, clock.now(), limit=4):
        clock.moment += dt.timedelta(seconds=10)
        with database.writing() as session:
            actions.finish(session, claim, None, clock.now())
    progress = seen(database, batch_id, clock.now())
    assert (progress.total, progress.done, progress.waiting) == (10, 4, 6)
    assert progress.rate_per_minute == pytest.approx(6)
    assert progress.seconds_left == pytest.approx(60)


def test_a_batch_refuses_the_same_key_twice(database: Database, clock: FixedClock) -> None:
    with pytest.raises(ValueError, match="distinct"):
        order(database, clock.now(), "one", "one")


def test_health_says_overdue_only_when_nobody_works(database: Database, clock: FixedClock) -> None:
    order(database, clock.now(), "one", "two")
    later = clock.now() + dt.timedelta(minutes=20)
    with database.reading() as session:
        assert queries.health(session, clock.now()) == "ok"
        assert queries.health(session, later) == "overdue"
    take(database, later)
    with database.reading() as session:
        assert queries.health(session, later) == "ok"
