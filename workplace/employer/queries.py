"""Whose database is this?"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from workplace.employer.records import Birth, EmployerRecord


@dataclass(frozen=True)
class Employer:
    """The employer's name (empty until somebody gives it) and whether all of it is a demo."""

    name: str
    is_demo: bool


def employer_of(session: Session) -> Employer | None:
    """Return the employer, or None in a database that has not been born."""
    row = session.get(EmployerRecord, 1)
    return Employer(row.name, row.born == Birth.DEMO) if row else None
