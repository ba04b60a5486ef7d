"""From an empty PostgreSQL to every chef reading a report, with the real commands, server, workers and mail server."""

from __future__ import annotations

import csv
import datetime as dt
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import pytest

from tests.journeys.real_employer import LEADERS, write_files
from tests.mail.sink import Sink, running_sink

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90.0


class Visitor:
    """A browser of a person: keeps cookies, reads pages, presses the forms it finds."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.opener: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))
        self.page = ""
        self.address = ""

    def go(self, path: str) -> int:
        return self._open(Request(path if path.startswith("http") else self.base + path))

    def press(self, action: str, **fields: str) -> int:
        """Send the form with this address that stands on the page, with its own hidden fields."""
        form = next(part for part in re.findall(r"<form.*?</form>", self.page, re.S) if f'action="{action}"' in part)
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
        return self._open(Request(self.base + action, data=urlencode({**hidden, **fields}).encode()))

    def upload(self, action: str, files: dict[str, Path], **fields: str) -> int:
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.page)
        assert token
        boundary = "prov-gräns".encode().hex()
        parts: list[bytes] = []
        for name, value in {**fields, "csrf_token": token.group(1)}.items():
            parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
        for name, path in files.items():
            head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{path.name}"\r\n'
            parts.append(f"{head}Content-Type: text/csv\r\n\r\n".encode() + path.read_bytes() + b"\r\n")
        body = b"".join(parts) + f"--{boundary}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        return self._open(Request(self.base + action, data=body, headers=headers))

    def _open(self, request: Request) -> int:
        try:
            with self.opener.open(request, timeout=60) as reply:
                self.raw, self.address, status = reply.read(), reply.url, reply.status
        except HTTPError as error:
            self.raw, self.address, status = error.read(), request.full_url, error.code
        self.page = self.raw.decode("utf-8", "replace")
        return status


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def medskap(environment: dict[str, str], *words: str, code: int = 0) -> str:
    """Run a command, expect its exit code, and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "appraisal.cli", *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == code, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout if code == 0 else done.stderr


@contextmanager
def running(environment: dict[str, str], *words: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-m", "appraisal.cli", *words], cwd=ROOT, env=environment)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=60)


@pytest.fixture
def real(postgres: Any, tmp_path: Path) -> Iterator[tuple[dict[str, str], Sink, Path]]:
    """Settings for an empty PostgreSQL, a mail server, and the employer's files."""
    name = postgres.new_database()
    write_files(tmp_path)
    port = free_port()
    with running_sink() as sink:
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("MEDSKAP_")},
            "MEDSKAP_HOME": str(tmp_path / "home"),
            "MEDSKAP_DATABASE_URL": postgres.url(name),
            "MEDSKAP_PORT": str(port),
            "MEDSKAP_SMTP_URL": sink.url,
            "MEDSKAP_WORKERS": "2",
            "MEDSKAP_SECRET_KEY": "a secret of the journey 0123456789",
            "PYTHONUNBUFFERED": "1",
        }
        (tmp_path / "home").mkdir()
        yield environment, sink, tmp_path
    postgres.drop_database(name)


def wait_until_served(visitor: Visitor) -> None:
    latest = time.monotonic() + PATIENCE
    while time.monotonic() < latest:
        try:
            if visitor.go("/halsa") == 200:
                return
        except URLError:
            time.sleep(0.2)
    raise AssertionError("the server does not answer")


def wait_for_mails(sink: Sink, count: int) -> None:
    latest = time.monotonic() + PATIENCE
    while len(sink.raw) < count and time.monotonic() < latest:
        time.sleep(0.2)
    assert len(sink.raw) == count, f"{len(sink.raw)} of {count} mails came"


def link_in(mail: Any) -> str:
    links = re.findall(r"https?://\S+", mail.get_content())
    assert len(links) == 1, links
    return str(links[0])


def sign_in_by_mail(base: str, sink: Sink, email: str) -> Visitor:
    """Ask for a link, read the mail, press the button."""
    visitor, before = Visitor(base), len(sink.raw)
    visitor.go("/logga-in")
    visitor.press("/logga-in/lank", email=email)
    wait_for_mails(sink, before + 1)
    assert sink.mails[-1]["To"] == email
    link = link_in(sink.mails[-1])
    visitor.go(link)
    visitor.press(link.removeprefix(base))
    assert visitor.address == base + "/"
    return visitor


def test_from_an_empty_postgresql_to_every_chef_reading_a_report(real: tuple[dict[str, str], Sink, Path]) -> None:
    environment, sink, files = real
    base = f"http://127.0.0.1:{environment['MEDSKAP_PORT']}"

    medskap(environment, "database", "upgrade")
    medskap(environment, "role", "grant", "hr-1", "hr")
    link = medskap(environment, "sign-in-link", "hr-1").strip()
    assert link.startswith(base + "/logga-in/lank/")

    with running(environment, "serve"), running(environment, "worker"):
        hr = Visitor(base)
        wait_until_served(hr)
        hr.go(link)
        hr.press(link.removeprefix(base))
        assert hr.address == base + "/"

        hr.go("/hr/organisation")
        given = {"units": files / "units.csv", "people": files / "people.csv"}
        hr.upload("/hr/organisation", given, as_of=dt.datetime.now(dt.UTC).date().isoformat())
        dry_run = hr.address.removeprefix(base)
        assert dry_run.startswith("/hr/organisation/provkorning/")
        hr.press(dry_run)
        assert "/hr/organisation/inlasning/" in hr.address

        medskap(environment, "definition", "publish", str(files / "tre.toml"))
        medskap(environment, "goals", "import", str(files / "goals.csv"))
        wave = ("survey", "import-answers", "varen-2026", str(files / "answers.csv"), "--instrument", "tre")
        medskap(environment, *wave, "--closed", "2026-10-23", "--eligible", str(files / "eligible.csv"))
        assert "Nattpatrullen" in medskap(environment, "release", "publish", "varen-2026", "--dry-run")
        medskap(environment, "release", "publish", "varen-2026")
        medskap(environment, "release", "audit", "varen-2026")
        exported = medskap(environment, "release", "export", "varen-2026").splitlines()
        assert exported[0] == "release,unit_id,breakdown,category,measure,item,value,low,high,n,status,reason"

        out = files / "rapporter"
        medskap(environment, "reports", "build", "varen-2026", "--out", str(out), "--workers", "2")
        with (out / "index.csv").open(encoding="utf-8") as index:
            made = {row["unit_id"]: row for row in csv.DictReader(index)}
        assert {row["leader_id"] for row in made.values()} == set(LEADERS)
        for unit_id in made:
            assert (out / f"{unit_id}.pdf").read_bytes().startswith(b"%PDF")
            assert (out / f"{unit_id}.html").stat().st_size > 1000

        medskap(environment, "reports", "release", "varen-2026")
        wait_for_mails(sink, len(LEADERS))
        addressed = {mail["To"]: link_in(mail) for mail in sink.mails}
        assert set(addressed) == {f"{leader}@prov.example" for leader in LEADERS}

        for email, report in list(addressed.items()):
            chef = sign_in_by_mail(base, sink, email)
            assert chef.go(report) == 200, report
            assert "<h1" in chef.page
            assert chef.go(report + ".pdf") == 200
            assert chef.raw.startswith(b"%PDF")

        stranger = sign_in_by_mail(base, sink, "s1-1@prov.example")
        assert stranger.go(addressed["l-s1@prov.example"]) == 404
        assert stranger.go("/resultat/varen-2026/s1") == 200

    assert "Journalen är hel" in medskap(environment, "verify")
