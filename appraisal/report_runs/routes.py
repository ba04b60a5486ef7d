"""The page of HR's one button: make the reports of a wave, open a sample, release them all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, redirect, render_template

from appraisal.report_runs import actions
from appraisal.report_runs.access import (
    RunFacts,
    administrations_of,
    may_count,
    may_follow,
    may_follow_any,
    may_run,
    may_run_any,
)
from appraisal.report_runs.forms import ReasonForm
from appraisal.report_runs.pages import (
    CountsPage,
    RunPage,
    RunsPage,
    counts_table,
    missing_table,
    run_batch,
    sample_table,
    waves_table,
)
from appraisal.report_runs.queries import report_counts
from appraisal.reports import queries
from appraisal.reports.pages import report_table
from appraisal.reports.run import ReportEdition, sample_of
from surveys.findings.queries import latest_release, releases, wave_units
from workplace.errors import Refused
from workplace.identity.actor import Actor
from workplace.identity.guard import guarded
from workplace.jobs import actions as jobs
from workplace.jobs.queries import progress
from workplace.journal.queries import entries_about
from workplace.web.request import actor, house, now, session
from workplace.wording import N_, Sentence

blueprint = Blueprint("report_runs", __name__)


def _run(session_: Any, _actor: Actor, _now: dt.datetime, *, wave_id: str) -> RunFacts | None:
    if latest_release(session_, wave_id) is None:
        return None
    led = [unit for unit in wave_units(session_, wave_id).values() if unit.leader_id]
    return RunFacts(wave_id, frozenset(unit.administration for unit in led))


@blueprint.get("/hr/ledarrapporter")
@guarded(may_follow_any)
def list_runs() -> str:
    """List the released waves with their reports."""
    rows = []
    for wave_id, title in {one.wave_id: one.title for one in releases(session())}.items():
        editions = [
            one for one in queries.editions_of_wave(session(), wave_id) if may_count(actor(), one.administration)
        ]
        rows.append(
            (
                wave_id,
                title,
                sum(not one.is_readable for one in editions),
                len({one.unit_id for one in editions if one.is_readable}),
            )
        )
    return render_template(
        "report_runs/runs.html", page=RunsPage(waves_table(rows), can_run=bool(may_run_any(actor())))
    )


@blueprint.get("/hr/ledarrapporter/<wave_id>")
@guarded(may_follow, subject=_run)
def show_run(run: RunFacts, **_place: str) -> str:
    """Show how far the reports of a wave have come and the next step; to central HR the counts."""
    if may_run(actor(), run):
        return _run_page(run)
    page = CountsPage(_title(run.wave_id), counts_table(report_counts(session(), run.wave_id)))
    return render_template("report_runs/counts.html", page=page)


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
    return render_template(
        "report_runs/release.html", preview=preview, title=_title(run.wave_id), base_href=_run_base(run)
    )


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
    return render_template("report_runs/run.html", page=_run_facts(run), form=form or ReasonForm(), problems=problems)


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
