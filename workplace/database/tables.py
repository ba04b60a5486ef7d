"""Tables as they are in a database of any revision, to be read and filled without the records of this version."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Text, cast, func, inspect, null, select, text
from sqlalchemy import column as plain_column
from sqlalchemy import table as plain_table
from sqlalchemy.sql.expression import TableClause
from sqlalchemy.types import NullType

from workplace.database.archive import Kind, kind_of
from workplace.database.base import Base

VERSION_TABLE = "alembic_version"
AT_ONCE = 1000
"""Rows read and written at a time."""


@dataclass(frozen=True)
class StoredTable:
    """A table with its columns in order and their kinds."""

    name: str
    columns: tuple[tuple[str, Kind], ...]
    clause: TableClause
    key: tuple[str, ...]

    def rows(self, connection: Connection) -> Iterator[Sequence[Any]]:
        """Yield all rows in the order of the key, so that the order of writing is nowhere to be seen."""
        columns = [
            cast(self.clause.c[name], Text) if kind is Kind.JSON and _is_postgres(connection) else self.clause.c[name]
            for name, kind in self.columns
        ]
        query = select(*columns).order_by(*(self.clause.c[name] for name in self.key or self.clause.c.keys()))
        yield from connection.execution_options(stream_results=True, yield_per=AT_ONCE).execute(query)

    def count(self, connection: Connection) -> int:
        return connection.scalar(select(func.count()).select_from(self.clause)) or 0

    def is_empty(self, connection: Connection) -> bool:
        return connection.execute(select(null()).select_from(self.clause).limit(1)).first() is None

    def add(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write rows; does nothing with none."""
        if rows:
            connection.execute(self.clause.insert(), list(rows))


def stored_tables(connection: Connection, *, but: Collection[str] = ()) -> list[StoredTable]:
    """Return the tables there are, by name, without the schema's own and those named."""
    inspector = inspect(connection)
    return [
        _stored(inspector, name)
        for name in sorted(inspector.get_table_names())
        if name != VERSION_TABLE and name not in but
    ]


def left_out_names() -> frozenset[str]:
    """Return the tables whose rows no backup holds."""
    return frozenset(name for name, table in Base.metadata.tables.items() if table.info.get("is_left_out_of_backups"))


@contextmanager
def unbound(connection: Connection) -> Iterator[None]:
    """Let rows be written in any order: no foreign key on PostgreSQL until the end, where all are checked again.

    On SQLite the move of the schema has switched them off and checks them.
    """
    if not _is_postgres(connection):
        yield
        return
    quoted = connection.dialect.identifier_preparer.quote
    held = connection.execute(
        text(
            "select c.conname, t.relname, pg_get_constraintdef(c.oid) from pg_constraint c "
            "join pg_class t on t.oid = c.conrelid "
            "where c.contype = 'f' and c.connamespace = current_schema()::regnamespace order by t.relname, c.conname"
        )
    ).all()
    for name, table, _definition in held:
        connection.exec_driver_sql(f"alter table {quoted(table)} drop constraint {quoted(name)}")
    yield
    for name, table, definition in held:
        connection.exec_driver_sql(f"alter table {quoted(table)} add constraint {quoted(name)} {definition}")


def go_on_counting(connection: Connection, tables: Sequence[StoredTable]) -> None:
    """Let numbers given by PostgreSQL go on after the highest there is; SQLite does so by itself."""
    if not _is_postgres(connection):
        return
    for table in tables:
        for name in table.key:
            sequence = connection.scalar(
                text("select pg_get_serial_sequence(:table, :name)"), {"table": f'"{table.name}"', "name": name}
            )
            if sequence:
                highest = connection.scalar(select(func.max(table.clause.c[name]))) or 0
                connection.execute(
                    text("select setval(:sequence, :next, false)"), {"sequence": sequence, "next": highest + 1}
                )


def _stored(inspector: Any, name: str) -> StoredTable:
    kinds: list[tuple[str, Kind]] = []
    columns = []
    for found in inspector.get_columns(name):
        kind = kind_of(found["type"])
        kinds.append((found["name"], kind))
        columns.append(plain_column(found["name"], NullType() if kind is Kind.JSON else found["type"]))
    key = tuple(inspector.get_pk_constraint(name)["constrained_columns"])
    return StoredTable(name, tuple(kinds), plain_table(name, *columns), key)


def _is_postgres(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"
