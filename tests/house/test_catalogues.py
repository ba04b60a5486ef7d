"""Every text for people has English, with the same places for facts."""

from __future__ import annotations

import re

import pytest
from babel.messages.pofile import read_po

from tests.texts import messages_in_code
from workplace.translations import catalogue_path, translator_for
from workplace.wording import LANGUAGES, Sentence

PLACE = re.compile(r"%\((\w+)\)s")
OTHERS = [language for language in LANGUAGES if language != "sv"]


def catalogue(language: str) -> dict[str, str]:
    with catalogue_path(language).open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file, locale=language) if message.id}


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated(language: str) -> None:
    held = catalogue(language)
    missing = sorted(f"{place}: {message}" for message, place in messages_in_code().items() if not held.get(message))

    assert not missing, f"{len(missing)} texts lack {language}:\n" + "\n".join(missing)


@pytest.mark.parametrize("language", OTHERS)
def test_the_catalogue_holds_no_text_that_is_gone(language: str) -> None:
    gone = sorted(set(catalogue(language)) - set(messages_in_code()))

    assert not gone, f"{len(gone)} texts are in no file any more:\n" + "\n".join(gone)


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_keeps_the_places_for_facts(language: str) -> None:
    wrong = [
        message
        for message, text in catalogue(language).items()
        if text and set(PLACE.findall(message)) != set(PLACE.findall(text))
    ]

    assert not wrong, "\n".join(wrong)


def test_the_translator_writes_numbers_and_dates_as_its_language_does() -> None:
    import datetime as dt

    swedish, english = translator_for("sv"), translator_for("en")
    day = dt.date(2026, 11, 24)

    assert swedish.number(12345.5, 1) == "12\u00a0345,5"
    assert english.number(12345.5, 1) == "12,345.5"
    assert swedish.date(day, weekday=True) == "tisdag 24 november 2026"
    assert english.date(day, weekday=True) == "Tuesday 24 November 2026"
    assert swedish.say(Sentence("%(part)s av %(whole)s", {"part": 3, "whole": Sentence("%(n)s", {"n": 4})})) == "3 av 4"
