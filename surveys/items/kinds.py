"""Every item type with its module: how it is drawn and how it is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from surveys.instrument import Item, ItemType
from surveys.items import enps, likert, many, number, one, text
from surveys.items.control import Control
from surveys.items.reply import Reply


@dataclass(frozen=True)
class ItemKind:
    """What one type of item does with what was posted so far."""

    draw: Callable[[Item, Sequence[str], str], Control]
    parse: Callable[[Item, Sequence[str]], Reply]


KINDS: Mapping[ItemType, ItemKind] = {
    ItemType.LIKERT: ItemKind(likert.draw, likert.parse),
    ItemType.ENPS: ItemKind(enps.draw, enps.parse),
    ItemType.ONE: ItemKind(one.draw, one.parse),
    ItemType.MANY: ItemKind(many.draw, many.parse),
    ItemType.NUMBER: ItemKind(number.draw, number.parse),
    ItemType.TEXT: ItemKind(text.draw, text.parse),
}


def draw(item: Item, given: Sequence[str], language: str) -> Control:
    """Return the control of an item with what has been filled in."""
    return KINDS[item.type].draw(item, given, language)


def parse(item: Item, given: Sequence[str]) -> Reply:
    """Return what was meant, or the problem with it."""
    return KINDS[item.type].parse(item, given)
