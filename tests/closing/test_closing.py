"""Closing a wave: a count that adds up, ballots without a background, and nothing left to open."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, inspect, select, update

from surveys.answering.actions import Outcome
from surveys.answering.records import DraftRecord
from surveys.ballots.actions import insert_boxes, put_box
from surveys.ballots.box import pack
from surveys.ballots.queries import ballots_of_edition, texts_of_edition
from surveys.ballots.records import SealedBoxRecord, UrnRecord
from surveys.ballots.sealing import seal
from surveys.closing.count import ClosingCount, from_stored, to_stored
from surveys.closing.queries import closing_count
from surveys.findings.actions import publish
from surveys.findings.queries import breakdowns_of
from surveys.planning.records import WavePlanRecord
from surveys.waves.actions import import_answers
from surveys.waves.queries import eligible_of, wave_named
from tests.ballots.urns import WAVE, OpenWave, add_drafts
from workplace.errors import Refused
from workplace.imports.table import GivenFile
from workplace.journal.actions import record


def stored_count(wave: OpenWave) -> ClosingCount | None:
    with wave.house.database.reading() as session:
        return closing_count(session, WAVE)


def test_the_count_at_close_adds_up(opened: Callable[..., OpenWave]) -> None:
    wave = opened(40)
    with wave.house.database.writing() as session:
        now = wave.house.clock.now()
        facts = {"invited": 37}
        record(session, now=now, actor_id="", verb="opened", object_kind="wave", object_id=WAVE, facts=facts)
    wave.change_invitations([30, 31], is_absent=True)
    wave.change_invitations([39], is_withdrawn=True)
    wave.answer_all(range(25))
    wave.answer(30)
    wave.answer(26, answers={})
    wave.answer(27, texts={"ord": "Bra så"})
    add_drafts(wave.house, 4)

    count = wave.close()

    assert count.adds_up
    assert (count.invited, count.late_hires, count.withdrawn, count.answered) == (40, 3, 1, 28)
    assert (count.absent, count.absent_answered, count.unanswered) == (2, 1, 11)
    assert (count.boxes, count.ballots, count.blank, count.unreadable) == (28, 27, 1, ())
    assert (count.texts, count.drafts_dropped) == (1, 4)
    assert stored_count(wave) == count
    assert from_stored(to_stored(count)) == count


def test_how_many_of_few_absent_answered_is_not_told(opened: Callable[..., OpenWave]) -> None:
    wave = opened(10)
    wave.change_invitations([3, 4], is_absent=True)
    wave.answer_all([3, 4])

    assert wave.close().shown_absent_answered is None


def test_every_answer_becomes_one_ballot_and_nothing_else_is_left(opened: Callable[..., OpenWave]) -> None:
    wave = opened(30)
    wave.answer_all(range(30))
    add_drafts(wave.house, 2)

    wave.close()

    assert wave.marks_in_ballots() == dict.fromkeys(range(30), 1)
    assert wave.keys.waves() == []
    assert not wave.urn.is_open
    with wave.house.database.reading() as session:
        for record_class in (SealedBoxRecord, DraftRecord):
            assert session.scalar(select(func.count()).select_from(record_class)) == 0


def test_after_the_close_no_answer_is_taken(opened: Callable[..., OpenWave]) -> None:
    wave = opened(5)
    wave.answer_all([0])

    wave.close()

    assert wave.answer(1) is Outcome.CLOSED
    assert wave.marks_in_ballots() == {0: 1}


def test_closing_twice_gives_the_count_of_the_first_time(opened: Callable[..., OpenWave]) -> None:
    wave = opened(5)
    wave.answer_all([0, 1])
    first = wave.close()

    assert wave.close() == first
    assert wave.marks_in_ballots() == {0: 1, 1: 1}


def test_vet_ej_is_kept_as_null_and_passed_over_is_not_there(opened: Callable[..., OpenWave]) -> None:
    wave = opened(5)
    wave.answer(0, answers={"mark": 0.0, "trivs": None, "flera": ["x", "y"], "val": None})

    wave.close()

    with wave.house.database.reading() as session:
        ((_, answers),) = ballots_of_edition(session, WAVE, 1)
    assert answers == {"mark": 0.0, "trivs": None, "flera": ["x", "y"], "val": None}


def test_a_background_is_counted_and_then_gone(opened: Callable[..., OpenWave]) -> None:
    wave = opened(160)
    wave.answer_all(range(160))

    wave.close()

    with wave.house.database.reading() as session:
        breakdowns = breakdowns_of(session, WAVE)
        assert breakdowns.categories == {"sex": ("K", "M")}
        assert sum(breakdowns.counts["top", "sex"].respondents) == 160
        assert not any("sex" in answers for _, answers in ballots_of_edition(session, WAVE, 1))
    for table in ("ballot", "text_ballot"):
        columns = {column["name"] for column in inspect(wave.house.database.engine).get_columns(table)}
        assert columns <= {"id", "wave_id", "edition", "unit_id", "answers", "item_key", "text"}


def test_a_background_code_the_instrument_lacks_counts_as_missing(opened: Callable[..., OpenWave]) -> None:
    wave = opened(160)
    for number in range(160):
        wave.answer(number, background={"sex": "X" if number < 20 else "K"})

    count = wave.close()

    assert count.ballots == 160
    with wave.house.database.reading() as session:
        assert breakdowns_of(session, WAVE).categories == {"sex": ("K", "M", "missing")}


def test_words_are_ballots_of_their_own(opened: Callable[..., OpenWave]) -> None:
    wave = opened(6)
    wave.answer(0, texts={"ord": "  Mer tid\nför samtal  "})
    wave.answer(1, texts={"ord": "   "})

    wave.close()

    with wave.house.database.reading() as session:
        assert texts_of_edition(session, WAVE, 1) == [("top", "ord", "Mer tid\nför samtal")]
        assert not any("ord" in answers for _, answers in ballots_of_edition(session, WAVE, 1))


@pytest.mark.parametrize(
    "more, reason",
    [
        ({"unit_id": "nowhere"}, "unknown_unit"),
        ({"answers": {"trivs": 6}}, "does_not_fit:trivs"),
        ({"answers": {"trivs": 2.5}}, "does_not_fit:trivs"),
        ({"answers": {"trivs": True}}, "does_not_fit:trivs"),
        ({"answers": {"mark": -1.0}}, "does_not_fit:mark"),
        ({"answers": {"val": ["a"]}}, "does_not_fit:val"),
        ({"answers": {"val": "c"}}, "does_not_fit:val"),
        ({"answers": {"flera": ["x", "x"]}}, "does_not_fit:flera"),
        ({"answers": {"flera": [["x"]]}}, "does_not_fit:flera"),
        ({"answers": {"annat": 1}}, "does_not_fit:annat"),
        ({"answers": {"ord": "hej"}}, "does_not_fit:ord"),
        ({"texts": {"trivs": "hej"}}, "does_not_fit:trivs"),
    ],
)
def test_a_box_that_does_not_fit_is_named_and_stops_nobody(
    opened: Callable[..., OpenWave], more: dict[str, object], reason: str
) -> None:
    wave = opened(4)
    wave.answer_all([0, 1])
    wave.answer(2, **more)

    count = wave.close()

    assert [box.reason for box in count.unreadable] == [reason]
    assert len(count.unreadable[0].name) == 32
    assert count.adds_up
    assert count.ballots == 2


def test_a_box_that_no_key_opens_is_counted_through_every_mix_and_named(opened: Callable[..., OpenWave]) -> None:
    wave = opened(9)
    wave.answer_all(range(5))
    urn = wave.urn
    with wave.house.database.writing() as session:
        insert_boxes(session, WAVE, urn.epoch, [bytes(urn.box_size + 48), b"short"])

    assert wave.mix().boxes == 7
    assert wave.mix().boxes == 7
    count = wave.close()

    assert [box.reason for box in count.unreadable] == ["not_opened", "not_opened"]
    assert (count.boxes, count.ballots, count.answered) == (7, 5, 5)
    assert not count.adds_up, "two boxes too many are seen"


def test_a_box_with_rubbish_inside_is_named(opened: Callable[..., OpenWave]) -> None:
    wave = opened(4)
    wave.answer_all([0])
    urn = wave.urn
    rubbish = (
        b"\xff" * urn.box_size,
        b"\0\0\0\x02{}".ljust(urn.box_size, b"\0"),
        b"\0\0\0\x04null".ljust(urn.box_size),
    )
    with wave.house.database.writing() as session:
        insert_boxes(session, WAVE, urn.epoch, [seal(plain, urn.public_key) for plain in rubbish])

    count = wave.close()

    assert [box.reason for box in count.unreadable] == ["not_packed"] * 3
    assert count.ballots == 1


def test_a_rate_never_passes_a_hundred(opened: Callable[..., OpenWave]) -> None:
    wave = opened(12)  # four in each unit
    wave.change_invitations([0, 3], is_absent=True)
    wave.change_invitations([6], is_withdrawn=True)
    wave.answer_all([0, 9])
    wave.answer(1, unit_id="soder")
    wave.answer_all([2, 5, 8, 11])

    wave.close()

    with wave.house.database.reading() as session:
        assert eligible_of(session, WAVE, 1) == {"top": 2, "norr": 4, "soder": 5}


def test_a_wave_nobody_answered_closes(opened: Callable[..., OpenWave]) -> None:
    wave = opened(3)

    count = wave.close()

    assert count.adds_up
    assert count.boxes == 0
    with wave.house.database.reading() as session:
        assert session.get_one(WavePlanRecord, WAVE).state == "closed"


def test_a_wave_closed_here_is_released_like_any_other(opened: Callable[..., OpenWave]) -> None:
    wave = opened(90)
    wave.answer_all(range(90))
    wave.close()

    with wave.house.database.writing() as session:
        published = publish(session, WAVE, now=wave.house.clock.now())

    assert (published.release_id, published.respondents) == (f"{WAVE}.1", 90)


def test_a_wave_closed_before_its_time_ends_that_day(opened: Callable[..., OpenWave]) -> None:
    wave = opened(3)

    wave.close()

    with wave.house.database.reading() as session:
        held = wave_named(session, WAVE)
        plan = session.get_one(WavePlanRecord, WAVE)
    assert held is not None
    assert held.closed_on == wave.house.clock.today()
    assert plan.closed_at == wave.house.clock.now()


@pytest.mark.parametrize("state", ["draft", "signed", "aborted"])
def test_a_wave_that_is_not_open_is_not_closed(opened: Callable[..., OpenWave], state: str) -> None:
    wave = opened(3)
    signed = {} if state != "draft" else {"signed_at": None}
    with wave.house.database.writing() as session:
        session.execute(update(WavePlanRecord).values(state=state, **signed))

    with pytest.raises(Refused) as refused:
        wave.close()

    assert refused.value.problems[0].code == "wave_not_open"
    assert wave.urn.is_open


def test_a_wave_whose_key_is_gone_is_not_closed_with_nothing_in_it(opened: Callable[..., OpenWave]) -> None:
    wave = opened(3)
    wave.answer_all([0, 1])
    wave.keys.destroy(WAVE, 1)

    with pytest.raises(Refused) as refused:
        wave.close()

    assert refused.value.problems[0].code == "urn_key_gone"
    assert len(wave.boxes()) == 2


def test_another_key_is_not_taken_for_the_right_one(opened: Callable[..., OpenWave]) -> None:
    wave = opened(3)
    wave.answer_all([0, 1])
    before = wave.boxes()
    wave.keys.destroy(WAVE, 1)
    wave.keys.make(WAVE, 1)

    with pytest.raises(Refused):
        wave.mix()

    assert wave.boxes() == before, "none of them was called unreadable"


def test_the_boxes_of_a_wave_are_as_large_as_its_instrument_asks(opened: Callable[..., OpenWave]) -> None:
    wave = opened(3)

    plain = pack(wave.content(0), wave.urn.box_size + 256)
    with wave.house.database.writing() as session, pytest.raises(ValueError, match="same size"):
        put_box(session, WAVE, plain)

    with wave.house.database.reading() as session:
        assert session.get_one(UrnRecord, WAVE).box_size % 256 == 0


def test_a_wave_answered_here_gets_no_answers_out_of_a_file(opened: Callable[..., OpenWave]) -> None:
    wave = opened(3)
    wave.answer_all([0])
    wave.close()

    with wave.house.database.writing() as session, pytest.raises(Refused) as refused:
        import_answers(
            session,
            WAVE,
            GivenFile("svar.csv", b"unit_id,trivs\ntop,5\n"),
            instrument="urnan",
            closed_on=wave.house.clock.today(),
            now=wave.house.clock.now(),
        )

    assert refused.value.problems[0].code == "answered_here"
