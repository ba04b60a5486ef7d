"""Pages that belong to nobody: health, language, accessibility."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify, redirect, render_template, request, send_from_directory
from werkzeug.wrappers import Response as BaseResponse

from workplace.identity.guard import public
from workplace.web.queries import health_of
from workplace.web.request import LANGUAGE_COOKIE, house
from workplace.web.return_path import own_path
from workplace.wording import LANGUAGES

blueprint = Blueprint("web", __name__)


@blueprint.get("/halsa")
@public("operations ask without signing in; nothing personal is told", reads_session=False)
def health() -> BaseResponse:
    """Tell how the installation is: 200 when it can serve, else 503."""
    state = health_of(house())
    reply = jsonify(state.as_json())
    reply.status_code = 200 if state.is_well else 503
    return reply


@blueprint.get("/favicon.ico")
@public("browsers ask for it by themselves where a page names no icon", reads_session=False)
def icon() -> Response:
    """Send our icon, to be kept for a day."""
    reply = send_from_directory(current_app.config["MEDSKAP_STATIC"], "icon.svg")
    reply.headers["Cache-Control"] = "public, max-age=86400"
    return reply


@blueprint.post("/sprak")
@public("everybody chooses a language")
def choose_language() -> BaseResponse:
    """Keep the language in a cookie and go back to the page."""
    chosen = request.form.get("language", "")
    reply = redirect(own_path(request.form.get("back", "")), code=303)
    if chosen in LANGUAGES:
        settings = house().settings
        reply.set_cookie(
            LANGUAGE_COOKIE, chosen, max_age=365 * 24 * 3600, httponly=True, samesite="Lax", secure=settings.is_https
        )
    return reply


@blueprint.get("/tillganglighet")
@public("the accessibility statement is for everybody")
def accessibility() -> str:
    """Show the accessibility statement."""
    return render_template("public/accessibility.html")
