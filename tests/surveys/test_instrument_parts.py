"""What an instrument may say beside its questions: "vet ej", conditions, matrices, pages, who is asked."""

from __future__ import annotations

import tomllib

import pytest

from surveys.instrument import UNSURE, Condition, Instrument, read_instrument
from surveys.instrument_preview import preview
from workplace.errors import Problem, Refused
from workplace.wording import Translator

RICH = """
kind = "instrument"
key = "rik"
version = "1"
title.sv = "En rik enkät"
[[page]]
key = "forst"
title.sv = "Först"
intro.sv = "Tänk på i år."
items = ["klart", "foljs", "samtal", "nytta"]
[[page]]
key = "sist"
title.sv = "Sist"
items = ["utsatt", "egen", "ord"]
[[item]]
key = "klart"
type = "likert"
from = 1
to = 5
text.sv = "Jag vet vad som förväntas"
matrix = "uppdrag"
unsure = true
[[item]]
key = "foljs"
type = "likert"
from = 1
to = 5
text.sv = "Målen följs upp"
matrix = "uppdrag"
[[item]]
key = "samtal"
type = "one"
text.sv = "Har du haft samtal i år?"
unsure = true
[[item.option]]
code = "ja"
text.sv = "Ja"
[[item.option]]
code = "nej"
text.sv = "Nej"
[[item]]
key = "nytta"
type = "likert"
from = 1
to = 5
text.sv = "Samtalet gjorde nytta"
condition.item = "samtal"
condition.answers = ["ja"]
[[item]]
key = "utsatt"
type = "enps"
text.sv = "Skulle du rekommendera arbetsplatsen?"
contacts = true
[[item]]
key = "egen"
type = "number"
text.sv = "Antal pass"
administration = "Förvaltning två"
[[item]]
key = "ord"
type = "text"
text.sv = "Med egna ord"
longest = 500
[[matrix]]
key = "uppdrag"
text.sv = "Hur väl stämmer det här?"
[[background]]
key = "tid"
categories = ["kort", "lang"]
ask = true
"""


def instrument(text: str = RICH) -> Instrument:
    return read_instrument(tomllib.loads(text))


def problems(text: str) -> list[Problem]:
    with pytest.raises(Refused) as refused:
        read_instrument(tomllib.loads(text), file="x.toml")
    return list(refused.value.problems)


def test_everything_that_may_be_said_is_read() -> None:
    read = instrument()
    assert read.item("klart").allows_unsure
    assert not read.item("foljs").allows_unsure
    assert read.item("nytta").condition == Condition("samtal", ("ja",))
    assert read.item("klart").matrix == "uppdrag"
    assert read.matrix("uppdrag").text["sv"] == "Hur väl stämmer det här?"
    assert read.item("utsatt").names_contacts
    assert read.item("egen").administration == "Förvaltning två"
    assert read.item("ord").longest == 500
    assert read.pages[0].intro["sv"] == "Tänk på i år."
    assert read.background("tid").is_asked


def test_a_condition_may_hang_on_vet_ej_where_that_can_be_answered() -> None:
    read = instrument(RICH.replace('answers = ["ja"]', f'answers = ["nej", "{UNSURE}"]'))
    assert read.item("nytta").condition == Condition("samtal", ("nej", UNSURE))


@pytest.mark.parametrize(
    ("old", "new", "code", "column"),
    [
        ('condition.item = "samtal"', 'condition.item = "samtl"', "instrument_unknown_item", "item[4].condition.item"),
        (
            'condition.item = "samtal"',
            'condition.item = "utsatt"',
            "instrument_condition_order",
            "item[4].condition.item",
        ),
        ('answers = ["ja"]', 'answers = ["jo"]', "instrument_condition_code", "item[4].condition.answers[1]"),
        ('answers = ["ja"]', 'answers = ["ja", "ja"]', "definition_repeated_key", "item[4].condition.answers[2]"),
        ('answers = ["ja"]', "answers = []", "instrument_condition_empty", "item[4].condition.answers"),
        ('condition.answers = ["ja"]\n', "", "definition_missing", "item[4].condition.answers"),
        ('code = "nej"', 'code = "vet_ej"', "instrument_reserved_code", "item[3].option[2].code"),
        ('type = "text"', 'type = "text"\nunsure = true', "instrument_unsure_text", "item[7].unsure"),
        ("longest = 500", "longest = 0", "instrument_longest", "item[7].longest"),
        ("longest = 500", "longest = 10001", "instrument_longest", "item[7].longest"),
        ('type = "number"', 'type = "number"\nlongest = 5', "instrument_longest", "item[6].longest"),
        ('matrix = "uppdrag"\nunsure', 'matrix = "updrag"\nunsure', "instrument_unknown_matrix", "item[1].matrix"),
        (
            'text.sv = "Samtalet gjorde nytta"',
            'text.sv = "Samtalet"\nmatrix = "uppdrag"',
            "instrument_matrix_apart",
            "item[1].matrix",
        ),
        ('items = ["utsatt", "egen", "ord"]', "items = []", "instrument_empty_page", "page[2].items"),
        ("ask = true", 'ask = "ja"', "definition_wrong_type", "background[1].ask"),
    ],
)
def test_what_does_not_hold_is_named_at_its_place(old: str, new: str, code: str, column: str) -> None:
    assert RICH.count(old) == 1
    found = [(problem.code, problem.column) for problem in problems(RICH.replace(old, new))]
    assert (code, column) in found


def test_a_condition_on_words_of_ones_own_cannot_be_met() -> None:
    moved = RICH.replace('"utsatt", "egen", "ord"', '"ord", "utsatt", "egen"').replace(
        'text.sv = "Antal pass"', 'text.sv = "Antal pass"\ncondition.item = "ord"\ncondition.answers = ["x"]'
    )
    assert [problem.code for problem in problems(moved)] == ["instrument_condition_type"]


def test_rows_of_a_matrix_have_one_scale() -> None:
    wider = RICH.replace(
        'key = "foljs"\ntype = "likert"\nfrom = 1\nto = 5', 'key = "foljs"\ntype = "likert"\nfrom = 1\nto = 7'
    )
    assert [problem.code for problem in problems(wider)] == ["instrument_matrix_row"]


def test_a_matrix_of_one_row_is_none() -> None:
    single = RICH.replace('matrix = "uppdrag"\n[[item]]', "[[item]]")
    assert [(problem.code, problem.column) for problem in problems(single)] == [
        ("instrument_matrix_rows", "matrix[1].key")
    ]


def test_a_fault_of_one_question_is_not_told_once_more_by_those_that_hang_on_it() -> None:
    broken = RICH.replace('key = "samtal"\ntype = "one"', 'key = "samtal"\ntype = "onne"')
    assert [problem.column for problem in problems(broken)] == ["item[3].type"]
    short = RICH.replace('[[item.option]]\ncode = "nej"\ntext.sv = "Nej"\n', "").replace('["ja"]', '["nej"]')
    assert [problem.column for problem in problems(short)] == ["item[3].option"]


def test_items_without_a_page_are_told_in_their_order() -> None:
    text = RICH.replace('["utsatt", "egen", "ord"]', '["ord"]')
    assert [problem.value for problem in problems(text)] == ["utsatt", "egen"]


def test_the_preview_says_what_is_special_about_the_questions() -> None:
    lines = [Translator().say(sentence) for sentence in preview(instrument())]
    assert "2 sidor: Först, Sist" in lines
    assert "1 fråga ställs bara efter vissa svar: nytta" in lines
    assert "egen frågas bara i Förvaltning två" in lines
    assert "bakgrund tid (svaranden får frågan): kort, lang" in lines
    assert any("kränkande" in line or "vart man vänder sig" in line for line in lines)
