"""Targets and outcomes as people write them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from appraisal.goals.target import Bound, Direction, Judgement, TargetKind, read_outcome, read_target


@pytest.mark.parametrize(
    ("text", "value", "unit", "bound"),
    [
        ("81", "81", "", Bound.EXACT),
        ("7 %", "7", "%", Bound.EXACT),
        ("2,96%", "2.96", "%", Bound.EXACT),
        ("2.5 %", "2.5", "%", Bound.EXACT),
        ("1 200 st", "1200", "st", Bound.EXACT),
        ("1\u00a0200\u00a0000 kr", "1200000", "kr", Bound.EXACT),
        ("minst 75", "75", "", Bound.AT_LEAST),
        ("≥ 75", "75", "", Bound.AT_LEAST),
        ("Högst 7 %", "7", "%", Bound.AT_MOST),
        ("−3 procent", "-3", "procent", Bound.EXACT),
    ],
)
def test_a_number_keeps_value_unit_and_bound(text: str, value: str, unit: str, bound: Bound) -> None:
    found = read_target(text)
    assert found is not None
    assert (found.kind, found.value, found.unit, found.bound) == (TargetKind.NUMBER, Decimal(value), unit, bound)
    assert found.text == text


@pytest.mark.parametrize(
    ("text", "direction"),
    [("öka", Direction.INCREASE), ("Minska", Direction.DECREASE), ("oförändrat", Direction.KEEP)],
)
def test_a_target_may_be_a_direction(text: str, direction: Direction) -> None:
    found = read_target(text)
    assert found is not None
    assert (found.kind, found.direction) == (TargetKind.DIRECTION, direction)


@pytest.mark.parametrize("text", ["tas fram av nämnden", "Tas fram av nämnd/styrelse", "fastställs av nämnden"])
def test_a_target_may_be_delegated(text: str) -> None:
    found = read_target(text)
    assert found is not None
    assert (found.kind, found.text) == (TargetKind.DELEGATED, text)


@pytest.mark.parametrize("text", ["", " ", "-", "–"])
def test_a_target_may_be_absent(text: str) -> None:
    found = read_target(text)
    assert found is not None
    assert found.kind is TargetKind.NONE
    outcome = read_outcome(text)
    assert outcome is not None
    assert outcome.is_absent


@pytest.mark.parametrize("text", ["8O", "ök", "7 %%", "1 20 st", "7,5,3", "sju", "7 bananer", "12-14"])
def test_what_is_not_understood_is_said_not_guessed(text: str) -> None:
    assert read_target(text) is None


@pytest.mark.parametrize(
    ("text", "judgement"),
    [("helt", Judgement.FULLY), ("Uppfylls delvis", Judgement.PARTLY), ("ej uppfyllt", Judgement.NOT)],
)
def test_an_outcome_may_be_a_judgement(text: str, judgement: Judgement) -> None:
    found = read_outcome(text)
    assert found is not None
    assert found.judgement is judgement


def test_an_outcome_is_no_direction_and_no_bound() -> None:
    assert read_outcome("öka") is None
    assert read_outcome("minst 75") is None
