"""Where in the database something stands about a person: one line of a table of places, read the same way for all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Held:
    """Rows of one table in which a person may stand.

    `by`: columns that hold the person's id. `mentions`: JSON columns in which it may stand, `names`: text columns in
    which the name may stand. `also(person_id)`: a further condition, None for none. `shows`: name → (label, column);
    labels, `title` and `note` are message ids. Never a token, a link, a hash of one, or an answer.
    """

    key: str
    title: str
    record: Any
    by: tuple[Any, ...]
    shows: dict[str, tuple[str, Any]]
    mentions: tuple[Any, ...] = ()
    names: tuple[Any, ...] = ()
    also: Callable[[str], Any] | None = None
    note: str = ""

    @property
    def places(self) -> frozenset[tuple[str, str]]:
        """The columns in which a person's id is looked for, as (table, column)."""
        table = self.record.__tablename__
        return frozenset((table, column.key) for column in self.by)
