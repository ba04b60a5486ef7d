"""What the start page, HR's desk and the administrator's start show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from appraisal.home.faults import DeskFaults, fault_lines
from appraisal.home.waiting import Situation, StartView, start_view
from appraisal.home.year import YearFacts, YearView, year_view
from workplace.web.views import Link, Step, StepsView, Tag, TagKind, Text
from workplace.wording import N_, Sentence


@dataclass(frozen=True)
class StartPage:
    """What waits for one person today. `first_name` may be empty."""

    first_name: str
    today: dt.date
    view: StartView
    nothing: Sentence
    nothing_next: Sentence

    @property
    def first_waiting(self) -> Step | None:
        """Return what to do first, None when everything there is has been done."""
        return next((step for step in self.view.waiting.steps if step.status.kind is not TagKind.DONE), None)

    @property
    def others_waiting(self) -> StepsView:
        """Return the rest of what waits, after the first thing, which has a place of its own."""
        return StepsView(tuple(step for step in self.view.waiting.steps if step is not self.first_waiting))


@dataclass(frozen=True)
class DeskPage:
    """HR's desk: the next step, the year, and what is late or wrong."""

    year: YearView
    faults: StepsView
    places: tuple[Link, ...]


@dataclass(frozen=True)
class OperationsPage:
    """How the installation is, and where to look closer."""

    is_well: bool
    parts: tuple[tuple[Text, Tag], ...]
    links: StepsView


def start_page(name: str, situation: Situation) -> StartPage:
    """Return the start page of a person."""
    return StartPage(name.split(" ")[0], situation.today, start_view(situation), *_nothing(situation))


def _nothing(situation: Situation) -> tuple[Sentence, Sentence]:
    """Return what is said when nothing waits: the fact, and what happens next."""
    nothing = Sentence(N_("Inget väntar på dig just nu."))
    if situation.is_hr:
        return nothing, Sentence(N_("Årets steg är gjorda. På HR:s bord ser du hela året."))
    if situation.unreleased_title:
        return nothing, Sentence(N_("När resultatet är publicerat står det här."))
    if not situation.released:
        return nothing, Sentence(N_("När en medarbetarenkät har publicerats hittar du din enhets resultat här."))
    if any(unit.is_led for unit in situation.units):
        return nothing, Sentence(N_("När din ledarrapport är släppt får du ett brev, och den står här."))
    return nothing, Sentence(N_("Nedan finns det som gäller din enhet."))


def desk_page(facts: YearFacts, faults: DeskFaults, *, may_see_jobs: bool) -> DeskPage:
    """Return HR's desk. `may_see_jobs`: the pages of jobs and mails are open to the reader.

    Central HR reads definitions; the organisation and the waves belong to HR of an administration.
    """
    definitions = Sentence(N_("Definitioner: formulär, policy och kriterier"))
    places = [Link(definitions, "/hr/definitioner")]
    if facts.may_run_reports:
        places.insert(0, Link(Sentence(N_("Organisationen")), "/hr/organisation"))
        places.append(Link(Sentence(N_("Omgångar av medarbetarenkäten")), "/hr/omgangar"))
        places.append(Link(Sentence(N_("Formulär")), "/hr/formular"))
        places.append(Link(Sentence(N_("Gallring")), "/hr/gallring"))
    return DeskPage(year_view(facts), StepsView(fault_lines(faults, may_see_jobs=may_see_jobs)), tuple(places))


def operations_page(parts: Sequence[tuple[str, str]], *, waiting_mails: int, failed_mails: int) -> OperationsPage:
    """Return the administrator's start. `parts`: name and state of each part, as `/halsa` tells."""
    mails = Sentence(
        N_("%(waiting)s väntar, %(failed)s gick inte att skicka"), {"waiting": waiting_mails, "failed": failed_mails}
    )
    return OperationsPage(
        is_well=all(state == "ok" for _name, state in parts),
        parts=tuple((Sentence(_PARTS[name]), _state(state)) for name, state in parts),
        links=StepsView(
            (
                Step(
                    Sentence(N_("Utkorgen")),
                    Tag(Sentence(N_("Fel")), TagKind.FAILED) if failed_mails else Tag(Sentence(N_("Öppen"))),
                    "/admin/post",
                    mails,
                ),
                Step(
                    Sentence(N_("Jobb")),
                    Tag(Sentence(N_("Öppen"))),
                    "/admin/jobb",
                    Sentence(N_("Det som görs i bakgrunden, och hur långt det har kommit")),
                ),
                Step(
                    Sentence(N_("Journalen")),
                    Tag(Sentence(N_("Öppen"))),
                    "/admin/journal",
                    Sentence(N_("Att något har hänt, och om kedjan är hel")),
                ),
            )
        ),
    )


_PARTS = {
    "database": N_("Databasen"),
    "migrations": N_("Databasens version"),
    "jobs": N_("Jobb i bakgrunden"),
    "mail": N_("Brev"),
}
_STATES = {
    "ok": N_("Fungerar"),
    "unreachable": N_("Svarar inte"),
    "unknown": N_("Okänt"),
    "pending": N_("Behöver uppgraderas"),
    "overdue": N_("Ligger efter"),
    "no_server": N_("E-postserver saknas"),
}


def _state(state: str) -> Tag:
    words = Sentence(_STATES.get(state, N_("Fel")))
    return Tag(words, TagKind.DONE if state == "ok" else TagKind.LATE if state == "overdue" else TagKind.FAILED)
