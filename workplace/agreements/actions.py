"""Make and change agreements; every text is kept."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from workplace.agreements.agreement import (
    TEXT_FIELDS,
    Agreement,
    AgreementKind,
    Conflict,
    Home,
    Terms,
    problems_in,
)
from workplace.agreements.queries import agreement_in
from workplace.agreements.records import AgreementLogRecord, AgreementRecord
from workplace.agreements.stored_terms import terms_to
from workplace.errors import Refused, refuse
from workplace.journal.actions import record
from workplace.wording import N_


def agree(
    session: Session,
    home: Home,
    terms: Terms,
    *,
    actor_id: str,
    now: dt.datetime,
    kind: AgreementKind = AgreementKind.AGREEMENT,
    came_from: int | None = None,
) -> int:
    """Make an agreement in its home and return its number. Refused when it says nothing."""
    if problems := problems_in(terms):
        raise Refused(problems)
    row = AgreementRecord(
        home_kind=home.kind,
        home_id=home.id,
        kind=kind.value,
        version=1,
        came_from=came_from,
        made_at=now,
        made_by=actor_id,
    )
    _write(session, row, terms, actor_id, now)
    record(
        session,
        now=now,
        actor_id=actor_id,
        verb="agreed",
        object_kind="agreement",
        object_id=str(row.id),
        facts={"home_kind": home.kind, "home_id": home.id},
    )
    return row.id


def change(
    session: Session,
    home: Home,
    agreement_id: int,
    terms: Terms,
    *,
    version: int,
    actor_id: str,
    now: dt.datetime,
    reason: str = "",
) -> Agreement:
    """Give an agreement another text and return it.

    Raises `Conflict` with both texts when it is no longer at `version`, `Refused` when the home has no such
    agreement or the text says nothing. The same text again changes nothing. `reason`: why the date was moved;
    the log keeps it.
    """
    row = session.get(AgreementRecord, agreement_id, with_for_update=True, populate_existing=True)
    stored = agreement_in(session, home, agreement_id) if row is not None else None
    if row is None or stored is None:
        raise refuse("no_such_agreement", N_("Överenskommelsen finns inte."))
    if problems := problems_in(terms):
        raise Refused(problems)
    if stored.version != version:
        raise Conflict(stored, terms)
    if stored.terms == terms:
        return stored
    row.version = version + 1
    _write(session, row, terms, actor_id, now, reason)
    changed = agreement_in(session, home, agreement_id)
    assert changed is not None
    return changed


def _write(
    session: Session, row: AgreementRecord, terms: Terms, actor_id: str, now: dt.datetime, reason: str = ""
) -> None:
    for name in TEXT_FIELDS:
        setattr(row, name, getattr(terms, name))
    row.by_when, row.state = terms.by_when, terms.state.value
    row.risk, row.timing, row.effect = terms.risk.value, terms.timing.value, terms.effect.value
    row.changed_at, row.changed_by = now, actor_id
    session.add(row)
    session.flush()
    session.add(
        AgreementLogRecord(
            agreement_id=row.id,
            version=row.version,
            terms=terms_to(terms),
            happened_at=now,
            actor_id=actor_id,
            reason=reason,
        )
    )
    session.flush()
