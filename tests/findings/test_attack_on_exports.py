"""An attacker who holds every exported file of three waves and a corrected edition finds nobody."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from surveys.findings.actions import publish
from surveys.findings.queries import audit_of
from surveys.waves.actions import import_answers
from tests.findings import invented_organisation as invented
from tests.findings.attack_on_analyses import MadeOf, plain_threshold_analyses, recovered_through_analyses
from tests.findings.attack_on_exports import (
    Found,
    Person,
    Truth,
    inconsistent,
    recovered,
    recovered_through_indices,
)
from tests.findings.conftest import CLOSED, companies, likert_instrument, prefixed
from tests.findings.invented_organisation import plain_threshold
from workplace.clock import FixedClock
from workplace.database import Database
from workplace.imports.table import GivenFile
from workplace.releases.export import csv_lines
from workplace.releases.queries import all_pages, release_heads

Wave = tuple[list[dict[str, str]], Truth]


def exported(database: Database, wave_id: str) -> list[dict[str, str]]:
    """Every release of a wave as it is exported."""
    rows: list[dict[str, str]] = []
    with database.reading() as session:
        for head in reversed(release_heads(session, wave_id)):
            text = "".join(csv_lines(head.release_id, head.layout, all_pages(session, head.release_id)))
            rows += csv.DictReader(io.StringIO(text))
    return rows


@pytest.fixture
def waves(wave_from: Callable[..., None], database: Database, clock: FixedClock) -> list[Wave]:
    """Three waves of one organisation; the last was corrected after it was released."""
    parents = invented.tree(np.random.default_rng(11))
    made: list[Wave] = []
    for number in range(3):
        rng = np.random.default_rng(100 + number)
        answered = invented.people(parents, rng, missing=(0.05, 0.0, 0.02)[number])
        editions = [answered]
        wave_from(
            f"w{number}",
            units=invented.units_csv(parents),
            instrument=invented.INSTRUMENT,
            answers=invented.answers_csv(answered),
            eligible=invented.eligible_csv(parents, answered),
        )
        with database.writing() as session:
            publish(session, f"w{number}", now=clock.now())
        if number == 2:
            editions.append(invented.corrected(answered, rng))
            with database.writing() as session:
                import_answers(
                    session,
                    "w2",
                    GivenFile("b.csv", invented.answers_csv(editions[1])),
                    instrument="five",
                    closed_on=CLOSED,
                    now=clock.now(),
                )
                assert publish(session, "w2", now=clock.now()).is_new
        made.append((exported(database, f"w{number}"), invented.truth_of(parents, *editions)))
    return made


def test_nobody_is_found_in_three_waves_and_a_correction(waves: list[Wave], database: Database) -> None:
    for number, (rows, truth) in enumerate(waves):
        assert sum(row["status"] == "shown" for row in rows) > 3_000
        assert any(row["status"] == "shown" and row["breakdown"] == "sex" for row in rows)
        analysed = {row["measure"] for row in rows if row["status"] == "shown"}
        assert {"alpha", "icc1", "rwg", "driver_weight", "bias_low"} <= analysed
        assert recovered(rows, truth) == []
        assert recovered_through_indices(rows, truth, invented.INDICES) == []
        assert recovered_through_analyses(rows, truth, invented.made_of(), floor=50) == []
        assert inconsistent(rows, truth) == []
        with database.reading() as session:
            assert audit_of(session, f"w{number}").holds
    changed = {row["value"] for row in waves[2][0] if row["release"] == "w2.2"}
    assert changed


def test_the_same_attack_finds_many_behind_a_plain_threshold() -> None:
    rng = np.random.default_rng(11)
    parents = invented.tree(rng)
    truth = invented.truth_of(parents, invented.people(parents, rng))

    rows = plain_threshold(truth, {"respondents": [""], "mean": ["q1"], "share": ["q1=1"]})

    found = recovered(rows, truth)
    for measure, least in (("respondents", 20), ("mean", 20), ("share", 50)):
        assert len([one for one in found if one.measure == measure]) >= least


def test_the_attack_through_analyses_finds_groups_where_only_their_size_is_asked() -> None:
    rng = np.random.default_rng(11)
    parents = invented.tree(rng)
    truth = invented.truth_of(parents, invented.people(parents, rng))
    made_of = {cell: made for cell, made in invented.made_of().items() if cell[0] in ("alpha", "explained")}

    rows = plain_threshold_analyses(truth, made_of, least=50)

    found = recovered_through_analyses(rows, truth, made_of, floor=20)
    assert len({one.item for one in found}) == 3
    assert len(found) >= 10


def test_an_analysis_changed_by_a_correction_of_few_is_found() -> None:
    before: dict[str, Person] = {f"p{number}": {"unit": "u", "q1": "4"} for number in range(60)}
    after = {**before, "p0": {"unit": "u", "q1": "1"}}
    truth = Truth({}, (), (before, after))
    made_of = {("alpha", "x"): MadeOf(("q1",), lambda person: True)}
    (row,) = plain_threshold_analyses(truth, made_of, least=50)[:1]
    rows = [{**row, "release": "w.1"}, {**row, "release": "w.2", "value": "0.6"}]

    assert recovered_through_analyses(rows[:1], truth, made_of, floor=50) == []
    assert recovered_through_analyses(rows, truth, made_of, floor=50)


def test_the_attack_through_indices_finds_an_item_that_three_indices_give_away() -> None:
    truth = Truth({}, (), ({f"p{number}": {"unit": "u", "q1": "3", "q2": "4"} for number in range(3)},))
    row = {
        "release": "w.1",
        "unit_id": "u",
        "breakdown": "all",
        "category": "",
        "value": "60",
        "low": "",
        "high": "",
        "n": "3",
        "status": "shown",
        "reason": "",
    }
    rows = [{**row, "measure": "index", "item": "both"}, {**row, "measure": "index", "item": "one"}]

    found = recovered_through_indices(rows, truth, {"both": {"q1": 0.5, "q2": 0.5}, "one": {"q1": 1.0}})

    assert {one.item for one in found} == {"q1", "q2"}
    assert found[0] == Found("index", "q1", 3, "direct u")


def test_a_correction_laid_over_without_the_rule_is_found() -> None:
    before: dict[str, Person] = {f"p{number}": {"unit": "u", "q1": "4"} for number in range(9)}
    after = {**before, "p0": {"unit": "u", "q1": "1"}, "late": {"unit": "u", "q1": "2"}}
    truth = Truth({}, (), (before, after))
    row = {
        "unit_id": "u",
        "breakdown": "all",
        "category": "",
        "measure": "mean",
        "item": "q1",
        "low": "",
        "high": "",
        "status": "shown",
        "reason": "",
    }
    rows = [{**row, "release": "w.1", "value": "4", "n": "9"}, {**row, "release": "w.2", "value": "3.5", "n": "10"}]

    assert recovered(rows[:1], truth) == []
    assert recovered(rows, truth)


@pytest.mark.parametrize("name", ["bhr2000", "bh1996"])
def test_nobody_is_found_in_real_files(
    published: Callable[..., str], database: Database, shared_data: Path, name: str
) -> None:
    path = shared_data / "micro" / f"{name}.csv"
    with path.open(encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    keys = ("AF06", "AP12", "AS14") if name == "bhr2000" else ("COHES", "LEAD", "HRS")
    instrument = (
        likert_instrument("real", list(keys))
        if name == "bhr2000"
        else (
            'kind = "instrument"\nkey = "real"\nversion = "1"\ntitle.sv = "R"\n'
            + "".join(
                f'[[item]]\nkey = "{key}"\ntype = "number"\nfrom = 0\nto = 24\ntext.sv = "{key}"\n' for key in keys
            )
            + '[[index]]\nkey = "first"\ntitle.sv = "F"\nitems = ["COHES", "LEAD", "HRS"]\n'
        )
    )
    mapping = "[answers]\nignore = [" + ", ".join(f'"{key}"' for key in lines[0] if key not in (*keys, "GRP")) + "]\n"
    published("r", units=companies(path), instrument=instrument, answers=prefixed(path), mapping=mapping)
    people: dict[str, Person] = {
        f"p{number}": {"unit": f"c{line['GRP']}", **{key: line[key] for key in keys if line[key]}}
        for number, line in enumerate(lines)
    }
    truth = Truth({person["unit"]: "hq" for person in people.values()}, (), (people,))

    rows = exported(database, "r")

    assert recovered(rows, truth) == []
    assert recovered_through_indices(rows, truth, {"first": dict.fromkeys(keys, 1 / 3)}) == []
    # One corrected answer, laid over without any rule, is found on the same rows.
    later = {name: dict(person) for name, person in people.items()}
    later["p0"][keys[0]] = "changed"
    naive = [row for row in rows if row["unit_id"] == "hq" and row["measure"] == "mean"]
    naive += [{**row, "release": "r.2", "value": "x"} for row in naive]
    assert recovered(naive, Truth(truth.parents, (), (people, later)))
