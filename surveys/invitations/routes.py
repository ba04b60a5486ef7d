"""HR follows a wave that runs, prints letters, names participants; and one's own way in from the start page."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, redirect, render_template, request

from surveys.closing.queries import closing_count
from surveys.invitations.access import may_begin_own, may_follow_wave, may_name_participants, may_print_letters
from surveys.invitations.actions import (
    mint,
    mint_letter_codes,
    note_letters,
    remind_now,
    send_again,
    send_texts,
)
from surveys.invitations.forms import PARTICIPANTS, PERSON, UNIT, LettersForm, ParticipantsForm, PersonForm
from surveys.invitations.letters import MOST_ON_A_PAGE, Addressee, letters_csv, printed
from surveys.invitations.pages import (
    LettersPage,
    ParticipantsPage,
    PrintedPage,
    afterwards_of,
    letters_href,
    participants_dry_run,
    participants_href,
    running_href,
    running_page,
)
from surveys.invitations.people import InvitationFacts, LetterScope, letter_scope
from surveys.invitations.queries import (
    addressee,
    addressees_of_units,
    addressees_without_message,
    invitation_of,
    invited_counts,
    opening_mails,
    opening_texts,
    own_surveys,
    participants_of,
    reminders_sent,
    response_of,
    undelivered,
)
from surveys.invitations.tokens import Way
from surveys.participants.actions import PARTICIPANTS_IMPORT, import_participants
from surveys.planning.plan import Plan, PlanState
from surveys.planning.queries import plan_named, population_of
from surveys.planning.texts import last_day
from surveys.waves.queries import units_of_wave
from workplace.errors import Problem, Refused, refuse
from workplace.identity.actor import Actor
from workplace.identity.guard import guarded
from workplace.imports.actions import drop_upload, keep_upload
from workplace.imports.queries import pending_upload
from workplace.imports.table import GivenFile
from workplace.imports.uploads import PendingUpload
from workplace.web.request import actor, house, now, session
from workplace.wording import N_

blueprint = Blueprint("invitations", __name__)
WAVE = "wave"
"""The part of an upload that says which wave it is for."""


def _running(session: Any, _actor: Actor, _now: dt.datetime, *, wave_id: str) -> Plan | None:
    plan = plan_named(session, wave_id)
    return None if plan is None or plan.state is PlanState.DRAFT else plan


def _open(session: Any, actor: Actor, now: dt.datetime, *, wave_id: str) -> Plan | None:
    plan = _running(session, actor, now, wave_id=wave_id)
    return plan if plan is not None and plan.state is PlanState.OPEN and now < plan.closes_at else None


def _planned(session: Any, _actor: Actor, _now: dt.datetime, *, wave_id: str) -> Plan | None:
    plan = plan_named(session, wave_id)
    return plan if plan is not None and plan.state in (PlanState.DRAFT, PlanState.SIGNED) else None


def _upload(session: Any, actor: Actor, now: dt.datetime, *, wave_id: str, upload_id: str) -> PendingUpload | None:
    found = pending_upload(session, upload_id, owner_id=actor.person_id, now=now)
    if found is None or found.kind != PARTICIPANTS_IMPORT or found.files[WAVE].content != wave_id.encode():
        return None
    return found if _planned(session, actor, now, wave_id=wave_id) else None


def _own(session: Any, actor: Actor, now: dt.datetime, *, wave_id: str) -> InvitationFacts | None:
    if all(survey.wave_id != wave_id for survey in own_surveys(session, actor.person_id, now)):
        return None
    return invitation_of(session, wave_id, actor.person_id)


@blueprint.post("/start/enkat/<wave_id>")
@guarded(may_begin_own, subject=_own)
def begin(invitation: InvitationFacts, **_place: Any) -> Any:
    """Give the person a link of their own and lead there."""
    return redirect(f"/enkat/{mint(session(), invitation.invitation_id, Way.START)}", code=303)


@blueprint.get("/hr/omgangar/<wave_id>/pagar")
@guarded(may_follow_wave, subject=_running)
def show_running(plan: Plan, **_place: Any) -> str:
    """Show how a wave runs: what has been sent, what did not arrive, how large a part has answered."""
    return _running_page(plan, PersonForm())


@blueprint.post("/hr/omgangar/<wave_id>/pagar/paminn")
@guarded(may_follow_wave, subject=_open)
def remind(plan: Plan, **_place: Any) -> Any:
    """Order the next reminder now."""
    remind_now(session(), plan.wave_id, now=now(), actor_id=actor().person_id)
    return redirect(running_href(plan.wave_id), code=303)


@blueprint.post("/hr/omgangar/<wave_id>/pagar/skicka-igen")
@guarded(may_follow_wave, subject=_open)
def resend(plan: Plan, **_place: Any) -> Any:
    """Send one person's mail again; the answer is the same whether the person has answered or not."""
    form = PersonForm.of_request()
    assert isinstance(form, PersonForm)
    if not form.is_posted_right():
        return _running_page(plan, form), 400
    person_id = form.person_id.data or ""
    scope = _administrations(plan)
    try:
        if addressee(session(), plan.wave_id, scope, person_id) is None:
            raise refuse("not_invited", N_("Personen är inte inbjuden till omgången, eller får inga mejl."))
        send_again(session(), plan.wave_id, person_id, now=now(), actor_id=actor().person_id)
    except Refused as refused:
        form.show_problems(refused.problems, "person_id")
        return _running_page(plan, form), 409
    return redirect(running_href(plan.wave_id), code=303)


@blueprint.post("/hr/omgangar/<wave_id>/pagar/sms")
@guarded(may_follow_wave, subject=_open)
def send_as_texts(plan: Plan, **_place: Any) -> Any:
    """Send the invitation as a text message too."""
    if not house().settings.sms_url:
        raise refuse("no_gateway", N_("Ingen sms-tjänst är inställd (MEDSKAP_SMS_URL)."))
    send_texts(session(), plan.wave_id, now=now(), actor_id=actor().person_id)
    return redirect(running_href(plan.wave_id), code=303)


@blueprint.get("/hr/omgangar/<wave_id>/brev")
@guarded(may_print_letters, subject=_open)
def show_letters(plan: Plan, **_place: Any) -> str:
    """Show for whom letters can be printed."""
    return _letters_page(plan, LettersForm())


@blueprint.post("/hr/omgangar/<wave_id>/brev")
@guarded(may_print_letters, subject=_open)
def print_letters(plan: Plan, **_place: Any) -> Any:
    """Print letters, or give the file for a print service; the codes of earlier letters die."""
    form = LettersForm.of_request()
    assert isinstance(form, LettersForm)
    if not form.is_posted_right():
        return _letters_page(plan, form), 400
    is_file = request.form.get("as") == "fil"
    try:
        chosen = _addressees(plan, form, is_file=is_file)
    except Refused as refused:
        form.show_problems(refused.problems, "place")
        return _letters_page(plan, form), 409
    minted = mint_letter_codes(session(), chosen)
    note_letters(session(), plan.wave_id, len(minted), now=now(), actor_id=actor().person_id)
    public_url = house().settings.public_url
    if is_file:
        headers = {"Content-Disposition": f'attachment; filename="brev-{plan.wave_id}.csv"'}
        return Response(letters_csv(minted, public_url), mimetype="text/csv", headers=headers)
    page = PrintedPage(
        title=plan.title,
        last_day=last_day(plan.closes_at),
        letters=tuple(printed(one, code, public_url) for one, code in minted),
        host=urlsplit(public_url).netloc,
        back_href=letters_href(plan.wave_id),
    )
    return render_template("invitations/printed.html", page=page)


@blueprint.get("/hr/omgangar/<wave_id>/deltagare")
@guarded(may_follow_wave, subject=_planned)
def show_participants(plan: Plan, **_place: Any) -> str:
    """Show the form for a list of participants."""
    return _participants_page(plan, ParticipantsForm())


@blueprint.post("/hr/omgangar/<wave_id>/deltagare")
@guarded(may_follow_wave, subject=_planned)
def upload_participants(plan: Plan, **_place: Any) -> Any:
    """Keep the file and show what it would come to."""
    form = ParticipantsForm.of_request()
    assert isinstance(form, ParticipantsForm)
    if not form.is_posted_right():
        return _participants_page(plan, form), 400
    kept = keep_upload(
        session(),
        kind=PARTICIPANTS_IMPORT,
        now=now(),
        owner_id=actor().person_id,
        as_of=plan.census_on,
        allows_large_change=False,
        files={**form.given_files(), WAVE: GivenFile(WAVE, plan.wave_id.encode())},
    )
    return redirect(f"{participants_href(plan.wave_id)}/{kept}", code=303)


@blueprint.get("/hr/omgangar/<wave_id>/deltagare/<upload_id>")
@guarded(may_name_participants, subject=_upload)
def show_participants_dry_run(upload: PendingUpload, *, wave_id: str, **_place: Any) -> str:
    """Show what the list would come to, and every problem."""
    return _dry_run_page(upload, wave_id)


@blueprint.post("/hr/omgangar/<wave_id>/deltagare/<upload_id>")
@guarded(may_name_participants, subject=_upload)
def take_in_participants(upload: PendingUpload, *, wave_id: str, **_place: Any) -> Any:
    """Take in the same bytes, whole or not at all."""
    try:
        import_participants(session(), wave_id, upload.files[PARTICIPANTS], now=now(), actor_id=actor().person_id)
    except Refused as refused:
        return _dry_run_page(upload, wave_id, refused.problems), 409
    drop_upload(session(), upload.id)
    return redirect(participants_href(wave_id), code=303)


@blueprint.post("/hr/omgangar/<wave_id>/deltagare/<upload_id>/slang")
@guarded(may_name_participants, subject=_upload)
def drop_participants(upload: PendingUpload, *, wave_id: str, **_place: Any) -> Any:
    """Forget the uploaded file."""
    drop_upload(session(), upload.id)
    return redirect(participants_href(wave_id), code=303)


def _running_page(plan: Plan, form: PersonForm) -> str:
    wave_id = plan.wave_id
    read_on, classes = response_of(session(), wave_id)
    texts = opening_texts(session(), wave_id)
    count = closing_count(session(), wave_id)
    page = running_page(
        plan,
        invited_counts(session(), wave_id),
        opening_mails(session(), wave_id),
        texts,
        undelivered(session(), wave_id, _administrations(plan)),
        units=tuple(units_of_wave(session(), wave_id).values()),
        read_on=read_on,
        classes=classes,
        reminders=reminders_sent(session(), wave_id),
        has_gateway=bool(house().settings.sms_url),
        has_texts=bool(texts.sent or texts.waiting or texts.failed),
        now=now(),
        afterwards=afterwards_of({**vars(count), "unanswered": count.unanswered}) if count else (),
    )
    return render_template("invitations/running.html", page=page, form_=form, has_errors=bool(form.errors))


def _administrations(plan: Plan) -> frozenset[str]:
    """Return the units of the wave in the administrations in which the reader is HR."""
    units = units_of_wave(session(), plan.wave_id)
    return frozenset(unit.unit_id for unit in units.values() if actor().is_hr_of(unit.administration))


def _scope(plan: Plan) -> LetterScope:
    return letter_scope(actor(), units_of_wave(session(), plan.wave_id), actor().leads)


def _letters_page(plan: Plan, form: LettersForm) -> str:
    scope = _scope(plan)
    page = LettersPage(
        title=plan.title,
        count=len(addressees_without_message(session(), plan.wave_id, scope.units)),
        protected=invited_counts(session(), plan.wave_id).protected,
        href=letters_href(plan.wave_id),
        back_href=running_href(plan.wave_id),
    )
    return render_template("invitations/letters.html", page=page, form_=form, has_errors=bool(form.errors))


def _addressees(plan: Plan, form: LettersForm, *, is_file: bool) -> list[Addressee]:
    """Return whose letters were asked for, within what the reader may print. Refused where that is nobody, or many."""
    scope, place = _scope(plan), form.place.data or ""
    if form.choice.data == PERSON:
        one = addressee(session(), plan.wave_id, scope.units, place)
        found = [] if one is None else [one]
    elif form.choice.data == UNIT:
        units = units_of_wave(session(), plan.wave_id)
        below: set[str] = set()
        for unit in units.values():
            if unit.unit_id == place or unit.parent_id in below:
                below.add(unit.unit_id)
        found = addressees_of_units(session(), plan.wave_id, below & scope.units)
    else:
        found = addressees_without_message(session(), plan.wave_id, scope.units)
    if not found:
        raise refuse(
            "nobody",
            N_(
                "Ingen som du kan skriva ut brev till. Brev till grupper du själv leder skrivs ut av någon annan på HR."
            ),
        )
    if len(found) > MOST_ON_A_PAGE and not is_file:
        raise refuse(
            "too_many_letters",
            N_("Det blir %(count)s brev. Hämta filen för tryckeri i stället, eller välj en enhet i taget."),
            count=len(found),
        )
    return found


def _participants_page(plan: Plan, form: ParticipantsForm) -> str:
    page = ParticipantsPage(plan.title, len(participants_of(session(), plan.wave_id)), participants_href(plan.wave_id))
    return render_template("invitations/participants.html", page=page, form_=form, has_errors=bool(form.errors))


def _dry_run_page(upload: PendingUpload, wave_id: str, problems: tuple[Problem, ...] = ()) -> str:
    plan = plan_named(session(), wave_id)
    assert plan is not None
    given = upload.files[PARTICIPANTS]
    found, outside = None, 0
    if not problems:
        try:
            found = import_participants(session(), wave_id, given, now=now(), dry_run=True)
        except Refused as refused:
            problems = refused.problems
        else:
            invited = population_of(session(), plan.rule, plan.census_on, ()).population.invited
            outside = len(found.named.keys() - {one.person_id for one in invited})
    page = participants_dry_run(plan, upload.id, given.name, found, problems, outside_rule=outside)
    return render_template("invitations/participants_dry_run.html", page=page, has_errors=bool(page.problem_count))
