"""Who may read and write what of leader reports: the rows of the trust table, and nothing besides.

Before release, or the day from which one reads the wave's figures, only HR of the same administration. Released: the
one who led the direct group at the census, also two years after having left; the superior now; HR of the same
administration; the registrar, who first states why, and the leader sees it. A successor reads published cells and
improvements only. Everybody else, deputies too, gets the answer of a missing page.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import Enum

from workplace.identity.actor import Actor, Allowed, Denied, Permission, Role

FORMER_LEADER_READS = dt.timedelta(days=2 * 365)
"""How long one who no longer leads the group reads the report about that time."""
REASON_HOLDS = dt.timedelta(hours=1)
"""How long a stated reason opens the report; after that it is stated anew."""


class Reading(Enum):
    """How much of a report somebody reads."""

    NOTHING = "nothing"
    AFTER_REASON = "after reason"
    """Nothing yet: this person reads it all once a reason has been stated."""
    CELLS = "cells"
    """That there are published figures and agreements; not the report."""
    ALL = "all"


@dataclass(frozen=True)
class ReportFacts:
    """A report with the relations that decide: at the census, and now.

    `leader_id`: who led the direct group at the census; `leader_now_id`, `superior_id`: who leads the unit now and who
    leads that person, "" when nobody. `led_until`: when the leader of the census ceased to lead it, None if not.
    `has_stated_reason`: the one who asks has said why within `REASON_HOLDS`. `is_open`: the figures of the wave may be
    read by the one who asks, by its charter and its day.
    """

    wave_id: str
    unit_id: str
    administration: str
    leader_id: str
    is_released: bool
    leader_now_id: str
    superior_id: str
    today: dt.date
    led_until: dt.date | None = None
    has_stated_reason: bool = False
    is_open: bool = True


def reading_of(actor: Actor, report: ReportFacts) -> Reading:
    """Return how much of the report the actor reads now."""
    if actor.is_hr_of(report.administration):
        return Reading.ALL
    if not (report.is_released and report.is_open):
        return Reading.NOTHING
    if actor.person_id == report.leader_id and _is_within_two_years(report):
        return Reading.ALL
    if actor.person_id == report.superior_id:
        return Reading.ALL
    if actor.holds(Role.REGISTRAR):
        return Reading.ALL if report.has_stated_reason else Reading.AFTER_REASON
    if actor.person_id == report.leader_now_id:
        return Reading.CELLS
    return Reading.NOTHING


def may_open(actor: Actor, report: ReportFacts) -> Permission:
    """Allow those who read anything of it, at once or after a reason."""
    return Denied("no relation to the report") if reading_of(actor, report) is Reading.NOTHING else Allowed()


def may_read_document(actor: Actor, report: ReportFacts) -> Permission:
    """Allow those who read the whole report, as document too."""
    return Allowed() if reading_of(actor, report) is Reading.ALL else Denied("does not read the whole report")


def may_state_reason(actor: Actor, report: ReportFacts) -> Permission:
    """Allow the registrar to say why a released report is opened."""
    if reading_of(actor, replace(report, has_stated_reason=False)) is Reading.AFTER_REASON:
        return Allowed()
    return Denied("reads without a reason, or not at all")


def is_read(actor: Actor, report: ReportFacts) -> bool:
    """Return whether opening the page shows anything of the report, and not only the question why."""
    return reading_of(actor, report) in (Reading.CELLS, Reading.ALL)


def may_write(actor: Actor, report: ReportFacts) -> Permission:
    """Allow the two the report is for: the leader who still leads the group, and the superior."""
    if not (report.is_released and report.is_open):
        return Denied("nothing is written on a report that is not released to the one who asks")
    if role_in(actor, report):
        return Allowed()
    return Denied("neither the leader nor the superior")


def role_in(actor: Actor, report: ReportFacts) -> str:
    """Return "leader" or "superior" for the two who write, else ""."""
    if actor.person_id == report.leader_id == report.leader_now_id:
        return "leader"
    return "superior" if actor.person_id == report.superior_id else ""


def _is_within_two_years(report: ReportFacts) -> bool:
    return report.led_until is None or report.today < report.led_until + FORMER_LEADER_READS
