"""Comments: each in one group that is large enough, agreed to by two of another department, later than the figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from sqlalchemy import insert, select, update

from appraisal.definition_kinds import KINDS
from measures.disclosure.floors import Floors
from measures.disclosure.ladder import ladder
from measures.disclosure.unit_tree import UnitTree
from surveys.ballots.records import TextBallotRecord
from surveys.findings.comments.actions import review_comment
from surveys.findings.comments.groups import (
    LEAST_COMMENTS,
    LEAST_RESPONDENTS,
    LEAST_SENSITIVE,
    comment_groups,
    department_of,
    may_review,
)
from surveys.findings.comments.masking import MASK, masked
from surveys.findings.comments.queries import comments_to_review, shown_comments
from surveys.findings.comments.review import Review, ReviewState, Verdict, after
from surveys.findings.records import CommentReviewRecord
from surveys.instrument import Instrument, Item, ItemType
from surveys.waves.actions import import_answers
from surveys.waves.charter import charter_hash, default_charter
from surveys.waves.records import WaveRecord
from surveys.waves.wave_unit import WaveUnit
from tests.measures.disclosure.attack import small_trees
from tests.waves.small_organisation import CLOSED, NOW, STAFF, WAVE, make_organisation, publish_wave
from workplace.database import Database
from workplace.definitions.actions import publish as publish_definition
from workplace.errors import Refused
from workplace.imports.table import GivenFile

OPEN = Item("ord", ItemType.TEXT, {"sv": "Något mer?"})
HARSH = replace(OPEN, key="krankt", names_contacts=True)
INSTRUMENT = Instrument("x", "1", {"sv": "X"}, (OPEN, HARSH))


def tree(**above: str) -> UnitTree:
    names = ["top", *above]
    return UnitTree.from_parents(names, [-1, *(names.index(parent) for parent in above.values())])


def shown(
    units: UnitTree, people: list[int], comments: Mapping[str, int], *, item: str = "ord", releases: int = 1
) -> list[tuple[str, str, int, set[str]]]:
    made = ladder(units, np.array(people), Floors())
    found = comment_groups(INSTRUMENT, made, {item: comments}, releases=releases)
    return [(one.unit_id, one.part, one.comments, set(one.units)) for one in found]


def test_ten_respondents_and_five_comments_are_needed() -> None:
    one = tree()
    assert shown(one, [10], {"top": 5}) == [("top", "all", 5, {"top"})]
    assert shown(one, [9], {"top": 5}) == []
    assert shown(one, [10], {"top": 4}) == []


def test_harassment_asks_for_twenty_and_else_goes_to_the_nearest_larger_group() -> None:
    units = tree(a="top", b="top")
    assert shown(units, [0, 15, 25], {"a": 6, "b": 6}) == [("a", "all", 6, {"a"}), ("b", "all", 6, {"b"})]
    harsh = shown(units, [0, 15, 25], {"a": 6, "b": 6}, item="krankt")
    assert harsh == [("b", "all", 6, {"b"})]  # of the fifteen in a nothing is left over for the top: too few
    assert shown(units, [10, 15, 25], {"a": 6, "b": 6}, item="krankt")[0] == ("top", "all", 6, {"top", "a"})


def test_a_group_above_shows_what_the_groups_below_do_not() -> None:
    units = tree(a="top", b="top", c="top")

    found = shown(units, [12, 30, 8, 9], {"top": 1, "a": 7, "b": 2, "c": 3})

    assert found == [("top", "all", 6, {"top", "b", "c"}), ("a", "all", 7, {"a"})]


def test_no_comment_is_shown_with_the_first_figures() -> None:
    assert shown(tree(), [40], {"top": 9}, releases=0) == []


@settings(max_examples=100, deadline=None)
@given(small_trees(most_units=7, largest=30), st.data())
def test_each_comment_stands_in_one_group_that_holds_the_rule(
    case: tuple[UnitTree, NDArray[np.int64]], data: st.DataObject
) -> None:
    units, people = case
    comments = {
        unit_id: data.draw(st.integers(0, int(size))) for unit_id, size in zip(units.unit_ids, people, strict=True)
    }
    made = ladder(units, people, Floors())
    place = {unit_id: number for number, unit_id in enumerate(units.unit_ids)}
    for item, least in (("ord", LEAST_RESPONDENTS), ("krankt", LEAST_SENSITIVE)):
        found = comment_groups(INSTRUMENT, made, {item: comments}, releases=1)
        for group in found:
            assert sum(comments[unit] for unit in group.units) == group.comments >= LEAST_COMMENTS
            assert sum(int(people[place[unit]]) for unit in group.units) == group.respondents >= least
        seen = [unit for group in found for unit in group.units]
        assert len(seen) == len(set(seen))


UNITS = {
    unit_id: WaveUnit(unit_id, parent, unit_id, "", "", None, "", None, place, True)
    for place, (unit_id, parent) in enumerate(
        (("stad", None), ("f1", "stad"), ("a1", "f1"), ("e1", "a1"), ("e2", "a1"), ("a2", "f1"), ("f2", "stad"))
    )
}


@pytest.mark.parametrize(
    "works, unit_id, may",
    [
        ("e1", "e2", False),
        ("e1", "a1", False),
        ("e1", "a2", True),
        ("e1", "f2", True),
        ("f1", "f1", False),
        ("f1", "e1", True),
        ("borta", "e1", False),
    ],
)
def test_nobody_reviews_the_own_department(works: str, unit_id: str, may: bool) -> None:
    assert may_review(UNITS, frozenset({works}), unit_id) is may
    assert department_of(UNITS, "e1") == "a1"


def test_the_same_text_must_be_agreed_to_by_two() -> None:
    one = after(None, "anna", Verdict.SHOW, "Bra chef", "ledning")
    assert one == Review(ReviewState.WAITING, "Bra chef", "ledning", "anna")
    assert after(one, "anna", Verdict.SHOW, "Bra chef", "ledning").state is ReviewState.WAITING
    assert after(one, "bo", Verdict.SHOW, "Bra [...]", "ledning") == Review(
        ReviewState.WAITING, "Bra [...]", "ledning", "bo"
    )
    assert after(one, "bo", Verdict.SHOW, "Bra chef", "ledning").state is ReviewState.APPROVED
    assert after(one, "bo", Verdict.STOP, "", "").state is ReviewState.STOPPED
    assert after(None, "bo", Verdict.REPORT, "", "").state is ReviewState.REPORTED


def test_names_and_ways_to_reach_people_are_masked_by_rule() -> None:
    names = ["Eva Lund", "Bo Ek"]
    assert masked("Eva Lunds möten är bra, lund är ett skogsord", names) == f"{MASK} möten är bra, lund är ett skogsord"
    assert masked("Ring 070-123 45 67 eller skriv till eva@stad.se", names) == f"Ring {MASK} eller skriv till {MASK}"
    assert masked("Han är född 19800101-1234", names) == f"Han är född {MASK}"
    assert masked("Vi var 12 av 40 år 2026", names) == "Vi var 12 av 40 år 2026"


WORDS = """
kind = "instrument"
key = "ord"
version = "1"
title.sv = "Ord"
[[item]]
key = "q1"
type = "likert"
from = 1
to = 5
text.sv = "Trivs du?"
[[item]]
key = "ord"
type = "text"
text.sv = "Något mer?"
"""


@pytest.fixture
def comments(database: Database) -> Database:
    """A released wave with eight comments from Norr and three from Söder; the charter names two reviewers."""
    make_organisation(database, instrument=False)
    rows = ["unit_id,q1", *(f"{unit},{1 + n % 5}" for unit, size in STAFF.items() for n in range(size))]
    with database.writing() as session:
        publish_definition(session, WORDS, kinds=KINDS, now=NOW)
        answers = GivenFile("a.csv", "\n".join(rows).encode())
        import_answers(session, WAVE, answers, instrument="ord", closed_on=CLOSED, now=NOW)
    charter = {**default_charter(), "reviewers": ["vera", "vast-1", "norr-1"]}
    with database.writing() as session:
        session.execute(
            update(WaveRecord)
            .where(WaveRecord.id == WAVE)
            .values(charter=charter, charter_sha256=charter_hash(charter))
        )
        texts = [("norr", f"Norr {number}") for number in range(8)] + [("soder", f"Söder {n}") for n in range(3)]
        session.execute(
            insert(TextBallotRecord),
            [
                {
                    "id": f"{(number * 7) % 11:032x}",
                    "wave_id": WAVE,
                    "edition": 1,
                    "unit_id": unit_id,
                    "item_key": "ord",
                    "text": text,
                }
                for number, (unit_id, text) in enumerate(texts)
            ],
        )
    return database


def settle(database: Database, reviewer: str, verdict: Verdict = Verdict.SHOW, *, at_most: int = 99) -> list[Review]:
    done = []
    with database.writing() as session:
        for comment in comments_to_review(session, WAVE, reviewer)[:at_most]:
            text = comment.review.text if comment.review else comment.text
            done.append(review_comment(session, comment.comment_id, reviewer_id=reviewer, verdict=verdict, text=text))
    return done


def test_reviewers_read_no_comment_of_their_own_department_and_no_unit(comments: Database) -> None:
    with comments.reading() as session:
        of_vera = comments_to_review(session, WAVE, "vera")
        of_norr = comments_to_review(session, WAVE, "norr-1")
        nobody = comments_to_review(session, WAVE, "lena")

    assert len(of_vera) == 11
    assert len(of_norr) == 3
    assert nobody == []
    assert [comment.comment_id for comment in of_vera] == sorted(comment.comment_id for comment in of_vera)
    assert not hasattr(of_vera[0], "unit_id")


def test_only_the_named_reviewers_settle_and_never_twice(comments: Database) -> None:
    with comments.reading() as session:
        first = comments_to_review(session, WAVE, "vera")[0].comment_id
        norr = session.scalar(select(TextBallotRecord.id).where(TextBallotRecord.unit_id == "norr"))
    for reviewer, comment_id in (("lena", first), ("norr-1", str(norr)), ("vera", "finns-inte")):
        with pytest.raises(Refused, match="kommentar"), comments.writing() as session:
            review_comment(session, comment_id, reviewer_id=reviewer, verdict=Verdict.SHOW, text="x")
    with comments.writing() as session:
        review_comment(session, first, reviewer_id="vera", verdict=Verdict.STOP)
    with pytest.raises(Refused, match="avgjord"), comments.writing() as session:
        review_comment(session, first, reviewer_id="vast-1", verdict=Verdict.SHOW, text="x")


def test_what_two_agreed_to_is_shown_in_a_later_release_where_the_group_is_large_enough(comments: Database) -> None:
    settle(comments, "vera")
    approved = settle(comments, "vast-1")
    assert {review.state for review in approved} == {ReviewState.APPROVED}
    with comments.reading() as session:
        assert shown_comments(session, WAVE) == []
    publish_wave(comments)

    with comments.reading() as session:
        found = shown_comments(session, WAVE)

    # Söder has three comments and goes on to the whole, where they are too few alone.
    assert [(group.unit_id, group.comments) for group, _ in found] == [("norr", 8)]
    texts = [comment.text for _, listed in found for comment in listed]
    assert sorted(texts) == [f"{MASK} {number}" for number in range(8)]
    assert texts != sorted(texts)


def test_a_comment_that_one_has_agreed_to_is_shown_nowhere(comments: Database) -> None:
    settle(comments, "vera")
    settle(comments, "vast-1", at_most=3)
    publish_wave(comments)

    with comments.reading() as session:
        assert shown_comments(session, WAVE) == []


def test_the_moment_a_comment_was_settled_is_nowhere() -> None:
    kinds = {column.type.python_type for column in CommentReviewRecord.__table__.columns}
    assert not kinds & {dt.datetime, dt.date}
