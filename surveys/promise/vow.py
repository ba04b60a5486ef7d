"""The promise to whoever answers, in so few words that a tired reader gets to the end of it.

The promise page, and nothing else, says it whole; the first page of the survey says the part about one's own group.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveys.instrument import Instrument, ItemType
from surveys.waves.charter import floors_of
from workplace.wording import N_, Sentence

MOST_WORDS = 150
"""Of the whole promise, headings and names of reviewers included, in each language."""

TITLE = N_("Vårt löfte om dina svar")
LIMITS_TITLE = N_("Det vi inte kan lova")

_NOBODY_SEES = N_("Varken din chef eller HR får se vad just du svarar.")
_TAKING_PART = N_("Systemet ser att du har svarat, inte vad: deltagandet är konfidentiellt, inte anonymt.")
_FLOOR = N_("Din grupp visas bara om minst %(floor)s svarar.")
_CLOSED = N_(
    "När enkäten har stängt kan ingen ta reda på vilket svar i gruppen som är ditt, inte ens med alla databaser, "
    "kopior och loggar."
)
_OPEN = N_(
    "Medan den är öppen kan bara den som har både databasen och nyckeln göra det, och bara för svar sedan den senaste "
    "blandningen, som görs varje natt."
)
_NAMED = N_("Fritext läses av två granskare utanför din avdelning: %(first)s och %(second)s.")
_UNNAMED = N_("Fritext läses av två namngivna granskare utanför din avdelning.")
_NOBODY = N_("Fritext visas inte för någon, eftersom inga granskare är utsedda.")
_NO_TEXT = N_("Enkäten har inga fritextfrågor. Fritext läses annars av två namngivna granskare utanför din avdelning.")
_ALIKE = N_("Svarar alla i en grupp lika går det att förstå vad var och en svarade.")
_OWN_WORDS = N_("Det du skriver kan avslöja vem du är.")
_OPERATOR = N_("Den som driver systemet och ändrar programmet kan bryta löftet.")


@dataclass(frozen=True)
class Vow:
    """What is promised, and what nobody can promise."""

    promises: tuple[Sentence, ...]
    limits: tuple[Sentence, ...]


def vow_of(charter: Mapping[str, Any], instrument: Instrument, reviewers: Sequence[str]) -> Vow:
    """Return the promise of a wave. `reviewers`: the names that may be said, of those whom the charter names."""
    asks_for_text = any(item.type is ItemType.TEXT for item in instrument.items)
    return Vow(
        promises=(
            Sentence(_NOBODY_SEES),
            Sentence(_TAKING_PART),
            Sentence(_FLOOR, {"floor": floors_of(charter).indices}),
            Sentence(_CLOSED),
            Sentence(_OPEN),
            _reading_of_text(bool(charter.get("reviewers")), reviewers) if asks_for_text else Sentence(_NO_TEXT),
        ),
        limits=(
            Sentence(_ALIKE),
            *((Sentence(_OWN_WORDS),) if asks_for_text else ()),
            Sentence(_OPERATOR),
        ),
    )


def _reading_of_text(has_reviewers: bool, names: Sequence[str]) -> Sentence:
    if not has_reviewers:
        return Sentence(_NOBODY)
    if len(names) != 2:  # one of them is protected and is named nowhere
        return Sentence(_UNNAMED)
    return Sentence(_NAMED, {"first": names[0], "second": names[1]})
