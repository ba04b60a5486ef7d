"""The terms of a charter that HR chooses, beside what the plan and the house already settle."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from measures.disclosure.floors import Floors
from surveys.planning.plan import Plan, PlanDraft
from surveys.waves.charter import (
    BALLOT_MONTHS,
    CO_DETERMINATION_NOT_GIVEN,
    Circle,
    Readers,
    ballot_months_of,
    circles_of,
    co_determination_given,
    floors_of,
    own_charter,
    readers_of,
)
from workplace.errors import Problem
from workplace.wording import N_, Sentence

REVIEWERS = 2
"""How many read free text before anybody else: exactly so many, or nobody and then no comment is shown."""


@dataclass(frozen=True)
class Terms:
    """What HR chooses. `co_determination`: see charter.co_determination_given and co_determination_left_out."""

    floors: Floors = field(default_factory=Floors)
    readers: Readers = Readers.ALL
    reviewers: tuple[str, ...] = ()
    ballot_months: int = BALLOT_MONTHS
    co_determination: Mapping[str, Any] | str = CO_DETERMINATION_NOT_GIVEN


def terms_in(charter: Mapping[str, Any]) -> Terms:
    """Return the terms a charter was made of."""
    return Terms(
        floors=floors_of(charter),
        readers=readers_of(charter),
        reviewers=tuple(charter.get("reviewers", ())),
        ballot_months=ballot_months_of(charter),
        co_determination=charter.get("co_determination", CO_DETERMINATION_NOT_GIVEN),
    )


def terms_with_words(words: str) -> Terms:
    """Return the usual terms with co-determination told in a few words, as a command gives it; "" tells nothing."""
    return Terms(co_determination=co_determination_given(None, words.strip())) if words.strip() else Terms()


def charter_of_draft(draft: PlanDraft, instrument: Mapping[str, str], terms: Terms) -> dict[str, Any]:
    """Return the charter a plan and its terms make. `instrument`: key, version, sha256."""
    return own_charter(
        wave_id=draft.wave_id,
        instrument=instrument,
        census_on=draft.census_on,
        population=draft.rule.stored(),
        reminders=draft.reminders,
        languages=draft.languages,
        floors=terms.floors,
        readers=terms.readers,
        reviewers=terms.reviewers,
        circles=draft.circles,
        ballot_months=terms.ballot_months,
        co_determination=terms.co_determination,
        is_trial=draft.is_trial,
    )


def sharpened(plan: Plan, terms: Terms, circles: Mapping[Circle, dt.date], version: int) -> dict[str, Any]:
    """Return the signed charter of a plan with other terms and days, as a new version that is yet to be compared."""
    charter = dict(plan.charter)
    given = terms.co_determination
    charter.update(
        version=version,
        floors={name: getattr(terms.floors, name) for name in charter["floors"]},
        readers=terms.readers.value,
        reviewers=list(terms.reviewers),
        circles={circle.value: circles[circle].isoformat() for circle in Circle if circle in circles},
        retention={**charter["retention"], "ballots_months_after_certificate": terms.ballot_months},
        co_determination=dict(given) if isinstance(given, Mapping) else given,
    )
    return charter


def differs(new: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    """Return whether two charters say different things; the number of the version is not one."""
    return {**new, "version": 0} != {**old, "version": 0}


def days_before_everybody(charter: Mapping[str, Any]) -> int:
    """Return how many days the first circle reads before everybody; 0 where all read at once."""
    circles = circles_of(charter)
    return (max(circles.values()) - min(circles.values())).days if circles else 0


def terms_problems(terms: Terms) -> list[Problem]:
    """Return what does not hold of the terms, at their fields."""
    found = []
    if len(set(terms.reviewers)) not in (0, REVIEWERS):
        found.append(
            Problem("reviewers", Sentence(N_("Välj två olika granskare, eller ingen.")), column="second_reviewer")
        )
    if not 0 < terms.ballot_months <= BALLOT_MONTHS:
        found.append(
            Problem(
                "ballot_months",
                Sentence(N_("Svaren sparas 1–%(months)s månader."), {"months": BALLOT_MONTHS}),
                column="ballot_months",
            )
        )
    return found
