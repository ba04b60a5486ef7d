"""Read ballots: only ever all of an edition at once, for a release."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveys.ballots.records import BallotRecord


def ballots_of_edition(session: Session, wave_id: str, edition: int) -> list[tuple[str, dict[str, Any]]]:
    """Return (unit id, answers by item key) of every respondent, in no order that means anything."""
    query = select(BallotRecord.unit_id, BallotRecord.answers).where(
        BallotRecord.wave_id == wave_id, BallotRecord.edition == edition
    )
    return [(row[0], json.loads(row[1])) for row in session.execute(query)]
