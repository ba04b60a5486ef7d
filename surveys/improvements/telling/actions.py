"""Order the messages to the groups, and put messages and reminders in the outbox."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.orm import Session

from surveys.improvements.records import ImprovementReminderRecord
from surveys.improvements.telling.queries import (
    Addressed,
    improvements_near,
    leaders_to_remind,
    released_waves,
    reminded,
    units_to_tell,
)
from surveys.improvements.telling.timetable import due_reminders, due_tellings
from workplace.clock import local_date
from workplace.jobs.actions import order
from workplace.jobs.queries import batch_of
from workplace.mail.actions import Recipient, queue_composed, queue_many
from workplace.wording import LANGUAGES, N_, Sentence

TELL = "improvements.tell"
TOLD = "improvements.told"
REMINDER = "improvements.reminder"
CAUSE = "improvements"


def order_tellings(session: Session, *, now: dt.datetime) -> int:
    """Order the messages whose day has come, a unit an item, and return how many were new. Never twice the same."""
    new = 0
    for telling in due_tellings(released_waves(session), local_date(now)):
        if batch_of(session, telling.batch_id) is None:
            new += 1
            order(
                session,
                kind=TELL,
                keys=units_to_tell(session, telling.wave_id),
                title=Sentence(N_("Ni sa – vi gör, %(weeks)s veckor"), {"weeks": telling.number}),
                now=now,
                arguments={"wave_id": telling.wave_id, "weeks": telling.number},
                batch_id=telling.batch_id,
            )
    return new


def queue_told(
    session: Session, wave_id: str, unit_id: str, weeks: int, recipients: Sequence[Addressed], *, now: dt.datetime
) -> int:
    """Put the message of a unit in the outbox to each of its people and return how many."""
    return queue_many(
        session,
        [Recipient(one.address, one.person_id, LANGUAGES[0]) for one in recipients],
        kind=TOLD,
        arguments={"wave_id": wave_id, "unit_id": unit_id, "weeks": weeks},
        now=now,
        cause_kind=CAUSE,
        cause_id=f"{wave_id}/{unit_id}/{weeks}",
    )


def queue_reminders(session: Session, *, now: dt.datetime) -> int:
    """Put one mail a leader in the outbox about what is due within a week or late, and return how many mails.

    An improvement is reminded of once before and once after each date it is given.
    """
    today = local_date(now)
    found = {one.improvement_id: one for one in improvements_near(session, today)}
    done = reminded(session, found.keys())
    new = [reminder for reminder in due_reminders(found.values(), today) if reminder not in done]
    leaders = leaders_to_remind(session, {found[one.improvement_id].unit_id for one in new}, today)
    letters: dict[tuple[str, str], list[int]] = {}
    for reminder in new:
        leader = leaders.get(found[reminder.improvement_id].unit_id)
        if leader is None:
            continue
        letters.setdefault(leader, []).append(reminder.improvement_id)
        session.add(
            ImprovementReminderRecord(
                agreement_id=reminder.improvement_id,
                by_when=reminder.by_when,
                kind=reminder.kind.value,
                reminded_at=now,
            )
        )
    for (person_id, address), ids in letters.items():
        queue_composed(
            session,
            kind=REMINDER,
            arguments={"improvements": ids},
            to_address=address,
            to_person_id=person_id,
            language=LANGUAGES[0],
            now=now,
            cause_kind=CAUSE,
            cause_id=today.isoformat(),
        )
    return len(letters)
