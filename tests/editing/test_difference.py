"""What differs between versions, and what breaks the trend."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

import surveys
from surveys.editing.difference import ChangeKind, difference
from surveys.instrument import Instrument, Item, ItemType, read_instrument
from workplace.wording import Translator

SAY = Translator().say


@pytest.fixture
def survey() -> Instrument:
    path = Path(surveys.__path__[0]) / "instruments" / "medarbetarenkat.toml"
    return read_instrument(tomllib.loads(path.read_text(encoding="utf-8")))


def changed(instrument: Instrument, key: str, /, **fields: object) -> Instrument:
    return replace(
        instrument,
        items=tuple(replace(item, **fields) if item.key == key else item for item in instrument.items),  # type: ignore[arg-type]
    )


def test_a_version_does_not_differ_from_itself(survey: Instrument) -> None:
    found = difference(survey, survey)
    assert (found.changes, found.breaks) == ((), ())


def test_a_new_question_breaks_nothing(survey: Instrument) -> None:
    new = Item("nytt", ItemType.TEXT, {"sv": "Något mer?"})
    pages = (replace(survey.pages[0], items=(*survey.pages[0].items, "nytt")), *survey.pages[1:])
    found = difference(survey, replace(survey, items=(*survey.items, new), pages=pages))
    assert [(change.kind, change.key) for change in found.changes] == [(ChangeKind.ADDED, "nytt")]
    assert found.breaks == ()


def test_blanks_and_punctuation_reword_but_do_not_break(survey: Instrument) -> None:
    found = difference(survey, changed(survey, "hme1", text={"sv": "Mitt  arbete känns meningsfullt."}))
    assert ChangeKind.REWORDED in {change.kind for change in found.changes}
    assert found.breaks == ()


def test_other_words_under_the_same_trend_break_it(survey: Instrument) -> None:
    found = difference(survey, changed(survey, "hme1", text={"sv": "Mitt arbete är viktigt"}))
    (change,) = [change for change in found.changes if change.after == "Mitt arbete är viktigt"]
    assert change.before == "Mitt arbete känns meningsfullt"
    assert [SAY(sentence) for sentence in found.breaks] == [
        "”Mitt arbete är viktigt” har andra ord men samma trendnyckel: det är inte längre samma fråga."
    ]


def test_another_scale_under_the_same_trend_breaks_it(survey: Instrument) -> None:
    found = difference(survey, changed(survey, "hme1", high=7.0))
    assert [change.kind for change in found.changes] == [ChangeKind.RESCALED]
    assert "annan skala" in SAY(found.breaks[0])


def test_other_words_at_the_ends_break_it(survey: Instrument) -> None:
    found = difference(survey, changed(survey, "hme1", low_text={"sv": "Aldrig"}))
    assert "skalans ändar" in SAY(found.breaks[0])


def test_turning_a_question_round_breaks_it(survey: Instrument) -> None:
    assert "åt andra hållet" in SAY(difference(survey, changed(survey, "hme1", is_reversed=True)).breaks[0])


def test_a_question_that_is_gone_breaks_its_own_trend_and_the_index(survey: Instrument) -> None:
    without = replace(
        survey,
        items=tuple(item for item in survey.items if item.key != "hme1"),
        pages=tuple(replace(page, items=tuple(key for key in page.items if key != "hme1")) for page in survey.pages),
        indices=tuple(
            replace(index, items=tuple(key for key in index.items if key != "hme1")) for index in survey.indices
        ),
    )
    said = [SAY(sentence) for sentence in difference(survey, without).breaks]
    assert said[0].startswith("”Mitt arbete känns meningsfullt” finns inte längre")
    assert any("Indexet Motivation byggs av andra frågor" in line for line in said)
    assert any("AMI" in line for line in said), "an index over indices is broken too"


def test_a_new_key_for_the_same_trend_breaks_nothing(survey: Instrument) -> None:
    renamed = changed(survey, "hme1", key="f1")
    renamed = replace(
        renamed,
        indices=tuple(
            replace(index, items=tuple("f1" if key == "hme1" else key for key in index.items))
            for index in survey.indices
        ),
        pages=tuple(
            replace(page, items=tuple("f1" if key == "hme1" else key for key in page.items)) for page in survey.pages
        ),
    )
    assert difference(survey, renamed).breaks == ()


def test_a_changed_trend_key_is_told_and_breaks(survey: Instrument) -> None:
    found = difference(survey, changed(survey, "hme1", trend="egen"))
    assert [change.kind for change in found.changes] == [ChangeKind.RETRENDED]
    assert [SAY(sentence).split()[0] for sentence in found.breaks].count("Indexet") == 2, "motivation and the total"


def test_moves_are_told_of_those_that_moved_and_not_of_those_that_made_room(survey: Instrument) -> None:
    first = survey.pages[0]
    turned = replace(survey, pages=(replace(first, items=(first.items[-1], *first.items[:-1])), *survey.pages[1:]))
    found = difference(survey, turned)
    assert [(change.kind, change.key) for change in found.changes] == [(ChangeKind.MOVED, "helhet")]
    assert found.breaks == ()


def test_a_question_on_another_page_is_moved(survey: Instrument) -> None:
    first, second = survey.pages[:2]
    pages = (replace(first, items=first.items[1:]), replace(second, items=(*second.items, "hme1")), *survey.pages[2:])
    (change,) = difference(survey, replace(survey, pages=pages)).changes
    assert SAY(change.sentence) == "”Mitt arbete känns meningsfullt” är flyttad till sidan Medarbetarskap"
