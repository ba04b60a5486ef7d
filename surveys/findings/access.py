"""Who may read published figures, and from when: everybody who works here, unless the charter says fewer, or later.

The charter names circles with a day each: analysts, leadership and co-determination, leaders, everybody. A circle is
let in on its day, at midnight in Stockholm, and never later than a wider one. Until then a release is as if it were
not there. Without days all are let in when it is published.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from surveys.waves.charter import Circle, Readers, circles_of, readers_of
from workplace.clock import STOCKHOLM
from workplace.identity.actor import Actor, Allowed, Denied, Permission, Role

READERS = tuple(role for role in Role if role is not Role.ADMIN)
_ANALYSE = (Role.ANALYST, Role.HR)
"""Let in first: those who were asked to analyse, and HR, who publishes."""
_LEAD_OR_REPRESENT = (Role.HR_CENTRAL, Role.REGISTRAR, Role.UNION, Role.SAFETY)
_NOT_FOR = {
    Readers.ALL: frozenset[Role](),
    Readers.REPRESENTATIVES: frozenset({Role.PAY_ANALYST, Role.REVIEWER}),
    Readers.LEADERS: frozenset({Role.PAY_ANALYST, Role.REVIEWER, Role.UNION, Role.SAFETY}),
}
"""Roles that give no right to read where the charter has narrowed who may."""


@dataclass(frozen=True)
class ReleaseReading:
    """Who may read the releases of a wave.

    `opens`: from when each circle may, None from the publishing. `leadership`: ids of the units whose leaders are the
    leadership: the tops of the frozen tree and the units straight below them.
    """

    readers: Readers = Readers.ALL
    opens: Mapping[Circle, dt.datetime | None] = field(default_factory=dict)
    leadership: frozenset[str] = frozenset()


class AskedFor(Protocol):
    """A release that somebody asks for at a moment."""

    @property
    def reading(self) -> ReleaseReading:
        """Who may read it."""
        ...

    @property
    def now(self) -> dt.datetime:
        """When it is asked for."""
        ...


def may_read_findings(actor: Actor, _released: Any = None) -> Permission:
    """Allow whoever is employed, leads or holds a role other than that of keeping the system running."""
    if actor.employed_in or actor.leads or actor.holds(*READERS):
        return Allowed()
    return Denied("keeping the system running gives no right to read results")


def may_read_release(actor: Actor, release: ReleaseReading, now: dt.datetime) -> Permission:
    """Allow whom the charter names, from the day of their circle."""
    if not may_read_findings(actor):
        return may_read_findings(actor)
    if not _is_among(actor, release.readers):
        return Denied("the charter has narrowed who reads")
    opens = release.opens.get(circle_of(actor, release.leadership))
    if opens is not None and now < opens:
        return Denied("the circle's day has not come")
    return Allowed()


def may_read_asked(actor: Actor, asked: AskedFor) -> Permission:
    """Allow as `may_read_release` does: for a guard, whose subject knows when it was asked for."""
    return may_read_release(actor, asked.reading, asked.now)


def circle_of(actor: Actor, leadership: frozenset[str] = frozenset()) -> Circle:
    """Return the circle that is let in first of those the actor belongs to."""
    if actor.holds(*_ANALYSE):
        return Circle.ANALYSTS
    if actor.holds(*_LEAD_OR_REPRESENT) or actor.leads & leadership:
        return Circle.LEADERSHIP
    if actor.leads or actor.holds(Role.DEPUTY):
        return Circle.LEADERS
    return Circle.EVERYBODY


def circle_opens(charter: Mapping[str, Any], circle: Circle) -> dt.datetime | None:
    """Return from which moment a circle may read, None: from the publishing.

    A circle without a day of its own is let in with the next wider one that has a day; where everybody has none, all
    are let in at the publishing.
    """
    days = circles_of(charter)
    if Circle.EVERYBODY not in days:
        return None
    order = list(Circle)
    first = min(day for other, day in days.items() if order.index(other) >= order.index(circle))
    return dt.datetime.combine(first, dt.time(), tzinfo=STOCKHOLM).astimezone(dt.UTC)


def reading_of_charter(charter: Mapping[str, Any], leadership: Iterable[str] = ()) -> ReleaseReading:
    """Return who may read the releases of a wave, by its charter."""
    return ReleaseReading(
        readers=readers_of(charter),
        opens={circle: circle_opens(charter, circle) for circle in Circle},
        leadership=frozenset(leadership),
    )


def _is_among(actor: Actor, readers: Readers) -> bool:
    if actor.leads or (readers is Readers.ALL and actor.employed_in):
        return True
    return actor.holds(*(role for role in READERS if role not in _NOT_FOR[readers]))
