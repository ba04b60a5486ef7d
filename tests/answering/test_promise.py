"""The promise says what can be shown of a group of just this size, and never how many have answered."""

from __future__ import annotations

import pytest

from measures.disclosure.floors import Floors
from surveys.answering.promise import promise_for
from workplace.wording import Translator


@pytest.mark.parametrize(
    ("size", "rungs", "has_never"),
    [(1, 0, False), (4, 0, False), (5, 1, True), (7, 2, True), (10, 3, True), (20, 4, False)],
)
def test_only_what_a_group_of_this_size_can_reach_is_named(size: int, rungs: int, has_never: bool) -> None:
    promise = promise_for(Floors(), size, "Jobbtorg Norr")

    assert len(promise.rungs) == rungs
    assert (promise.never is not None) == has_never


def test_the_floors_are_those_of_the_charter() -> None:
    promise = promise_for(Floors(indices=8, means=9, shares=12, classes=25), 9, "Jobbtorg Norr")
    said = " ".join(Translator().say(one) for one in (promise.group, *promise.rungs))

    assert "färre än 8 svarar" in said
    assert "Om minst 9 svarar" in said
    assert "12" not in said


def test_a_group_too_small_for_a_result_of_its_own_is_told_so() -> None:
    assert "för liten" in Translator().say(promise_for(Floors(), 4, "Väst").group)
    assert "en grupp på" not in Translator().say(promise_for(Floors(), 1, "Väst").group)
