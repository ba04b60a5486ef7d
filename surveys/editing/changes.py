"""What the editor does to a draft: a TOML table in, a changed one out. Nothing here asks whether the draft holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from enum import StrEnum
from typing import Any

from surveys.editing.document import Table
from surveys.editing.taken import word_key


class Sort(StrEnum):
    """The parts an instrument is made of, by the name of their tables."""

    ITEM = "item"
    PAGE = "page"
    MATRIX = "matrix"
    INDEX = "index"
    BACKGROUND = "background"
    AREA = "area"


NEW = "ny"
"""Stands for a part that is not there yet."""


def parts_of(document: Mapping[str, Any], sort: Sort) -> list[Table]:
    """Return the tables of a sort; [] where there is none, or something else stands in their place."""
    parts = document.get(sort.value, [])
    return [part for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []


def part_of(document: Mapping[str, Any], sort: Sort, key: str) -> Table | None:
    """Return the table of a part, or None."""
    return next((part for part in parts_of(document, sort) if part.get("key") == key), None)


def place_of(document: Mapping[str, Any], sort: Sort, key: str) -> int:
    """Return where a part stands, counted from one as problems do; 0 when there is none."""
    return next((place for place, part in enumerate(parts_of(document, sort), start=1) if part.get("key") == key), 0)


def page_of_item(document: Mapping[str, Any], key: str) -> str:
    """Return the key of the page an item stands on, "" for none."""
    return next((_text(page, "key") for page in parts_of(document, Sort.PAGE) if key in _keys(page, "items")), "")


def with_head(document: Mapping[str, Any], fields: Mapping[str, Any]) -> Table:
    """Return the document with other fields at its head; an empty value takes the field away."""
    changed = deepcopy(dict(document))
    for name, value in fields.items():
        if value in ("", {}, None):
            changed.pop(name, None)
        else:
            changed[name] = value
    parts = {name: changed.pop(name) for name in [sort.value for sort in Sort] if name in changed}
    return changed | parts


def with_part(document: Mapping[str, Any], sort: Sort, key: str, table: Mapping[str, Any]) -> Table:
    """Return the document with a part in the place of the one of that key, or added last.

    What names an item, an index or a matrix by its old key names it by its new one.
    """
    changed = deepcopy(dict(document))
    parts = parts_of(changed, sort)
    place = place_of(changed, sort, key)
    if place:
        parts[place - 1] = dict(table)
    else:
        parts.append(dict(table))
    changed[sort.value] = parts
    new = str(table.get("key", ""))
    if place and new and new != key:
        _rename(changed, sort, key, new)
    return changed


def with_item_on_page(document: Mapping[str, Any], key: str, page: str, *, after: str = "") -> Table:
    """Return the document with an item on a page: where it stands if it stands there, else last or after another."""
    changed = deepcopy(dict(document))
    pages = parts_of(changed, Sort.PAGE)
    if not pages or page_of_item(changed, key) == page:
        return changed
    for one in pages:
        one["items"] = [other for other in _keys(one, "items") if other != key]
        if one.get("key") == page:
            keys = one["items"]
            keys.insert(keys.index(after) + 1 if after in keys else len(keys), key)
    return changed


def without_part(document: Mapping[str, Any], sort: Sort, key: str) -> Table:
    """Return the document without a part, and without its key in pages, indices and matrices.

    A condition that names a removed item stays, and is then a problem to mend. The items of a removed page go to the
    page before it, else to the one after; the last page takes no item along.
    """
    changed = deepcopy(dict(document))
    parts = parts_of(changed, sort)
    if sort is Sort.PAGE:
        _hand_over(parts, key)
    changed[sort.value] = [part for part in parts if part.get("key") != key]
    if sort is Sort.ITEM:
        for other in (*parts_of(changed, Sort.PAGE), *parts_of(changed, Sort.INDEX)):
            if "items" in other:
                other["items"] = [name for name in _keys(other, "items") if name != key]
    elif sort is Sort.INDEX:
        for index in parts_of(changed, Sort.INDEX):
            if "of" in index:
                index["of"] = [name for name in _keys(index, "of") if name != key]
    elif sort is Sort.MATRIX:
        for item in parts_of(changed, Sort.ITEM):
            if item.get("matrix") == key:
                del item["matrix"]
    if not changed[sort.value]:
        del changed[sort.value]
    return changed


def with_first_page(document: Mapping[str, Any], page: Mapping[str, Any]) -> Table:
    """Return a document without pages with its first one, which takes in every item there is."""
    items = [_text(item, "key") for item in parts_of(document, Sort.ITEM)]
    return with_part(document, Sort.PAGE, NEW, {**page, "items": items})


def moved(document: Mapping[str, Any], sort: Sort, key: str, step: int) -> Table:
    """Return the document with a part one place up (-1) or down (+1): an item on its page, and over to the next one."""
    changed = deepcopy(dict(document))
    pages = parts_of(changed, Sort.PAGE)
    if sort is Sort.ITEM and pages:
        _move_on_pages(pages, key, step)
        return changed
    parts = parts_of(changed, sort)
    place = place_of(changed, sort, key) - 1
    if place >= 0 and 0 <= place + step < len(parts):
        parts[place], parts[place + step] = parts[place + step], parts[place]
        changed[sort.value] = parts
    return changed


def free_key(document: Mapping[str, Any], sort: Sort, words: str) -> str:
    """Return a key for a new part out of its words: its first few, with a number where that is taken."""
    taken = {NEW} | {_text(part, "key") for part in parts_of(document, sort)}
    if sort in (Sort.ITEM, Sort.BACKGROUND):
        taken |= {_text(part, "key") for one in (Sort.ITEM, Sort.BACKGROUND) for part in parts_of(document, one)}
        taken |= {"unit_id", "eligible"}
    base = "-".join(word_key(words).split("-")[:4]) or {Sort.PAGE: "sida"}.get(sort, "fraga")
    key, number = base, 2
    while key in taken:
        key, number = f"{base}-{number}", number + 1
    return key


def uses_of(document: Mapping[str, Any], sort: Sort, key: str) -> dict[Sort, tuple[str, ...]]:
    """Return what names a part: items with a condition on it or a row of it, indices that rest on it."""
    items = parts_of(document, Sort.ITEM)
    indices = parts_of(document, Sort.INDEX)
    if sort is Sort.ITEM:
        hanging = [_text(item, "key") for item in items if _condition_item(item) == key]
        resting = [_text(index, "key") for index in indices if key in _keys(index, "items")]
        return {Sort.ITEM: tuple(hanging), Sort.INDEX: tuple(resting)}
    if sort is Sort.MATRIX:
        return {Sort.ITEM: tuple(_text(item, "key") for item in items if item.get("matrix") == key)}
    if sort is Sort.INDEX:
        return {Sort.INDEX: tuple(_text(index, "key") for index in indices if key in _keys(index, "of"))}
    if sort is Sort.PAGE:
        page = part_of(document, Sort.PAGE, key)
        return {Sort.ITEM: tuple(_keys(page, "items")) if page else ()}
    return {}


def _move_on_pages(pages: list[Table], key: str, step: int) -> None:
    for number, page in enumerate(pages):
        keys = _keys(page, "items")
        if key not in keys:
            continue
        place = keys.index(key) + step
        if 0 <= place < len(keys):
            keys.insert(place, keys.pop(keys.index(key)))
            page["items"] = keys
        elif 0 <= number + step < len(pages):
            keys.remove(key)
            page["items"] = keys
            other = _keys(pages[number + step], "items")
            other.insert(0 if step > 0 else len(other), key)
            pages[number + step]["items"] = other
        return


def _hand_over(pages: list[Table], key: str) -> None:
    place = next((number for number, page in enumerate(pages) if page.get("key") == key), -1)
    if place < 0 or len(pages) < 2:
        return
    kept, given = pages[place - 1 if place else 1], _keys(pages[place], "items")
    kept["items"] = [*_keys(kept, "items"), *given] if place else [*given, *_keys(kept, "items")]


def _rename(document: Table, sort: Sort, old: str, new: str) -> None:
    def put(parts: Iterable[Table], name: str) -> None:
        for part in parts:
            if name in part:
                part[name] = [new if key == old else key for key in _keys(part, name)]

    if sort is Sort.ITEM:
        put(parts_of(document, Sort.PAGE), "items")
        put(parts_of(document, Sort.INDEX), "items")
        for item in parts_of(document, Sort.ITEM):
            if _condition_item(item) == old:
                item["condition"]["item"] = new
    elif sort is Sort.INDEX:
        put(parts_of(document, Sort.INDEX), "of")
    elif sort is Sort.MATRIX:
        for item in parts_of(document, Sort.ITEM):
            if item.get("matrix") == old:
                item["matrix"] = new


def _condition_item(item: Mapping[str, Any]) -> str:
    condition = item.get("condition")
    return _text(condition, "item") if isinstance(condition, dict) else ""


def _keys(part: Mapping[str, Any], name: str) -> list[str]:
    value = part.get(name, [])
    return [key for key in value if isinstance(key, str)] if isinstance(value, list) else []


def _text(part: Mapping[str, Any], name: str) -> str:
    value = part.get(name, "")
    return value if isinstance(value, str) else ""
