"""HR's pages of waves: the list, taking in a closed wave, one wave, previewing and publishing its release."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request

from surveys.findings.access import may_read_release
from surveys.findings.actions import order_preview, order_publishing
from surveys.findings.queries import ReleaseState, latest_release, release_state, what_is_shown
from surveys.instrument import read_instrument
from surveys.planning.pages import plan_href
from surveys.planning.plan_page import plan_line, plans_table
from surveys.planning.queries import plans
from surveys.waves.access import may_go_on_to_reports, may_handle_wave_upload, may_handle_waves
from surveys.waves.actions import import_answers
from surveys.waves.charter import circles_of, floors_of
from surveys.waves.forms import WaveForm
from surveys.waves.import_page import ImportOutcome, import_dry_run_page, upload_href
from surveys.waves.pages import (
    NEW_HREF,
    WAVES_HREF,
    EditionLine,
    ReleaseLine,
    ReleaseStage,
    WaveFormPage,
    WaveLine,
    day_of,
    release_href,
    release_work,
    wave_href,
    wave_page,
    waves_page,
)
from surveys.waves.queries import Wave, editions_of, instrument_of, top_units, units_of_wave, wave_named, waves
from surveys.waves.release_page import ReleaseFigures, release_figures, release_page
from surveys.waves.release_preview import Shows, release_outcome
from surveys.waves.wave_upload import ANSWERS, ELIGIBLE, MAPPING, WAVE_IMPORT, details_in, given_files, with_details
from workplace.definitions.document import in_language, parse
from workplace.definitions.queries import all_of, named
from workplace.errors import Problem, Refused
from workplace.identity.actor import Actor
from workplace.identity.guard import guarded
from workplace.imports.actions import drop_upload, keep_upload
from workplace.imports.queries import pending_upload
from workplace.imports.uploads import PendingUpload
from workplace.releases.export import csv_lines
from workplace.releases.queries import ReleaseHead, all_pages, release_heads
from workplace.web.request import actor, language, now, session
from workplace.wording import Sentence

blueprint = Blueprint("waves", __name__)


def _wave(session: Any, _actor: Actor, _now: dt.datetime, *, wave_id: str) -> Wave | None:
    return wave_named(session, wave_id)


def _answered_wave(session: Any, actor: Actor, now: dt.datetime, *, wave_id: str) -> Wave | None:
    return _wave(session, actor, now, wave_id=wave_id) if editions_of(session, wave_id) else None


def _upload(session: Any, actor: Actor, now: dt.datetime, *, upload_id: str) -> PendingUpload | None:
    found = pending_upload(session, upload_id, owner_id=actor.person_id, now=now)
    return found if found is not None and found.kind == WAVE_IMPORT else None


@blueprint.get("/hr/omgangar")
@guarded(may_handle_waves)
def list_waves() -> str:
    """Show all waves, and the way to take in one more."""
    newest = _newest_heads()
    lines = [
        WaveLine(
            wave.wave_id,
            wave.title,
            wave.closed_on,
            f"{wave.instrument_key} {wave.instrument_version}",
            newest[wave.wave_id].release_id if wave.wave_id in newest else "",
            wave.wave_id in newest and newest[wave.wave_id].edition != editions_of(session(), wave.wave_id)[-1].number,
        )
        for wave in waves(session())
        if not wave.is_trial and editions_of(session(), wave.wave_id)
    ]
    page = waves_page(
        lines,
        has_instruments=bool(all_of(session(), "instrument")),
        own=plans_table(plan_line(plan) for plan in plans(session())),
    )
    return render_template("waves/list.html", page=page)


@blueprint.get("/hr/omgangar/ny")
@guarded(may_handle_waves)
def new_wave() -> str:
    """Show the form; with `omgang` it is filled in for corrected answers of that wave."""
    corrected = wave_named(session(), request.args.get("omgang", ""))
    if corrected is None:
        return _form_page(WaveForm())
    form = WaveForm(
        wave_id=corrected.wave_id,
        title=corrected.title,
        closed_on=corrected.closed_on,
        instrument=f"{corrected.instrument_key}@{corrected.instrument_version}",
    )
    return _form_page(form, corrects=corrected.title)


@blueprint.post("/hr/omgangar/ny")
@guarded(may_handle_waves)
def upload_wave() -> Any:
    """Keep the files and show what they would become."""
    form = WaveForm.of_request()
    assert isinstance(form, WaveForm)
    form.offer_instruments(_instruments())
    if not form.is_posted_right():
        return _form_page(form), 400
    details = form.details()
    kept = keep_upload(
        session(),
        kind=WAVE_IMPORT,
        now=now(),
        owner_id=actor().person_id,
        as_of=details.closed_on,
        allows_large_change=False,
        files=with_details(details, form.given_files()),
    )
    return redirect(upload_href(kept), code=303)


@blueprint.get("/hr/omgangar/ny/<upload_id>")
@guarded(may_handle_wave_upload, subject=_upload)
def show_import_dry_run(upload: PendingUpload, **_place: Any) -> str:
    """Show what the answers would become, and every problem."""
    return _dry_run_page(upload)


@blueprint.post("/hr/omgangar/ny/<upload_id>")
@guarded(may_handle_wave_upload, subject=_upload)
def take_in(upload: PendingUpload, **_place: Any) -> Any:
    """Take in the same bytes, whole or not at all, and have what a release would show computed meanwhile."""
    details = details_in(upload.files)
    try:
        _import(upload, is_dry_run=False)
    except Refused as refused:
        return _dry_run_page(upload, refused.problems), 409
    order_preview(session(), details.wave_id, now=now(), ordered_by=actor().person_id)
    drop_upload(session(), upload.id)
    return redirect(wave_href(details.wave_id), code=303)


@blueprint.post("/hr/omgangar/ny/<upload_id>/slang")
@guarded(may_handle_wave_upload, subject=_upload)
def drop_wave_upload(upload: PendingUpload, **_place: Any) -> Any:
    """Forget the uploaded files."""
    drop_upload(session(), upload.id)
    return redirect(WAVES_HREF, code=303)


@blueprint.get("/hr/omgangar/<wave_id>")
@guarded(may_handle_waves, subject=_wave)
def show_wave(wave: Wave, **_place: Any) -> Any:
    """Show a wave: where it stands, its next step, its facts. One that has no answers yet has the page of its plan."""
    editions = editions_of(session(), wave.wave_id)
    if not editions:
        return redirect(plan_href(wave.wave_id), code=303)
    asked = in_language(instrument_of(session(), wave.wave_id).title, language())
    page = wave_page(
        wave_id=wave.wave_id,
        title=wave.title,
        instrument=f"{asked}, {wave.instrument_key} {wave.instrument_version}",
        closed_on=wave.closed_on,
        unit_count=len(units_of_wave(session(), wave.wave_id)),
        charter=wave.charter,
        charter_sha256=wave.charter_sha256,
        editions=[
            EditionLine(edition.number, day_of(edition.imported_at), edition.has_eligible) for edition in editions
        ],
        releases=[
            ReleaseLine(head.release_id, head.edition, day_of(head.published_at))
            for head in release_heads(session(), wave.wave_id)
        ],
        first_unit=top_units(session()).get(wave.wave_id, ""),
        has_reports_page=bool(may_go_on_to_reports(actor())),
        plan_href=plan_href(wave.wave_id) if wave.is_answered_here else "",
    )
    return render_template("waves/wave.html", page=page)


@blueprint.get("/hr/omgangar/<wave_id>/utgava")
@guarded(may_handle_waves, subject=_answered_wave)
def show_release(wave: Wave, **_place: Any) -> str:
    """Show what publishing would show, how far that or the publishing has come, or what the newest release shows."""
    return _release_page(wave)


@blueprint.post("/hr/omgangar/<wave_id>/utgava/forhandsgranskning")
@guarded(may_handle_waves, subject=_answered_wave)
def preview_release(wave: Wave, **_place: Any) -> Any:
    """Order what publishing would show; a second press orders nothing more."""
    try:
        order_preview(session(), wave.wave_id, now=now(), ordered_by=actor().person_id)
    except Refused as refused:
        session().rollback()
        return _release_page(wave, [problem.sentence for problem in refused.problems]), 409
    return redirect(release_href(wave.wave_id), code=303)


@blueprint.post("/hr/omgangar/<wave_id>/utgava")
@guarded(may_handle_waves, subject=_answered_wave)
def publish_release(wave: Wave, **_place: Any) -> Any:
    """Order the publishing of what was previewed; a second press orders nothing more."""
    read = request.form.get("fingerprint", "")
    try:
        order_publishing(session(), wave.wave_id, now=now(), ordered_by=actor().person_id, fingerprint=read)
    except Refused as refused:
        session().rollback()
        return _release_page(wave, [problem.sentence for problem in refused.problems]), 409
    return redirect(release_href(wave.wave_id), code=303)


@blueprint.get("/hr/omgangar/<wave_id>/utgava.csv")
@guarded(may_handle_waves, subject=_wave)
def export_release(wave: Wave, **_place: Any) -> Response:
    """Give the published cells of the newest release as a file."""
    release = latest_release(session(), wave.wave_id)
    if release is None or not may_read_release(actor(), release.reading, now()):
        abort(404)
    head = release_heads(session(), wave.wave_id)[0]
    return Response(
        "".join(csv_lines(head.release_id, head.layout, all_pages(session(), head.release_id))),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{head.release_id}.csv"'},
    )


def _newest_heads() -> dict[str, ReleaseHead]:
    found: dict[str, ReleaseHead] = {}
    for head in release_heads(session()):
        found.setdefault(head.wave_id, head)
    return found


def _instruments() -> list[tuple[str, str]]:
    return [
        (f"{found.key}@{found.version}", f"{found.title} ({found.key} {found.version})")
        for found in all_of(session(), "instrument")
    ]


def _form_page(form: WaveForm, corrects: str = "") -> str:
    published = _instruments()
    form.offer_instruments(published)
    if not published:
        return render_template("waves/no_instrument.html")
    return render_template(
        "waves/new.html", page=WaveFormPage(form, corrects), has_errors=bool(form.errors), new_href=NEW_HREF
    )


def _import(upload: PendingUpload, *, is_dry_run: bool) -> Any:
    details = details_in(upload.files)
    return import_answers(
        session(),
        details.wave_id,
        upload.files[ANSWERS],
        instrument=details.instrument,
        title=details.title,
        closed_on=details.closed_on,
        eligible=upload.files.get(ELIGIBLE),
        mapping=upload.files.get(MAPPING),
        now=now(),
        actor_id=actor().person_id,
        dry_run=is_dry_run,
    )


def _dry_run_page(upload: PendingUpload, problems: tuple[Problem, ...] = ()) -> str:
    details = details_in(upload.files)
    outcome: ImportOutcome | None = None
    if not problems:
        try:
            found = _import(upload, is_dry_run=True)
        except Refused as refused:
            problems = refused.problems
        else:
            asked = read_instrument(parse(named(session(), "instrument", details.instrument).toml))
            outcome = ImportOutcome(
                found.edition,
                found.is_new,
                found.respondents,
                found.units,
                len(asked.items) - len(found.text_columns),
                found.unanswered,
                found.absent_items,
                found.text_columns,
                found.breakdowns,
                found.keeps_breakdowns,
                ELIGIBLE in upload.files,
            )
    page = import_dry_run_page(
        upload_id=upload.id,
        wave_id=details.wave_id,
        title=details.title,
        instrument=details.instrument.replace("@", " "),
        closed_on=details.closed_on,
        file_names=[given.name for given in given_files(upload.files).values()],
        outcome=outcome,
        problems=problems,
    )
    return render_template("waves/dry_run.html", page=page, has_errors=bool(page.problem_count))


def _release_page(wave: Wave, refused: Sequence[Sentence] = ()) -> str:
    state = release_state(session(), wave.wave_id, now())
    work = release_work(
        is_published=state.inputs.is_published,
        is_new=state.preview.is_new if state.preview else None,
        previewing=state.previewing,
        publishing=state.publishing,
        refused=refused,
        now=now(),
    )
    shown, head = _shown(state, work.stage)
    page = release_page(
        wave_id=wave.wave_id,
        wave_title=wave.title,
        release_id=head.release_id if head else f"{wave.wave_id}.{state.inputs.number}",
        fingerprint=state.inputs.fingerprint,
        work=work,
        published_on=day_of(head.published_at) if head else None,
        figures=_figures(wave, shown, is_published=head is not None) if shown else None,
        circles=circles_of(wave.charter),
        erased_on=day_of(state.inputs.erased_at) if state.inputs.erased_at else None,
    )
    return render_template("waves/release.html", page=page)


def _shown(state: ReleaseState, stage: ReleaseStage) -> tuple[Shows | None, ReleaseHead | None]:
    """Return what to show in counts, with the release where that is published."""
    if stage in (ReleaseStage.PUBLISHED, ReleaseStage.UNCHANGED):
        head = state.inputs.heads[0]
        kept = what_is_shown(session(), head)
        return Shows(kept.direct_rungs, kept.withheld, kept.breakdowns), head
    if state.preview is None or not state.preview.is_new:
        return None, None
    return Shows(state.preview.direct_rungs, state.preview.withheld, state.preview.breakdowns), None


def _figures(wave: Wave, shows: Shows, *, is_published: bool) -> ReleaseFigures:
    asked = instrument_of(session(), wave.wave_id)
    return release_figures(
        release_outcome(units_of_wave(session(), wave.wave_id), shows),
        is_published=is_published,
        floors=floors_of(wave.charter),
        background_titles={one.key: in_language(one.title, language()) or one.key for one in asked.backgrounds},
    )
