"""Uploads and imports as values: which files for which parts, and the one id that stands for all their bytes."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from workplace.imports.table import GivenFile

PENDING_LIFETIME = dt.timedelta(days=1)
"""How long uploaded files wait for a yes."""


@dataclass(frozen=True)
class PendingUpload:
    """Files that wait, by the part they play ("units", "people", "mapping")."""

    id: str
    kind: str
    owner_id: str
    as_of: dt.date
    allows_large_change: bool
    files: Mapping[str, GivenFile]


@dataclass(frozen=True)
class ImportRun:
    """An import that was carried out. `files` holds part, name and sha256 of each."""

    id: int
    kind: str
    done_at: dt.datetime
    actor_id: str
    as_of: dt.date
    files: tuple[Mapping[str, str], ...]
    counts: Mapping[str, int]


def hash_of_file(given: GivenFile) -> str:
    """Return the SHA-256 of a file's bytes in hexadecimal."""
    return hashlib.sha256(given.content).hexdigest()


def upload_id(owner_id: str, as_of: dt.date, allows_large_change: bool, files: Mapping[str, GivenFile]) -> str:
    """Return the id of an upload: other bytes, another owner, date or permission give another id."""
    parts = [f"{part} {hash_of_file(files[part])}" for part in sorted(files)]
    text = "\n".join([owner_id, as_of.isoformat(), str(allows_large_change), *parts])
    return hashlib.sha256(text.encode()).hexdigest()
