"""Pages of what is being worked on: the list, one batch, and steering it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug import Response

from workplace.identity.actor import Actor
from workplace.identity.guard import guarded
from workplace.jobs import actions
from workplace.jobs.access import may_list_batches, may_see_batch, may_see_every_batch, may_steer_batch
from workplace.jobs.batch import Batch
from workplace.jobs.pages import batch_page, batches_page, seen_at
from workplace.jobs.queries import batch_of, batches, progress
from workplace.web.request import actor, now, session

blueprint = Blueprint("jobs", __name__)

STEERINGS: dict[str, Callable[..., Any]] = {
    "pausa": actions.pause,
    "stoppa": actions.stop,
    "fortsatt": actions.resume,
}


def _batch(session: Any, _actor: Actor, _now: dt.datetime, *, batch_id: str, **_place: str) -> Batch | None:
    return batch_of(session, batch_id)


@blueprint.get("/admin/jobb")
@guarded(may_list_batches)
def list_batches() -> str:
    """Show the newest batches: one's own, or all for those who keep the system running."""
    shows_all = bool(may_see_every_batch(actor()))
    found = batches(session(), now(), made_by=None if shows_all else actor().person_id)
    return render_template("jobs/list.html", page=batches_page(found, shows_all=shows_all), seen_at=seen_at(now()))


@blueprint.get("/admin/jobb/<batch_id>")
@guarded(may_see_batch, subject=_batch)
def show_batch(batch: Batch, batch_id: str) -> str:
    """Show one batch with its failures by name."""
    found = progress(session(), batch_id, now())
    if found is None:
        abort(404)
    page = batch_page(found, may_steer=bool(may_steer_batch(actor(), batch)))
    return render_template("jobs/batch.html", page=page, seen_at=seen_at(now()))


@blueprint.post("/admin/jobb/<batch_id>/<any(pausa, stoppa, fortsatt):steering>")
@guarded(may_steer_batch, subject=_batch)
def steer_batch(_batch: Batch, batch_id: str, steering: str) -> Response:
    """Pause, stop or resume a batch."""
    STEERINGS[steering](session(), batch_id)
    return redirect(f"/admin/jobb/{batch_id}", code=303)


@blueprint.post("/admin/jobb/<batch_id>/igen")
@guarded(may_steer_batch, subject=_batch)
def retry_failed(_batch: Batch, batch_id: str) -> Response:
    """Try what failed anew: one item when it is named, else all."""
    key = request.form.get("key", "")
    actions.retry(session(), batch_id, [key] if key else None)
    return redirect(f"/admin/jobb/{batch_id}", code=303)
