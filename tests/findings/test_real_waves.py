"""bhr2000 and bh1996, from file to release and back."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from measures.estimate import Shown
from surveys.findings.actions import publish
from surveys.findings.queries import audit_of, findings_of, latest_release, wave_units
from tests.findings.conftest import companies, likert_instrument, prefixed
from workplace.clock import FixedClock
from workplace.database import Database
from workplace.releases.export import COLUMNS, csv_lines
from workplace.releases.queries import all_pages, release_heads

BHR_ITEMS = ["AF06", "AF07", "AP12", "AP17", "AP33", "AP34", "AS14", "AS15", "AS16", "AS17", "AS28"]
NUMBERS = """
[[item]]
key = "HRS"
type = "number"
from = 0
to = 24
text.sv = "Timmar"
[[item]]
key = "RELIG"
type = "number"
text.sv = "Tro"
"""
BH_INSTRUMENT = (
    """kind = "instrument"
key = "bh"
version = "1"
title.sv = "BH"
"""
    + "".join(
        f'[[item]]\nkey = "{key}"\ntype = "number"\nfrom = {low}\nto = {high}\ntext.sv = "{key}"\n'
        for key, low, high in (("COHES", 1, 5), ("LEAD", 1, 5), ("HRS", 0, 24), ("WBEING", 0, 5))
    )
    + '[[index]]\nkey = "climate"\ntitle.sv = "Klimat"\nitems = ["COHES", "LEAD"]\n'
)


def _bhr(shared_data: Path) -> dict[str, object]:
    path = shared_data / "micro" / "bhr2000.csv"
    return {
        "units": companies(path),
        "instrument": likert_instrument("bhr", BHR_ITEMS, tail=NUMBERS),
        "answers": prefixed(path),
    }


@pytest.fixture
def bhr(published: Callable[..., str], shared_data: Path) -> str:
    return published("bhr", **_bhr(shared_data))


def exported(database: Database, release_id: str) -> list[dict[str, str]]:
    with database.reading() as session:
        head = next(head for head in release_heads(session) if head.release_id == release_id)
        text = "".join(csv_lines(release_id, head.layout, all_pages(session, release_id)))
    return list(csv.DictReader(io.StringIO(text)))


def test_the_root_has_the_mean_and_number_of_the_file(bhr: str, database: Database, shared_data: Path) -> None:
    with (shared_data / "micro" / "bhr2000.csv").open() as file:
        truth = [int(row["AF06"]) for row in csv.DictReader(file)]

    with database.reading() as session:
        found = findings_of(session, bhr, ["hq"])["hq"]

    mean = found.cell("mean", "AF06")
    assert isinstance(mean, Shown)
    assert mean.estimate.n == len(truth) == 5400
    assert mean.estimate.value == pytest.approx(round(sum(truth) / len(truth), 1))
    share = [found.cell("share", f"AF06={value}") for value in range(1, 6)]
    assert sum(cell.estimate.value for cell in share if isinstance(cell, Shown)) == pytest.approx(100, abs=3)
    assert found.rung() == 4


def test_the_export_has_the_agreed_columns_and_every_unit(bhr: str, database: Database) -> None:
    rows = exported(database, bhr)

    assert tuple(rows[0]) == COLUMNS
    assert {row["release"] for row in rows} == {bhr}
    with database.reading() as session:
        units = wave_units(session, "bhr")
    assert list(dict.fromkeys(row["unit_id"] for row in rows)) == list(units)
    assert {row["unit_id"] for row in rows if row["breakdown"] == "direct"} == {"hq"}
    for row in rows:
        if row["status"] == "withheld":
            assert row["reason"]
            assert {row[name] for name in ("value", "low", "high", "n")} == {""}
        else:
            assert row["value"]
            assert row["n"]
    assert {row["reason"] for row in rows if row["measure"] == "response_rate"} == {"no_register"}


def test_decimal_scores_become_means_and_indices(
    published: Callable[..., str], database: Database, shared_data: Path
) -> None:
    path = shared_data / "micro" / "bh1996.csv"

    release_id = published("bh", units=companies(path), instrument=BH_INSTRUMENT, answers=prefixed(path))

    with path.open() as file:
        truth = [float(row["WBEING"]) for row in csv.DictReader(file)]
    with database.reading() as session:
        found = findings_of(session, release_id, ["hq"])["hq"]
    mean = found.cell("mean", "WBEING")
    assert isinstance(mean, Shown)
    assert mean.estimate.n == 7382
    assert mean.estimate.value == pytest.approx(sum(truth) / len(truth), abs=0.05)
    assert isinstance(found.cell("index", "climate"), Shown)
    assert not found.has_cell("favourable", "WBEING")


def test_publishing_again_changes_nothing(bhr: str, database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        again = publish(session, "bhr", now=clock.now())

    assert not again.is_new
    with database.reading() as session:
        latest = latest_release(session, "bhr")
        assert latest is not None
        assert latest.release_id == bhr == "bhr.1"
        assert len(release_heads(session, "bhr")) == 1


def test_the_audit_of_a_release_finds_nothing(bhr: str, database: Database) -> None:
    with database.reading() as session:
        report = audit_of(session, "bhr")

    assert report.leaks == ()
    assert report.holds
