"""Read the published versions of the personalpolicy."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from workplace.definitions.document import parse
from workplace.definitions.queries import all_of
from workplace.policy.policy import Policy, in_force, read_policy


def published_policies(session: Session) -> list[Policy]:
    """Return every published policy, by key, newest version first."""
    return [read_policy(parse(row.toml)) for row in all_of(session, "policy")]


def policy_in_force(session: Session, on: dt.date) -> Policy | None:
    """Return the policy in force on a date, or None when none has begun."""
    return in_force(published_policies(session), on)
