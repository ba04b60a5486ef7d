"""An improvement (förbättringsåtgärd): an agreement whose home is a published figure of a unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from surveys.improvements.figure import CitedFigure
from workplace.agreements.agreement import (
    Agreement,
    AgreementState,
    Effect,
    Home,
    Risk,
    Terms,
    Timing,
    problems_in,
)
from workplace.errors import Problem
from workplace.web.views import Tag, TagKind
from workplace.wording import N_, Sentence

HOME_KIND = "released_figure"
SOON = dt.timedelta(days=7)
"""How long before its date an improvement is reminded of."""

STATE_WORDS = {
    AgreementState.PROPOSED: N_("förslag"),
    AgreementState.AGREED: N_("beslutad"),
    AgreementState.ONGOING: N_("pågår"),
    AgreementState.DONE: N_("klar"),
    AgreementState.DROPPED: N_("avslutad utan att bli av"),
}
RISK_WORDS = {
    Risk.NOT_JUDGED: N_("inte bedömd"),
    Risk.NOT_SERIOUS: N_("inte allvarlig"),
    Risk.SERIOUS: N_("allvarlig"),
}
TIMING_WORDS = {
    Timing.NOT_SAID: N_("inte sagt"),
    Timing.AT_ONCE: N_("genomförs direkt"),
    Timing.TIME_PLAN: N_("står i handlingsplanen"),
}
EFFECT_WORDS = {
    Effect.NOT_CHECKED: N_("inte kontrollerad"),
    Effect.REACHED: N_("avsedd effekt"),
    Effect.PARTLY: N_("delvis effekt"),
    Effect.NOT_REACHED: N_("ingen effekt"),
}


@dataclass(frozen=True)
class Improvement:
    """An improvement of a unit with the figure it came from."""

    agreement: Agreement
    wave_id: str
    unit_id: str
    cited: CitedFigure

    @property
    def improvement_id(self) -> int:
        """The number it is found by."""
        return self.agreement.agreement_id

    @property
    def terms(self) -> Terms:
        """What it says now."""
        return self.agreement.terms

    @property
    def is_open(self) -> bool:
        """Whether something is left to do."""
        return self.agreement.is_open

    @property
    def counts(self) -> bool:
        """Whether it makes a plan: undertaken or done, not only proposed or dropped."""
        return self.terms.state not in (AgreementState.PROPOSED, AgreementState.DROPPED)

    def is_late(self, today: dt.date) -> bool:
        """Return whether its date has passed while something is left to do."""
        return self.is_open and self.terms.by_when is not None and self.terms.by_when < today


def home_of(wave_id: str, unit_id: str, cited: CitedFigure) -> Home:
    """Return the home of an improvement; set once, so what it came from never changes."""
    group = "direkt" if cited.is_direct else "hela"
    return Home(HOME_KIND, f"{wave_id}/{unit_id}/{group}/{cited.key}")


def has_plan(improvements: Iterable[Improvement]) -> bool:
    """Return whether a group has a plan: at least one improvement that counts."""
    return any(improvement.counts for improvement in improvements)


def problems_with(terms: Terms) -> list[Problem]:
    """Return what is wrong with an improvement that is to be undertaken; `column` names the field.

    A proposal needs only to say what. What is done at once needs no date.
    """
    problems = problems_in(terms)
    if terms.state is AgreementState.PROPOSED:
        return problems
    if not terms.who.strip():
        problems.append(_missing("who", N_("Skriv vem som ansvarar.")))
    if not terms.seen_by.strip():
        problems.append(_missing("seen_by", N_("Skriv hur ni ser att det har fungerat.")))
    if terms.by_when is None and terms.timing is not Timing.AT_ONCE:
        problems.append(_missing("by_when", N_("Skriv när det ska vara klart, eller att det genomförs direkt.")))
    if terms.effect is not Effect.NOT_CHECKED and terms.state is not AgreementState.DONE:
        problems.append(_missing("effect", N_("Effekten kontrolleras när åtgärden är klar. Sätt läget till klart.")))
    return problems


def problem_of_move(before: dt.date | None, after: dt.date | None, reason: str) -> list[Problem]:
    """Return what is wrong with moving a date: one that stood is not moved without a reason."""
    if before is not None and after != before and not reason.strip():
        return [_missing("reason", N_("Skriv varför datumet flyttas."))]
    return []


def state_tag(improvement: Improvement, today: dt.date) -> Tag:
    """Return how far it has come, late before anything else."""
    if improvement.is_late(today):
        return Tag(Sentence(N_("Försenad")), TagKind.LATE)
    return {
        AgreementState.PROPOSED: Tag(Sentence(N_("Förslag"))),
        AgreementState.AGREED: Tag(Sentence(N_("Beslutad")), TagKind.WAITING),
        AgreementState.ONGOING: Tag(Sentence(N_("Pågår")), TagKind.WAITING),
        AgreementState.DONE: Tag(Sentence(N_("Klar")), TagKind.DONE),
        AgreementState.DROPPED: Tag(Sentence(N_("Avslutad utan att bli av"))),
    }[improvement.terms.state]


def _missing(column: str, message: str) -> Problem:
    return Problem("improvement_incomplete", Sentence(message), column=column)
