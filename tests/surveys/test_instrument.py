"""Reading instruments: what is right comes out typed, what is wrong comes out all at once."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

import surveys
from surveys.instrument import Instrument, ItemType, Scope, read_instrument
from workplace.errors import Problem, Refused

NINE = """
kind = "instrument"
key = "nine"
version = "1"
title.sv = "Nio frågor"
[[item]]
key = "q1"
type = "likert"
from = 1
to = 5
text.sv = "Mitt arbete känns meningsfullt"
policy_area = "uppdrag"
trend = "hme-1"
[[item]]
key = "AF06"
type = "number"
from = 1
to = 5
text.sv = "Medel"
scope = "direct"
[[item]]
key = "HRS"
type = "number"
text.sv = "Timmar"
[[item]]
key = "ord"
type = "text"
text.sv = "Med egna ord"
[[index]]
key = "motivation"
title.sv = "Motivation"
items = ["q1", "AF06"]
role = "motivation"
[[index]]
key = "total"
title.sv = "HME"
of = ["motivation"]
role = "total"
[[background]]
key = "sex"
categories = ["K", "M"]
labels.K.sv = "Kvinna"
"""


def instrument(text: str = NINE) -> Instrument:
    return read_instrument(tomllib.loads(text))


def problems(text: str) -> list[Problem]:
    with pytest.raises(Refused) as refused:
        read_instrument(tomllib.loads(text), file="x.toml")
    return list(refused.value.problems)


def one(text: str) -> Problem:
    found = problems(text)
    assert len(found) == 1, [(problem.code, problem.column) for problem in found]
    return found[0]


def test_an_instrument_keeps_keys_types_scales_and_scope() -> None:
    read = instrument()
    assert [item.key for item in read.items] == ["q1", "AF06", "HRS", "ord"]
    assert read.item("q1").type is ItemType.LIKERT
    assert (read.item("AF06").low, read.item("AF06").high) == (1.0, 5.0)
    assert read.item("AF06").scope is Scope.DIRECT
    assert not read.item("HRS").has_scale
    assert read.background("sex").label("K") == "Kvinna"
    assert read.background("sex").label("M") == "M"


def test_an_index_over_indices_rests_on_their_items() -> None:
    assert instrument().leaf_items("total") == ("q1", "AF06")


def test_an_index_is_found_by_its_role() -> None:
    found = instrument().index_with_role("total")
    assert found is not None
    assert found.key == "total"
    assert instrument().index_with_role("leadership") is None


@pytest.mark.parametrize(
    ("old", "new", "code", "column"),
    [
        ('type = "likert"', 'type = "likrt"', "definition_unknown_word", "item[1].type"),
        ('type = "likert"\nfrom = 1', 'type = "likert"\nfrom = 5', "instrument_scale", "item[1].from"),
        ('type = "likert"\nfrom = 1\n', 'type = "likert"\n', "definition_missing", "item[1].from"),
        ('type = "likert"\nfrom = 1', 'type = "likert"\nfrom = 1.5', "instrument_scale", "item[1].from"),
        ('type = "likert"\nfrom = 1', 'type = "likert"\nfrom = "1"', "definition_wrong_type", "item[1].from"),
        ('items = ["q1", "AF06"]', 'items = ["q1", "AF6"]', "instrument_unknown_item", "index[1].items[2]"),
        (
            'items = ["q1", "AF06"]',
            'items = ["q1", "ord"]',
            "instrument_item_not_in_index",
            "index[1].items[2]",
        ),
        (
            'items = ["q1", "AF06"]',
            'items = ["q1", "HRS"]',
            "instrument_item_not_in_index",
            "index[1].items[2]",
        ),
        ('items = ["q1", "AF06"]', 'items = ["q1", "q1"]', "definition_repeated_key", "index[1].items[2]"),
        ('items = ["q1", "AF06"]', "items = []", "instrument_index_empty", "index[1].items"),
        ('of = ["motivation"]', 'of = ["motivaton"]', "instrument_unknown_index", "index[2].of[1]"),
        ('of = ["motivation"]', 'of = ["total"]', "instrument_index_cycle", "index[2].of"),
        (
            'of = ["motivation"]',
            'of = ["motivation"]\nitems = ["q1"]',
            "instrument_index_mixed",
            "index[2].of",
        ),
        ('role = "total"', 'role = "motivation"', "instrument_repeated_role", "index[2].role"),
        ('role = "total"', 'role = "totl"', "definition_unknown_word", "index[2].role"),
        ('key = "HRS"', 'key = "AF06"', "definition_repeated_key", "item[3].key"),
        ('key = "HRS"', 'key = "h r s"', "definition_key_shape", "item[3].key"),
        ('key = "HRS"', 'key = "unit_id"', "instrument_reserved_key", "item[3].key"),
        ('key = "sex"', 'key = "q1"', "definition_repeated_key", "background[1].key"),
        ('key = "nine"', 'key = "Nine"', "definition_key_shape", "key"),
        ('version = "1"', "version = 1", "definition_wrong_type", "version"),
        ('text.sv = "Timmar"', 'text.en = "Hours"', "definition_missing_swedish", "item[3].text.sv"),
        ('text.sv = "Timmar"', 'text = "Timmar"', "definition_wrong_type", "item[3].text"),
        (
            'text.sv = "Timmar"',
            'text.sv = "Timmar"\nscop = "direct"',
            "definition_unknown_field",
            "item[3].scop",
        ),
        (
            'text.sv = "Timmar"',
            'text.sv = "Timmar"\ntrend = "hme-1"',
            "instrument_repeated_trend",
            "item[3].trend",
        ),
        ('text.sv = "Med egna ord"', 'text.sv = "Ord"\nfrom = 1', "instrument_scale", "item[4].from"),
        ("labels.K.sv", "labels.L.sv", "instrument_unknown_category", "background[1].labels.L"),
        ('["K", "M"]', '["K", "K", "M"]', "definition_repeated_key", "background[1].categories[2]"),
        ('kind = "instrument"', 'kind = "policy"', "definition_unknown_word", "kind"),
    ],
)
def test_a_single_fault_is_named_at_its_place_and_nothing_else_is(old: str, new: str, code: str, column: str) -> None:
    assert NINE.count(old) >= 1
    found = one(NINE.replace(old, new, 1))
    assert (found.code, found.column, found.file) == (code, column, "x.toml")


def test_the_nearest_right_word_is_offered() -> None:
    found = one(NINE.replace('type = "likert"', 'type = "likrt"'))
    assert found.hint is not None
    assert found.hint.facts == {"nearest": "likert"}


def test_every_problem_is_told_at_once() -> None:
    broken = (
        NINE.replace('type = "likert"', 'type = "likrt"')
        .replace('of = ["motivation"]', 'of = ["nothing"]')
        .replace('title.sv = "Nio frågor"', "")
        .replace('["K", "M"]', "[1, 2]")
    )
    columns = {problem.column for problem in problems(broken)}
    assert {"item[1].type", "index[2].of[1]", "title.sv", "background[1].categories[1]"} <= columns


def test_two_indices_that_rest_on_each_other_are_a_cycle() -> None:
    text = NINE.replace('items = ["q1", "AF06"]', 'of = ["total"]')
    assert {problem.code for problem in problems(text)} == {"instrument_index_cycle"}


def test_every_item_stands_on_a_page_once_there_are_pages() -> None:
    text = NINE + '[[page]]\nkey = "a"\ntitle.sv = "A"\nitems = ["q1", "AF06", "HRS"]\n'
    found = one(text)
    assert (found.code, found.value) == ("instrument_item_without_page", "ord")


@pytest.mark.parametrize("wrong", [{}, {"item": 3}, {"kind": 1, "item": [], "index": {}}, {"item": [3]}])
def test_nonsense_is_refused_not_crashed_on(wrong: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        read_instrument(wrong)


def shipped(name: str) -> Instrument:
    path = Path(surveys.__path__[0]) / "instruments" / f"{name}.toml"
    return read_instrument(tomllib.loads(path.read_text(encoding="utf-8")), file=path.name)


@pytest.mark.parametrize("name", ["hme", "ami", "medarbetarenkat", "medarbetarenkat_2"])
def test_shipped_instruments_hold_the_nine_with_their_trends_and_indices(name: str) -> None:
    read = shipped(name)
    by_trend = {item.trend: item for item in read.items}
    total = read.index_with_role("total")
    assert total is not None
    assert read.leaf_items(total.key) == tuple(f"hme{number}" for number in range(1, 10))
    for number in range(1, 10):
        item = by_trend[f"hme-{number}"]
        assert item.text["sv"]
        assert item.text["en"]
        assert (item.low, item.high) == (1, 5)
        assert item.scope is (Scope.DIRECT if number in (4, 5, 6) else Scope.WHOLE)
        assert item.low_text["sv"] == "Stämmer mycket dåligt"
    assert [read.index_with_role(role) is not None for role in ("motivation", "leadership", "governance")] == [True] * 3


def test_ami_is_an_alias_of_hme() -> None:
    assert shipped("ami").alias_of == "hme"
    assert [item.text for item in shipped("ami").items] == [item.text for item in shipped("hme").items]


def test_questions_about_discrimination_ask_for_twenty_answers() -> None:
    read = shipped("medarbetarenkat")
    page = next(page for page in read.pages if page.key == "likabehandling")
    assert page.items
    assert all(read.item(key).floor == 20 for key in page.items)


def test_the_yearly_survey_has_the_seven_parts_of_the_policy_and_asks_for_no_background() -> None:
    read = shipped("medarbetarenkat_2")
    assert [page.title["sv"] for page in read.pages] == [
        "Mina utgångspunkter",
        "Medarbetarskap",
        "Ledarskap",
        "Verksamhetsutveckling",
        "Medarbetar- och lönesamtal",
        "Diskriminering och kränkande särbehandling",
        "Ledarskap – förhållningssätt",
    ]
    assert [item.key for item in read.items if item.names_contacts] == ["utsatt"]
    assert [item.key for item in read.items if item.type is ItemType.TEXT] == ["ord"]
    assert [item.key for item in read.items if item.type is ItemType.ENPS] == ["rekommenderar"]
    assert {background.key: background.is_asked for background in read.backgrounds} == dict.fromkeys(
        ("sex", "age_group", "role", "leader", "employment_length"), False
    )
    assert read.languages == ("sv", "en")
    about = next(page for page in read.pages if page.key == "likabehandling")
    assert all(read.item(key).floor == 20 for key in about.items)


def test_the_pulse_asks_the_same_questions_as_the_yearly_survey() -> None:
    yearly = {item.trend: item for item in shipped("medarbetarenkat_2").items if item.trend}
    pulse = shipped("puls").items
    assert 4 <= len(pulse) <= 6
    for item in pulse:
        assert (item.text, item.low, item.high) == (
            yearly[item.trend].text,
            yearly[item.trend].low,
            yearly[item.trend].high,
        )


@pytest.mark.parametrize("code", ["=1+1", "+46", "@SUM(A1)"])
def test_a_category_that_a_spreadsheet_would_compute_is_refused(code: str) -> None:
    assert one(NINE.replace('["K", "M"]', f'["K", "M", "{code}"]')).code == "instrument_formula_category"


def test_a_category_may_begin_with_a_minus() -> None:
    assert "-29" in instrument(NINE.replace('["K", "M"]', '["K", "M", "-29"]')).backgrounds[0].categories
