"""A sentence as plain values that a row can hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workplace.wording import Sentence


def to_stored(sentence: Sentence) -> dict[str, Any]:
    """Return message id and facts as plain values; a fact that is a sentence itself is stored in the same
    manner.

    Raises ValueError for a fact that is neither text, number, yes or no, nothing, nor a sentence.
    """
    return {"id": sentence.id, "facts": {name: _stored_fact(value) for name, value in sentence.facts.items()}}


def from_stored(stored: Mapping[str, Any]) -> Sentence:
    """Return the sentence that `to_stored` wrote."""
    facts = stored["facts"].items()
    return Sentence(
        stored["id"], {name: from_stored(value) if isinstance(value, Mapping) else value for name, value in facts}
    )


def _stored_fact(value: Any) -> Any:
    if isinstance(value, Sentence):
        return to_stored(value)
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise ValueError(f"a stored sentence holds text, numbers and sentences, not {type(value).__name__}")
