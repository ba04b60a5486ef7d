"""The real server in a process of its own: started, asked what CPU it took, starved of disk, killed and started again.

`python -m bench.serving` is what starts them: it has everything imported, so that a server that was killed is back in a
moment. It reads what to do from standard input, a line each, and ends with whoever started it.
"""

from __future__ import annotations

import contextlib
import os
import resource
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from appraisal.app import create_app
from appraisal.cli import open_house
from appraisal.commands.serve import listening
from appraisal.registry import blueprints
from workplace.database import Database
from workplace.house import House
from workplace.jobs.processes import die_with_parent

ROOT = Path(__file__).resolve().parent.parent
START, START_BARE, WAIT = "start", "start-bare", "wait"
WAITING_CONNECTIONS = 128


class _Base(DeclarativeBase):
    pass


class _Row(_Base):
    __tablename__ = "bench_row"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    text: Mapped[str] = mapped_column(String(200))


@dataclass(frozen=True)
class Starter:
    """A process that starts servers of one house."""

    process: subprocess.Popen[str]

    @contextlib.contextmanager
    def server(self, *, is_bare: bool = False) -> Iterator[ServerProcess]:
        """Serve during the block. `is_bare`: one request with one insert and commit on the same database, the floor."""
        pid, port = self.ask(START_BARE if is_bare else START).split()
        running = ServerProcess(self, int(pid), int(port))
        try:
            yield running
        finally:
            running.kill()

    def ask(self, words: str) -> str:
        """Say a line and return the line that is answered."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(words + "\n")
        self.process.stdin.flush()
        answered = self.process.stdout.readline().strip()
        if not answered:
            raise RuntimeError(f"what starts the servers ended at {words}")
        return answered


@dataclass
class ServerProcess:
    """A server in a process of its own that answers on `port` of this machine."""

    starter: Starter
    pid: int
    port: int
    is_running: bool = True

    def cpu_seconds(self) -> float:
        """Return the CPU time the process has taken so far, in steps of the kernel's clock."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def set_longest_file(self, size: int | None) -> None:
        """Let no file of the process grow beyond `size` bytes, as on a full disk; None: as long as it likes."""
        unlimited = resource.RLIM_INFINITY
        resource.prlimit(self.pid, resource.RLIMIT_FSIZE, (unlimited if size is None else size, unlimited))

    def kill(self) -> None:
        """End it by SIGKILL, in the middle of whatever it does, and return when it is gone."""
        if self.is_running:
            os.kill(self.pid, signal.SIGKILL)
            self.starter.ask(f"{WAIT} {self.pid}")
            self.is_running = False


@contextlib.contextmanager
def starting_servers(house: House, *, module: str = "bench.serving") -> Iterator[Starter]:
    """Start the process that starts servers of a house. `module`: what it runs."""
    settings = house.settings
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("MEDSKAP_")},
        "MEDSKAP_HOME": str(settings.home),
        "MEDSKAP_KEYS": str(settings.keys),
        "MEDSKAP_DATABASE_URL": settings.database_url,
        "MEDSKAP_PUBLIC_URL": settings.public_url,
        "MEDSKAP_SECRET_KEY": settings.secret_key,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", module],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Starter(process)
    finally:
        process.kill()  # its servers die with it
        process.communicate()


def start_servers() -> None:
    """Do what the lines of standard input say, until they end."""
    blueprints()
    for said in sys.stdin:
        word, _, pid = said.strip().partition(" ")
        if word == WAIT:
            os.waitpid(int(pid), 0)
            print("gone", flush=True)
            continue
        waiting = socket.create_server(("127.0.0.1", 0), backlog=WAITING_CONNECTIONS)
        child = os.fork()
        if not child:
            _serve(waiting, is_bare=word == START_BARE)
        print(child, waiting.getsockname()[1], flush=True)
        waiting.close()


def _serve(waiting: socket.socket, *, is_bare: bool) -> None:
    """Serve until killed; whoever asks before all is ready waits."""
    try:
        die_with_parent(os.getppid())
        house = open_house()
        listening(_bare(house.database) if is_bare else create_app(house), sockets=[waiting]).run()
    finally:
        os._exit(1)


def _bare(database: Database) -> Flask:
    app = Flask("bare")
    _Base.metadata.create_all(database.engine)

    @app.post("/")
    def insert() -> str:
        with database.writing() as session:
            session.add(_Row(id=secrets.token_hex(16), text="en rad"))
        return "ok"

    return app


if __name__ == "__main__":
    start_servers()
