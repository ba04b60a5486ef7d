"""The way through an instrument: its pages, and which items are asked, given what has been answered so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from surveys.instrument import Background, Instrument, Item, ItemType
from surveys.items.kinds import parse
from surveys.items.reply import Reply

Values = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Page:
    """A page as it is answered; `number` counts from one and never moves. Without `title` the page is the whole."""

    number: int
    items: tuple[Item, ...]
    backgrounds: tuple[Background, ...] = ()
    title: Mapping[str, str] = field(default_factory=dict)
    intro: Mapping[str, str] = field(default_factory=dict)


def pages_of(instrument: Instrument) -> tuple[Page, ...]:
    """Return the pages in order; an instrument without pages is one. Asked backgrounds come last, on their own page
    where there are several."""
    asked = tuple(background for background in instrument.backgrounds if background.is_asked)
    if len(instrument.pages) < 2:
        only = instrument.pages[0] if instrument.pages else None
        return (Page(1, instrument.items, asked, {}, only.intro if only else {}),)
    items = {item.key: item for item in instrument.items}
    pages = [
        Page(number, tuple(items[key] for key in section.items), (), section.title, section.intro)
        for number, section in enumerate(instrument.pages, start=1)
    ]
    return (*pages, Page(len(pages) + 1, (), asked)) if asked else tuple(pages)


def replies_of(instrument: Instrument, values: Values) -> dict[str, Reply]:
    """Return what was meant for every item, asked or not."""
    return {item.key: parse(item, values.get(item.key, ())) for item in instrument.items}


def asked_items(instrument: Instrument, administration: str, replies: Mapping[str, Reply]) -> frozenset[str]:
    """Return the keys of the items that are asked: those of one's own administration whose condition holds.

    A condition on an item that is not asked never holds.
    """
    items = {item.key: item for item in instrument.items}
    known: dict[str, bool] = {}

    def is_asked(key: str) -> bool:
        if key not in known:
            known[key] = False  # a condition that comes back to itself never holds
            item = items.get(key)
            known[key] = item is not None and _is_of(item, administration) and holds(item)
        return known[key]

    def holds(item: Item) -> bool:
        condition = item.condition
        if condition is None:
            return True
        reply = replies.get(condition.item)
        return reply is not None and bool(reply.codes & set(condition.codes)) and is_asked(condition.item)

    return frozenset(key for key in items if is_asked(key))


def offered_on(page: Page, administration: str, asked: AbstractSet[str]) -> tuple[Item, ...]:
    """Return the items a page draws: those asked, and those that an answer on the same page may bring up."""
    offered: dict[str, Item] = {}
    for item in page.items:
        by_this_page = item.condition is not None and item.condition.item in offered
        if item.key in asked or (by_this_page and _is_of(item, administration)):
            offered[item.key] = item
    return tuple(offered.values())


def is_empty(page: Page, administration: str, asked: AbstractSet[str]) -> bool:
    """Return whether a page has nothing to ask, so that it is passed by."""
    return not page.backgrounds and not offered_on(page, administration, asked)


def unanswered(
    instrument: Instrument, asked: AbstractSet[str], replies: Mapping[str, Reply], *, page: Page | None = None
) -> tuple[Item, ...]:
    """Return the asked items without an answer, on a page or on all. Free text is never asked for again."""
    items = instrument.items if page is None else page.items
    return tuple(
        item
        for item in items
        if item.key in asked and item.type is not ItemType.TEXT and not replies[item.key].is_answered
    )


def _is_of(item: Item, administration: str) -> bool:
    return not item.administration or item.administration == administration
