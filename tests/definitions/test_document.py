"""The reader of fields collects every problem and never crashes on a wrong type."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from workplace.definitions.document import Fields
from workplace.errors import Problem, Refused


def fields(table: dict[str, Any]) -> tuple[Fields, list[Problem]]:
    problems: list[Problem] = []
    return Fields(table, problems), problems


def test_each_method_reads_its_type() -> None:
    reader, problems = fields(
        {
            "text": " a ",
            "number": 1,
            "whole": 2,
            "yes": True,
            "day": dt.date(2016, 1, 1),
            "names": ["a", "b"],
            "title": {"sv": "Titel", "en": "Title"},
            "part": [{"x": "1"}],
        }
    )
    assert reader.text("text") == "a"
    assert reader.number("number") == 1.0
    assert reader.whole("whole") == 2
    assert reader.yes_no("yes") is True
    assert reader.date("day") == dt.date(2016, 1, 1)
    assert reader.texts("names") == ("a", "b")
    assert reader.localized("title") == {"sv": "Titel", "en": "Title"}
    assert [part.text("x") for part in reader.sections("part")] == ["1"]
    reader.refuse_if_wrong()
    assert problems == []


@pytest.mark.parametrize("wrong", [3, 1.5, True, "x", [1], {"a": 1}, dt.datetime(2016, 1, 1), float("nan")])  # noqa: DTZ001
def test_a_wrong_type_is_a_problem_for_every_method_that_does_not_want_it(wrong: object) -> None:
    reader, problems = fields({"field": wrong})
    reader.text("field")
    reader.number("field")
    reader.whole("field")
    reader.yes_no("field")
    reader.date("field")
    reader.texts("field")
    reader.localized("field")
    reader.sections("field")
    assert len(problems) >= 5
    assert {problem.column.split("[")[0].split(".")[0] for problem in problems} == {"field"}


def test_a_field_nobody_asked_for_is_named_also_deep_inside() -> None:
    reader, _ = fields({"item": [{"key": "a", "kye": "b"}], "extra": 1})
    for part in reader.sections("item"):
        part.text("key")
    with pytest.raises(Refused) as refused:
        reader.refuse_if_wrong()
    assert {problem.column for problem in refused.value.problems} == {"item[1].kye", "extra"}
