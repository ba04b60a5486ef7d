"""The first view of an answering page is small, and everything a page names is there."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.answering.open_wave import open_wave
from tests.answering.respondent import Respondent
from tests.answering.rich_instrument import give, rich
from workplace.database import Database

LARGEST_VIEW = 60_000
"""Bytes of all files of the first view, uncompressed."""
MOST_FILES = 4
LARGEST_STYLE = 14_000
STATIC = Path(__file__).resolve().parents[2] / "static"
Somebody = Callable[[str], Respondent]


def first_view(person: Respondent) -> list[int]:
    """Return the size of the page and of each file it names."""
    page = person.open().page
    files = re.findall(r'(?:src|href)="(/static/[^"]+)"', page.get_data(as_text=True))
    return [len(page.get_data()), *(len(person.client.get(file).get_data()) for file in files)]


def test_the_first_view_of_nine_questions_is_small(somebody: Somebody, database: Database) -> None:
    wave = open_wave(database)

    sizes = first_view(somebody(wave.token("n1")))

    assert len(sizes) <= MOST_FILES
    assert sum(sizes) <= LARGEST_VIEW


def test_a_page_with_every_kind_of_question_is_small_too(
    somebody: Somebody, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(monkeypatch, rich(pages=False))
    wave = open_wave(database)

    sizes = first_view(somebody(wave.token("n1")))

    assert len(sizes) <= MOST_FILES
    assert sum(sizes) <= LARGEST_VIEW


def test_the_style_of_the_answering_pages_is_small_and_names_no_colour_of_its_own() -> None:
    sheet = (STATIC / "answering.css").read_text(encoding="utf-8")

    assert len(sheet.encode()) <= LARGEST_STYLE
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[;, )])|\brgba?\(|\bhsla?\(|\boklch\(", sheet) == []


def test_the_script_keeps_nothing_in_the_browser() -> None:
    script = (STATIC / "answering.js").read_text(encoding="utf-8")

    assert not re.search(r"localStorage|sessionStorage|indexedDB|caches\b|document\.cookie|serviceWorker", script)


def test_the_last_button_of_the_form_is_the_one_that_goes_on(
    somebody: Somebody, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(monkeypatch, rich(pages=True))
    wave = open_wave(database)
    person = somebody(wave.token("n1"))

    for path, label in (("", "Nästa"), ("/2", "Nästa"), ("/4", "Granska svaren"), ("/granska", "Skicka")):
        form = person.open(path).text.split("</form>")[0]
        assert re.findall(r"<button[^>]*>([^<]*)</button>", form)[-1] == label, path
