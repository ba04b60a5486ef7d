"""What a composer of text messages is given, and the reasons for which a message is not sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workplace.wording import N_, Translator

NO_NUMBER = "NoNumber"
BAD_NUMBER = "BadNumber"
REFUSED_FOR_GOOD = "NumberRefused"
UNKNOWN_KIND = "UnknownKind"
ERROR_WORDS: Mapping[str, str] = {
    NO_NUMBER: N_("Personen har inget mobilnummer"),
    BAD_NUMBER: N_("Numret går inte att skicka till"),
    REFUSED_FOR_GOOD: N_("Sms-tjänsten tar inte emot numret"),
    UNKNOWN_KIND: N_("Den här sortens sms finns inte i den här versionen"),
}
"""Reasons in words; any other error is told by its class."""


@dataclass(frozen=True)
class Occasion:
    """A message about to be sent. Links begin with `public_url`."""

    kind: str
    arguments: Mapping[str, Any]
    to_number: str
    to_person_id: str | None
    translator: Translator
    public_url: str
