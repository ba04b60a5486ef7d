"""Who may read and write what of leader reports: the rows of the trust table, and nothing besides.

Before release only HR of the same administration. Released: the one who led the direct group at the census, also two
years after having left; the superior now; HR of the same administration; the registrar. A successor reads published
cells and improvements only. Everybody else gets the answer of a missing page.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum

from workplace.identity.actor import Actor, Allowed, Denied, Permission, Role

FORMER_LEADER_READS = dt.timedelta(days=2 * 365)
"""How long one who no longer leads the group reads the report about that time."""


class Reading(Enum):
    """How much of a report somebody reads."""

    NOTHING = "nothing"
    CELLS = "cells"
    """That there are published figures and agreements; not the report."""
    ALL = "all"


@dataclass(frozen=True)
class ReportFacts:
    """A report with the relations that decide: at the census, and now.

    `leader_id`: who led the direct group at the census; `leader_now_id`, `superior_id`: who leads the unit now and who
    leads that person, "" when nobody. `led_until`: when the leader of the census ceased to lead it, None if not.
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


@dataclass(frozen=True)
class RunFacts:
    """A wave with the administrations its led units belong to."""

    wave_id: str
    administrations: frozenset[str]


def reading_of(actor: Actor, report: ReportFacts) -> Reading:
    """Return how much of the report the actor reads now."""
    if actor.is_hr_of(report.administration):
        return Reading.ALL
    if not report.is_released:
        return Reading.NOTHING
    if actor.person_id == report.leader_id and _is_within_two_years(report):
        return Reading.ALL
    if actor.person_id == report.superior_id:
        return Reading.ALL
    if actor.holds(Role.REGISTRAR):
        return Reading.ALL
    if actor.person_id == report.leader_now_id:
        return Reading.CELLS
    return Reading.NOTHING


def may_open(actor: Actor, report: ReportFacts) -> Permission:
    """Allow those who read anything of it."""
    return Denied("no relation to the report") if reading_of(actor, report) is Reading.NOTHING else Allowed()


def may_read_document(actor: Actor, report: ReportFacts) -> Permission:
    """Allow those who read the whole report, as document too."""
    return Allowed() if reading_of(actor, report) is Reading.ALL else Denied("does not read the whole report")


def may_write(actor: Actor, report: ReportFacts) -> Permission:
    """Allow the two the report is for: the leader who still leads the group, and the superior."""
    if not report.is_released:
        return Denied("nothing is written on a report that is not released")
    if role_in(actor, report):
        return Allowed()
    return Denied("neither the leader nor the superior")


def role_in(actor: Actor, report: ReportFacts) -> str:
    """Return "leader" or "superior" for the two who write, else ""."""
    if actor.person_id == report.leader_id == report.leader_now_id:
        return "leader"
    return "superior" if actor.person_id == report.superior_id else ""


def may_run(actor: Actor, run: RunFacts) -> Permission:
    """Allow HR of any administration in the wave; the page then shows those alone."""
    return Allowed() if administrations_of(actor, run) else Denied("not HR of any administration in the wave")


def administrations_of(actor: Actor, run: RunFacts) -> frozenset[str]:
    """Return the administrations of the wave in which the actor is HR."""
    return frozenset(one for one in run.administrations if actor.is_hr_of(one))


def may_run_any(actor: Actor) -> Permission:
    """Allow everybody who is HR somewhere."""
    return Allowed() if actor.holds(Role.HR) else Denied("not HR")


def _is_within_two_years(report: ReportFacts) -> bool:
    return report.led_until is None or report.today < report.led_until + FORMER_LEADER_READS
