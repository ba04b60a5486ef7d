"""A definition as it was published."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Definition:
    """A published definition; `title` in Swedish, `published_by` empty when a command published it."""

    kind: str
    key: str
    version: str
    sha256: str
    title: str
    toml: str
    published_at: dt.datetime
    published_by: str = ""
