"""What the pages of a run show."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from appraisal.report_runs.counts import AdministrationCounts
from appraisal.reports.addresses import report_path
from appraisal.reports.run import ReportEdition
from workplace.jobs.batch import Progress
from workplace.jobs.pages import BatchPage, batch_page
from workplace.web.views import Column, Link, TableView, Tag, TagKind
from workplace.wording import N_, Sentence


@dataclass(frozen=True)
class RunsPage:
    """The waves that reports can be made of. `can_run`: the reader makes them, and does not only follow."""

    waves: TableView
    can_run: bool


@dataclass(frozen=True)
class CountsPage:
    """What central HR sees of a wave: how far each administration has come."""

    title: str
    counts: TableView


@dataclass(frozen=True)
class RunPage:
    """The page of the one button. `batch` None: nothing has been ordered."""

    wave_id: str
    title: str
    base_href: str
    batch: BatchPage | None
    led_units: int
    drafts: int
    released: int
    without_figures: int
    sample: TableView | None
    unopened: int
    missing: TableView | None
    reports: TableView | None
    can_order: bool
    can_release: bool
    needs_reason: bool


def waves_table(rows: Sequence[tuple[str, str, int, int]]) -> TableView:
    """List waves with how many reports are made and released: (wave id, title, drafts, released)."""
    return TableView(
        Sentence(N_("Omgångar med publicerade siffror")),
        (
            Column(Sentence(N_("Omgång"))),
            Column(Sentence(N_("Gjorda, inte släppta")), is_number=True),
            Column(Sentence(N_("Släppta")), is_number=True),
        ),
        tuple(
            (Link(title, f"/hr/ledarrapporter/{wave_id}"), drafts, released)
            for wave_id, title, drafts, released in rows
        ),
        empty_text=Sentence(N_("Ingen omgång har publicerade siffror än. Publicera en omgång först.")),
    )


def sample_table(sample: Sequence[ReportEdition], opened: Collection[str]) -> TableView:
    """List the reports to open before a release, and which have been opened."""
    yes, no = Tag(Sentence(N_("öppnad")), TagKind.DONE), Tag(Sentence(N_("återstår")), TagKind.WAITING)
    return TableView(
        Sentence(N_("Stickprov")),
        (Column(Sentence(N_("Rapport"))), Column(Sentence(N_("Sort"))), Column(Sentence(N_("Läge")))),
        tuple(
            (
                Link(one.unit_name, report_path(one.wave_id, one.unit_id)),
                Sentence(N_("egna siffror")) if one.has_own_figures else Sentence(N_("utan egna siffror")),
                yes if one.unit_id in opened else no,
            )
            for one in sample
        ),
        is_caption_hidden=True,
    )


def missing_table(units: Sequence[tuple[str, str]]) -> TableView | None:
    """List the led units that have no report at all, each with its id; None when there are none."""
    if not units:
        return None
    return TableView(
        Sentence(N_("Enheter med chef som inte har någon rapport")),
        (Column(Sentence(N_("Enhet"))), Column(Sentence(N_("Id")))),
        tuple(units),
    )


def run_batch(progress: Progress | None) -> BatchPage | None:
    """Return how far the run has come, for those who may steer it."""
    return None if progress is None else batch_page(progress, may_steer=True)


def counts_table(counts: Sequence[AdministrationCounts]) -> TableView:
    """List the administrations with how many reports they have made and released."""
    return TableView(
        Sentence(N_("Ledarrapporter i varje förvaltning")),
        (
            Column(Sentence(N_("Förvaltning"))),
            Column(Sentence(N_("Enheter med chef")), is_number=True),
            Column(Sentence(N_("Gjorda")), is_number=True),
            Column(Sentence(N_("Släppta")), is_number=True),
            Column(Sentence(N_("Utan egna siffror")), is_number=True),
        ),
        tuple((one.administration, one.led, one.made, one.released, one.without_figures) for one in counts),
        is_caption_hidden=True,
        empty_text=Sentence(N_("Ingen enhet i omgången hade en chef vid mätningen.")),
    )
