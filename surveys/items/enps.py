"""Would one recommend the workplace: 0 to 10."""

from __future__ import annotations

from collections.abc import Sequence

from surveys.instrument import Item
from surveys.items.control import Control
from surveys.items.reply import Reply
from surveys.items.steps import draw_steps, parse_step
from workplace.definitions.document import in_language

LOW, HIGH = 0, 10
_LOW_TEXT = {"sv": "Inte alls troligt", "en": "Not at all likely"}
_HIGH_TEXT = {"sv": "Mycket troligt", "en": "Very likely"}
"""Ends of an item that names none of its own; Reichheld (2003) asks how likely it is."""


def draw(item: Item, given: Sequence[str], language: str) -> Control:
    """Return the eleven steps."""
    low_text = in_language(item.low_text or _LOW_TEXT, language)
    high_text = in_language(item.high_text or _HIGH_TEXT, language)
    return draw_steps(item, given, LOW, HIGH, low_text, high_text)


def parse(item: Item, given: Sequence[str]) -> Reply:
    """Return the step that was chosen."""
    return parse_step(item, given, LOW, HIGH)
