"""What a worker of this house can do: every kind of work, every kind of mail, and what is looked after in between."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy.orm import Session

from appraisal.registry import handlers
from workplace.house import House
from workplace.identity.actions import make_link
from workplace.identity.mails import SIGN_IN_LINK, sign_in_mail
from workplace.jobs.worker import Pass, Worker
from workplace.mail.jobs import Composer, deliver_waiting
from workplace.mail.message import Letter, Message

MAIL_SECONDS = 1.0


def compose_sign_in(session: Session, letter: Letter, now: dt.datetime) -> Message | None:
    """Mint a sign-in link and write the mail that carries it."""
    if letter.to_person_id is None:
        return None
    token = make_link(session, letter.to_person_id, now)
    subject, body = sign_in_mail(f"{letter.public_url}/logga-in/lank/{token}", letter.translator)
    return Message(subject, body)


COMPOSERS: dict[str, Composer] = {SIGN_IN_LINK: compose_sign_in}


def send_mails(house: House, may_go_on: Callable[[], bool]) -> bool:
    """Send what waits in the outbox; return whether anything was sent."""
    return deliver_waiting(house, COMPOSERS, may_go_on=may_go_on).sent > 0


def worker_for(house: House, name: str, *, batch_id: str | None = None) -> Worker:
    """Return a worker that knows all of the above; with a batch it does only that batch and no mails."""
    passes = () if batch_id else (Pass("mail", MAIL_SECONDS, send_mails),)
    return Worker(house, handlers(), name, passes=passes, batch_id=batch_id)


def build_worker(name: str) -> Worker:
    """Build a worker from the settings of the environment: what a spawned process starts with."""
    from appraisal.cli import open_house

    return worker_for(open_house(), name)
