"""What a worker of this house can do: every kind of work, every kind of mail, and what is looked after in between."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable

from sqlalchemy.orm import Session

from appraisal.registry import handlers
from surveys.closing.jobs import DAILY
from surveys.improvements.telling.jobs import BULK as BULK_TOLD
from surveys.improvements.telling.jobs import COMPOSERS as IMPROVEMENT_COMPOSERS
from surveys.improvements.telling.jobs import DAILY as IMPROVEMENTS_DAILY
from surveys.invitations.jobs import BULK, TEXT_COMPOSERS, TIMETABLE
from surveys.invitations.jobs import COMPOSERS as SURVEY_COMPOSERS
from workplace.erasure.jobs import DAILY as RETENTION_DAILY
from workplace.house import House
from workplace.identity.actions import make_link
from workplace.identity.mails import SIGN_IN_LINK, sign_in_mail
from workplace.jobs.worker import Pass, Worker, daily_pass
from workplace.mail.jobs import Composer, deliver_waiting
from workplace.mail.message import Letter, Message
from workplace.mail.pace import Pace
from workplace.sms.jobs import deliver_texts

MAIL_SECONDS = 1.0
ROUND_SECONDS = 5.0
"""How long a worker sends messages before it looks for other work."""


def compose_sign_in(session: Session, letter: Letter, now: dt.datetime) -> Message | None:
    """Mint a sign-in link and write the mail that carries it."""
    if letter.to_person_id is None:
        return None
    token = make_link(session, letter.to_person_id, now)
    subject, body = sign_in_mail(f"{letter.public_url}/logga-in/lank/{token}", letter.translator)
    return Message(subject, body)


COMPOSERS: dict[str, Composer] = {SIGN_IN_LINK: compose_sign_in, **SURVEY_COMPOSERS, **IMPROVEMENT_COMPOSERS}


def message_passes(house: House) -> tuple[Pass, ...]:
    """Return what sends mails and text messages; mails to many keep to the rate of the settings, each worker its part.

    A round is short, so that other work is not kept waiting by forty thousand mails.
    """
    pace = Pace(house.settings.mails_per_minute, sharers=house.settings.workers)

    def may_go_on_until(until: float, may_go_on: Callable[[], bool]) -> Callable[[], bool]:
        return lambda: may_go_on() and time.monotonic() < until

    def send_mails(house: House, may_go_on: Callable[[], bool]) -> bool:
        until = time.monotonic() + ROUND_SECONDS
        may = may_go_on_until(until, may_go_on)
        return deliver_waiting(house, COMPOSERS, may_go_on=may, bulk=BULK | BULK_TOLD, pace=pace).sent > 0

    def send_texts(house: House, may_go_on: Callable[[], bool]) -> bool:
        may = may_go_on_until(time.monotonic() + ROUND_SECONDS, may_go_on)
        return deliver_texts(house, TEXT_COMPOSERS, may_go_on=may).sent > 0

    return Pass("mail", MAIL_SECONDS, send_mails), Pass("sms", MAIL_SECONDS, send_texts)


def worker_for(house: House, name: str, *, batch_id: str | None = None) -> Worker:
    """Return a worker that knows all of the above; with a batch it does only that batch and no mails."""
    dailies = (*DAILY, *IMPROVEMENTS_DAILY, *RETENTION_DAILY)
    passes = () if batch_id else (*message_passes(house), TIMETABLE, daily_pass(dailies))
    return Worker(house, handlers(), name, passes=passes, batch_id=batch_id)


def build_worker(name: str) -> Worker:
    """Build a worker from the settings of the environment: what a spawned process starts with."""
    from appraisal.cli import open_house

    return worker_for(open_house(), name)
