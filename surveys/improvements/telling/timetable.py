"""When the group is told what became of the survey, and when a leader is reminded: dated rules over values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from surveys.improvements.improvement import SOON, Improvement

WEEKS = (8, 20)
"""How many weeks after everybody may read the results the group is told what is done."""
STILL_TOLD = dt.timedelta(days=14)
"""How late a message may go, as when no worker ran; later than that it is left out."""


@dataclass(frozen=True)
class ReadBy:
    """A released wave and the day from which everybody reads it."""

    wave_id: str
    closed_on: dt.date
    readable_on: dt.date


@dataclass(frozen=True)
class Telling:
    """A message to all groups of a wave that is to go now. `number`: 8 or 20."""

    wave_id: str
    number: int
    on: dt.date

    @property
    def batch_id(self) -> str:
        """The id it is ordered under, so that it is never ordered twice."""
        return f"improvements.tell.{self.wave_id}.{self.number}"


def telling_days(readable_on: dt.date) -> tuple[tuple[int, dt.date], ...]:
    """Return the weeks and the days on which the group is told."""
    return tuple((weeks, readable_on + dt.timedelta(weeks=weeks)) for weeks in WEEKS)


def due_tellings(waves: Iterable[ReadBy], today: dt.date) -> tuple[Telling, ...]:
    """Return what is to go today: of the latest closed wave alone, so that an old wave taken in late tells nobody."""
    latest = max(waves, key=lambda wave: (wave.closed_on, wave.wave_id), default=None)
    if latest is None:
        return ()
    return tuple(
        Telling(latest.wave_id, weeks, day)
        for weeks, day in telling_days(latest.readable_on)
        if day <= today < day + STILL_TOLD
    )


class ReminderKind(StrEnum):
    """Why a leader is reminded."""

    SOON = "soon"
    LATE = "late"


@dataclass(frozen=True)
class Reminder:
    """That the leader is to be reminded of an improvement, once for each date it has had and each kind."""

    improvement_id: int
    by_when: dt.date
    kind: ReminderKind


def due_reminders(improvements: Iterable[Improvement], today: dt.date) -> tuple[Reminder, ...]:
    """Return what leaders are to be reminded of; those reminded of before are among them and known by their key."""
    found = []
    for one in improvements:
        by_when = one.terms.by_when
        if not one.is_open or by_when is None or by_when > today + SOON:
            continue
        kind = ReminderKind.LATE if by_when < today else ReminderKind.SOON
        found.append(Reminder(one.improvement_id, by_when, kind))
    return tuple(found)
