"""The overview of plans: which units somebody follows, and how each stands. In the order of the tree, never ranked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum


class Filter(Enum):
    """Which units are listed; the value stands in the address."""

    WITHOUT = "utan"
    LATE = "sena"
    WITH = "med"
    ALL = "alla"


@dataclass(frozen=True)
class Scope:
    """Which units of a wave somebody follows: all, those of administrations, and single ones."""

    everything: bool = False
    administrations: frozenset[str] = frozenset()
    unit_ids: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Totals:
    """How many units there are, how many have a plan, and how many have something late."""

    units: int
    with_plan: int
    late_units: int

    @property
    def without_plan(self) -> int:
        """How many have no plan."""
        return self.units - self.with_plan

    def of(self, chosen: Filter) -> int:
        """Return how many a filter lists."""
        return {
            Filter.WITHOUT: self.without_plan,
            Filter.LATE: self.late_units,
            Filter.WITH: self.with_plan,
            Filter.ALL: self.units,
        }[chosen]


@dataclass(frozen=True)
class UnitLine:
    """A unit with its plan. `next_date` None: nothing open has a date. `leader_name` "" where none may be named."""

    unit_id: str
    name: str
    administration: str
    leader_name: str
    improvements: int
    done: int
    late: int
    next_date: dt.date | None
