"""Import of a city's people."""

from __future__ import annotations

import datetime as dt

import numpy as np

from appraisal.demo.organisation import city_files
from bench.measuring import fresh_house, line, peak_megabytes, spent
from workplace.imports.table import GivenFile
from workplace.organisation.actions import import_organisation


def run() -> None:
    """Import about 45,000 people from CSV, again unchanged, and with one tenth moved."""
    files = city_files(np.random.default_rng(1))
    with fresh_house() as house:
        now = house.clock.now()

        def take_in(as_of: dt.date) -> float:
            units, people = GivenFile("u.csv", files.units_csv()), GivenFile("p.csv", files.people_csv())
            with spent() as taken, house.database.writing() as session:
                import_organisation(session, units=units, people=people, as_of=as_of, now=now)
            return taken.cpu_seconds

        line("people", str(len(files.people)))
        line("units", str(len(files.units)))
        line("first import, CPU seconds", f"{take_in(dt.date(2026, 1, 1)):.1f}", "<= 30")
        line("the same again (nothing changes), CPU seconds", f"{take_in(dt.date(2026, 2, 1)):.1f}", "<= 30")
        leaders = {row["leader_id"] for row in files.units}
        ordinary = [row for row in files.people if row["person_id"] not in leaders]
        for row, other in zip(ordinary[::10], ordinary[5::10], strict=False):
            row["unit_id"] = other["unit_id"]
        line("one in ten moved, CPU seconds", f"{take_in(dt.date(2026, 3, 1)):.1f}", "<= 30")
        line("peak memory, MB", f"{peak_megabytes():.0f}")
