"""The format of a backup: every value comes back as it was, and every kind of column is known."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.types import TypeDecorator

from appraisal.registry import load_records
from workplace.database import Base
from workplace.database.archive import Kind, Manifest, TableEntry, kind_of, line_of, manifest_of, row_of


@pytest.mark.parametrize(
    "kind, value",
    [
        (Kind.PLAIN, None),
        (Kind.PLAIN, ""),
        (Kind.PLAIN, "Åsa\n\u2028 ”Ö” \\ \t \U0001f600"),
        (Kind.PLAIN, -(2**31)),
        (Kind.PLAIN, False),
        (Kind.PLAIN, 0.1),
        (Kind.MOMENT, dt.datetime(2026, 10, 25, 2, 30, 0, 1, tzinfo=dt.UTC).replace(tzinfo=None)),
        (Kind.DATE, dt.date(1, 1, 1)),
        (Kind.DATE, dt.date(9999, 12, 31)),
        (Kind.DECIMAL, Decimal("43210.50")),
        (Kind.DECIMAL, Decimal("0.0000")),
        (Kind.BYTES, b""),
        (Kind.BYTES, bytes(range(256))),
        (Kind.JSON, "null"),
        (Kind.JSON, '{"b": 1,  "a": "å"}'),
    ],
)
def test_a_value_comes_back_as_it_was(kind: Kind, value: Any) -> None:
    line = line_of([value], [kind])

    back = row_of(line, (("x", kind),))["x"]

    assert line.count(b"\n") == 1
    assert (back, type(back)) == (value, type(value))


def test_every_column_of_the_house_can_be_written() -> None:
    load_records()

    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            kind_of(column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type)


def test_a_manifest_comes_back_as_it_was() -> None:
    table = TableEntry("person", (("id", Kind.PLAIN), ("born", Kind.DATE)), 3, "ab" * 32)
    manifest = Manifest("0005", dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC), (table,))

    assert manifest_of(manifest.text()) == manifest


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", '{"product": "medskap", "format": 2}', '{"product": "annat"}']
)
def test_what_is_no_manifest_is_told(text: str) -> None:
    with pytest.raises(ValueError):
        manifest_of(text)
