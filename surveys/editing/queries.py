"""Which drafts there are, and what has been published of the same instrument."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from surveys.editing.draft import InstrumentDraft
from surveys.editing.records import InstrumentDraftRecord
from surveys.editing.taken import LeftOut
from surveys.instrument import Instrument, read_instrument
from workplace.definitions.definition import Definition
from workplace.definitions.document import in_language, parse
from workplace.definitions.queries import all_of, latest, versions_of
from workplace.definitions.versions import next_free
from workplace.identity.actor import Actor
from workplace.jobs.sentence_facts import from_stored
from workplace.organisation.queries import tree_on
from workplace.policy.queries import policy_in_force

KIND = "instrument"


def drafts(session: Session) -> list[InstrumentDraft]:
    """Return every draft, the latest changed first."""
    rows = session.scalars(
        select(InstrumentDraftRecord).order_by(InstrumentDraftRecord.updated_at.desc(), InstrumentDraftRecord.key)
    )
    return [draft_of(row) for row in rows]


def draft_named(session: Session, key: str) -> InstrumentDraft | None:
    """Return the draft of an instrument, or None."""
    row = session.get(InstrumentDraftRecord, key)
    return None if row is None else draft_of(row)


def draft_subject(session: Session, _actor: Actor, _now: dt.datetime, *, key: str, **_more: object) -> object:
    """Return the draft an address names, or None: the subject of its pages."""
    return draft_named(session, key)


def published_subject(session: Session, _actor: Actor, _now: dt.datetime, *, key: str, version: str) -> object:
    """Return the published version an address names, or None."""
    return next((row for row in versions_of(session, KIND, key) if row.version == version), None)


def newest_published(session: Session) -> list[Definition]:
    """Return the newest published version of each instrument, by key."""
    newest: dict[str, Definition] = {}
    for row in all_of(session, KIND):
        newest.setdefault(row.key, row)
    return list(newest.values())


def last_published(session: Session, key: str) -> Instrument | None:
    """Return the newest published version of an instrument, or None."""
    found = latest(session, KIND, key)
    return read_instrument(parse(found.toml)) if found else None


def next_version(session: Session, key: str) -> str:
    """Return the version the next publication gets: the number after the newest."""
    published = [row.version for row in versions_of(session, KIND, key)]
    return next_free(published[0] if published else "1", published)


def taken_keys(session: Session) -> set[str]:
    """Return the keys that instruments have, published or drafted."""
    return {row.key for row in all_of(session, KIND)} | set(session.scalars(select(InstrumentDraftRecord.key)))


def areas_on(session: Session, today: dt.date) -> list[tuple[str, str]]:
    """Return the areas of the policy in force as (code, Swedish heading); [] when none is."""
    policy = policy_in_force(session, today)
    return [(area.code, in_language(area.heading, "sv")) for area in policy.areas] if policy else []


def administrations_on(session: Session, today: dt.date) -> list[str]:
    """Return the names of the administrations there are on a day."""
    return sorted({unit.administration for unit in tree_on(session, today).units.values() if unit.administration})


def draft_of(row: InstrumentDraftRecord) -> InstrumentDraft:
    """Return a row as a value."""
    return InstrumentDraft(
        key=row.key,
        based_on=row.based_on,
        toml=row.toml,
        revision=row.revision,
        updated_at=row.updated_at,
        updated_by=row.updated_by,
        left_out=tuple(LeftOut(one["place"], from_stored(one["sentence"])) for one in row.left_out),
    )
