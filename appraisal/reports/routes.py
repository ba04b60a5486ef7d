"""Leader reports: the list of those one may open, reading one, and writing on it together."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request

from appraisal.report_runs.access import may_follow_any, may_run_any
from appraisal.reports import actions, queries
from appraisal.reports.access import (
    Reading,
    ReportFacts,
    is_read,
    may_open,
    may_read_document,
    may_state_reason,
    may_write,
    reading_of,
    role_in,
)
from appraisal.reports.addresses import report_path
from appraisal.reports.forms import AgreementForm, NoteForm, OpeningReasonForm
from appraisal.reports.pages import (
    CellsPage,
    ListPage,
    ReportPage,
    agreement_lines,
    edition_lines,
    edition_tag,
    note_lines,
    openings_table,
    report_table,
)
from appraisal.reports.render import pdf_file
from appraisal.reports.run import ReportEdition
from appraisal.reports.speech import spoken
from surveys.findings.queries import hidden_waves, release_named
from surveys.waves.queries import waves
from workplace.agreements.actions import agree, change
from workplace.agreements.agreement import Agreement, Conflict
from workplace.agreements.queries import agreement_in, agreements_of
from workplace.clock import local_date
from workplace.employer.queries import employer_of
from workplace.identity.actor import Actor
from workplace.identity.guard import Opening, guarded, is_anybody
from workplace.web.request import actor, now, session, translator
from workplace.web.views import Link
from workplace.wording import N_, Sentence

blueprint = Blueprint("reports", __name__)


def _report(
    session_: Any, actor_: Actor, now_: dt.datetime, *, wave_id: str, unit_id: str, **_more: Any
) -> ReportFacts | None:
    is_open = wave_id not in hidden_waves(session_, actor_, now_)
    return queries.report_facts(session_, wave_id, unit_id, now_, actor_.person_id, is_open=is_open)


_OPENS = Opening(queries.HOME_KIND, lambda facts: queries.home_id(facts.wave_id, facts.unit_id), is_read)


@blueprint.get("/ledarrapport")
@guarded(is_anybody)
def list_reports() -> str:
    """List one's own reports and those of the leaders one leads."""
    today = local_date(now())
    titles = {wave.wave_id: wave.title for wave in waves(session())}
    hidden = hidden_waves(session(), actor(), now())
    own = [
        one for one in queries.released_editions(session(), leader_id=actor().person_id) if one.wave_id not in hidden
    ]
    below = queries.units_led_below(session(), actor().person_id, today)
    led = queries.released_editions(session(), unit_ids=below) if below else []
    led = [one for one in led if one.wave_id not in hidden]
    page = ListPage(
        own=report_table(
            own,
            titles,
            caption=Sentence(N_("Mina rapporter")),
            empty=Sentence(
                N_("Du har ingen ledarrapport. Den kommer när HR har släppt rapporterna för en grupp du ledde.")
            ),
        ),
        led=report_table(
            led,
            titles,
            caption=Sentence(N_("Rapporter för chefer jag leder")),
            empty=Sentence(N_("Inget är släppt än.")),
            leaders=queries.names_of(session(), {one.leader_id for one in led}),
        )
        if below
        else None,
        runs_link=_runs_link(),
    )
    return render_template("reports/list.html", page=page)


@blueprint.get("/ledarrapport/<wave_id>/<unit_id>")
@guarded(may_open, subject=_report, opens=_OPENS)
def show_report(facts: ReportFacts, **_place: str) -> str:
    """Show the report; to a successor that there are figures and agreements, and the registrar is first asked why."""
    if reading_of(actor(), facts) is Reading.AFTER_REASON:
        return _reason_page(facts, OpeningReasonForm())
    return _page_of(facts)


@blueprint.post("/ledarrapport/<wave_id>/<unit_id>/oppna")
@guarded(may_state_reason, subject=_report)
def state_reason(facts: ReportFacts, **_place: str) -> Any:
    """Keep why the registrar opens the report, and open it."""
    form = OpeningReasonForm.of_request()
    if not form.is_posted_right():
        return _reason_page(facts, form), 400
    actions.state_reason(
        session(), facts.wave_id, facts.unit_id, form.reason.data, actor_id=actor().person_id, now=now()
    )
    return redirect(_base(facts), code=303)


@blueprint.get("/ledarrapport/<wave_id>/<unit_id>.pdf")
@guarded(may_read_document, subject=_report, opens=_OPENS)
def report_as_pdf(facts: ReportFacts, **_place: str) -> Response:
    """Give the PDF of the edition shown, in the reader's language."""
    edition = _chosen_edition(facts)
    spoken_in = translator().language
    name = f"ledarrapport-{edition.wave_id}-{edition.unit_id}-{edition.version}-{spoken_in}.pdf"
    return Response(
        _pdf_of(edition),
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


@blueprint.post("/ledarrapport/<wave_id>/<unit_id>/anteckning")
@guarded(may_write, subject=_report)
def add_note(facts: ReportFacts, **_place: str) -> Any:
    """Write a note."""
    form = NoteForm.of_request()
    if form.is_posted_right():
        actions.write_note(
            session(),
            facts.wave_id,
            facts.unit_id,
            form.text.data,
            written_by=actor().person_id,
            written_as=role_in(actor(), facts),
            now=now(),
        )
        return redirect(f"{_base(facts)}#anteckningar", code=303)
    return _page_of(facts, note_form=form), 400


@blueprint.post("/ledarrapport/<wave_id>/<unit_id>/overenskommelse")
@guarded(may_write, subject=_report)
def add_agreement(facts: ReportFacts, **_place: str) -> Any:
    """Make an agreement."""
    form = AgreementForm.of_request()
    if form.is_posted_right():
        agree(
            session(), actions.home_of(facts.wave_id, facts.unit_id), form.terms, actor_id=actor().person_id, now=now()
        )
        return redirect(f"{_base(facts)}#overenskommelser", code=303)
    return _page_of(facts, agreement_form=form), 400


@blueprint.get("/ledarrapport/<wave_id>/<unit_id>/overenskommelse/<int:agreement_id>")
@guarded(may_write, subject=_report)
def edit_agreement(facts: ReportFacts, agreement_id: int, **_place: str) -> str:
    """Show an agreement to change."""
    found = _agreement(facts, agreement_id)
    return render_template(
        "reports/agreement.html",
        form=AgreementForm.showing(found.terms, found.version),
        stored=None,
        back_href=_base(facts),
        action=request.path,
    )


@blueprint.post("/ledarrapport/<wave_id>/<unit_id>/overenskommelse/<int:agreement_id>")
@guarded(may_write, subject=_report)
def change_agreement(facts: ReportFacts, agreement_id: int, **_place: str) -> Any:
    """Change an agreement; when somebody else was first, answer 409 with both texts."""
    _agreement(facts, agreement_id)
    form = AgreementForm.of_request()
    shown = {"back_href": _base(facts), "action": request.path}
    if not form.is_posted_right():
        return render_template("reports/agreement.html", form=form, stored=None, **shown), 400
    try:
        change(
            session(),
            actions.home_of(facts.wave_id, facts.unit_id),
            agreement_id,
            form.terms,
            version=form.version.data,
            actor_id=actor().person_id,
            now=now(),
        )
    except Conflict as conflict:
        mine = AgreementForm.showing(conflict.given, conflict.stored.version)
        return render_template("reports/agreement.html", form=mine, stored=conflict.stored, **shown), 409
    return redirect(f"{_base(facts)}#overenskommelser", code=303)


def _page_of(
    facts: ReportFacts, *, note_form: NoteForm | None = None, agreement_form: AgreementForm | None = None
) -> str:
    writes = bool(may_write(actor(), facts))
    home = actions.home_of(facts.wave_id, facts.unit_id)
    found = agreements_of(session(), home.kind, [home.id])[home.id]
    agreements = agreement_lines(found, _base(facts), can_write=writes)
    edition = _chosen_edition(facts)
    results_href = f"/resultat/{facts.wave_id}/{facts.unit_id}"
    if reading_of(actor(), facts) is not Reading.ALL:
        return render_template("reports/cells.html", page=CellsPage(edition.unit_name, results_href, agreements))
    employer = employer_of(session())
    page = ReportPage(
        report=spoken(queries.report_content(session(), edition.edition_id), translator()),
        employer=employer.name if employer else "",
        tag=edition_tag(edition),
        reason=edition.reason,
        editions=edition_lines(_editions(facts), edition, _base(facts)),
        pdf_href=f"{_base(facts)}.pdf?utgava={edition.version}",
        results_href=results_href,
        notes=note_lines(queries.notes_of(session(), facts.wave_id, facts.unit_id)),
        agreements=agreements,
        can_write=writes,
        base_href=_base(facts),
        openings=openings_table(queries.openings_of(session(), facts.wave_id, facts.unit_id, but=facts.leader_id))
        if actor().person_id == facts.leader_id
        else None,
    )
    return render_template(
        "reports/report.html",
        page=page,
        note_form=note_form or NoteForm(),
        agreement_form=agreement_form or AgreementForm(),
    )


def _pdf_of(edition: ReportEdition) -> bytes:
    """Return the PDF as it was made; for a reader of another language the same frozen report, set in that one."""
    run = queries.run_named(session(), edition.run_id)
    release = release_named(session(), edition.release_id)
    if run is None or release is None or translator().language == run.language:
        return queries.report_pdf(session(), edition.edition_id)
    employer = employer_of(session())
    return pdf_file(
        spoken(queries.report_content(session(), edition.edition_id), translator()),
        employer=employer.name if employer else "",
        made_on=local_date(release.published_at),
    )


def _reason_page(facts: ReportFacts, form: OpeningReasonForm) -> str:
    return render_template(
        "reports/reason.html", form=form, unit_name=_chosen_edition(facts).unit_name, action=f"{_base(facts)}/oppna"
    )


def _runs_link() -> Link | None:
    if may_run_any(actor()):
        return Link(Sentence(N_("Gör och släpp ledarrapporter")), "/hr/ledarrapporter")
    if may_follow_any(actor()):
        return Link(Sentence(N_("Se hur långt förvaltningarna har kommit")), "/hr/ledarrapporter")
    return None


def _editions(facts: ReportFacts) -> list[ReportEdition]:
    """Return the editions the actor may open: drafts are HR's alone."""
    found = queries.editions_of_unit(session(), facts.wave_id, facts.unit_id)
    return found if actor().is_hr_of(facts.administration) else [one for one in found if one.is_readable]


def _chosen_edition(facts: ReportFacts) -> ReportEdition:
    wanted = request.args.get("utgava", "")
    found = _editions(facts)
    if not wanted:
        return found[0]
    return next((one for one in found if str(one.version) == wanted), None) or abort(404)


def _agreement(facts: ReportFacts, agreement_id: int) -> Agreement:
    found = agreement_in(session(), actions.home_of(facts.wave_id, facts.unit_id), agreement_id)
    return found if found is not None else abort(404)


def _base(facts: ReportFacts) -> str:
    return report_path(facts.wave_id, facts.unit_id)
