"""Read released figures. Every page, report and export reads these and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveys.findings.breakdown_counts import Breakdowns, decode_counts
from surveys.findings.questions import Questions
from surveys.findings.records import BreakdownCountRecord, BreakdownPatternRecord
from surveys.findings.release_audit import Leak, audit_releases, certificate_differs
from surveys.findings.unit_findings import ReleaseSummary, UnitFindings, nearest_shown
from surveys.waves.charter import charter_hash, floors_of
from surveys.waves.queries import Wave, existing_wave, instrument_of, units_of_wave, waves
from surveys.waves.wave_unit import WaveUnit, tree_of, units_above
from workplace.releases.cells import Page, decode, page_hash, release_hash
from workplace.releases.queries import (
    ReleaseHead,
    ReleaseMark,
    layout_of,
    pages_of,
    release_head,
    release_heads,
    release_marks,
    stored_pages,
)

__all__ = [
    "AuditReport",
    "audit_of",
    "breakdowns_of",
    "findings_of",
    "instrument_of",
    "latest_release",
    "nearest_shown_unit",
    "previous_release",
    "release_named",
    "releases",
    "spreads_of",
    "wave_units",
]


def releases(session: Session) -> list[ReleaseSummary]:
    """Return all releases, the latest closed wave first, within a wave the newest release first."""
    marks: dict[str, list[ReleaseMark]] = {}
    for mark in release_marks(session):
        marks.setdefault(mark.wave_id, []).append(mark)
    return [_summary(mark, wave) for wave in waves(session) for mark in marks.get(wave.wave_id, [])]


def release_named(session: Session, release_id: str) -> ReleaseSummary | None:
    """Return the release of an id ("WAVE.1"), or None."""
    return next((found for found in releases(session) if found.release_id == release_id), None)


def latest_release(session: Session, wave_id: str) -> ReleaseSummary | None:
    """Return the newest release of a wave, or None when nothing of it is released."""
    marks = release_marks(session, wave_id)
    return _summary(marks[0], existing_wave(session, wave_id)) if marks else None


def previous_release(session: Session, release_id: str) -> ReleaseSummary | None:
    """Return the latest release of the nearest earlier wave, or None when there is none."""
    found = releases(session)
    now = next((release for release in found if release.release_id == release_id), None)
    if now is None:
        return None
    return next((release for release in found if release.closed_on < now.closed_on), None)


def findings_of(
    session: Session, release_id: str, unit_ids: Collection[str], *, in_full: Collection[str] | None = None
) -> dict[str, UnitFindings]:
    """Return what the units show in a release, in two queries however many they are.

    `in_full`: the units whose breakdowns are asked for too, default all. A unit that did not exist when the wave was
    closed, or an unknown release, is not in the answer.
    """
    layout = layout_of(session, release_id)
    if layout is None:
        return {}
    pages = pages_of(session, release_id, unit_ids, in_full=in_full)
    return {page.unit_id: UnitFindings(release_id, layout, page) for page in pages}


def wave_units(session: Session, wave_id: str) -> dict[str, WaveUnit]:
    """Return the frozen tree of a wave by unit id, parents before the units below them."""
    return units_of_wave(session, wave_id)


def nearest_shown_unit(session: Session, release_id: str, unit_id: str, units: Mapping[str, WaveUnit]) -> str | None:
    """Return the nearest unit above that shows figures in the release, or None."""
    return nearest_shown(units, findings_of(session, release_id, units_above(units, unit_id)), unit_id)


def spreads_of(session: Session, release_id: str) -> dict[str, dict[str, float]]:
    """Return the organisation's spread within groups that intervals and changes are judged by.

    `index` and `mean` by index and item key in the figure's own unit, `favourable` in per cent points.
    """
    head = release_head(session, release_id)
    return {} if head is None else dict(head.certificate["spread"])


def breakdowns_of(session: Session, wave_id: str) -> Breakdowns:
    """Return the breakdown counts that were kept of a wave; empty where no background was declared."""
    pattern = session.get(BreakdownPatternRecord, wave_id)
    if pattern is None:
        return Breakdowns({}, {}, {})
    query = select(BreakdownCountRecord).where(BreakdownCountRecord.wave_id == wave_id)
    return Breakdowns(
        categories={name: tuple(codes) for name, codes in pattern.pattern["categories"]},
        why=pattern.pattern["why"],
        counts={(row.unit_id, row.breakdown): decode_counts(row.counts) for row in session.scalars(query)},
    )


def _summary(mark: ReleaseMark, wave: Wave) -> ReleaseSummary:
    return ReleaseSummary(
        release_id=mark.release_id,
        wave_id=wave.wave_id,
        number=mark.number,
        title=wave.title,
        closed_on=wave.closed_on,
        published_at=mark.published_at,
    )


@dataclass(frozen=True)
class AuditReport:
    """What an audit of all releases of a wave found; it holds when all three are empty.

    `leaks` of the count rules; `broken` ids of what no longer has the hash it was frozen with; `differing`
    release id → what certificate and pages say otherwise: counts of cells, the pattern.
    """

    releases: tuple[ReleaseHead, ...]
    leaks: tuple[Leak, ...]
    broken: tuple[str, ...]
    differing: Mapping[str, Mapping[str, tuple[Any, Any]]]

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return not (self.leaks or self.broken or self.differing)


def audit_of(session: Session, wave_id: str) -> AuditReport:
    """Recompute every release of a wave from the pages that were published."""
    wave = existing_wave(session, wave_id)
    floors = floors_of(wave.charter)
    tree = tree_of(units_of_wave(session, wave_id).values())
    heads = list(reversed(release_heads(session, wave_id)))
    asked = {item.key: item.floor for item in Questions.of(instrument_of(session, wave_id)).items}
    released: list[tuple[str, list[Page]]] = []
    broken: list[str] = []
    differing: dict[str, Mapping[str, tuple[Any, Any]]] = {}
    if charter_hash(wave.charter) != wave.charter_sha256:
        broken.append(f"{wave_id} charter")
    for head in heads:
        stored = stored_pages(session, head.release_id)
        hashes = [(page.unit_id, page_hash(page.cells)) for page in stored]
        broken += [
            f"{head.release_id}/{page.unit_id}"
            for page, (_, digest) in zip(stored, hashes, strict=True)
            if page.sha256 != digest
        ]
        if release_hash(head.layout.cells, hashes) != head.sha256:
            broken.append(head.release_id)
        if head.charter_sha256 != wave.charter_sha256:
            broken.append(f"{head.release_id} charter")
        pages = [decode(page.unit_id, page.cells) for page in stored]
        released.append((head.release_id, pages))
        if differs := certificate_differs(head.certificate, head.layout, pages, tree):
            differing[head.release_id] = differs
    leaks = audit_releases(heads[0].layout, released, tree, floors, item_floors=asked) if heads else []
    return AuditReport(tuple(heads), tuple(leaks), tuple(broken), differing)
