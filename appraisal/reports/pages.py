"""What the pages about leader reports show."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from appraisal.reports.mails import report_path
from appraisal.reports.model import LeaderReport
from appraisal.reports.run import Note, ReportEdition, ReportState
from workplace.agreements.agreement import STATE_WORDS, Agreement, AgreementState
from workplace.jobs.batch import Progress
from workplace.jobs.pages import BatchPage, batch_page
from workplace.web.moment import moment_sentence
from workplace.web.views import Cell, Column, Link, TableView, Tag, TagKind
from workplace.wording import N_, Sentence

WRITERS = {"leader": N_("chef"), "superior": N_("överordnad chef")}
_EDITION_TAGS = {
    ReportState.DRAFT: Tag(Sentence(N_("inte släppt")), TagKind.WAITING),
    ReportState.RELEASED: Tag(Sentence(N_("släppt")), TagKind.DONE),
    ReportState.SUPERSEDED: Tag(Sentence(N_("ersatt av en senare utgåva")), TagKind.LATE),
}


@dataclass(frozen=True)
class NoteLine:
    """A note with who wrote it, as what, and when."""

    text: str
    signature: Sentence


@dataclass(frozen=True)
class AgreementLine:
    """An agreement as it stands on the page; `edit_href` "" for those who only read."""

    agreement: Agreement
    tag: Tag
    edit_href: str


@dataclass(frozen=True)
class EditionLine:
    """An edition one may open."""

    href: str
    text: Sentence
    is_shown: bool


@dataclass(frozen=True)
class ReportPage:
    """A report as its reader sees it. `openings`: who else has opened it, for the leader it is about."""

    report: LeaderReport
    employer: str
    tag: Tag
    reason: str
    editions: tuple[EditionLine, ...]
    pdf_href: str
    results_href: str
    notes: tuple[NoteLine, ...]
    agreements: tuple[AgreementLine, ...]
    can_write: bool
    base_href: str
    openings: TableView | None


@dataclass(frozen=True)
class CellsPage:
    """What a successor sees: that there are published figures, and the agreements."""

    unit_name: str
    results_href: str
    agreements: tuple[AgreementLine, ...]


@dataclass(frozen=True)
class ListPage:
    """The reports one may open: one's own, those of the leaders one leads, and HR's runs."""

    own: TableView
    led: TableView | None
    has_runs: bool


@dataclass(frozen=True)
class RunsPage:
    """The waves HR can make reports of."""

    waves: TableView


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


def edition_lines(editions: Sequence[ReportEdition], shown: ReportEdition, base_href: str) -> tuple[EditionLine, ...]:
    """Return the released editions and the one shown, when there is more than one."""
    if len(editions) < 2:
        return ()
    return tuple(
        EditionLine(
            f"{base_href}?utgava={one.version}",
            Sentence(
                N_("Utgåva %(version)s, %(when)s"),
                {"version": one.version, "when": moment_sentence(one.released_at or one.made_at)},
            ),
            one.edition_id == shown.edition_id,
        )
        for one in editions
    )


def note_lines(notes: Sequence[Note]) -> tuple[NoteLine, ...]:
    """Return the notes with their signatures."""
    return tuple(
        NoteLine(
            note.text,
            Sentence(
                N_("%(name)s, %(role)s, %(when)s"),
                {
                    "name": note.written_by,
                    "role": Sentence(WRITERS[note.written_as]),
                    "when": moment_sentence(note.written_at),
                },
            )
            if note.written_by
            else Sentence(
                N_("%(role)s, %(when)s"),
                {"role": Sentence(WRITERS[note.written_as]), "when": moment_sentence(note.written_at)},
            ),
        )
        for note in notes
    )


def agreement_lines(agreements: Sequence[Agreement], base_href: str, *, can_write: bool) -> tuple[AgreementLine, ...]:
    """Return the agreements, open ones first."""
    kinds = {AgreementState.DONE: TagKind.DONE, AgreementState.ONGOING: TagKind.WAITING}
    ordered = sorted(agreements, key=lambda one: not one.is_open)
    return tuple(
        AgreementLine(
            one,
            Tag(Sentence(STATE_WORDS[one.terms.state]), kinds.get(one.terms.state, TagKind.PLAIN)),
            f"{base_href}/overenskommelse/{one.agreement_id}" if can_write else "",
        )
        for one in ordered
    )


def edition_tag(edition: ReportEdition) -> Tag:
    """Return where an edition stands, in a word or two."""
    return _EDITION_TAGS[edition.state]


def report_table(
    editions: Sequence[ReportEdition],
    titles: Mapping[str, str],
    *,
    caption: Sentence,
    empty: Sentence,
    leaders: Mapping[str, str] | None = None,
) -> TableView:
    """List reports: unit, leader where asked for, survey, and what there is."""
    columns = [Column(Sentence(N_("Rapport")))]
    if leaders is not None:
        columns.append(Column(Sentence(N_("Chef vid mätningen"))))
    columns += [Column(Sentence(N_("Enkät"))), Column(Sentence(N_("Läge")))]
    rows: list[tuple[Cell, ...]] = []
    for one in editions:
        title = titles.get(one.wave_id, one.wave_id)
        cells: list[Cell] = [Link(one.unit_name, report_path(one.wave_id, one.unit_id), title)]
        if leaders is not None:
            cells.append(leaders.get(one.leader_id, "–"))
        rows.append((*cells, title, _EDITION_TAGS[one.state]))
    return TableView(caption, tuple(columns), tuple(rows), empty_text=empty)


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


def openings_table(openings: Sequence[tuple[str, Sentence]]) -> TableView:
    """List who has opened a report, and when last."""
    return TableView(
        Sentence(N_("Vem har öppnat rapporten")),
        (Column(Sentence(N_("Vem"))), Column(Sentence(N_("Senast")))),
        tuple((name, when) for name, when in openings),
        is_caption_hidden=True,
        empty_text=Sentence(N_("Ingen annan har öppnat rapporten.")),
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
