"""What goes into the box: answers to what was asked, words apart, the background, and no person."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from surveys.answering.journey import Values
from surveys.ballots.box import BoxContent
from surveys.instrument import Instrument, ItemType
from surveys.items.reply import Reply


def content_of(
    instrument: Instrument,
    *,
    unit_id: str,
    asked: AbstractSet[str],
    replies: Mapping[str, Reply],
    values: Values,
    register: Mapping[str, Any],
) -> BoxContent:
    """Return the box of one answer. What is no longer asked, because its condition no longer holds, is left out.

    `register`: the background as the register knew it when the wave opened; an asked background is what was chosen.
    """
    answers: dict[str, Any] = {}
    texts: dict[str, str] = {}
    for item in instrument.items:
        reply = replies[item.key]
        if item.key not in asked or not reply.is_answered:
            continue
        if item.type is ItemType.TEXT:
            texts[item.key] = str(reply.value)
        else:
            answers[item.key] = reply.value
    return BoxContent(
        unit_id=unit_id, answers=answers, texts=texts, background=_background(instrument, values, register)
    )


def _background(instrument: Instrument, values: Values, register: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    for background in instrument.backgrounds:
        if background.is_asked:
            category = next(iter(values.get(background.key, ())), "")
        else:
            category = str(register.get(background.key) or "")
        if category in background.categories:
            found[background.key] = category
    return found
