"""Publish a wave: one frozen set of cells for the whole organisation, or order a worker to preview or publish it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from surveys.findings.breakdown_counts import Breakdowns, encode_counts
from surveys.findings.previewed_release import previewed, to_stored
from surveys.findings.queries import ReleaseInputs, refuse_erased, release_inputs, release_material
from surveys.findings.records import (
    BreakdownCountRecord,
    BreakdownPatternRecord,
    ReleasePredecessorRecord,
    ReleasePreviewRecord,
)
from surveys.findings.release_making import MadeRelease, Progress, Publication, make_release
from surveys.waves.queries import hold_wave
from workplace.errors import Refused, refuse
from workplace.jobs.actions import order, resume
from workplace.jobs.batch import BatchState
from workplace.jobs.queries import batch_of
from workplace.releases.actions import freeze
from workplace.wording import N_, Sentence

PREVIEW_KIND = "release_preview"
PUBLISH_KIND = "release_publish"
_TITLES = {
    PREVIEW_KIND: N_("Förhandsgranskning av %(wave)s"),
    PUBLISH_KIND: N_("Publicering av %(wave)s"),
}


def keep_breakdowns(session: Session, wave_id: str, edition: int, breakdowns: Breakdowns) -> None:
    """Keep the counts of the newest edition of a wave that is not released yet, and no others."""
    session.execute(delete(BreakdownCountRecord).where(BreakdownCountRecord.wave_id == wave_id))
    session.execute(delete(BreakdownPatternRecord).where(BreakdownPatternRecord.wave_id == wave_id))
    if not breakdowns.categories:
        return
    session.add(
        BreakdownPatternRecord(
            wave_id=wave_id,
            edition=edition,
            pattern={
                "categories": [[name, list(codes)] for name, codes in breakdowns.categories.items()],
                "why": {unit_id: dict(by_name) for unit_id, by_name in breakdowns.why.items()},
            },
        )
    )
    rows = [
        {"wave_id": wave_id, "unit_id": unit_id, "breakdown": name, "counts": encode_counts(counts)}
        for (unit_id, name), counts in breakdowns.counts.items()
    ]
    if rows:
        session.execute(insert(BreakdownCountRecord), rows)


def publish(
    session: Session,
    wave_id: str,
    *,
    now: dt.datetime,
    actor_id: str = "",
    dry_run: bool = False,
    progress: Progress = lambda done, whole: None,
) -> Publication:
    """Publish the newest edition of a wave as its next release, or say what that would show, at once.

    Where nothing has changed since the last release nothing is written. This computes for seconds in the caller's
    transaction: a page orders it instead, and a command makes the release first and keeps it in a transaction after.
    """
    inputs = release_inputs(session, wave_id)
    if inputs.is_published and not dry_run:
        return Publication(wave_id, inputs.heads[0].release_id, is_new=False)
    made = make_release(release_material(session, inputs), is_final=not dry_run, progress=progress)
    return made.publication if dry_run else keep_release(session, made, now=now, actor_id=actor_id)


def keep_release(session: Session, made: MadeRelease, *, now: dt.datetime, actor_id: str = "") -> Publication:
    """Freeze a release that was made, and return what publishing came to.

    Nothing is written where nothing has changed, or where the same answers were published meanwhile. Refused when it
    was made from other answers than the newest.
    """
    wave_id = made.publication.wave_id
    inputs = _held_inputs(session, wave_id)
    if inputs.is_published:
        return Publication(wave_id, inputs.heads[0].release_id, is_new=False)
    _refuse_overtaken(inputs, made.fingerprint)
    if not made.publication.is_new:
        return made.publication
    assert made.certificate is not None
    freeze(
        session,
        wave_id=wave_id,
        number=made.number,
        edition=made.edition,
        charter_sha256=made.charter_sha256,
        layout=made.layout,
        pages=made.pages,
        certificate=made.certificate,
        summary=to_stored(previewed(made.publication)),
        now=now,
        actor_id=actor_id,
    )
    _keep_predecessors(session, made)
    return made.publication


def _keep_predecessors(session: Session, made: MadeRelease) -> None:
    rows = [
        {
            "release_id": made.publication.release_id,
            "unit_id": one.unit_id,
            "part": one.part,
            "before_wave_id": made.before_wave_id,
            "before_id": one.before_id,
            "same_percent": one.same_percent,
            "broken": one.broken or "",
        }
        for one in made.predecessors
    ]
    if rows:
        session.execute(insert(ReleasePredecessorRecord), rows)


def keep_preview(session: Session, made: MadeRelease) -> None:
    """Keep what a release would show; nothing where the answers were published meanwhile.

    Refused when it was made from other answers than the newest.
    """
    inputs = _held_inputs(session, made.publication.wave_id)
    if inputs.is_published:
        return
    _refuse_overtaken(inputs, made.fingerprint)
    row = session.get(ReleasePreviewRecord, made.fingerprint)
    if row is not None:
        row.outcome = to_stored(previewed(made.publication))


def order_preview(session: Session, wave_id: str, *, now: dt.datetime, ordered_by: str = "") -> None:
    """Order what the next release would show, unless it is known, under way, or published already."""
    inputs = _held_inputs(session, wave_id)
    if inputs.is_published:
        return
    refuse_erased(inputs)
    row = _row_of(session, inputs, now)
    if row.outcome is None:
        row.preview_batch_id = _set_going(session, PREVIEW_KIND, row.preview_batch_id, inputs, now, ordered_by)


def order_publishing(
    session: Session, wave_id: str, *, now: dt.datetime, ordered_by: str = "", fingerprint: str = ""
) -> None:
    """Order the next release; ordered twice it is one release, and nothing is ordered where nothing is new.

    `fingerprint`: of the preview that was read. Refused when the answers are no longer those of that preview.
    """
    inputs = _held_inputs(session, wave_id)
    if inputs.is_published:
        return
    refuse_erased(inputs)
    if fingerprint and fingerprint != inputs.fingerprint:
        raise refuse(
            "preview_is_old",
            N_("Nya svar har kommit in sedan förhandsgranskningen. Läs den nya innan du publicerar."),
        )
    row = _row_of(session, inputs, now)
    if row.outcome is None or row.outcome["is_new"]:
        row.publish_batch_id = _set_going(session, PUBLISH_KIND, row.publish_batch_id, inputs, now, ordered_by)


def overtaken() -> Refused:
    """Return the refusal of work whose answers are no longer the newest."""
    return refuse(
        "answers_changed",
        N_("Nya svar kom in medan resultatet räknades. Ingenting publicerades. Läs förhandsgranskningen av de nya."),
    )


def _held_inputs(session: Session, wave_id: str) -> ReleaseInputs:
    """Hold the wave, so that no delivery and no other release comes between, and return what it holds now."""
    hold_wave(session, wave_id)
    return release_inputs(session, wave_id)


def _refuse_overtaken(inputs: ReleaseInputs, fingerprint: str) -> None:
    if inputs.fingerprint != fingerprint:
        raise overtaken()


def _row_of(session: Session, inputs: ReleaseInputs, now: dt.datetime) -> ReleasePreviewRecord:
    row = session.get(ReleasePreviewRecord, inputs.fingerprint)
    if row is None:
        row = ReleasePreviewRecord(
            fingerprint=inputs.fingerprint,
            wave_id=inputs.wave.wave_id,
            edition=inputs.edition.number,
            ordered_at=now,
            preview_batch_id="",
            publish_batch_id="",
        )
        session.add(row)
    return row


def _set_going(
    session: Session, kind: str, batch_id: str, inputs: ReleaseInputs, now: dt.datetime, ordered_by: str
) -> str:
    """Return the batch that does the work: the one under way, a stopped one that goes on, or else a new one."""
    batch = batch_of(session, batch_id) if batch_id else None
    if batch is not None and batch.state is not BatchState.DONE:
        if batch.state in (BatchState.PAUSED, BatchState.STOPPED):
            resume(session, batch_id)
        return batch_id
    wave_id = inputs.wave.wave_id
    return order(
        session,
        kind=kind,
        keys=[f"{wave_id}.{inputs.number}"],
        title=Sentence(_TITLES[kind], {"wave": wave_id}),
        now=now,
        arguments={"wave_id": wave_id, "fingerprint": inputs.fingerprint, "ordered_by": ordered_by},
        made_by=ordered_by,
    )
