"""Read released figures. Every page, report and export reads these and nothing else."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from measures.disclosure.editions import EditionAtoms
from surveys.ballots.queries import ballots_of_edition
from surveys.erasing.queries import answers_erased_at
from surveys.findings.access import ReleaseReading, may_read_release, reading_of_charter
from surveys.findings.answers import answers_of
from surveys.findings.audit.queries import AuditReport, audit_of
from surveys.findings.before.queries import predecessors_of_wave, wave_before
from surveys.findings.breakdown_counts import Breakdowns, decode_counts
from surveys.findings.previewed_release import PreviewedRelease, from_stored
from surveys.findings.questions import Questions
from surveys.findings.records import BreakdownCountRecord, BreakdownPatternRecord, ReleasePreviewRecord
from surveys.findings.release_making import EarlierRelease, ReleaseMaterial, fingerprint_of
from surveys.findings.unit_findings import ReleaseSummary, UnitFindings, nearest_shown
from surveys.waves.charter import circles_of
from surveys.waves.queries import (
    Edition,
    Wave,
    editions_of,
    eligible_of,
    existing_wave,
    instrument_of,
    units_near_top,
    units_of_wave,
    waves,
)
from surveys.waves.release_preview import shows_of_pages
from surveys.waves.wave_unit import WaveUnit, units_above
from workplace.clock import local_date
from workplace.errors import refuse
from workplace.identity.actor import Actor
from workplace.jobs.batch import Progress
from workplace.jobs.queries import progress
from workplace.releases.queries import (
    ReleaseHead,
    ReleaseMark,
    all_pages,
    layout_of,
    pages_of,
    release_head,
    release_heads,
    release_marks,
    summary_of,
)
from workplace.wording import N_

__all__ = [
    "AuditReport",
    "ReleaseInputs",
    "ReleaseState",
    "audit_of",
    "breakdowns_of",
    "findings_of",
    "instrument_of",
    "hidden_of",
    "hidden_waves",
    "latest_release",
    "nearest_shown_unit",
    "previous_release",
    "readable_releases",
    "release_inputs",
    "release_material",
    "release_named",
    "release_state",
    "releases",
    "spreads_of",
    "wave_units",
    "what_is_shown",
]


def releases(session: Session) -> list[ReleaseSummary]:
    """Return all releases, the latest closed wave first, within a wave the newest release first."""
    marks: dict[str, list[ReleaseMark]] = {}
    for mark in release_marks(session):
        marks.setdefault(mark.wave_id, []).append(mark)
    found = waves(session)
    readings = _readings(session, {wave.wave_id: wave.charter for wave in found})
    return [_summary(mark, wave, readings[wave.wave_id]) for wave in found for mark in marks.get(wave.wave_id, [])]


def readable_releases(session: Session, actor: Actor, now: dt.datetime) -> list[ReleaseSummary]:
    """Return the releases the actor may read now, in the order of `releases`."""
    return [found for found in releases(session) if may_read_release(actor, found.reading, now)]


def release_named(session: Session, release_id: str) -> ReleaseSummary | None:
    """Return the release of an id ("WAVE.1"), or None."""
    return next((found for found in releases(session) if found.release_id == release_id), None)


def latest_release(session: Session, wave_id: str) -> ReleaseSummary | None:
    """Return the newest release of a wave, or None when nothing of it is released."""
    marks = release_marks(session, wave_id)
    if not marks:
        return None
    wave = existing_wave(session, wave_id)
    return _summary(marks[0], wave, _readings(session, {wave_id: wave.charter})[wave_id])


def previous_release(session: Session, release_id: str) -> ReleaseSummary | None:
    """Return the latest release of the nearest earlier wave, or None when there is none.

    Who may read it is another question: ask `may_read_release` of its `reading`.
    """
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


def hidden_waves(session: Session, actor: Actor, now: dt.datetime) -> frozenset[str]:
    """Return the waves whose releases the actor may not read now: not at all, or not yet."""
    return hidden_of(session, actor, now, {wave.wave_id: wave.charter for wave in waves(session)})


def hidden_of(
    session: Session, actor: Actor, now: dt.datetime, charters: Mapping[str, Mapping[str, Any]]
) -> frozenset[str]:
    """Return those of some waves, given by their charters, whose releases the actor may not read now."""
    found = _readings(session, charters)
    return frozenset(wave_id for wave_id, reading in found.items() if not may_read_release(actor, reading, now))


def _readings(session: Session, charters: Mapping[str, Mapping[str, Any]]) -> dict[str, ReleaseReading]:
    """Who may read the releases of waves. Who the leadership is, is only asked where a charter has days."""
    dated = [wave_id for wave_id, charter in charters.items() if circles_of(charter)]
    tops = units_near_top(session, dated) if dated else {}
    return {wave_id: reading_of_charter(charter, tops.get(wave_id, ())) for wave_id, charter in charters.items()}


def _summary(mark: ReleaseMark, wave: Wave, reading: ReleaseReading) -> ReleaseSummary:
    return ReleaseSummary(
        release_id=mark.release_id,
        wave_id=wave.wave_id,
        number=mark.number,
        title=wave.title,
        closed_on=wave.closed_on,
        published_at=mark.published_at,
        reading=reading,
    )


@dataclass(frozen=True)
class ReleaseInputs:
    """What the next release of a wave is made from, by name. `heads`: the newest first.

    `erased_at`: when the answers, or earlier ones that they must be compared with, were erased; None: all are kept.
    """

    wave: Wave
    edition: Edition
    heads: tuple[ReleaseHead, ...]
    fingerprint: str
    erased_at: dt.datetime | None = None

    @property
    def number(self) -> int:
        """The number of the next release."""
        return self.heads[0].number + 1 if self.heads else 1

    @property
    def is_published(self) -> bool:
        """Whether the newest answers are published."""
        return bool(self.heads) and self.heads[0].edition == self.edition.number


@dataclass(frozen=True)
class ReleaseState:
    """Where the next release of a wave stands.

    `preview` None: not computed; `previewing`, `publishing`: the work that was ordered on it, None where none was.
    `publishing` may be that of an earlier delivery, where new answers came in while it was made.
    """

    inputs: ReleaseInputs
    preview: PreviewedRelease | None
    previewing: Progress | None
    publishing: Progress | None


def release_inputs(session: Session, wave_id: str) -> ReleaseInputs:
    """Return what the next release of a wave is made from. Refused where there is no such wave, or no answers yet."""
    wave = existing_wave(session, wave_id)
    editions = editions_of(session, wave_id)
    if not editions:
        raise refuse("empty_wave", N_("Omgången %(wave)s har inga svar."), wave=wave_id)
    if wave.is_trial:
        raise refuse("trial_wave", N_("Omgången %(wave)s var på prov och publiceras aldrig."), wave=wave_id)
    edition = editions[-1]
    heads = tuple(release_heads(session, wave_id))
    fingerprint = fingerprint_of(
        wave=wave_id,
        edition=edition.number,
        files=[edition.answers_sha256, edition.eligible_sha256, edition.mapping_sha256],
        charter=wave.charter_sha256,
        instrument=wave.instrument_sha256,
        releases=[[head.release_id, head.sha256] for head in heads],
    )
    erased_at = answers_erased_at(session, wave_id, [*(head.edition for head in heads), edition.number])
    return ReleaseInputs(wave, edition, heads, fingerprint, erased_at)


def refuse_erased(inputs: ReleaseInputs) -> None:
    """Refuse what needs the answers where they are erased: what was published stays, and nothing more comes of them."""
    if inputs.erased_at is not None:
        raise refuse(
            "answers_erased",
            N_("Svaren i omgången %(wave)s gallrades %(date)s. Det som är publicerat står kvar, men räknas inte om."),
            wave=inputs.wave.wave_id,
            date=local_date(inputs.erased_at),
        )


def release_material(session: Session, inputs: ReleaseInputs, *, is_final: bool = True) -> ReleaseMaterial:
    """Read everything the next release is made from. `is_final` False: but what a preview does not need.

    Refused where the answers are erased.
    """
    refuse_erased(inputs)
    wave, edition = inputs.wave, inputs.edition
    before = wave_before(session, wave) if is_final else None
    units = units_of_wave(session, wave.wave_id)
    places = {unit_id: place for place, unit_id in enumerate(units)}
    questions = Questions.of(instrument_of(session, wave.wave_id))
    released = list(reversed(inputs.heads))
    found, rows = [], []
    for number in (*(head.edition for head in released), edition.number):
        ballots = ballots_of_edition(session, wave.wave_id, number)
        found.append(answers_of(questions, places, ballots))
        if released:
            rows.append([(places[unit_id], json.dumps(answers, sort_keys=True)) for unit_id, answers in ballots])
    return ReleaseMaterial(
        wave_id=wave.wave_id,
        edition=edition.number,
        number=inputs.number,
        fingerprint=inputs.fingerprint,
        charter=wave.charter,
        charter_sha256=wave.charter_sha256,
        units=units,
        questions=questions,
        answers=found[-1],
        eligible=eligible_of(session, wave.wave_id, edition.number) if edition.has_eligible else None,
        breakdowns=breakdowns_of(session, wave.wave_id),
        earlier=tuple(
            EarlierRelease(
                head.release_id, {page.unit_id: page for page in all_pages(session, head.release_id)}, answers
            )
            for head, answers in zip(released, found[:-1], strict=True)
        ),
        atoms=EditionAtoms.of_rows(rows) if released else None,
        before_wave_id=before.wave_id if before else "",
        predecessors=predecessors_of_wave(session, wave, before) if before else (),
    )


def what_is_shown(session: Session, head: ReleaseHead) -> PreviewedRelease:
    """Return what a release shows and withholds, as it was frozen with it; of an old one, from all its pages."""
    kept = summary_of(session, head.release_id)
    if kept is not None:
        return from_stored(kept)
    shows = shows_of_pages(all_pages(session, head.release_id))
    return PreviewedRelease(head.release_id, True, shows.direct_rungs, shows.withheld, shows.breakdowns)


def release_state(session: Session, wave_id: str, now: dt.datetime) -> ReleaseState:
    """Return where the next release of a wave stands."""
    inputs = release_inputs(session, wave_id)
    row = session.get(ReleasePreviewRecord, inputs.fingerprint)
    previewing = progress(session, row.preview_batch_id, now) if row and row.preview_batch_id else None
    publishing = progress(session, row.publish_batch_id, now) if row and row.publish_batch_id else None
    return ReleaseState(
        inputs=inputs,
        preview=from_stored(row.outcome) if row and row.outcome is not None else None,
        previewing=previewing,
        publishing=publishing or _overtaken(session, inputs, now),
    )


def _overtaken(session: Session, inputs: ReleaseInputs, now: dt.datetime) -> Progress | None:
    """Return the publishing of an earlier delivery that is under way, or failed after the newest one came in."""
    query = select(ReleasePreviewRecord.publish_batch_id).where(
        ReleasePreviewRecord.wave_id == inputs.wave.wave_id,
        ReleasePreviewRecord.edition < inputs.edition.number,
        ReleasePreviewRecord.publish_batch_id != "",
    )
    batch_id = session.scalar(query.order_by(ReleasePreviewRecord.ordered_at.desc()).limit(1))
    found = progress(session, batch_id, now) if batch_id else None
    if found is None or found.is_open:
        return found
    ended = found.batch.finished_at
    return found if found.failed and ended is not None and ended >= inputs.edition.imported_at else None
