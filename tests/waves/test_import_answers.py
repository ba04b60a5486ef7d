"""Answers from elsewhere: taken in whole, or refused with everything that is wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import func, inspect, select

from surveys.ballots.queries import ballots_of_edition
from surveys.ballots.records import BallotRecord
from surveys.findings.actions import publish
from surveys.findings.queries import breakdowns_of
from surveys.waves.actions import import_answers
from surveys.waves.queries import editions_of, eligible_of, units_of_wave, wave_named
from tests.findings.conftest import CLOSED, likert_instrument
from workplace.clock import FixedClock
from workplace.database import Database
from workplace.errors import Problem, Refused
from workplace.imports.table import GivenFile

UNITS = "unit_id,name,parent_id\nhq,Hela,\nnorth,Norr,hq\nsouth,Söder,hq\n"
BACKGROUND = """
[[background]]
key = "sex"
categories = ["K", "M"]
"""
INSTRUMENT = likert_instrument("three", ["q1", "q2", "q3"], tail=BACKGROUND)
OTHER = likert_instrument("other", ["q1"])
GOOD = b"unit_id,sex,q1,q2,q3\n" + b"north,K,4,5,3\n" * 30 + b"south,M,2,2,1\n" * 30 + b"south,K,2,,1\n" * 30


@pytest.fixture
def took_in(wave_from: Callable[..., None]) -> Callable[..., None]:
    def take(answers: bytes = GOOD, **given: object) -> None:
        wave_from("w", units=UNITS, instrument=INSTRUMENT, answers=answers, **given)

    return take


def again(database: Database, clock: FixedClock, answers: bytes, **given: object) -> object:
    facts = {"instrument": "three", "closed_on": CLOSED, **given}
    with database.writing() as session:
        return import_answers(session, "w", GivenFile("answers.csv", answers), now=clock.now(), **facts)  # type: ignore[arg-type]


def problems_of(refused: pytest.ExceptionInfo[Refused]) -> list[Problem]:
    return list(refused.value.problems)


def test_identical_rows_are_respondents_each(took_in: Callable[..., None], database: Database) -> None:
    took_in()

    with database.reading() as session:
        ballots = ballots_of_edition(session, "w", 1)
        assert len(ballots) == 90
        assert list(units_of_wave(session, "w")) == ["hq", "north", "south"]
        assert ("south", {"q1": 2, "q3": 1}) in ballots


def test_a_ballot_has_neither_background_person_nor_time(took_in: Callable[..., None], database: Database) -> None:
    took_in()

    columns = {column["name"] for column in inspect(database.engine).get_columns("ballot")}
    assert columns == {"id", "wave_id", "edition", "unit_id", "answers"}
    with database.reading() as session:
        assert not any("sex" in answers for _, answers in ballots_of_edition(session, "w", 1))


def test_ballots_do_not_lie_in_the_order_of_the_file(took_in: Callable[..., None], database: Database) -> None:
    took_in()

    with database.engine.connect() as connection:
        place = "rowid" if database.is_sqlite else "ctid"
        units = [row[0] for row in connection.exec_driver_sql(f"select unit_id from ballot order by {place}")]
    assert units != ["north"] * 30 + ["south"] * 60


def test_backgrounds_are_counted_only_where_they_may_be_shown(took_in: Callable[..., None], database: Database) -> None:
    took_in()

    with database.reading() as session:
        kept = breakdowns_of(session, "w")
    assert kept.categories == {"sex": ("K", "M")}
    assert set(kept.counts) == {("hq", "sex"), ("south", "sex")}
    assert kept.counts["hq", "sex"].respondents == [60, 30]


def test_the_same_files_again_change_nothing(
    took_in: Callable[..., None], database: Database, clock: FixedClock
) -> None:
    took_in()

    result = again(database, clock, GOOD)

    assert not result.is_new  # type: ignore[attr-defined]
    with database.reading() as session:
        assert len(editions_of(session, "w")) == 1
        assert session.scalar(select(func.count()).select_from(BallotRecord)) == 90


def test_other_answers_are_a_new_edition(took_in: Callable[..., None], database: Database, clock: FixedClock) -> None:
    took_in()

    again(database, clock, GOOD + b"north,K,1,1,1\n")

    with database.reading() as session:
        assert [edition.number for edition in editions_of(session, "w")] == [1, 2]
        assert len(ballots_of_edition(session, "w", 2)) == 91


def test_a_dry_run_writes_nothing(took_in: Callable[..., None], database: Database, clock: FixedClock) -> None:
    took_in()

    result = again(database, clock, GOOD + b"north,K,1,1,1\n", dry_run=True)

    assert result.respondents == 91  # type: ignore[attr-defined]
    with database.reading() as session:
        assert len(editions_of(session, "w")) == 1


def test_rows_without_any_answer_are_no_respondents(took_in: Callable[..., None], database: Database) -> None:
    took_in(GOOD + b"north,K,,,\n" * 4)

    with database.reading() as session:
        assert len(ballots_of_edition(session, "w", 1)) == 90


def test_every_wrong_cell_is_named_at_once_and_nothing_is_kept(
    took_in: Callable[..., None], database: Database
) -> None:
    bad = b"unit_id,sex,q1,q2,q3\nnorth,K,4,5,3\nnorht,K,4,5,3\nsouth,X,6,3.5,ja\n"

    with pytest.raises(Refused) as refused:
        took_in(bad)

    found = {(problem.row, problem.column): problem for problem in problems_of(refused)}
    assert set(found) == {(3, "unit_id"), (4, "sex"), (4, "q1"), (4, "q2"), (4, "q3")}
    hint = found[3, "unit_id"].hint
    assert hint is not None
    assert hint.facts["nearest"] == "north"
    assert found[4, "q1"].value == "6"
    with database.reading() as session:
        assert wave_named(session, "w") is None


@pytest.mark.parametrize("value", ["1e0", "３", "ja", "3.5", "nan"])
def test_what_is_no_whole_number_is_said_to_be_none(took_in: Callable[..., None], value: str) -> None:
    with pytest.raises(Refused) as refused:
        took_in(f"unit_id,q1\nnorth,{value}\n".encode())

    (problem,) = problems_of(refused)
    assert (problem.row, problem.column, problem.value) == (2, "q1", value)
    assert "heltal" in problem.sentence.id


@pytest.mark.parametrize(
    ("header", "column"),
    [("unit_id,q1,q4", "q4"), ("unit_id,q1,Q1", "Q1"), ("q1,q2", "unit_id"), ("unit_id,q1,person_id", "person_id")],
)
def test_columns_that_do_not_belong_are_refused(took_in: Callable[..., None], header: str, column: str) -> None:
    cells = ",".join("north" if name == "unit_id" else "3" for name in header.split(","))

    with pytest.raises(Refused) as refused:
        took_in(f"{header}\n{cells}\n".encode())

    assert column in {problem.column for problem in problems_of(refused)}


def test_a_file_without_any_answer_is_refused(took_in: Callable[..., None]) -> None:
    with pytest.raises(Refused):
        took_in(b"unit_id,q1\nnorth,\nsouth,\n")


def test_the_wave_keeps_its_instrument_and_its_closing_date(
    took_in: Callable[..., None], wave_from: Callable[..., None], database: Database, clock: FixedClock
) -> None:
    took_in()
    wave_from("v", units=UNITS, instrument=OTHER, answers=b"unit_id,q1\nnorth,3\n")

    with pytest.raises(Refused) as refused:
        again(database, clock, GOOD + b"\n", instrument="other", closed_on=dt.date(2026, 9, 1))

    assert {problem.code for problem in problems_of(refused)} == {"other_instrument", "other_closing_date"}


def test_an_unknown_instrument_is_named(took_in: Callable[..., None], database: Database, clock: FixedClock) -> None:
    took_in()

    with pytest.raises(Refused) as refused:
        again(database, clock, GOOD, instrument="thre")

    assert "three" in str(refused.value)


def test_a_register_counts_who_could_answer(took_in: Callable[..., None], database: Database) -> None:
    took_in(eligible=b"unit_id,eligible\nhq,2\nnorth,40\nsouth,60\n")

    with database.reading() as session:
        assert eligible_of(session, "w", 1) == {"hq": 2, "north": 40, "south": 60}


def test_fewer_eligible_than_respondents_is_a_problem(took_in: Callable[..., None]) -> None:
    with pytest.raises(Refused) as refused:
        took_in(eligible=b"unit_id,eligible\nnorth,29\nsouth,\nwest,3\n")

    found = {(problem.row, problem.column) for problem in problems_of(refused)}
    assert found == {(2, "eligible"), (3, "eligible"), (4, "unit_id")}


def test_foreign_columns_come_in_through_a_map(took_in: Callable[..., None], database: Database) -> None:
    answers = b"Enhet;Q1;Konto\n" + b"N;4;x\n" * 6
    took_in(
        answers,
        mapping='[answers]\nignore = ["Konto"]\n[answers.columns]\nEnhet = "unit_id"\nQ1 = "q1"\n'
        '[answers.values.unit_id]\nN = "north"\n',
    )

    with database.reading() as session:
        assert ballots_of_edition(session, "w", 1) == [("north", {"q1": 4})] * 6


def test_after_a_release_breakdowns_stay_as_they_were(
    took_in: Callable[..., None], database: Database, clock: FixedClock
) -> None:
    took_in()
    with database.writing() as session:
        publish(session, "w", now=clock.now())
    with database.reading() as session:
        before = breakdowns_of(session, "w")

    again(database, clock, GOOD + b"north,M,1,1,1\n" * 40)

    with database.reading() as session:
        assert breakdowns_of(session, "w") == before


@pytest.mark.parametrize("content", [b"", b"   \n", b"unit_id,q1\n", b"\xff\xfeu\x00n\x00", b"unit_id,q1\nnorth"])
def test_broken_files_are_refused_in_words(took_in: Callable[..., None], content: bytes) -> None:
    with pytest.raises(Refused):
        took_in(content)
