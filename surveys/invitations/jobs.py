"""A wave runs by itself: its steps are ordered when their moments have come, and each is done once.

Also what composes the mails and text messages of a wave when they are about to be sent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from surveys.erasing.kinds import INVITATIONS
from surveys.erasing.queries import invitation_count
from surveys.invitations.actions import (
    erase_invitations,
    mint,
    order_step,
    queue_opening_mails,
    queue_reminders,
    take_reading,
)
from surveys.invitations.people import OwnWay
from surveys.invitations.queries import OPENING, REMINDER, is_ordered, moments_of_all, own_ways, reminders_sent
from surveys.invitations.texts import Occasion as Telling
from surveys.invitations.texts import opening_mail, reminder_mail, text_message
from surveys.invitations.timetable import Doing, Due, due_steps
from surveys.invitations.tokens import Way
from surveys.planning.jobs import open_with_key
from surveys.planning.plan import Plan, PlanState
from surveys.planning.queries import plan_named
from surveys.planning.texts import WaveTexts, contacts_in, last_day, texts_in
from surveys.waves.charter import floors_of
from workplace.erasure.actions import note_erased
from workplace.house import House
from workplace.jobs.worker import Handler, Pass
from workplace.mail.jobs import LOT
from workplace.mail.message import Letter, Message
from workplace.sms.text import Occasion
from workplace.wording import Translator

TIMETABLE_SECONDS = 15.0


def keep_timetable(house: House, _may_go_on: Callable[[], bool]) -> bool:
    """Order every step whose moment has come; return whether there was one that had not been ordered."""
    now = house.clock.now()
    with house.database.reading() as session:
        due: list[Due] = []
        for moments in moments_of_all(session):
            due += due_steps(moments, now, max(reminders_sent(session, moments.wave_id), default=0))
        ordered = is_ordered(session, {step.name for step in due}) if due else set()
    new = [step for step in due if step.name not in ordered]
    for step in new:
        with house.database.writing() as session:
            order_step(session, step, now=now)
    return bool(new)


TIMETABLE = Pass("survey.timetable", TIMETABLE_SECONDS, keep_timetable)
BULK = frozenset({OPENING, REMINDER})
"""Mails to many, which let all others go first."""


def compose_opening(session: Session, letter: Letter, now: dt.datetime) -> Message | None:
    """Write the mail that invites with a link of its own, the same to those who have answered; None after the close."""
    found = _running(session, letter.arguments, letter.to_person_id, now)
    if found is None:
        return None
    plan, invitation = found
    link = f"{letter.public_url}/enkat/{mint(session, invitation.invitation_id, Way.MAIL)}"
    words, telling = _words(plan, letter.translator), _telling(plan, letter.arguments, letter.translator)
    return opening_mail(words, telling, link, letter.translator)


def compose_reminder(session: Session, letter: Letter, now: dt.datetime) -> Message | None:
    """Write the reminder, unless the person has answered.

    A link is minted in either case, so that what is kept does not tell who was reminded.
    """
    found = _running(session, letter.arguments, letter.to_person_id, now)
    if found is None:
        return None
    plan, invitation = found
    link = f"{letter.public_url}/enkat/{mint(session, invitation.invitation_id, Way.MAIL)}"
    if invitation.answered:
        return None
    words, telling = _words(plan, letter.translator), _telling(plan, letter.arguments, letter.translator)
    return reminder_mail(words, telling, link, letter.translator)


def compose_text(session: Session, occasion: Occasion, now: dt.datetime) -> str | None:
    """Write the text message that invites or reminds; no reminder to who has answered, though a link is minted."""
    found = _running(session, occasion.arguments, occasion.to_person_id, now)
    if found is None:
        return None
    plan, invitation = found
    link = f"{occasion.public_url}/enkat/{mint(session, invitation.invitation_id, Way.SMS)}"
    if occasion.kind == REMINDER and invitation.answered:
        return None
    return text_message(_words(plan, occasion.translator), link)


COMPOSERS = {OPENING: compose_opening, REMINDER: compose_reminder}
TEXT_COMPOSERS = {OPENING: compose_text, REMINDER: compose_text}


def _running(
    session: Session, arguments: Mapping[str, Any], person_id: str | None, now: dt.datetime
) -> tuple[Plan, OwnWay] | None:
    """Return plan and invitation while the wave takes answers from this person, else None."""
    if person_id is None:
        return None
    lot = _lot(session, arguments["wave_id"], person_id)
    plan, invitation = lot.plan, lot.ways.get(person_id)
    if plan is None or plan.state is not PlanState.OPEN or plan.closes_at <= now:
        return None
    return None if invitation is None or invitation.is_withdrawn else (plan, invitation)


@dataclass(frozen=True)
class _Lot:
    """What is read once for all messages of a wave that are composed in one transaction."""

    plan: Plan | None
    ways: Mapping[str, OwnWay]


def _lot(session: Session, wave_id: str, person_id: str) -> _Lot:
    kept: dict[str, _Lot] = session.info.setdefault("lots", {})
    if wave_id not in kept or person_id not in kept[wave_id].ways:
        people = {person_id, *session.info.get(LOT, ())}
        kept[wave_id] = _Lot(plan_named(session, wave_id), own_ways(session, wave_id, people))
    return kept[wave_id]


def _words(plan: Plan, translator: Translator) -> WaveTexts:
    return texts_in(plan.texts, translator.language, plan.title, plan.closes_at, translator)


def _telling(plan: Plan, arguments: Mapping[str, Any], translator: Translator) -> Telling:
    return Telling(
        title=plan.title,
        last_day=last_day(plan.closes_at),
        minutes=int(arguments["minutes"]),
        floor=min(vars(floors_of(plan.charter)).values()),
        contact=contacts_in(plan.contacts, translator)["hr"],
        others=tuple(language for language in plan.languages if language != translator.language),
    )


Context = tuple[House, Mapping[str, Any]]


def _open(context: Context, wave_id: str) -> None:
    house, _arguments = context
    open_with_key(house, wave_id)


def _given(context: Context, _key: str) -> Context:
    return context


def _store_invitations(session: Session, wave_id: str, given: Context) -> Mapping[str, Any]:
    house, _arguments = given
    has_gateway = bool(house.settings.sms_url)
    return {"mails": queue_opening_mails(session, wave_id, house.clock.now(), has_gateway=has_gateway)}


def _store_reminders(session: Session, part: str, given: Context) -> None:
    house, arguments = given
    queue_reminders(
        session,
        arguments["wave_id"],
        arguments["number"],
        house.clock.now(),
        part=part,
        has_gateway=bool(house.settings.sms_url),
    )


def _store_reading(session: Session, wave_id: str, given: Context) -> None:
    _house, arguments = given
    take_reading(session, wave_id, dt.date.fromisoformat(arguments["part"]))


def _store_erasure(session: Session, wave_id: str, given: Context) -> None:
    house, _arguments = given
    now = house.clock.now()
    count = invitation_count(session, wave_id)
    erase_invitations(session, wave_id, now=now)
    note_erased(session, kind=INVITATIONS, object_id=wave_id, count=count, now=now)


HANDLERS = {
    Doing.OPEN.value: Handler(work=_open),
    Doing.INVITE.value: Handler(work=_given, store=_store_invitations),
    Doing.REMIND.value: Handler(work=_given, store=_store_reminders),
    Doing.READ.value: Handler(work=_given, store=_store_reading),
    Doing.ERASE.value: Handler(work=_given, store=_store_erasure),
}
