"""The order of versions: numbers as numbers, so that 2 comes before 10 and 2015 before 2016."""

from __future__ import annotations

import re
from collections.abc import Iterable


def version_order(version: str) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """Return a sorting key of a version; what looks alike as numbers (01, 1) is told apart by its text."""
    parts = tuple(
        (1, int(part), "") if part.isdigit() else (0, 0, part) for part in re.findall(r"[0-9]+|[^0-9]+", version)
    )
    return parts, version


def next_free(version: str, taken: Iterable[str]) -> str:
    """Return the first version from `version` on that is not taken: its last number counted up."""
    taken = set(taken)
    while version in taken:
        found = re.fullmatch(r"(.*?)([0-9]+)([^0-9]*)", version)
        version = f"{found[1]}{int(found[2]) + 1}{found[3]}" if found else f"{version}2"
    return version
