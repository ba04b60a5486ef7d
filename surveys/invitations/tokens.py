"""Ways in: what a token looks like, how a letter's code is written in groups and read back from what people type."""

from __future__ import annotations

import base64
import re
from enum import StrEnum

TOKEN_BYTES = 16
"""128 bits: what a link holds."""
CODE_SIGNS = 16
CODE_BYTES = CODE_SIGNS * 5 // 8
"""80 bits: what a letter's code holds."""
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("OIL", "011")
_BETWEEN = re.compile(r"[\s\-‐-―−]+")
_LINK = re.compile(r"[A-Za-z0-9_-]{22}")
_CODE = re.compile(f"[{_ALPHABET}]{{{CODE_SIGNS}}}")


class Way(StrEnum):
    """How a person was given a token."""

    MAIL = "mail"
    SMS = "sms"
    LETTER = "letter"
    START = "start"


def link_token(chance: bytes) -> str:
    """Return the token of a link made of 16 random bytes."""
    if len(chance) != TOKEN_BYTES:
        raise ValueError("a token is made of 16 random bytes")
    return base64.urlsafe_b64encode(chance).rstrip(b"=").decode("ascii")


def letter_code(chance: bytes) -> str:
    """Return the code of a letter made of 10 random bytes: 16 signs without those that are mistaken for others.

    Crockford's base 32: no I, L, O or U.
    """
    if len(chance) != CODE_BYTES:
        raise ValueError("a code is made of 10 random bytes")
    number = int.from_bytes(chance, "big")
    return "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(CODE_SIGNS)))


def in_groups(code: str) -> str:
    """Return a code as it is printed: four groups of four."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def normalised(given: str) -> str:
    """Return a token as it was minted, from a link or from what somebody typed from a letter.

    A code is read whatever the case, spaces and dashes, with O as 0 and I and L as 1. Anything else is returned as it
    stands, and is no token.
    """
    stripped = given.strip()
    if _LINK.fullmatch(stripped):
        return stripped
    typed = _BETWEEN.sub("", stripped).upper().translate(_READ_AS)
    return typed if _CODE.fullmatch(typed) else stripped
