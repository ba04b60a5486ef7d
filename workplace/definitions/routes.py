"""Pages of definitions: the list, one published version, and publishing an example."""

from __future__ import annotations

from typing import Any, cast

from flask import Blueprint, abort, current_app, redirect, render_template, request
from werkzeug import Response

from workplace.definitions.access import may_publish_definitions, may_read_definition, may_read_definitions
from workplace.definitions.actions import publish
from workplace.definitions.definition import Definition
from workplace.definitions.kinds import Kinds
from workplace.definitions.pages import PublishedRow, definition_page, definitions_page, href_of
from workplace.definitions.queries import all_definitions, definition_subject, latest, shipped_definitions
from workplace.identity.guard import guarded
from workplace.web.request import actor, now, session

blueprint = Blueprint("definitions", __name__)


def kinds() -> Kinds:
    """Return the kinds the roof has handed in."""
    return cast(Kinds, current_app.extensions["medskap_kinds"])


@blueprint.get("/hr/definitioner")
@guarded(may_read_definitions)
def list_definitions() -> str:
    """Show what is published, and the examples HR can publish."""
    rows = [
        PublishedRow(row.kind, row.key, row.version, row.title, row.published_at) for row in all_definitions(session())
    ]
    may_publish = bool(may_publish_definitions(actor()))
    page = definitions_page(kinds(), rows, shipped_definitions(kinds()), may_publish=may_publish)
    return render_template("definitions/list.html", page=page)


@blueprint.get("/hr/definitioner/<kind>/<key>/<version>")
@guarded(may_read_definition, subject=definition_subject)
def show_definition(definition: Definition, **_place: Any) -> str:
    """Show one published version."""
    newest = latest(session(), definition.kind, definition.key) or definition
    draft = kinds().read(definition.toml)
    page = definition_page(kinds(), draft, definition.published_at, newest.version)
    return render_template("definitions/definition.html", page=page)


@blueprint.post("/hr/definitioner/publicera")
@guarded(may_publish_definitions)
def publish_shipped() -> Response:
    """Publish one of the examples that come with the product."""
    kind, key, version = (request.form.get(name, "") for name in ("kind", "key", "version"))
    wanted = (kind, key, version)
    offered = {(draft.kind, draft.key, draft.version): draft.toml for draft in shipped_definitions(kinds())}
    if wanted not in offered:
        abort(404)
    publish(session(), offered[wanted], kinds=kinds(), now=now(), actor_id=actor().person_id)
    return redirect(href_of(*wanted), code=303)
