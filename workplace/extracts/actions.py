"""Make an extract of what there is about a person; that it was made, by whom and why, stands in the journal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.orm import Session

from workplace.errors import Problem, Refused, refuse
from workplace.extracts.extract import Extract, ExtractSource
from workplace.journal.actions import record
from workplace.organisation.records import PersonRecord
from workplace.wording import N_, Sentence


def make_extract(
    session: Session,
    sources: Sequence[ExtractSource],
    person_id: str,
    *,
    now: dt.datetime,
    actor_id: str = "",
    reason: str = "",
) -> Extract:
    """Return everything there is about a person. Refused for somebody nobody knows, and a person must state why.

    The entry in the journal is written first, so the extract tells of itself.
    """
    person = session.get(PersonRecord, person_id)
    if person is None:
        raise Refused(
            [
                Problem(
                    "unknown_person",
                    Sentence(N_("Personen %(person)s finns inte."), {"person": person_id}),
                    column="person_id",
                )
            ]
        )
    stated = reason.strip()
    if actor_id and not stated:
        raise refuse("no_reason", N_("Ange varför utdraget görs."))
    facts = {"reason": stated} if stated else {}
    record(
        session, now=now, actor_id=actor_id, verb="extracted", object_kind="person", object_id=person_id, facts=facts
    )
    parts = tuple(part for source in sources for part in source.parts_about(session, person_id, person.name))
    return Extract(person_id, now, actor_id, stated, parts)
