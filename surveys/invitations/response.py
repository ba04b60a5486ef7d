"""How large a part has answered, told so that nobody can be made out: large groups, twice a week, in classes.

Promised in TRUST 2: groups of at least 20, "< 50, 50–59, 60–69, 70 and more", never a counter that moves by one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from enum import StrEnum

import numpy as np

from measures.disclosure.pattern import best_pattern
from measures.disclosure.unit_tree import UnitTree
from surveys.waves.wave_unit import WaveUnit
from workplace.clock import STOCKHOLM
from workplace.wording import N_

SMALLEST_GROUP = 20
READ_AT = dt.time(6)
READ_ON = (0, 3)
"""Mondays and Thursdays."""


class RateClass(StrEnum):
    """The part of a group that has answered, in per cent."""

    BELOW_50 = "below_50"
    FROM_50 = "from_50"
    FROM_60 = "from_60"
    FROM_70 = "from_70"


RATE_WORDS: Mapping[RateClass, str] = {
    RateClass.BELOW_50: N_("under 50 %%"),
    RateClass.FROM_50: N_("50–59 %%"),
    RateClass.FROM_60: N_("60–69 %%"),
    RateClass.FROM_70: N_("70 %% eller mer"),
}


def rate_class(answered: int, invited: int) -> RateClass:
    """Return the class; whole numbers only, so that no rounding lifts a group into the next. ValueError for nobody."""
    if not 0 <= answered <= invited or not invited:
        raise ValueError("as many or fewer have answered than were invited, and somebody was")
    for least, found in ((70, RateClass.FROM_70), (60, RateClass.FROM_60), (50, RateClass.FROM_50)):
        if 100 * answered >= least * invited:
            return found
    return RateClass.BELOW_50


def shown_classes(units: Sequence[WaveUnit], counts: Mapping[str, tuple[int, int]]) -> dict[str, RateClass]:
    """Return the class of each unit, with all below it, that may be told.

    `counts`: unit id to (invited, answered) of its direct group. A unit is told when it and what is left of it beside
    the told units below are empty or at least 20, so that nothing about a smaller group can be worked out by
    subtraction. Decided by who was invited, never by who has answered.
    """
    if not units:
        return {}
    place = {unit.unit_id: index for index, unit in enumerate(units)}
    tree = UnitTree.from_parents(list(place), [place.get(unit.parent_id or "", -1) for unit in units])
    own = np.array([counts.get(unit.unit_id, (0, 0)) for unit in units], dtype=np.int64)
    whole = np.asarray(tree.roll_up(own), dtype=np.int64)
    allowed = (np.arange(tree.node_count) < len(units)) & (whole[:, 0] >= SMALLEST_GROUP)
    told = best_pattern(tree, whole[:, 0], SMALLEST_GROUP, allowed=allowed)
    return {
        unit.unit_id: rate_class(int(whole[index, 1]), int(whole[index, 0]))
        for index, unit in enumerate(units)
        if told[index]
    }


def latest_reading(now: dt.datetime) -> dt.datetime:
    """Return the last moment at or before `now` at which the response is read."""
    local = now.astimezone(STOCKHOLM)
    for days in range(8):
        day = local.date() - dt.timedelta(days=days)
        moment = dt.datetime.combine(day, READ_AT, STOCKHOLM).astimezone(dt.UTC)
        if day.weekday() in READ_ON and moment <= now:
            return moment
    raise AssertionError("there is a reading in every week")
