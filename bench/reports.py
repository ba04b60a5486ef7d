"""Leader reports of a city: CPU a report beside the bare typesetting, queries, memory, one and two workers.

`./run bench reports`, or `python -m bench.reports LEADERS …`. Figures are invented; the documents are whole.
"""

from __future__ import annotations

import datetime as dt
import multiprocessing
import resource
import sys
import tempfile
import time
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from sqlalchemy import insert

from appraisal.definition_kinds import KINDS
from appraisal.registry import load_records
from appraisal.report_runs.actions import order_run
from appraisal.reports import jobs
from appraisal.reports.actions import store_report
from appraisal.reports.compose import compose
from appraisal.reports.queries import report_material
from appraisal.reports.render import compiled, document_of
from appraisal.reports.speech import spoken
from bench.measuring import line, spent, statements
from surveys.findings.layout import plan_of
from surveys.findings.questions import Questions
from surveys.instrument import Instrument, read_instrument
from surveys.waves.records import WaveRecord, WaveUnitRecord
from workplace.clock import FixedClock
from workplace.config import Settings
from workplace.database import Base, Database
from workplace.database.engine import sqlite_url
from workplace.definitions.actions import publish
from workplace.definitions.kinds import sha256_of
from workplace.definitions.queries import shipped_definitions
from workplace.employer.actions import give_birth
from workplace.employer.records import Birth
from workplace.house import House
from workplace.releases.cells import ALL, DIRECT, Block, Layout, Page, encode
from workplace.releases.records import ReleasePageRecord, ReleaseRecord

NOW = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)
WAVES = (("bench-2025", dt.date(2025, 10, 10)), ("bench-2026", dt.date(2026, 10, 9)))
ITEMS = 60
PER_DEPARTMENT = 10
SAMPLED = 60
"""Reports measured one by one; all are made when workers are compared."""


@dataclass
class Measured:
    """What one process used for its part of the reports."""

    cpu: list[float]
    floor: list[float]
    peak_kilobytes: int


def instrument_text() -> str:
    """An instrument of 60 questions in eight areas: the nine of HME first."""
    lines = ['kind = "instrument"', 'key = "bench"', 'version = "1"', 'title.sv = "Sextio frågor"']
    for place in range(1, ITEMS + 1):
        scope = '\nscope = "direct"' if 4 <= place <= 11 else ""
        lines.append(
            f'[[item]]\nkey = "q{place}"\ntype = "likert"\nfrom = 1\nto = 5\npolicy_area = "omrade{place % 8}"{scope}\n'
            f'text.sv = "Fråga {place}: på min arbetsplats arbetar vi så här och det fungerar bra för oss"'
        )
    for key, items, role in (
        ("motivation", (1, 2, 3), "motivation"),
        ("leadership", (4, 5, 6), "leadership"),
        ("governance", (7, 8, 9), "governance"),
    ):
        names = ", ".join(f'"q{item}"' for item in items)
        lines.append(f'[[index]]\nkey = "{key}"\ntitle.sv = "{key.title()}"\nitems = [{names}]\nrole = "{role}"')
    lines.append(
        '[[index]]\nkey = "total"\ntitle.sv = "HME"\nof = ["motivation", "leadership", "governance"]\nrole = "total"'
    )
    return "\n".join(lines) + "\n"


def fill(house: House, leaders: int) -> None:
    """Write two released waves of a tree with so many led units."""
    text = instrument_text()
    rng = np.random.default_rng(5)
    layout = plan_of(Questions.of(_instrument(text))).layout
    load_records()
    Base.metadata.create_all(house.database.engine)
    units = _units(leaders)
    with house.database.writing() as session:
        give_birth(session, Birth.REAL, NOW, name="Mätstaden")
        for draft in shipped_definitions(KINDS):
            publish(session, draft.toml, kinds=KINDS, now=NOW)
        publish(session, text, kinds=KINDS, now=NOW)
        for wave_id, closed in WAVES:
            session.add(
                WaveRecord(
                    id=wave_id,
                    title=f"Enkät {closed.year}",
                    instrument_key="bench",
                    instrument_version="1",
                    instrument_sha256=sha256_of(text),
                    closed_on=closed,
                    source="imported",
                    charter={},
                    charter_sha256="",
                    created_at=NOW,
                    created_by="",
                )
            )
            session.add(
                ReleaseRecord(
                    id=f"{wave_id}.1",
                    wave_id=wave_id,
                    number=1,
                    edition=1,
                    published_at=NOW,
                    published_by="",
                    charter_sha256="",
                    layout=[list(cell) for cell in layout.cells],
                    certificate={},
                    sha256="",
                )
            )
            session.flush()
            session.execute(
                insert(WaveUnitRecord),
                [
                    {
                        "wave_id": wave_id,
                        "unit_id": unit,
                        "parent_id": parent,
                        "name": f"Enheten {unit}",
                        "kind": "",
                        "administration": "AMF",
                        "leader_id": f"p{unit}",
                        "leader_name": f"Chef {unit}",
                        "superior_id": f"p{parent}" if parent else None,
                        "position": place,
                    }
                    for place, (unit, parent) in enumerate(units)
                ],
            )
            parents = {parent for _unit, parent in units}
            session.execute(
                insert(ReleasePageRecord),
                [
                    {
                        "release_id": f"{wave_id}.1",
                        "unit_id": unit,
                        "position": place,
                        "sha256": "",
                        "cells": encode(_page(unit, layout, unit in parents, rng)),
                    }
                    for place, (unit, _parent) in enumerate(units)
                ],
            )


def _instrument(text: str) -> Instrument:
    return read_instrument(tomllib.loads(text))


def _units(leaders: int) -> list[tuple[str, str | None]]:
    departments = max(1, leaders // PER_DEPARTMENT)
    units: list[tuple[str, str | None]] = [("u0", None)] + [(f"d{one}", "u0") for one in range(departments)]
    units += [(f"e{one}", f"d{one % departments}") for one in range(leaders - len(units))]
    return units[:leaders]


def _page(unit: str, layout: Layout, has_units_below: bool, rng: np.random.Generator) -> Page:
    blocks = [_block(ALL, layout, 400 if has_units_below else int(rng.choice([4, 6, 9, 14, 24, 38])), rng)]
    if has_units_below:
        blocks.append(_block(DIRECT, layout, 10, rng))
    return Page(unit, tuple(blocks))


def _block(breakdown: str, layout: Layout, n: int, rng: np.random.Generator) -> Block:
    rung = 4 if n >= 20 else 3 if n >= 10 else 2 if n >= 7 else 1 if n >= 5 else 0
    if rung == 0:
        return Block(breakdown, "", rung=0, why=1, why_rate=1)
    needs = {"respondents": 1, "response_rate": 1, "index": 1, "mean": 2, "favourable": 3, "band": 3, "share": 4}
    value, low, high, reason = [], [], [], []
    for measure, _item in layout.cells:
        shown = rung >= needs.get(measure, 4)
        half = 0 if measure not in ("index", "mean") else (60 if measure == "index" else 4)
        figure = {"mean": int(rng.integers(25, 45)), "band": 330, "respondents": n * 10}.get(
            measure, int(rng.integers(40, 90)) * 10
        )
        value.append(figure if shown else 0)
        low.append(figure - half if shown and half else None)
        high.append(figure + half if shown and half else None)
        reason.append(0 if shown else 1)
    return Block(
        breakdown,
        "",
        rung=rung,
        value=tuple(value),
        low=tuple(low),
        high=tuple(high),
        n=(n,) * len(value),
        reason=tuple(reason),
    )


def open_bench(folder: str) -> House:
    """Return a house around the bench's own database."""
    home = Path(folder)
    url = sqlite_url(home / "bench.db")
    settings = Settings(
        home=home,
        database_url=url,
        keys=home / "keys",
        public_url="http://localhost",
        public_url_is_set=True,
        secret_key="only-for-the-bench-01234",
    )
    return House(settings=settings, database=Database(url), clock=FixedClock(NOW))


def make(folder: str, run_id: str, unit_ids: list[str], *, with_floor: bool, stores: bool) -> Measured:
    """Make the reports of some units as a worker does, and measure each."""
    house = open_bench(folder)
    context = jobs.prepare(house, {"run_id": run_id})
    cpu, floor = [], []
    for place, unit_id in enumerate(unit_ids):
        if with_floor and place % 2:
            # The typesetter remembers a document it has just set: every other one is set bare, never both.
            report = spoken(
                compose(context.material.shared, context.material.facts_of(unit_id), context.outline),
                context.translator,
            )
            document = document_of(report, employer=context.employer, made_on=context.document_date)
            began = time.process_time()
            compiled(document, made_on=context.document_date)
            floor.append(time.process_time() - began)
            continue
        began = time.process_time()
        made = jobs.work(context, unit_id)
        if stores:
            with house.database.writing() as session:
                store_report(session, made)
        cpu.append(time.process_time() - began)
    return Measured(cpu, floor, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def _in_process(queue: Any, ready: Any, go: Any, given: tuple[Any, ...], named: dict[str, Any]) -> None:
    import appraisal.reports.render  # noqa: F401 - start-up is not what is measured

    ready.release()
    go.wait()
    queue.put(make(*given, **named))


def wall(folder: str, run_id: str, unit_ids: list[str], workers: int) -> tuple[float, int]:
    """Return seconds and the highest memory (kB) for the reports shared by so many spawned workers."""
    context = multiprocessing.get_context("spawn")
    queue, ready, go = context.Queue(), context.Semaphore(0), context.Event()
    parts = [unit_ids[one::workers] for one in range(workers)]
    children = [
        context.Process(
            target=_in_process, args=(queue, ready, go, (folder, run_id, part), {"with_floor": False, "stores": True})
        )
        for part in parts
    ]
    for child in children:
        child.start()
    for _child in children:
        ready.acquire()
    began = time.perf_counter()
    go.set()
    measured = [queue.get() for _child in children]
    seconds = time.perf_counter() - began
    for child in children:
        child.join()
    return seconds, max(one.peak_kilobytes for one in measured)


def bench(leaders: int) -> int:
    """Measure one size, print it, and return how many queries the material took."""
    with tempfile.TemporaryDirectory(prefix="medskap-bench-") as folder:
        house = open_bench(folder)
        fill(house, leaders)
        with house.database.writing() as session:
            run = order_run(session, WAVES[1][0], now=NOW)
        with house.database.reading() as session, statements(house) as sent, spent() as taken:
            material = report_material(session, run.release_id)
        reading, queries = taken.cpu_seconds, len(sent)
        keys = [unit.unit_id for unit in material.led_units()]
        house.database.dispose()
        measured = make(
            folder, run.run_id, keys[:: max(1, len(keys) // SAMPLED)][:SAMPLED], with_floor=True, stores=True
        )
        own, floor = median(measured.cpu) * 1000, median(measured.floor) * 1000
        line(f"{leaders} reports of {ITEMS} items: median CPU each, HTML, PDF, stored", f"{own:.0f} ms", "reach 150")
        line("  the same document, typesetting alone", f"{floor:.0f} ms", f"ratio {own / floor:.2f}")
        line("  reading all they are made from", f"{reading:.2f} s CPU", f"{queries} statements")
        alone, peak_alone = wall(folder, run.run_id, keys, 1)
        both, peak_both = wall(folder, run.run_id, keys, 2)
        line("  one worker", f"{alone:.1f} s", f"peak {peak_alone / 1024:.0f} MB")
        line(
            "  two workers",
            f"{both:.1f} s",
            f"peak {peak_both / 1024:.0f} MB, {alone / both:.2f} x as fast (reach 1.7)",
        )
        return queries


def run(sizes: Sequence[int] = (200, 2500)) -> None:
    """Print the figures of a few sizes."""
    found = {size: bench(size) for size in sizes}
    said = ", ".join(f"{count} for {size}" for size, count in found.items())
    line(
        "statements for all, whatever the number of leaders",
        said,
        "the same" if len(set(found.values())) == 1 else "NOT the same",
    )


if __name__ == "__main__":
    run([int(size) for size in sys.argv[1:]] or (200, 2500))
