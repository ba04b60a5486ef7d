"""What two reviewers settle about a comment, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ReviewState(StrEnum):
    """Where a comment stands. Without a review nobody has read it."""

    WAITING = "waiting"
    """One reviewer has agreed to a text; another must."""
    APPROVED = "approved"
    STOPPED = "stopped"
    REPORTED = "reported"
    """It tells of danger or harassment: it goes to HR by the written route, and is shown to nobody."""


class Verdict(StrEnum):
    """What a reviewer says of a comment."""

    SHOW = "show"
    STOP = "stop"
    REPORT = "report"


@dataclass(frozen=True)
class Review:
    """What is settled so far. `second` "": nobody has agreed with the first yet."""

    state: ReviewState
    text: str
    theme: str
    first: str
    second: str = ""


@dataclass(frozen=True)
class CommentToReview:
    """A comment as a reviewer gets it: no unit, no order. `text` masked by rule; `review` None: not read by anybody."""

    comment_id: str
    item_key: str
    text: str
    review: Review | None


@dataclass(frozen=True)
class ApprovedComment:
    """A comment that may be shown where its group is large enough; `theme` "" for none."""

    comment_id: str
    unit_id: str
    item_key: str
    text: str
    theme: str


def after(review: Review | None, reviewer: str, verdict: Verdict, text: str, theme: str) -> Review:
    """Return what is settled when a reviewer has spoken.

    Shown only when two have agreed to the very same text: another text, or another theme, waits for somebody else
    anew. One who would stop it, or report it, is enough.
    """
    if verdict is Verdict.STOP:
        return Review(ReviewState.STOPPED, text, theme, reviewer)
    if verdict is Verdict.REPORT:
        return Review(ReviewState.REPORTED, text, theme, reviewer)
    agrees = review is not None and review.state is ReviewState.WAITING and review.first != reviewer
    if review is not None and agrees and (review.text, review.theme) == (text, theme):
        return Review(ReviewState.APPROVED, text, theme, review.first, reviewer)
    return Review(ReviewState.WAITING, text, theme, reviewer)
