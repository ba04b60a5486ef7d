"""A number, written the way people write numbers: decimal comma or point, blanks between thousands."""

from __future__ import annotations

import re
from collections.abc import Sequence

from surveys.instrument import Item
from surveys.items.control import Control, ControlKind, unsure_choice
from surveys.items.reply import PASSED_OVER, UNSURE, UNSURE_REPLY, Reply, answered, misread
from workplace.wording import N_, Sentence

LONGEST = 32
"""Most characters that are kept of what was typed."""
_NUMBER = re.compile(r"-?[0-9]{1,12}([.,][0-9]{1,6})?")


def draw(item: Item, given: Sequence[str], language: str) -> Control:
    """Return a short field; its limits stand in the hint."""
    typed = _typed(given)
    return Control(
        ControlKind.NUMBER,
        item.key,
        unsure=unsure_choice(item.allows_unsure, () if typed else given),
        value=typed,
        hint=_limits(item) or "",
        longest=LONGEST,
    )


def parse(item: Item, given: Sequence[str]) -> Reply:
    """Return the number; what is no number, or outside the limits, is a problem."""
    typed = _typed(given)
    if not typed:
        return UNSURE_REPLY if UNSURE in given and item.allows_unsure else PASSED_OVER
    plain = re.sub(r"\s", "", typed).replace("\N{MINUS SIGN}", "-")
    if not _NUMBER.fullmatch(plain):
        return misread(item.key, "not_a_number", Sentence(N_("Skriv ett tal med siffror, till exempel 12 eller 2,5.")))
    number = float(plain.replace(",", "."))
    if (item.low is not None and number < item.low) or (item.high is not None and number > item.high):
        return misread(item.key, "number_outside", _limits(item) or Sentence(N_("Talet är för stort eller för litet.")))
    return answered(number, f"{number:g}")


def _typed(given: Sequence[str]) -> str:
    return next((value.strip()[:LONGEST] for value in given if value.strip() and value != UNSURE), "")


def _limits(item: Item) -> Sentence | None:
    if item.low is not None and item.high is not None:
        return Sentence(
            N_("Skriv ett tal mellan %(low)s och %(high)s."), {"low": _short(item.low), "high": _short(item.high)}
        )
    return None


def _short(value: float) -> int | float:
    return int(value) if value.is_integer() else value
