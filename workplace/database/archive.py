"""The format of a backup: a zip with one file of rows a table, and a manifest that says what must be in it.

The same for SQLite and PostgreSQL, so that one can be restored into the other. `tables/NAME.jsonl` holds one JSON array
a row, in the order of the columns of the manifest; what JSON has no word for is text: moments and dates in ISO 8601,
decimals in digits, bytes in base64, and a stored JSON document as the very text that was stored.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import types

FORMAT = 1
PRODUCT = "medskap"
MANIFEST = "manifest.json"
LARGEST_MANIFEST = 4 * 1024 * 1024


class Kind(StrEnum):
    """How the values of a column are written."""

    PLAIN = "plain"
    MOMENT = "moment"
    DATE = "date"
    DECIMAL = "decimal"
    BYTES = "bytes"
    JSON = "json"


_KINDS: tuple[tuple[type[types.TypeEngine[Any]], Kind], ...] = (
    (types.DateTime, Kind.MOMENT),
    (types.Date, Kind.DATE),
    (types._Binary, Kind.BYTES),
    (types.JSON, Kind.JSON),
    (types.Float, Kind.PLAIN),
    (types.Numeric, Kind.DECIMAL),
    (types.Boolean, Kind.PLAIN),
    (types.Integer, Kind.PLAIN),
    (types.String, Kind.PLAIN),
)


@dataclass(frozen=True)
class TableEntry:
    """What the manifest says of one table. `columns`: name and kind, in the order of each row."""

    name: str
    columns: tuple[tuple[str, Kind], ...]
    rows: int
    sha256: str

    @property
    def file(self) -> str:
        return f"tables/{self.name}.jsonl"


@dataclass(frozen=True)
class Manifest:
    """What the archive holds: the schema's revision, when it was made, and every table."""

    revision: str
    made_at: dt.datetime
    tables: tuple[TableEntry, ...]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)

    def text(self) -> str:
        """Return the manifest as it stands in the archive."""
        told = {"product": PRODUCT, "format": FORMAT, "revision": self.revision, "made_at": self.made_at.isoformat()}
        return json.dumps({**told, "tables": [asdict(table) for table in self.tables]}, ensure_ascii=False, indent=1)


def manifest_of(text: str) -> Manifest:
    """Read a manifest. Raises ValueError when it is none, or of another format."""
    try:
        told = json.loads(text)
        if (told["product"], told["format"]) != (PRODUCT, FORMAT):
            raise ValueError("another product or format")
        tables = tuple(
            TableEntry(
                name=str(table["name"]),
                columns=tuple((str(name), Kind(kind)) for name, kind in table["columns"]),
                rows=int(table["rows"]),
                sha256=str(table["sha256"]),
            )
            for table in told["tables"]
        )
        return Manifest(str(told["revision"]), dt.datetime.fromisoformat(told["made_at"]), tables)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("no manifest") from error


def kind_of(column_type: types.TypeEngine[Any]) -> Kind:
    """Return how a column is written. Raises TypeError for a type nobody has thought of yet."""
    for known, kind in _KINDS:
        if isinstance(column_type, known):
            return kind
    raise TypeError(f"a backup does not know how to write {column_type!r}")


def line_of(values: Sequence[Any], kinds: Sequence[Kind]) -> bytes:
    """Return a row as a line."""
    written = [_written(value, kind) for value, kind in zip(values, kinds, strict=True)]
    return json.dumps(written, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode() + b"\n"


def row_of(line: bytes, columns: Sequence[tuple[str, Kind]]) -> Mapping[str, Any]:
    """Return the values of a line by column. Raises ValueError when it does not fit."""
    values = json.loads(line)
    if not isinstance(values, list) or len(values) != len(columns):
        raise ValueError("another number of columns")
    return {name: _read(value, kind) for value, (name, kind) in zip(values, columns, strict=True)}


def _written(value: Any, kind: Kind) -> Any:
    if value is None:
        return None
    if kind in (Kind.MOMENT, Kind.DATE):
        return value.isoformat()
    if kind is Kind.DECIMAL:
        return format(value, "f")
    if kind is Kind.BYTES:
        return base64.b64encode(value).decode()
    return value


def _read(value: Any, kind: Kind) -> Any:
    if value is None or kind in (Kind.PLAIN, Kind.JSON):
        return value
    if kind is Kind.MOMENT:
        return dt.datetime.fromisoformat(value)
    if kind is Kind.DATE:
        return dt.date.fromisoformat(value)
    if kind is Kind.DECIMAL:
        return Decimal(value)
    return base64.b64decode(value, validate=True)
