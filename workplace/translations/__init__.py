"""The catalogues: Swedish is the source, every other language a `.po` file read as it stands (no build step)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from workplace.wording import LANGUAGES, Translator


def catalogue_path(language: str) -> Path:
    """Return where a language's catalogue lies."""
    return Path(__file__).parent / language / "medskap.po"


@cache
def translator_for(language: str) -> Translator:
    """Return the translator of a language; Swedish for a language there is no catalogue of."""
    path = catalogue_path(language)
    if language == LANGUAGES[0] or language not in LANGUAGES or not path.exists():
        return Translator()
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    messages = {str(message.id): str(message.string) for message in catalogue if message.id and message.string}
    return Translator(language=language, messages=messages)
