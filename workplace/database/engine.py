"""Engines and transactions.

SQLite runs in WAL with synchronous=FULL: an acknowledged write is on disk. Actions begin IMMEDIATE, so two writers
wait for each other instead of failing at commit; reads are deferred and never wait.
PostgreSQL runs with synchronous_commit=on.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.orm import Session, sessionmaker

BUSY_MILLISECONDS = 15_000


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
            session.commit()

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
        event.listen(engine, "begin", _begin_sqlite)
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


def _begin_sqlite(connection: Connection) -> None:
    mode = connection.get_execution_options().get("medskap_begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")
