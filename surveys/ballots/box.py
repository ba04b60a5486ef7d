"""What lies in a box: one person's answers packed to bytes, of the same length for everybody in the wave.

The length is worked out from the instrument alone, as the longest answer there can be. So nothing about an answer
can be told from the size of its box, not even whether any words were written.

Layout: four bytes that tell how long the head is; the head, JSON; the words one after the other as UTF-8; zeros.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from surveys.instrument import Instrument, Item, ItemType

LENGTH_BYTES = 4
BLOCK = 256
"""Sizes are rounded up to whole blocks."""
_ROOM_FOR_ID = 4 * 64
"""Of a unit's id, or a background code that the register has and the instrument has not: 64 signs of four bytes."""
_LONGEST_NUMBER = 32
"""No number that fits in a double is written longer than this."""
_ROOM_FOR_FRAME = 128


class Unreadable(Exception):
    """What came out of a box is no packed answer."""


@dataclass(frozen=True)
class BoxContent:
    """One person's answers.

    `answers`: item key → int (likert, enps), float (number), str (one), list of str (many), None ("vet ej"); an item
    that was passed over is not there. `texts`: item key → words. `background`: background key → raw code; it travels
    in the box and never reaches a ballot.
    """

    unit_id: str
    answers: Mapping[str, Any]
    texts: Mapping[str, str] = field(default_factory=dict)
    background: Mapping[str, str] = field(default_factory=dict)


def box_size(instrument: Instrument) -> int:
    """Return how many bytes every packed answer to this instrument takes, before it is sealed.

    Words count with four bytes a sign, the most that UTF-8 needs: a text of the item's longest always fits.
    """
    room = LENGTH_BYTES + _ROOM_FOR_FRAME + _ROOM_FOR_ID
    room += sum(_room_for_item(item) for item in instrument.items)
    for background in instrument.backgrounds:
        longest = max((_written(code) for code in background.categories), default=0)
        room += _written(background.key) + max(longest, _ROOM_FOR_ID) + 2
    return -(-room // BLOCK) * BLOCK


def pack(content: BoxContent, size: int) -> bytes:
    """Return the content as exactly `size` bytes; ValueError where it does not fit, which no checked answer does."""
    words = {key: text.encode() for key, text in content.texts.items()}
    head = _json(
        {
            "u": content.unit_id,
            "a": dict(content.answers),
            "b": dict(content.background),
            "t": [[key, len(text)] for key, text in words.items()],
        }
    )
    packed = len(head).to_bytes(LENGTH_BYTES, "big") + head + b"".join(words.values())
    if len(packed) > size:
        raise ValueError(f"an answer of {len(packed)} bytes does not fit in {size}")
    return packed.ljust(size, b"\0")


def unpack(plain: bytes) -> BoxContent:
    """Return what was packed, or raise `Unreadable`. Whether it fits the instrument is not asked here."""
    try:
        length = int.from_bytes(plain[:LENGTH_BYTES], "big")
        head = json.loads(plain[LENGTH_BYTES : LENGTH_BYTES + length].decode())
        texts, place = {}, LENGTH_BYTES + length
        for key, count in head["t"]:
            if not isinstance(key, str) or type(count) is not int or count < 0 or place + count > len(plain):
                raise Unreadable("words outside the box")
            texts[key] = plain[place : place + count].decode()
            place += count
        content = BoxContent(head["u"], head["a"], texts, head["b"])
    except Unreadable:
        raise
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Unreadable(type(error).__name__) from None
    if not (isinstance(content.unit_id, str) and isinstance(content.answers, dict)):
        raise Unreadable("no answers")
    background = content.background
    if not (isinstance(background, dict) and all(isinstance(code, str) for code in background.values())):
        raise Unreadable("no background")
    return content


def blank_plain(size: int) -> bytes:
    """Return what stands in for a box that could not be opened: it is counted on, and `unpack` calls it unreadable."""
    return bytes(size)


def _room_for_item(item: Item) -> int:
    key = _written(item.key) + 2  # colon and comma
    if item.type is ItemType.TEXT:
        return key + _LONGEST_NUMBER + 4 * item.longest
    if item.type is ItemType.MANY:
        return key + 2 + sum(_written(option.code) + 1 for option in item.options)
    codes = max((_written(option.code) for option in item.options), default=0)
    return key + max(_LONGEST_NUMBER, codes)


def _written(text: str) -> int:
    """How many bytes a text takes in JSON."""
    return len(_json(text))


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
