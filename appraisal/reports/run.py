"""A run over all led units: what it is about, which reports to look at first, and the index of what came out."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

SAMPLE_SIZE = 5
"""How many reports HR opens before a release."""
KIND = "leader_reports"
"""The kind of the batch behind a run."""
INDEX_COLUMNS = ("unit_id", "leader_id", "status", "reason", "sha256")


class ReportState(StrEnum):
    """Where an edition stands."""

    DRAFT = "draft"
    RELEASED = "released"
    SUPERSEDED = "superseded"


@dataclass(frozen=True)
class Run:
    """One press of the button. `administrations` None: all of the wave; `reason` "": the first edition."""

    run_id: str
    wave_id: str
    release_id: str
    batch_id: str
    administrations: frozenset[str] | None
    language: str
    outline_sha256: str
    fingerprint: str
    reason: str
    ordered_at: dt.datetime
    ordered_by: str


@dataclass(frozen=True)
class ReportEdition:
    """An edition of a report without its content."""

    edition_id: int
    wave_id: str
    unit_id: str
    unit_name: str
    administration: str
    leader_id: str
    version: int
    state: ReportState
    release_id: str
    run_id: str
    has_own_figures: bool
    reason: str
    sha256: str
    made_at: dt.datetime
    released_at: dt.datetime | None
    superseded_at: dt.datetime | None

    @property
    def is_readable(self) -> bool:
        """Return whether it is or has been released."""
        return self.state is not ReportState.DRAFT


@dataclass(frozen=True)
class Note:
    """A note on a report. `written_as`: leader or superior; no name where the writer is protected."""

    text: str
    written_by: str
    written_as: str
    written_at: dt.datetime


@dataclass(frozen=True)
class OpeningSeen:
    """Somebody who has opened a report: when last, and why where a reason is asked for ("" else)."""

    name: str
    last: dt.datetime
    reason: str


@dataclass(frozen=True)
class IndexRow:
    """A led unit in the index: built with its hash, or failed with the reason in words."""

    unit_id: str
    leader_id: str
    status: str
    reason: str
    sha256: str


def sample_of(editions: Sequence[ReportEdition]) -> tuple[ReportEdition, ...]:
    """Return the editions to open first: with and without own figures, spread evenly over the rest.

    Always the same for the same editions; the order is that of the editions.
    """
    if len(editions) <= SAMPLE_SIZE:
        return tuple(editions)
    without = [one for one in editions if not one.has_own_figures]
    with_own = [one for one in editions if one.has_own_figures]
    chosen = set(_spread(without, min(len(without), 2)))
    chosen |= set(_spread(with_own, SAMPLE_SIZE - len(chosen)))
    if len(chosen) < SAMPLE_SIZE:
        chosen |= set(_spread([one for one in editions if one not in chosen], SAMPLE_SIZE - len(chosen)))
    return tuple(one for one in editions if one in chosen)


def _spread(editions: Sequence[ReportEdition], count: int) -> list[ReportEdition]:
    if count <= 0 or not editions:
        return []
    count = min(count, len(editions))
    return [editions[place * len(editions) // count] for place in range(count)]


def index_text(rows: Iterable[IndexRow]) -> str:
    """Return the index as comma-separated text with its header."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(INDEX_COLUMNS)
    for row in rows:
        writer.writerow([_safe(value) for value in (row.unit_id, row.leader_id, row.status, row.reason, row.sha256)])
    return out.getvalue()


def _safe(text: str) -> str:
    """Return a text that a spreadsheet takes as text."""
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text
