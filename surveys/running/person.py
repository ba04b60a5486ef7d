"""A person as HR finds them when a wave is open."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FoundPerson:
    """Somebody employed today. Whether they have answered is known to nobody who reads this.

    The frozen unit of an invitation is not here either: it may be one the person chose, just before answering.
    """

    person_id: str
    name: str
    works_in: tuple[str, ...]
    is_invited: bool
    has_address: bool
