"""Ballots as arrays: what was answered, and what was not."""

from __future__ import annotations

import numpy as np
import pytest

from surveys.findings.answers import answers_of, ballots_of
from surveys.findings.questions import Questions
from surveys.instrument import read_instrument
from workplace.definitions.document import parse

INSTRUMENT = """
kind = "instrument"
key = "alla"
version = "1"
title.sv = "Alla slag"
[[item]]
key = "likert"
type = "likert"
from = 1
to = 5
text.sv = "Steg"
[[item]]
key = "enps"
type = "enps"
text.sv = "Rekommendera"
[[item]]
key = "number"
type = "number"
from = 0
to = 10
text.sv = "Tal"
[[item]]
key = "one"
type = "one"
text.sv = "En"
[[item.option]]
code = "a"
text.sv = "A"
[[item.option]]
code = "b"
text.sv = "B"
[[item]]
key = "many"
type = "many"
text.sv = "Flera"
[[item.option]]
code = "x"
text.sv = "X"
[[item.option]]
code = "y"
text.sv = "Y"
"""
FULL = {"likert": 4, "enps": 0, "number": 2.5, "one": "a", "many": ["y"]}
questions = Questions.of(read_instrument(parse(INSTRUMENT)))


@pytest.mark.parametrize("key", list(FULL))
def test_vet_ej_of_any_kind_is_simply_not_answered(key: str) -> None:
    unsure = answers_of(questions, {"u": 0}, [("u", {**FULL, key: None})])
    passed_over = answers_of(questions, {"u": 0}, [("u", {name: FULL[name] for name in FULL if name != key})])

    assert np.array_equal(unsure.codes, passed_over.codes)
    assert np.array_equal(unsure.numbers, passed_over.numbers, equal_nan=True)
    answered = dict(zip([item.key for item in questions.items], unsure.has_answered(questions)[0], strict=True))
    assert answered == {name: name != key for name in FULL}


def test_answers_come_back_as_they_were() -> None:
    assert ballots_of(questions, answers_of(questions, {"u": 0}, [("u", FULL)])) == [FULL]
