"""What an answering page needs to know: whom a link leads to, the wave, its workplaces, the size of a group, a draft.

Everything a page turn needs comes in one statement, put together once: answering pages are opened more than all others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, select
from sqlalchemy.orm import Session

from surveys.answering.draft import Draft, draft_size, from_bytes
from surveys.answering.draft_seal import draft_id, unseal
from surveys.answering.journey import pages_of
from surveys.answering.records import DraftRecord
from surveys.answering.survey import Questions, Survey, Workplace
from surveys.ballots.box import box_size
from surveys.invitations.people import InvitationFacts
from surveys.invitations.records import InvitationRecord, InvitationTokenRecord
from surveys.invitations.tokens import normalised
from surveys.planning.plan import PlanState
from surveys.planning.records import WavePlanRecord
from surveys.waves.queries import instrument_of
from surveys.waves.records import WaveUnitRecord
from workplace.identity.tokens import hash_of


@dataclass(frozen=True)
class Arrival:
    """What a link leads to, with the draft that the browser's code opens; None where there is none.

    `workplaces`: the unit the invitation is for, then the others one may answer about.
    """

    invitation: InvitationFacts
    survey: Survey
    workplaces: tuple[Workplace, ...]
    draft: Draft | None


_PLAN = WavePlanRecord.__table__.c
_UNIT = WaveUnitRecord.__table__.c
_INVITATION = InvitationRecord.__table__.c
_TOKEN = InvitationTokenRecord.__table__.c
_DRAFT = DraftRecord.__table__.c
_PLAN_COLUMNS = (
    _PLAN.title,
    _PLAN.state,
    _PLAN.closes_at,
    _PLAN.languages,
    _PLAN.contacts,
    _PLAN.charter,
    _PLAN.is_trial,
    _PLAN.instrument_sha256,
)
_ARRIVAL: Select[Any] = (
    select(
        _INVITATION.id,
        _INVITATION.wave_id,
        _INVITATION.unit_id,
        _INVITATION.workplaces,
        _INVITATION.background,
        _INVITATION.answered,
        *_PLAN_COLUMNS,
        _UNIT.name,
        _UNIT.administration,
        _DRAFT.sealed,
    )
    .select_from(InvitationTokenRecord.__table__)
    .join(InvitationRecord.__table__, _INVITATION.id == _TOKEN.invitation_id)
    .join(WavePlanRecord.__table__, _PLAN.wave_id == _INVITATION.wave_id)
    .join(WaveUnitRecord.__table__, and_(_UNIT.wave_id == _INVITATION.wave_id, _UNIT.unit_id == _INVITATION.unit_id))
    .outerjoin(DraftRecord.__table__, _DRAFT.id == bindparam("draft_id"))
    .where(
        _TOKEN.token_hash == bindparam("token_hash"), _TOKEN.is_replaced.is_(False), _INVITATION.is_withdrawn.is_(False)
    )
)
_SURVEY: Select[Any] = select(*_PLAN_COLUMNS).where(_PLAN.wave_id == bindparam("wave_id"))
_WORKPLACES: Select[Any] = select(_UNIT.unit_id, _UNIT.name, _UNIT.administration).where(
    _UNIT.wave_id == bindparam("wave_id"), _UNIT.unit_id.in_(bindparam("unit_ids", expanding=True))
)
_GROUP: Select[Any] = select(func.count()).where(
    _INVITATION.wave_id == bindparam("wave_id"),
    _INVITATION.unit_id == bindparam("unit_id"),
    _INVITATION.is_withdrawn.is_(False),
)
_SEALED: Select[Any] = select(_DRAFT.sealed).where(_DRAFT.id == bindparam("draft_id"))
_OPENED = {state.value: state for state in (PlanState.OPEN, PlanState.CLOSING, PlanState.CLOSED)}
_MOST_KEPT = 32
_QUESTIONS: dict[str, Questions] = {}
"""By hash, which never means anything else: an answering page is opened too often to read TOML each time."""


def arrival(session: Session, token: str, code: str) -> Arrival | None:
    """Return what a link leads to; None where it is unknown, replaced or withdrawn, or its wave was aborted.

    `code`: of the draft the browser holds, "" without one.
    """
    known = {"token_hash": hash_of(normalised(token)), "draft_id": draft_id(code) if code else ""}
    row = session.connection().execute(_ARRIVAL, known).one_or_none()
    if row is None or row.state not in _OPENED:
        return None
    invitation = InvitationFacts(
        invitation_id=row.id,
        wave_id=row.wave_id,
        unit_id=row.unit_id,
        workplaces=tuple(row.workplaces),
        background=row.background,
        answered=row.answered,
        is_withdrawn=False,
    )
    first = Workplace(row.unit_id, row.name, row.administration)
    others = [unit_id for unit_id in invitation.workplaces if unit_id != row.unit_id]
    workplaces = (first, *_workplaces(session, row.wave_id, others)) if others else (first,)
    return Arrival(invitation, _survey(session, row.wave_id, row), workplaces, _opened(code, row.sealed))


def survey_of(session: Session, wave_id: str) -> Survey | None:
    """Return a wave that was opened here, or None where there is none or it was aborted."""
    row = session.connection().execute(_SURVEY, {"wave_id": wave_id}).one_or_none()
    return _survey(session, wave_id, row) if row is not None and row.state in _OPENED else None


def group_size(session: Session, wave_id: str, unit_id: str) -> int:
    """Return how many are invited in a direct group. Says nothing of who has answered."""
    return int(session.connection().execute(_GROUP, {"wave_id": wave_id, "unit_id": unit_id}).scalar_one())


def draft_by_code(session: Session, code: str) -> Draft | None:
    """Return the draft of a code, or None where there is none that the code opens."""
    return _opened(code, session.connection().execute(_SEALED, {"draft_id": draft_id(code)}).scalar_one_or_none())


def _workplaces(session: Session, wave_id: str, unit_ids: Sequence[str]) -> tuple[Workplace, ...]:
    """Return units of the frozen tree in the order given."""
    rows = session.connection().execute(_WORKPLACES, {"wave_id": wave_id, "unit_ids": list(unit_ids)})
    found = {row.unit_id: Workplace(*row) for row in rows}
    return tuple(found[unit_id] for unit_id in dict.fromkeys(unit_ids) if unit_id in found)


def _opened(code: str, sealed: bytes | None) -> Draft | None:
    plain = unseal(code, sealed) if code and sealed is not None else None
    return None if plain is None else from_bytes(plain)


def _survey(session: Session, wave_id: str, row: Any) -> Survey:
    return Survey(
        wave_id=wave_id,
        title=row.title,
        state=_OPENED[row.state],
        closes_at=row.closes_at,
        languages=tuple(row.languages),
        contacts=row.contacts,
        charter=row.charter,
        is_trial=row.is_trial,
        questions=_questions(session, wave_id, row.instrument_sha256),
    )


def _questions(session: Session, wave_id: str, sha256: str) -> Questions:
    held = _QUESTIONS.get(sha256)
    if held is None:
        if len(_QUESTIONS) >= _MOST_KEPT:
            _QUESTIONS.clear()
        instrument = instrument_of(session, wave_id)
        held = _QUESTIONS[sha256] = Questions(
            instrument, pages_of(instrument), box_size(instrument), draft_size(instrument)
        )
    return held
