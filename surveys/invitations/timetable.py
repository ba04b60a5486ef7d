"""What a wave does by itself, and when: open, invite, remind, read the response, close, erase.

(That urns are mixed every night is the closing room's own daily work.)

Each step has a name that never changes, so that two workers, a restart or a clock set back never do it twice.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from surveys.invitations.response import latest_reading
from surveys.waves.charter import INVITATION_DAYS
from workplace.clock import local_date
from workplace.wording import N_, Sentence

KEPT_AFTER_END = dt.timedelta(days=INVITATION_DAYS)
"""How long invitations and ways in are kept after a wave has ended, so that a late reader is told kindly."""


class Doing(StrEnum):
    """A kind of step; also the kind of work it is ordered as."""

    OPEN = "survey.open"
    INVITE = "survey.invite"
    REMIND = "survey.remind"
    READ = "survey.response"
    CLOSE = "survey.close"
    ERASE = "survey.erase"


_TITLES: Mapping[Doing, str] = {
    Doing.OPEN: N_("Öppna omgången %(wave)s"),
    Doing.INVITE: N_("Inbjudningar till omgången %(wave)s"),
    Doing.REMIND: N_("Påminnelse i omgången %(wave)s"),
    Doing.READ: N_("Läs av svarsläget i omgången %(wave)s"),
    Doing.CLOSE: N_("Stäng omgången %(wave)s"),
    Doing.ERASE: N_("Radera inbjudningarna till omgången %(wave)s"),
}


@dataclass(frozen=True)
class Moments:
    """When a wave does what. `state` as `wave_plan.state`. `ended_at` None: not closed and not aborted."""

    wave_id: str
    state: str
    opens_at: dt.datetime
    closes_at: dt.datetime
    reminders: tuple[dt.datetime, ...] = ()
    opened_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None


@dataclass(frozen=True)
class Due:
    """A step that is to be done now. `part` tells steps of a kind apart: a number or a date."""

    doing: Doing
    wave_id: str
    part: str = ""

    @property
    def name(self) -> str:
        """Return the id it is ordered under."""
        return ".".join(part for part in (self.doing.value, self.wave_id, self.part) if part)

    @property
    def title(self) -> Sentence:
        """Return what it is called in the list of work."""
        return Sentence(_TITLES[self.doing], {"wave": self.wave_id})


def due_steps(moments: Moments, now: dt.datetime, reminders_done: int) -> tuple[Due, ...]:
    """Return the steps whose moment has come; those ordered before are among them and are known by their names.

    `reminders_done`: the number of the last reminder, sent by the timetable or by HR. Of reminders whose moments
    passed while nobody worked only the last goes.
    """
    wave_id = moments.wave_id
    if moments.state == "signed":
        return (Due(Doing.OPEN, wave_id),) if moments.opens_at <= now < moments.closes_at else ()
    if moments.ended_at is not None:
        return (Due(Doing.ERASE, wave_id),) if moments.ended_at + KEPT_AFTER_END <= now else ()
    if moments.state not in ("open", "closing") or moments.opened_at is None:
        return ()
    if moments.closes_at <= now or moments.state == "closing":
        return (Due(Doing.CLOSE, wave_id, f"{moments.closes_at.astimezone(dt.UTC):%Y%m%d%H%M}"),)
    steps = [Due(Doing.INVITE, wave_id)]
    passed = sum(moment <= now for moment in moments.reminders)
    if passed > reminders_done:
        steps.append(Due(Doing.REMIND, wave_id, str(passed)))
    read_at = latest_reading(now)
    if moments.opened_at < read_at:
        steps.append(Due(Doing.READ, wave_id, local_date(read_at).isoformat()))
    return tuple(steps)
