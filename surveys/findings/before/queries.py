"""Who was in the groups of a wave, and what went before each group: worked out at a release, read for ever after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveys.findings.before.predecessors import Break, FrozenGroups, Predecessor, predecessors
from surveys.findings.records import ReleasePredecessorRecord
from surveys.invitations.records import InvitationRecord
from surveys.waves.queries import Wave, waves
from surveys.waves.records import WaveUnitRecord
from workplace.organisation.queries import direct_groups_on
from workplace.organisation.records import UnitVersionRecord
from workplace.releases.queries import release_marks


def wave_before(session: Session, wave: Wave) -> Wave | None:
    """Return the nearest earlier wave that is released, or None."""
    released = {mark.wave_id for mark in release_marks(session)}
    return next((one for one in waves(session) if one.closed_on < wave.closed_on and one.wave_id in released), None)


def predecessors_of_wave(session: Session, wave: Wave, before: Wave) -> tuple[Predecessor, ...]:
    """Return what went before each group of a wave in an earlier one, from who was in the groups then."""
    return tuple(predecessors(_groups(session, wave), _groups(session, before), _went_before(session, wave)))


@dataclass(frozen=True, eq=False)
class FrozenBefore:
    """What a release froze of the wave before it. `wave_id` "": it froze nothing of these units.

    `groups` by unit and part ("all" or "direct").
    """

    wave_id: str
    groups: Mapping[tuple[str, str], Predecessor]


def frozen_before(session: Session, release_id: str, unit_ids: Collection[str] | None = None) -> FrozenBefore:
    """Return what went before groups as a release froze it; None: of every unit.

    A release from before this was kept, or without a wave before it, froze nothing.
    """
    query = select(ReleasePredecessorRecord).where(ReleasePredecessorRecord.release_id == release_id)
    if unit_ids is not None:
        query = query.where(ReleasePredecessorRecord.unit_id.in_(list(unit_ids)))
    rows = list(session.scalars(query))
    return FrozenBefore(
        rows[0].before_wave_id if rows else "",
        {
            (row.unit_id, row.part): Predecessor(
                row.unit_id, row.part, row.before_id, row.same_percent, Break(row.broken) if row.broken else None
            )
            for row in rows
        },
    )


def _groups(session: Session, wave: Wave) -> FrozenGroups:
    table = WaveUnitRecord.__table__.c
    rows = session.execute(
        select(table.unit_id, table.parent_id).where(table.wave_id == wave.wave_id).order_by(table.position)
    )
    people = _invited(session, wave.wave_id) if wave.is_answered_here else _employed(session, wave)
    return FrozenGroups({row.unit_id: row.parent_id for row in rows}, people or None)


def _invited(session: Session, wave_id: str) -> dict[str, frozenset[str]]:
    """Everybody invited, answered or not, by direct group."""
    query = select(InvitationRecord.unit_id, InvitationRecord.person_id).where(
        InvitationRecord.wave_id == wave_id, InvitationRecord.is_withdrawn.is_(False)
    )
    found: dict[str, set[str]] = defaultdict(set)
    for unit_id, person_id in session.execute(query):
        found[unit_id].add(person_id)
    return {unit_id: frozenset(people) for unit_id, people in found.items()}


def _employed(session: Session, wave: Wave) -> dict[str, frozenset[str]]:
    """Everybody employed when the wave was closed, by direct group; empty where no employment is recorded."""
    groups = direct_groups_on(session, wave.closed_on)
    return {unit_id: frozenset(people) for unit_id, people in groups.items() if people}


def _went_before(session: Session, wave: Wave) -> dict[str, str]:
    """The unit each unit came after, as it was recorded last when the wave was closed."""
    table = UnitVersionRecord.__table__.c
    rows = session.execute(
        select(table.unit_id, table.predecessor_id)
        .where(table.predecessor_id.is_not(None), table.valid_from <= wave.closed_on)
        .order_by(table.valid_from)
    )
    return {unit_id: before for unit_id, before in rows if before}
