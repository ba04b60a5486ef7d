"""The worker's loop: heavy work outside, effect and end together, a bad item in nobody's way."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from tests.jobs.workers import KIND, NOTED, TITLE, effects, make_effect_table, note
from workplace.clock import FixedClock
from workplace.errors import refuse
from workplace.house import House
from workplace.jobs import actions, queries
from workplace.jobs.batch import WORKER_LOST, Batch, BatchState, Progress
from workplace.jobs.lease import LEASE
from workplace.jobs.worker import Daily, Handler, Pass, Worker, daily_pass


@pytest.fixture(autouse=True)
def effect_table(house: House) -> None:
    make_effect_table(house.database)


def order(house: House, *keys: str, **arguments: Any) -> str:
    with house.database.writing() as session:
        return actions.order(session, kind=KIND, keys=keys, title=TITLE, arguments=arguments, now=house.clock.now())


def seen(house: House, batch_id: str) -> Progress:
    with house.database.reading() as session:
        found = queries.progress(session, batch_id, house.clock.now())
    assert found is not None
    return found


def work(house: House, handler: Handler, **more: Any) -> int:
    return Worker(house, {KIND: handler}, "w", **more).run_until_idle()


def test_all_items_are_done_and_the_batch_is_closed(house: House) -> None:
    batch_id = order(house, "a", "b", "c")
    assert work(house, NOTED) == 3
    assert effects(house.database) == ["a", "b", "c"]
    assert seen(house, batch_id).has_ended


def test_what_a_batch_shares_is_prepared_once_in_a_process(house: House) -> None:
    prepared: list[Mapping[str, Any]] = []

    def prepare(_house: House, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        prepared.append(arguments)
        return arguments

    order(house, "a", "b", wave="v1")
    work(house, replace(NOTED, prepare=prepare))
    assert prepared == [{"wave": "v1"}]


def test_heavy_work_holds_no_lock(house: House) -> None:
    def writes_elsewhere(_context: Any, key: str) -> str:
        with house.database.writing() as session:
            note(session, "elsewhere", None)
        return key

    order(house, "a")
    work(house, replace(NOTED, work=writes_elsewhere))
    assert effects(house.database) == ["a", "elsewhere"]


def test_a_failing_item_is_named_and_stops_no_other(house: House) -> None:
    def fragile(_context: Any, key: str) -> str:
        if key == "b":
            raise ZeroDivisionError("Anna Andersson")
        return key

    batch_id = order(house, "a", "b", "c")
    work(house, replace(NOTED, work=fragile))
    progress = seen(house, batch_id)
    assert effects(house.database) == ["a", "c"]
    assert [(failure.key, failure.error) for failure in progress.failures] == [("b", "ZeroDivisionError")]
    assert progress.has_ended


def test_a_log_tells_kind_key_and_class_and_no_content(house: House, caplog: pytest.LogCaptureFixture) -> None:
    def tells(_context: Any, _key: str) -> str:
        raise ValueError("Anna Andersson är sjuk")

    order(house, "unit-7")
    with caplog.at_level(logging.DEBUG):
        work(house, replace(NOTED, work=tells))
    assert "noted unit-7 failed: ValueError" in caplog.text
    assert "Anna" not in caplog.text


def test_a_refusal_gives_its_own_sentence_as_the_reason(house: House) -> None:
    def refuses(_context: Any, _key: str) -> str:
        raise refuse("no_leader", "Enheten saknar chef.")

    batch_id = order(house, "a")
    work(house, replace(NOTED, work=refuses))
    assert seen(house, batch_id).failures[0].reason.id == "Enheten saknar chef."


def test_an_error_that_may_pass_is_tried_again(house: House) -> None:
    calls: list[str] = []

    def shaky(_context: Any, key: str) -> str:
        calls.append(key)
        if len(calls) == 1:
            raise OperationalError("select", {}, Exception("database is locked"))
        return key

    batch_id = order(house, "a", "b")
    work(house, replace(NOTED, work=shaky))
    assert calls == ["a", "b", "a"]
    assert (seen(house, batch_id).done, effects(house.database)) == (2, ["a", "b"])


def test_an_effect_whose_end_is_refused_is_rolled_back(house: House, clock: Any) -> None:
    def overtaken(_context: Any, key: str) -> str:
        with house.database.writing() as session:
            (heir,) = actions.claim(session, worker="heir", now=clock.now() + LEASE, kinds=[KIND])
            note(session, "by the heir", None)
            actions.finish(session, heir, None, clock.now())
        return key

    batch_id = order(house, "a")
    work(house, replace(NOTED, work=overtaken))
    assert effects(house.database) == ["by the heir"]
    assert (seen(house, batch_id).done, seen(house, batch_id).failed) == (1, 0)


def test_an_item_on_which_workers_died_is_failed_with_its_reason(house: House, clock: Any) -> None:
    batch_id = order(house, "deadly", "fine")
    for _death in range(3):
        with house.database.writing() as session:
            claims = actions.claim(session, worker="w", now=clock.now(), kinds=[KIND], limit=2)
            for claim in claims:
                if claim.key == "fine":
                    actions.give_back(session, claim)
        clock.moment += LEASE
    work(house, NOTED)
    assert effects(house.database) == ["fine"]
    assert seen(house, batch_id).failures[0].reason == WORKER_LOST


def test_the_last_step_of_a_batch_is_done_once(house: House) -> None:
    completed: list[str] = []

    def complete(session: Session, batch: Batch) -> None:
        completed.append(batch.id)
        note(session, "completed", None)

    batch_id = order(house, "a", "b")
    handler = replace(NOTED, complete=complete)
    work(house, handler)
    work(house, handler)
    assert completed == [batch_id]
    assert effects(house.database) == ["a", "b", "completed"]


def test_a_batch_whose_worker_died_before_the_last_step_is_completed_by_the_next(house: House) -> None:
    batch_id = order(house, "a")
    with house.database.writing() as session:
        (claim,) = actions.claim(session, worker="dies", now=house.clock.now(), kinds=[KIND])
        actions.finish(session, claim, None, house.clock.now())
    work(house, replace(NOTED, complete=lambda session, batch: note(session, "completed", None) and None))
    assert effects(house.database) == ["completed"]
    assert seen(house, batch_id).has_ended


def test_a_last_step_that_fails_stops_the_batch_until_it_is_resumed(house: House) -> None:
    def fails(_session: Session, _batch: Batch) -> None:
        raise LookupError

    batch_id = order(house, "a")
    work(house, replace(NOTED, complete=fails))
    stopped = seen(house, batch_id).batch
    assert (stopped.state, stopped.error) == (BatchState.STOPPED, "LookupError")
    with house.database.writing() as session:
        actions.resume(session, batch_id)
    work(house, NOTED)
    assert seen(house, batch_id).has_ended


def test_an_empty_batch_is_done_at_once(house: House) -> None:
    batch_id = order(house)
    work(house, NOTED)
    assert seen(house, batch_id).has_ended


def test_a_worker_told_to_stop_finishes_the_item_in_hand_and_takes_no_other(house: House) -> None:
    worker: Worker

    def stops(_context: Any, key: str) -> str:
        worker.stop()
        return key

    batch_id = order(house, "a", "b")
    worker = Worker(house, {KIND: replace(NOTED, work=stops)}, "w")
    worker.run_until_idle()
    progress = seen(house, batch_id)
    assert (effects(house.database), progress.waiting, progress.running) == (["a"], 1, 0)


def test_a_worker_of_one_batch_leaves_the_others(house: House) -> None:
    order(house, "other")
    own = order(house, "own")
    work(house, NOTED, batch_id=own)
    assert effects(house.database) == ["own"]


def test_a_worker_leaves_kinds_it_does_not_know(house: House) -> None:
    order(house, "a")
    assert Worker(house, {"another": NOTED}, "w").run_until_idle() == 0


def test_a_pass_that_raises_stops_no_work(house: House) -> None:
    def raises(_house: House, _may_go_on: Any) -> bool:
        raise ValueError

    order(house, "a")
    work(house, NOTED, passes=[Pass("mail", 1.0, raises)])
    assert effects(house.database) == ["a"]


def test_nightly_work_is_done_once_a_night(house: House, clock: FixedClock) -> None:
    worker = Worker(house, {KIND: NOTED}, "w", passes=[daily_pass([Daily(KIND, TITLE, dt.time(2))])])
    for hours in (0, 1, 16, 1, -1, 1, 24):
        clock.moment += dt.timedelta(hours=hours)
        worker.run_until_idle()
    assert effects(house.database) == ["2026-11-25", "2026-11-26"]


def test_a_night_without_workers_is_made_up_for(house: House, clock: FixedClock) -> None:
    worker = Worker(house, {KIND: NOTED}, "w", passes=[daily_pass([Daily(KIND, TITLE, dt.time(2))])])
    worker.run_until_idle()
    clock.moment += dt.timedelta(days=4)
    worker.run_until_idle()
    assert effects(house.database) == ["2026-11-25"]
