"""Who is employed where, on a date."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Placement:
    """What an employment in one unit is like; two placements are the same when all of this is.

    `employed_to` is the last day. None means that the files do not say.
    """

    person_id: str
    unit_id: str
    title: str = ""
    role: str = ""
    employment_form: str = "month"
    fte: Decimal | None = None
    assignment_percent: Decimal | None = None
    agreement_area: str = ""
    aid_code: str = ""
    monthly_pay: Decimal | None = None
    pay_additions: Decimal | None = None
    employed_from: dt.date = dt.date.min
    employed_to: dt.date = dt.date.max


@dataclass(frozen=True)
class Employment:
    """A placement as it was known from `valid_from` up to, not including, `valid_to`."""

    id: int
    placement: Placement
    valid_from: dt.date
    valid_to: dt.date


@dataclass(frozen=True)
class PersonFacts:
    """What is known of a person now; a change of name changes the present name."""

    person_id: str
    name: str = ""
    email: str = ""
    phone: str = ""
    sex: str = ""
    birth_year: int | None = None
    protected: bool = False


@dataclass(frozen=True)
class Absence:
    """A longer absence from the first to the last day, both counted."""

    person_id: str
    kind: str
    absent_from: dt.date
    absent_to: dt.date
