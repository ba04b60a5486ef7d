"""Backgrounds of the invited, read from the register by the keys an instrument declares."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from surveys.instrument import Background
from workplace.organisation.employment import PersonFacts
from workplace.releases.cells import MISSING

LEADER_CODE, EMPLOYEE_CODE = "chef", "medarbetare"
"""The two codes of the backgrounds `leader` and `role`."""
_BAND = re.compile(r"(\d*)\s*[-–]\s*(\d*)", re.ASCII)


@dataclass(frozen=True)
class Known:
    """What the register says of one person.

    `role` is that of the largest employment; `employed_from` the first day of the earliest one, the first possible
    date where the files do not say.
    """

    facts: PersonFacts
    role: str
    leads: bool
    employed_from: dt.date


def background_of(known: Known, backgrounds: Sequence[Background], on: dt.date) -> Mapping[str, str]:
    """Return the raw code of each background that is taken from the register, "missing" where it does not say.

    The keys are `sex`, `age_group`, `role`, `leader` and `employment_length`; another key is always missing. Age is
    the year of the census less the year of birth, since no more than that is known; employment length is in whole
    years. Both are put in the band that holds the number: `-29` (up to), `30-49`, `50-` (from). A code that the
    instrument does not have counts as missing.
    """
    return {
        background.key: _code(known, background, on) or MISSING for background in backgrounds if not background.is_asked
    }


def band_of(number: int, categories: Sequence[str]) -> str:
    """Return the category whose band holds a number, "" where none does."""
    for category in categories:
        found = _BAND.fullmatch(category.strip())
        if found is None or found.group(0).strip() in ("-", "–"):
            continue
        low, high = found.groups()
        if (not low or int(low) <= number) and (not high or number <= int(high)):
            return category
    return ""


def _code(known: Known, background: Background, on: dt.date) -> str:
    match background.key:
        case "sex":
            return _same(known.facts.sex, background.categories)
        case "age_group":
            born = known.facts.birth_year
            return "" if born is None else band_of(on.year - born, background.categories)
        case "role":
            leads = LEADER_CODE if known.leads else EMPLOYEE_CODE
            return _same(known.role, background.categories) or _same(leads, background.categories)
        case "leader":
            return _same(LEADER_CODE if known.leads else EMPLOYEE_CODE, background.categories)
        case "employment_length":
            since = known.employed_from
            if since == dt.date.min:
                return ""
            years = on.year - since.year - ((on.month, on.day) < (since.month, since.day))
            return band_of(max(0, years), background.categories)
    return ""


def _same(value: str, categories: Sequence[str]) -> str:
    """Return the category a value is written as, whatever its capitals; "" where there is none."""
    return next((category for category in categories if category.casefold() == value.strip().casefold()), "")
