"""What somebody meant by what they posted for one question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workplace.errors import Problem
from workplace.wording import N_, Sentence

UNSURE = "vet_ej"
"""The code of "vet ej" on every page."""
Value = int | float | str | list[str] | None


@dataclass(frozen=True)
class Reply:
    """The reply to one item: passed over, answered, or not understood.

    `value` None of an answered item means "vet ej", which is not the same as passing over. `codes`: what conditions
    look at. A `problem` says what to mend; nothing is taken of such a reply.
    """

    is_answered: bool = False
    value: Value = None
    codes: frozenset[str] = frozenset()
    problem: Problem | None = None


PASSED_OVER = Reply()
UNSURE_REPLY = Reply(is_answered=True, value=None, codes=frozenset({UNSURE}))


def answered(value: int | float | str | list[str], *codes: str) -> Reply:
    """Return the reply that means a value; `codes` as they were posted."""
    return Reply(is_answered=True, value=value, codes=frozenset(codes))


def misread(key: str, code: str, sentence: Sentence) -> Reply:
    """Return a reply that could not be taken, with what to do about it."""
    return Reply(problem=Problem(code, sentence, column=key))


def not_offered(key: str) -> Reply:
    """Return the reply to a code that the page never offered."""
    return misread(key, "code_not_offered", Sentence(N_("Svaret finns inte bland alternativen. Välj ett av dem.")))


def only(given: Sequence[str]) -> str:
    """Return the posted value that counts when there should be one: the last that is not empty, else ""."""
    return next((value for value in reversed(given) if value.strip()), "")
