"""A wave as whoever answers it meets it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from surveys.answering.journey import Page
from surveys.instrument import Instrument
from surveys.planning.plan import PlanState


@dataclass(frozen=True)
class Questions:
    """A pinned instrument with what is worked out from it alone: its pages, and bytes of a box and of a draft."""

    instrument: Instrument
    pages: tuple[Page, ...]
    box_size: int
    draft_size: int


@dataclass(frozen=True)
class Workplace:
    """A unit one may answer about, as it was frozen when the wave opened."""

    unit_id: str
    name: str
    administration: str


@dataclass(frozen=True)
class Survey:
    """A wave that was opened here. `closes_at`: the first moment at which no answer is taken."""

    wave_id: str
    title: str
    state: PlanState
    closes_at: dt.datetime
    languages: tuple[str, ...]
    contacts: Mapping[str, Any]
    charter: Mapping[str, Any]
    is_trial: bool
    questions: Questions

    @property
    def instrument(self) -> Instrument:
        return self.questions.instrument

    def takes_answers(self, now: dt.datetime) -> bool:
        """Return whether an answer may be sent now."""
        return self.state is PlanState.OPEN and now < self.closes_at
