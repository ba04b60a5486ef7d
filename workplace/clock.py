"""Time as it is passed in: UTC in store, Europe/Stockholm in view."""

from __future__ import annotations

import datetime as dt
from typing import Protocol
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")


class Clock(Protocol):
    """What code that needs the time is given."""

    def now(self) -> dt.datetime:
        """Return the moment, aware, in UTC."""
        ...

    def today(self) -> dt.date:
        """Return the date in Stockholm."""
        ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC)

    def today(self) -> dt.date:
        return local_date(self.now())


class FixedClock:
    """A clock that stands where it is put: for tests, demo data and documents with a set date."""

    def __init__(self, moment: dt.datetime) -> None:
        self.moment = moment

    def now(self) -> dt.datetime:
        return self.moment

    def today(self) -> dt.date:
        return local_date(self.moment)


def local_date(moment: dt.datetime) -> dt.date:
    """Return the Stockholm date of an aware moment."""
    return moment.astimezone(STOCKHOLM).date()
