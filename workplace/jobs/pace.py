"""How fast a batch goes and how long is left."""

from __future__ import annotations

import datetime as dt

WINDOW = dt.timedelta(minutes=3)
"""The rate is taken over what ended this lately, so a night's pause does not slow the figure down."""


def rate_per_minute(ended: int, first: dt.datetime | None, last: dt.datetime | None) -> float | None:
    """Return items per minute from how many ended between the first and the last end, both counted.

    n items mark n − 1 intervals. None with fewer than two items or when no time has passed between them (or
    the clock went back).
    """
    if ended < 2 or first is None or last is None or last <= first:
        return None
    return (ended - 1) * 60 / (last - first).total_seconds()


def seconds_left(remaining: int, rate: float | None) -> float | None:
    """Return seconds until the remaining items have ended at a rate per minute; None when there is no rate
    or no rest.
    """
    if not rate or remaining <= 0:
        return None
    return remaining * 60 / rate
