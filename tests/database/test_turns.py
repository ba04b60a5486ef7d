"""Writers of one process stand in line for a file database, and a turn always ends."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from workplace.database import Database
from workplace.database.engine import sqlite_url

PATIENCE = 20.0


@pytest.fixture
def file_database(tmp_path: Path) -> Database:
    made = Database(sqlite_url(tmp_path / "turns.db"))
    with made.writing() as session:
        session.execute(text("create table note (word text)"))
    return made


def write(database: Database, word: str) -> None:
    with database.writing() as session:
        session.execute(text("insert into note values (:word)"), {"word": word})


def words(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(text("select word from note order by rowid")))


def test_a_second_writer_does_not_ask_the_file_before_the_first_is_on_disk(file_database: Database) -> None:
    begun: list[str] = []
    event.listen(file_database.engine, "before_cursor_execute", lambda _c, _k, said, *_rest: begun.append(said))
    second = threading.Thread(target=write, args=(file_database, "second"))
    with file_database.writing() as session:
        session.execute(text("insert into note values ('first')"))
        second.start()
        second.join(0.3)  # as long as it would take to ask in vain many times
        assert second.is_alive()
        assert begun.count("BEGIN IMMEDIATE") == 1
    second.join(PATIENCE)

    assert words(file_database) == ["first", "second"]


def raises(session: Session) -> None:
    session.execute(text("insert into note values ('never')"))
    raise ZeroDivisionError


def speaks_badly(session: Session) -> None:
    session.execute(text("insert into nothing values (1)"))


def gives_up_its_connection(session: Session) -> None:
    session.execute(text("insert into note values ('never')"))
    session.invalidate()


def is_closed_without_a_commit(session: Session) -> None:
    session.execute(text("insert into note values ('never')"))
    session.close()


@pytest.mark.parametrize("ending", [raises, speaks_badly, gives_up_its_connection, is_closed_without_a_commit])
def test_a_turn_ends_however_a_transaction_does(file_database: Database, ending: Callable[[Session], None]) -> None:
    with contextlib.suppress(ZeroDivisionError, OperationalError), file_database.writing() as session:
        ending(session)

    after = threading.Thread(target=write, args=(file_database, "after"))
    after.start()
    after.join(PATIENCE / 4)

    assert not after.is_alive(), "the turn was never given back"
    assert words(file_database) == ["after"]


def test_many_writers_are_all_served(file_database: Database) -> None:
    threads = [threading.Thread(target=write, args=(file_database, str(number))) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)

    assert sorted(words(file_database), key=int) == [str(number) for number in range(40)]
