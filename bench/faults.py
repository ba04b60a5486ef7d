"""Faults under submissions, judged by a ledger: what was acknowledged counts exactly once, all else 0 or 1 times.

The client notes what it sends before it sends it and what was acknowledged after; the answers tell whose they are, so
that the ballots of the closed wave can be held against the ledger one by one.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import random
import shutil
import signal
import sqlite3
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import make_url, text
from sqlalchemy.exc import OperationalError

from bench.measuring import fresh_house, line
from bench.open_survey import WAVE, OpenSurvey, open_survey
from bench.respondent import PATIENCE, NotAnswered, Respondent, marked
from bench.serving import ServerProcess, starting_servers
from surveys.closing.actions import mix_wave
from workplace.database.engine import BUSY_MILLISECONDS

ROUNDS = 200
AT_A_TIME = 8
PEOPLE_A_ROUND = 120
LONGEST_RUN = 0.5
"""Seconds under load before a kill, at most."""
MIXED_EVERY = 5
"""In every so many rounds the urn is mixed while the server is killed."""


@dataclass
class Ledger:
    """What the client noted: every number before it was sent, and those the server said were in."""

    sent: set[int] = field(default_factory=set)
    acknowledged: set[int] = field(default_factory=set)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def note_sent(self, number: int) -> None:
        """Note a number before it is sent."""
        with self.changed:
            self.sent.add(number)

    def note_acknowledged(self, number: int) -> None:
        """Note a number after the server said that it is in."""
        with self.changed:
            self.acknowledged.add(number)
            self.changed.notify_all()

    def wait_for_more(self, than: int, seconds: float) -> bool:
        """Wait until more than so many are acknowledged; False where it took too long."""
        with self.changed:
            return self.changed.wait_for(lambda: len(self.acknowledged) > than, seconds)


@dataclass(frozen=True)
class Verdict:
    """A ledger held against what was counted. `lost`: acknowledged and not there; `strange`: there and never sent."""

    sent: int
    acknowledged: int
    unanswered_and_counted: int
    lost: tuple[int, ...]
    doubled: tuple[int, ...]
    strange: tuple[int, ...]

    @property
    def holds(self) -> bool:
        return not (self.lost or self.doubled or self.strange)


def verdict_of(ledger: Ledger, counted: Counter[int]) -> Verdict:
    """Hold what a ledger says against how often each number was counted."""
    unanswered = ledger.sent - ledger.acknowledged
    return Verdict(
        sent=len(ledger.sent),
        acknowledged=len(ledger.acknowledged),
        unanswered_and_counted=sum(counted[number] > 0 for number in unanswered),
        lost=tuple(sorted(number for number in ledger.acknowledged if not counted[number])),
        doubled=tuple(sorted(number for number, times in counted.items() if times > 1)),
        strange=tuple(sorted(number for number in counted if number not in ledger.sent)),
    )


class Crowd:
    """People who answer at the same time, until the server is gone; some try again with the same form, some give up."""

    def __init__(self, survey: OpenSurvey, chance: random.Random) -> None:
        self.ledger = Ledger()
        self._survey, self._chance = survey, chance
        self._fresh = iter(range(len(survey.tokens)))
        self._again: list[tuple[int, Respondent]] = []
        self._lock = threading.Lock()
        self._is_over = threading.Event()

    @contextlib.contextmanager
    def answering(self, port: int) -> Iterator[None]:
        """Let them answer at a port while the block lasts."""
        self._is_over.clear()
        threads = [threading.Thread(target=self._go_on, args=(port,)) for _ in range(AT_A_TIME)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._is_over.set()
            for thread in threads:
                thread.join()

    def _next(self) -> tuple[int, Respondent | None] | None:
        with self._lock:
            if self._again:
                return self._again.pop()
            number = next(self._fresh, None)
        return None if number is None else (number, None)

    def _go_on(self, port: int) -> None:
        while not self._is_over.is_set() and (found := self._next()) is not None:
            number, one = found
            is_new = one is None
            one = one or Respondent(port, self._survey.tokens[number])
            try:
                if is_new:
                    one.open()
                    self.ledger.note_sent(number)
                else:
                    one.turn_to(port)
                one.send(marked(number))
                self.ledger.note_acknowledged(number)
            except (OSError, http.client.HTTPException, NotAnswered):
                if number in self.ledger.sent and self._chance.random() < 0.5:
                    with self._lock:
                        self._again.append((number, one))
                self._pause()
            finally:
                one.leave()

    def _pause(self) -> None:
        """A server that is away is asked again in a moment, not at once."""
        self._is_over.wait(0.02)


def kill_rounds(
    survey: OpenSurvey,
    rounds: int,
    *,
    seed: int = 1,
    at_least: int = 1,
    module: str = "bench.serving",
    mixes: bool = True,
) -> Verdict:
    """Kill a server under submissions so many times, close the wave, and judge.

    `at_least`: how many answers each server acknowledges before it is killed. `module`: what serves.
    """
    chance = random.Random(seed)
    crowd = Crowd(survey, chance)
    with starting_servers(survey.house, module=module) as starter:
        for number in range(rounds):
            before = len(crowd.ledger.acknowledged)
            is_mixed = mixes and number % MIXED_EVERY == 1
            with starter.server() as server, crowd.answering(server.port), _mixing(survey, is_mixed):
                if not crowd.ledger.wait_for_more(before + at_least - 1, PATIENCE):
                    raise RuntimeError("nobody could answer")
                time.sleep(chance.uniform(0, LONGEST_RUN))  # the moment of the kill is the fault that is tried
                server.kill()
    _count, counted = survey.close()
    return verdict_of(crowd.ledger, counted)


@contextlib.contextmanager
def _mixing(survey: OpenSurvey, is_wanted: bool) -> Iterator[None]:
    """Mix the urn in the block, where it is wanted, and wait for the end of it."""
    errors: list[Exception] = []

    def mix() -> None:
        try:
            mix_wave(survey.house, WAVE)
        except Exception as error:  # raised below, in the thread that waits
            errors.append(error)

    mixer = threading.Thread(target=mix)
    if is_wanted:
        mixer.start()
    yield
    if is_wanted:
        mixer.join()
    if errors:
        raise errors[0]


@dataclass(frozen=True)
class FullDisk:
    """What happened on a full disk: the status of a sent answer and of the same one when there was room again."""

    refused_with: int
    kept_draft: bool
    healed: bool


def full_disk(survey: OpenSurvey, server: ServerProcess, number: int) -> FullDisk:
    """Send an answer while no file of the server can grow, then once more in the same way when they can."""
    one = Respondent(server.port, survey.tokens[number])
    one.open()
    one.save({"hme1": "2"})
    _drafts_are_on_disk(survey)
    server.set_longest_file(0)
    try:
        status = _status_of(lambda: one.send(marked(number)))
        # Reading needs no room: the page is there, with what was saved before.
        one.leave()
        page = one.look()
    finally:
        server.set_longest_file(None)
    healed = _status_of(lambda: one.read_receipt(one.send(marked(number)))) == 200
    one.leave()
    return FullDisk(status, 'id="f-hme1-2" name="hme1" value="2" checked' in page, healed)


def _drafts_are_on_disk(survey: OpenSurvey) -> None:
    with survey.house.database.reading() as session:
        if not session.scalar(text("select count(*) from draft")):
            raise RuntimeError("the draft was not kept")


@dataclass(frozen=True)
class Locked:
    """What happened while the database was held by somebody else for some seconds."""

    held_seconds: float
    waited_seconds: float
    status: int


def locked_database(survey: OpenSurvey, server: ServerProcess, number: int, seconds: float) -> Locked:
    """Send an answer while another process holds the write lock of a file database for so long."""
    one = Respondent(server.port, survey.tokens[number])
    one.open()
    path = make_url(survey.house.settings.database_url).database
    assert path is not None
    holding = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    holding.execute("BEGIN IMMEDIATE")
    letting_go = threading.Timer(seconds, holding.execute, ("ROLLBACK",))
    letting_go.start()
    begun = time.perf_counter()
    status = _status_of(lambda: one.send(marked(number)))
    waited = time.perf_counter() - begun
    letting_go.join()
    holding.close()
    if status != 200:
        one.read_receipt(one.send(marked(number)))
    one.leave()
    return Locked(seconds, waited, status)


def _status_of(ask: Callable[[], object]) -> int:
    """Return 200 where the answer was taken, else the status of the refusal."""
    try:
        ask()
    except NotAnswered as refused:
        return int(refused.args[0])
    return 200


def postgres_rounds(survey: OpenSurvey, rounds: int, *, seed: int = 2) -> Verdict:
    """Kill a process of PostgreSQL under submissions, which restarts all of it, so many times; close and judge.

    The server of the pages is the same all along.
    """
    chance = random.Random(seed)
    crowd = Crowd(survey, chance)
    with starting_servers(survey.house) as starter, starter.server() as server, crowd.answering(server.port):
        for _ in range(rounds):
            if not crowd.ledger.wait_for_more(len(crowd.ledger.acknowledged), PATIENCE):
                raise RuntimeError("nobody could answer any more")
            time.sleep(chance.uniform(0, LONGEST_RUN))
            _kill_a_backend(survey, chance)
        crowd.ledger.wait_for_more(len(crowd.ledger.acknowledged), PATIENCE)
    survey.house.database.dispose()
    _count, counted = survey.close()
    return verdict_of(crowd.ledger, counted)


def _kill_a_backend(survey: OpenSurvey, chance: random.Random) -> None:
    query = "select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()"
    latest = time.monotonic() + PATIENCE
    while True:
        try:
            with survey.house.database.reading() as session:
                found = [int(pid) for pid in session.scalars(text(query))]
            break
        except OperationalError:  # still coming back from the kill before
            if time.monotonic() > latest:
                raise
            time.sleep(0.05)
    if found:
        os.kill(chance.choice(found), signal.SIGKILL)


def run(rounds: int = ROUNDS) -> None:
    """Print what the faults came to."""
    with _folder() as keys, fresh_house() as house:
        survey = open_survey(house, rounds * PEOPLE_A_ROUND, keys)
        _print(f"kill -9 of the server, {rounds} rounds", kill_rounds(survey, rounds))
    with _folder() as keys, fresh_house() as house:
        survey = open_survey(house, 60, keys)
        with starting_servers(survey.house) as starter, starter.server() as server:
            full = full_disk(survey, server, 1)
            line("full disk: status, draft kept, healed without a restart", _words(vars(full).values()), "503 yes yes")
            for seconds in (2.0, BUSY_MILLISECONDS / 1000 + 5):
                found = locked_database(survey, server, len(survey.tokens) - int(seconds), seconds)
                line(f"database locked for {seconds:.0f} s: status", str(found.status), "200, then 503")
                line("  waited, seconds", f"{found.waited_seconds:.1f}")
    _run_postgres(max(3, rounds // 20))


def _run_postgres(rounds: int) -> None:
    from tests.postgres import postgres_server

    with _folder() as keys, postgres_server() as postgres:
        url = postgres.url(postgres.new_database())
        with fresh_house(database_url=url) as house:
            survey = open_survey(house, rounds * 4 * PEOPLE_A_ROUND, keys)
            _print(f"PostgreSQL restarted under load, {rounds} rounds", postgres_rounds(survey, rounds))


def _print(what: str, verdict: Verdict) -> None:
    line(f"{what}: sent, acknowledged", f"{verdict.sent}, {verdict.acknowledged}")
    line("  never acknowledged and counted", str(verdict.unanswered_and_counted), "any")
    line("  lost, doubled, never sent", _words(map(len, (verdict.lost, verdict.doubled, verdict.strange))), "0 0 0")


def _words(values: Iterable[object]) -> str:
    return " ".join({True: "yes", False: "NO"}[value] if isinstance(value, bool) else str(value) for value in values)


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="medskap-bench-keys-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    run()
