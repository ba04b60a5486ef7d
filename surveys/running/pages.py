"""What the pages of acts on an open wave show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from surveys.planning.pages import plan_href
from surveys.planning.plan import Plan, PlanState
from surveys.planning.texts import last_day
from surveys.running.person import FoundPerson
from surveys.waves.charter import CIRCLES, circles_of
from workplace.web.views import Column, Link, TableView, Tag, TagKind
from workplace.wording import N_, Sentence

DONE: Mapping[str, str] = {
    "inbjuden": N_("Personen är inbjuden."),
    "flyttad": N_("Om personen inte redan har svarat hör svaret nu till den nya enheten."),
    "forlangd": N_("Svarstiden är förlängd."),
}
"""What is said after an act, by the word in the address. The same whether the person has answered or not."""


@dataclass(frozen=True)
class SearchPage:
    """Find a person. `people` None: nothing has been sought yet."""

    wave_title: str
    plan_href: str
    action: str
    words: str
    people: TableView | None


@dataclass(frozen=True)
class PersonPage:
    """One person, and what may be done. `done`: what has just been done."""

    wave_title: str
    plan_href: str
    search_href: str
    person: FoundPerson
    form: Any
    invite_href: str
    move_href: str
    resend_href: str
    done: Sentence | None


@dataclass(frozen=True)
class ExtendPage:
    """The form for more time. `refused`: why the last try was refused."""

    wave_title: str
    plan_href: str
    form: Any
    action: str
    last: dt.date
    limit: Sentence | None
    refused: str


@dataclass(frozen=True)
class EndPage:
    """The form that aborts a wave, or wipes one on trial."""

    wave_title: str
    wave_id: str
    plan_href: str
    form: Any
    action: str


def search_href(wave_id: str) -> str:
    """Return the address where people are sought."""
    return f"{plan_href(wave_id)}/person"


def person_href(wave_id: str, person_id: str) -> str:
    """Return the address of a person in a wave."""
    return f"{search_href(wave_id)}/{person_id}"


def extend_href(wave_id: str) -> str:
    """Return the address where a wave is given more time."""
    return f"{plan_href(wave_id)}/forlang"


def abort_href(wave_id: str) -> str:
    """Return the address where a wave is aborted."""
    return f"{plan_href(wave_id)}/avbryt"


def wipe_href(wave_id: str) -> str:
    """Return the address where a wave on trial is wiped."""
    return f"{plan_href(wave_id)}/radera"


def running_links(plan: Plan) -> tuple[Link, ...]:
    """Return what else can be done with a wave as it stands."""
    links: list[Link] = []
    if plan.state is not PlanState.DRAFT and plan.state is not PlanState.SIGNED:
        links.append(Link(Sentence(N_("Utskick och svarsläge")), f"/hr/omgangar/{plan.wave_id}/pagar"))
    if plan.state in (PlanState.DRAFT, PlanState.SIGNED):
        links.append(Link(Sentence(N_("Bjud in efter en lista i stället")), f"/hr/omgangar/{plan.wave_id}/deltagare"))
    if plan.state is PlanState.OPEN:
        links.append(Link(Sentence(N_("Bjud in eller flytta en person")), search_href(plan.wave_id)))
        links.append(Link(Sentence(N_("Förläng svarstiden")), extend_href(plan.wave_id)))
    if plan.state in (PlanState.SIGNED, PlanState.OPEN):
        links.append(Link(Sentence(N_("Avbryt omgången")), abort_href(plan.wave_id)))
    if plan.is_trial and plan.state not in (PlanState.DRAFT, PlanState.CLOSING):
        links.append(Link(Sentence(N_("Radera omgången på prov")), wipe_href(plan.wave_id)))
    return tuple(links)


def people_table(wave_id: str, people: Iterable[FoundPerson]) -> TableView:
    """Return the people found."""
    return TableView(
        caption=Sentence(N_("Personer")),
        is_caption_hidden=True,
        columns=(
            Column(Sentence(N_("Namn"))),
            Column(Sentence(N_("Id"))),
            Column(Sentence(N_("Arbetar i"))),
            Column(Sentence(N_("Inbjudan"))),
        ),
        rows=tuple(
            (
                Link(person.name, person_href(wave_id, person.person_id)),
                person.person_id,
                ", ".join(person.works_in),
                invited_tag(person),
            )
            for person in people
        ),
        empty_text=Sentence(N_("Ingen i er förvaltning har det namnet, den adressen eller det id:t.")),
    )


def invited_tag(person: FoundPerson) -> Tag:
    """Return whether somebody is invited."""
    if person.is_invited:
        return Tag(Sentence(N_("Inbjuden")), TagKind.DONE)
    return Tag(Sentence(N_("Inte inbjuden")))


def extend_page(plan: Plan, form: Any, refused: str = "") -> ExtendPage:
    """Return the form for more time."""
    circles = circles_of(plan.charter)
    first = min(circles, key=lambda circle: circles[circle]) if circles else None
    limit = (
        Sentence(
            N_("Stadgan säger att kretsen %(circle)s läser från %(date)s. Sista svarsdag måste ligga före den dagen."),
            {"circle": Sentence(CIRCLES[first]), "date": circles[first]},
        )
        if first is not None
        else None
    )
    return ExtendPage(
        plan.title,
        plan_href(plan.wave_id),
        form,
        extend_href(plan.wave_id),
        last_day(plan.closes_at),
        limit,
        refused,
    )
