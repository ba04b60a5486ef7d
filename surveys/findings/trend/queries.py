"""Read a group's figures over the years, as the releases froze what went before it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from sqlalchemy.orm import Session

from surveys.findings.before.predecessors import Break, Predecessor
from surveys.findings.before.queries import FrozenBefore, frozen_before
from surveys.findings.queries import findings_of, releases
from surveys.findings.trend.trend import Trend, TrendPoint, names_between
from surveys.findings.unit_findings import ReleaseSummary
from surveys.waves.queries import instrument_of
from workplace.releases.cells import ALL, DIRECT
from workplace.releases.queries import units_in

MOST_POINTS = 6


def trend_of(
    session: Session,
    release_id: str,
    unit_id: str,
    *,
    part: str = ALL,
    may_read: Callable[[ReleaseSummary], bool] = lambda _release: True,
) -> Trend:
    """Return what a unit (`part` all) or its direct group (`direct`) showed in this and earlier waves.

    A point that is not comparable with the one after it says why. The line ends where no such group was there, where
    the reader may not read on, and after `MOST_POINTS`. Empty for an unknown release or unit. Of each earlier wave
    its newest release is read.
    """
    found = releases(session)
    current = next((one for one in found if one.release_id == release_id), None)
    if current is None:
        return Trend(())
    own = instrument_of(session, current.wave_id)
    points: list[TrendPoint] = []
    step: Predecessor | None = None
    while current is not None and may_read(current) and len(points) < MOST_POINTS:
        findings = findings_of(session, current.release_id, [unit_id], in_full=()).get(unit_id)
        if findings is None:
            break
        indices, items = names_between(own, instrument_of(session, current.wave_id))
        point = TrendPoint(current, unit_id, findings, indices, items)
        points.append(point if step is None else replace(point, broken=step.broken, same_percent=step.same_percent))
        frozen = frozen_before(session, current.release_id, [unit_id])
        before = _release_before(frozen, found, current)
        if before is None:
            break
        step = _steps_to(session, frozen, before, [unit_id])[unit_id, part]
        if step.before_id is None:
            break
        current, unit_id = before, step.before_id
    return Trend(tuple(reversed(points)))


def before_of(
    session: Session, release: ReleaseSummary, before: ReleaseSummary, unit_ids: Collection[str]
) -> dict[tuple[str, str], Predecessor]:
    """Return what went before units in an earlier wave's release, by unit and part."""
    return _steps_to(session, frozen_before(session, release.release_id, unit_ids), before, unit_ids)


def comparable_before(
    session: Session, release: ReleaseSummary, before: ReleaseSummary, unit_ids: Collection[str], *, part: str = ALL
) -> dict[str, str]:
    """Return the units of an earlier wave that units, or their direct groups, may be compared with; others left out."""
    return {
        unit_id: step.before_id
        for (unit_id, own), step in before_of(session, release, before, unit_ids).items()
        if own == part and step.broken is None and step.before_id is not None
    }


def _release_before(
    frozen: FrozenBefore, found: list[ReleaseSummary], current: ReleaseSummary
) -> ReleaseSummary | None:
    """The newest release of the wave that was frozen as the one before; where none was, of the nearest earlier."""
    if frozen.wave_id:
        return next((one for one in found if one.wave_id == frozen.wave_id), None)
    return next((one for one in found if one.closed_on < current.closed_on), None)


def _steps_to(
    session: Session, frozen: FrozenBefore, before: ReleaseSummary, unit_ids: Collection[str]
) -> dict[tuple[str, str], Predecessor]:
    """What was frozen; where nothing is frozen against that wave, each unit goes before itself if it was there."""
    if frozen.wave_id == before.wave_id:
        return {(unit_id, part): frozen.groups[unit_id, part] for unit_id in unit_ids for part in (ALL, DIRECT)}
    there = units_in(session, before.release_id, unit_ids)
    return {
        (unit_id, part): Predecessor(
            unit_id, part, unit_id if unit_id in there else None, None, None if unit_id in there else Break.NEW_UNIT
        )
        for unit_id in unit_ids
        for part in (ALL, DIRECT)
    }
