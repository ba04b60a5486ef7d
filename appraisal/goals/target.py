"""What the figures of a goal say.

A target may be a number, a direction, delegated or absent; an outcome a number or a judgement. The text as it was
written is kept beside what it means.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

UNITS = (
    "%",
    "procent",
    "procentenheter",
    "st",
    "stycken",
    "antal",
    "personer",
    "platser",
    "kr",
    "tkr",
    "mnkr",
    "dagar",
    "dygn",
    "timmar",
    "veckor",
    "månader",
    "år",
    "poäng",
    "index",
    "km",
    "m2",
    "kvm",
    "ton",
    "kg",
    "kwh",
    "mwh",
)
"""Units that may stand after a number."""
_ABSENT = {"", "-", "–", "—", "."}
_DIRECTIONS = {
    "öka": "increase",
    "ökar": "increase",
    "ökas": "increase",
    "ökning": "increase",
    "ska öka": "increase",
    "minska": "decrease",
    "minskar": "decrease",
    "minskas": "decrease",
    "minskning": "decrease",
    "ska minska": "decrease",
    "oförändrad": "keep",
    "oförändrat": "keep",
    "behålla": "keep",
    "bibehålla": "keep",
    "bibehålls": "keep",
}
_JUDGEMENTS = {"helt": "fully", "delvis": "partly", "ej": "not", "inte": "not"}
_JUDGED = re.compile(
    r"(?:(?:bedöms )?(?:uppfyllas|uppfylls|uppfyllt|uppfyllda)\s*)?(helt|delvis|ej|inte)"
    r"(?:\s*(?:uppfyllas|uppfylls|uppfyllt|uppfyllda))?"
)
_DELEGATED = re.compile(r"(?:ska )?(?:tas|fastställs|sätts|beslutas|anges) (?:fram )?av \S.*")
_BOUNDS = {
    "minst": "at_least",
    "≥": "at_least",
    ">=": "at_least",
    "högst": "at_most",
    "≤": "at_most",
    "<=": "at_most",
}
_NUMBER = re.compile(
    r"(?P<bound>minst|högst|≥|≤|>=|<=)?\s*"
    r"(?P<number>[-−]?\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d+)?|[-−]?\d+(?:[.,]\d+)?)"
    r"\s*(?P<unit>[^\d\s].*)?",
    re.IGNORECASE,
)


class TargetKind(StrEnum):
    """What sort of target it is."""

    NUMBER = "number"
    DIRECTION = "direction"
    DELEGATED = "delegated"
    """Somebody else sets it: "tas fram av nämnden"."""
    NONE = "none"


class Direction(StrEnum):
    """Where a figure should go."""

    INCREASE = "increase"
    DECREASE = "decrease"
    KEEP = "keep"


class Bound(StrEnum):
    """How a number is meant; EXACT, when nothing was said, tells not whether more is better."""

    EXACT = "exact"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class Judgement(StrEnum):
    """How far a goal is fulfilled, as a person has judged it."""

    FULLY = "fully"
    PARTLY = "partly"
    NOT = "not"


@dataclass(frozen=True)
class Target:
    """A target; `value` only for a number, `direction` only for a direction. `text` is as it was written."""

    kind: TargetKind
    text: str = ""
    value: Decimal | None = None
    unit: str = ""
    bound: Bound = Bound.EXACT
    direction: Direction | None = None


@dataclass(frozen=True)
class Outcome:
    """An outcome or a forecast: a number, a judgement, or nothing yet (both None)."""

    text: str = ""
    value: Decimal | None = None
    unit: str = ""
    judgement: Judgement | None = None

    @property
    def is_absent(self) -> bool:
        """Whether nothing has been told yet."""
        return self.value is None and self.judgement is None


def read_target(text: str) -> Target | None:
    """Return the target a text means, or None when it is not understood."""
    text = text.strip()
    folded = text.casefold()
    if folded in _ABSENT:
        return Target(TargetKind.NONE)
    if folded in _DIRECTIONS:
        return Target(TargetKind.DIRECTION, text, direction=Direction(_DIRECTIONS[folded]))
    if _DELEGATED.fullmatch(folded):
        return Target(TargetKind.DELEGATED, text)
    number = _number(text)
    if number is None:
        return None
    value, unit, bound = number
    return Target(TargetKind.NUMBER, text, value=value, unit=unit, bound=bound)


def read_outcome(text: str) -> Outcome | None:
    """Return the outcome a text means, or None when it is not understood."""
    text = text.strip()
    folded = text.casefold()
    if folded in _ABSENT:
        return Outcome()
    if judged := _JUDGED.fullmatch(folded):
        return Outcome(text, judgement=Judgement(_JUDGEMENTS[judged[1]]))
    number = _number(text)
    if number is None or number[2] is not Bound.EXACT:
        return None
    return Outcome(text, value=number[0], unit=number[1])


def _number(text: str) -> tuple[Decimal, str, Bound] | None:
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        return None
    unit = (found["unit"] or "").strip()
    if unit and unit.casefold() not in UNITS:
        return None
    digits = re.sub(r"[ \u00a0\u202f]", "", found["number"]).replace("−", "-").replace(",", ".")
    return Decimal(digits), unit, Bound(_BOUNDS.get((found["bound"] or "").casefold(), "exact"))
