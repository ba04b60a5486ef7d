"""All texts for people, gathered from code and templates: what a catalogue must hold.

As a script it brings a catalogue up to date: new texts empty, texts that are gone left out.
`python -m tests.texts en`
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("workplace", "surveys", "appraisal")
KEYWORDS = {"N_": None, "_": None}


def messages_in_code() -> dict[str, str]:
    """Return every message id with the place where it first stands, in order of appearance."""
    found: dict[str, str] = {}
    for place, message in _messages():
        found.setdefault(message, place)
    return found


def _messages() -> Iterator[tuple[str, str]]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            with path.open("rb") as file:
                for line, _function, message, _comments in extract_python(file, KEYWORDS, [], {}):
                    yield from _found(path, line, message)
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.suffix in (".html", ".txt"):
            with path.open("rb") as file:
                options = {"extensions": "jinja2.ext.do"}
                for line, _function, message, _comments in babel_extract(file, KEYWORDS, [], options):
                    yield from _found(path, line, message)


def _found(path: Path, line: int, message: object) -> Iterator[tuple[str, str]]:
    """Yield the message id; a call with facts hands it over as the first of several arguments."""
    first = message[0] if isinstance(message, tuple) else message
    if isinstance(first, str) and first:
        yield f"{path.relative_to(ROOT)}:{line}", first


def update(language: str) -> int:
    """Write the catalogue anew and return how many texts wait for a translation."""
    path = ROOT / "workplace" / "translations" / language / "medskap.po"
    held: dict[str, str] = {}
    if path.exists():
        with path.open("rb") as file:
            held = {str(message.id): str(message.string) for message in read_po(file, locale=language) if message.id}
    catalogue = Catalog(locale=language, project="medskap", charset="utf-8", fuzzy=False)
    for message in sorted(messages_in_code()):
        catalogue.add(message, held.get(message, ""))
    with path.open("wb") as file:
        write_po(file, catalogue, width=0, omit_header=True)
    return sum(1 for message in catalogue if message.id and not message.string)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        sys.stdout.write(f"{name}: {update(name)} texts to translate\n")
