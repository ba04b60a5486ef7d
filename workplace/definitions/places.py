"""Where a field of a definition stands in its TOML text, so that a problem can name the row."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from workplace.errors import Problem

_HEADER = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_.\"' -]+?)\s*\]\]?\s*(#.*)?$")
_FIELD = re.compile(r"^\s*([A-Za-z0-9_.\"'-]+(?:\s*\.\s*[A-Za-z0-9_\"'-]+)*)\s*=")


def rows_of(text: str) -> dict[str, int]:
    """Return the row, counted from 1, of every table and field, by path: `item[2]`, `item[2].from`."""
    rows: dict[str, int] = {}
    counts: dict[str, int] = {}
    prefix, quote = "", ""
    for row, line in enumerate(text.split("\n"), start=1):
        if not quote:
            if header := _HEADER.match(line):
                prefix = _opened(header[2], header[1] == "[[", counts)
                rows.setdefault(prefix, row)
            elif field := _FIELD.match(line):
                path = re.sub(r"[\s\"']", "", field[1])
                rows.setdefault(f"{prefix}.{path}" if prefix else path, row)
        quote = _still_open(line, quote)
    return rows


def lines_with_headers(text: str) -> list[tuple[str, str | None]]:
    """Return each line with the name of the table it opens, None where it opens none."""
    lines: list[tuple[str, str | None]] = []
    quote = ""
    for line in text.rstrip("\n").split("\n"):
        header = None if quote else _HEADER.match(line)
        lines.append((line, ".".join(part.strip(" \"'") for part in header[2].split(".")) if header else None))
        quote = _still_open(line, quote)
    return lines


def row_of(rows: dict[str, int], path: str) -> int | None:
    """Return the row of a path, else of the nearest table around it, or None where there is no such place."""
    while path:
        if path in rows:
            return rows[path]
        path = re.sub(r"(\[\d+\]|\.?[^.\[\]]+)$", "", path)
    return None


def with_rows(problems: Iterable[Problem], text: str) -> tuple[Problem, ...]:
    """Return the problems with the rows of their paths filled in, in the order of the rows."""
    rows = rows_of(text)
    placed = [
        replace(problem, row=row_of(rows, problem.column)) if problem.row is None else problem for problem in problems
    ]
    return tuple(sorted(placed, key=lambda problem: problem.row or 0))


def _opened(name: str, is_array: bool, counts: dict[str, int]) -> str:
    """Return the path of a table header; a `[[table]]` counts one up and what is inside it begins anew."""
    parts = [part.strip(" \"'") for part in name.split(".")]
    prefix = ""
    for part in parts[:-1]:
        path = f"{prefix}.{part}" if prefix else part
        prefix = f"{path}[{counts[path]}]" if path in counts else path
    path = f"{prefix}.{parts[-1]}" if prefix else parts[-1]
    if not is_array:
        return path
    counts[path] = counts.get(path, 0) + 1
    return f"{path}[{counts[path]}]"


def _still_open(line: str, quote: str) -> str:
    """Return the quotes of a text over several rows that is open after this row, or ""."""
    for mark in re.findall(r'"""|' + "'''", line):
        if not quote:
            quote = mark
        elif quote == mark:
            quote = ""
    return quote
