"""The problems of uploaded files as a page lists them: file by file, the first few hundred."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from workplace.errors import Problem

MOST_PROBLEMS = 500
"""How many problems a page shows; the command shows all."""


@dataclass(frozen=True)
class ProblemsOfFile:
    """All that is wrong in one file."""

    file: str
    problems: tuple[Problem, ...]


def not_shown(problems: Sequence[Problem]) -> int:
    """Return how many problems the page leaves out."""
    return max(0, len(problems) - MOST_PROBLEMS)


def by_file(problems: Sequence[Problem]) -> tuple[ProblemsOfFile, ...]:
    """Return the first problems file by file, those of a file in the order in which they were found."""
    shown = sorted(problems[:MOST_PROBLEMS], key=lambda problem: problem.file)
    return tuple(ProblemsOfFile(file, tuple(found)) for file, found in groupby(shown, key=lambda problem: problem.file))
