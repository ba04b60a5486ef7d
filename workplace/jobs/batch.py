"""What a batch is: its states, what a worker holds while it works on an item, and how far it has come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from workplace.wording import N_, Sentence

MAXIMUM_TRIES = 3
"""How often an item is tried before it is called failed; a worker that died in the middle counts as a try."""


class BatchState(StrEnum):
    """Where a batch stands. Items are handed out while it is ordered or running."""

    ORDERED = "ordered"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"


class ItemState(StrEnum):
    """Where an item stands."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    DONE = "done"
    FAILED = "failed"


OPEN_STATES = (BatchState.ORDERED, BatchState.RUNNING)
ENDED_STATES = (ItemState.DONE, ItemState.FAILED)


@dataclass(frozen=True)
class Claim:
    """An item handed to one worker until `lease_until`.

    `attempt` is the fence: whoever takes the item over gets a higher one, and the effect of the lower is
    refused. `tries` counts this try; above `MAXIMUM_TRIES` the earlier workers died on it and it should be
    failed, not tried.
    """

    batch_id: str
    kind: str
    arguments: Mapping[str, Any]
    key: str
    attempt: int
    tries: int
    lease_until: dt.datetime

    @property
    def is_exhausted(self) -> bool:
        """Return whether workers have died on this item too often for another try."""
        return self.tries > MAXIMUM_TRIES


@dataclass(frozen=True)
class Batch:
    """A batch as its handlers see it. `error` is the class of the error of its last step, empty when it
    went well.
    """

    id: str
    kind: str
    title: Sentence
    arguments: Mapping[str, Any]
    state: BatchState
    made_at: dt.datetime
    made_by: str
    finished_at: dt.datetime | None
    error: str = ""


@dataclass(frozen=True)
class Failure:
    """An item that failed: which one and why. `error` is the class of the error, for those who mend programs."""

    key: str
    reason: Sentence
    error: str
    tries: int


@dataclass(frozen=True)
class Progress:
    """How far a batch has come.

    `rate_per_minute` counts items ended lately; None until two have ended. `seconds_left` is None when it
    cannot be told: no rate yet, nothing handed out, or all has ended.
    """

    batch: Batch
    total: int
    done: int
    failed: int
    waiting: int
    running: int
    rate_per_minute: float | None
    seconds_left: float | None
    failures: tuple[Failure, ...] = ()
    next_at: dt.datetime | None = None

    @property
    def ended(self) -> int:
        """Return how many items need no more work."""
        return self.done + self.failed

    @property
    def is_open(self) -> bool:
        """Return whether items are handed out now."""
        return self.batch.state in OPEN_STATES

    @property
    def has_ended(self) -> bool:
        """Return whether the batch is done, with or without failures."""
        return self.batch.state is BatchState.DONE


STATE_WORDS = {
    BatchState.ORDERED: N_("Beställd"),
    BatchState.RUNNING: N_("Pågår"),
    BatchState.PAUSED: N_("Pausad"),
    BatchState.STOPPED: N_("Stoppad"),
    BatchState.DONE: N_("Klar"),
}

UNEXPECTED = Sentence(N_("Ett oväntat fel i programmet. Försök igen, eller visa felets namn för systemförvaltningen."))
WORKER_LOST = Sentence(N_("Programmet avbröts flera gånger mitt i det här arbetet."))
WORKER_LOST_ERROR = "WorkerLost"
