"""What somebody has filled in so far, as it lies inside its seal."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from surveys.instrument import Instrument, Item, ItemType
from surveys.items import number
from surveys.items.reply import UNSURE
from surveys.items.steps import step_codes
from surveys.items.text import plain_text

_BASE = 700
"""Bytes for all that is not answers: ids of at most 64 signs, the token, the language."""
_ROUND = 1024
_LONGEST_TOKEN = 128
_BYTES_A_SIGN = 4


@dataclass(frozen=True)
class Draft:
    """A draft of one invitation. `values`: item or background key → what was posted, as it was posted.

    `unit_id`: the workplace the answer is about. `language` empty: none was chosen.
    """

    invitation_id: str
    wave_id: str
    token: str
    unit_id: str
    language: str = ""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def to_bytes(draft: Draft) -> bytes:
    """Return the draft as it is sealed."""
    held = {
        "i": draft.invitation_id,
        "w": draft.wave_id,
        "t": draft.token[:_LONGEST_TOKEN],
        "u": draft.unit_id,
        "l": draft.language,
        "v": draft.values,
    }
    return json.dumps(held, ensure_ascii=False, separators=(",", ":")).encode()


def from_bytes(plain: bytes) -> Draft:
    """Return the draft that `to_bytes` wrote."""
    held = json.loads(plain)
    values = {key: tuple(given) for key, given in held["v"].items()}
    return Draft(held["i"], held["w"], held["t"], held["u"], held["l"], values)


def draft_size(instrument: Instrument) -> int:
    """Return the bytes that hold the fullest draft of an instrument: the same for every draft of a wave."""
    most = _BASE + sum(_most_bytes(item) for item in instrument.items)
    for background in instrument.backgrounds:
        most += 8 + len(background.key) + max(len(category.encode()) for category in background.categories)
    return -(-most // _ROUND) * _ROUND


def kept_values(item: Item, given: Sequence[str]) -> tuple[str, ...]:
    """Return what a draft keeps of what was posted: codes the page offered, and words as far as they fit."""
    if item.type is ItemType.TEXT:
        text = plain_text("".join(given))
        return (shortened(text, _BYTES_A_SIGN * item.longest),) if text.strip() else ()
    offered = set(_codes(item))
    if item.type is ItemType.NUMBER:
        typed = next((value for value in given if value.strip() and value not in offered), "")
        given = [*(value for value in given if value in offered), plain_text(typed)[: number.LONGEST]]
        return tuple(value for value in given if value)
    return tuple(dict.fromkeys(value for value in given if value in offered))


def shortened(text: str, most_bytes: int) -> str:
    """Return as much of a text as fits in so many bytes of JSON."""
    while (over := len(json.dumps(text, ensure_ascii=False).encode()) - 2 - most_bytes) > 0:
        text = text[: len(text) - max(1, over // _BYTES_A_SIGN)]
    return text


def _codes(item: Item) -> list[str]:
    codes = [UNSURE] if item.allows_unsure else []
    if item.type in (ItemType.LIKERT, ItemType.ENPS):
        assert item.low is not None
        assert item.high is not None
        return [*codes, *step_codes(int(item.low), int(item.high))]
    return [*codes, *(option.code for option in item.options)]


def _most_bytes(item: Item) -> int:
    around = len(item.key) + 8
    if item.type is ItemType.TEXT:
        return around + _BYTES_A_SIGN * item.longest
    if item.type is ItemType.NUMBER:
        return around + _BYTES_A_SIGN * number.LONGEST + len(UNSURE) + 3
    lengths = [len(code) + 3 for code in _codes(item)]
    return around + (sum(lengths) if item.type is ItemType.MANY else max(lengths))
