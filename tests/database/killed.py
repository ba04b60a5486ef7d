"""What is done with backups in a process that is killed half-way; importable by a spawned one."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import signal
from collections.abc import Callable
from pathlib import Path

from appraisal.registry import load_records
from workplace.database import Database
from workplace.database.backup import restore_backup, write_backup


def killed_half_way(what: Callable[[str, Path, float], None], url: str, path: Path, share: float) -> int:
    """Run it in a process of its own and return the exit code: minus the number of the signal."""
    process = multiprocessing.get_context("spawn").Process(target=what, args=(url, path, share))
    process.start()
    process.join(120)
    assert process.exitcode is not None
    return process.exitcode


def back_up(url: str, path: Path, share: float) -> None:
    load_records()
    write_backup(Database(url), path, now=dt.datetime.now(dt.UTC), progress=_die_at(share))


def restore(url: str, path: Path, share: float) -> None:
    load_records()
    restore_backup(Database(url), path, progress=_die_at(share), finish=lambda *_given: _die())


def _die_at(share: float) -> Callable[[int, int], None]:
    return lambda done, whole: _die() if done >= whole * share else None


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
