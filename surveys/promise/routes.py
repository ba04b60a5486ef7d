"""What a sceptic reads before answering: the promise, how it is kept, what the leader gets to see, the charter."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Blueprint, abort, g, render_template, request

from surveys.answering.routes import speak_by_cookie
from surveys.findings.reading import Group
from surveys.findings.unit_findings import ReleaseSummary
from surveys.findings.unit_view import unit_page
from surveys.promise.access import may_read_wave
from surveys.promise.pages import (
    SIZE_FIELD,
    SPEAK_FIELD,
    UNIT_FIELD,
    at_home,
    how_page,
    promise_page,
    see_page,
    wave_page,
)
from surveys.promise.promised_wave import PromisedWave
from surveys.promise.queries import promised_wave, wave_to_read
from surveys.promise.sample import OWN, SIZES, USUAL_SIZE, released_sample, sample_of
from workplace.identity.actor import Actor
from workplace.identity.guard import guarded, public
from workplace.web.request import language, now, session, translator
from workplace.wording import LANGUAGES, N_

blueprint = Blueprint("promise", __name__)
open_door = public(
    "whoever is asked to answer, and whoever speaks for them, reads first what is promised",
    checks_form=False,
    reads_session=False,
)


@blueprint.get("/enkat/lofte/<wave_id>")
@open_door
def show_promise(wave_id: str) -> str:
    """Show the promise."""
    wave, spoken = _promised(wave_id)
    return render_template("promise/promise.html", view=promise_page(wave, spoken))


@blueprint.get("/enkat/lofte/<wave_id>/hur")
@open_door
def show_how(wave_id: str) -> str:
    """Show how the promise is kept."""
    wave, spoken = _promised(wave_id)
    return render_template("promise/how.html", view=how_page(wave, spoken))


@blueprint.get("/enkat/se/<wave_id>")
@open_door
def show_what_is_seen(wave_id: str) -> str:
    """Show the result page of an invented group of the size that is asked for."""
    wave, spoken = _promised(wave_id)
    asked = request.args.get(SIZE_FIELD, "")
    size = next((one for one in SIZES if str(one) == asked), USUAL_SIZE)
    sample = sample_of(wave.toml, wave.floors, size)
    unit_id = request.args.get(UNIT_FIELD, OWN)
    unit_id = unit_id if unit_id in sample.units else OWN
    say = translator().gettext
    release = ReleaseSummary("", wave_id, 1, say(N_("en påhittad enkät")), wave.closed_on, now())
    found = unit_page(released_sample(sample, release, unit_id, say), Group.WHOLE, language=language())
    return render_template(
        "promise/see.html",
        view=see_page(wave, sample, size, unit_id, spoken),
        page=at_home(found, wave_id, size, spoken),
    )


def _wave(session: Any, _actor: Actor, _now: dt.datetime, *, wave_id: str) -> PromisedWave | None:
    return wave_to_read(session, wave_id)


@blueprint.get("/omgangar/<wave_id>")
@guarded(may_read_wave, subject=_wave)
def show_wave(wave: PromisedWave, **_place: Any) -> str:
    """Show the charter of a wave in plain words, with all there is to read of it."""
    return render_template("promise/wave.html", page=wave_page(wave))


def _promised(wave_id: str) -> tuple[PromisedWave, str]:
    """Return the wave and the language that was asked for in the address, "" where none was; 404 without a wave."""
    wave = promised_wave(session(), wave_id) or abort(404)
    speak_by_cookie()
    asked = request.args.get(SPEAK_FIELD, "")
    if asked not in LANGUAGES:
        return wave, ""
    g.language = asked
    g.pop("translator", None)
    return wave, asked
