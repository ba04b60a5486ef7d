"""What is published can't be subtracted: attacks on the exported file, each with a control that fails."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from sqlalchemy import delete, insert

from bench.city import City, build_city, instrument_toml
from bench.release import release
from measures.disclosure.floors import Floors
from surveys.findings.actions import publish
from surveys.findings.queries import audit_of, findings_of
from surveys.findings.release_audit import audit_pages
from surveys.waves.actions import import_answers
from surveys.waves.queries import units_of_wave
from surveys.waves.wave_unit import tree_of
from tests.findings.attack import plain_threshold_rows, recovered_groups
from tests.findings.conftest import CLOSED
from workplace.clock import FixedClock
from workplace.database import Database
from workplace.imports.table import GivenFile
from workplace.releases.cells import encode
from workplace.releases.export import csv_lines
from workplace.releases.queries import all_pages, release_heads
from workplace.releases.records import ReleaseIsFrozen, ReleasePageRecord, ReleaseRecord

ITEMS = 4


@pytest.fixture(scope="module")
def city() -> City:
    return build_city(people=3_000, items=ITEMS, missing=0.04, seed=7)


@pytest.fixture(scope="module")
def town() -> City:
    return build_city(people=900, items=2, missing=0.0, seed=3)


def rows_of(city: City) -> list[dict[str, str]]:
    """The exported file of a city, made without a database."""
    pages, made = release(city, with_breakdowns=True, is_quiet=True)
    return list(csv.DictReader(io.StringIO("".join(csv_lines("stad.1", made.plan.layout, pages)))))


@pytest.fixture(scope="module")
def rows(city: City) -> list[dict[str, str]]:
    return rows_of(city)


def without_leaders(city: City) -> str:
    return "".join(line.rsplit(",", 1)[0] + "\n" for line in city.units_csv().splitlines())


@pytest.fixture
def release_id(town: City, published: Callable[..., str]) -> str:
    return published(
        "stad", units=without_leaders(town), instrument=instrument_toml(2), answers=town.answers_csv().encode()
    )


def exported(database: Database, release_id: str) -> list[dict[str, str]]:
    with database.reading() as session:
        head = next(head for head in release_heads(session) if head.release_id == release_id)
        text = "".join(csv_lines(release_id, head.layout, all_pages(session, release_id)))
    return list(csv.DictReader(io.StringIO(text)))


def parents_of(city: City) -> dict[str, str]:
    return {
        unit: city.unit_ids[above]
        for unit, above in zip(city.unit_ids, city.parent.tolist(), strict=True)
        if above >= 0
    }


def sizes_of(city: City) -> dict[str, int]:
    counts = np.bincount(city.unit, minlength=len(city.unit_ids)).tolist()
    return dict(zip(city.unit_ids, counts, strict=True))


def test_the_exported_file_is_what_was_protected(town: City, release_id: str, database: Database) -> None:
    stored = exported(database, release_id)

    def in_tree(rows: list[dict[str, str]]) -> list[tuple[str, ...]]:
        return sorted(tuple(row.values()) for row in rows)

    assert in_tree(stored) == in_tree(rows_of(town))


def test_no_small_group_follows_from_the_exported_file(city: City, rows: list[dict[str, str]]) -> None:
    assert recovered_groups(rows, parents_of(city), sizes_of(city)) == set()
    assert sum(row["status"] == "shown" and row["measure"] == "index" for row in rows) > 50


def test_the_same_attack_succeeds_on_a_plain_threshold(city: City) -> None:
    rows = plain_threshold_rows(parents_of(city), sizes_of(city))

    assert len(recovered_groups(rows, parents_of(city), sizes_of(city))) >= 3


def test_each_measure_keeps_its_own_floor(rows: list[dict[str, str]]) -> None:
    floors = {"index": 5, "respondents": 5, "mean": 7, "favourable": 10, "band": 10, "share": 20}
    floors |= dict.fromkeys(("alpha", "icc1", "icc2", "rwg"), 50) | dict.fromkeys(("driver_weight", "explained"), 100)
    for row in rows:
        if row["status"] == "shown":
            least = floors[row["measure"]]
            is_category = row["breakdown"] not in ("all", "direct")
            assert int(row["n"]) >= (max(7, least) if is_category else least), row


def test_values_are_rounded_and_clipped_below_the_highest_rung(rows: list[dict[str, str]]) -> None:
    has_classes = {
        (row["unit_id"], row["breakdown"], row["category"])
        for row in rows
        if row["measure"] == "share" and row["status"] == "shown"
    }
    for row in rows:
        if row["status"] != "shown" or row["measure"] in ("respondents", "response_rate"):
            continue
        value = float(row["value"])
        if row["measure"] == "mean":
            assert value == round(value, 1)
        elif row["measure"] in ("alpha", "icc1", "icc2", "rwg"):
            assert value == round(value, 2)
            assert -1 <= value <= 1
            continue
        else:
            assert value == int(value)
        if (row["unit_id"], row["breakdown"], row["category"]) not in has_classes:
            low, high = (1.3, 4.7) if row["measure"] == "mean" else (8, 92)
            assert low <= value <= high
            if row["measure"] in ("band", "favourable"):
                assert value % 10 == 0


def test_a_breakdown_shows_all_categories_that_anybody_belongs_to_or_none(rows: list[dict[str, str]]) -> None:
    shown: dict[tuple[str, str], Counter[str]] = {}
    people: dict[tuple[str, str], int] = {}
    for row in rows:
        if row["measure"] != "respondents":
            continue
        if row["breakdown"] == "all" and row["status"] == "shown":
            people[row["unit_id"], ""] = int(row["n"])
        if row["breakdown"] in ("sex", "age_group", "role"):
            counts = shown.setdefault((row["unit_id"], row["breakdown"]), Counter())
            counts[row["status"]] += 1
            if row["status"] == "shown":
                key = (row["unit_id"], row["breakdown"])
                people[key] = people.get(key, 0) + int(row["n"])
    whole = [key for key, counts in shown.items() if counts["shown"]]
    assert whole
    for unit_id, name in whole:
        assert people[unit_id, name] == people[unit_id, ""] >= 50


def test_the_order_of_rows_and_what_was_answered_do_not_change_the_pattern(
    city: City, rows: list[dict[str, str]]
) -> None:
    rng = np.random.default_rng(5)
    order = rng.permutation(city.unit.size)
    answers = city.answers.copy()
    for item in range(ITEMS):
        given = answers[:, item] > 0
        answers[given, item] = rng.permutation(answers[given, item])
    other = replace(city, unit=city.unit[order], category=city.category[order], answers=answers[order])

    def pattern(rows: list[dict[str, str]]) -> list[tuple[str, ...]]:
        return [
            tuple(row[name] for name in ("unit_id", "breakdown", "category", "measure", "item", "n", "reason"))
            for row in rows
        ]

    assert pattern(rows_of(other)) == pattern(rows)


def test_a_withheld_unit_withholds_its_numbers(rows: list[dict[str, str]]) -> None:
    hidden = {
        row["unit_id"]
        for row in rows
        if row["measure"] == "respondents" and row["breakdown"] == "all" and row["status"] == "withheld"
    }
    assert hidden
    assert {row["status"] for row in rows if row["unit_id"] in hidden and row["breakdown"] == "all"} == {"withheld"}


def test_the_audit_holds_and_finds_a_page_that_was_tampered_with(release_id: str, database: Database) -> None:
    with database.reading() as session:
        assert audit_of(session, "stad").holds
        units = units_of_wave(session, "stad")
        head = release_heads(session, "stad")[0]
        pages = list(all_pages(session, release_id))
    tree = tree_of(units.values())
    place = next(
        number
        for number, page in enumerate(pages)
        if page.blocks[0].is_withheld and not units[page.unit_id].has_units_below
    )
    example = next(page.blocks[0] for page in pages if page.blocks[0].rung == 2)
    leaking = replace(example, n=tuple(3 if n else 0 for n in example.n))
    tampered = replace(pages[place], blocks=(leaking, *pages[place].blocks[1:]))

    leaks = audit_pages(release_id, head.layout, [*pages[:place], tampered, *pages[place + 1 :]], tree, Floors())
    assert any(leak.unit_id == tampered.unit_id and leak.people == 3 for leak in leaks)

    cells = encode(tampered)
    with database.writing() as session:
        where = (ReleasePageRecord.release_id == release_id, ReleasePageRecord.unit_id == tampered.unit_id)
        sha256 = session.query(ReleasePageRecord.sha256).filter(*where).scalar()
        session.execute(delete(ReleasePageRecord).where(*where))
        session.execute(
            insert(ReleasePageRecord).values(
                release_id=release_id, unit_id=tampered.unit_id, position=place, cells=cells, sha256=sha256
            )
        )
    with database.reading() as session:
        report = audit_of(session, "stad")
    assert not report.holds
    assert f"{release_id}/{tampered.unit_id}" in report.broken
    assert report.leaks


def test_a_released_row_cannot_be_changed(release_id: str, database: Database) -> None:
    def change() -> None:
        with database.writing() as session:
            row = session.get(ReleaseRecord, release_id)
            assert row is not None
            row.edition = 9

    with pytest.raises(ReleaseIsFrozen):
        change()


def corrected(city: City, rows: np.ndarray, value: int) -> bytes:
    answers = city.answers.copy()
    answers[rows, 0] = value
    return replace(city, answers=answers).answers_csv().encode()


def take_in(database: Database, clock: FixedClock, answers: bytes) -> None:
    with database.writing() as session:
        import_answers(
            session, "stad", GivenFile("a.csv", answers), instrument="city", closed_on=CLOSED, now=clock.now()
        )


def test_one_corrected_answer_changes_nothing_that_is_published(
    town: City, release_id: str, database: Database, clock: FixedClock
) -> None:
    city = town
    one = np.flatnonzero(city.answers[:, 0] == 5)[:1]
    take_in(database, clock, corrected(city, one, 1))

    with database.writing() as session:
        made = publish(session, "stad", now=clock.now())

    assert not made.is_new
    with database.reading() as session:
        assert len(release_heads(session, "stad")) == 1


def test_many_corrected_answers_change_their_cells_and_no_group_of_few(
    town: City, release_id: str, database: Database, clock: FixedClock
) -> None:
    city = town
    sizes = np.bincount(city.unit, minlength=len(city.unit_ids))
    with database.reading() as session:
        shown = [
            unit
            for unit, found in findings_of(session, release_id, city.unit_ids).items()
            if found.rung() >= 2 and sizes[city.unit_ids.index(unit)] >= 12
        ]
    many = np.flatnonzero((city.unit == city.unit_ids.index(shown[0])) & (city.answers[:, 0] > 1))
    few = np.flatnonzero((city.unit == city.unit_ids.index(shown[1])) & (city.answers[:, 0] > 1))[:2]
    assert many.size >= 10
    take_in(database, clock, corrected(city, np.concatenate([many, few]), 1))

    with database.writing() as session:
        made = publish(session, "stad", now=clock.now())

    assert made.release_id == "stad.2"
    with database.reading() as session:
        before = findings_of(session, "stad.1", shown[:2])
        after = findings_of(session, "stad.2", shown[:2])
        assert audit_of(session, "stad").holds
    assert after[shown[0]].cell("mean", "q1") != before[shown[0]].cell("mean", "q1")
    assert after[shown[0]].cell("mean", "q2") == before[shown[0]].cell("mean", "q2")
    assert after[shown[1]].cell("mean", "q1") == before[shown[1]].cell("mean", "q1")
