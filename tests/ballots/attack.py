"""What an attacker can do with everything that is stored: put in order, join, and open with every key there is."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from pathlib import Path

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox
from scipy.stats import kendalltau
from sqlalchemy import inspect, text
from sqlalchemy.types import Date, DateTime, Time

from workplace.database import Database

NO_ORDER = 0.5
"""Of sixty in random order Kendall's tau is beyond this once in fifty million times."""


def tau(answered: Sequence[int], seen: Sequence[int]) -> float:
    """Return how well the order in which things lie tells the order in which people answered: 0 not at all, 1 fully."""
    moment = {number: place for place, number in enumerate(answered)}
    return float(kendalltau([moment[number] for number in seen], range(len(seen))).statistic)


def orders(database: Database, table: str) -> dict[str, list[str]]:
    """Return the ids of a table in every order its database can be asked for."""
    asked = {"id": "id"}
    if database.is_sqlite:
        with database.engine.connect() as connection:
            made = connection.execute(text("select sql from sqlite_master where name = :name"), {"name": table})
            if "WITHOUT ROWID" not in str(made.scalar()):
                asked["rowid"] = "rowid"
    else:
        asked |= {
            "ctid": "ctid",
            "xmin": "xmin::text::bigint, ctid",
            "cmin": "xmin::text::bigint, cmin::text::bigint, ctid",
            "age": "age(xmin) desc, ctid",
        }
    with database.engine.connect() as connection:
        return {
            name: [str(row[0]) for row in connection.execute(text(f"select id from {table} order by {order}"))]
            for name, order in asked.items()
        }


def joined_by_transaction(database: Database, table: str) -> set[tuple[str, str]]:
    """Return (invitation, row) pairs written by the same PostgreSQL transaction, where a pair stands alone."""
    query = (
        f"select i.id, b.id, count(*) over (partition by i.xmin::text) from invitation i "
        f"join {table} b on b.xmin::text = i.xmin::text where i.answered"
    )
    with database.engine.connect() as connection:
        return {(row[0], str(row[1])) for row in connection.execute(text(query)) if row[2] == 1}


def time_columns(database: Database, tables: Iterable[str]) -> set[str]:
    """Return the columns that hold a time, by type or by name."""
    found = set()
    for table in tables:
        for column in inspect(database.engine).get_columns(table):
            is_time = isinstance(column["type"], Date | DateTime | Time)
            if is_time or str(column["name"]).endswith(("_at", "_on", "time")):
                found.add(f"{table}.{column['name']}")
    return found


def linked_by_size(sizes: Mapping[Hashable, int], boxes: Mapping[str, int]) -> int:
    """Return how many people can be told by the size of their answer: one person and one box of that size."""
    people, seen = list(sizes.values()), list(boxes.values())
    return sum(people.count(size) == 1 and seen.count(size) == 1 for size in people)


def opened_with(boxes: Iterable[bytes], private_keys: Iterable[bytes]) -> int:
    """Return how many boxes any of the keys opens."""
    openers = [SealedBox(PrivateKey(key)) for key in private_keys]
    return sum(any(_opens(opener, box) for opener in openers) for box in boxes)


def keys_in(*folders: Path) -> set[bytes]:
    """Return every 32 bytes that stand anywhere in the folders and could be a key; for folders of small files."""
    found = set()
    for folder in folders:
        for path in folder.rglob("*"):
            content = path.read_bytes() if path.is_file() else b""
            found |= {content[start : start + 32] for start in range(max(0, len(content) - 31))}
    return found


def raw_files(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder: a database with its log, backups, whatever lies there."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _opens(opener: SealedBox, box: bytes) -> bool:
    try:
        opener.decrypt(box)
    except CryptoError:
        return False
    return True
