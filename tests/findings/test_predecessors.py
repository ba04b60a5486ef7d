"""What a group may be compared with, and that a release keeps it for ever."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pytest
from sqlalchemy import delete, insert, select

from appraisal.definition_kinds import KINDS
from surveys.findings.actions import publish
from surveys.findings.before.predecessors import Break, FrozenGroups, Predecessor, predecessors
from surveys.findings.queries import audit_of
from surveys.findings.records import ReleasePredecessorRecord
from surveys.findings.trend.queries import trend_of
from surveys.findings.trend.trend import Trend
from surveys.waves.actions import import_answers
from tests.conftest import NOW
from workplace.database import Database
from workplace.definitions.actions import publish as publish_definition
from workplace.imports.table import GivenFile
from workplace.organisation.actions import import_organisation


def people(start: int, end: int) -> frozenset[str]:
    return frozenset(f"p{number}" for number in range(start, end))


def groups(**direct: frozenset[str]) -> FrozenGroups:
    return FrozenGroups({"top": None, **dict.fromkeys(direct, "top")}, direct)


def found(now: FrozenGroups, before: FrozenGroups, **went_before: str) -> dict[tuple[str, str], Predecessor]:
    return {(one.unit_id, one.part): one for one in predecessors(now, before, went_before)}


@pytest.mark.parametrize("same, may", [(80, True), (79, False), (100, True), (0, False)])
def test_four_fifths_of_the_same_people_may_be_compared(same: int, may: bool) -> None:
    one = found(groups(a=people(0, 100)), groups(a=people(100 - same, 200 - same)))["a", "all"]

    assert one.same_percent == same
    assert one.broken is (None if may else Break.OTHER_PEOPLE)


def test_a_unit_that_was_split_does_not_pass_for_the_old_one() -> None:
    one = found(groups(new=people(0, 10)), groups(old=people(0, 20)), new="old")["new", "direct"]

    assert (one.before_id, one.same_percent, one.broken) == ("old", 50, Break.OTHER_PEOPLE)


def test_a_unit_under_a_new_name_carries_the_trend_of_its_predecessor() -> None:
    made = found(groups(new=people(0, 20)), groups(old=people(1, 21)), new="old")

    assert (made["new", "all"].before_id, made["new", "all"].broken) == ("old", None)


def test_a_unit_is_compared_with_the_one_most_of_its_people_were_in() -> None:
    before = groups(a=people(0, 10), b=people(10, 30))

    one = found(groups(a=people(10, 29)), before, a="b")["a", "all"]

    assert (one.before_id, one.broken) == ("b", None)


def test_a_line_of_predecessors_is_followed_to_the_one_that_was_there() -> None:
    made = found(groups(third=people(0, 10)), groups(first=people(0, 10)), third="second", second="first")

    assert made["third", "all"].before_id == "first"


def test_a_ring_of_predecessors_ends() -> None:
    made = found(groups(a=people(0, 10)), groups(z=people(0, 10)), a="b", b="a")

    assert made["a", "all"].broken is Break.NEW_UNIT


def test_where_nobody_knows_who_was_there_a_unit_goes_before_itself_and_no_other_does() -> None:
    unknown = FrozenGroups({"top": None, "a": "top"}, None)

    made = found(FrozenGroups({"top": None, "a": "top", "b": "top"}, None), unknown, b="a")

    assert (made["a", "all"].before_id, made["a", "all"].broken) == ("a", None)
    assert (made["b", "all"].before_id, made["b", "all"].broken) == ("a", Break.PEOPLE_UNKNOWN)


INSTRUMENT = """
kind = "instrument"
key = "{key}"
version = "1"
title.sv = "Prov"
[[item]]
key = "q1"
type = "likert"
from = 1
to = {to}
text.sv = "Ett"
trend = "ett"
[[item]]
key = "q2"
type = "likert"
from = 1
to = 5
text.sv = "Två"
trend = "tva"
"""


def take_in(database: Database, units: Iterable[str], placed: dict[str, Iterable[int]], as_of: dt.date) -> None:
    rows = ["unit_id,name,parent_id,predecessor_id", "top,Toppen,,", *units]
    staff = ["person_id,name,email,unit_id,title,employed_from"]
    staff += [f"p{one},P {one},,{unit},T,2020-01-01" for unit, numbers in placed.items() for one in numbers]
    with database.writing() as session:
        import_organisation(
            session,
            units=GivenFile("u.csv", "\n".join(rows).encode()),
            people=GivenFile("p.csv", "\n".join(staff).encode()),
            as_of=as_of,
            now=NOW,
            allow_large_change=True,
        )


def wave(database: Database, wave_id: str, units: dict[str, int], closed_on: dt.date, key: str = "fem") -> None:
    lines = ["unit_id,q1,q2"] + [f"{unit},{1 + n % 5},{1 + n % 4}" for unit, size in units.items() for n in range(size)]
    with database.writing() as session:
        import_answers(
            session,
            wave_id,
            GivenFile("a.csv", "\n".join(lines).encode()),
            instrument=key,
            closed_on=closed_on,
            now=NOW,
        )
    with database.writing() as session:
        publish(session, wave_id, now=NOW)


@pytest.fixture
def years(database: Database) -> Database:
    """Two years: in the second `ny` came after `gammal` with nearly all its people, `halv` with half of `delad`."""
    with database.writing() as session:
        for key, to in (("fem", 5), ("sju", 7)):
            publish_definition(session, INSTRUMENT.format(key=key, to=to), kinds=KINDS, now=NOW)
    take_in(
        database,
        ["gammal,Gamla,top,", "delad,Delade,top,"],
        {"gammal": range(20), "delad": range(30, 50)},
        dt.date(2024, 1, 1),
    )
    wave(database, "ett", {"gammal": 20, "delad": 20}, dt.date(2025, 5, 1))
    take_in(
        database,
        ["ny,Nya,top,gammal", "halv,Halva,top,delad"],
        {"ny": [*range(18), 60, 61], "halv": [*range(30, 40), *range(70, 80)]},
        dt.date(2025, 9, 1),
    )
    wave(database, "tva", {"ny": 20, "halv": 20}, dt.date(2026, 5, 1), key="sju")
    return database


def trend(database: Database, unit_id: str, release_id: str = "tva.1") -> Trend:
    with database.reading() as session:
        return trend_of(session, release_id, unit_id)


def test_the_trend_of_a_renamed_unit_goes_on_and_that_of_a_split_one_has_a_mark(years: Database) -> None:
    renamed, split = trend(years, "ny"), trend(years, "halv")

    assert [(point.unit_id, point.broken) for point in renamed.points] == [("gammal", None), ("ny", None)]
    assert [(point.unit_id, point.broken) for point in split.points] == [
        ("delad", Break.OTHER_PEOPLE),
        ("halv", None),
    ]
    assert renamed.points[0].same_percent == 90
    assert len(renamed.comparable("mean", "q2")) == 2
    assert len(split.comparable("mean", "q2")) == 1


def test_a_question_on_another_scale_breaks_the_trend_of_that_question_alone(years: Database) -> None:
    first, _ = trend(years, "ny").points

    assert first.figure("mean", "q1") is None
    assert first.figure("mean", "q2") is not None
    assert len(trend(years, "ny").comparable("mean", "q1")) == 1


def test_a_later_reorganisation_changes_no_trend(years: Database) -> None:
    before = [(point.unit_id, point.broken) for point in trend(years, "ny").points]
    take_in(years, ["ny,Nya,top,delad", "halv,Halva,top,"], {"halv": range(20), "ny": range(80, 99)}, NOW.date())

    assert [(point.unit_id, point.broken) for point in trend(years, "ny").points] == before


def test_the_line_ends_where_the_reader_may_not_read_on(years: Database) -> None:
    with years.reading() as session:
        found = trend_of(session, "tva.1", "ny", may_read=lambda release: release.wave_id == "tva")
        unknown = trend_of(session, "tva.1", "finns-inte")

    assert [point.release.wave_id for point in found.points] == ["tva"]
    assert unknown.points == ()


def test_the_audit_finds_that_what_went_before_was_changed(years: Database) -> None:
    with years.reading() as session:
        assert audit_of(session, "tva").holds
    table = ReleasePredecessorRecord.__table__
    with years.writing() as session:
        row = dict(
            session.execute(select(table).where(table.c.unit_id == "halv", table.c.part == "all")).one()._mapping
        )
        session.execute(delete(ReleasePredecessorRecord).where(table.c.unit_id == "halv", table.c.part == "all"))
        session.execute(insert(ReleasePredecessorRecord).values(**{**row, "broken": ""}))
    with years.reading() as session:
        report = audit_of(session, "tva")

    assert report.broken == ("tva.1 before",)
