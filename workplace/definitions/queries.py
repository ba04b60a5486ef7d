"""Read published definitions, and the examples that come with the product."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from workplace.definitions.definition import Definition
from workplace.definitions.document import decode
from workplace.definitions.kinds import DefinitionKind, Draft, Kinds
from workplace.definitions.records import DefinitionRecord
from workplace.definitions.versions import version_order
from workplace.errors import Problem, Refused, nearest
from workplace.identity.actor import Actor
from workplace.wording import N_, Sentence


def all_definitions(session: Session) -> list[Definition]:
    """Return every published definition by kind and key, newest version first."""
    return _read(session, select(DefinitionRecord))


def all_of(session: Session, kind: str) -> list[Definition]:
    """Return every published definition of a kind by key, newest version first."""
    return _read(session, select(DefinitionRecord).where(DefinitionRecord.kind == kind))


def versions_of(session: Session, kind: str, key: str) -> list[Definition]:
    """Return the published versions of one definition, newest first."""
    query = select(DefinitionRecord).where(DefinitionRecord.kind == kind, DefinitionRecord.key == key)
    return _read(session, query)


def latest(session: Session, kind: str, key: str) -> Definition | None:
    """Return the newest published version, or None when there is none."""
    return next(iter(versions_of(session, kind, key)), None)


def exact(session: Session, kind: str, key: str, version: str) -> Definition | None:
    """Return one published version, or None when there is none."""
    query = select(DefinitionRecord).where(
        DefinitionRecord.kind == kind, DefinitionRecord.key == key, DefinitionRecord.version == version
    )
    return next(iter(_read(session, query)), None)


def pinned(session: Session, kind: str, sha256: str) -> Definition | None:
    """Return the published definition of a hash, or None when there is none."""
    query = select(DefinitionRecord).where(DefinitionRecord.kind == kind, DefinitionRecord.sha256 == sha256)
    return next(iter(_read(session, query)), None)


def named(session: Session, kind: str, reference: str) -> Definition:
    """Return what `KEY` (its newest version) or `KEY@VERSION` names; `Refused` with the nearest if none."""
    key, _, version = reference.partition("@")
    found = exact(session, kind, key, version) if "@" in reference else latest(session, kind, key)
    if found is not None:
        return found
    published = all_of(session, kind)
    same_key = [definition.version for definition in published if definition.key == key]
    if same_key:
        hint = Sentence(N_("publicerade versioner: %(versions)s"), {"versions": ", ".join(same_key)})
    else:
        keys = list(dict.fromkeys(definition.key for definition in published))
        hint = nearest(key, keys) or _published_keys(keys)
    raise Refused(
        [
            Problem(
                "definition_not_published",
                Sentence(N_("det finns ingen publicerad definition med det namnet")),
                value=reference,
                hint=hint,
            )
        ]
    )


def definition_subject(
    session: Session, _actor: Actor, _now: dt.datetime, *, kind: str, key: str, version: str
) -> Definition | None:
    """Return the published version an address names, or None: the subject of its page."""
    return exact(session, kind, key, version)


def shipped_files(kind: DefinitionKind) -> list[Path]:
    """Return the example files of a kind, in order of name."""
    package, _, folder = kind.shipped.partition(":")
    return sorted((Path(import_module(package).__path__[0]) / folder).glob("*.toml")) if package else []


def shipped_definitions(kinds: Kinds) -> list[Draft]:
    """Return the examples that come with the product, by kind and file name."""
    return [
        kinds.read(decode(path.read_bytes(), file=path.name), file=path.name)
        for kind in kinds
        for path in shipped_files(kind)
    ]


def _published_keys(keys: Iterable[str]) -> Sentence:
    names = ", ".join(keys)
    if not names:
        return Sentence(N_("ingenting av den sorten är publicerat; publicera med definition publish"))
    return Sentence(N_("publicerade är %(keys)s"), {"keys": names})


def _read(session: Session, query: Select[DefinitionRecord]) -> list[Definition]:
    rows = [
        Definition(
            kind=row.kind,
            key=row.key,
            version=row.version,
            sha256=row.sha256,
            title=row.title,
            toml=row.toml,
            published_at=row.published_at,
            published_by=row.published_by,
        )
        for row in session.scalars(query)
    ]
    rows.sort(key=lambda row: version_order(row.version), reverse=True)
    return sorted(rows, key=lambda row: (row.kind, row.key))
