"""How a mix goes on, and what it came to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Progress = Callable[[int, int], None]
"""Told how many boxes are done, of how many known so far. For the one who waits: never kept, never shown to others."""


@dataclass(frozen=True)
class MixPace:
    """How many boxes are handled in one transaction, so that nobody who sends an answer waits long.

    `most_late`: how many boxes that came during the mix may be resealed under the lock; more are caught up with first.
    `pause_seconds`: left to others between transactions that follow closely on each other.
    """

    chunk: int = 500
    most_late: int = 100
    pause_seconds: float = 0.02


@dataclass(frozen=True)
class MixOutcome:
    """`boxes` were mixed, `late` of them came while it went on; the urn is in `epoch` now.

    The number of boxes of an open wave is a counter of answers: it is not logged, journaled or kept.
    """

    wave_id: str
    epoch: int
    boxes: int
    late: int
