"""Mask what names somebody in words that others will read: by rule, before two reviewers read them."""

from __future__ import annotations

import re
from collections.abc import Collection

MASK = "[…]"
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_IDENTITY = re.compile(r"\b(?:19|20)?\d{6}[-+ ]?\d{4}\b", re.ASCII)
_PHONE = re.compile(r"(?<!\w)(?:\+|00)?\d(?:[ -]?\d){6,14}(?!\w)", re.ASCII)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
SHORTEST_NAME = 3


def masked(text: str, names: Collection[str]) -> str:
    """Return the text with addresses, personal identity numbers, telephone numbers and names masked.

    `names`: full names of people; each part of one is masked where it is written with a capital letter, alone or with
    the genitive's s. A name that is also a word is masked too: a reviewer puts the word back.
    """
    parts = {part.casefold() for name in names for part in _WORD.findall(name) if len(part) >= SHORTEST_NAME}

    def of_word(found: re.Match[str]) -> str:
        word = found.group()
        plain = word.casefold()
        is_name = plain in parts or (plain.endswith("s") and plain[:-1] in parts)
        return MASK if word[0].isupper() and is_name else word

    without = _PHONE.sub(MASK, _IDENTITY.sub(MASK, _ADDRESS.sub(MASK, text)))
    joined = _WORD.sub(of_word, without)
    return re.sub(rf"{re.escape(MASK)}(?: {re.escape(MASK)})+", MASK, joined)
