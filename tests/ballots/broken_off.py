"""Break work off at any step: before or after each statement, each commit, each time a key is written or taken away."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from workplace.database import Database


class BrokenOff(Exception):
    """Stands for a kill: nothing of what is broken off here catches it."""


@contextmanager
def broken_off_at(database: Database, step: int) -> Iterator[None]:
    """Raise `BrokenOff` at the `step`-th step (from 1) of what is done inside; nothing where there are not so many."""
    done = 0

    def count() -> None:
        nonlocal done
        done += 1
        if done == step:
            raise BrokenOff

    def executed(real: Callable[..., Any]) -> Callable[..., Any]:
        watched = around(real)

        def execute(cursor: Any, statement: str, *rest: Any) -> Any:
            # Nothing has happened yet where a transaction begins, and a test could not take the lock back.
            is_beginning = statement.startswith("BEGIN")
            return (real if is_beginning else watched)(cursor, statement, *rest)

        return execute

    def around(real: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*given: Any, **more: Any) -> Any:
            count()
            result = real(*given, **more)
            count()
            return result

        return watched

    dialect = database.engine.dialect
    with (
        patch.object(dialect, "do_execute", executed(dialect.do_execute)),
        patch.object(dialect, "do_executemany", executed(dialect.do_executemany)),
        patch.object(dialect, "do_commit", around(dialect.do_commit)),
        patch.object(os, "fsync", around(os.fsync)),
        patch.object(Path, "unlink", around(Path.unlink)),
    ):
        yield
