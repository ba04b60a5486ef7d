"""Read what was released: heads, and pages of any number of units at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from workplace.releases.cells import Layout, Page, decode, decode_groups
from workplace.releases.records import ReleasePageRecord, ReleaseRecord

_PAGES_KEPT = 300
"""Decoded pages a process keeps: a page of sixty items takes some hundred kilobytes."""


@dataclass(frozen=True)
class ReleaseHead:
    """A release without its pages."""

    release_id: str
    wave_id: str
    number: int
    edition: int
    published_at: dt.datetime
    charter_sha256: str
    layout: Layout
    certificate: Mapping[str, Any]
    sha256: str


@dataclass(frozen=True)
class ReleaseMark:
    """That there is a release, and since when, without its layout and certificate."""

    release_id: str
    wave_id: str
    number: int
    published_at: dt.datetime


@dataclass(frozen=True)
class StoredPage:
    """A page as it lies in the database, with the hash it was frozen with."""

    unit_id: str
    cells: bytes
    sha256: str


def release_heads(session: Session, wave_id: str | None = None) -> list[ReleaseHead]:
    """Return the releases of a wave, or of all waves, newest number first."""
    query = select(ReleaseRecord).order_by(ReleaseRecord.wave_id, ReleaseRecord.number.desc())
    if wave_id is not None:
        query = query.where(ReleaseRecord.wave_id == wave_id)
    return [_head(row) for row in session.scalars(query)]


def release_marks(session: Session, wave_id: str | None = None) -> list[ReleaseMark]:
    """Return which releases of a wave, or of all waves, there are, newest number first."""
    table = ReleaseRecord.__table__.c
    query = select(table.id, table.wave_id, table.number, table.published_at)
    if wave_id is not None:
        query = query.where(table.wave_id == wave_id)
    return [ReleaseMark(*row) for row in session.execute(query.order_by(table.wave_id, table.number.desc()))]


def release_head(session: Session, release_id: str) -> ReleaseHead | None:
    """Return the release of an id, or None."""
    row = session.get(ReleaseRecord, release_id)
    return None if row is None else _head(row)


def summary_of(session: Session, release_id: str) -> Mapping[str, Any] | None:
    """Return the summary a release was frozen with; None where it has none, or there is no such release."""
    return session.scalar(select(ReleaseRecord.summary).where(ReleaseRecord.id == release_id))


def layout_of(session: Session, release_id: str) -> Layout | None:
    """Return the layout of a release, or None when there is no such release."""
    cells = session.scalar(select(ReleaseRecord.layout).where(ReleaseRecord.id == release_id))
    return None if cells is None else _layout(cells)


def pages_of(
    session: Session, release_id: str, unit_ids: Collection[str], *, in_full: Collection[str] | None = None
) -> list[Page]:
    """Return the pages of some units in a release, in one query.

    `in_full`: the units whose breakdowns are asked for too (default all); reading them costs most of a page.
    """
    query = _pages(release_id).where(ReleasePageRecord.unit_id.in_(list(unit_ids)))
    return [
        _decoded(row.unit_id, row.cells, in_full is None or row.unit_id in in_full) for row in session.execute(query)
    ]


@lru_cache(maxsize=_PAGES_KEPT)
def _decoded(unit_id: str, cells: bytes, in_full: bool) -> Page:
    """Read frozen bytes once: the same bytes are the same page for ever."""
    return decode(unit_id, cells) if in_full else decode_groups(unit_id, cells)


def forget_decoded_pages() -> None:
    """Read every page anew from now on."""
    _decoded.cache_clear()


def all_pages(session: Session, release_id: str) -> Iterator[Page]:
    """Yield every page of a release in the order of the tree, one in memory at a time."""
    for row in session.execute(_pages(release_id).execution_options(yield_per=200)):
        yield decode(row.unit_id, row.cells)


def units_in(session: Session, release_id: str, unit_ids: Collection[str]) -> set[str]:
    """Return those of some units that a release has pages of."""
    query = select(ReleasePageRecord.unit_id).where(ReleasePageRecord.release_id == release_id)
    return set(session.scalars(query.where(ReleasePageRecord.unit_id.in_(list(unit_ids)))))


def stored_pages(session: Session, release_id: str) -> list[StoredPage]:
    """Return every page of a release as it lies in the database, in the order of the tree."""
    return [StoredPage(*row) for row in session.execute(_pages(release_id))]


def _pages(release_id: str) -> Select[str, bytes, str]:
    return (
        select(ReleasePageRecord.unit_id, ReleasePageRecord.cells, ReleasePageRecord.sha256)
        .where(ReleasePageRecord.release_id == release_id)
        .order_by(ReleasePageRecord.position)
    )


def _head(row: ReleaseRecord) -> ReleaseHead:
    return ReleaseHead(
        release_id=row.id,
        wave_id=row.wave_id,
        number=row.number,
        edition=row.edition,
        published_at=row.published_at,
        charter_sha256=row.charter_sha256,
        layout=_layout(row.layout),
        certificate=row.certificate,
        sha256=row.sha256,
    )


def _layout(cells: list[list[str]]) -> Layout:
    return Layout(tuple((measure, item) for measure, item in cells))
