"""What the pages about leader reports show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from appraisal.reports.addresses import report_path
from appraisal.reports.model import LeaderReport
from appraisal.reports.run import Note, OpeningSeen, ReportEdition, ReportState
from workplace.agreements.agreement import STATE_WORDS, Agreement, AgreementState
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
    """The reports one may open: one's own and those of the leaders one leads; `runs_link` leads HR to the runs."""

    own: TableView
    led: TableView | None
    runs_link: Link | None


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


def openings_table(openings: Sequence[OpeningSeen]) -> TableView:
    """List who has opened a report, when last, and why where somebody had to say so."""
    return TableView(
        Sentence(N_("Vem har öppnat rapporten")),
        (Column(Sentence(N_("Vem"))), Column(Sentence(N_("Senast"))), Column(Sentence(N_("Angivet skäl")))),
        tuple((one.name, moment_sentence(one.last), one.reason or "–") for one in openings),
        is_caption_hidden=True,
        empty_text=Sentence(N_("Ingen annan har öppnat rapporten.")),
    )
