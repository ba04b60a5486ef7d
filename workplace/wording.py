"""Words for people: message ids with facts, turned into text by one translator that is passed in.

The message id is the Swedish sentence itself; other languages come from `translations/<language>/medskap.po`.
Pure code returns a `Sentence`; only pages, mails, commands and workers hold a `Translator`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


def N_(message: str) -> str:  # noqa: N802 - the name gettext's tools look for
    """Mark a message id for the catalogue without translating it."""
    return message


@dataclass(frozen=True)
class Sentence:
    """A message id with `%(name)s` places and the facts that fill them.

    Facts may be text, numbers, dates or another `Sentence`; the translator writes them the way its language does.
    """

    id: str
    facts: Mapping[str, Any] = field(default_factory=dict)


_MONTHS = {
    "sv": "januari februari mars april maj juni juli augusti september oktober november december".split(),
    "en": ("January February March April May June July August September October November December").split(),
}
_DAYS = {
    "sv": "måndag tisdag onsdag torsdag fredag lördag söndag".split(),
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
}
LANGUAGES = ("sv", "en")
"""Languages a person can choose; the first is the source language."""


@dataclass(frozen=True)
class Translator:
    """Turns sentences, numbers and dates into text of one language."""

    language: str = "sv"
    messages: Mapping[str, str] = field(default_factory=dict)

    def gettext(self, message: str, **facts: Any) -> str:
        """Return the text of a message id with its facts filled in; an unknown id is its own text."""
        text = self.messages.get(message) or message
        return text % {key: self.text(value) for key, value in facts.items()} if facts else text.replace("%%", "%")

    def say(self, sentence: Sentence) -> str:
        """Return the text of a sentence."""
        return self.gettext(sentence.id, **sentence.facts)

    def text(self, value: Any) -> str:
        """Write one fact: sentence, date, number or text."""
        if isinstance(value, Sentence):
            return self.say(value)
        if isinstance(value, dt.date):
            return self.date(value)
        if isinstance(value, bool):
            return self.gettext(N_("ja") if value else N_("nej"))
        if isinstance(value, int | float):
            return self.number(value)
        return "" if value is None else str(value)

    def number(self, value: float, decimals: int | None = None) -> str:
        """Write a number: no-break space between thousands and decimal comma in Swedish.

        `decimals` None keeps what the number has (a whole number none, others as they stand).
        """
        text = f"{value:,.{decimals}f}" if decimals is not None else f"{value:,}"
        if self.language == "sv":
            text = text.replace(",", "\u00a0").replace(".", ",").replace("-", "−")
        return text.replace("-", "−")

    def date(self, value: dt.date, *, weekday: bool = False) -> str:
        """Write a date as "24 november 2026", or "tisdag 24 november 2026" with `weekday`."""
        month = _MONTHS[self.language][value.month - 1]
        day = f"{_DAYS[self.language][value.weekday()]} " if weekday else ""
        return f"{day}{value.day} {month} {value.year}"
