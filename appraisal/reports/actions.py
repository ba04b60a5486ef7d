"""Keep a report that was made, and write on one that is released."""

from __future__ import annotations

import datetime as dt
import zlib
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from appraisal.reports.queries import (
    HOME_KIND,
    home_id,
)
from appraisal.reports.records import LeaderReportRecord, ReportNoteRecord
from appraisal.reports.run import ReportState
from workplace.agreements.agreement import LONGEST, Home
from workplace.errors import Problem, Refused
from workplace.journal.actions import record
from workplace.wording import N_, Sentence


@dataclass(frozen=True)
class MadeReport:
    """A report as a worker hands it in: `content` as values, both documents packed with zlib."""

    run_id: str
    wave_id: str
    release_id: str
    unit_id: str
    unit_name: str
    administration: str
    leader_id: str
    has_own_figures: bool
    reason: str
    content: dict[str, object]
    html: bytes
    pdf: bytes
    sha256: str
    made_at: dt.datetime


def store_report(session: Session, made: MadeReport) -> int:
    """Keep a made report as the draft of its unit and return its edition; an earlier draft is replaced."""
    rows = session.scalars(
        select(LeaderReportRecord)
        .where(LeaderReportRecord.wave_id == made.wave_id, LeaderReportRecord.unit_id == made.unit_id)
        .order_by(LeaderReportRecord.version.desc())
    ).all()
    draft = rows[0] if rows and rows[0].state == ReportState.DRAFT else None
    if draft is None:
        draft = LeaderReportRecord(
            wave_id=made.wave_id,
            unit_id=made.unit_id,
            version=rows[0].version + 1 if rows else 1,
            state=ReportState.DRAFT.value,
        )
        session.add(draft)
    draft.release_id, draft.run_id, draft.leader_id = made.release_id, made.run_id, made.leader_id
    draft.unit_name, draft.administration = made.unit_name, made.administration
    draft.has_own_figures, draft.reason = made.has_own_figures, made.reason
    draft.content, draft.html, draft.pdf, draft.sha256 = made.content, made.html, made.pdf, made.sha256
    draft.made_at = made.made_at
    session.flush()
    return draft.version


def write_note(
    session: Session, wave_id: str, unit_id: str, text: str, *, written_by: str, written_as: str, now: dt.datetime
) -> None:
    """Add a note to a report. Refused when it says nothing or too much."""
    if not text.strip() or len(text) > LONGEST:
        sentence = (
            Sentence(N_("Skriv något först."))
            if not text.strip()
            else Sentence(N_("Texten är för lång. Högst %(most)s tecken."), {"most": LONGEST})
        )
        raise Refused([Problem("bad_note", sentence, column="text")])
    session.add(
        ReportNoteRecord(
            wave_id=wave_id,
            unit_id=unit_id,
            text=text.strip(),
            written_by=written_by,
            written_as=written_as,
            written_at=now,
        )
    )
    record(
        session, now=now, actor_id=written_by, verb="noted", object_kind=HOME_KIND, object_id=home_id(wave_id, unit_id)
    )


def state_reason(session: Session, wave_id: str, unit_id: str, reason: str, *, actor_id: str, now: dt.datetime) -> None:
    """Write in the journal why somebody opens a report; the leader sees it. Refused without a reason."""
    if not reason.strip():
        raise Refused([Problem("no_reason", Sentence(N_("Skriv varför. Chefen ser det.")), column="reason")])
    record(
        session,
        now=now,
        actor_id=actor_id,
        verb="opened",
        object_kind=HOME_KIND,
        object_id=home_id(wave_id, unit_id),
        facts={"reason": reason.strip()},
    )


def home_of(wave_id: str, unit_id: str) -> Home:
    """Return the home of the agreements about a report."""
    return Home(HOME_KIND, home_id(wave_id, unit_id))


def packed(data: bytes) -> bytes:
    """Return a document as it is kept."""
    return zlib.compress(data, 6)
