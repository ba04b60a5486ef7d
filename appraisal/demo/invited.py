"""On the sign-in page of a demo: who of those one can be is invited to a survey that is open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveys.invitations.records import InvitationRecord
from surveys.planning.plan import PlanState
from surveys.planning.records import WavePlanRecord
from workplace.identity.demo_choice import EMPLOYEES, START
from workplace.identity.pages import DemoPerson
from workplace.wording import N_, Sentence

_INVITED = Sentence(N_("Inbjuden till enkäten som pågår"))
_READS = N_("Läser resultat och mål")
_ANSWERS_AND_READS = Sentence(N_("Svarar på enkäten som pågår, läser resultat och mål"))


def with_invited(session: Session, people: Sequence[DemoPerson], now: dt.datetime) -> tuple[DemoPerson, ...]:
    """Say of employees that they are invited. Whether they have answered is told nowhere, so not here either."""
    query = (
        select(InvitationRecord.person_id)
        .join(WavePlanRecord, WavePlanRecord.wave_id == InvitationRecord.wave_id)
        .where(
            InvitationRecord.is_withdrawn.is_(False),
            WavePlanRecord.state == PlanState.OPEN.value,
            WavePlanRecord.closes_at > now,
            InvitationRecord.person_id.in_(sorted({person.person_id for person in people})),
        )
    )
    invited = set(session.scalars(query))
    return tuple(replace(person, what=_words(person)) if person.person_id in invited else person for person in people)


def _words(person: DemoPerson) -> Sentence | None:
    if person.group == EMPLOYEES and person.what is None:
        return _INVITED
    if person.group == START and person.what is not None and person.what.id == _READS:
        return _ANSWERS_AND_READS
    return person.what
