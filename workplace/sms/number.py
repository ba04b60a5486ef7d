"""Mobile numbers: read as people write them, sent as the world writes them."""

from __future__ import annotations

import re

COUNTRY = "46"
"""Where a number without country code belongs."""
_BETWEEN = re.compile(r"[\s()./\-‐-―−\u00a0]+")
_WORLD = re.compile(r"\+[1-9][0-9]{6,14}")


def number_or_none(text: str) -> str | None:
    """Return the number as E.164 ("+46701234567"), or None when it is none.

    "070-123 45 67", "0046 70…", "+46 (0)70…" are read; letters or two numbers in one are not.
    """
    plain = _BETWEEN.sub("", text.strip().replace("(0)", ""))
    if plain.startswith("00"):
        plain = f"+{plain[2:]}"
    elif plain.startswith("0"):
        plain = f"+{COUNTRY}{plain[1:]}"
    return plain if _WORLD.fullmatch(plain) and plain.isascii() else None
