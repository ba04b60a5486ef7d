"""Read comments for those who review them, and approved ones for the groups that may show them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from measures.disclosure.ladder import Ladder, ladder
from surveys.ballots.records import BallotRecord, TextBallotRecord
from surveys.findings.comments.groups import CommentGroup, comment_groups, may_review
from surveys.findings.comments.masking import masked
from surveys.findings.comments.review import ApprovedComment, CommentToReview, Review, ReviewState
from surveys.findings.records import CommentReviewRecord
from surveys.waves.charter import floors_of
from surveys.waves.queries import Wave, editions_of, existing_wave, instrument_of, units_of_wave
from surveys.waves.wave_unit import tree_of
from workplace.organisation.records import EmploymentRecord, LeadershipRecord, PersonRecord
from workplace.releases.queries import release_marks


def is_reviewer(wave: Wave, person_id: str) -> bool:
    """Return whether the charter of a wave names the person as one who reads what people wrote."""
    return person_id in wave.charter.get("reviewers", [])


def comments_to_review(session: Session, wave_id: str, reviewer_id: str) -> list[CommentToReview]:
    """Return the comments of a wave that a reviewer may read, settled ones too, in no order that means anything.

    None of the reviewer's own department, and none at all for somebody the charter does not name.
    """
    wave = existing_wave(session, wave_id)
    if not is_reviewer(wave, reviewer_id):
        return []
    units, own = units_of_wave(session, wave_id), units_of_reviewer(session, reviewer_id, wave)
    may = {unit_id: may_review(units, own, unit_id) for unit_id in units}
    names = list(session.scalars(select(PersonRecord.name)))
    return [
        CommentToReview(text.id, text.item_key, masked(text.text, names), review_of(review))
        for text, review in session.execute(_texts(session, wave_id))
        if may[text.unit_id]
    ]


def approved_comments(session: Session, wave_id: str) -> list[ApprovedComment]:
    """Return the comments that two reviewers have agreed to, in no order that means anything."""
    rows = session.execute(_texts(session, wave_id).where(CommentReviewRecord.state == ReviewState.APPROVED.value))
    return [
        ApprovedComment(text.id, text.unit_id, text.item_key, review.masked_text, review.theme)
        for text, review in rows
        if review is not None
    ]


def shown_comments(session: Session, wave_id: str) -> list[tuple[CommentGroup, tuple[ApprovedComment, ...]]]:
    """Return the groups that may show comments now, each with its comments. Empty until the wave has a release."""
    approved = approved_comments(session, wave_id)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for comment in approved:
        counts[comment.item_key][comment.unit_id] += 1
    groups = comment_groups(
        instrument_of(session, wave_id),
        _ladder(session, wave_id),
        counts,
        releases=len(release_marks(session, wave_id)),
    )
    return [(group, _of_group(group, approved)) for group in groups]


def review_of(row: CommentReviewRecord | None) -> Review | None:
    """Return what is settled of a comment, or None where nothing is."""
    if row is None:
        return None
    return Review(ReviewState(row.state), row.masked_text, row.theme, row.first_reviewer, row.second_reviewer)


def units_of_reviewer(session: Session, person_id: str, wave: Wave) -> frozenset[str]:
    """Return every unit somebody worked in or led when the wave was closed."""
    found: set[str] = set()
    for record in (EmploymentRecord, LeadershipRecord):
        query: Select[Any] = select(record.unit_id).where(
            record.person_id == person_id, record.valid_from <= wave.closed_on, record.valid_to > wave.closed_on
        )
        found |= set(session.scalars(query))
    return frozenset(found)


def _of_group(group: CommentGroup, approved: Sequence[ApprovedComment]) -> tuple[ApprovedComment, ...]:
    return tuple(one for one in approved if one.item_key == group.item_key and one.unit_id in group.units)


def _texts(session: Session, wave_id: str) -> Select[TextBallotRecord, CommentReviewRecord | None]:
    """The comments of the newest edition by their random ids, each with what is settled of it."""
    editions = editions_of(session, wave_id)
    return (
        select(TextBallotRecord, CommentReviewRecord)
        .outerjoin(CommentReviewRecord, CommentReviewRecord.text_ballot_id == TextBallotRecord.id)
        .where(
            TextBallotRecord.wave_id == wave_id,
            TextBallotRecord.edition == (editions[-1].number if editions else 0),
        )
        .order_by(TextBallotRecord.id)
    )


def _ladder(session: Session, wave_id: str) -> Ladder:
    wave, editions = existing_wave(session, wave_id), editions_of(session, wave_id)
    units = units_of_wave(session, wave_id)
    query = select(BallotRecord.unit_id, func.count()).where(
        BallotRecord.wave_id == wave_id, BallotRecord.edition == (editions[-1].number if editions else 0)
    )
    counts = {row[0]: row[1] for row in session.execute(query.group_by(BallotRecord.unit_id))}
    direct = np.array([counts.get(unit_id, 0) for unit_id in units], dtype=np.int64)
    return ladder(tree_of(units.values()), direct, floors_of(wave.charter))
