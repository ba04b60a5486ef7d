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

STATE_PLACES = {
    MailState.WAITING: "vantar",
    MailState.SENT: "skickat",
    MailState.FAILED: "misslyckades",
    MailState.WITHDRAWN: "behovdes-inte",
}
"""How an address names a state."""

PAGE_SIZE = 25
"""How many mails one page of the outbox holds."""

NO_ADDRESS = "NoAddress"
BAD_ADDRESS = "BadAddress"
REFUSED_FOR_GOOD = "RecipientRefused"
UNKNOWN_KIND = "UnknownKind"
BAD_CERTIFICATE = "BadCertificate"
NO_ENCRYPTION = "NoEncryption"
BAD_LOGIN = "BadLogin"
NO_LOGIN = "NoLogin"
NEEDS_MORE = "NeedsMore"
IN_CLEAR = "InClear"

SERVER_WORDS = {
    BAD_CERTIFICATE: N_(
        "E-postserverns certifikat godkänns inte. Kontrollera namnet i MEDSKAP_SMTP_URL och att utfärdaren är känd "
        "på den här datorn. Mejlen väntar."
    ),
    NO_ENCRYPTION: N_("E-postservern erbjuder ingen kryptering (STARTTLS), så inget skickades. Mejlen väntar."),
    BAD_LOGIN: N_(
        "E-postservern godtar inte namnet och lösenordet. Rätta MEDSKAP_SMTP_URL och starta om. Mejlen väntar."
    ),
    NO_LOGIN: N_("E-postservern tar inte emot någon inloggning. Ta bort namn och lösenord ur MEDSKAP_SMTP_URL."),
    NEEDS_MORE: N_("E-postservern kräver inloggning eller kryptering. Rätta MEDSKAP_SMTP_URL. Mejlen väntar."),
    IN_CLEAR: N_("Lösenordet skulle gå okrypterat, så inget skickades. Skriv smtp+starttls:// eller smtps://."),
}
"""Reasons that are about the mail server and not about any one mail."""

ERROR_WORDS = {
    NO_ADDRESS: N_("Personen har ingen e-postadress"),
    BAD_ADDRESS: N_("Adressen går inte att skicka till"),
    REFUSED_FOR_GOOD: N_("Mottagarens server tar inte emot till adressen"),
    UNKNOWN_KIND: N_("Den här sortens mejl finns inte i den här versionen"),
    **SERVER_WORDS,
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
    """How many mails stand where. `overdue` of the waiting ones should have gone a while ago.

    `server_trouble`: why the server took no mail when it was last tried, a key of `SERVER_WORDS`; empty when it did,
    or when the reason is not known.
    """

    waiting: int
    overdue: int
    sent: int
    failed: int
    withdrawn: int
    server_trouble: str = ""

    def count_of(self, state: MailState | None) -> int:
        """Return how many mails stand there; None: how many there are in all."""
        counts = {
            MailState.WAITING: self.waiting,
            MailState.SENT: self.sent,
            MailState.FAILED: self.failed,
            MailState.WITHDRAWN: self.withdrawn,
        }
        return sum(counts.values()) if state is None else counts[state]
