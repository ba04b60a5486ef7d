"""What a mail in the outbox is: its states, how long to wait after a refusal, and how the outbox stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from workplace.wording import N_

WAITS = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440))
"""How long a mail waits after its first, second, … refusal for now; after one more it is called failed."""

SERVER_WAIT = dt.timedelta(minutes=1)
"""How long all mails wait when the mail server cannot be reached; this never makes a mail fail."""

OVERDUE = dt.timedelta(minutes=15)
"""A mail that has waited longer than this says that something is wrong."""


class MailState(StrEnum):
    """Where a mail stands. `withdrawn`: when it was to be sent there was no longer any reason to send it."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


STATE_WORDS = {
    MailState.WAITING: N_("Väntar"),
    MailState.SENT: N_("Skickat"),
    MailState.FAILED: N_("Misslyckades"),
    MailState.WITHDRAWN: N_("Behövdes inte längre"),
}

NO_ADDRESS = "NoAddress"
BAD_ADDRESS = "BadAddress"
REFUSED_FOR_GOOD = "RecipientRefused"
UNKNOWN_KIND = "UnknownKind"

ERROR_WORDS = {
    NO_ADDRESS: N_("Personen har ingen e-postadress"),
    BAD_ADDRESS: N_("Adressen går inte att skicka till"),
    REFUSED_FOR_GOOD: N_("Mottagarens server tar inte emot till adressen"),
    UNKNOWN_KIND: N_("Den här sortens mejl finns inte i den här versionen"),
}
"""Reasons in words; any other error is told by its class."""


def wait_after(refusals: int) -> dt.timedelta | None:
    """Return how long to wait after so many refusals for now, or None when it is enough.

    Raises ValueError below one.
    """
    if refusals < 1:
        raise ValueError("a wait follows a refusal")
    return WAITS[refusals - 1] if refusals <= len(WAITS) else None


@dataclass(frozen=True)
class MailRow:
    """A mail as the list shows it: never a subject, a text or a link. `to_address` is empty for protected
    persons.
    """

    id: int
    to_address: str
    is_protected: bool
    kind: str
    cause_kind: str
    state: MailState
    made_at: dt.datetime
    sent_at: dt.datetime | None
    not_before: dt.datetime | None
    refusals: int
    error: str


@dataclass(frozen=True)
class DemoMail:
    """A mail of a demo, with its text and links."""

    id: int
    to_address: str
    to_name: str
    subject: str
    body: str
    state: MailState
    made_at: dt.datetime
    sent_at: dt.datetime | None


@dataclass(frozen=True)
class OutboxState:
    """How many mails stand where. `overdue` of the waiting ones should have gone a while ago."""

    waiting: int
    overdue: int
    sent: int
    failed: int
    withdrawn: int
