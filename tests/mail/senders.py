"""Mails and composers for the tests, importable by a spawned process."""

from __future__ import annotations

import datetime as dt
import multiprocessing
from dataclasses import replace
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from appraisal.registry import load_records
from workplace.clock import SystemClock
from workplace.config import Settings
from workplace.database import Database
from workplace.house import House
from workplace.mail import actions
from workplace.mail.jobs import Composer, deliver_waiting
from workplace.mail.message import Letter, Message
from workplace.mail.records import MailRecord


def queue_plain(house: House, *, to: str = "anna@example.se", **more: Any) -> int:
    values: dict[str, Any] = {
        "subject": "Din ledarrapport är klar",
        "body": "Hej!\n\nÅäö är med.\n",
        "to_address": to,
        "language": "sv",
        "now": house.clock.now(),
        "cause_kind": "test",
        "cause_id": "1",
        **more,
    }
    with house.database.writing() as session:
        return actions.queue(session, **values)


def queue_link(house: House, *, to: str = "anna@example.se", kind: str = "link", **more: Any) -> int:
    with house.database.writing() as session:
        return actions.queue_composed(
            session,
            kind=kind,
            arguments={"to": "E7"},
            to_address=to,
            language="sv",
            now=house.clock.now(),
            cause_kind="test",
            cause_id="1",
            **more,
        )


def row(house: House, mail_id: int) -> MailRecord | None:
    with house.database.reading() as session:
        return session.get(MailRecord, mail_id)


def make_link_table(house: House) -> None:
    with house.database.writing() as session:
        session.execute(text("create table minted (token text not null)"))


def minted(house: House) -> list[str]:
    with house.database.reading() as session:
        return list(session.scalars(text("select token from minted order by token")))


def mint(session: Session, letter: Letter, now: dt.datetime) -> Message:
    """Mint a link when the mail is sent."""
    count = session.scalar(text("select count(*) from minted")) or 0
    token = f"hemlig-{count + 1}"
    session.execute(text("insert into minted (token) values (:token)"), {"token": token})
    return Message("Din länk", f"{letter.public_url}/logga-in/lank/{token}\n")


COMPOSERS: dict[str, Composer] = {"link": mint}


def with_server(house: House, url: str) -> House:
    return House(replace(house.settings, smtp_url=url), house.database, house.clock)


def start_sender(house: House) -> BaseProcess:
    """Start a process of its own that delivers what waits."""
    process = multiprocessing.get_context("spawn").Process(
        target=_deliver, args=(house.settings.database_url, str(house.settings.home), house.settings.smtp_url)
    )
    process.start()
    return process


def _deliver(url: str, home: str, smtp_url: str) -> None:
    load_records()
    settings = Settings(home=Path(home), database_url=url, keys=Path(home), smtp_url=smtp_url)
    deliver_waiting(House(settings, Database(url), SystemClock()), COMPOSERS)
