"""How long a claim holds, also when the clock is set back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

LEASE = dt.timedelta(minutes=5)
"""How long a worker holds an item unless its handler says otherwise."""
LONGEST_LEASE = dt.timedelta(minutes=15)
"""No claim is given for longer."""


@dataclass(frozen=True)
class LeaseWindow:
    """A lease that ends after `now` and not after `furthest` is believed; any other has ended."""

    now: dt.datetime
    furthest: dt.datetime


def lease_window(now: dt.datetime) -> LeaseWindow:
    """Return which ends of leases are believed at `now`.

    A lease that ends further ahead than any that could have been given in the last quarter of an hour was
    given before the clock was set back; it counts as ended, so that nothing waits an hour for a worker that
    died. Should that worker live after all, its finish is refused by the fence.
    """
    return LeaseWindow(now=now, furthest=now + 2 * LONGEST_LEASE)


def lease_end(now: dt.datetime, lease: dt.timedelta) -> dt.datetime:
    """Return when a lease given now ends.

    Raises ValueError for a lease of nothing or above `LONGEST_LEASE`.
    """
    if not dt.timedelta(0) < lease <= LONGEST_LEASE:
        raise ValueError(f"a lease lasts above 0 and at most {LONGEST_LEASE}, not {lease}")
    return now + lease
