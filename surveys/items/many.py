"""Any number of the options. "Vet ej" counts only when it stands alone."""

from __future__ import annotations

from collections.abc import Sequence

from surveys.instrument import Item
from surveys.items.control import Choice, Control, ControlKind, unsure_choice
from surveys.items.reply import PASSED_OVER, UNSURE, UNSURE_REPLY, Reply, answered, not_offered
from workplace.definitions.document import in_language
from workplace.wording import N_, Sentence


def draw(item: Item, given: Sequence[str], language: str) -> Control:
    """Return the options below each other, each to be ticked or not."""
    return Control(
        ControlKind.CHOICES,
        item.key,
        choices=tuple(
            Choice(option.code, in_language(option.text, language), option.code in given) for option in item.options
        ),
        unsure=unsure_choice(item.allows_unsure, given),
        is_many=True,
        hint=Sentence(N_("Du kan välja flera.")),
    )


def parse(item: Item, given: Sequence[str]) -> Reply:
    """Return the codes that were ticked, in the order of the options."""
    ticked = {code for code in given if code}
    if not ticked:
        return PASSED_OVER
    if ticked == {UNSURE} and item.allows_unsure:
        return UNSURE_REPLY
    offered = [option.code for option in item.options]
    if ticked - {*offered, *((UNSURE,) if item.allows_unsure else ())}:
        return not_offered(item.key)
    chosen = [code for code in offered if code in ticked]
    return answered(chosen, *chosen)
