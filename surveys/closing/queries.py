"""What closing reads of the rooms around the urn: how far a wave has come, and who could have answered, as counts."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from surveys.ballots.records import SealedBoxRecord
from surveys.closing.count import ClosingCount, from_stored
from surveys.closing.eligible import InvitationCount
from surveys.invitations.records import InvitationRecord
from surveys.planning.plan import PlanState
from surveys.planning.records import WavePlanRecord

_ENDED = (PlanState.CLOSED.value, PlanState.ABORTED.value)


def plan_state(session: Session, wave_id: str) -> PlanState | None:
    """Return where the plan of a wave stands; None where the wave was answered elsewhere, or is not planned."""
    state = session.scalar(select(WavePlanRecord.state).where(WavePlanRecord.wave_id == wave_id))
    return None if state is None else PlanState(state)


def ended_waves(session: Session, wave_ids: Collection[str]) -> list[str]:
    """Return those of the waves that are closed or aborted and have no box left: nothing needs their keys."""
    has_box = select(SealedBoxRecord.id).where(SealedBoxRecord.wave_id == WavePlanRecord.wave_id).exists()
    query = select(WavePlanRecord.wave_id).where(
        WavePlanRecord.wave_id.in_(wave_ids), WavePlanRecord.state.in_(_ENDED), ~has_box
    )
    return list(session.scalars(query.order_by(WavePlanRecord.wave_id)))


def closing_count(session: Session, wave_id: str) -> ClosingCount | None:
    """Return the count of a wave that was closed here, else None."""
    kept = session.scalar(select(WavePlanRecord.count).where(WavePlanRecord.wave_id == wave_id))
    return None if kept is None else from_stored(kept)


def invitation_counts(session: Session, wave_id: str) -> list[InvitationCount]:
    """Return how many invitations of each kind each direct group has."""
    kind = (
        InvitationRecord.unit_id,
        InvitationRecord.is_absent,
        InvitationRecord.is_withdrawn,
        InvitationRecord.answered,
    )
    rows = session.execute(select(*kind, func.count()).where(InvitationRecord.wave_id == wave_id).group_by(*kind))
    return [InvitationCount(*row) for row in rows]
