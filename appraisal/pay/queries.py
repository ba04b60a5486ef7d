"""Read the published lönekriterier."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from appraisal.pay.criteria import CriteriaSet, in_force, read_criteria_set
from workplace.definitions.document import parse
from workplace.definitions.queries import all_of
from workplace.policy.policy import Audience


def published_criteria_sets(session: Session) -> list[CriteriaSet]:
    """Return every published criteria set, by key, newest version first."""
    return [read_criteria_set(parse(row.toml)) for row in all_of(session, "criteria_set")]


def criteria_in_force(session: Session, on: dt.date) -> dict[Audience, CriteriaSet]:
    """Return the criteria set in force on a date for each audience; one without any is left out."""
    sets = published_criteria_sets(session)
    found = {audience: in_force(sets, audience, on) for audience in Audience}
    return {audience: one for audience, one in found.items() if one is not None}
