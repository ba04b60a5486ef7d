"""How templates write a text: a plain string as it is, a sentence in the reader's language."""

from __future__ import annotations

from typing import Any

from jinja2 import Undefined

from workplace.wording import Translator


def spoken(text: Any, translator: Translator) -> str:
    """Write a text that may be a string, a number, a `Sentence`, or missing (then nothing)."""
    if isinstance(text, str):
        return text
    return "" if text is None or isinstance(text, Undefined) else translator.text(text)


def worded(text: Any, translator: Translator) -> str:
    """Write a text of ours: a plain string is a message id (labels, hints and errors of forms, names of places)."""
    return translator.gettext(text) if isinstance(text, str) else spoken(text, translator)
