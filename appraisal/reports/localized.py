"""A text that a definition gives in several languages, kept whole until the reader's language is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workplace.definitions.document import in_language


@dataclass(frozen=True)
class Localized:
    """The same text by language, as (language, text) pairs; Swedish stands for a language that is not there."""

    texts: tuple[tuple[str, str], ...]

    def in_language(self, language: str) -> str:
        """Return the text a reader of the language gets."""
        return in_language(dict(self.texts), language)


def localized(texts: Mapping[str, str]) -> Localized | str:
    """Return a definition's text for readers of every language; a plain text when it reads the same for all."""
    if len(set(texts.values())) < 2:
        return in_language(texts, "sv")
    return Localized(tuple(texts.items()))
