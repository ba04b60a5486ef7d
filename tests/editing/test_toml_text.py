"""TOML out of an instrument: it reads back equal, and editing keeps what somebody wrote beside the fields."""

from __future__ import annotations

import tomllib
from copy import deepcopy
from pathlib import Path

import pytest
from hypothesis import given, settings

import surveys
from surveys.editing.document import document_of
from surveys.editing.toml_text import part_text, rewritten, text_of
from surveys.instrument import Instrument, read_instrument
from tests.editing.random_instruments import instruments

SHIPPED = sorted((Path(surveys.__path__[0]) / "instruments").glob("*.toml"))
COMMENTED = """\
# Vår enkät. Frågorna är samverkade i mars.
kind = "instrument"
key = "var"
version = "1"
title.sv = "Vår enkät"  # kort namn

# Trivsel
[[item]]
key = "q1"
type = "likert"
# skalan är den vanliga
from = 1
to = 5
text.sv = "Jag trivs"

# Annat
[[item]]
key = "q2"
type = "text"
text.sv = '''
Vad vill du ändra på?
[[inte en rubrik]]'''
"""


@settings(max_examples=40, deadline=None)
@given(instruments())
def test_any_instrument_reads_back_equal(instrument: Instrument) -> None:
    assert read_instrument(tomllib.loads(text_of(instrument))) == instrument


@settings(max_examples=15, deadline=None)
@given(instruments(), instruments())
def test_a_text_becomes_any_other_document(before: Instrument, after: Instrument) -> None:
    assert tomllib.loads(rewritten(text_of(before), document_of(after))) == document_of(after)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_instruments_survive_as_values_and_as_text(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    instrument = read_instrument(tomllib.loads(text))

    assert read_instrument(tomllib.loads(text_of(instrument))) == instrument
    assert rewritten(text, tomllib.loads(text)) == text


def test_a_changed_part_keeps_the_comments_around_and_in_it() -> None:
    document = tomllib.loads(COMMENTED)
    document["item"][0]["text"]["sv"] = "Jag trivs bra"

    made = rewritten(COMMENTED, document)

    assert tomllib.loads(made) == document
    for comment in ("# Vår enkät.", "# kort namn", "# Trivsel", "# skalan är den vanliga", "# Annat"):
        assert comment in made
    assert made.index("# Trivsel") < made.index('key = "q1"') < made.index("# Annat") < made.index('key = "q2"')


def test_parts_that_change_places_take_their_comments_along() -> None:
    document = tomllib.loads(COMMENTED)
    document["item"].reverse()

    made = rewritten(COMMENTED, document)

    assert tomllib.loads(made) == document
    assert made.index("# Annat") < made.index('key = "q2"') < made.index("# Trivsel") < made.index('key = "q1"')


def test_a_text_written_in_inline_tables_is_written_anew() -> None:
    text = 'kind = "instrument"\nkey = "x"\nitem = [{ key = "a", type = "text", text = { sv = "A" } }]\n'
    document = deepcopy(tomllib.loads(text))
    document["item"].append({"key": "b", "type": "text", "text": {"sv": "B"}})

    assert tomllib.loads(rewritten(text, document)) == document


def test_a_part_alone_is_text_too() -> None:
    assert tomllib.loads(part_text("item", {"key": "a", "option": [{"code": "x"}]})) == {
        "item": [{"key": "a", "option": [{"code": "x"}]}]
    }
