"""An open wave whose keys lie where those of a real one do."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ballots.urns import OpenWave, open_wave, with_keys_outside
from workplace.clock import FixedClock
from workplace.config import Settings
from workplace.database import Database
from workplace.database.engine import sqlite_url
from workplace.house import House


@pytest.fixture
def opened(house: House, tmp_path: Path) -> Callable[..., OpenWave]:
    """Return a function that opens a wave for so many people."""

    def build(people: int = 60, **more: Any) -> OpenWave:
        return open_wave(with_keys_outside(house, tmp_path / "installation"), people, **more)

    return build


@pytest.fixture
def file_wave(sqlite_template: Path, clock: FixedClock, tmp_path: Path) -> Iterator[Callable[..., OpenWave]]:
    """Return a function that opens a wave in a database file, for attacks that read the disk."""
    made: list[Database] = []

    def build(people: int = 60, *, prepare: Callable[[Database], None] = lambda database: None) -> OpenWave:
        home = tmp_path / "installation" / "home"
        home.mkdir(parents=True)
        shutil.copyfile(sqlite_template, home / "medskap.db")
        url = sqlite_url(home / "medskap.db")
        database = Database(url)
        prepare(database)
        made.append(database)
        settings = Settings(home=home, database_url=url, keys=tmp_path / "keys", secret_key="only-for-tests-0123456789")
        house = House(settings=settings, database=database, clock=clock)
        return open_wave(with_keys_outside(house, tmp_path / "installation"), people)

    yield build
    for database in made:
        database.dispose()
