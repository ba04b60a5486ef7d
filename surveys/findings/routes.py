"""The result pages: the list of waves, and what one unit shows. They read published cells and nothing else."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, render_template, request

from surveys.findings.access import may_read_findings
from surveys.findings.list_view import first_units, list_page, newest_of_each_wave
from surveys.findings.queries import findings_of, latest_release, previous_release, releases, wave_units
from surveys.findings.reading import Group
from surveys.findings.unit_csv import unit_csv
from surveys.findings.unit_findings import ReleaseSummary
from surveys.findings.unit_view import LastWave, Released, unit_page
from surveys.waves.charter import floors_of
from surveys.waves.queries import (
    existing_wave,
    instrument_of,
    leading_since,
    top_units,
    units_around,
    units_at_top,
)
from surveys.waves.wave_unit import WaveUnit
from workplace.identity.actor import Actor
from workplace.identity.guard import guarded
from workplace.web.request import actor, language, session

blueprint = Blueprint("findings", __name__)


@dataclass(frozen=True)
class ReleasedUnit:
    """A unit of a released wave with the units above and straight below it, as they stood then."""

    release: ReleaseSummary
    unit_id: str
    units: dict[str, WaveUnit]


def _released_unit(
    session: Any, _actor: Actor, _now: dt.datetime, *, wave_id: str, unit_id: str
) -> ReleasedUnit | None:
    release = latest_release(session, wave_id)
    units = units_around(session, wave_id, unit_id) if release else {}
    return ReleasedUnit(release, unit_id, units) if release and units else None


@blueprint.get("/resultat")
@guarded(may_read_findings)
def list_findings() -> str:
    """Show where to begin reading: the newest wave, one's own units, a unit by name, earlier waves."""
    sought = request.args.get("sok", "").strip()[:100]
    newest_each = newest_of_each_wave(releases(session()))
    own = actor().leads | actor().employed_in
    newest = _beginning_of(newest_each[0], own, sought) if newest_each else None
    page = list_page(
        newest,
        newest_each,
        own=own,
        roots=top_units(session()),
        sought=sought,
        language=language(),
    )
    return render_template("findings/list.html", page=page)


@blueprint.get("/resultat/<wave_id>/<unit_id>")
@guarded(may_read_findings, subject=_released_unit)
def show_unit(released: ReleasedUnit, **_place: str) -> str:
    """Show what one unit, or its direct group, shows in the latest release of the wave."""
    group = Group.DIRECT if request.args.get("grupp") == Group.DIRECT.value else Group.WHOLE
    page = unit_page(_released(released), group, language=language())
    return render_template("findings/unit.html", page=page)


@blueprint.get("/resultat/<wave_id>/<unit_id>.csv")
@guarded(may_read_findings, subject=_released_unit)
def unit_as_csv(released: ReleasedUnit, **_place: str) -> Response:
    """Give the published cells of one unit as a file."""
    found = findings_of(session(), released.release.release_id, [released.unit_id])
    name = f"{released.release.release_id}-{released.unit_id}.csv"
    return Response(
        unit_csv(found[released.unit_id]),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _released(found: ReleasedUnit) -> Released:
    release = found.release
    wave = existing_wave(session(), release.wave_id)
    return Released(
        release=release,
        instrument=instrument_of(session(), release.wave_id),
        floors=floors_of(wave.charter),
        unit_id=found.unit_id,
        units=found.units,
        findings=findings_of(session(), release.release_id, found.units, in_full=[found.unit_id]),
        last=_last_wave(release, found.unit_id),
        led_since=leading_since(session(), release.closed_on, [found.units[found.unit_id]]).get(found.unit_id),
    )


def _last_wave(release: ReleaseSummary, unit_id: str) -> LastWave | None:
    before = previous_release(session(), release.release_id)
    if before is None:
        return None
    return LastWave(
        release=before,
        instrument=instrument_of(session(), before.wave_id),
        unit=units_around(session(), before.wave_id, unit_id).get(unit_id),
        findings=findings_of(session(), before.release_id, [unit_id], in_full=()).get(unit_id),
    )


def _beginning_of(release: ReleaseSummary, own: frozenset[str], sought: str) -> Released:
    """Load the units at the top and one's own; the whole tree only where a name is looked for."""
    wave_id = release.wave_id
    units = wave_units(session(), wave_id) if sought else units_at_top(session(), wave_id, own)
    first = first_units(units)
    wave = existing_wave(session(), release.wave_id)
    return Released(
        release=release,
        instrument=instrument_of(session(), release.wave_id),
        floors=floors_of(wave.charter),
        unit_id=first[0],
        units=units,
        findings=findings_of(session(), release.release_id, first, in_full=()),
    )
