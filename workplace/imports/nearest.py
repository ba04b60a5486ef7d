"""The nearest right spelling, asked for many rows: each wrong value once, and no more than a reader can use."""

from __future__ import annotations

from collections.abc import Collection

from workplace.errors import nearest
from workplace.wording import Sentence

MOST_HINTS = 100
"""How many different wrong values get a hint at most."""
MOST_COMPARISONS = 300_000
"""How many spellings are compared at most: all with all would take minutes in a city's file."""


class Nearest:
    """Hints towards a fixed set of right values."""

    def __init__(self, known: Collection[str]) -> None:
        self._known = known
        self._most = max(5, min(MOST_HINTS, MOST_COMPARISONS // max(1, len(known))))
        self._hints: dict[str, Sentence | None] = {}

    def __call__(self, value: str) -> Sentence | None:
        """Return the hint for a wrong value, None when nothing is near or too many were asked for."""
        if value not in self._hints:
            if len(self._hints) >= self._most:
                return None
            self._hints[value] = nearest(value, self._known)
        return self._hints[value]
