"""A kind of work for the tests: each item writes one row, so that what is lost or doubled can be counted."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from appraisal.registry import load_records
from workplace.clock import SystemClock
from workplace.config import Settings
from workplace.database import Database
from workplace.house import House
from workplace.jobs.worker import Handler, Worker
from workplace.wording import Sentence

KIND = "noted"
TITLE = Sentence("Prov av %(count)s rader", {"count": 3})


def make_effect_table(database: Database) -> None:
    """Create the table whose rows are counted; nothing in it forbids a doubled row."""
    with database.writing() as session:
        session.execute(text("create table effect (item text not null)"))


def effects(database: Database) -> list[str]:
    """Return the keys that took effect, each as often as it did."""
    with database.reading() as session:
        return sorted(session.scalars(text("select item from effect")))


def note(session: Session, key: str, value: Any) -> Mapping[str, Any]:
    session.execute(text("insert into effect (item) values (:key)"), {"key": key})
    return {"value": value}


def upper(context: Any, key: str) -> str:
    return key.upper()


def slow_upper(context: Any, key: str) -> str:
    """Take a while, and leave a mark outside the database that the item was begun."""
    _house, arguments = context
    with Path(arguments["begun"]).open("a") as begun:
        begun.write(f"{key} {os.getpid()}\n")
    time.sleep(arguments.get("seconds", 0.05))
    return key.upper()


NOTED = Handler(work=upper, store=note)
SLOW = Handler(work=slow_upper, store=note)


def build_slow_worker(url: str, home: str, name: str) -> Worker:
    """What a spawned process calls."""
    load_records()
    settings = Settings(home=Path(home), database_url=url, keys=Path(home) / "keys")
    house = House(settings=settings, database=Database(url), clock=SystemClock())
    return Worker(house, {KIND: SLOW}, name)
