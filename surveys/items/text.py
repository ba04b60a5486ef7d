"""Words of one's own. Nothing that was typed is thrown away: too long a text is kept and said to be so."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from surveys.instrument import Item
from surveys.items.control import Control, ControlKind
from surveys.items.reply import PASSED_OVER, Reply, misread
from workplace.wording import N_, Sentence


def draw(item: Item, given: Sequence[str], language: str) -> Control:
    """Return a field of several lines."""
    return Control(ControlKind.TEXT, item.key, value=plain_text("".join(given)), longest=item.longest)


def parse(item: Item, given: Sequence[str]) -> Reply:
    """Return the text without blanks around it; one that is too long is a problem that says by how much."""
    text = plain_text("".join(given)).strip()
    if not text:
        return PASSED_OVER
    if len(text) > item.longest:
        return misread(
            item.key,
            "text_too_long",
            Sentence(
                N_("Texten är %(over)s tecken för lång. Den får vara högst %(longest)s tecken."),
                {"over": len(text) - item.longest, "longest": item.longest},
            ),
        )
    return Reply(is_answered=True, value=text)


def plain_text(text: str) -> str:
    """Return the text with one kind of line end and without control signs and halves of signs."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in unified if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs"))
