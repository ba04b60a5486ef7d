"""Real worker processes: killed at random, racing each other, told to stop, left by their parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.jobs.workers import KIND, SLOW, TITLE, build_slow_worker, effects, make_effect_table
from workplace.clock import FixedClock, SystemClock
from workplace.house import House
from workplace.jobs import actions, queries
from workplace.jobs.batch import Progress
from workplace.jobs.lease import LEASE
from workplace.jobs.processes import WorkerProcesses
from workplace.jobs.worker import Worker

PATIENCE = 60.0
LEAVES_CHILDREN = """
import sys, time
from tests.jobs.workers import build_slow_worker
from workplace.jobs.processes import WorkerProcesses
if __name__ == "__main__":
    workers = WorkerProcesses(build_slow_worker, (sys.argv[1], sys.argv[2]), 2)
    workers.start()
    print(*workers.process_ids(), flush=True)
    time.sleep(600)
"""


def order(house: House, count: int, begun: Path, seconds: float) -> str:
    make_effect_table(house.database)
    begun.touch()
    with house.database.writing() as session:
        return actions.order(
            session,
            kind=KIND,
            keys=[f"k{number:02}" for number in range(count)],
            title=TITLE,
            now=SystemClock().now(),
            arguments={"begun": str(begun), "seconds": seconds},
        )


def workers_for(house: House, count: int) -> WorkerProcesses:
    return WorkerProcesses(build_slow_worker, (house.settings.database_url, str(house.settings.home)), count)


def seen(house: House, batch_id: str) -> Progress:
    with house.database.reading() as session:
        found = queries.progress(session, batch_id, SystemClock().now())
    assert found is not None
    return found


def wait_until(is_so: Callable[[], bool]) -> None:
    latest = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < latest, "waited in vain"
        time.sleep(0.02)


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines()


def is_running(process_id: int) -> bool:
    try:
        state = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_killed_workers_lose_nothing_and_double_nothing(house: House, tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    batch_id = order(house, 40, begun, seconds=0.03)
    workers = workers_for(house, 2)
    workers.start()
    try:
        for kill in range(1, 4):
            wait_until(lambda kill=kill: len(lines(begun)) >= 8 * kill)  # type: ignore[misc]
            wait_until(lambda: bool(workers.process_ids()))
            os.kill(workers.process_ids()[0], signal.SIGKILL)
    finally:
        workers.stop()
    left = seen(house, batch_id)
    assert left.done < left.total
    after_the_leases = House(house.settings, house.database, FixedClock(SystemClock().now() + LEASE))
    Worker(after_the_leases, {KIND: SLOW}, "heir").run_until_idle()
    assert effects(house.database) == [f"k{number:02}" for number in range(40)]
    assert (seen(house, batch_id).done, seen(house, batch_id).failed) == (40, 0)


def test_two_processes_share_a_batch_and_do_each_item_once(house: House, tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    batch_id = order(house, 60, begun, seconds=0.02)
    with house.database.writing() as session:
        actions.pause(session, batch_id)
    workers = workers_for(house, 2)
    workers.start()
    try:
        time.sleep(2.5)  # until both have started and wait
        with house.database.writing() as session:
            actions.resume(session, batch_id)
        wait_until(lambda: seen(house, batch_id).has_ended)
    finally:
        workers.stop()
    assert effects(house.database) == [f"k{number:02}" for number in range(60)]
    assert len(lines(begun)) == 60
    assert len({line.split()[1] for line in lines(begun)}) == 2


def test_a_worker_told_to_stop_ends_after_the_item_in_hand(house: House, tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    batch_id = order(house, 20, begun, seconds=0.3)
    workers = workers_for(house, 1)
    workers.start()
    wait_until(lambda: len(lines(begun)) >= 2)
    workers.stop()
    progress = seen(house, batch_id)
    assert progress.running == 0
    assert 0 < progress.done == len(lines(begun)) < progress.total


def test_a_worker_that_died_is_replaced(house: House, tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    batch_id = order(house, 4, begun, seconds=0.01)
    workers = workers_for(house, 1)
    workers.start()
    try:
        (first,) = workers.process_ids()
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: seen(house, batch_id).done >= 3)
        assert workers.process_ids() != [first]
    finally:
        workers.stop()


def test_workers_end_with_the_parent_that_was_killed(house: House) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", LEAVES_CHILDREN, house.settings.database_url, str(house.settings.home)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert parent.stdout is not None
    children = [int(word) for word in parent.stdout.readline().split()]
    assert len(children) == 2
    time.sleep(1.0)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    wait_until(lambda: not any(is_running(child) for child in children))
