"""The control of a question as a page draws it. Its name is the item's key, its values are codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from surveys.items.reply import UNSURE
from workplace.wording import N_, Sentence

Text = str | Sentence


class ControlKind(StrEnum):
    """How a control looks."""

    SCALE = "scale"
    """The steps of a scale in a row."""
    CHOICES = "choices"
    """Choices below each other: one, or with `is_many` any number."""
    NUMBER = "number"
    TEXT = "text"


@dataclass(frozen=True)
class Choice:
    """A code that can be chosen."""

    code: str
    label: Text
    is_chosen: bool = False


@dataclass(frozen=True)
class Control:
    """A control with what has been filled in so far.

    `unsure`: "vet ej", apart from the others; None where it is not offered. `low_text`, `high_text`: words of the
    ends of a scale, "" without. `value`: what stands in a number or text. `longest`: most characters of a text.
    """

    kind: ControlKind
    key: str
    choices: tuple[Choice, ...] = ()
    unsure: Choice | None = None
    is_many: bool = False
    low_text: str = ""
    high_text: str = ""
    value: str = ""
    hint: Text = ""
    longest: int = 0


def unsure_choice(allows_unsure: bool, given: Sequence[str]) -> Choice | None:
    """Return the choice "vet ej" of an item that offers it."""
    return Choice(UNSURE, Sentence(N_("Vet ej")), UNSURE in given) if allows_unsure else None
