"""HR's pages of a planned wave: what comes next, its paper, its charter made stricter, and acts while it is open."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Blueprint, redirect, render_template, request

from surveys.ballots.keys import refuse_keys_under_home
from surveys.planning import queries
from surveys.planning.actions import bring_opening_forward, sharpen
from surveys.planning.charter_page import (
    SharpenPage,
    briefing_page,
    charter_facts,
    circle_days,
    co_determination_problems,
    floors_of_form,
    form_values,
    plan_answers,
    terms_of_form,
)
from surveys.planning.forms import ConfirmForm, SharpenForm
from surveys.planning.pages import opening_href, plan_href, sharpen_href
from surveys.planning.plan import Plan, PlanState
from surveys.planning.plan_page import plan_page
from surveys.planning.terms import terms_in
from surveys.running.actions import abort, extend, invite_late, move_invitation, wipe_trial
from surveys.running.forms import AbortForm, ExtendForm, MoveForm, WipeForm
from surveys.running.pages import (
    DONE,
    EndPage,
    PersonPage,
    SearchPage,
    abort_href,
    extend_href,
    extend_page,
    people_table,
    person_href,
    running_links,
    search_href,
    wipe_href,
)
from surveys.running.person import FoundPerson
from surveys.running.queries import people_matching, person_of, unit_choices
from surveys.waves.access import may_handle_waves
from surveys.waves.pages import WAVES_HREF
from workplace.clock import local_date
from workplace.definitions.document import in_language
from workplace.employer.queries import employer_of
from workplace.errors import Refused
from workplace.identity.actor import Actor
from workplace.identity.guard import guarded
from workplace.releases.queries import release_heads
from workplace.web.request import actor, house, language, now, session
from workplace.wording import Sentence

blueprint = Blueprint("running", __name__)


def _plan(session: Any, _actor: Actor, _now: dt.datetime, *, wave_id: str) -> Plan | None:
    return queries.plan_named(session, wave_id)


def _signed(session: Any, _actor: Actor, _now: dt.datetime, *, wave_id: str) -> Plan | None:
    found = queries.plan_named(session, wave_id)
    return found if found is not None and found.state in (PlanState.SIGNED, PlanState.OPEN) else None


def _open(session: Any, _actor: Actor, _now: dt.datetime, *, wave_id: str) -> Plan | None:
    found = queries.plan_named(session, wave_id)
    return found if found is not None and found.is_open else None


def _trial(session: Any, _actor: Actor, _now: dt.datetime, *, wave_id: str) -> Plan | None:
    found = queries.plan_named(session, wave_id)
    is_there = found is not None and found.is_trial and found.state not in (PlanState.DRAFT, PlanState.CLOSING)
    return found if is_there else None


def _person(session: Any, acting: Actor, moment: dt.datetime, *, wave_id: str, person_id: str) -> Any:
    plan = _open(session, acting, moment, wave_id=wave_id)
    if plan is None:
        return None
    found = person_of(session, wave_id, person_id, local_date(moment), acting.is_hr_of)
    return None if found is None else (plan, found)


# ---- The plan itself ---------------------------------------------------------------------------------


@blueprint.get("/hr/omgangar/planera/<wave_id>")
@guarded(may_handle_waves, subject=_plan)
def show_plan(plan: Plan, **_place: Any) -> str:
    """Show a planned wave: what comes next, its charter, what was done with it."""
    versions, log = queries.charter_versions(session(), plan.wave_id), queries.log_of(session(), plan.wave_id)
    names = queries.names_of(session(), [*(one.made_by for one in versions), *(entry.actor_id for entry in log)])
    page = plan_page(
        plan=plan,
        answers=[(question, answer, href if plan.is_draft else "") for question, answer, href in _answers(plan)],
        charter=charter_facts(plan.charter, queries.reviewer_names(session(), plan)),
        versions=versions,
        log=log,
        names=names,
        has_release=bool(release_heads(session(), plan.wave_id)),
        now=now(),
        more_links=running_links(plan),
    )
    return render_template("planning/plan.html", page=page)


@blueprint.get("/hr/omgangar/planera/<wave_id>/underlag")
@guarded(may_handle_waves, subject=_plan)
def show_briefing(plan: Plan, **_place: Any) -> str:
    """Show the paper for co-determination, two pages to print."""
    rehearsal, absent = queries.rehearsal_of(session(), plan)
    employer = employer_of(session())
    asked = queries.instrument_of_plan(session(), plan)
    page = briefing_page(
        plan=plan,
        employer=employer.name if employer else "",
        plan_href=plan_href(plan.wave_id),
        today=local_date(now()),
        rehearsal=rehearsal,
        absent=absent,
        instrument_title=in_language(asked.title, language()),
        items=len(asked.items),
        reviewers=queries.reviewer_names(session(), plan),
    )
    return render_template("planning/briefing.html", page=page)


@blueprint.get("/hr/omgangar/planera/<wave_id>/skarp")
@guarded(may_handle_waves, subject=_signed)
def ask_sharpen(plan: Plan, **_place: Any) -> str:
    """Show the signed terms; with `nekad` what the last try would have loosened."""
    form = SharpenForm()
    form.offer_reviewers(queries.reviewers_on_offer(session(), plan, now()))
    form.process(**form_values(terms_in(plan.charter)), **circle_days(plan))
    tried: list[str] = []
    if "nekad" in request.args:
        refused = [entry for entry in queries.log_of(session(), plan.wave_id) if entry.verb == "refused_loosening"]
        tried = list(refused[0].facts["tried"]) if refused else []
    return _sharpen_page(form, plan, tuple(tried))


@blueprint.post("/hr/omgangar/planera/<wave_id>/skarp")
@guarded(may_handle_waves, subject=_signed)
def sharpen_charter(plan: Plan, **_place: Any) -> Any:
    """Make the charter stricter. A try that would loosen it is logged, shown, and changes nothing."""
    form = SharpenForm.of_request()
    assert isinstance(form, SharpenForm)
    form.offer_reviewers(queries.reviewers_on_offer(session(), plan, now()))
    right = form.is_posted_right()
    floors, problems = floors_of_form(form) if right else (None, [])
    if right and not (problems := [*problems, *co_determination_problems(form)]):
        try:
            tried = sharpen(
                session(),
                plan.wave_id,
                terms_of_form(form, floors),
                form.circles(),
                now=now(),
                actor_id=actor().person_id,
            )
            where = f"{sharpen_href(plan.wave_id)}?nekad" if tried.loosenings else plan_href(plan.wave_id)
            return redirect(where, code=303)
        except Refused as refused:
            problems = list(refused.problems)
    form.show_problems(tuple(problems), "readers")
    return _sharpen_page(form, plan), 400


@blueprint.get("/hr/omgangar/planera/<wave_id>/oppna")
@guarded(may_handle_waves, subject=_signed)
def ask_opening(plan: Plan, **_place: Any) -> str:
    """Ask once more before a wave opens ahead of its day."""
    return render_template(
        "planning/open.html", plan=plan, plan_href=plan_href(plan.wave_id), action=opening_href(plan.wave_id)
    )


@blueprint.post("/hr/omgangar/planera/<wave_id>/oppna")
@guarded(may_handle_waves, subject=_signed)
def open_now(plan: Plan, **_place: Any) -> Any:
    """Let the wave open now; the worker that keeps the timetable does it within a minute."""
    ConfirmForm.of_request()
    employer = employer_of(session())
    refuse_keys_under_home(house().settings, employer is not None and employer.is_demo)
    bring_opening_forward(session(), plan.wave_id, now=now(), actor_id=actor().person_id)
    return redirect(plan_href(plan.wave_id), code=303)


def _sharpen_page(form: Any, plan: Plan, refused: tuple[str, ...] = ()) -> str:
    asked = queries.instrument_of_plan(session(), plan)
    page = SharpenPage(
        wave_title=plan.title,
        plan_href=plan_href(plan.wave_id),
        form=form,
        action=sharpen_href(plan.wave_id),
        refused=refused,
        asks_reviewers=any(item.type == "text" for item in asked.items),
    )
    return render_template("planning/sharpen.html", page=page, has_errors=bool(form.errors or refused))


def _answers(plan: Plan) -> tuple[Any, ...]:
    asked = queries.instrument_of_plan(session(), plan)
    return plan_answers(plan, in_language(asked.title, language()), queries.reviewer_names(session(), plan), None)


# ---- People ------------------------------------------------------------------------------------------


@blueprint.get("/hr/omgangar/planera/<wave_id>/person")
@guarded(may_handle_waves, subject=_open)
def find_person(plan: Plan, **_place: Any) -> str:
    """Look for somebody by name, e-mail or id."""
    words = request.args.get("sok", "").strip()
    people = None
    if words:
        found = people_matching(session(), plan.wave_id, words, local_date(now()), actor().is_hr_of)
        people = people_table(plan.wave_id, found)
    page = SearchPage(plan.title, plan_href(plan.wave_id), search_href(plan.wave_id), words, people)
    return render_template("running/search.html", page=page)


@blueprint.get("/hr/omgangar/planera/<wave_id>/person/<person_id>")
@guarded(may_handle_waves, subject=_person)
def show_person(subject: tuple[Plan, FoundPerson], **_place: Any) -> str:
    """Show what may be done for one person."""
    return _person_page(subject, _move_form(subject[0]))


@blueprint.post("/hr/omgangar/planera/<wave_id>/person/<person_id>/bjud-in")
@guarded(may_handle_waves, subject=_person)
def invite_person(subject: tuple[Plan, FoundPerson], **_place: Any) -> Any:
    """Invite one more."""
    plan, person = subject
    invite_late(session(), plan.wave_id, person.person_id, now=now(), actor_id=actor().person_id)
    return redirect(f"{person_href(plan.wave_id, person.person_id)}?gjort=inbjuden", code=303)


@blueprint.post("/hr/omgangar/planera/<wave_id>/person/<person_id>/flytta")
@guarded(may_handle_waves, subject=_person)
def move_person(subject: tuple[Plan, FoundPerson], **_place: Any) -> Any:
    """Let an answer that has not come belong to another unit."""
    plan, person = subject
    form = _move_form(plan)
    if not form.is_posted_right():
        return _person_page(subject, form), 400
    move_invitation(session(), plan.wave_id, person.person_id, form.unit_id.data, now=now(), actor_id=actor().person_id)
    return redirect(f"{person_href(plan.wave_id, person.person_id)}?gjort=flyttad", code=303)


# ---- More time, or no more ---------------------------------------------------------------------------


@blueprint.get("/hr/omgangar/planera/<wave_id>/forlang")
@guarded(may_handle_waves, subject=_open)
def ask_extension(plan: Plan, **_place: Any) -> str:
    """Show the form; with `nekad` why the last try was refused."""
    refused = ""
    if "nekad" in request.args:
        tries = [entry for entry in queries.log_of(session(), plan.wave_id) if entry.verb == "refused_extension"]
        refused = str(tries[0].facts["reason"]) if tries else ""
    return _extend_page(ExtendForm(), plan, refused)


@blueprint.post("/hr/omgangar/planera/<wave_id>/forlang")
@guarded(may_handle_waves, subject=_open)
def extend_wave(plan: Plan, **_place: Any) -> Any:
    """Give more time, or say why the charter does not let it."""
    form = ExtendForm.of_request()
    assert isinstance(form, ExtendForm)
    if not form.is_posted_right():
        return _extend_page(form, plan), 400
    try:
        tried = extend(session(), plan.wave_id, form.last.data, now=now(), actor_id=actor().person_id)
    except Refused as refused:
        form.show_problems(refused.problems, "last")
        return _extend_page(form, plan), 400
    where = f"{extend_href(plan.wave_id)}?nekad" if tried.reason else plan_href(plan.wave_id)
    return redirect(where, code=303)


@blueprint.get("/hr/omgangar/planera/<wave_id>/avbryt")
@guarded(may_handle_waves, subject=_signed)
def ask_abortion(plan: Plan, **_place: Any) -> str:
    """Say what aborting does, and ask for the reason and the id."""
    return _end_page("running/abort.html", AbortForm(), plan, abort_href(plan.wave_id))


@blueprint.post("/hr/omgangar/planera/<wave_id>/avbryt")
@guarded(may_handle_waves, subject=_signed)
def abort_wave(plan: Plan, **_place: Any) -> Any:
    """Abort the wave."""
    form = AbortForm.of_request()
    assert isinstance(form, AbortForm)
    form.expected = plan.wave_id
    if not form.is_posted_right():
        return _end_page("running/abort.html", form, plan, abort_href(plan.wave_id)), 400
    abort(session(), plan.wave_id, form.reason.data or "", now=now(), actor_id=actor().person_id)
    return redirect(plan_href(plan.wave_id), code=303)


@blueprint.get("/hr/omgangar/planera/<wave_id>/radera")
@guarded(may_handle_waves, subject=_trial)
def ask_wiping(plan: Plan, **_place: Any) -> str:
    """Say what wiping does, and ask for the id."""
    return _end_page("running/wipe.html", WipeForm(), plan, wipe_href(plan.wave_id))


@blueprint.post("/hr/omgangar/planera/<wave_id>/radera")
@guarded(may_handle_waves, subject=_trial)
def wipe_wave(plan: Plan, **_place: Any) -> Any:
    """Take away a wave on trial."""
    form = WipeForm.of_request()
    assert isinstance(form, WipeForm)
    form.expected = plan.wave_id
    if not form.is_posted_right():
        return _end_page("running/wipe.html", form, plan, wipe_href(plan.wave_id)), 400
    wipe_trial(session(), plan.wave_id, now=now(), actor_id=actor().person_id)
    return redirect(WAVES_HREF, code=303)


def _move_form(plan: Plan) -> MoveForm:
    form = MoveForm.of_request()
    assert isinstance(form, MoveForm)
    form.offer_units(unit_choices(session(), plan.wave_id, actor().is_hr_of))
    return form


def _person_page(subject: tuple[Plan, FoundPerson], form: MoveForm) -> str:
    plan, person = subject
    here = person_href(plan.wave_id, person.person_id)
    done = request.args.get("gjort", "")
    page = PersonPage(
        wave_title=plan.title,
        plan_href=plan_href(plan.wave_id),
        search_href=search_href(plan.wave_id),
        person=person,
        form=form,
        invite_href=f"{here}/bjud-in",
        move_href=f"{here}/flytta",
        resend_href=f"/hr/omgangar/{plan.wave_id}/pagar",
        done=Sentence(DONE[done]) if done in DONE else None,
    )
    return render_template("running/person.html", page=page, has_errors=bool(form.errors))


def _extend_page(form: ExtendForm, plan: Plan, refused: str = "") -> str:
    page = extend_page(plan, form, refused)
    return render_template("running/extend.html", page=page, has_errors=bool(form.errors or refused))


def _end_page(template: str, form: Any, plan: Plan, action: str) -> str:
    page = EndPage(plan.title, plan.wave_id, plan_href(plan.wave_id), form, action)
    return render_template(template, page=page, has_errors=bool(form.errors))
