"""Engines and transactions.

SQLite runs in WAL with synchronous=FULL: an acknowledged write is on disk. Actions begin IMMEDIATE, so two writers
wait for each other instead of failing at commit; reads are deferred and never wait.
PostgreSQL runs with synchronous_commit=on.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

BUSY_MILLISECONDS = 15_000
_TURN = "medskap_turn"


class Database:
    """One database with its two doors: `reading()` and `writing()`."""

    def __init__(self, url: str, *, pool_size: int = 8) -> None:
        self.url = url
        self.engine = _engine(url, pool_size)
        self._reading = sessionmaker(self.engine, expire_on_commit=False)
        self._writing = sessionmaker(self.engine.execution_options(medskap_begin="IMMEDIATE"), expire_on_commit=False)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    def read_session(self) -> Session:
        """Return a session for reading; the caller closes it."""
        return self._reading()

    def write_session(self) -> Session:
        """Return a session whose transaction takes the write lock at its first statement; the caller commits."""
        return self._writing()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that is rolled back at the end: nothing read here can write."""
        with self._reading() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that commits once at the end, or not at all when anything was raised."""
        with self._writing() as session:
            yield session
            commit(session)

    def clean_up(self, tables: Collection[str]) -> bool:
        """Let nothing that was deleted from the tables lie left in the files; False where somebody is reading them.

        A file database writes its log back and empties it (what was deleted is overwritten there, `secure_delete`); a
        server writes the tables anew.
        """
        if self.is_sqlite:
            connection = self.engine.raw_connection()
            try:
                cursor = connection.cursor()
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                row = cursor.fetchone()
                is_busy = row is None or bool(row[0])
                cursor.close()
                return not is_busy
            finally:
                connection.close()
        quoted = self.engine.dialect.identifier_preparer.quote
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as server:
            server.execute(text(f"set lock_timeout = {BUSY_MILLISECONDS}"))
            try:
                for table in tables:
                    server.execute(text(f"vacuum (full) {quoted(table)}"))
            except OperationalError:
                return False
            finally:
                server.execute(text("reset lock_timeout"))
        return True

    def is_answering(self) -> bool:
        """Return whether the database answers a plain question."""
        try:
            with self.engine.connect() as connection:
                connection.execute(text("select 1"))
        except Exception:  # any failure of the driver means the same here
            return False
        return True

    def dispose(self) -> None:
        """Close all connections, as before a fork or at the end of a test."""
        self.engine.dispose()


def commit(session: Session) -> None:
    """Commit, or give up the connection where that fails.

    The pool takes a transaction for ended whose commit failed, and would keep its lock for ever.
    """
    try:
        session.commit()
    except BaseException:
        session.invalidate()
        raise


def sqlite_url(path: Path) -> str:
    """Return the address of an embedded database file."""
    return f"sqlite:///{path}"


def _engine(url: str, pool_size: int) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(
            parsed, hide_parameters=True, connect_args={"timeout": BUSY_MILLISECONDS / 1000, "isolation_level": None}
        )
        event.listen(engine, "connect", _prepare_sqlite)
        _take_turns(engine)
        return engine
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    return create_engine(
        parsed,
        pool_size=pool_size,
        max_overflow=8,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"options": "-c timezone=UTC -c synchronous_commit=on"},
    )


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MILLISECONDS}",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _take_turns(engine: Engine) -> None:
    """Let the writers of this process wait for each other at a lock of their own, and only then for other processes.

    SQLite has no queue: whoever finds it busy sleeps longer and longer and may be passed by for seconds. A turn ends
    when the connection is given back, which is after the commit is on disk. Who gets no turn in time asks SQLite
    anyway, and is told what it says.
    """
    turn = threading.Lock()

    def begin(connection: Connection) -> None:
        mode = connection.get_execution_options().get("medskap_begin", "DEFERRED")
        if mode != "DEFERRED":
            connection.info[_TURN] = turn.acquire(timeout=BUSY_MILLISECONDS / 1000)
        connection.exec_driver_sql(f"BEGIN {mode}")

    def give_back(_connection: Any, record: Any) -> None:
        if record.info.pop(_TURN, False):
            turn.release()

    event.listen(engine, "begin", begin)
    event.listen(engine, "checkin", give_back)
