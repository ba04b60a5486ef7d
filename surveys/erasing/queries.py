"""What of the waves is due, and whose answers are gone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from surveys.ballots.records import BallotRecord, TextBallotRecord
from surveys.erasing.kinds import BALLOTS, INVITATIONS, PREVIEW_DAYS, PREVIEWS, RULES, TEXTS, edition_id
from surveys.findings.records import ReleasePreviewRecord
from surveys.invitations.queries import CAUSE, moments_of_all
from surveys.invitations.records import (
    InvitationRecord,
    InvitationTokenRecord,
    ParticipantRecord,
    ResponseSnapshotRecord,
)
from surveys.invitations.timetable import KEPT_AFTER_END
from surveys.waves.charter import ballot_months_of
from surveys.waves.records import WaveEditionRecord, WaveRecord
from workplace.erasure.queries import erased_objects
from workplace.erasure.rule import Due, months_after
from workplace.mail.records import MailRecord
from workplace.releases.records import ReleaseRecord
from workplace.sms.records import TextMessageRecord
from workplace.wording import N_, Sentence

_ABOUT = N_("%(wave)s, leverans %(edition)s")


def due_answers(session: Session, now: dt.datetime) -> list[Due]:
    """Return the deliveries whose answers, and whose texts, have been kept as long as their charters let them.

    The time runs from the first certificate that covers the delivery; where none does, from when it came in.
    """
    certified = _certified(session)
    charters = {row.id: row for row in session.scalars(select(WaveRecord))}
    found = []
    for kind, record in ((BALLOTS, BallotRecord), (TEXTS, TextBallotRecord)):
        for wave_id, edition, count, came_at in session.execute(_counts(record)):
            wave = charters[wave_id]
            start = min((at for number, at in certified.get(wave_id, ()) if number >= edition), default=came_at)
            due_at = months_after(start, ballot_months_of(wave.charter))
            if due_at <= now:
                about = Sentence(_ABOUT, {"wave": wave.title, "edition": edition})
                found.append(Due(kind, edition_id(wave_id, edition), about, count, due_at))
    return found


def due_invitations(session: Session, now: dt.datetime) -> list[Due]:
    """Return the ended waves of which it is still kept who was invited, longer than the charter lets it."""
    found = []
    for moments in moments_of_all(session):
        if moments.ended_at is None or moments.ended_at + KEPT_AFTER_END > now:
            continue
        count = invitation_count(session, moments.wave_id)
        if count:
            about = Sentence("%(wave)s", {"wave": moments.wave_id})
            found.append(Due(INVITATIONS, moments.wave_id, about, count, moments.ended_at + KEPT_AFTER_END))
    return found


def invitation_count(session: Session, wave_id: str) -> int:
    """Return how many rows tell who was invited to a wave, and of what was sent to them."""
    invitations = select(InvitationRecord.id).where(InvitationRecord.wave_id == wave_id)
    counted: tuple[tuple[type[Any], Any], ...] = (
        (InvitationRecord, InvitationRecord.wave_id == wave_id),
        (InvitationTokenRecord, InvitationTokenRecord.invitation_id.in_(invitations)),
        (ParticipantRecord, ParticipantRecord.wave_id == wave_id),
        (ResponseSnapshotRecord, ResponseSnapshotRecord.wave_id == wave_id),
        (MailRecord, (MailRecord.cause_kind == CAUSE) & (MailRecord.cause_id == wave_id)),
        (TextMessageRecord, (TextMessageRecord.cause_kind == CAUSE) & (TextMessageRecord.cause_id == wave_id)),
    )
    return sum(
        session.scalar(select(func.count()).select_from(record).where(condition)) or 0 for record, condition in counted
    )


def due_previews(session: Session, now: dt.datetime) -> list[Due]:
    """Return the previews that something newer has overtaken, as one lot."""
    count = len(overtaken_previews(session, now))
    title = next(rule.title for rule in RULES if rule.kind == PREVIEWS)
    return [Due(PREVIEWS, "", Sentence(title), count, now)] if count else []


def overtaken_previews(session: Session, now: dt.datetime) -> list[str]:
    """Return the fingerprints of old previews of deliveries that are published, or that a later one replaced."""
    newest = dict(
        session.execute(
            select(WaveEditionRecord.wave_id, func.max(WaveEditionRecord.number)).group_by(WaveEditionRecord.wave_id)
        ).all()
    )
    certified = _certified(session)
    old = select(ReleasePreviewRecord.fingerprint, ReleasePreviewRecord.wave_id, ReleasePreviewRecord.edition).where(
        ReleasePreviewRecord.ordered_at < now - dt.timedelta(days=PREVIEW_DAYS)
    )
    return [
        row.fingerprint
        for row in session.execute(old)
        if row.edition < newest.get(row.wave_id, 0)
        or any(number >= row.edition for number, _at in certified.get(row.wave_id, ()))
    ]


def answers_erased_at(session: Session, wave_id: str, editions: Sequence[int]) -> dt.datetime | None:
    """Return when the answers of any of the deliveries were erased, the latest; None: all of them are kept."""
    gone = erased_objects(session, BALLOTS, [edition_id(wave_id, edition) for edition in editions])
    return max(gone.values(), default=None)


def _counts(record: type[BallotRecord] | type[TextBallotRecord]) -> Any:
    edition = WaveEditionRecord
    return (
        select(record.wave_id, record.edition, func.count(), edition.imported_at)
        .join(edition, (edition.wave_id == record.wave_id) & (edition.number == record.edition))
        .group_by(record.wave_id, record.edition, edition.imported_at)
        .order_by(record.wave_id, record.edition)
    )


def _certified(session: Session) -> dict[str, list[tuple[int, dt.datetime]]]:
    """Return the delivery each release of a wave was made from, and when it was certified."""
    table = ReleaseRecord.__table__.c
    found: dict[str, list[tuple[int, dt.datetime]]] = {}
    for row in session.execute(select(table.wave_id, table.edition, table.published_at)):
        found.setdefault(row.wave_id, []).append((row.edition, row.published_at))
    return found
