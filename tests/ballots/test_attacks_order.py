"""Attacks on what the tables themselves tell: order, transactions, ids, times, sizes.

Each is tried on the product, where it must find nothing, and on something broken, where it must find everybody.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text

from surveys.answering.actions import submit
from surveys.ballots.box import pack
from surveys.ballots.sealing import seal
from tests.ballots.attack import NO_ORDER, joined_by_transaction, linked_by_size, orders, tau, time_columns
from tests.ballots.urns import OpenWave, invitation_id
from workplace.database import Database

PEOPLE = 60
URN_TABLES = ("invitation", "invitation_token", "draft", "urn", "sealed_box", "ballot", "text_ballot")


def ballots_by_id(database: Database) -> dict[str, int]:
    """Return who is in each ballot: the mark that only the test knows to be a person."""
    with database.reading() as session:
        rows = session.execute(text("select id, answers from ballot")).all()
    return {row[0]: int(float(row[1].split('"mark":')[1].split(",")[0])) for row in rows}


def repack_if(database: Database, is_repacked: bool) -> None:
    """Let the database write its tables anew, in whatever order it likes."""
    if not is_repacked:
        return
    raw = database.engine.raw_connection()
    connection = raw.driver_connection
    assert connection is not None
    if database.is_sqlite:
        connection.execute("vacuum")
    else:
        raw.rollback()
        connection.autocommit = True
        connection.execute("vacuum (full, freeze)")
        connection.autocommit = False
    raw.close()


@pytest.mark.parametrize("is_repacked", [False, True])
def test_no_order_of_the_boxes_after_a_mix_tells_who_answered_when(
    opened: Callable[..., OpenWave], is_repacked: bool
) -> None:
    wave = opened(PEOPLE)
    wave.answer_all(range(PEOPLE))

    wave.mix()

    repack_if(wave.house.database, is_repacked)
    inside = wave.opened()
    for name, ids in orders(wave.house.database, "sealed_box").items():
        assert abs(tau(wave.answered, [inside[each] for each in ids])) < NO_ORDER, name


@pytest.mark.parametrize("is_repacked", [False, True])
def test_no_order_of_the_ballots_tells_who_answered_when(opened: Callable[..., OpenWave], is_repacked: bool) -> None:
    wave = opened(PEOPLE)
    wave.answer_all(range(40))
    wave.mix()
    wave.answer_all(range(40, PEOPLE))

    wave.close()

    repack_if(wave.house.database, is_repacked)
    inside = ballots_by_id(wave.house.database)
    assert len(inside) == PEOPLE
    for name, ids in orders(wave.house.database, "ballot").items():
        assert abs(tau(wave.answered, [inside[each] for each in ids])) < NO_ORDER, name


@pytest.mark.parametrize("is_repacked", [False, True])
def test_control_ballots_written_as_they_come_lie_in_that_order(
    opened: Callable[..., OpenWave], is_repacked: bool
) -> None:
    wave = opened(PEOPLE)
    with wave.house.database.writing() as session:
        session.execute(text("create table naive_ballot (id integer primary key, mark integer)"))
    for number in range(PEOPLE):
        with wave.house.database.writing() as session:
            session.execute(text("insert into naive_ballot values (:id, :mark)"), {"id": number, "mark": number})
    wave.answered = list(range(PEOPLE))

    repack_if(wave.house.database, is_repacked)
    found = orders(wave.house.database, "naive_ballot")

    for name, ids in found.items():
        assert tau(wave.answered, [int(each) for each in ids]) == pytest.approx(1), name
    assert set(found) >= ({"id", "rowid"} if wave.house.database.is_sqlite else {"id", "ctid", "xmin", "cmin"})


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_no_transaction_joins_an_invitation_with_a_ballot_or_a_mixed_box(
    opened: Callable[..., OpenWave],
) -> None:
    wave = opened(PEOPLE)
    wave.answer_all(range(PEOPLE))

    # The control: a box that is not mixed yet is joined with its person, every one of them; it is sealed.
    assert len(joined_by_transaction(wave.house.database, "sealed_box")) == PEOPLE
    wave.mix()
    assert joined_by_transaction(wave.house.database, "sealed_box") == set()
    wave.close()
    assert joined_by_transaction(wave.house.database, "ballot") == set()


def test_no_id_is_met_again(opened: Callable[..., OpenWave]) -> None:
    wave = opened(PEOPLE)
    wave.answer_all(range(PEOPLE))
    seen = [set(wave.invitations()), set(wave.boxes())]
    for _ in range(2):
        wave.mix()
        seen.append(set(wave.boxes()))

    wave.close()
    seen.append(set(ballots_by_id(wave.house.database)))

    assert sum(map(len, seen)) == len(set().union(*seen)) == 5 * PEOPLE


def test_control_a_mix_that_keeps_the_ids_is_followed_box_by_box(opened: Callable[..., OpenWave]) -> None:
    wave = opened(PEOPLE)
    person_of: dict[str, int] = {}
    for number in range(PEOPLE):
        wave.answer(number)
        (new,) = set(wave.boxes()) - set(person_of)
        person_of[new] = number

    fresh = seal(bytes(wave.urn.box_size), wave.keys.make(wave.wave_id, 99))
    with wave.house.database.writing() as session:
        session.execute(text("update sealed_box set box = :box"), {"box": fresh})

    assert sum(person_of.get(box_id) is not None for box_id in wave.boxes()) == PEOPLE


def test_no_column_around_the_urn_holds_a_time(opened: Callable[..., OpenWave]) -> None:
    database = opened(1).house.database

    assert time_columns(database, URN_TABLES) == set()
    # The control: the same question finds the times of tables that have them.
    assert time_columns(database, ["wave_edition", "wave_plan"]) >= {"wave_edition.imported_at", "wave_plan.closed_at"}


def test_all_boxes_of_a_wave_have_one_size_whatever_lies_in_them(opened: Callable[..., OpenWave]) -> None:
    wave = opened(20)
    written = {number: {"texts": {"ord": "ö" * 40 * number}} for number in range(20)}
    sizes = set()
    for number, more in written.items():
        wave.answer(number, **more)
    sizes |= {len(box) for box in wave.boxes().values()}
    wave.mix()
    sizes |= {len(box) for box in wave.boxes().values()}

    assert len(sizes) == 1
    length = {number: len(wave.content(number, **more).texts["ord"]) for number, more in written.items()}
    assert linked_by_size(length, {box_id: len(box) for box_id, box in wave.boxes().items()}) == 0


def test_control_boxes_that_are_not_padded_are_told_by_their_size(opened: Callable[..., OpenWave]) -> None:
    wave = opened(20)
    urn = wave.urn
    packed = {
        number: pack(wave.content(number, texts={"ord": "ö" * 40 * number}), urn.box_size).rstrip(b"\0")
        for number in range(20)
    }
    boxes = {str(number): seal(plain, urn.public_key) for number, plain in packed.items()}

    expected = {number: len(plain) + 48 for number, plain in packed.items()}

    assert linked_by_size(expected, {box_id: len(box) for box_id, box in boxes.items()}) >= 19


def test_an_answer_sent_twice_is_stored_once(opened: Callable[..., OpenWave]) -> None:
    wave = opened(3)
    wave.answer(0)

    with wave.house.database.writing() as session:
        outcome = submit(session, invitation_id(0), wave.wave_id, wave.content(2), "no draft")

    assert outcome.value == "already"
    assert wave.marks_in_urn() == {0: 1}
