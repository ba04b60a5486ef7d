"""Complete submissions of the nine questions through the real server, 16 at a time: none lost, none doubled.

Beside them, in the same run: one bare request with one insert and commit on the same database, by the same server.
"""

from __future__ import annotations

import http.client
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from bench.measuring import fresh_house, line
from bench.open_survey import OpenSurvey, open_survey
from bench.respondent import NotAnswered, Respondent, marked
from bench.serving import ServerProcess, starting_servers

AT_A_TIME = 16
WARMING = 100
REACH = 8


@dataclass
class Load:
    """What a load came to. `seconds`: of every piece of work, however it ended."""

    begun: float = 0.0
    ended: float = 0.0
    seconds: list[float] = field(default_factory=list)
    requests: int = 0
    errors: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def a_second(self) -> float:
        return len(self.seconds) / (self.ended - self.begun)


def run(submissions: int = 45_000) -> None:
    """Print how the submissions went, beside the floor."""
    keys = Path(tempfile.mkdtemp(prefix="medskap-bench-keys-"))
    try:
        with fresh_house() as house:
            survey = open_survey(house, submissions + WARMING, keys)
            assert len(survey.tokens) >= submissions + WARMING, len(survey.tokens)
            floor_cpu = _floor(survey, max(1_000, submissions // 10))
            _submissions(survey, submissions, floor_cpu)
    finally:
        shutil.rmtree(keys, ignore_errors=True)


def _floor(survey: OpenSurvey, count: int) -> float:
    """Print the floor and return its CPU seconds a request."""

    def insert(port: int, _number: int) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("POST", "/", b"text=en+rad", {"Content-Type": "application/x-www-form-urlencoded"})
        reply = connection.getresponse()
        reply.read()
        connection.close()
        if reply.status != 200:
            raise NotAnswered(reply.status)
        return 1

    with starting_servers(survey.house) as starter, starter.server(is_bare=True) as server:
        under_load(server, range(WARMING), insert)
        before = server.cpu_seconds()
        load = under_load(server, range(count), insert)
        cpu = (server.cpu_seconds() - before) / count
    line("floor: requests with one insert and commit, errors", f"{count}, {len(load.errors)}")
    line("floor: a second", f"{load.a_second:.0f}")
    line("floor: CPU ms a request", f"{cpu * 1000:.2f}")
    return cpu


def _submissions(survey: OpenSurvey, count: int, floor_cpu: float) -> None:
    def answer(port: int, number: int) -> int:
        one = Respondent(port, survey.tokens[number])
        one.answer(marked(number))
        return one.requests

    with starting_servers(survey.house) as starter, starter.server() as server:
        under_load(server, range(WARMING), answer)
        before = server.cpu_seconds()
        load = under_load(server, range(WARMING, WARMING + count), answer)
        cpu = (server.cpu_seconds() - before) / count
    closed, found = survey.close()
    sent = range(WARMING + count)
    line("submissions, errors", f"{count}, {len(load.errors)}", "no error")
    line("lost", str(sum(number not in found for number in sent)), "0")
    line("doubled", str(sum(times > 1 for times in found.values())), "0")
    line("the count at close adds up", "yes" if closed.adds_up and closed.boxes == len(sent) else "NO", "yes")
    p50, p95, p99 = (1000 * float(value) for value in np.percentile(load.seconds, (50, 95, 99)))
    line("journeys a second", f"{load.a_second:.0f}")
    line("journey, ms: p50 / p95 / p99", f"{p50:.0f} / {p95:.0f} / {p99:.0f}")
    line("requests a journey (open, send, receipt)", f"{load.requests / count:.2f}")
    line("server CPU ms a journey", f"{cpu * 1000:.2f}")
    line("server CPU, times the floor", f"{cpu / floor_cpu:.1f}", f"reach {REACH}")
    for error in sorted(set(load.errors)):
        line(f"  error: {error}", str(load.errors.count(error)))


def under_load(server: ServerProcess, numbers: range, work: Callable[[int, int], int]) -> Load:
    """Do `work(port, number)`, which returns how many requests it took, for every number, so many at a time."""
    load, left = Load(), iter(numbers)

    def next_number() -> int | None:
        with load.lock:
            return next(left, None)

    def go_on() -> None:
        for number in iter(next_number, None):
            error, requests, begun = "", 0, time.perf_counter()
            try:
                requests = work(server.port, number)
            except (OSError, http.client.HTTPException, NotAnswered) as failure:
                error = f"{type(failure).__name__} {failure}"
            seconds = time.perf_counter() - begun
            with load.lock:
                load.seconds.append(seconds)
                load.requests += requests
                load.errors += [error] if error else []

    threads = [threading.Thread(target=go_on) for _ in range(AT_A_TIME)]
    load.begun = time.perf_counter()
    _start_and_join(threads)
    load.ended = time.perf_counter()
    return load


def _start_and_join(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    run()
