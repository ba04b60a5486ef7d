"""HR's pages of planning a wave: the five pages of a wizard that ends with the signed charter."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from flask import Blueprint, redirect, render_template, request

from surveys.planning import queries
from surveys.planning.actions import (
    change_plan,
    drop_plan,
    plan_wave,
    sign,
)
from surveys.planning.charter_page import (
    CharterPage,
    co_determination_problems,
    floors_of_form,
    form_values,
    plan_answers,
    terms_of_form,
)
from surveys.planning.forms import DatesForm, PopulationForm, SigningForm, TextsForm
from surveys.planning.pages import (
    LANGUAGE_NAMES,
    PLAN_HREF,
    DatesPage,
    TextsPage,
    WizardStep,
    briefing_href,
    plan_href,
    step_href,
    wizard_head,
)
from surveys.planning.plan import (
    DAYS_APART,
    Plan,
    PlanDraft,
    closing_moment,
    default_draft,
    opening_moment,
    reminder_moments,
)
from surveys.planning.population import Rule
from surveys.planning.population_page import population_page
from surveys.planning.rehearsal_page import RehearsalPage, rehearsal_view
from surveys.planning.terms import terms_in
from surveys.planning.texts import CONTACTS, our_texts, own_words, texts_in
from surveys.waves.access import may_handle_waves
from surveys.waves.pages import WAVES_HREF
from workplace.clock import local_date
from workplace.definitions.document import in_language
from workplace.errors import Problem, Refused
from workplace.identity.actor import Actor
from workplace.identity.guard import guarded
from workplace.web.request import actor, house, language, now, session, translator
from workplace.wording import LANGUAGES, N_, Sentence

blueprint = Blueprint("planning", __name__)


def _draft(session: Any, _actor: Actor, _now: dt.datetime, *, wave_id: str) -> Plan | None:
    found = queries.plan_named(session, wave_id)
    return found if found is not None and found.is_draft else None


# ---- 1 Instrument and dates --------------------------------------------------------------------------


@blueprint.get("/hr/omgangar/planera")
@guarded(may_handle_waves)
def new_plan() -> str:
    """Show the first page, filled in with good guesses; nothing is kept yet."""
    form = _dates_form()
    form.fill_in(_guess())
    return _dates_page(form, None)


@blueprint.post("/hr/omgangar/planera")
@guarded(may_handle_waves)
def begin_plan() -> Any:
    """Keep the draft and go on."""
    form = _dates_form()
    if not form.is_posted_right():
        return _dates_page(form, None), 400
    try:
        plan = plan_wave(session(), _dated(form, _guess()), now=now(), actor_id=actor().person_id)
    except Refused as refused:
        form.show_problems(refused.problems, "title")
        return _dates_page(form, None), 400
    return _onward(plan.wave_id, WizardStep.DATES)


@blueprint.get("/hr/omgangar/planera/<wave_id>/datum")
@guarded(may_handle_waves, subject=_draft)
def show_dates(plan: Plan, **_place: Any) -> str:
    """Show the first page of a draft."""
    form = _dates_form()
    form.fill_in(queries.draft_of(plan))
    return _dates_page(form, plan)


@blueprint.post("/hr/omgangar/planera/<wave_id>/datum")
@guarded(may_handle_waves, subject=_draft)
def keep_dates(plan: Plan, **_place: Any) -> Any:
    """Keep the first page and go on."""
    form = _dates_form()
    form.wave_id.data = plan.wave_id
    form.wave_id.raw_data = [plan.wave_id]
    if not form.is_posted_right():
        return _dates_page(form, plan), 400
    try:
        change_plan(session(), _dated(form, queries.draft_of(plan)), now=now())
    except Refused as refused:
        form.show_problems(refused.problems, "title")
        return _dates_page(form, plan), 400
    return _onward(plan.wave_id, WizardStep.DATES)


# ---- 2 Who is invited --------------------------------------------------------------------------------


@blueprint.get("/hr/omgangar/planera/<wave_id>/inbjudna")
@guarded(may_handle_waves, subject=_draft)
def show_population(plan: Plan, **_place: Any) -> str:
    """Show the rule and whom it invites."""
    form = _population_form(plan)
    form.process(**vars(plan.rule))
    return _population_page(form, plan, plan.rule)


@blueprint.post("/hr/omgangar/planera/<wave_id>/inbjudna")
@guarded(may_handle_waves, subject=_draft)
def keep_population(plan: Plan, **_place: Any) -> Any:
    """Keep the rule; then go on, or count anew and stay."""
    form = _population_form(plan)
    if not form.is_posted_right():
        return _population_page(form, plan, plan.rule), 400
    rule = Rule(
        form.employed_more_than_months.data,
        form.includes_hourly.data,
        form.absent_more_than_days.data,
        tuple(form.administrations.data or ()),
    )
    change_plan(session(), replace(queries.draft_of(plan), rule=rule), now=now())
    return _onward(plan.wave_id, WizardStep.POPULATION)


# ---- 3 Messages and languages ------------------------------------------------------------------------


@blueprint.get("/hr/omgangar/planera/<wave_id>/utskick")
@guarded(may_handle_waves, subject=_draft)
def show_texts(plan: Plan, **_place: Any) -> str:
    """Show reminders, languages, words and contacts, ours where HR has written none."""
    form = TextsForm()
    days = [local_date(plan.opens_at), *(local_date(moment) for moment in plan.reminders)]
    form.process(
        reminder_count=len(plan.reminders),
        reminder_days=(days[1] - days[0]).days if plan.reminders else DAYS_APART,
        languages=list(plan.languages),
        **{
            f"{code}_{name}": text
            for code in LANGUAGES
            for name, text in vars(
                texts_in(plan.texts, code, plan.title, plan.closes_at, house().translator(code))
            ).items()
        },
        **{part: plan.contacts.get(part) or translator().gettext(ours) for part, ours in CONTACTS.items()},
    )
    return _texts_page(form, plan)


@blueprint.post("/hr/omgangar/planera/<wave_id>/utskick")
@guarded(may_handle_waves, subject=_draft)
def keep_texts(plan: Plan, **_place: Any) -> Any:
    """Keep the words and go on."""
    form = TextsForm.of_request()
    assert isinstance(form, TextsForm)
    if not form.is_posted_right():
        return _texts_page(form, plan), 400
    words = {
        code: own_words(form.words(code), our_texts(plan.title, plan.closes_at, house().translator(code))).stored()
        for code in LANGUAGES
    }
    written, say = form.contacts(), translator().gettext
    draft = replace(
        queries.draft_of(plan),
        reminders=reminder_moments(plan.opens_at, plan.closes_at, form.reminder_count.data, form.reminder_days.data),
        languages=form.chosen_languages(),
        texts={code: given for code, given in words.items() if given},
        contacts={part: text for part, text in written.items() if text not in ("", say(CONTACTS[part]))},
    )
    if len(draft.reminders) < form.reminder_count.data:
        form.show_problems(
            (
                Problem(
                    "reminders", Sentence(N_("Alla påminnelser ryms inte före stängningen.")), column="reminder_days"
                ),
            ),
            "reminder_days",
        )
        return _texts_page(form, plan), 400
    change_plan(session(), draft, now=now())
    return _onward(plan.wave_id, WizardStep.TEXTS)


# ---- 4 Rehearsal -------------------------------------------------------------------------------------


@blueprint.get("/hr/omgangar/planera/<wave_id>/repetition")
@guarded(may_handle_waves, subject=_draft)
def show_rehearsal(plan: Plan, **_place: Any) -> str:
    """Show what the real tree would show at three shares of answers."""
    rehearsal, _absent = queries.rehearsal_of(session(), plan)
    page = RehearsalPage(
        wizard_head(WizardStep.REHEARSAL, plan),
        rehearsal_view(rehearsal),
        step_href(plan.wave_id, WizardStep.CHARTER),
    )
    return render_template("planning/rehearsal.html", page=page)


# ---- 5 Charter ---------------------------------------------------------------------------------------


@blueprint.get("/hr/omgangar/planera/<wave_id>/stadga")
@guarded(may_handle_waves, subject=_draft)
def show_charter(plan: Plan, **_place: Any) -> str:
    """Show all that has been settled, and the terms to sign."""
    form = SigningForm()
    form.offer_reviewers(queries.reviewers_on_offer(session(), plan, now()))
    form.process(**form_values(terms_in(plan.charter)))
    return _charter_page(form, plan)


@blueprint.post("/hr/omgangar/planera/<wave_id>/stadga")
@guarded(may_handle_waves, subject=_draft)
def sign_charter(plan: Plan, **_place: Any) -> Any:
    """Sign; from now on the charter can only be made stricter."""
    form = SigningForm.of_request()
    assert isinstance(form, SigningForm)
    form.offer_reviewers(queries.reviewers_on_offer(session(), plan, now()))
    right = form.is_posted_right()
    floors, problems = floors_of_form(form) if right else (None, [])
    if right and not (problems := [*problems, *co_determination_problems(form)]):
        try:
            sign(session(), plan.wave_id, now=now(), actor_id=actor().person_id, terms=terms_of_form(form, floors))
            return redirect(plan_href(plan.wave_id), code=303)
        except Refused as refused:
            problems = list(refused.problems)
    form.show_problems(tuple(problems), "is_read")
    return _charter_page(form, plan), 400


@blueprint.post("/hr/omgangar/planera/<wave_id>/slang")
@guarded(may_handle_waves, subject=_draft)
def drop_draft(plan: Plan, **_place: Any) -> Any:
    """Throw away a draft."""
    drop_plan(session(), plan.wave_id)
    return redirect(WAVES_HREF, code=303)


# ---- What the pages are made of ----------------------------------------------------------------------


def _onward(wave_id: str, step: WizardStep) -> Any:
    """Go to the next page, or stay, or leave the draft for later, as the pressed button says."""
    match request.form.get("go", ""):
        case "senare":
            return redirect(plan_href(wave_id), code=303)
        case "igen":
            return redirect(step_href(wave_id, step), code=303)
    return redirect(step_href(wave_id, WizardStep(step + 1)), code=303)


def _guess() -> PlanDraft:
    offered = [reference for reference, _words in queries.instruments_on_offer(session())]
    title = translator().gettext(N_("Medarbetarenkäten"))
    return default_draft(local_date(now()), offered, queries.taken_wave_ids(session()), title)


def _dates_form() -> DatesForm:
    form = DatesForm.of_request()
    assert isinstance(form, DatesForm)
    form.today = local_date(now())
    form.offer_instruments(queries.instruments_on_offer(session()))
    return form


def _dated(form: DatesForm, draft: PlanDraft) -> PlanDraft:
    """Return the draft with the first page's dates; the reminders keep their number and their days apart."""
    opens_at, closes_at = opening_moment(form.opens_on.data), closing_moment(form.closes_on.data)
    days = [local_date(draft.opens_at), *(local_date(moment) for moment in draft.reminders)]
    apart = (days[1] - days[0]).days if draft.reminders else DAYS_APART
    return replace(
        draft,
        wave_id=form.wave_id.data,
        title=form.title.data,
        instrument=form.instrument.data,
        census_on=form.census_on.data or form.opens_on.data,
        opens_at=opens_at,
        closes_at=closes_at,
        reminders=reminder_moments(opens_at, closes_at, len(draft.reminders), apart),
        circles=form.circles(),
        is_trial=form.is_trial.data,
    )


def _dates_page(form: DatesForm, plan: Plan | None) -> str:
    if not form.instrument.choices:
        return render_template("waves/no_instrument.html")
    action = step_href(plan.wave_id, WizardStep.DATES) if plan else PLAN_HREF
    page = DatesPage(wizard_head(WizardStep.DATES, plan), form, action, plan is None)
    return render_template("planning/dates.html", page=page, has_errors=bool(form.errors))


def _population_form(plan: Plan) -> PopulationForm:
    form = PopulationForm.of_request()
    assert isinstance(form, PopulationForm)
    form.offer_administrations(queries.administrations_on(session(), plan.census_on))
    return form


def _population_page(form: PopulationForm, plan: Plan, rule: Rule) -> str:
    asked = queries.instrument_of_plan(session(), plan)
    found = queries.population_of(session(), rule, plan.census_on, asked.backgrounds, wave_id=plan.wave_id)
    page = population_page(
        head=wizard_head(WizardStep.POPULATION, plan),
        form=form,
        action=step_href(plan.wave_id, WizardStep.POPULATION),
        found=found.population,
        names=found.names,
        tree=found.tree,
        backgrounds=asked.backgrounds,
        language=language(),
        has_administrations=len(form.administrations.choices or ()) > 1,
    )
    return render_template("planning/population.html", page=page, has_errors=bool(form.errors))


def _texts_page(form: TextsForm, plan: Plan) -> str:
    asked = queries.instrument_of_plan(session(), plan)
    page = TextsPage(
        wizard_head(WizardStep.TEXTS, plan),
        form,
        step_href(plan.wave_id, WizardStep.TEXTS),
        tuple((code, LANGUAGE_NAMES[code], form.fields_of(code)) for code in LANGUAGES),
        any(item.names_contacts for item in asked.items),
    )
    return render_template("planning/texts.html", page=page, has_errors=bool(form.errors))


def _charter_page(form: Any, plan: Plan) -> str:
    asked = queries.instrument_of_plan(session(), plan)
    invited = queries.invited_on(session(), plan.rule, plan.census_on, wave_id=plan.wave_id)
    page = CharterPage(
        head=wizard_head(WizardStep.CHARTER, plan),
        form=form,
        action=step_href(plan.wave_id, WizardStep.CHARTER),
        answers=plan_answers(
            plan,
            in_language(asked.title, language()),
            queries.reviewer_names(session(), plan),
            len(invited),
        ),
        briefing_href=briefing_href(plan.wave_id),
        asks_reviewers=any(item.type == "text" for item in asked.items),
    )
    return render_template("planning/charter.html", page=page, has_errors=bool(form.errors))
