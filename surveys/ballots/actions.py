"""Write ballots: in one transaction, in random order, under random ids."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from surveys.ballots.records import BallotRecord

_BATCH = 5_000


def store_ballots(
    session: Session, wave_id: str, edition: int, ballots: Sequence[tuple[str, Mapping[str, Any]]]
) -> None:
    """Write (unit id, answers by item key) of a whole edition in the caller's transaction."""
    order = list(ballots)
    secrets.SystemRandom().shuffle(order)
    table: Table = BallotRecord.__table__  # type: ignore[assignment]
    for start in range(0, len(order), _BATCH):
        session.execute(
            insert(table),
            [
                {
                    "id": secrets.token_hex(16),
                    "wave_id": wave_id,
                    "edition": edition,
                    "unit_id": unit_id,
                    "answers": json.dumps(answers, separators=(",", ":")),
                }
                for unit_id, answers in order[start : start + _BATCH]
            ],
        )
