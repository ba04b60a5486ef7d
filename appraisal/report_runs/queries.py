"""Read what a release needs to know of people, and how far the reports of each administration have come."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from appraisal.report_runs.counts import AdministrationCounts, counts_of
from appraisal.report_runs.recipient import Recipient
from appraisal.reports.queries import editions_of_wave
from surveys.findings.queries import wave_units
from workplace.organisation.records import PersonRecord


def report_counts(session: Session, wave_id: str) -> tuple[AdministrationCounts, ...]:
    """Return how many reports each administration of a wave has, the administrations by name."""
    return counts_of(wave_units(session, wave_id).values(), editions_of_wave(session, wave_id))


def recipients(session: Session, person_ids: Collection[str]) -> dict[str, Recipient]:
    """Return whom to write to: address, and whether the person's details are protected."""
    found: dict[str, Recipient] = {}
    ordered = sorted(person_ids)
    for start in range(0, len(ordered), 500):
        query = select(PersonRecord.id, PersonRecord.email, PersonRecord.protected).where(
            PersonRecord.id.in_(ordered[start : start + 500])
        )
        found |= {row.id: Recipient(row.id, row.email, row.protected) for row in session.execute(query)}
    return found
