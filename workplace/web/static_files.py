"""Our own files: style, icon and the little script."""

from __future__ import annotations

from flask import Response, current_app, send_from_directory

from workplace.identity.guard import public


@public("style and icons say nothing about anybody")
def static_file(name: str) -> Response:
    """Send a file of the static folder."""
    return send_from_directory(current_app.config["MEDSKAP_STATIC"], name)
