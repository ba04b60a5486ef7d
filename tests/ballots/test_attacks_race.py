"""Answers that come while the urn is mixed or closed, replays, two mixers at once: each answer counts exactly once."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import update

from surveys.answering.actions import Outcome
from surveys.ballots.actions import insert_boxes
from surveys.ballots.keys import KeyFolder
from surveys.ballots.records import UrnRecord
from surveys.mixing import actions as mixing
from surveys.mixing.actions import MixDisturbed, mix
from surveys.mixing.mix import MixPace
from tests.ballots.urns import SMALL_STEPS, WAVE, OpenWave

PEOPLE = 120
SENDERS = 4


def send_all(
    wave: OpenWave, may_begin: threading.Event, *, halfway: threading.Event | None = None
) -> dict[int, Outcome]:
    """Let many send at once, each of them twice, and return what each was told first; half wait for `halfway`."""
    outcomes: dict[int, Outcome] = {}

    def send(first: int) -> None:
        may_begin.wait(30)
        for number in range(first, PEOPLE, SENDERS):
            if halfway is not None and number >= PEOPLE // 2:
                halfway.wait(60)
            outcomes[number] = wave.answer(number)
            if wave.answer(number) is Outcome.STORED:
                outcomes[-number - 1] = Outcome.STORED

    with ThreadPoolExecutor(SENDERS) as pool:
        list(pool.map(send, range(SENDERS)))
    return outcomes


def test_answers_sent_during_mixes_are_neither_lost_nor_doubled(opened: Callable[..., OpenWave]) -> None:
    wave = opened(PEOPLE)
    may_begin, has_mixed, has_ended = threading.Event(), threading.Event(), threading.Event()
    late: list[int] = []

    def keep_mixing() -> None:
        may_begin.set()
        while not has_ended.is_set():
            late.append(wave.mix(MixPace(chunk=5, most_late=10, pause_seconds=0.001)).late)
            has_mixed.set()

    mixer = threading.Thread(target=keep_mixing)
    mixer.start()
    try:
        outcomes = send_all(wave, may_begin, halfway=has_mixed)
    finally:
        has_ended.set()
        mixer.join()

    assert set(outcomes) == set(range(PEOPLE))
    assert set(outcomes.values()) == {Outcome.STORED}
    assert wave.marks_in_urn() == Counter(range(PEOPLE))
    assert len(late) >= 2
    assert sum(wave.invitations().values()) == PEOPLE


def test_an_answer_sent_while_the_wave_is_closed_is_in_or_is_told_so(opened: Callable[..., OpenWave]) -> None:
    wave = opened(PEOPLE)
    may_begin = threading.Event()
    counts = []

    def close_soon() -> None:
        may_begin.set()
        while len(wave.answered) < 15:
            time.sleep(0.001)
        counts.append(wave.close())

    closer = threading.Thread(target=close_soon)
    closer.start()
    outcomes = send_all(wave, may_begin)
    closer.join()

    stored = {number for number, outcome in outcomes.items() if outcome is Outcome.STORED}
    assert wave.marks_in_ballots() == Counter(stored)
    assert set(outcomes.values()) == {Outcome.STORED, Outcome.CLOSED}
    assert counts[0].adds_up
    assert counts[0].answered == len(stored)


def test_control_a_put_that_does_not_keep_the_epoch_loses_the_answer(opened: Callable[..., OpenWave]) -> None:
    wave = opened(20)
    wave.answer_all(range(10))
    read_before = wave.urn  # read in a transaction of its own, and trusted after the mix

    wave.mix()
    with wave.house.database.writing() as session:
        insert_boxes(session, WAVE, read_before.epoch, list(wave.boxes().values())[:1])
    wave.mix()

    assert sum(wave.marks_in_urn().values()) == 10, "the box of the epoch that had ended was swept away"


def test_an_old_box_put_in_again_is_counted_as_unreadable(opened: Callable[..., OpenWave]) -> None:
    wave = opened(20)
    wave.answer_all(range(10))
    old = list(wave.boxes().values())
    wave.mix()

    with wave.house.database.writing() as session:
        insert_boxes(session, WAVE, wave.urn.epoch, old)
    count = wave.close()

    assert wave.marks_in_ballots() == Counter(range(10))
    assert [box.reason for box in count.unreadable] == ["not_opened"] * 10
    assert not count.adds_up


@pytest.mark.parametrize("pace", [SMALL_STEPS, MixPace()])
def test_a_box_copied_within_its_epoch_counts_once(opened: Callable[..., OpenWave], pace: MixPace) -> None:
    wave = opened(20)
    wave.answer_all(range(10))
    with wave.house.database.writing() as session:
        insert_boxes(session, WAVE, wave.urn.epoch, 2 * list(wave.boxes().values()))

    wave.mix(pace)
    count = wave.close(pace)

    assert wave.marks_in_ballots() == Counter(range(10))
    assert len(count.unreadable) == 20


def test_two_mixes_at_once_wait_for_each_other(opened: Callable[..., OpenWave]) -> None:
    wave = opened(40)
    wave.answer_all(range(40))

    with ThreadPoolExecutor(3) as pool:
        outcomes = list(pool.map(lambda _: wave.mix(), range(3)))

    assert sorted(outcome.epoch for outcome in outcomes) == [2, 3, 4]
    assert wave.marks_in_urn() == Counter(range(40))


def test_two_mixes_that_do_not_see_each_others_lock_lose_nothing(opened: Callable[..., OpenWave]) -> None:
    """As where the folder lies on a disk whose locks do not reach other machines."""
    wave = opened(40)
    wave.answer_all(range(40))
    disturbed: list[str] = []

    def mix_unlocked(_: int) -> None:
        keys = KeyFolder(wave.house.settings.keys, wave.house.settings.keys_mirror)
        for _round in range(4):
            try:
                mix(wave.house.database, keys, WAVE, lambda done, whole: None, SMALL_STEPS)
            except (MixDisturbed, RuntimeError, LookupError, OSError) as error:
                disturbed.append(type(error).__name__)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(mix_unlocked, range(3)))
    wave.mix()

    assert wave.marks_in_urn() == Counter(range(40))


def test_a_mix_that_finds_the_epoch_gone_changes_nothing(
    opened: Callable[..., OpenWave], monkeypatch: pytest.MonkeyPatch
) -> None:
    wave = opened(20)
    wave.answer_all(range(10))
    real = mixing._swap

    def after_somebody_else(*given: object) -> int | None:
        with wave.house.database.writing() as session:
            session.execute(update(UrnRecord).values(epoch=7))
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(mixing, "_swap", after_somebody_else)
    with pytest.raises(MixDisturbed):
        wave.mix()

    assert wave.keys.private(WAVE, 1) is not None
    with wave.house.database.writing() as session:
        session.execute(update(UrnRecord).values(epoch=1))
    assert wave.marks_in_urn() == Counter(range(10))
