"""Whole steps of a scale: shared by likert and enps, which differ only in their ends."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from surveys.instrument import Item
from surveys.items.control import Choice, Control, ControlKind, unsure_choice
from surveys.items.reply import PASSED_OVER, UNSURE, UNSURE_REPLY, Reply, answered, not_offered, only


@cache
def step_codes(low: int, high: int) -> tuple[str, ...]:
    """Return the codes of the steps of a scale, the lowest first."""
    return tuple(str(step) for step in range(low, high + 1))


def draw_steps(item: Item, given: Sequence[str], low: int, high: int, low_text: str, high_text: str) -> Control:
    """Return the steps in a row with the words of the two ends."""
    chosen = only(given)
    return Control(
        ControlKind.SCALE,
        item.key,
        choices=tuple(Choice(code, code, code == chosen) for code in step_codes(low, high)),
        unsure=unsure_choice(item.allows_unsure, (chosen,)),
        low_text=low_text,
        high_text=high_text,
    )


def parse_step(item: Item, given: Sequence[str], low: int, high: int) -> Reply:
    """Return the step that was chosen; a code outside the scale is a problem."""
    chosen = only(given)
    if not chosen:
        return PASSED_OVER
    if chosen == UNSURE and item.allows_unsure:
        return UNSURE_REPLY
    if chosen not in step_codes(low, high):
        return not_offered(item.key)
    return answered(int(chosen), chosen)
