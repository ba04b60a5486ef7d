"""The improvements of a unit: its plan, one of them with its log, a new one from a figure, and following up."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, render_template, request

from surveys.findings.queries import findings_of
from surveys.findings.reading import Group, SeenGroup
from surveys.improvements import actions, queries
from surveys.improvements.access import (
    Reading,
    may_read_plan,
    may_read_whole_plan,
    may_write_plan,
    reading_of,
)
from surveys.improvements.figure import FigureChoice, FigureKey, figure_choices, figure_key
from surveys.improvements.forms import ImprovementForm
from surveys.improvements.improvement import Improvement
from surveys.improvements.pages import (
    FormPage,
    PlanPage,
    base_href,
    facts_of,
    improvement_page,
    places,
    plan_section,
)
from surveys.improvements.queries import PlanPlace
from surveys.waves.queries import instrument_of, units_around
from surveys.waves.wave_unit import units_above
from workplace.agreements.agreement import Conflict, Terms
from workplace.clock import local_date
from workplace.errors import Refused
from workplace.identity.actor import Actor, Denied, Permission
from workplace.identity.guard import guarded
from workplace.web.request import actor, language, now, session, translator
from workplace.wording import N_, Sentence

blueprint = Blueprint("improvements", __name__)
ADDRESS = "/resultat/<wave_id>/<unit_id>/atgarder"


@dataclass(frozen=True)
class Found:
    """An improvement and the place it stands in."""

    place: PlanPlace
    improvement: Improvement


@dataclass(frozen=True)
class Source:
    """Where the figures of the form come from: the own group, or the nearest larger one that shows any."""

    unit_id: str
    is_direct: bool
    choices: tuple[FigureChoice, ...]
    note: Sentence | None = None


def _place(session_: Any, actor_: Actor, now_: dt.datetime, *, wave_id: str, unit_id: str) -> PlanPlace | None:
    return queries.plan_place(session_, actor_, now_, wave_id, unit_id)


def _found(
    session_: Any, actor_: Actor, now_: dt.datetime, *, wave_id: str, unit_id: str, improvement_id: int
) -> Found | None:
    place = _place(session_, actor_, now_, wave_id=wave_id, unit_id=unit_id)
    one = queries.improvement_named(session_, wave_id, unit_id, improvement_id) if place else None
    return Found(place, one) if place and one else None


def _reads(actor_: Actor, place: PlanPlace) -> Permission:
    return may_read_plan(actor_, place.facts)


def _writes(actor_: Actor, place: PlanPlace) -> Permission:
    return may_write_plan(actor_, place.facts)


def _reads_one(actor_: Actor, found: Found) -> Permission:
    if not found.improvement.is_open and not may_read_whole_plan(actor_, found.place.facts):
        return Denied("a former leader reads what is open")
    return may_read_plan(actor_, found.place.facts)


def _writes_one(actor_: Actor, found: Found) -> Permission:
    return may_write_plan(actor_, found.place.facts)


@blueprint.get(ADDRESS)
@guarded(_reads, subject=_place)
def show_plan(place: PlanPlace, **_place_: str) -> str:
    """Show the plan of a unit: last year's improvements first, with how their figures stand now."""
    wave_id, unit_id = place.release.wave_id, place.unit.unit_id
    reading, writes = reading_of(actor(), place.facts), bool(may_write_plan(actor(), place.facts))
    section = plan_section(
        queries.unit_plan(session(), place.release, unit_id),
        instrument_of(session(), wave_id),
        reading,
        unit_id=unit_id,
        writes=writes,
        today=local_date(now()),
        language=language(),
    )
    page = PlanPage(
        title=place.unit.name,
        lead=Sentence(N_("Vad %(unit)s gör efter %(wave)s."), {"unit": place.unit.name, "wave": place.release.title}),
        above=places(wave_id, unit_id, place.unit.name, in_plan=False),
        section=section,
        poster_href=f"{base_href(wave_id, unit_id)}/anslag" if reading is Reading.ALL and section.lines else "",
        messages_href=f"{base_href(wave_id, unit_id)}/utskick" if writes else "",
    )
    return render_template("improvements/plan.html", page=page)


@blueprint.get(f"{ADDRESS}/ny")
@guarded(_writes, subject=_place)
def new_improvement(place: PlanPlace, **_place_: str) -> str:
    """Show the form, begun from a figure or from an improvement of last year."""
    source = _source(place)
    chosen, terms, came_from = request.args.get("siffra", ""), Terms(""), 0
    earlier = _earlier(place)
    if earlier is not None:
        chosen, came_from = str(earlier.cited.key), earlier.improvement_id
        terms = Terms(earlier.terms.what, earlier.terms.who, earlier.terms.why, seen_by=earlier.terms.seen_by)
    form = ImprovementForm.showing(terms, 0, came_from=came_from, figure=chosen)
    return _form_page(place, form, source)


@blueprint.post(f"{ADDRESS}/ny")
@guarded(_writes, subject=_place)
def add_improvement(place: PlanPlace, **_place_: str) -> Any:
    """Make an improvement from the figure chosen."""
    source = _source(place)
    form = ImprovementForm.of_request()
    if not form.is_posted_right():
        return _form_page(place, form, source), 400
    wave_id, unit_id = place.release.wave_id, place.unit.unit_id
    try:
        cited = actions.cite(
            session(),
            wave_id,
            figure_key(form.figure.data or "") or FigureKey("", ""),
            figure_unit_id=source.unit_id,
            is_direct=source.is_direct,
        )
        came_from = queries.improvement_of_unit(session(), unit_id, form.came_from.data or 0)
        made = actions.make_improvement(
            session(),
            wave_id,
            unit_id,
            cited,
            form.terms,
            actor_id=actor().person_id,
            now=now(),
            came_from=came_from.improvement_id if came_from else None,
        )
    except Refused as refused:
        form.show_problems(refused.problems, "what")
        return _form_page(place, form, source), 400
    return redirect(f"{base_href(wave_id, unit_id)}/{made}", code=303)


@blueprint.get(f"{ADDRESS}/<int:improvement_id>")
@guarded(_reads_one, subject=_found)
def show_improvement(found: Found, **_place_: Any) -> str:
    """Show one improvement with its log."""
    one, place = found.improvement, found.place
    page = improvement_page(
        one,
        instrument_of(session(), one.wave_id),
        queries.log_with_names(session(), one.improvement_id),
        wave_title=place.release.title,
        unit_name=place.unit.name,
        writes=bool(may_write_plan(actor(), place.facts)),
        today=local_date(now()),
        language=language(),
    )
    return render_template("improvements/improvement.html", page=page)


@blueprint.get(f"{ADDRESS}/<int:improvement_id>/andra")
@guarded(_writes_one, subject=_found)
def edit_improvement(found: Found, **_place_: Any) -> str:
    """Show an improvement to follow up or change."""
    one = found.improvement
    return _edit_page(found, ImprovementForm.showing(one.terms, one.agreement.version))


@blueprint.post(f"{ADDRESS}/<int:improvement_id>/andra")
@guarded(_writes_one, subject=_found)
def change_improvement(found: Found, **_place_: Any) -> Any:
    """Change an improvement; when somebody else was first, answer 409 with both texts."""
    form, one = ImprovementForm.of_request(), found.improvement
    if not form.is_posted_right():
        return _edit_page(found, form), 400
    try:
        actions.change_improvement(
            session(),
            one.wave_id,
            one.unit_id,
            one.improvement_id,
            form.terms,
            version=form.version.data or 0,
            actor_id=actor().person_id,
            now=now(),
            reason=form.reason.data or "",
        )
    except Refused as refused:
        form.show_problems(refused.problems, "what")
        return _edit_page(found, form), 400
    except Conflict as conflict:
        mine = ImprovementForm.showing(conflict.given, conflict.stored.version)
        return _edit_page(found, mine, is_conflict=True), 409
    return redirect(f"{base_href(one.wave_id, one.unit_id)}/{one.improvement_id}", code=303)


def _source(place: PlanPlace) -> Source:
    """Return the figures to choose among; a group that shows none takes those of the nearest larger one."""
    wave_id, unit_id = place.release.wave_id, place.unit.unit_id
    instrument = instrument_of(session(), wave_id)
    units = units_around(session(), wave_id, unit_id)
    above = units_above(units, unit_id)
    findings = findings_of(session(), place.release.release_id, [unit_id, *above], in_full=())
    wants_direct = request.args.get("grupp") == Group.DIRECT.value and findings[unit_id].has_direct_group
    groups = [(unit_id, True)] if wants_direct else []
    groups += [(each, False) for each in (unit_id, *above)]
    for each, is_direct in groups:
        group = SeenGroup(
            units[each].name, findings[each], Group.DIRECT.breakdown if is_direct else Group.WHOLE.breakdown
        )
        if choices := figure_choices(instrument, group, language()):
            note = N_("Gruppens egna siffror visas inte. Här är de för %(unit)s, den närmaste större grupp som visas.")
            return Source(
                each, is_direct, choices, None if each == unit_id else Sentence(note, {"unit": units[each].name})
            )
    return Source(unit_id, False, ())


def _earlier(place: PlanPlace) -> Improvement | None:
    wanted = request.args.get("fran", "")
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 10 else 0
    return queries.improvement_of_unit(session(), place.unit.unit_id, number)


def _form_page(place: PlanPlace, form: ImprovementForm, source: Source) -> str:
    say = translator()
    form.offer(say.gettext, [(str(one.key), say.text(one.text)) for one in source.choices])
    wave_id, unit_id = place.release.wave_id, place.unit.unit_id
    page = FormPage(
        title=Sentence(N_("Ny förbättringsåtgärd")),
        above=places(wave_id, unit_id, place.unit.name),
        action=f"{request.path}?grupp={Group.DIRECT.value}" if source.is_direct else request.path,
        back_href=base_href(wave_id, unit_id),
        is_new=True,
        source=source.note,
    )
    return render_template("improvements/form.html", page=page, form_=form)


def _edit_page(found: Found, form: ImprovementForm, *, is_conflict: bool = False) -> str:
    form.offer(translator().gettext)
    one, place = found.improvement, found.place
    facts = facts_of(one, instrument_of(session(), one.wave_id), place.release.title, language())
    page = FormPage(
        title=Sentence(N_("Följ upp eller ändra")),
        above=places(one.wave_id, one.unit_id, place.unit.name),
        action=request.path,
        back_href=f"{base_href(one.wave_id, one.unit_id)}/{one.improvement_id}",
        is_new=False,
        cited=facts[0][1] if isinstance(facts[0][1], Sentence) else None,
        stored=((Sentence(N_("Vad")), one.terms.what), *facts) if is_conflict else (),
    )
    return render_template("improvements/form.html", page=page, form_=form)
