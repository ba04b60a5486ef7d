"""The registrar's page of extracts (registerutdrag)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from flask import Blueprint, Response, current_app, render_template

from workplace.errors import Refused
from workplace.extracts.access import may_make_extracts
from workplace.extracts.actions import make_extract
from workplace.extracts.extract import ExtractSource, as_zip
from workplace.extracts.forms import ExtractForm
from workplace.extracts.pages import extract_page
from workplace.identity.guard import guarded
from workplace.web.request import actor, house, now, session

blueprint = Blueprint("extracts", __name__)


def sources() -> Sequence[ExtractSource]:
    """Return what the rooms have handed in, by way of the roof."""
    return cast(Sequence[ExtractSource], current_app.extensions["medskap_extracts"])


@blueprint.get("/hr/gallring/registerutdrag")
@guarded(may_make_extracts)
def ask_extract() -> str:
    """Ask about whom, and why."""
    return render_template("extracts/extract.html", page=extract_page(ExtractForm()))


@blueprint.post("/hr/gallring/registerutdrag")
@guarded(may_make_extracts)
def hand_out() -> Any:
    """Give the extract as a file, in Swedish."""
    form = ExtractForm.of_request()
    assert isinstance(form, ExtractForm)
    if not form.is_posted_right():
        return render_template("extracts/extract.html", page=extract_page(form)), 400
    try:
        extract = make_extract(
            session(),
            sources(),
            form.person_id.data or "",
            now=now(),
            actor_id=actor().person_id,
            reason=form.reason.data or "",
        )
    except Refused as refused:
        session().rollback()
        form.show_problems(refused.problems, "person_id")
        return render_template("extracts/extract.html", page=extract_page(form)), 409
    return Response(
        as_zip(extract, house().translator()),
        mimetype="application/zip",
        headers={"Content-Disposition": f'attachment; filename="registerutdrag-{extract.person_id}.zip"'},
    )
