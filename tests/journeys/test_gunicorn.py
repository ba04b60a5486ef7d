"""The documented way to serve on a server, started for real by a user without a home folder."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

from tests.journeys.test_real_start import PATIENCE, ROOT, free_port

HOW_TO = ROOT / "docs" / "how-to" / "run-for-real.md"


def documented_command() -> list[str]:
    """Return the command of the how-to, word by word."""
    (line,) = re.findall(r"^\.venv/bin/(gunicorn .+)$", HOW_TO.read_text(encoding="utf-8"), re.M)
    return shlex.split(line)


def wait_for_health(address: str, server: subprocess.Popen[str]) -> int:
    latest = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < latest:
        try:
            with urlopen(address, timeout=30) as reply:
                return int(reply.status)
        except OSError:  # not there yet, or still taking in the program
            time.sleep(0.2)
    raise AssertionError("the server does not answer")


def test_the_documented_command_serves_without_a_home_folder_and_makes_none(tmp_path: Path) -> None:
    port = free_port()
    no_home = tmp_path / "nobody"
    words = documented_command()
    words[words.index("127.0.0.1:8000")] = f"127.0.0.1:{port}"
    left = {name: value for name, value in os.environ.items() if not name.startswith(("MEDSKAP_", "XDG_"))}
    environment = {
        **left,
        "HOME": str(no_home),
        "MEDSKAP_HOME": str(tmp_path / "house"),
        "MEDSKAP_PORT": str(port),
    }
    with (tmp_path / "said").open("w+", encoding="utf-8") as said:
        server = subprocess.Popen(
            [sys.executable, "-m", *words], cwd=ROOT, env=environment, stdout=said, stderr=said, text=True
        )
        try:
            assert wait_for_health(f"http://127.0.0.1:{port}/logga-in", server) == 200
        finally:
            server.terminate()
            server.wait(timeout=60)
        said.seek(0)
        words_said = said.read()

    assert "Control socket" not in words_said
    assert "Traceback" not in words_said
    assert not no_home.exists()
    assert not list(tmp_path.rglob("*.ctl"))
