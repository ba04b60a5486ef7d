"""The schema as numbered migrations: where a database stands, and how it moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from workplace.database.engine import Database

_MOVE_LOCK = 7_210_002
"""Key of the advisory lock that lets one process at a time move a PostgreSQL schema (SQLite has one writer anyway)."""


@dataclass(frozen=True)
class SchemaState:
    """`held`: the revision the database is at ("" when it is empty); `newest`: the one this code needs.

    `is_known`: this code knows the revision held; it does not when a newer one has been at work.
    """

    held: str
    newest: str
    has_tables: bool
    is_known: bool = True

    @property
    def is_current(self) -> bool:
        return self.held == self.newest

    @property
    def is_empty(self) -> bool:
        return not self.has_tables


def schema_state(database: Database) -> SchemaState:
    """Return where the database stands beside this code."""
    script = ScriptDirectory.from_config(_config())
    with database.engine.connect() as connection:
        held = MigrationContext.configure(connection).get_current_revision() or ""
        has_tables = bool(set(inspect(connection).get_table_names()) - {"alembic_version"})
    known = {revision.revision for revision in script.walk_revisions()}
    return SchemaState(held, script.get_current_head() or "", has_tables, not held or held in known)


def upgrade(database: Database, revision: str = "head") -> None:
    """Move the schema forward; all of it or, when something fails, none of it."""
    _move(database, lambda config: command.upgrade(config, revision))


def downgrade(database: Database, revision: str) -> None:
    """Move the schema back to a revision ("base" for an empty one)."""
    _move(database, lambda config: command.downgrade(config, revision))


def knows_revision(revision: str) -> bool:
    """Return whether this code has the migration of that number."""
    return revision in {known.revision for known in ScriptDirectory.from_config(_config()).walk_revisions()}


def fill(
    database: Database,
    revision: str,
    *,
    check: Callable[[Connection], None],
    load: Callable[[Connection], None],
    finish: Callable[[Connection], None],
) -> None:
    """Make the schema of a revision in an empty database, load rows into it, move it to the newest, and finish.

    All in one transaction. `check` raises when the database is not empty any more; what an empty one has of tables is
    then taken away.
    """

    def step(config: Config) -> None:
        connection = config.attributes["connection"]
        check(connection)
        command.downgrade(config, "base")
        command.upgrade(config, revision)
        load(connection)
        command.upgrade(config, "head")
        finish(connection)

    _move(database, step)


def _move(database: Database, step: Callable[[Config], None]) -> None:
    """Run migrations in one transaction.

    SQLite rebuilds a table by dropping it, which would delete the children of a parent: foreign keys are off while it
    moves (the pragma does nothing inside a transaction, so before BEGIN) and checked before the commit.
    """
    engine = database.engine.execution_options(medskap_begin="IMMEDIATE")
    with engine.connect() as connection:
        _set_foreign_keys(connection, on=False)
        try:
            with connection.begin():
                if connection.dialect.name == "postgresql":
                    connection.exec_driver_sql(f"select pg_advisory_xact_lock({_MOVE_LOCK})")
                config = _config()
                config.attributes["connection"] = connection
                step(config)
                _check_foreign_keys(connection)
        finally:
            _set_foreign_keys(connection, on=True)


def _set_foreign_keys(connection: Connection, *, on: bool) -> None:
    raw: Any = connection.connection.dbapi_connection
    if connection.dialect.name == "sqlite":
        raw.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")


def _check_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise RuntimeError(f"the migration would leave rows without their parent: {broken[:5]}")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config
