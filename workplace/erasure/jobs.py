"""The pass that erases: every night, and by `medskap retention run`.

Each lot goes in a transaction of its own. Afterwards the database cleans up behind what went, so that it lies neither
in its file nor in its log.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from workplace.erasure.actions import erase_due
from workplace.erasure.queries import all_due, decisions_in_force
from workplace.erasure.rule import Due, Source, rules_of
from workplace.house import House
from workplace.jobs.lease import LONGEST_LEASE
from workplace.jobs.worker import Daily, Handler
from workplace.wording import N_, Sentence

RETENTION_KIND = "retention"
RETENTION_AT = dt.time(3, 45)
"""After the urns are mixed."""
DAILY = (Daily(RETENTION_KIND, Sentence(N_("Nattlig gallring")), RETENTION_AT),)
log = logging.getLogger("medskap.erasure")


@dataclass(frozen=True)
class RetentionOutcome:
    """What went, or would go (`counts` as they were listed), and what waits for a decision.

    `is_clean` False: somebody was reading, so the database could not clean up behind what went; run again.
    """

    erased: tuple[Due, ...]
    waiting: tuple[Due, ...]
    is_clean: bool = True

    @property
    def counts(self) -> Mapping[str, int]:
        """How many records went of each kind."""
        found: dict[str, int] = {}
        for due in self.erased:
            found[due.kind] = found.get(due.kind, 0) + due.count
        return found


def run_retention(
    house: House, sources: Sequence[Source], *, is_dry_run: bool = False, actor_id: str = ""
) -> RetentionOutcome:
    """Erase all that is due and needs no decision or has one; with `is_dry_run` only say so."""
    now = house.clock.now()
    rules = rules_of(sources)
    with house.database.reading() as session:
        found = all_due(session, sources, now)
        decided = decisions_in_force(session)
    waiting = tuple(due for due in found if rules[due.kind].needs_decision and due.kind not in decided)
    going = tuple(due for due in found if due not in waiting)
    if is_dry_run:
        return RetentionOutcome(going, waiting)
    erased = []
    for due in going:
        with house.database.writing() as session:
            count = erase_due(session, sources, due, now=now, actor_id=actor_id)
        if count:
            erased.append(Due(due.kind, due.object_id, due.about, count, due.due_at))
    tables = sorted({table for due in erased for table in rules[due.kind].tables})
    is_clean = house.database.clean_up(tables) if tables else True
    if not is_clean:
        log.warning("the database was in use and could not clean up behind what was erased")
    return RetentionOutcome(tuple(erased), waiting, is_clean)


def nightly(sources: Callable[[], Sequence[Source]]) -> Handler:
    """Return what is done every night. `sources`: the rooms, as the roof knows them."""

    def work(context: tuple[House, Mapping[str, Any]], _day: str) -> RetentionOutcome:
        house, _arguments = context
        return run_retention(house, sources())

    def store(_session: Session, _day: str, outcome: RetentionOutcome) -> Mapping[str, Any]:
        return {"counts": dict(outcome.counts), "is_clean": outcome.is_clean}

    return Handler(work=work, store=store, lease=LONGEST_LEASE)
