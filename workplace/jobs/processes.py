"""Worker processes of this machine: spawned, watched, and gone when their parent is gone.

A building service. The children are spawned, not forked, so they share nothing with the web server's threads.
"""

from __future__ import annotations

import ctypes
import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from types import FrameType
from typing import Any

from workplace.jobs.worker import Worker

log = logging.getLogger("medskap.jobs")

BuildWorker = Callable[..., Worker]
"""A function at the top of a module, so that a spawned process can find it: `build(*arguments, name) ->
Worker`.
"""

PR_SET_PDEATHSIG = 1  # linux/prctl.h
PARENT_WATCH_SECONDS = 1.0
CALM_SECONDS = 2.0
"""How long to wait before a worker that died is replaced."""


class WorkerProcesses:
    """Some workers on this machine; one that dies is replaced, and what it held is taken over when its
    lease ends.

    One thread starts, watches and stops them all: Linux ends a child when the thread that started it ends.
    """

    def __init__(self, build: BuildWorker, arguments: tuple[Any, ...], count: int, *, name: str = "worker") -> None:
        self._build, self._arguments, self._count, self._name = build, arguments, count, name
        self._context = multiprocessing.get_context("spawn")
        self._children: list[BaseProcess] = []
        self._started = 0
        self._have_started, self._is_stopping = threading.Event(), threading.Event()
        self._stop_seconds = 0.0
        self._keeper = threading.Thread(target=self._keep, name="worker-keeper", daemon=True)

    def start(self) -> None:
        """Start the workers and keep as many running until `stop`."""
        self._keeper.start()
        self._have_started.wait()

    def stop(self, seconds: float = 30.0) -> None:
        """Ask all to end after the item in hand; those that have not within the time are killed."""
        self._stop_seconds = seconds
        self._is_stopping.set()
        if self._keeper.ident is not None:
            self._keeper.join()

    def process_ids(self) -> list[int]:
        """Return the process ids of the workers that run now."""
        return [child.pid for child in self._children if child.is_alive() and child.pid is not None]

    def _keep(self) -> None:
        try:
            self._children = [self._spawn() for _ in range(self._count)]
        finally:
            self._have_started.set()
        while not self._is_stopping.wait(CALM_SECONDS):
            for place, child in enumerate(self._children):
                if not child.is_alive():
                    log.warning("worker %s ended with %s and is replaced", child.name, child.exitcode)
                    self._children[place] = self._spawn()
        self._end_all()

    def _spawn(self) -> BaseProcess:
        self._started += 1
        name = f"{self._name}-{os.getpid()}-{self._started}"
        child = self._context.Process(
            target=run_worker, args=(self._build, self._arguments, name, os.getpid()), name=name, daemon=True
        )
        child.start()
        return child

    def _end_all(self) -> None:
        for child in self._children:
            if child.is_alive():
                child.terminate()
        latest = time.monotonic() + self._stop_seconds
        for child in self._children:
            child.join(max(0.0, latest - time.monotonic()))
            if child.is_alive():
                child.kill()
                child.join()


def run_worker(build: BuildWorker, arguments: tuple[Any, ...], name: str, parent_id: int) -> None:
    """Be a worker process: end after the item in hand at SIGTERM, and at once when the parent is gone."""
    die_with_parent(parent_id)
    stop = threading.Event()

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        # Not set here: the signal may come while this very thread holds the event's lock.
        threading.Thread(target=stop.set).start()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears Ctrl-C too and says when to stop
    build(*arguments, name).run_forever(stop)


def die_with_parent(parent_id: int) -> None:
    """End this process when its parent is gone: by the kernel on Linux, elsewhere by looking every second."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    threading.Thread(target=_watch_parent, args=(parent_id,), name="parent-watch", daemon=True).start()


def _watch_parent(parent_id: int) -> None:
    while os.getppid() == parent_id:
        time.sleep(PARENT_WATCH_SECONDS)
    os._exit(1)
