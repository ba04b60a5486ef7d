"""Migrations: the same schema as the records say, up and down with data in it, on both databases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from appraisal.registry import load_records
from workplace.database import Base, Database
from workplace.database.engine import sqlite_url
from workplace.database.schema import downgrade, schema_state, upgrade
from workplace.identity.records import RoleGrantRecord
from workplace.organisation.records import EmploymentRecord, PersonRecord, UnitRecord, UnitVersionRecord

LONG_AGO, FAR_OFF = dt.date(1, 1, 1), dt.date(9999, 12, 31)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database with nothing in it."""
    if request.param == "sqlite":
        made = Database(sqlite_url(tmp_path / "empty.db"))
        yield made
        made.dispose()
        return
    server: Any = request.getfixturevalue("postgres")
    name = server.new_database()
    made = Database(server.url(name))
    yield made
    made.dispose()
    server.drop_database(name)


def put_in_some_data(database: Database) -> None:
    with database.writing() as session:
        session.add_all([UnitRecord(id="A"), UnitRecord(id="B"), PersonRecord(id="p1", name="Anna")])
        session.flush()
        versions = [
            UnitVersionRecord(unit_id=unit, name=unit, parent_id=parent, valid_from=LONG_AGO, valid_to=FAR_OFF)
            for unit, parent in (("A", None), ("B", "A"))
        ]
        session.add_all(versions)
        session.add(
            EmploymentRecord(
                person_id="p1",
                unit_id="B",
                employed_from=LONG_AGO,
                employed_to=FAR_OFF,
                valid_from=LONG_AGO,
                valid_to=FAR_OFF,
            )
        )
        session.add(RoleGrantRecord(person_id="p1", role="hr", granted_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)))


def test_the_migrations_make_the_schema_of_the_records(empty: Database) -> None:
    load_records()
    upgrade(empty)

    with empty.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = [each for each in compare_metadata(context, Base.metadata) if "alembic_version" not in str(each)]

    assert not differences, "\n".join(map(str, differences))
    assert schema_state(empty).is_current


def test_a_newer_migration_that_is_undone_keeps_the_data_of_the_rooms_below(empty: Database) -> None:
    load_records()
    upgrade(empty)
    put_in_some_data(empty)

    downgrade(empty, "0001")
    upgrade(empty)

    with empty.reading() as session:
        assert session.scalar(text("select count(*) from employment")) == 1
        assert session.scalar(text("select count(*) from role_grant")) == 1
        assert session.scalar(text("select name from person")) == "Anna"
    assert schema_state(empty).is_current


def test_going_all_the_way_down_leaves_nothing(empty: Database) -> None:
    load_records()
    upgrade(empty)
    put_in_some_data(empty)

    downgrade(empty, "base")

    assert set(inspect(empty.engine).get_table_names()) <= {"alembic_version"}


def test_a_migration_that_fails_leaves_the_database_as_it_was(empty: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    from alembic import command

    real = command.upgrade

    def half_way(config: Any, revision: str) -> None:
        real(config, "0001")
        raise RuntimeError("the power went")

    monkeypatch.setattr(command, "upgrade", half_way)
    with pytest.raises(RuntimeError, match="power"):
        upgrade(empty)
    monkeypatch.undo()

    assert schema_state(empty).is_empty
    upgrade(empty)
    assert schema_state(empty).is_current


def test_foreign_keys_hold_again_after_a_migration(empty: Database) -> None:
    from sqlalchemy.exc import IntegrityError

    load_records()
    upgrade(empty)

    with pytest.raises(IntegrityError), empty.writing() as session:
        session.execute(
            text("insert into role_grant (person_id, role, granted_at) values ('nobody', 'hr', '2026-01-01')")
        )
