"""Real files, published: what the tests of this folder start from."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from appraisal.definition_kinds import KINDS
from surveys.findings.actions import publish
from surveys.waves.actions import import_answers
from workplace.clock import FixedClock
from workplace.database import Database
from workplace.definitions.actions import publish as publish_definition
from workplace.imports.table import GivenFile
from workplace.organisation.actions import import_organisation

CLOSED = dt.date(2026, 10, 1)


def likert_instrument(key: str, items: list[str], *, ends: tuple[int, int] = (1, 5), tail: str = "") -> str:
    low, high = ends
    parts = [f'kind = "instrument"\nkey = "{key}"\nversion = "1"\ntitle.sv = "Prov"\n']
    parts += [
        f'[[item]]\nkey = "{item}"\ntype = "likert"\nfrom = {low}\nto = {high}\ntext.sv = "{item}"\n' for item in items
    ]
    names = ", ".join(f'"{item}"' for item in items[:3])
    parts.append(f'[[index]]\nkey = "first"\ntitle.sv = "Första"\nitems = [{names}]\n')
    return "".join(parts) + tail


@pytest.fixture
def wave_from(database: Database, clock: FixedClock) -> Callable[..., None]:
    """Return a function that builds organisation and instrument, and takes in a wave."""

    def build(
        wave_id: str,
        *,
        units: str,
        instrument: str,
        answers: bytes,
        eligible: bytes | None = None,
        mapping: str = "",
    ) -> None:
        key = next(line.split('"')[1] for line in instrument.splitlines() if line.startswith("key"))
        with database.writing() as session:
            import_organisation(
                session, units=GivenFile("units.csv", units.encode()), as_of=clock.today(), now=clock.now()
            )
            publish_definition(session, instrument, kinds=KINDS, now=clock.now())
            import_answers(
                session,
                wave_id,
                GivenFile("answers.csv", answers),
                instrument=key,
                closed_on=CLOSED,
                eligible=GivenFile("eligible.csv", eligible) if eligible else None,
                mapping=GivenFile("map.toml", mapping.encode()) if mapping else None,
                now=clock.now(),
            )

    return build


@pytest.fixture
def published(wave_from: Callable[..., None], database: Database, clock: FixedClock) -> Callable[..., str]:
    """Return a function that takes in a wave, publishes it and returns the release's id."""

    def build(wave_id: str, **given: Any) -> str:
        wave_from(wave_id, **given)
        with database.writing() as session:
            return publish(session, wave_id, now=clock.now()).release_id

    return build


def companies(path: Path) -> str:
    """A file of units out of the GRP column: every company under one root."""
    with path.open(encoding="utf-8") as file:
        groups = sorted({row["GRP"] for row in csv.DictReader(file)}, key=int)
    lines = ["unit_id,name,parent_id", "hq,Hela,"] + [f"c{group},Kompani {group},hq" for group in groups]
    return "\n".join(lines) + "\n"


def prefixed(path: Path) -> bytes:
    """The file with GRP as unit_id: company 7 becomes c7."""
    lines = path.read_text(encoding="utf-8").replace('"GRP"', '"unit_id"', 1).splitlines()
    return ("\n".join([lines[0], *(f"c{line}" for line in lines[1:])]) + "\n").encode()
