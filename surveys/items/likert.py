"""One whole step of a scale with words at both ends."""

from __future__ import annotations

from collections.abc import Sequence

from surveys.instrument import Item
from surveys.items.control import Control
from surveys.items.reply import Reply
from surveys.items.steps import draw_steps, parse_step
from workplace.definitions.document import in_language


def draw(item: Item, given: Sequence[str], language: str) -> Control:
    """Return the whole scale in a row."""
    low_text, high_text = in_language(item.low_text, language), in_language(item.high_text, language)
    return draw_steps(item, given, *_ends(item), low_text, high_text)


def parse(item: Item, given: Sequence[str]) -> Reply:
    """Return the step that was chosen."""
    return parse_step(item, given, *_ends(item))


def _ends(item: Item) -> tuple[int, int]:
    assert item.low is not None
    assert item.high is not None
    return int(item.low), int(item.high)
