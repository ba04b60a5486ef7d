"""An agreement: who does what, why, by when, and how one sees that it worked. Its home decides who reads it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from workplace.errors import Problem
from workplace.wording import N_, Sentence

LONGEST = 2000
"""Signs in one field."""


class AgreementKind(StrEnum):
    """What the pages call it: överenskommelse, förbättringsåtgärd, utvecklingsmål, aktivitet."""

    AGREEMENT = "agreement"
    IMPROVEMENT = "improvement"
    AIM = "aim"
    ACTIVITY = "activity"


class AgreementState(StrEnum):
    """How far it has come. PROPOSED: somebody has written it down, nobody has undertaken it yet."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    ONGOING = "ongoing"
    DONE = "done"
    DROPPED = "dropped"


STATE_WORDS = {
    AgreementState.PROPOSED: N_("förslag"),
    AgreementState.AGREED: N_("överenskommet"),
    AgreementState.ONGOING: N_("pågår"),
    AgreementState.DONE: N_("klart"),
    AgreementState.DROPPED: N_("avslutat utan att bli av"),
}
OPEN_STATES = (AgreementState.AGREED, AgreementState.ONGOING)


class Risk(StrEnum):
    """What the employer judged of the risk behind it (AFS 2023:1, riskbedömning); empty: not judged."""

    NOT_JUDGED = ""
    NOT_SERIOUS = "not_serious"
    SERIOUS = "serious"


class Timing(StrEnum):
    """Whether it is done at once or stands in the time plan (AML 3:2 a); empty: not said."""

    NOT_SAID = ""
    AT_ONCE = "at_once"
    TIME_PLAN = "time_plan"


class Effect(StrEnum):
    """What was seen when the effect was checked; empty: not checked."""

    NOT_CHECKED = ""
    REACHED = "reached"
    PARTLY = "partly"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True)
class Home:
    """What an agreement belongs to, set once: a kind of object and its id."""

    kind: str
    id: str


@dataclass(frozen=True)
class Terms:
    """What is agreed. Only `what` must be said; `by_when` None is no date, the rest may be empty.

    `risk`, `cause`, `took_part`, `timing`, `effect` and `effect_seen` are what the rules of the systematic work
    environment ask for; they are empty wherever those do not apply.
    """

    what: str
    who: str = ""
    why: str = ""
    by_when: dt.date | None = None
    seen_by: str = ""
    state: AgreementState = AgreementState.AGREED
    risk: Risk = Risk.NOT_JUDGED
    cause: str = ""
    took_part: str = ""
    timing: Timing = Timing.NOT_SAID
    effect: Effect = Effect.NOT_CHECKED
    effect_seen: str = ""


TEXT_FIELDS = ("what", "who", "why", "seen_by", "cause", "took_part", "effect_seen")
"""The fields of Terms that people write freely."""


@dataclass(frozen=True)
class Agreement:
    """An agreement as it stands. `version` counts its texts from 1; `came_from`: the one it continues, or None."""

    agreement_id: int
    home: Home
    kind: AgreementKind
    terms: Terms
    version: int
    made_at: dt.datetime
    made_by: str
    changed_at: dt.datetime
    changed_by: str
    came_from: int | None = None

    @property
    def is_open(self) -> bool:
        """Return whether something is left to do."""
        return self.terms.state in OPEN_STATES


@dataclass(frozen=True)
class LogEntry:
    """One text of an agreement and who wrote it; `reason`: why its date was moved, empty where it was not."""

    version: int
    terms: Terms
    happened_at: dt.datetime
    actor_id: str
    reason: str = ""


class Conflict(Exception):
    """Somebody else has changed the agreement since it was read. Nothing was written; here are both texts."""

    def __init__(self, stored: Agreement, given: Terms) -> None:
        self.stored = stored
        self.given = given
        super().__init__(f"agreement {stored.agreement_id} is at version {stored.version}")


def problems_in(terms: Terms) -> list[Problem]:
    """Return what is wrong with the terms; `column` names the field."""
    problems = []
    if not terms.what.strip():
        problems.append(Problem("agreement_empty", Sentence(N_("Skriv vad ni kommer överens om.")), column="what"))
    for name in TEXT_FIELDS:
        if len(getattr(terms, name)) > LONGEST:
            problems.append(
                Problem(
                    "agreement_too_long",
                    Sentence(N_("Texten är för lång. Högst %(most)s tecken."), {"most": LONGEST}),
                    column=name,
                )
            )
    return problems
