"""Publish definitions: once, whole, for good."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from workplace.definitions.kinds import Draft, Kinds
from workplace.definitions.queries import versions_of
from workplace.definitions.records import DefinitionRecord
from workplace.definitions.versions import next_free
from workplace.errors import Problem, Refused
from workplace.journal.actions import record
from workplace.wording import N_, Sentence


@dataclass(frozen=True)
class Publication:
    """What publishing came to; `is_new` is False when the very same text was published before."""

    draft: Draft
    is_new: bool


def publish(
    session: Session, text: str, *, kinds: Kinds, now: dt.datetime, actor_id: str = "", file: str = ""
) -> Publication:
    """Publish a definition. The same text again changes nothing; another text of the version is refused."""
    draft = kinds.read(text, file=file)
    if is_published(session, draft, file=file):
        return Publication(draft, is_new=False)
    session.add(
        DefinitionRecord(
            kind=draft.kind,
            key=draft.key,
            version=draft.version,
            sha256=draft.sha256,
            title=draft.title,
            toml=draft.toml,
            published_at=now,
            published_by=actor_id,
        )
    )
    session.flush()
    record(
        session,
        now=now,
        actor_id=actor_id,
        verb="published",
        object_kind="definition",
        object_id=f"{draft.kind}/{draft.key}/{draft.version}",
        facts={"sha256": draft.sha256},
    )
    return Publication(draft, is_new=True)


def is_published(session: Session, draft: Draft, *, file: str = "") -> bool:
    """Return whether this very text is published; refuse when the version is taken by another text."""
    published = {row.version: row for row in versions_of(session, draft.kind, draft.key)}
    same = published.get(draft.version)
    if same is None:
        return False
    if same.sha256 == draft.sha256:
        return True
    raise Refused(
        [
            Problem(
                "definition_version_taken",
                Sentence(N_("versionen är redan publicerad med ett annat innehåll och kan inte ändras")),
                file=file,
                column="version",
                value=draft.version,
                hint=Sentence(
                    N_("nästa lediga version är %(version)s"), {"version": next_free(draft.version, published)}
                ),
            )
        ]
    )
