"""How fast mails to many may go, so that a mail server is not flooded."""

from __future__ import annotations


class Pace:
    """An allowance that grows evenly with time, up to that of one second (and at least one mail).

    Time is handed in, in seconds of a clock that never goes back.
    """

    def __init__(self, per_minute: int, *, sharers: int = 1) -> None:
        """`per_minute` 0: as fast as it goes. `sharers`: among how many processes the rate is divided."""
        self._per_second = per_minute / 60 / max(1, sharers)
        self._most = max(1.0, self._per_second)
        self._left = self._most
        self._seen: float | None = None

    def grant(self, wanted: int, at: float) -> int:
        """Return how many of the mails wanted may go now; they count as gone."""
        if not self._per_second:
            return wanted
        if self._seen is not None:
            self._left = min(self._most, self._left + (at - self._seen) * self._per_second)
        self._seen = at
        granted = min(wanted, int(self._left + 1e-9))
        self._left -= granted
        return granted
