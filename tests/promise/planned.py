"""A wave with a plan, for the pages of its promise."""

from __future__ import annotations

import datetime as dt
from typing import Any

from appraisal.definition_kinds import KINDS
from surveys.closing.count import ClosingCount, to_stored
from surveys.planning.plan import closing_moment, opening_moment
from surveys.planning.population import Rule
from surveys.planning.records import WavePlanRecord
from surveys.waves.charter import charter_hash, default_charter
from surveys.waves.records import WaveRecord
from tests.conftest import NOW
from workplace.database import Database
from workplace.definitions.actions import publish
from workplace.definitions.queries import shipped_definitions
from workplace.identity.actions import grant_role
from workplace.identity.actor import Role
from workplace.organisation.records import PersonRecord

WAVE = "hosten-2026"
REVIEWERS = {"r1": "Anna-Karin Ek", "r2": "Bo Al"}
COUNT = ClosingCount(
    invited=120,
    late_hires=0,
    withdrawn=1,
    absent=3,
    absent_answered=1,
    answered=90,
    boxes=90,
    ballots=88,
    blank=2,
    unreadable=(),
    texts=31,
    drafts_dropped=4,
)


WITH_TEXT = "hme with words"
"""An instrument that also asks for words of one's own; those that come with the product do not."""
_TEXT_ITEM = """
[[item]]
key = "ord"
type = "text"
text.sv = "Vad borde vi ändra på?"
"""


def shipped(key: str) -> str:
    """Return the text of an instrument that comes with the product, or of `WITH_TEXT`."""
    if key == WITH_TEXT:
        return shipped("hme").replace('key = "hme"', 'key = "hme-ord"', 1) + _TEXT_ITEM
    return next(draft.toml for draft in shipped_definitions(KINDS) if (draft.kind, draft.key) == ("instrument", key))


def plan(
    database: Database,
    *,
    wave_id: str = WAVE,
    instrument: str = "medarbetarenkat",
    state: str = "signed",
    charter: dict[str, Any] | None = None,
    count: ClosingCount | None = None,
    is_trial: bool = False,
) -> None:
    """Write a plan in some state. `charter`: what differs from the usual one."""
    toml = shipped(instrument)
    definition = KINDS.read(toml)
    rules = {**default_charter(), "reviewers": list(REVIEWERS), **(charter or {})}
    with database.writing() as session:
        publish(session, toml, kinds=KINDS, now=NOW)
        for person_id, name in REVIEWERS.items():
            session.add(PersonRecord(id=person_id, name=name))
        session.add(
            WavePlanRecord(
                wave_id=wave_id,
                title="Medarbetarenkäten hösten 2026",
                instrument_key=definition.key,
                instrument_version=definition.version,
                instrument_sha256=definition.sha256,
                census_on=dt.date(2026, 11, 30),
                opens_at=opening_moment(dt.date(2026, 11, 30)),
                closes_at=closing_moment(dt.date(2026, 12, 18)),
                population=Rule().stored(),
                reminders=[],
                languages=["sv", "en"],
                texts={},
                contacts={},
                charter=rules,
                charter_sha256="" if state == "draft" else charter_hash(rules),
                is_trial=is_trial,
                state=state,
                made_at=NOW,
                made_by="",
                signed_at=None if state == "draft" else NOW,
                closed_at=NOW if count else None,
                count=to_stored(count) if count else None,
            )
        )


def person(database: Database, person_id: str, role: Role | None = None) -> str:
    """Write somebody, with a role or none, and return the id."""
    with database.writing() as session:
        session.add(PersonRecord(id=person_id, name=f"Person {person_id}"))
        session.flush()
        if role is not None:
            grant_role(session, person_id, role, now=NOW)
    return person_id


def imported(database: Database, wave_id: str) -> None:
    """Write a wave that was answered elsewhere."""
    toml = shipped("hme")
    definition = KINDS.read(toml)
    rules = default_charter()
    with database.writing() as session:
        publish(session, toml, kinds=KINDS, now=NOW)
        session.add(
            WaveRecord(
                id=wave_id,
                title="Enkäten 2025",
                instrument_key=definition.key,
                instrument_version=definition.version,
                instrument_sha256=definition.sha256,
                closed_on=dt.date(2025, 10, 24),
                source="imported",
                charter=rules,
                charter_sha256=charter_hash(rules),
                created_at=NOW,
                created_by="",
            )
        )
