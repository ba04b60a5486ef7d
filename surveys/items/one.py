"""One of the options."""

from __future__ import annotations

from collections.abc import Sequence

from surveys.instrument import Item
from surveys.items.control import Choice, Control, ControlKind, unsure_choice
from surveys.items.reply import PASSED_OVER, UNSURE, UNSURE_REPLY, Reply, answered, not_offered, only
from workplace.definitions.document import in_language


def draw(item: Item, given: Sequence[str], language: str) -> Control:
    """Return the options below each other."""
    chosen = only(given)
    return Control(
        ControlKind.CHOICES,
        item.key,
        choices=tuple(
            Choice(option.code, in_language(option.text, language), option.code == chosen) for option in item.options
        ),
        unsure=unsure_choice(item.allows_unsure, (chosen,)),
    )


def parse(item: Item, given: Sequence[str]) -> Reply:
    """Return the code that was chosen."""
    chosen = only(given)
    if not chosen:
        return PASSED_OVER
    if any(option.code == chosen for option in item.options):
        return answered(chosen, chosen)
    return UNSURE_REPLY if chosen == UNSURE and item.allows_unsure else not_offered(item.key)
