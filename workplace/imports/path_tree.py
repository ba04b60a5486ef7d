"""Units out of a column path: each distinct path is a unit, each shorter path the unit above it."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

LONGEST_ID = 50
"""Leaves room for ".PERSON_ID" in the id of a team."""
Path = tuple[str, ...]


def path_ids(paths: Iterable[Path]) -> dict[Path, str]:
    """Return an id for each path and each path above it.

    The id is a slug of the path itself, so it stays the same when rows come, go or change order; what is too long, or
    not alone with its slug, gets a piece of the path's hash.
    """
    every = {path[:depth] for path in paths for depth in range(1, len(path) + 1)}
    by_slug: dict[str, list[Path]] = defaultdict(list)
    for path in every:
        by_slug[".".join(_slug(name) for name in path)].append(path)
    ids = {}
    for slug, sharing in by_slug.items():
        for path in sharing:
            is_plain = len(sharing) == 1 and len(slug) <= LONGEST_ID and "" not in slug.split(".")
            ids[path] = slug if is_plain else _with_hash(slug, path)
    return ids


def path_of(cells: Iterable[str]) -> Path:
    """Return the path that a row's cells name, ending before the first empty cell."""
    path: list[str] = []
    for cell in cells:
        if not cell:
            break
        path.append(cell)
    return tuple(path)


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return re.sub("[^a-z0-9]+", "-", plain).strip("-")


def _with_hash(slug: str, path: Path) -> str:
    digest = hashlib.sha256("\x1f".join(path).encode()).hexdigest()[:8]
    return f"{slug[: LONGEST_ID - 9].strip('.-')}-{digest}".lstrip("-.")
