"""Whoever holds the database's own files finds nothing of what was erased.

The control leaves `secure_delete` off, in the test alone: then the same search finds the words.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import event

from appraisal.registry import erasure_sources
from surveys.ballots.actions import store_ballots
from tests.erasure.waves import MONTHS, WAVE, ballot_count, build_wave, decide, text_count
from workplace.clock import FixedClock
from workplace.config import Settings
from workplace.database import Database
from workplace.database.engine import sqlite_url
from workplace.erasure.jobs import run_retention
from workplace.erasure.rule import months_after
from workplace.house import House

CANARY = "kanariefågel-7f3a"
LONG = f"{CANARY} " * 900
"""Longer than a page of the file, so that it lies in pages of its own too."""
BALLOT_CANARY = "papegoja-91c2"


def house_in(folder: Path, template: Path, clock: FixedClock, *, is_secure: bool) -> House:
    folder.mkdir()
    path = folder / "medskap.db"
    shutil.copyfile(template, path)
    database = Database(sqlite_url(path))
    if not is_secure:
        event.listen(database.engine, "connect", lambda made, _record: made.execute("PRAGMA secure_delete=OFF"))
    settings = Settings(
        home=folder,
        database_url=sqlite_url(path),
        keys=folder / "keys",
        public_url="http://localhost",
        public_url_is_set=True,
        secret_key="only-for-tests-0123456789",
    )
    return House(settings=settings, database=database, clock=clock)


def erase_canaries(house: House, clock: FixedClock) -> list[str]:
    """Write words and answers, let them grow old, erase them; return the files in which they are found after that."""
    build_wave(house, texts=(CANARY, LONG, *(f"{CANARY} {number}" for number in range(40))))
    with house.database.writing() as session:
        store_ballots(session, WAVE, 1, [("team", {"q1": BALLOT_CANARY, "q2": number}) for number in range(40)])
    assert found_in(house), "the search finds what is there"
    clock.moment = months_after(clock.moment, MONTHS)
    decide(house, "ballot", "text_ballot")
    outcome = run_retention(house, erasure_sources())
    assert outcome.is_clean
    assert (ballot_count(house), text_count(house)) == (0, 0)
    return found_in(house)


def found_in(house: House) -> list[str]:
    words = [word.encode() for word in (CANARY, BALLOT_CANARY)]
    return [
        path.name
        for path in sorted(house.settings.home.rglob("*"))
        if path.is_file() and any(word in path.read_bytes() for word in words)
    ]


def test_erased_words_are_neither_in_the_file_nor_in_its_log(
    tmp_path: Path, sqlite_template: Path, clock: FixedClock
) -> None:
    house = house_in(tmp_path / "kept", sqlite_template, clock, is_secure=True)

    assert erase_canaries(house, clock) == []

    house.database.dispose()
    assert found_in(house) == []


def test_the_same_search_finds_them_where_nothing_is_written_over(
    tmp_path: Path, sqlite_template: Path, clock: FixedClock
) -> None:
    house = house_in(tmp_path / "broken", sqlite_template, clock, is_secure=False)

    assert erase_canaries(house, clock) == ["medskap.db"]

    house.database.dispose()


def test_the_log_alone_would_keep_them(
    tmp_path: Path, sqlite_template: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = house_in(tmp_path / "logged", sqlite_template, clock, is_secure=True)
    monkeypatch.setattr(Database, "clean_up", lambda _database, _tables: True)

    assert "medskap.db-wal" in erase_canaries(house, clock)

    house.database.dispose()


def test_a_reader_who_holds_on_is_told_of(tmp_path: Path, sqlite_template: Path, clock: FixedClock) -> None:
    house = house_in(tmp_path / "read", sqlite_template, clock, is_secure=True)
    build_wave(house)
    clock.moment = months_after(clock.moment, MONTHS)
    decide(house, "text_ballot")
    reader = Database(house.database.url)
    with reader.reading() as session:
        session.connection().exec_driver_sql("select count(*) from person").all()
        event.listen(house.database.engine, "checkout", lambda made, *_rest: made.execute("PRAGMA busy_timeout=50"))
        outcome = run_retention(house, erasure_sources())
    reader.dispose()

    assert not outcome.is_clean
    assert run_retention(house, erasure_sources()).is_clean
    house.database.dispose()
