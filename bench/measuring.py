"""What every bench measures with: CPU time, statements sent, memory at its peak."""

from __future__ import annotations

import resource
import secrets
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import event

from appraisal.cli import open_house
from appraisal.opening import require_schema
from workplace.house import House


@dataclass
class Spent:
    """What a piece of work took."""

    cpu_seconds: float = 0.0
    wall_seconds: float = 0.0


@contextmanager
def spent() -> Iterator[Spent]:
    """Measure CPU and wall time of this process in the block."""
    taken = Spent()
    cpu, wall = time.process_time(), time.perf_counter()
    yield taken
    taken.cpu_seconds, taken.wall_seconds = time.process_time() - cpu, time.perf_counter() - wall


def median_cpu_milliseconds(call: Callable[[], object], rounds: int = 20) -> float:
    """Return the median CPU time of a call in milliseconds, after two calls that warm up."""
    call(), call()
    times = []
    for _ in range(rounds):
        with spent() as taken:
            call()
        times.append(taken.cpu_seconds * 1000)
    return statistics.median(times)


@contextmanager
def statements(house: House) -> Iterator[list[str]]:
    """Collect the SQL statements sent in the block."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(house.database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(house.database.engine, "before_cursor_execute", note)


def peak_megabytes() -> float:
    """Return the highest resident memory of this process so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


@contextmanager
def fresh_house(*, database_url: str = "") -> Iterator[House]:
    """An empty installation in a folder of its own, gone afterwards; `database_url` "": its database lies there too."""
    folder = Path(tempfile.mkdtemp(prefix="medskap-bench-"))
    settings = {"MEDSKAP_HOME": str(folder), "MEDSKAP_PUBLIC_URL": "http://localhost"}
    if database_url:
        settings |= {"MEDSKAP_DATABASE_URL": database_url, "MEDSKAP_SECRET_KEY": secrets.token_hex(32)}
    try:
        house = open_house(settings)
        require_schema(house)
        yield house
        house.database.dispose()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def line(what: str, value: str, reach: str = "") -> None:
    """Print one figure and what it should reach."""
    print(f"{what:<62} {value:>16}   {reach}", flush=True)
