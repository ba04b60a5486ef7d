"""The code of a draft: 80 bits as five words that can be read aloud, written on a note and typed on any keyboard.

After the proquints of Wilkerson (2009, arXiv:0901.4016): consonants and vowels take turns, so every word can be
spoken. Letters that sound alike in Swedish (c, q, w, x, y, z) are left out; a word carries sixteen bits, and about a
fifth of all mistyped words are found out because they stand for no number.
"""

from __future__ import annotations

import re

BYTES = 10
WORDS = 5
SEPARATOR = "-"
_CONSONANTS = "bdfghjklmnprstv"
_VOWELS = "aeiou"
_SHAPE = (_CONSONANTS, _VOWELS, _CONSONANTS, _VOWELS, _CONSONANTS)
_UNFIT = ("kuk", "neg", "nig", "fit", "hor", "lud", "rov", "bog", "ped")
"""Parts of words that nobody should have to write down."""


def code_of(chance: bytes) -> str:
    """Return ten random bytes as five words, joined by hyphens."""
    if len(chance) != BYTES:
        raise ValueError(f"a code is made of {BYTES} bytes")
    pairs = (chance[start : start + 2] for start in range(0, BYTES, 2))
    return SEPARATOR.join(_word(int.from_bytes(pair, "big")) for pair in pairs)


def is_fit(code: str) -> bool:
    """Return whether the words are fit to be shown; else draw again."""
    return not any(part in code for part in _UNFIT)


def read_code(typed: str) -> str | None:
    """Return the code that was typed with blanks, hyphens, commas or capitals; None when it is not five words."""
    words = re.findall(r"[^\W\d_]+", typed[:200].casefold())
    if len(words) != WORDS or any(_number(word) is None for word in words):
        return None
    return SEPARATOR.join(words)


def words_of(code: str) -> tuple[str, ...]:
    """Return the five words of a code."""
    return tuple(code.split(SEPARATOR))


def _word(number: int) -> str:
    letters = []
    for alphabet in reversed(_SHAPE):
        number, place = divmod(number, len(alphabet))
        letters.append(alphabet[place])
    return "".join(reversed(letters))


def _number(word: str) -> int | None:
    if len(word) != len(_SHAPE):
        return None
    number = 0
    for letter, alphabet in zip(word, _SHAPE, strict=True):
        if letter not in alphabet:
            return None
        number = number * len(alphabet) + alphabet.index(letter)
    return number if number < 2**16 else None
