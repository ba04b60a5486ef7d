"""An entry of the journal as a value."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

PAGE_SIZE = 50
"""How many entries one page of the journal holds."""


@dataclass(frozen=True)
class Entry:
    """Who did what to which object, when. `actor_id` is empty for the system itself and for commands."""

    sequence: int
    happened_at: dt.datetime
    actor_id: str
    verb: str
    object_kind: str
    object_id: str
    facts: dict[str, Any]
