"""Record decisions to erase, and carry out what is due and covered. Each erasure stands in the journal as a count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from workplace.clock import local_date
from workplace.erasure.queries import decisions_in_force
from workplace.erasure.records import ErasureDecisionRecord, ErasureRecord
from workplace.erasure.rule import Due, ErasureRule, Source, rules_of, source_of
from workplace.errors import refuse
from workplace.journal.actions import record
from workplace.wording import N_

JOURNAL_KIND = "erasure"
DECISION_KIND = "erasure_decision"


def record_decision(
    session: Session,
    rules: Mapping[str, ErasureRule],
    *,
    kind: str,
    decided_by: str,
    reference: str,
    decided_on: dt.date,
    now: dt.datetime,
    actor_id: str,
) -> int:
    """Record a decision and return its number. It holds for what is due now and for what becomes due later.

    Refused for a kind that asks for no decision, without body or reference, and for a date to come.
    """
    if kind not in rules or not rules[kind].needs_decision:
        raise refuse("no_such_kind", N_("Välj en handlingstyp som gallras efter beslut."))
    body, place = decided_by.strip(), reference.strip()
    if not body:
        raise refuse("no_body", N_("Ange vem som har beslutat."))
    if not place:
        raise refuse("no_reference", N_("Ange var beslutet finns, till exempel diarienummer och paragraf."))
    if decided_on > local_date(now):
        raise refuse("decided_later", N_("Beslutet kan inte vara fattat i framtiden."))
    row = ErasureDecisionRecord(
        kind=kind,
        decided_by=body,
        reference=place,
        decided_on=decided_on,
        recorded_at=now,
        recorded_by=actor_id,
        withdrawn_by="",
    )
    session.add(row)
    session.flush()
    record(
        session,
        now=now,
        actor_id=actor_id,
        verb="decided_erasure",
        object_kind=DECISION_KIND,
        object_id=str(row.id),
        facts={"kind": kind, "decided_by": body, "reference": place, "decided_on": decided_on.isoformat()},
    )
    return row.id


def withdraw_decision(session: Session, decision_id: int, *, now: dt.datetime, actor_id: str) -> None:
    """Let a decision hold no longer; what was erased by it is gone. Refused where it is not in force."""
    row = session.scalar(select(ErasureDecisionRecord).where(ErasureDecisionRecord.id == decision_id).with_for_update())
    if row is None or row.withdrawn_at is not None:
        raise refuse("not_in_force", N_("Beslutet gäller inte längre."))
    row.withdrawn_at, row.withdrawn_by = now, actor_id
    record(
        session,
        now=now,
        actor_id=actor_id,
        verb="withdrew_erasure_decision",
        object_kind=DECISION_KIND,
        object_id=str(decision_id),
        facts={"kind": row.kind},
    )


def erase_due(
    session: Session, sources: Sequence[Source], due: Due, *, now: dt.datetime, actor_id: str = ""
) -> int | None:
    """Take away what is due, where its rule asks for no decision or one is in force; return how many records went.

    None: a decision is missing, or it is no longer due. Whether it is due and decided is asked anew, so that what
    changed since it was listed counts.
    """
    rule, source = rules_of(sources)[due.kind], source_of(sources, due.kind)
    decision = decisions_in_force(session).get(due.kind) if rule.needs_decision else None
    if rule.needs_decision and decision is None:
        return None
    still = [one for one in source.due(session, now) if (one.kind, one.object_id) == (due.kind, due.object_id)]
    if not still or still[0].due_at > now:
        return None
    count = source.erase(session, still[0], now)
    note_erased(
        session,
        kind=due.kind,
        object_id=due.object_id,
        count=count,
        now=now,
        actor_id=actor_id,
        decision_id=decision.id if decision else None,
    )
    return count


def note_erased(
    session: Session,
    *,
    kind: str,
    object_id: str,
    count: int,
    now: dt.datetime,
    actor_id: str = "",
    decision_id: int | None = None,
) -> None:
    """Write down that records were taken away, also in the journal; nothing where there were none."""
    if count < 1:
        return
    session.add(ErasureRecord(kind=kind, object_id=object_id, count=count, erased_at=now, decision_id=decision_id))
    facts: dict[str, object] = {"kind": kind, "count": count}
    if decision_id is not None:
        facts["decision"] = decision_id
    record(
        session,
        now=now,
        actor_id=actor_id,
        verb="erased",
        object_kind=JOURNAL_KIND,
        object_id=":".join(part for part in (kind, object_id) if part),
        facts=facts,
    )
