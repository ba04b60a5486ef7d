"""What HR's pages of the organisation show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Any

from workplace.clock import local_date
from workplace.errors import Problem
from workplace.imports.problem_list import ProblemsOfFile, by_file, not_shown
from workplace.organisation.change_list import HEADINGS, ChangeGroup
from workplace.organisation.unit_tree import Unit
from workplace.web.views import Column, Link, TableView
from workplace.wording import N_, Sentence

ORGANISATION_HREF = "/hr/organisation"
_AFTER = {
    "units_new": N_("Ligger under"),
    "employments_new": N_("Enhet"),
    "employments_changed": N_("Enhet"),
    "absences": N_("Frånvaro"),
}
"""What the last column says where it is not what comes after something else."""


@dataclass(frozen=True)
class TreeItem:
    """A unit with what is below it. `leader` is a name, or words where nobody may be named."""

    unit_id: str
    name: str
    kind: str
    leader: str | Sentence
    direct_size: int
    whole_size: int
    below: list[TreeItem] = field(default_factory=list)


@dataclass(frozen=True)
class OrganisationPage:
    """The tree as it stands today, one's own imports, and the form. `roots` is empty before the first import."""

    today: dt.date
    roots: tuple[TreeItem, ...]
    unit_count: int
    people_count: int
    runs: TableView
    form: Any


@dataclass(frozen=True)
class DryRunPage:
    """What uploaded files would change, or every reason why they cannot be taken in."""

    upload_href: str
    drop_href: str
    file_names: tuple[str, ...]
    heading: Sentence
    groups: tuple[TableView, ...]
    problems: tuple[ProblemsOfFile, ...]
    problem_count: int
    not_shown: int
    changes_nothing: bool

    @property
    def can_be_done(self) -> bool:
        return not self.problem_count and not self.changes_nothing


@dataclass(frozen=True)
class ReceiptPage:
    """An import that was carried out."""

    done_at: dt.date
    as_of: dt.date
    reaches_back: bool
    counts: tuple[tuple[Sentence, int], ...]
    files: tuple[Mapping[str, str], ...]


def upload_href(upload_id: str) -> str:
    """Return the address of the dry run of an upload."""
    return f"{ORGANISATION_HREF}/provkorning/{upload_id}"


def run_href(run_id: int) -> str:
    """Return the address of a receipt."""
    return f"{ORGANISATION_HREF}/inlasning/{run_id}"


def tree_items(lines: Sequence[tuple[Unit, int, str, str, int, int]]) -> tuple[TreeItem, ...]:
    """Return the tree of lines (unit, depth, leader's id, leader's name, direct and whole size), in order."""
    roots: list[TreeItem] = []
    trail: list[TreeItem] = []
    for unit, depth, leader_id, leader_name, direct_size, whole_size in lines:
        leader: str | Sentence = leader_name
        if not leader_name:
            leader = Sentence(N_("chefens namn visas inte") if leader_id else N_("ingen chef"))
        item = TreeItem(unit.unit_id, unit.name, unit.kind, leader, direct_size, whole_size)
        del trail[depth:]
        (trail[-1].below if trail else roots).append(item)
        trail.append(item)
    return tuple(roots)


def runs_table(runs: Sequence[tuple[int, dt.datetime, dt.date, bool, Mapping[str, int]]]) -> TableView:
    """Return the table of imports: number, when, from which date, whether it reaches back, and what changed."""
    rows = []
    for run_id, done_at, as_of, reaches_back, counts in runs:
        valid = Sentence(N_("bakåt utan gräns")) if reaches_back else Sentence(N_("%(date)s"), {"date": as_of})
        changes = sum(count for kind, count in counts.items() if kind in HEADINGS)
        done = Sentence(N_("%(date)s"), {"date": local_date(done_at)})
        rows.append((Link(done, run_href(run_id), Sentence(N_("nummer %(id)s"), {"id": run_id})), valid, str(changes)))
    return TableView(
        caption=Sentence(N_("Dina inläsningar")),
        columns=(
            Column(Sentence(N_("Infört"))),
            Column(Sentence(N_("Gäller från"))),
            Column(Sentence(N_("Ändringar")), is_number=True),
        ),
        rows=tuple(rows),
        empty_text=Sentence(N_("Du har inte läst in något ännu.")),
    )


def dry_run_page(
    *,
    upload_id: str,
    file_names: Sequence[str],
    as_of: dt.date,
    reaches_back: bool,
    groups: Sequence[ChangeGroup],
    problems: Sequence[Problem],
    changes_nothing: bool,
) -> DryRunPage:
    """Return the page of a dry run; with problems the groups say what would happen if they were none."""
    if reaches_back:
        heading = Sentence(N_("Det här skulle gälla bakåt utan gräns"))
    else:
        heading = Sentence(N_("Det här skulle ändras från %(as_of)s"), {"as_of": as_of})
    return DryRunPage(
        upload_href=upload_href(upload_id),
        drop_href=f"{upload_href(upload_id)}/slang",
        file_names=tuple(file_names),
        heading=heading,
        groups=tuple(_group_table(group) for group in groups),
        problems=by_file(problems),
        problem_count=len(problems),
        not_shown=not_shown(problems),
        changes_nothing=changes_nothing,
    )


def receipt_page(
    done_at: dt.datetime, as_of: dt.date, counts: Mapping[str, int], files: Sequence[Mapping[str, str]]
) -> ReceiptPage:
    """Return the receipt of an import."""
    return ReceiptPage(
        local_date(done_at),
        as_of,
        bool(counts.get("reaches_back")),
        tuple((Sentence(HEADINGS[kind]), count) for kind, count in counts.items() if kind in HEADINGS and count),
        tuple(files),
    )


def _group_table(group: ChangeGroup) -> TableView:
    """Return the table of one kind; a column in which nothing would stand is left out."""
    first = N_("Enhet") if group.kind.startswith(("units", "leaders")) else N_("Person")
    labels = (first, N_("Nu"), _AFTER.get(group.kind, N_("Sedan")))
    used = (True, any(line.before for line in group.lines), any(line.after for line in group.lines))
    caption = Sentence(N_("%(heading)s: %(count)s"), {"heading": group.heading, "count": group.count})
    if group.not_listed:
        caption = Sentence(
            N_("%(heading)s: %(count)s (%(not_listed)s visas inte här)"),
            {"heading": group.heading, "count": group.count, "not_listed": group.not_listed},
        )
    return TableView(
        caption=caption,
        columns=tuple(Column(Sentence(label)) for label in compress(labels, used)),
        rows=tuple(
            tuple(cell or "–" for cell in compress((line.what, line.before, line.after), used)) for line in group.lines
        ),
        empty_text=caption,
    )
