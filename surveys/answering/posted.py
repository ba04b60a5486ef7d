"""Read what a page of questions posted: its own fields and no others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from surveys.answering.draft import kept_values
from surveys.instrument import Background, Item, ItemType
from surveys.items.text import plain_text

SHEET_FIELD = "enkat:sida"
GO_FIELD = "enkat:go"
LANGUAGE_FIELD = "enkat:sprak"
WORKPLACE_FIELD = "enkat:arbetsplats"
ANYWAY_FIELD = "enkat:anda"
WORDS_FIELD = "kod"
"""Our own fields hold a colon, which no key of an instrument may."""
BACK = "back"
ELSEWHERE = "elsewhere"
STAY = "stay"


@dataclass(frozen=True)
class Posted:
    """What was posted for some questions. `values`: what a draft keeps; `offending`: keys of what was no offered code.

    `shown`: the same with every text whole, also where it is longer than a draft can hold.
    """

    values: Mapping[str, tuple[str, ...]]
    shown: Mapping[str, tuple[str, ...]]
    offending: frozenset[str]

    @property
    def fits(self) -> bool:
        """Return whether a draft keeps all of it."""
        return self.values == self.shown


def read_posted(
    items: Iterable[Item], backgrounds: Iterable[Background], fields: Callable[[str], Sequence[str]]
) -> Posted:
    """Return what was posted; `fields` gives the values of a name, and is asked for the keys of the questions only."""
    values: dict[str, tuple[str, ...]] = {}
    shown: dict[str, tuple[str, ...]] = {}
    offending = set()
    for item in items:
        given = fields(item.key)
        values[item.key] = shown[item.key] = kept_values(item, given)
        if item.type is ItemType.TEXT:
            text = plain_text("".join(given))
            shown[item.key] = (text,) if text.strip() else ()
        elif item.type is not ItemType.NUMBER and any(value and value not in values[item.key] for value in given):
            offending.add(item.key)
    for background in backgrounds:
        chosen = [value for value in fields(background.key) if value in background.categories]
        values[background.key] = shown[background.key] = tuple(chosen[-1:])
    return Posted(values, shown, frozenset(offending))
