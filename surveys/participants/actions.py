"""Take in a list of participants."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from surveys.invitations.queries import address_book, participants_of
from surveys.invitations.records import ParticipantRecord
from surveys.participants.participants_file import COLUMNS, Participants, read_participants
from surveys.planning.plan import PlanState
from surveys.planning.queries import existing_plan
from workplace.errors import refuse
from workplace.imports.actions import note_run
from workplace.imports.table import GivenFile, read_table
from workplace.wording import N_

PARTICIPANTS_IMPORT = "participants"
"""The kind of these imports and uploads."""


def import_participants(
    session: Session, wave_id: str, given: GivenFile, *, now: dt.datetime, actor_id: str = "", dry_run: bool = False
) -> Participants:
    """Let those a file names be the ones that a wave, not open yet, may invite; the rule still holds beside it.

    Whole or not at all. The same file again changes nothing. Refused with every problem.
    """
    plan = existing_plan(session, wave_id)
    if plan.state not in (PlanState.DRAFT, PlanState.SIGNED):
        raise refuse("has_opened", N_("Omgången har öppnat. Vilka som är inbjudna kan inte längre bytas ut."))
    held = participants_of(session, wave_id)
    found = read_participants(read_table(given, known=COLUMNS), address_book(session), plan.languages, held)
    if dry_run or found.changes_nothing:
        return found
    session.execute(delete(ParticipantRecord).where(ParticipantRecord.wave_id == wave_id))
    session.execute(
        insert(ParticipantRecord),
        [
            {"wave_id": wave_id, "person_id": person_id, "language": language}
            for person_id, language in sorted(found.named.items())
        ],
    )
    note_run(
        session,
        kind=PARTICIPANTS_IMPORT,
        now=now,
        actor_id=actor_id,
        as_of=plan.census_on,
        files={"participants": given},
        counts={"named": len(found.named), "added": found.added, "removed": found.removed},
    )
    return found
