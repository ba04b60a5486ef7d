"""Settle what is shown of words somebody wrote."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from surveys.ballots.records import TextBallotRecord
from surveys.findings.comments.groups import may_review
from surveys.findings.comments.queries import is_reviewer, review_of, units_of_reviewer
from surveys.findings.comments.review import Review, ReviewState, Verdict, after
from surveys.findings.records import CommentReviewRecord
from surveys.waves.queries import existing_wave, units_of_wave
from workplace.errors import refuse
from workplace.journal.actions import record
from workplace.wording import N_

JOURNAL_KIND = "comments"
LONGEST_THEME = 64


def review_comment(
    session: Session, comment_id: str, *, reviewer_id: str, verdict: Verdict, text: str = "", theme: str = ""
) -> Review:
    """Keep what a reviewer says of a comment, and return what is settled.

    `text`: as it would be shown. Refused for anybody but the reviewers the charter names, for a comment of the
    reviewer's own department, for an empty text that is to be shown, and for a comment that is settled already. Nothing
    is logged: which comment was read, and when, is nobody's to know.
    """
    comment = session.get(TextBallotRecord, comment_id)
    wave = existing_wave(session, comment.wave_id) if comment is not None else None
    is_outside = (
        comment is not None
        and wave is not None
        and is_reviewer(wave, reviewer_id)
        and may_review(
            units_of_wave(session, wave.wave_id), units_of_reviewer(session, reviewer_id, wave), comment.unit_id
        )
    )
    if not is_outside:
        raise refuse("no_such_comment", N_("Det finns ingen sådan kommentar att granska."))
    shown = text.strip()
    if verdict is Verdict.SHOW and not shown:
        raise refuse("empty_comment", N_("Kommentaren är tom. Stoppa den i stället för att visa en tom text."))
    row = session.get(CommentReviewRecord, comment_id, with_for_update=True, populate_existing=True)
    if row is not None and row.state != ReviewState.WAITING.value:
        raise refuse("comment_is_settled", N_("Kommentaren är redan avgjord."))
    settled = after(review_of(row), reviewer_id, verdict, shown, theme.strip()[:LONGEST_THEME])
    if row is None:
        row = CommentReviewRecord(text_ballot_id=comment_id)
        session.add(row)
    row.state, row.masked_text, row.theme = settled.state.value, settled.text, settled.theme
    row.first_reviewer, row.second_reviewer = settled.first, settled.second
    return settled


def log_reading(session: Session, wave_id: str, *, reviewer_id: str, now: dt.datetime) -> None:
    """Log that a reviewer has opened the comments of a wave, all of them at once."""
    record(session, now=now, actor_id=reviewer_id, verb="opened", object_kind=JOURNAL_KIND, object_id=wave_id, facts={})
