"""Invented answers to a real instrument, drawn by the seed that is given: the same each time, and nobody's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from surveys.instrument import Instrument, Item, ItemType

Ballot = tuple[str, dict[str, Any]]
_USUAL = 0.68
"""Where on the scale people answer: a little above the middle, as they mostly do."""
_PASSED_OVER = 0.01
_CHOSEN_OF_MANY = 0.3
_ENDS_WITHOUT = (0.0, 40.0)
"""Between what a number is invented where the instrument names no ends."""


def invented_ballots(instrument: Instrument, groups: Mapping[str, int], rng: np.random.Generator) -> list[Ballot]:
    """Return as many ballots as each group has, (unit id, answers by item key), as an urn gives them back.

    A question with a condition is answered where it holds; an administration's own question by nobody.
    """
    items = [item for item in instrument.items if item.type is not ItemType.TEXT and not item.administration]
    of_item = rng.normal(0.0, 0.07, len(items))
    ballots: list[Ballot] = []
    for unit_id, people in groups.items():
        of_group = rng.normal(0.0, 0.06, len(items)) + rng.normal(0.0, 0.04)
        for _ in range(people):
            wishes = _USUAL + of_item + of_group + rng.normal(0.0, 0.13) + rng.normal(0.0, 0.15, len(items))
            chances = rng.random((len(items), 2))
            given: dict[str, Any] = {}
            for item, wish, (passed, choice) in zip(items, wishes.tolist(), chances.tolist(), strict=True):
                if _is_asked(item, given) and passed >= _PASSED_OVER:
                    given[item.key] = _answer(item, wish, choice)
            ballots.append((unit_id, given))
    return ballots


def _is_asked(item: Item, given: Mapping[str, Any]) -> bool:
    if item.condition is None:
        return True
    answer = given.get(item.condition.item)
    codes = answer if isinstance(answer, list) else [answer]
    return any(str(code) in item.condition.codes for code in codes)


def _answer(item: Item, wish: float, choice: float) -> Any:
    if item.type is ItemType.ONE:
        return item.codes[int(choice * len(item.codes))]
    if item.type is ItemType.MANY:
        return [code for place, code in enumerate(item.codes) if (choice * (place + 2)) % 1.0 < _CHOSEN_OF_MANY]
    low, high = (
        _ENDS_WITHOUT[0] if item.low is None else item.low,
        _ENDS_WITHOUT[1] if item.high is None else item.high,
    )
    step = round(low + (1 - wish if item.is_reversed else wish) * (high - low))
    return int(min(max(step, low), high))
