"""Kill the mix and the close at every step: nothing lost, nothing doubled, and the next one goes on."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from surveys.ballots.records import BallotRecord, SealedBoxRecord
from surveys.ballots.sealing import Opener
from surveys.mixing import actions as mixing
from surveys.planning.records import WavePlanRecord
from tests.ballots.broken_off import BrokenOff, broken_off_at
from tests.ballots.children import mix_for_ever
from tests.ballots.urns import SMALL_STEPS, WAVE, OpenWave, add_drafts

PEOPLE = 17
"""Three chunks and a few that come late."""


def everybody(people: int = PEOPLE) -> Counter[int]:
    return Counter(range(people))


def test_a_mix_killed_at_any_step_loses_and_doubles_nothing(opened: Callable[..., OpenWave]) -> None:
    wave = opened(PEOPLE)
    wave.answer_all(range(PEOPLE))
    step, is_through = 0, False
    while not is_through:
        step += 1
        try:
            with broken_off_at(wave.house.database, step):
                wave.mix()
            is_through = True
        except BrokenOff:
            pass
        assert wave.marks_in_urn() == everybody(), f"broken off at step {step}"

    assert step > 40, "there were many steps to be killed at"
    assert wave.keys.epochs(WAVE) == [wave.urn.epoch]
    with wave.house.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(SealedBoxRecord)) == PEOPLE


def test_answers_may_come_between_a_killed_mix_and_the_next(opened: Callable[..., OpenWave]) -> None:
    wave = opened(60)
    wave.answer_all(range(5))
    for number, step in enumerate(range(5, 60, 1), start=5):
        try:
            with broken_off_at(wave.house.database, step):
                wave.mix()
        except BrokenOff:
            pass
        wave.answer(number)

    wave.mix()

    assert wave.marks_in_urn() == everybody(60)


def test_a_close_killed_at_any_step_goes_on_from_where_it_stood(opened: Callable[..., OpenWave]) -> None:
    wave = opened(PEOPLE + 2)
    wave.answer_all(range(PEOPLE))
    add_drafts(wave.house, 3)
    step, count = 0, None
    while count is None:
        step += 1
        try:
            with broken_off_at(wave.house.database, step):
                count = wave.close()
        except BrokenOff:
            pass
        assert wave.marks_anywhere() == everybody(), f"broken off at step {step}"
        assert_whole_or_not_at_all(wave)

    assert step > 60
    assert count.adds_up
    assert (count.ballots, count.drafts_dropped, count.invited) == (PEOPLE, 3, PEOPLE + 2)
    assert wave.keys.waves() == []


def assert_whole_or_not_at_all(wave: OpenWave) -> None:
    with wave.house.database.reading() as session:
        is_closed = session.get_one(WavePlanRecord, WAVE).state == "closed"
        ballots = session.scalar(select(func.count()).select_from(BallotRecord))
        editions = session.scalar(text("select count(*) from wave_edition"))
        drafts = session.scalar(text("select count(*) from draft"))
        boxes = session.scalar(select(func.count()).select_from(SealedBoxRecord))
    assert (ballots, editions, drafts) == ((PEOPLE, 1, 0) if is_closed else (0, 0, 3))
    assert (boxes == 0) is is_closed


def test_control_a_mix_that_swaps_first_and_seals_after_loses_answers(
    opened: Callable[..., OpenWave],
) -> None:
    def swap_first(wave: OpenWave) -> None:
        """Begin the new epoch, then move box by box, each old one gone before its new one is there."""
        old = wave.urn
        private = wave.keys.private(WAVE, old.epoch)
        assert private is not None
        opener = Opener(private, old.box_size)
        boxes = wave.boxes()
        public = wave.keys.make(WAVE, old.epoch + 1)
        with wave.house.database.writing() as session:
            mixing.begin_epoch(session, old, old.epoch + 1, public)
        for box in boxes.values():
            (fresh,) = opener.resealed([box], public)
            with wave.house.database.writing() as session:
                mixing.insert_boxes(session, WAVE, old.epoch + 1, [fresh])

    wave = opened(PEOPLE)
    wave.answer_all(range(PEOPLE))

    with pytest.raises(BrokenOff), broken_off_at(wave.house.database, 40):
        swap_first(wave)

    assert wave.urn.epoch == 2
    assert wave.marks_in_urn() != everybody()


def test_control_a_mix_that_destroys_the_key_first_loses_answers(
    opened: Callable[..., OpenWave], monkeypatch: pytest.MonkeyPatch
) -> None:
    wave = opened(PEOPLE)
    wave.answer_all(range(PEOPLE))
    swap = mixing._swap

    def destroy_then_swap(*given: object) -> int | None:
        wave.keys.destroy(WAVE, 1)
        return swap(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(mixing, "_swap", destroy_then_swap)
    step = 0
    while wave.keys.private(WAVE, 1) is not None:
        step += 1
        with contextlib.suppress(BrokenOff), broken_off_at(wave.house.database, step):
            wave.mix()

    assert wave.urn.epoch == 1, "the boxes are still sealed with the key that is gone"


def test_a_mix_killed_for_real_at_any_moment_loses_and_doubles_nothing(
    opened: Callable[..., OpenWave], tmp_path: Path
) -> None:
    wave = opened(150)
    wave.answer_all(range(150))
    chance = random.Random(20261124)
    spawning = multiprocessing.get_context("spawn")
    for round_number in range(4):
        begun = tmp_path / f"begun{round_number}"
        settings = wave.house.settings
        child = spawning.Process(target=mix_for_ever, args=(settings, WAVE, SMALL_STEPS, str(begun)))
        child.start()
        assert child.pid is not None
        latest = time.monotonic() + 60
        while not begun.exists() and time.monotonic() < latest:
            time.sleep(0.01)
        time.sleep(chance.uniform(0.0, 0.6))
        os.kill(child.pid, signal.SIGKILL)
        child.join()
        assert child.exitcode == -signal.SIGKILL

        assert wave.marks_in_urn() == everybody(150), f"killed in round {round_number}"

    epoch = wave.urn.epoch
    assert wave.mix().boxes == 150
    assert wave.keys.epochs(WAVE) == [wave.urn.epoch]
    assert wave.urn.epoch > epoch > 1, "some mixes were through before the kill"
    assert wave.close().adds_up
