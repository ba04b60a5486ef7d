"""The plan of a wave as a value: what HR settles, good guesses for all of it, and everything that does not hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from surveys.planning.population import Rule
from surveys.waves.charter import Circle
from surveys.waves.wave_id import WAVE_ID
from workplace.clock import STOCKHOLM, local_date
from workplace.errors import Problem
from workplace.wording import LANGUAGES, N_, Sentence

OPENS_AT = dt.time(7)
REMINDED_AT = dt.time(9)
MOST_REMINDERS = 4
DAYS_APART = 7
"""How far apart messages go where nobody has said."""
LONGEST_TITLE = 120


class PlanState(StrEnum):
    """How far a wave has come."""

    DRAFT = "draft"
    SIGNED = "signed"
    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"
    ABORTED = "aborted"


BEFORE_OPENING = (PlanState.DRAFT, PlanState.SIGNED)


@dataclass(frozen=True)
class PlanDraft:
    """What HR settles about a wave. `instrument`: `KEY` (its newest version) or `KEY@VERSION`.

    `reminders`: moments in order. `texts`: language → name → words of HR's own. `contacts`: part played → words.
    """

    wave_id: str
    title: str
    instrument: str
    census_on: dt.date
    opens_at: dt.datetime
    closes_at: dt.datetime
    rule: Rule = field(default_factory=Rule)
    reminders: tuple[dt.datetime, ...] = ()
    languages: tuple[str, ...] = LANGUAGES
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    contacts: Mapping[str, str] = field(default_factory=dict)
    circles: Mapping[Circle, dt.date] = field(default_factory=dict)
    is_trial: bool = False


@dataclass(frozen=True)
class Plan:
    """A plan as it is kept. `charter_sha256` empty: not signed. `count` None: not closed."""

    wave_id: str
    title: str
    instrument_key: str
    instrument_version: str
    instrument_sha256: str
    census_on: dt.date
    opens_at: dt.datetime
    closes_at: dt.datetime
    rule: Rule
    reminders: tuple[dt.datetime, ...]
    languages: tuple[str, ...]
    texts: Mapping[str, Any]
    contacts: Mapping[str, Any]
    charter: Mapping[str, Any]
    charter_sha256: str
    is_trial: bool
    state: PlanState
    made_at: dt.datetime
    made_by: str
    signed_at: dt.datetime | None = None
    signed_by: str = ""
    opened_at: dt.datetime | None = None
    closed_at: dt.datetime | None = None
    count: Mapping[str, Any] | None = None

    @property
    def instrument(self) -> str:
        """Return `KEY@VERSION`."""
        return f"{self.instrument_key}@{self.instrument_version}"

    @property
    def is_draft(self) -> bool:
        return self.state is PlanState.DRAFT

    @property
    def is_open(self) -> bool:
        return self.state is PlanState.OPEN


@dataclass(frozen=True)
class CharterVersion:
    """A version a charter has had."""

    version: int
    charter: Mapping[str, Any]
    charter_sha256: str
    made_at: dt.datetime
    made_by: str


def opening_moment(day: dt.date) -> dt.datetime:
    """Return when a wave opens on a day: seven in the morning."""
    return dt.datetime.combine(day, OPENS_AT, STOCKHOLM).astimezone(dt.UTC)


def closing_moment(last: dt.date) -> dt.datetime:
    """Return the midnight that ends the last day for answers."""
    return dt.datetime.combine(last + dt.timedelta(days=1), dt.time(0), STOCKHOLM).astimezone(dt.UTC)


def reminder_moments(
    opens_at: dt.datetime, closes_at: dt.datetime, count: int, days_apart: int
) -> tuple[dt.datetime, ...]:
    """Return so many reminders so many days apart, counted from the opening; those after the close are left out."""
    first = local_date(opens_at)
    moments = (
        dt.datetime.combine(first + dt.timedelta(days=days_apart * number), REMINDED_AT, STOCKHOLM).astimezone(dt.UTC)
        for number in range(1, count + 1)
    )
    return tuple(moment for moment in moments if moment < closes_at)


def default_circles(closes_at: dt.datetime) -> dict[Circle, dt.date]:
    """Return the days on which each circle reads where nobody has said: one, two, three and four weeks after."""
    last = local_date(closes_at) - dt.timedelta(days=1)
    return {circle: last + dt.timedelta(weeks=number) for number, circle in enumerate(Circle, start=1)}


def default_draft(today: dt.date, instruments: Sequence[str], taken: Collection[str], title: str) -> PlanDraft:
    """Return a plan that can be signed as it is: the first Monday at least a week ahead, three weeks, two reminders.

    `instruments`: `KEY@VERSION` of what is published, the likeliest first. `title`: the words a wave is called by,
    before the year. `taken`: ids that waves have.
    """
    opens = today + dt.timedelta(days=7)
    opens += dt.timedelta(days=-opens.weekday() % 7)
    opens_at, closes_at = opening_moment(opens), closing_moment(opens + dt.timedelta(days=18))
    return PlanDraft(
        wave_id=free_id(f"medarbetarenkat-{opens.year}", taken),
        title=f"{title} {opens.year}",
        instrument=instruments[0] if instruments else "",
        census_on=opens,
        opens_at=opens_at,
        closes_at=closes_at,
        reminders=reminder_moments(opens_at, closes_at, 2, DAYS_APART),
        circles=default_circles(closes_at),
    )


def free_id(wanted: str, taken: Collection[str]) -> str:
    """Return the id, with a number after it where it is taken."""
    if wanted not in taken:
        return wanted
    return next(name for number in range(2, 10_000) if (name := f"{wanted}-{number}") not in taken)


def problems_of(draft: PlanDraft, now: dt.datetime) -> list[Problem]:
    """Return everything in a plan that does not hold, each at its field.

    Fields: wave_id, title, closes_on, reminders, languages, and the names of the circles. An opening that has been is
    no problem: the wave then opens when it is signed.
    """
    found = []
    if not WAVE_ID.fullmatch(draft.wave_id):
        found.append(_at("wave_id", N_("En omgång heter 1–40 tecken av a–z, 0–9 och bindestreck.")))
    if not draft.title or len(draft.title) > LONGEST_TITLE:
        found.append(_at("title", N_("Ange ett namn på högst 120 tecken.")))
    if draft.closes_at <= draft.opens_at:
        found.append(_at("closes_on", N_("Sista svarsdag ska vara samma dag som den öppnar eller senare.")))
    elif draft.closes_at <= now:
        found.append(_at("closes_on", N_("Sista svarsdag har redan varit.")))
    if any(not draft.opens_at < moment < draft.closes_at for moment in draft.reminders) or len(set(draft.reminders)) < (
        len(draft.reminders)
    ):
        found.append(_at("reminders", N_("Påminnelserna ska ligga mellan öppning och stängning.")))
    if not draft.languages or not set(draft.languages) <= set(LANGUAGES):
        found.append(_at("languages", N_("Välj minst ett språk.")))
    return [*found, *circle_problems(draft.circles, draft.closes_at)]


def circle_problems(circles: Mapping[Circle, dt.date], closes_at: dt.datetime) -> list[Problem]:
    """Return what does not hold of the days of the circles: each after the close, none before the one ahead of it."""
    found = []
    earlier = local_date(closes_at)
    for circle in Circle:
        if circle not in circles:
            continue
        if circles[circle] < earlier:
            found.append(_at(circle.value, N_("Dagarna ska komma i ordning, tidigast dagen efter sista svarsdag.")))
        earlier = max(earlier, circles[circle])
    if circles and Circle.EVERYBODY not in circles:
        found.append(_at(Circle.EVERYBODY.value, N_("Ange dagen då alla får läsa.")))
    return found


def _at(column: str, sentence: str) -> Problem:
    return Problem(column, Sentence(sentence), column=column)
