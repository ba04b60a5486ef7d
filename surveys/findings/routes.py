"""The result pages: the list of waves, and what one unit shows. They read published cells and nothing else."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, render_template, request

from surveys.findings.access import ReleaseReading, may_read_asked, may_read_findings, may_read_release
from surveys.findings.list_view import first_units, list_page, newest_of_each_wave
from surveys.findings.queries import findings_of, latest_release, previous_release, readable_releases, wave_units
from surveys.findings.reading import Group
from surveys.findings.trend.queries import before_of
from surveys.findings.unit_csv import unit_csv
from surveys.findings.unit_findings import ReleaseSummary
from surveys.findings.unit_view import LastWave, Released, unit_page
from surveys.improvements.access import Reading, may_write_plan, reading_of
from surveys.improvements.pages import PlanSection, plan_section
from surveys.improvements.queries import facts_of, unit_plan
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
from workplace.clock import local_date
from workplace.identity.actor import Actor
from workplace.identity.guard import guarded
from workplace.web.request import actor, language, now, session

blueprint = Blueprint("findings", __name__)


@dataclass(frozen=True)
class ReleasedUnit:
    """A unit of a released wave with the units above and straight below it, as they stood then."""

    release: ReleaseSummary
    unit_id: str
    units: dict[str, WaveUnit]
    now: dt.datetime

    @property
    def reading(self) -> ReleaseReading:
        """Who may read it, and from when."""
        return self.release.reading


def _released_unit(
    session: Any, _actor: Actor, asked_at: dt.datetime, *, wave_id: str, unit_id: str
) -> ReleasedUnit | None:
    release = latest_release(session, wave_id)
    units = units_around(session, wave_id, unit_id) if release else {}
    return ReleasedUnit(release, unit_id, units, asked_at) if release and units else None


@blueprint.get("/resultat")
@guarded(may_read_findings)
def list_findings() -> str:
    """Show where to begin reading: the newest wave, one's own units, a unit by name, earlier waves."""
    sought = request.args.get("sok", "").strip()[:100]
    newest_each = newest_of_each_wave(readable_releases(session(), actor(), now()))
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
@guarded(may_read_asked, subject=_released_unit)
def show_unit(released: ReleasedUnit, **_place: str) -> str:
    """Show what one unit, or its direct group, shows in the latest release of the wave."""
    group = Group.DIRECT if request.args.get("grupp") == Group.DIRECT.value else Group.WHOLE
    page = unit_page(_released(released, group), group, language=language())
    return render_template("findings/unit.html", page=page, plan=_plan(released, group))


@blueprint.get("/resultat/<wave_id>/<unit_id>.csv")
@guarded(may_read_asked, subject=_released_unit)
def unit_as_csv(released: ReleasedUnit, **_place: str) -> Response:
    """Give the published cells of one unit as a file."""
    found = findings_of(session(), released.release.release_id, [released.unit_id])
    name = f"{released.release.release_id}-{released.unit_id}.csv"
    return Response(
        unit_csv(found[released.unit_id]),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _plan(found: ReleasedUnit, group: Group) -> PlanSection | None:
    """Return the unit's improvements for those who may read them, None for everybody else."""
    today = local_date(now())
    facts = facts_of(session(), actor(), today, found.release, found.units[found.unit_id])
    reading = reading_of(actor(), facts)
    if reading is Reading.NOTHING:
        return None
    return plan_section(
        unit_plan(session(), found.release, found.unit_id),
        instrument_of(session(), found.release.wave_id),
        reading,
        unit_id=found.unit_id,
        writes=bool(may_write_plan(actor(), facts)),
        today=today,
        language=language(),
        is_direct=group is Group.DIRECT,
    )


def _released(found: ReleasedUnit, group: Group) -> Released:
    release = found.release
    wave = existing_wave(session(), release.wave_id)
    return Released(
        release=release,
        instrument=instrument_of(session(), release.wave_id),
        floors=floors_of(wave.charter),
        unit_id=found.unit_id,
        units=found.units,
        findings=findings_of(session(), release.release_id, found.units, in_full=[found.unit_id]),
        last=_last_wave(release, found.unit_id, group),
        led_since=leading_since(session(), release.closed_on, [found.units[found.unit_id]]).get(found.unit_id),
    )


def _last_wave(release: ReleaseSummary, unit_id: str, group: Group) -> LastWave | None:
    """Return the wave before with what went before the group, where the two may be compared."""
    before = previous_release(session(), release.release_id)
    if before is None or not may_read_release(actor(), before.reading, now()):
        return None
    step = before_of(session(), release, before, [unit_id])[unit_id, group.breakdown]
    there = step.before_id if step.broken is None else None
    return LastWave(
        release=before,
        instrument=instrument_of(session(), before.wave_id),
        unit=units_around(session(), before.wave_id, there).get(there) if there else None,
        findings=findings_of(session(), before.release_id, [there], in_full=()).get(there) if there else None,
        broken=step.broken,
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
