"""Begin, keep, throw away and publish drafts of instruments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from surveys.editing.changes import with_head
from surveys.editing.difference import difference
from surveys.editing.draft import InstrumentDraft
from surveys.editing.queries import draft_of, last_published, next_version
from surveys.editing.records import InstrumentDraftRecord
from surveys.editing.taken import LeftOut
from surveys.editing.toml_text import rewritten
from workplace.definitions.actions import Publication, publish
from workplace.definitions.document import DEFINITION_KEY
from workplace.definitions.kinds import Kinds
from workplace.errors import Problem, Refused
from workplace.jobs.sentence_facts import to_stored
from workplace.wording import N_, Sentence

RESERVED_KEYS = ("ny", "fran")
"""Words that stand in our own addresses."""


def begin_draft(
    session: Session,
    toml: str,
    document: Mapping[str, Any],
    *,
    key: str,
    now: dt.datetime,
    actor_id: str = "",
    based_on: str = "",
    left_out: Iterable[LeftOut] = (),
) -> InstrumentDraft:
    """Keep a new draft under a key, which its text is made to say. Raises `Refused` where there is one already."""
    problems = []
    if not DEFINITION_KEY.fullmatch(key):
        problems.append(
            Problem(
                "draft_key", Sentence(N_("Använd 1–64 tecken: a–z, 0–9, bindestreck och understreck.")), column="key"
            )
        )
    if key in RESERVED_KEYS:
        problems.append(
            Problem("draft_key_taken", Sentence(N_("Välj en annan nyckel; det ordet är upptaget.")), column="key")
        )
    if session.get(InstrumentDraftRecord, key) is not None:
        problems.append(
            Problem("draft_exists", Sentence(N_("Det finns redan ett utkast med den nyckeln.")), column="key")
        )
    if problems:
        raise Refused(problems)
    row = InstrumentDraftRecord(
        key=key,
        based_on=based_on,
        toml=toml if document.get("key") == key else rewritten(toml, with_head(document, {"key": key})),
        left_out=[{"place": one.place, "sentence": to_stored(one.sentence)} for one in left_out],
        revision=1,
        made_at=now,
        updated_at=now,
        updated_by=actor_id,
    )
    session.add(row)
    session.flush()
    return draft_of(row)


def keep_draft(
    session: Session, draft: InstrumentDraft, document: Mapping[str, Any], *, now: dt.datetime, actor_id: str = ""
) -> bool:
    """Keep a changed document of the draft that was read. False: somebody else has kept one since; nothing is done."""
    toml = rewritten(draft.toml, document)
    if toml == draft.toml:
        return True
    kept = session.execute(
        update(InstrumentDraftRecord)
        .where(InstrumentDraftRecord.key == draft.key, InstrumentDraftRecord.revision == draft.revision)
        .values(toml=toml, revision=draft.revision + 1, updated_at=now, updated_by=actor_id)
    )
    session.expire_all()
    return bool(kept.rowcount)  # type: ignore[attr-defined]


def drop_draft(session: Session, key: str) -> None:
    """Throw a draft away; without one nothing happens."""
    session.execute(delete(InstrumentDraftRecord).where(InstrumentDraftRecord.key == key))


def publish_draft(
    session: Session,
    draft: InstrumentDraft,
    *,
    accepts_breaks: bool,
    kinds: Kinds,
    now: dt.datetime,
    actor_id: str = "",
) -> Publication:
    """Publish the draft as the next version, and throw it away.

    Raises `Refused` with every problem, or when the trend breaks and nobody has said yes to that.
    """
    if draft.problems:
        raise Refused(draft.problems)
    document = with_head(draft.document, {"version": next_version(session, draft.key)})
    before = last_published(session, draft.key)
    text = rewritten(draft.toml, document)
    found = kinds.read(text)
    if before is not None and difference(before, found.content).breaks and not accepts_breaks:
        raise Refused(
            [
                Problem(
                    "trend_breaks",
                    Sentence(N_("Kryssa i att du vet att jämförelsen med tidigare år bryts.")),
                    column="accepts_breaks",
                )
            ]
        )
    published = publish(session, text, kinds=kinds, now=now, actor_id=actor_id)
    drop_draft(session, draft.key)
    return published
