"""Leader reports: reading one, writing on it together, and the page of HR's one button."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request

from appraisal.reports import actions, queries
from appraisal.reports.access import (
    Reading,
    ReportFacts,
    RunFacts,
    administrations_of,
    may_open,
    may_read_document,
    may_run,
    may_run_any,
    may_write,
    reading_of,
    role_in,
)
from appraisal.reports.forms import AgreementForm, NoteForm, ReasonForm
from appraisal.reports.mails import report_path
from appraisal.reports.pages import (
    CellsPage,
    ListPage,
    ReportPage,
    RunPage,
    RunsPage,
    agreement_lines,
    edition_lines,
    edition_tag,
    missing_table,
    note_lines,
    openings_table,
    report_table,
    run_batch,
    sample_table,
    waves_table,
)
from appraisal.reports.run import ReportEdition, sample_of
from appraisal.reports.speech import spoken
from surveys.findings.queries import latest_release, releases, wave_units
from surveys.waves.queries import waves
from workplace.agreements.actions import agree, change
from workplace.agreements.agreement import Agreement, Conflict
from workplace.agreements.queries import agreement_in, agreements_of
from workplace.clock import local_date
from workplace.employer.queries import employer_of
from workplace.errors import Refused
from workplace.identity.actor import Actor
from workplace.identity.guard import Opening, guarded, is_anybody
from workplace.jobs import actions as jobs
from workplace.jobs.queries import progress
from workplace.journal.queries import entries_about
from workplace.web.moment import moment_sentence
from workplace.web.request import actor, house, now, session, translator
from workplace.wording import N_, Sentence

blueprint = Blueprint("reports", __name__)


def _report(
    session_: Any, _actor: Actor, now_: dt.datetime, *, wave_id: str, unit_id: str, **_more: Any
) -> ReportFacts | None:
    return queries.report_facts(session_, wave_id, unit_id, now_)


def _run(session_: Any, _actor: Actor, _now: dt.datetime, *, wave_id: str) -> RunFacts | None:
    if latest_release(session_, wave_id) is None:
        return None
    led = [unit for unit in wave_units(session_, wave_id).values() if unit.leader_id]
    return RunFacts(wave_id, frozenset(unit.administration for unit in led))


_OPENS = Opening(queries.HOME_KIND, lambda facts: queries.home_id(facts.wave_id, facts.unit_id))


@blueprint.get("/ledarrapport")
@guarded(is_anybody)
def list_reports() -> str:
    """List one's own reports and those of the leaders one leads."""
    today = local_date(now())
    titles = {wave.wave_id: wave.title for wave in waves(session())}
    own = queries.released_editions(session(), leader_id=actor().person_id)
    below = queries.units_led_below(session(), actor().person_id, today)
    led = queries.released_editions(session(), unit_ids=below) if below else []
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
        has_runs=bool(may_run_any(actor())),
    )
    return render_template("reports/list.html", page=page)


@blueprint.get("/ledarrapport/<wave_id>/<unit_id>")
@guarded(may_open, subject=_report, opens=_OPENS)
def show_report(facts: ReportFacts, **_place: str) -> str:
    """Show the report, or to a successor that there are figures and agreements."""
    return _page_of(facts)


@blueprint.get("/ledarrapport/<wave_id>/<unit_id>.pdf")
@guarded(may_read_document, subject=_report, opens=_OPENS)
def report_as_pdf(facts: ReportFacts, **_place: str) -> Response:
    """Give the PDF of the edition shown."""
    edition = _chosen_edition(facts)
    name = f"ledarrapport-{edition.wave_id}-{edition.unit_id}-{edition.version}.pdf"
    return Response(
        queries.report_pdf(session(), edition.edition_id),
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


@blueprint.get("/hr/ledarrapporter")
@guarded(may_run_any)
def list_runs() -> str:
    """List the released waves with their reports."""
    rows = []
    for wave_id, title in {one.wave_id: one.title for one in releases(session())}.items():
        editions = [one for one in queries.editions_of_wave(session(), wave_id) if actor().is_hr_of(one.administration)]
        rows.append(
            (
                wave_id,
                title,
                sum(not one.is_readable for one in editions),
                len({one.unit_id for one in editions if one.is_readable}),
            )
        )
    return render_template("reports/runs.html", page=RunsPage(waves_table(rows)))


@blueprint.get("/hr/ledarrapporter/<wave_id>")
@guarded(may_run, subject=_run)
def show_run(run: RunFacts, **_place: str) -> str:
    """Show how far the reports of a wave have come, and the next step."""
    return _run_page(run)


@blueprint.post("/hr/ledarrapporter/<wave_id>/bestall")
@guarded(may_run, subject=_run)
def order(run: RunFacts, **_place: str) -> Any:
    """Order the reports of one's administrations; released ones get a new edition and ask for a reason."""
    form = ReasonForm.of_request()
    if _has_released(run) and not form.is_posted_right():
        return _run_page(run, form=form), 400
    unit_id = (form.unit_id.data or "").strip()
    return _steered(
        run,
        lambda: actions.order_run(
            session(),
            run.wave_id,
            now=now(),
            ordered_by=actor().person_id,
            administrations=administrations_of(actor(), run),
            unit_ids=[unit_id] if unit_id else None,
            reason=form.reason.data or "",
        ),
    )


@blueprint.post("/hr/ledarrapporter/<wave_id>/stoppa")
@guarded(may_run, subject=_run)
def stop(run: RunFacts, **_place: str) -> Any:
    """Stop the run; what is made stays."""
    return _steered(run, lambda: jobs.stop(session(), _batch_id(run)))


@blueprint.post("/hr/ledarrapporter/<wave_id>/fortsatt")
@guarded(may_run, subject=_run)
def go_on(run: RunFacts, **_place: str) -> Any:
    """Go on with a stopped run."""
    return _steered(run, lambda: jobs.resume(session(), _batch_id(run)))


@blueprint.post("/hr/ledarrapporter/<wave_id>/igen")
@guarded(may_run, subject=_run)
def try_again(run: RunFacts, **_place: str) -> Any:
    """Try the failed reports again."""
    return _steered(run, lambda: jobs.retry(session(), _batch_id(run)))


@blueprint.get("/hr/ledarrapporter/<wave_id>/slapp")
@guarded(may_run, subject=_run)
def ask_release(run: RunFacts, **_place: str) -> str:
    """Show what the release will do."""
    preview = actions.preview_release(session(), run.wave_id, administrations_of(actor(), run))
    return render_template("reports/release.html", preview=preview, title=_title(run.wave_id), base_href=_run_base(run))


@blueprint.post("/hr/ledarrapporter/<wave_id>/slapp")
@guarded(may_run, subject=_run)
def release(run: RunFacts, **_place: str) -> Any:
    """Release every draft at once; the sample comes first."""
    if _run_facts(run).unopened:
        return _run_page(run, problems=(Sentence(N_("Öppna stickprovet först.")),)), 409
    return _steered(
        run,
        lambda: actions.release_reports(
            session(),
            run.wave_id,
            now=now(),
            public_url=house().settings.public_url,
            translator=house().translator(),
            wave_title=_title(run.wave_id),
            actor_id=actor().person_id,
            administrations=administrations_of(actor(), run),
        ),
    )


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
        openings=openings_table(_openings(facts)) if actor().person_id == facts.leader_id else None,
    )
    return render_template(
        "reports/report.html",
        page=page,
        note_form=note_form or NoteForm(),
        agreement_form=agreement_form or AgreementForm(),
    )


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


def _openings(facts: ReportFacts) -> list[tuple[str, Sentence]]:
    entries = entries_about(session(), queries.HOME_KIND, queries.home_id(facts.wave_id, facts.unit_id), verb="opened")
    latest: dict[str, dt.datetime] = {}
    for entry in entries:
        if entry.actor_id != facts.leader_id:
            latest.setdefault(entry.actor_id, entry.happened_at)
    names = queries.names_of(session(), latest.keys())
    return [(names.get(person_id) or person_id, moment_sentence(moment)) for person_id, moment in latest.items()]


def _agreement(facts: ReportFacts, agreement_id: int) -> Agreement:
    found = agreement_in(session(), actions.home_of(facts.wave_id, facts.unit_id), agreement_id)
    return found if found is not None else abort(404)


def _base(facts: ReportFacts) -> str:
    return report_path(facts.wave_id, facts.unit_id)


def _run_base(run: RunFacts) -> str:
    return f"/hr/ledarrapporter/{run.wave_id}"


def _title(wave_id: str) -> str:
    found = latest_release(session(), wave_id)
    return found.title if found else wave_id


def _batch_id(run: RunFacts) -> str:
    found = queries.runs_of(session(), run.wave_id)
    mine = administrations_of(actor(), run)
    allowed = [one for one in found if (one.administrations or run.administrations) <= mine]
    return allowed[0].batch_id if allowed else abort(404)


def _has_released(run: RunFacts) -> bool:
    mine = administrations_of(actor(), run)
    return any(
        one.is_readable and one.administration in mine for one in queries.editions_of_wave(session(), run.wave_id)
    )


def _steered(run: RunFacts, step: Callable[[], Any]) -> Any:
    """Do a step and go back to the page of the run, or say on it why the step was refused."""
    try:
        step()
    except Refused as refused:
        session().rollback()
        return _run_page(run, problems=tuple(problem.sentence for problem in refused.problems)), 409
    return redirect(_run_base(run), code=303)


def _run_page(run: RunFacts, *, form: ReasonForm | None = None, problems: tuple[Sentence, ...] = ()) -> str:
    return render_template("reports/run.html", page=_run_facts(run), form=form or ReasonForm(), problems=problems)


def _run_facts(run: RunFacts) -> RunPage:
    mine = administrations_of(actor(), run)
    editions = [one for one in queries.editions_of_wave(session(), run.wave_id) if one.administration in mine]
    newest: dict[str, ReportEdition] = {}
    for edition in editions:
        newest.setdefault(edition.unit_id, edition)
    drafts = [one for one in newest.values() if not one.is_readable]
    latest = next(
        (one for one in queries.runs_of(session(), run.wave_id) if mine & (one.administrations or mine)), None
    )
    state = progress(session(), latest.batch_id, now()) if latest else None
    led = [
        unit for unit in wave_units(session(), run.wave_id).values() if unit.leader_id and unit.administration in mine
    ]
    has_ended = state is not None and state.has_ended
    sample = sample_of(drafts) if has_ended else ()
    opened = {one.unit_id for one in sample if _was_opened(one)}
    missing = [(unit.name, unit.unit_id) for unit in led if unit.unit_id not in newest] if has_ended else []
    names = queries.names_of(session(), {one.leader_id for one in newest.values()})
    title = _title(run.wave_id)
    return RunPage(
        wave_id=run.wave_id,
        title=title,
        base_href=_run_base(run),
        batch=run_batch(state),
        led_units=len(led),
        drafts=len(drafts),
        released=sum(one.is_readable for one in newest.values()),
        without_figures=sum(not one.has_own_figures for one in newest.values()),
        sample=sample_table(sample, opened) if sample else None,
        unopened=len(sample) - len(opened),
        missing=missing_table(missing),
        reports=report_table(
            list(newest.values()),
            {run.wave_id: title},
            caption=Sentence(N_("Alla rapporter")),
            empty=Sentence(N_("Inga rapporter än.")),
            leaders=names,
        )
        if newest
        else None,
        can_order=state is None or has_ended,
        can_release=has_ended and bool(drafts) and len(opened) == len(sample),
        needs_reason=any(one.is_readable for one in editions),
    )


def _was_opened(edition: ReportEdition) -> bool:
    entries = entries_about(
        session(), queries.HOME_KIND, queries.home_id(edition.wave_id, edition.unit_id), verb="opened"
    )
    return any(entry.happened_at >= edition.made_at for entry in entries)
