"""Disks that are full, databases that are locked, machines that stop: nothing is half done, and it heals by itself."""

from __future__ import annotations

import errno
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from surveys.answering.actions import Outcome
from tests.ballots.urns import SMALL_STEPS, WAVE, OpenWave, invitation_id
from workplace.database import Database
from workplace.house import House


def on_connections(house: House, *statements: str) -> None:
    """Let every connection from now on begin with these statements."""

    def prepare(connection: object, _record: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        for statement in statements:
            cursor.execute(statement)
        cursor.close()
        connection.commit()  # type: ignore[attr-defined]

    house.database.dispose()
    event.listen(house.database.engine, "connect", prepare)
    house.database.dispose()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_on_a_full_disk_nothing_is_half_done_and_it_heals(opened: Callable[..., OpenWave]) -> None:
    wave = opened(60)
    wave.answer_all(range(40))
    with wave.house.database.reading() as session:
        pages = session.scalar(text("pragma page_count"))
    limit = {"pages": pages}
    event.listen(
        wave.house.database.engine,
        "connect",
        lambda connection, _: connection.execute(f"pragma max_page_count={limit['pages']}"),
    )
    wave.house.database.dispose()

    for _ in range(2):
        with pytest.raises(DBAPIError, match="full"):
            wave.mix()
        assert wave.marks_in_urn() == Counter(range(40))
    refused = 0
    for number in range(40, 60):
        try:
            wave.answer(number)
        except DBAPIError:
            refused += 1
            assert not wave.invitations()[invitation_id(number)]
    assert refused
    for _ in range(2):
        with pytest.raises(DBAPIError, match="full"):
            wave.close()
        assert wave.marks_in_urn() == Counter(wave.answered)

    limit["pages"] = 1_000_000
    wave.house.database.dispose()
    assert wave.close().answered == len(wave.answered)
    assert wave.marks_in_ballots() == Counter(wave.answered)


@contextmanager
def full_disk_for_keys() -> Iterator[None]:
    real = os.fsync

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    os.fsync = full
    try:
        yield
    finally:
        os.fsync = real


def test_where_no_key_can_be_written_no_mix_begins(opened: Callable[..., OpenWave]) -> None:
    wave = opened(20)
    wave.answer_all(range(20))

    for _ in range(2):
        with full_disk_for_keys(), pytest.raises(OSError, match="No space"):
            wave.mix()
        assert wave.marks_in_urn() == Counter(range(20))
        assert wave.urn.epoch == 1

    assert wave.mix().boxes == 20
    assert wave.keys.epochs(WAVE) == [wave.urn.epoch]


def test_a_database_that_somebody_else_holds_is_left_as_it_was(opened: Callable[..., OpenWave]) -> None:
    wave = opened(20)
    wave.answer_all(range(15))
    impatient = "pragma busy_timeout=50" if wave.house.database.is_sqlite else "set lock_timeout = 50"
    on_connections(wave.house, impatient)
    holder = Database(wave.house.settings.database_url)
    with holder.writing() as held:
        held.execute(text("update urn set epoch = epoch"))

        for _ in range(2):
            with pytest.raises(DBAPIError):
                wave.mix()
            with pytest.raises(DBAPIError):
                wave.close()
            with pytest.raises(DBAPIError):
                wave.answer(16)

    holder.dispose()
    assert wave.marks_in_urn() == Counter(range(15))
    assert wave.answer(16) is Outcome.STORED
    assert wave.mix().boxes == 16
    assert wave.close().adds_up


def test_what_is_acknowledged_is_on_disk(database: Database) -> None:
    with database.writing() as session:
        if database.is_sqlite:
            assert session.scalar(text("pragma journal_mode")) == "wal"
            assert session.scalar(text("pragma synchronous")) == 2, "FULL: the log is flushed at every commit"
            assert session.scalar(text("pragma secure_delete")) == 1
        else:
            assert session.scalar(text("show synchronous_commit")) == "on"


TRACED = """
import os, sys
from pathlib import Path
from appraisal.registry import load_records
from surveys.ballots.keys import KeyFolder
from workplace.database import Database
from sqlalchemy import text
load_records()
folder = Path(sys.argv[1])
database = Database(f"sqlite:///{folder / 'traced.db'}")
with database.writing() as session:
    session.execute(text("create table box (content blob)"))
os.write(1, b"BEGUN\\n")
with database.writing() as session:
    session.execute(text("insert into box values (randomblob(500))"))
os.write(1, b"ANSWERED\\n")
KeyFolder(folder / "keys", folder / "mirror").make("hosten", 1)
os.write(1, b"MADE\\n")
"""

if shutil.which("strace"):

    def test_the_system_is_asked_to_flush_before_anything_is_acknowledged(tmp_path: Path) -> None:
        trace = tmp_path / "trace"
        subprocess.run(
            [
                *("strace", "-f", "-y", "-e", "trace=write,fsync,fdatasync", "-o", str(trace)),
                *(sys.executable, "-c", TRACED, str(tmp_path)),
            ],
            check=True,
            capture_output=True,
            cwd=Path(__file__).resolve().parents[2],
        )

        said = trace.read_text(errors="replace")
        answering = said[said.index('"BEGUN') : said.index('"ANSWERED')]
        making = said[said.index('"ANSWERED') : said.index('"MADE')]
        assert re.search(r"f(data)?sync\(\d+<[^>]*traced\.db-wal>", answering)
        for place in ("keys", "mirror"):
            written = re.search(rf"fsync\(\d+<[^>]*{place}/hosten\.1\.key>", making)
            assert written, place
            assert re.search(rf"fsync\(\d+<[^>]*{place}>", making[written.end() :]), place


def test_small_steps_are_small(opened: Callable[..., OpenWave]) -> None:
    """So that the tests above do break off between chunks."""
    wave = opened(20)
    wave.answer_all(range(20))

    assert SMALL_STEPS.chunk < 20 > SMALL_STEPS.most_late
    assert wave.mix().late == 0
