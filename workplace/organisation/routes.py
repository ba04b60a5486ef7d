"""HR's pages of the organisation: the tree, the upload, the dry run, carrying it out, the receipt."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Blueprint, Response, redirect, render_template

from workplace.clock import local_date
from workplace.errors import Problem, Refused
from workplace.identity.actor import Actor
from workplace.identity.guard import guarded
from workplace.imports.actions import drop_upload, keep_upload
from workplace.imports.queries import latest_runs, pending_upload, run_with_id
from workplace.imports.uploads import ImportRun, PendingUpload
from workplace.organisation.access import may_handle_upload, may_import_organisation, may_see_run
from workplace.organisation.actions import import_organisation
from workplace.organisation.forms import UploadForm
from workplace.organisation.pages import (
    ORGANISATION_HREF,
    OrganisationPage,
    dry_run_page,
    receipt_page,
    run_href,
    runs_table,
    tree_items,
    upload_href,
)
from workplace.organisation.plan import IMPORT_KIND
from workplace.organisation.queries import listed_changes, people_count_on, preview_import, unit_lines_on
from workplace.web.request import actor, now, session

blueprint = Blueprint("organisation", __name__)


def _upload(session: Any, actor: Actor, now: dt.datetime, *, upload_id: str) -> PendingUpload | None:
    found = pending_upload(session, upload_id, owner_id=actor.person_id, now=now)
    return found if found is not None and found.kind == IMPORT_KIND else None


def _run(session: Any, _actor: Actor, _now: dt.datetime, *, run_id: int) -> ImportRun | None:
    return run_with_id(session, IMPORT_KIND, run_id)


@blueprint.get("/hr/organisation")
@guarded(may_import_organisation)
def show_organisation() -> str:
    """Show the tree of today, one's own imports, and the form."""
    return _organisation_page(UploadForm(as_of=local_date(now())))


@blueprint.post("/hr/organisation")
@guarded(may_import_organisation)
def upload() -> Any:
    """Keep the files and show what they would change."""
    form = UploadForm.of_request()
    assert isinstance(form, UploadForm)
    if not form.is_posted_right():
        return _organisation_page(form), 400
    kept = keep_upload(
        session(),
        kind=IMPORT_KIND,
        now=now(),
        owner_id=actor().person_id,
        as_of=form.as_of.data,
        allows_large_change=bool(form.allow_large_change.data),
        files=form.given_files(),
    )
    return redirect(upload_href(kept), code=303)


@blueprint.get("/hr/organisation/provkorning/<upload_id>")
@guarded(may_handle_upload, subject=_upload)
def show_dry_run(upload: PendingUpload, **_place: Any) -> str:
    """Show what the files would change, and every problem."""
    return _dry_run_page(upload)


@blueprint.post("/hr/organisation/provkorning/<upload_id>")
@guarded(may_handle_upload, subject=_upload)
def carry_out(upload: PendingUpload, **_place: Any) -> Any:
    """Carry out the same bytes, whole or not at all."""
    try:
        change = import_organisation(
            session(),
            units=upload.files["units"],
            people=upload.files.get("people"),
            mapping=upload.files.get("mapping"),
            as_of=upload.as_of,
            now=now(),
            actor_id=actor().person_id,
            allow_large_change=upload.allows_large_change,
        )
    except Refused as refused:
        return _dry_run_page(upload, refused.problems), 409
    drop_upload(session(), upload.id)
    if change.is_empty:
        return redirect(ORGANISATION_HREF, code=303)
    newest = latest_runs(session(), IMPORT_KIND, actor_id=actor().person_id, limit=1)[0]
    return redirect(run_href(newest.id), code=303)


@blueprint.post("/hr/organisation/provkorning/<upload_id>/slang")
@guarded(may_handle_upload, subject=_upload)
def drop(upload: PendingUpload, **_place: Any) -> Response:
    """Forget the uploaded files."""
    drop_upload(session(), upload.id)
    return redirect(ORGANISATION_HREF, code=303)  # type: ignore[return-value]


@blueprint.get("/hr/organisation/inlasning/<int:run_id>")
@guarded(may_see_run, subject=_run)
def show_receipt(run: ImportRun, **_place: Any) -> str:
    """Show what an import changed."""
    page = receipt_page(run.done_at, run.as_of, run.counts, run.files)
    return render_template("organisation/receipt.html", page=page)


def _organisation_page(form: UploadForm) -> str:
    today = local_date(now())
    lines = unit_lines_on(session(), today)
    runs = latest_runs(session(), IMPORT_KIND, actor_id=actor().person_id)
    page = OrganisationPage(
        today=today,
        roots=tree_items(
            [
                (line.unit, line.depth, line.leader_id, line.leader_name, line.direct_size, line.whole_size)
                for line in lines
            ]
        ),
        unit_count=len(lines),
        people_count=people_count_on(session(), today),
        runs=runs_table(
            [(run.id, run.done_at, run.as_of, bool(run.counts.get("reaches_back")), run.counts) for run in runs]
        ),
        form=form,
    )
    return render_template("organisation/organisation.html", page=page, has_errors=bool(form.errors))


def _dry_run_page(upload: PendingUpload, problems: tuple[Problem, ...] = ()) -> str:
    preview = preview_import(
        session(),
        units=upload.files["units"],
        people=upload.files.get("people"),
        mapping=upload.files.get("mapping"),
        as_of=upload.as_of,
        allow_large_change=upload.allows_large_change,
    )
    change = preview.change
    page = dry_run_page(
        upload_id=upload.id,
        file_names=[upload.files[part].name for part in ("units", "people", "mapping") if part in upload.files],
        as_of=upload.as_of,
        reaches_back=change is not None and change.reaches_back,
        groups=listed_changes(session(), change) if change else (),
        problems=problems or preview.problems,
        changes_nothing=change is not None and change.is_empty,
    )
    return render_template("organisation/dry_run.html", page=page, has_errors=bool(page.problem_count))
