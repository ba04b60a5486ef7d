"""A whole journey of one respondent, in server CPU, beside one bare request with one insert and commit.

Only what the server does is timed: requests are put together before the clock starts and replies are read after it
has stopped. Both are served by the same process on the same database file.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from nacl.public import PrivateKey
from sqlalchemy import String, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from werkzeug.test import EnvironBuilder

from appraisal.app import create_app
from appraisal.definition_kinds import KINDS
from bench.measuring import fresh_house, line
from surveys.ballots.actions import open_urn
from surveys.ballots.records import SealedBoxRecord
from surveys.invitations.records import InvitationRecord, InvitationTokenRecord
from surveys.planning.records import WavePlanRecord
from surveys.waves.charter import charter_hash, default_charter
from surveys.waves.records import WaveRecord, WaveUnitRecord
from workplace.database import Database
from workplace.definitions.actions import publish
from workplace.definitions.queries import shipped_definitions
from workplace.employer.actions import give_birth
from workplace.employer.records import Birth
from workplace.house import House
from workplace.identity.tokens import hash_of
from workplace.organisation.records import PersonRecord

JOURNEYS = 200
WARMING = 20
THEMES = (("hme1", "hme2", "hme3"), ("hme4", "hme5", "hme6"), ("hme7", "hme8", "hme9"))
ITEMS = tuple(key for theme in THEMES for key in theme)


class _Base(DeclarativeBase):
    pass


class _Row(_Base):
    __tablename__ = "bench_row"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    text: Mapped[str] = mapped_column(String(200))


@dataclass
class Browser:
    """Keeps cookies and counts requests and the server's CPU time."""

    app: Flask
    cookies: dict[str, str] = field(default_factory=dict)
    requests: int = 0
    cpu_seconds: float = 0.0
    bytes_sent: int = 0
    page: str = ""

    def ask(self, path: str, form: dict[str, str] | None = None) -> str:
        """Send a request, follow where it leads, and return the last page."""
        body = None if form is None else urlencode(form)
        builder = EnvironBuilder(
            path=path,
            base_url="http://localhost",
            method="GET" if form is None else "POST",
            data=body,
            content_type=None if form is None else "application/x-www-form-urlencoded",
            headers={"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())},
        )
        environ = builder.get_environ()
        told: list[Any] = []
        began = time.process_time()
        reply = self.app.wsgi_app(environ, lambda status, headers, _info=None: told.extend((status, headers)))
        content = b"".join(reply)
        reply.close()  # type: ignore[attr-defined]
        self.cpu_seconds += time.process_time() - began
        self.requests += 1
        self.bytes_sent += len(content)
        headers = told[1]
        for name, value in headers:
            if name == "Set-Cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        if told[0].startswith("303"):
            return self.ask(next(value for name, value in headers if name == "Location"))
        assert told[0].startswith("200"), (path, told[0], content[:300])
        self.page = content.decode()
        return self.page

    def press(self, answers: dict[str, str] | None = None) -> str:
        """Fill in the form that is shown and press its last button."""
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', self.page))
        action = re.findall(r'<form(?![^>]*class="tools")[^>]* action="([^"]+)"', self.page)[0]
        return self.ask(action, {**hidden, **(answers or {})})


def run() -> None:
    """Print the journeys as multiples of a bare request."""
    with fresh_house() as house:
        with house.database.writing() as session:
            give_birth(session, Birth.REAL, house.clock.now(), name="Mätstaden")
        people = 2 * (JOURNEYS + WARMING)
        shipped = _nine()
        _open(house, "en", shipped, people)
        _open(house, "tema", shipped.replace('key = "hme"', 'key = "hme-tema"', 1) + _pages(), people)
        app = create_app(house)
        bare = _bare(house.database)
        for kind, reach in (("en", 8), ("tema", 16)):
            _measure(app, bare, house, kind, reach)


def _measure(app: Flask, bare: Flask, house: House, wave_id: str, reach: int) -> None:
    """Take turns between bare requests and journeys, so that both meet the same machine."""
    journeys, single = [], []
    browser = Browser(app)
    for number in range(WARMING + JOURNEYS):
        one = Browser(bare)
        one.ask("/", {"text": "en rad"})
        browser = _journey(app, wave_id, _token(wave_id, number))
        if number >= WARMING:
            single.append(one.cpu_seconds)
            journeys.append(browser.cpu_seconds)
    with house.database.reading() as session:
        stored = session.scalar(select(func.count()).where(SealedBoxRecord.wave_id == wave_id))
    assert stored == WARMING + JOURNEYS, stored
    base, whole = statistics.median(single), statistics.median(journeys)
    name = "nine questions on one page" if wave_id == "en" else "three themed pages, saved as one goes"
    line(f"{name}: requests", str(browser.requests))
    line("  bare request with one insert and commit, CPU ms", f"{base * 1000:.2f}")
    line("  journey, CPU ms", f"{whole * 1000:.2f}")
    line("  journey, times a bare request", f"{whole / base:.1f}", f"reach {reach}")


def _journey(app: Flask, wave_id: str, token: str) -> Browser:
    browser = Browser(app)
    browser.ask(f"/enkat/{token}")
    if wave_id == "en":
        browser.press(dict.fromkeys(ITEMS, "4"))
    else:
        for theme in THEMES:
            browser.press(dict.fromkeys(theme, "4"))
        browser.press()
    assert 'data-state="received"' in browser.page
    return browser


def _bare(database: Database) -> Flask:
    app = Flask("bare")
    _Base.metadata.create_all(database.engine)

    @app.post("/")
    def insert() -> str:
        with database.writing() as session:
            session.add(_Row(id=secrets.token_hex(16), text="en rad"))
        return "ok"

    return app


def _open(house: House, wave_id: str, toml: str, people: int) -> None:
    """Open a wave with so many invitations, all in one unit."""
    now = house.clock.now()
    draft, charter = KINDS.read(toml), default_charter()
    pinned: dict[str, Any] = {
        "title": "Mätning",
        "instrument_key": draft.key,
        "instrument_version": draft.version,
        "instrument_sha256": draft.sha256,
        "charter": charter,
        "charter_sha256": charter_hash(charter),
    }
    closes = now + dt.timedelta(days=14)
    with house.database.writing() as session:
        publish(session, toml, kinds=KINDS, now=now)
        session.add(
            WaveRecord(id=wave_id, closed_on=closes.date(), source="urn", created_at=now, created_by="", **pinned)
        )
        session.add(
            WavePlanRecord(
                wave_id=wave_id,
                census_on=now.date(),
                opens_at=now - dt.timedelta(days=1),
                closes_at=closes,
                population={},
                reminders=[],
                languages=["sv", "en"],
                texts={},
                contacts={},
                state="open",
                made_at=now,
                made_by="",
                signed_at=now,
                opened_at=now,
                **pinned,
            )
        )
        session.flush()
        session.add(WaveUnitRecord(wave_id=wave_id, unit_id="enhet", name="Enheten", position=0))
        session.flush()
        for rows in _invitations(wave_id, people):
            session.add_all(rows)
            session.flush()
        open_urn(session, wave_id, bytes(PrivateKey.generate().public_key))


def _invitations(wave_id: str, people: int) -> Iterator[list[Any]]:
    yield [PersonRecord(id=f"{wave_id}-{number}", name="Någon") for number in range(people)]
    ids = [secrets.token_hex(16) for _ in range(people)]
    yield [
        InvitationRecord(
            id=ids[number],
            wave_id=wave_id,
            person_id=f"{wave_id}-{number}",
            unit_id="enhet",
            workplaces=["enhet"],
            background={"sex": "K"},
        )
        for number in range(people)
    ]
    yield [
        InvitationTokenRecord(token_hash=hash_of(_token(wave_id, number)), invitation_id=ids[number], way="mail")
        for number in range(people)
    ]


def _token(wave_id: str, number: int) -> str:
    return f"{wave_id}_{number:06}".ljust(22, "x")


def _nine() -> str:
    return next(draft.toml for draft in shipped_definitions(KINDS) if (draft.kind, draft.key) == ("instrument", "hme"))


def _pages() -> str:
    return "".join(
        f'\n[[page]]\nkey = "tema{place}"\ntitle.sv = "Tema {place}"\nitems = {list(theme)}\n'.replace("'", '"')
        for place, theme in enumerate(THEMES, start=1)
    )


if __name__ == "__main__":
    run()
