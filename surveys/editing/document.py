"""An instrument as a TOML table: what `read_instrument` reads, and the tables of its parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from surveys.instrument import Background, Index, Instrument, Item, ItemType, Matrix, Scope, Section
from surveys.instrument_reader import USUAL_CHARACTERS

Table = dict[str, Any]


def document_of(instrument: Instrument) -> Table:
    """Return the table that reads back as the instrument. Words of the scale that all Likert items share stand once."""
    shared = _shared_ends(instrument)
    head: Table = {
        "kind": "instrument",
        "key": instrument.key,
        "version": instrument.version,
        "alias_of": instrument.alias_of,
        "title": dict(instrument.title),
        "from_text": dict(shared[0]),
        "to_text": dict(shared[1]),
    }
    parts: Table = {
        "area": [{"key": area.key, "title": dict(area.title)} for area in instrument.areas],
        "page": [page_table(page) for page in instrument.pages],
        "matrix": [matrix_table(matrix) for matrix in instrument.matrices],
        "item": [item_table(item, shared) for item in instrument.items],
        "index": [index_table(index) for index in instrument.indices],
        "background": [background_table(background) for background in instrument.backgrounds],
    }
    return _filled(head) | {name: tables for name, tables in parts.items() if tables}


def item_table(item: Item, shared: tuple[Mapping[str, str], Mapping[str, str]] = ({}, {})) -> Table:
    """Return the table of an item; `shared`: words of the scale's ends that stand at the head already."""
    has_ends = item.type in (ItemType.LIKERT, ItemType.NUMBER)
    inherits = item.type is ItemType.LIKERT
    return _filled(
        {
            "key": item.key,
            "type": item.type.value,
            "from": number(item.low) if has_ends else None,
            "to": number(item.high) if has_ends else None,
            "text": dict(item.text),
            "from_text": {} if inherits and item.low_text == shared[0] else dict(item.low_text),
            "to_text": {} if inherits and item.high_text == shared[1] else dict(item.high_text),
            "reversed": item.is_reversed,
            "unsure": item.allows_unsure,
            "policy_area": item.policy_area,
            "trend": item.trend,
            "scope": "" if item.scope is Scope.WHOLE else item.scope.value,
            "floor": item.floor or None,
            "matrix": item.matrix,
            "longest": None if item.longest == USUAL_CHARACTERS else item.longest,
            "contacts": item.names_contacts,
            "administration": item.administration,
            "condition": {"item": item.condition.item, "answers": list(item.condition.codes)} if item.condition else {},
            "option": [{"code": option.code, "text": dict(option.text)} for option in item.options],
        }
    )


def page_table(page: Section) -> Table:
    """Return the table of a page."""
    return _filled({"key": page.key, "title": dict(page.title), "intro": dict(page.intro)}) | {
        "items": list(page.items)
    }


def index_table(index: Index) -> Table:
    """Return the table of an index."""
    return _filled(
        {
            "key": index.key,
            "title": dict(index.title),
            "items": list(index.items),
            "of": list(index.of),
            "role": index.role,
        }
    )


def background_table(background: Background) -> Table:
    """Return the table of a background."""
    return _filled(
        {
            "key": background.key,
            "title": dict(background.title),
            "ask": background.is_asked,
            "categories": list(background.categories),
            "labels": {code: dict(texts) for code, texts in background.labels.items() if texts},
        }
    )


def matrix_table(matrix: Matrix) -> Table:
    """Return the table of a matrix."""
    return {"key": matrix.key, "text": dict(matrix.text)}


def number(value: float | None) -> int | float | None:
    """Return a number as people write it: whole ones without a point."""
    return int(value) if value is not None and float(value).is_integer() else value


def _filled(table: Table) -> Table:
    """Return the fields that say something."""
    return {
        name: value
        for name, value in table.items()
        if value is not None and value is not False and value not in ("", {}, [])
    }


def _shared_ends(instrument: Instrument) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return the ends' words that every Likert item has, {} for an end where they differ or some item has none."""
    likert = [item for item in instrument.items if item.type is ItemType.LIKERT]
    if not likert:
        return {}, {}
    low, high = likert[0].low_text, likert[0].high_text
    return (
        low if all(item.low_text == low for item in likert) else {},
        high if all(item.high_text == high for item in likert) else {},
    )
