"""Take away what of a survey has been kept long enough. What was published stays as it was published."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from surveys.ballots.records import BallotRecord, TextBallotRecord
from surveys.erasing.kinds import BALLOTS, INVITATIONS, PREVIEWS, RULES
from surveys.erasing.queries import (
    due_answers,
    due_invitations,
    due_previews,
    invitation_count,
    overtaken_previews,
)
from surveys.findings.records import CommentReviewRecord, ReleasePreviewRecord
from surveys.invitations.actions import erase_invitations
from surveys.waves.queries import hold_wave
from workplace.erasure.rule import Due

__all__ = ["RULES", "due", "erase"]


def due(session: Session, now: dt.datetime) -> list[Due]:
    """Return what may go, wave by wave."""
    return [*due_answers(session, now), *due_invitations(session, now), *due_previews(session, now)]


def erase(session: Session, due: Due, now: dt.datetime) -> int:
    """Take it away. The wave is held, so that no release is made of answers while they go."""
    if due.kind == PREVIEWS:
        return _erase_previews(session, now)
    if due.kind == INVITATIONS:
        count = invitation_count(session, due.object_id)
        erase_invitations(session, due.object_id, now=now)
        return count
    wave_id, _, edition = due.object_id.rpartition("/")
    hold_wave(session, wave_id)
    if due.kind == BALLOTS:
        return _erase_answers(session, BallotRecord, wave_id, int(edition))
    texts = select(TextBallotRecord.id).where(
        TextBallotRecord.wave_id == wave_id, TextBallotRecord.edition == int(edition)
    )
    session.execute(
        delete(CommentReviewRecord)
        .where(CommentReviewRecord.text_ballot_id.in_(texts))
        .execution_options(synchronize_session=False)
    )
    return _erase_answers(session, TextBallotRecord, wave_id, int(edition))


def _erase_answers(
    session: Session, record: type[BallotRecord] | type[TextBallotRecord], wave_id: str, edition: int
) -> int:
    gone = session.execute(
        delete(record)
        .where(record.wave_id == wave_id, record.edition == edition)
        .execution_options(synchronize_session=False)
    )
    return int(gone.rowcount)  # type: ignore[attr-defined]


def _erase_previews(session: Session, now: dt.datetime) -> int:
    fingerprints = overtaken_previews(session, now)
    session.execute(
        delete(ReleasePreviewRecord)
        .where(ReleasePreviewRecord.fingerprint.in_(fingerprints))
        .execution_options(synchronize_session=False)
    )
    return len(fingerprints)
