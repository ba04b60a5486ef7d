"""A wave as anybody may know of it: what is promised, under which charter, and how far it has come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from measures.disclosure.floors import Floors
from surveys.closing.count import ClosingCount
from surveys.instrument import Instrument, read_instrument
from surveys.planning.plan import Plan, PlanState
from surveys.waves.charter import floors_of
from workplace.definitions.document import parse


@dataclass(frozen=True)
class PromisedWave:
    """A wave that is planned, open or closed.

    `plan` None: answered elsewhere and taken in as a file. `toml`: the instrument as it was published. `reviewers`: the
    names that may be said of those the charter names. `sharpened`: how often the charter was made stricter.
    `count` None: not closed here.
    """

    wave_id: str
    title: str
    closed_on: dt.date
    charter: Mapping[str, Any]
    charter_sha256: str
    toml: str
    plan: Plan | None
    reviewers: tuple[str, ...] = ()
    sharpened: int = 0
    count: ClosingCount | None = None

    @property
    def instrument(self) -> Instrument:
        """Return the questions."""
        return instrument_read(self.toml)

    @property
    def state(self) -> PlanState | None:
        """Return how far it has come; None where it was answered elsewhere."""
        return None if self.plan is None else self.plan.state

    @property
    def is_draft(self) -> bool:
        """Return whether nothing is signed yet, so that everything may still change."""
        return self.state is PlanState.DRAFT

    @property
    def is_trial(self) -> bool:
        """Return whether it is never released."""
        return self.plan is not None and self.plan.is_trial

    @property
    def floors(self) -> Floors:
        """Return the floors its charter promises."""
        return floors_of(self.charter)


@lru_cache(maxsize=16)
def instrument_read(toml: str) -> Instrument:
    """Read a published text once: it never changes, and these pages are opened by many."""
    return read_instrument(parse(toml))
