"""What comes by itself: each morning leaders are reminded, and at 8 and 20 weeks every group is told what is done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from surveys.improvements.telling.actions import REMINDER, TELL, TOLD, order_tellings, queue_reminders, queue_told
from surveys.improvements.telling.queries import (
    Addressed,
    group_told,
    improvements_by_id,
    leaders_to_remind,
    recipients_of,
    unit_names,
)
from surveys.improvements.telling.told import Occasion, ReminderLine, reminder_message, told_message
from workplace.clock import local_date
from workplace.house import House
from workplace.jobs.worker import Daily, Handler
from workplace.mail.message import Letter, Message
from workplace.wording import N_, Sentence

MORNING = "improvements.morning"
DAILY = (Daily(MORNING, Sentence(N_("Påminnelser om förbättringsåtgärder")), dt.time(6, 30)),)
"""What comes back every day."""
BULK = frozenset({TOLD})
"""Mails to many, which let all others go first."""


@dataclass(frozen=True)
class _Telling:
    """What all items of a telling share: whom each unit's message goes to."""

    arguments: Mapping[str, Any]
    now: dt.datetime
    recipients: Mapping[str, list[Addressed]]


def _prepare(house: House, arguments: Mapping[str, Any]) -> _Telling:
    now = house.clock.now()
    with house.database.reading() as session:
        return _Telling(arguments, now, recipients_of(session, arguments["wave_id"], local_date(now)))


def _given(context: Any, _key: str) -> Any:
    return context


def _store_told(session: Session, unit_id: str, telling: _Telling) -> Mapping[str, Any]:
    sent = queue_told(
        session,
        telling.arguments["wave_id"],
        unit_id,
        telling.arguments["weeks"],
        telling.recipients.get(unit_id, []),
        now=telling.now,
    )
    return {"mails": sent}


def _store_morning(session: Session, _day: str, given: tuple[House, Mapping[str, Any]]) -> Mapping[str, Any]:
    house, _arguments = given
    now = house.clock.now()
    return {"tellings": order_tellings(session, now=now), "reminders": queue_reminders(session, now=now)}


HANDLERS = {
    MORNING: Handler(work=_given, store=_store_morning),
    TELL: Handler(work=_given, store=_store_told, prepare=_prepare),
}


def compose_told(session: Session, letter: Letter, now: dt.datetime) -> Message | None:
    """Write the message to one of a group, as the plan stands when it is sent."""
    wave_id, unit_id = letter.arguments["wave_id"], letter.arguments["unit_id"]
    told = group_told(session, wave_id, unit_id, local_date(now), letter.translator.language)
    if told is None:
        return None
    occasion = Occasion(
        weeks=int(letter.arguments["weeks"]),
        wave_title=told.release.title,
        unit_name=told.unit_name,
        leader_name=told.leader_name,
        href=f"{letter.public_url}/resultat/{wave_id}/{unit_id}",
        own_words=told.own_words,
    )
    return told_message(occasion, told.said, letter.translator)


def compose_reminder(session: Session, letter: Letter, now: dt.datetime) -> Message | None:
    """Write the reminder to a leader about what is still open in the units still led; None where nothing is."""
    today = local_date(now)
    found = [one for one in improvements_by_id(session, letter.arguments["improvements"]) if one.is_open]
    leaders = leaders_to_remind(session, {one.unit_id for one in found}, today)
    names = unit_names(session, {(one.wave_id, one.unit_id) for one in found})
    lines = [
        ReminderLine(
            what=one.terms.what,
            unit_name=names.get((one.wave_id, one.unit_id), one.unit_id),
            by_when=one.terms.by_when,
            is_late=one.is_late(today),
            href=f"{letter.public_url}/resultat/{one.wave_id}/{one.unit_id}/atgarder/{one.improvement_id}",
        )
        for one in found
        if one.terms.by_when is not None and leaders.get(one.unit_id, ("", ""))[0] == letter.to_person_id
    ]
    return reminder_message(lines, letter.translator) if lines else None


COMPOSERS = {TOLD: compose_told, REMINDER: compose_reminder}
