"""When something that comes back every day is next due."""

from __future__ import annotations

import datetime as dt

from workplace.clock import STOCKHOLM


def next_daily(now: dt.datetime, at: dt.time) -> dt.datetime:
    """Return the next moment after `now` at which clocks in Stockholm show `at`, in UTC.

    In the night when an hour is skipped the moment is the one the clock would have shown without the
    change; in the night when an hour comes twice it is the first of the two.
    """
    local = now.astimezone(STOCKHOLM)
    for days in (0, 1, 2):
        day = local.date() + dt.timedelta(days=days)
        moment = dt.datetime.combine(day, at, tzinfo=STOCKHOLM).astimezone(dt.UTC)
        if moment > now:
            return moment
    raise AssertionError("a day always comes back within two days")
