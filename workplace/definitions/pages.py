"""What the pages of definitions show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workplace.clock import local_date
from workplace.definitions.kinds import Draft, Kinds
from workplace.web.views import Column, Link, TableView, Tag, TagKind
from workplace.wording import N_, Sentence

LIST_HREF = "/hr/definitioner"


@dataclass(frozen=True)
class PublishedRow:
    """A published definition as the list shows it."""

    kind: str
    key: str
    version: str
    title: str
    published_at: dt.datetime


@dataclass(frozen=True)
class OfferedRow:
    """An example that comes with the product and is not published yet."""

    kind: str
    key: str
    version: str
    title: str
    kind_title: Sentence


@dataclass(frozen=True)
class DefinitionsPage:
    """All published definitions, a table for each kind, and the examples that can be published."""

    tables: tuple[TableView, ...]
    offered: tuple[OfferedRow, ...]
    may_publish: bool


@dataclass(frozen=True)
class DefinitionPage:
    """One published version: what it says, and its text."""

    title: str
    kind_title: Sentence
    key: str
    version: str
    published_on: dt.date
    sha256: str
    """In groups of sixteen, so that it can be read and broken over rows."""
    is_newest: bool
    newest_href: str
    summary: tuple[Sentence, ...]
    toml: str


def href_of(kind: str, key: str, version: str) -> str:
    """Return the address of one published version."""
    return f"{LIST_HREF}/{kind}/{key}/{version}"


def definitions_page(
    kinds: Kinds, published: Sequence[PublishedRow], shipped: Iterable[Draft], *, may_publish: bool
) -> DefinitionsPage:
    """Return the list. `published` has the newest version of each definition first."""
    taken = {(row.kind, row.key, row.version) for row in published}
    offered = tuple(
        OfferedRow(draft.kind, draft.key, draft.version, draft.title, _kind_title(kinds, draft.kind))
        for draft in shipped
        if (draft.kind, draft.key, draft.version) not in taken
    )
    tables = tuple(_table(kind.title, [row for row in published if row.kind == kind.name]) for kind in kinds)
    return DefinitionsPage(tables, offered if may_publish else (), may_publish)


def definition_page(kinds: Kinds, draft: Draft, published_at: dt.datetime, newest_version: str) -> DefinitionPage:
    """Return the page of one published version; `newest_version` is that of the same definition."""
    return DefinitionPage(
        title=draft.title,
        kind_title=_kind_title(kinds, draft.kind),
        key=draft.key,
        version=draft.version,
        published_on=local_date(published_at),
        sha256=" ".join(draft.sha256[place : place + 16] for place in range(0, 64, 16)),
        is_newest=draft.version == newest_version,
        newest_href=href_of(draft.kind, draft.key, newest_version),
        summary=draft.summary,
        toml=draft.toml,
    )


def _kind_title(kinds: Kinds, name: str) -> Sentence:
    kind = kinds.kind(name)
    return kind.title if kind else Sentence(name)


def _table(caption: Sentence, rows: Sequence[PublishedRow]) -> TableView:
    seen: set[str] = set()
    cells = []
    for row in rows:
        is_newest = row.key not in seen
        seen.add(row.key)
        cells.append(
            (
                Link(
                    row.title,
                    href_of(row.kind, row.key, row.version),
                    Sentence(N_("version %(version)s"), {"version": row.version}),
                ),
                row.key,
                row.version,
                Sentence(N_("den %(date)s"), {"date": local_date(row.published_at)}),
                Tag(Sentence(N_("Nyast"))) if is_newest else Tag(Sentence(N_("Äldre")), TagKind.DONE),
            )
        )
    return TableView(
        caption=caption,
        is_caption_hidden=True,
        columns=(
            Column(Sentence(N_("Namn"))),
            Column(Sentence(N_("Nyckel"))),
            Column(Sentence(N_("Version"))),
            Column(Sentence(N_("Publicerad"))),
            Column(Sentence(N_("Läge"))),
        ),
        rows=tuple(cells),
        empty_text=Sentence(N_("Inget publicerat ännu.")),
    )
