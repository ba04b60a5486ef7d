"""What is erased by which rule, as values: a rule of one kind of records, and what is due by it."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from workplace.wording import Sentence


@dataclass(frozen=True)
class ErasureRule:
    """One kind of records and when it goes.

    `title`, `when`: message ids. `needs_decision`: nothing of the kind goes without a recorded decision. `tables`:
    where the records lie, so that the database can clean up behind them.
    """

    kind: str
    title: str
    when: str
    needs_decision: bool
    tables: tuple[str, ...]


@dataclass(frozen=True)
class Due:
    """Records of one kind that go together.

    `object_id`: what they belong to, "" for nothing in particular. `about`: the same in words. `count`: how many they
    are, at least one. `due_at`: the moment from which the rule lets them go; it may lie ahead of the moment asked for.
    """

    kind: str
    object_id: str
    about: Sentence
    count: int
    due_at: dt.datetime


@dataclass(frozen=True)
class Decision:
    """A recorded decision to erase (gallringsbeslut) of one kind of records.

    `decided_by`: the body; `reference`: where the decision is found. `withdrawn_at` None: it is in force.
    """

    id: int
    kind: str
    decided_by: str
    reference: str
    decided_on: dt.date
    recorded_at: dt.datetime
    recorded_by: str
    withdrawn_at: dt.datetime | None = None


@dataclass(frozen=True)
class Erased:
    """An erasure that was carried out. `decision_id` None: the rule asks for none."""

    kind: str
    object_id: str
    count: int
    erased_at: dt.datetime
    decision_id: int | None


class Source(Protocol):
    """What each room hands in: its rules, what is due by them, and how that is taken away."""

    @property
    def RULES(self) -> tuple[ErasureRule, ...]:  # noqa: N802 - a module's constant
        """The room's rules."""
        ...

    def due(self, session: Any, now: dt.datetime) -> list[Due]:
        """Return what may go at a moment, the kinds in the order of the rules."""
        ...

    def erase(self, session: Any, due: Due, now: dt.datetime) -> int:
        """Take it away in the caller's transaction and return how many records went."""
        ...


def rules_of(sources: Sequence[Source]) -> dict[str, ErasureRule]:
    """Return every rule by its kind, in the order of the rooms."""
    return {rule.kind: rule for source in sources for rule in source.RULES}


def source_of(sources: Sequence[Source], kind: str) -> Source:
    """Return the room a kind belongs to; KeyError for a kind of none."""
    for source in sources:
        if any(rule.kind == kind for rule in source.RULES):
            return source
    raise KeyError(kind)


def months_after(moment: dt.datetime, months: int) -> dt.datetime:
    """Return the same day and time a number of months later; the last day of a month that is too short."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last))
