"""Agreements: a home set once, every text kept, two people at once told of both texts."""

from __future__ import annotations

import datetime as dt

import pytest

from workplace.agreements.actions import agree, change
from workplace.agreements.agreement import AgreementState, Conflict, Home, Terms, problems_in
from workplace.agreements.queries import agreement_in, agreements_of, log_of
from workplace.agreements.records import AgreementLogRecord, LogIsAppendOnly
from workplace.database import Database
from workplace.errors import Refused

NOW = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)
HOME = Home("leader_report", "2026/T1")
TERMS = Terms("Veckomöte om prioriteringar", "Amina", "Fråga 9", dt.date(2027, 3, 1), "Färre frågor")


def test_an_agreement_is_read_back_in_its_home_and_nowhere_else(database: Database) -> None:
    with database.writing() as session:
        number = agree(session, HOME, TERMS, actor_id="p1", now=NOW)
        agree(session, Home("conversation", "2026/T1"), Terms("Något annat"), actor_id="p2", now=NOW)

    with database.reading() as session:
        found = agreements_of(session, "leader_report", ["2026/T1", "2026/T2"])
        assert [one.terms for one in found["2026/T1"]] == [TERMS]
        assert found["2026/T2"] == ()
        assert agreement_in(session, Home("conversation", "2026/T1"), number) is None


def test_every_text_is_kept(database: Database) -> None:
    done = Terms("Veckomöte om prioriteringar", "Amina", state=AgreementState.DONE)
    with database.writing() as session:
        number = agree(session, HOME, TERMS, actor_id="p1", now=NOW)
        changed = change(session, HOME, number, done, version=1, actor_id="p2", now=NOW)

    assert changed.version == 2
    assert not changed.is_open
    with database.reading() as session:
        assert [(entry.version, entry.terms, entry.actor_id) for entry in log_of(session, number)] == [
            (1, TERMS, "p1"),
            (2, done, "p2"),
        ]


def test_the_second_of_two_who_write_at_once_gets_both_texts(database: Database) -> None:
    with database.writing() as session:
        number = agree(session, HOME, TERMS, actor_id="p1", now=NOW)
        change(session, HOME, number, Terms("Först"), version=1, actor_id="p2", now=NOW)

    with pytest.raises(Conflict) as told, database.writing() as session:
        change(session, HOME, number, Terms("Sist"), version=1, actor_id="p1", now=NOW)

    assert (told.value.stored.terms.what, told.value.given.what) == ("Först", "Sist")
    with database.reading() as session:
        found = agreement_in(session, HOME, number)
        assert found is not None
        assert found.terms.what == "Först"


def test_the_same_text_again_writes_nothing(database: Database) -> None:
    with database.writing() as session:
        number = agree(session, HOME, TERMS, actor_id="p1", now=NOW)
        assert change(session, HOME, number, TERMS, version=1, actor_id="p2", now=NOW).version == 1


def test_an_agreement_of_another_home_cannot_be_changed(database: Database) -> None:
    with database.writing() as session:
        number = agree(session, HOME, TERMS, actor_id="p1", now=NOW)

    with pytest.raises(Refused), database.writing() as session:
        change(session, Home("leader_report", "2026/T2"), number, Terms("Annat"), version=1, actor_id="p1", now=NOW)


def test_what_was_written_cannot_be_rewritten(database: Database) -> None:
    with database.writing() as session:
        number = agree(session, HOME, TERMS, actor_id="p1", now=NOW)

    def rewrite() -> None:
        with database.writing() as session:
            row = session.get(AgreementLogRecord, (number, 1))
            assert row is not None
            row.terms = {"what": "omskrivet"}

    with pytest.raises(LogIsAppendOnly):
        rewrite()


def test_an_agreement_says_something_and_not_too_much() -> None:
    assert [problem.column for problem in problems_in(Terms("  ", why="x" * 2001))] == ["what", "why"]
