"""Every kind of question: what is drawn, what is meant by what was posted, and what is a problem."""

from __future__ import annotations

from typing import Any

import pytest

from surveys.instrument import Item, ItemType, Option
from surveys.items.control import ControlKind
from surveys.items.kinds import KINDS, draw, parse

TEXT = {"sv": "Frågan", "en": "The question"}
OPTIONS = (Option("a", {"sv": "Första"}), Option("b", {"sv": "Andra"}), Option("c", {"sv": "Tredje"}))


def item(kind: ItemType, **more: Any) -> Item:
    given: dict[str, Any] = {
        ItemType.LIKERT: {"low": 1.0, "high": 5.0},
        ItemType.ENPS: {"low": 0.0, "high": 10.0},
        ItemType.ONE: {"options": OPTIONS},
        ItemType.MANY: {"options": OPTIONS},
    }.get(kind, {})
    return Item("q", kind, TEXT, **{**given, **more})


def test_every_kind_of_item_can_be_drawn_and_read() -> None:
    assert set(KINDS) == set(ItemType)
    for kind in ItemType:
        assert draw(item(kind), (), "sv").key == "q"
        assert not parse(item(kind), ()).is_answered


@pytest.mark.parametrize(
    ("asked", "posted", "value"),
    [
        (item(ItemType.LIKERT), ["4"], 4),
        (item(ItemType.LIKERT, low=0.0, high=3.0), ["0"], 0),
        (item(ItemType.ENPS), ["10"], 10),
        (item(ItemType.ONE), ["b"], "b"),
        (item(ItemType.MANY), ["c", "a", "c"], ["a", "c"]),
        (item(ItemType.NUMBER), ["2,5"], 2.5),
        (item(ItemType.NUMBER), [" 1 200 "], 1200.0),
        (item(ItemType.NUMBER), ["\N{MINUS SIGN}3"], -3.0),
        (item(ItemType.TEXT), ["  Rad ett\r\nrad två\0 \ud800 "], "Rad ett\nrad två"),
    ],
)
def test_an_answer_is_what_was_meant(asked: Item, posted: list[str], value: Any) -> None:
    reply = parse(asked, posted)

    assert reply.problem is None
    assert reply.is_answered
    assert reply.value == value
    assert type(reply.value) is type(value)


@pytest.mark.parametrize("kind", [kind for kind in ItemType if kind is not ItemType.TEXT])
def test_not_knowing_is_an_answer_where_it_is_offered_and_differs_from_passing_over(kind: ItemType) -> None:
    offered, not_offered = item(kind, allows_unsure=True), item(kind)

    assert parse(offered, ["vet_ej"]).is_answered
    assert parse(offered, ["vet_ej"]).value is None
    assert not parse(offered, []).is_answered
    assert not parse(not_offered, ["vet_ej"]).is_answered


@pytest.mark.parametrize("kind", [ItemType.LIKERT, ItemType.ENPS, ItemType.ONE, ItemType.MANY])
@pytest.mark.parametrize("posted", ["99", "-1", "4.0", "４", "null", "A", "<b>"])
def test_a_code_outside_what_is_offered_is_a_problem_and_no_answer(kind: ItemType, posted: str) -> None:
    reply = parse(item(kind), [posted])

    assert reply.problem is not None
    assert reply.problem.code == "code_not_offered"
    assert not reply.is_answered


@pytest.mark.parametrize(
    ("posted", "code"),
    [("tolv", "not_a_number"), ("1e9", "not_a_number"), ("31", "number_outside"), ("-1", "number_outside")],
)
def test_what_is_no_number_or_outside_the_limits_is_said_and_stays_in_the_field(posted: str, code: str) -> None:
    asked = item(ItemType.NUMBER, low=0.0, high=30.0)

    problem = parse(asked, [posted]).problem

    assert problem is not None
    assert problem.code == code
    assert draw(asked, [posted], "sv").value == posted


def test_too_long_a_text_is_said_by_how_much_and_nothing_of_it_is_thrown_away() -> None:
    asked = item(ItemType.TEXT, longest=10)

    problem = parse(asked, ["å" * 13]).problem

    assert problem is not None
    assert problem.sentence.facts == {"over": 3, "longest": 10}
    assert draw(asked, ["å" * 13], "sv").value == "å" * 13


def test_ticks_count_when_not_knowing_was_ticked_beside_them() -> None:
    assert parse(item(ItemType.MANY, allows_unsure=True), ["vet_ej", "b"]).value == ["b"]


def test_the_whole_scale_is_drawn_with_the_words_of_its_ends_in_the_language_asked_for() -> None:
    ends = {"low_text": {"sv": "Dåligt", "en": "Badly"}, "high_text": {"sv": "Bra", "en": "Well"}}

    control = draw(item(ItemType.LIKERT, **ends), ["2"], "en")

    assert control.kind is ControlKind.SCALE
    assert [choice.code for choice in control.choices] == ["1", "2", "3", "4", "5"]
    assert [choice.code for choice in control.choices if choice.is_chosen] == ["2"]
    assert (control.low_text, control.high_text) == ("Badly", "Well")
