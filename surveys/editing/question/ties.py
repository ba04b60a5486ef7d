"""What a question of a draft can be tied to: pages, earlier questions, matrices, areas, administrations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveys.editing.changes import Sort, page_of_item, parts_of
from surveys.instrument import UNSURE, ItemType
from workplace.wording import N_, Sentence

Text = str | Sentence
Offer = tuple[tuple[str, Text], ...]


@dataclass(frozen=True)
class Ties:
    """What the form of one question offers, each as (key, words). `answers`: for an earlier question its answers."""

    pages: Offer = ()
    earlier: Offer = ()
    answers: Mapping[str, Offer] | None = None
    matrices: Offer = ()
    areas: Offer = ()
    administrations: tuple[str, ...] = ()


def ties_of(
    document: Mapping[str, Any],
    key: str,
    *,
    page: str = "",
    policy_areas: Sequence[tuple[str, str]] = (),
    administrations: Sequence[str] = (),
) -> Ties:
    """Return what a question can be tied to. `key`: of the question, or of none for a new one on `page`."""
    order = order_of(document)
    items = {name: item for item in parts_of(document, Sort.ITEM) if (name := str(item.get("key", "")))}
    until = order.index(key) if key in order else _end_of(document, order, page)
    earlier = {name: answers for name in order[:until] if name in items and (answers := answers_of(items[name]))}
    areas = {str(area.get("key", "")): swedish(area.get("title")) for area in parts_of(document, Sort.AREA)}
    areas |= {code: words for code, words in policy_areas if code not in areas}
    for item in items.values():
        areas.setdefault(str(item.get("policy_area", "")), str(item.get("policy_area", "")))
    used = {str(item.get("administration", "")) for item in items.values()}
    return Ties(
        pages=tuple((str(one.get("key", "")), swedish(one.get("title"))) for one in parts_of(document, Sort.PAGE)),
        earlier=tuple((name, swedish(items[name].get("text"))) for name in earlier),
        answers=earlier,
        matrices=tuple((str(one.get("key", "")), swedish(one.get("text"))) for one in parts_of(document, Sort.MATRIX)),
        areas=tuple((code, words or code) for code, words in areas.items() if code),
        administrations=tuple(sorted({*administrations, *used} - {""})),
    )


def order_of(document: Mapping[str, Any]) -> list[str]:
    """Return the keys of the items in the order in which they are asked; those without a page come last."""
    items = [str(item.get("key", "")) for item in parts_of(document, Sort.ITEM)]
    pages = parts_of(document, Sort.PAGE)
    paged = [key for page in pages for key in page.get("items", []) if key in items]
    return [*paged, *(key for key in items if key not in paged)]


def answers_of(item: Mapping[str, Any]) -> Offer:
    """Return the answers a condition on an item may name; () for words and free numbers."""
    answers: list[tuple[str, Text]] = []
    if item.get("type") in (ItemType.ONE, ItemType.MANY):
        answers = [
            (str(option.get("code", "")), swedish(option.get("text")) or str(option.get("code", "")))
            for option in item.get("option", [])
            if isinstance(option, dict)
        ]
    elif item.get("type") == ItemType.LIKERT and isinstance(low := item.get("from"), int):
        high = item.get("to")
        answers = [(str(step), str(step)) for step in range(low, high + 1)] if isinstance(high, int) else []
    elif item.get("type") == ItemType.ENPS:
        answers = [(str(step), str(step)) for step in range(11)]
    if item.get("unsure") is True and item.get("type") != ItemType.TEXT:
        answers.append((UNSURE, Sentence(N_("Vet ej"))))
    return tuple(answers[:30])


def swedish(texts: object) -> str:
    """Return the Swedish words of a text in a table, "" when there are none."""
    text = texts.get("sv", "") if isinstance(texts, dict) else ""
    return text if isinstance(text, str) else ""


def _end_of(document: Mapping[str, Any], order: list[str], page: str) -> int:
    """Return how many items come before the end of a page."""
    on_page = [place for place, key in enumerate(order) if page and page_of_item(document, key) == page]
    return on_page[-1] + 1 if on_page else len(order)
