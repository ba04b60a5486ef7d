"""The dry run of taking in answers: what the files would become, or every reason why they cannot be taken in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from surveys.waves.pages import NEW_HREF, count_text
from workplace.errors import Problem
from workplace.imports.problem_list import ProblemsOfFile, by_file, not_shown
from workplace.web.views import Text
from workplace.wording import N_, Sentence


@dataclass(frozen=True)
class ImportDryRunPage:
    """What uploaded answers would become, or every reason why they cannot be taken in."""

    upload_href: str
    drop_href: str
    again_href: str
    file_names: tuple[str, ...]
    title: str
    facts: tuple[tuple[Text, Text], ...]
    remarks: tuple[Sentence, ...]
    problems: tuple[ProblemsOfFile, ...]
    problem_count: int
    not_shown: int
    changes_nothing: bool

    @property
    def can_be_done(self) -> bool:
        return not self.problem_count and not self.changes_nothing


@dataclass(frozen=True)
class ImportOutcome:
    """What a dry run of an import came to, in the words of the page. `asked`: items of the instrument."""

    edition: int
    is_new: bool
    respondents: int
    units: int
    asked: int
    unanswered: int
    absent_items: tuple[str, ...]
    text_columns: tuple[str, ...]
    breakdowns: tuple[str, ...]
    keeps_breakdowns: bool
    has_eligible: bool


def upload_href(upload_id: str) -> str:
    """Return the address of the dry run of an upload."""
    return f"{NEW_HREF}/{upload_id}"


def import_dry_run_page(
    *,
    upload_id: str,
    wave_id: str,
    title: str,
    instrument: str,
    closed_on: dt.date,
    file_names: Sequence[str],
    outcome: ImportOutcome | None,
    problems: Sequence[Problem],
) -> ImportDryRunPage:
    """Return the page of a dry run; `outcome` None: there are problems. `title` as given, it may be empty."""
    facts: list[tuple[Text, Text]] = [
        (Sentence(N_("Id")), wave_id),
        (Sentence(N_("Formulär")), instrument),
        (Sentence(N_("Stängdes")), Sentence("%(date)s", {"date": closed_on})),
    ]
    remarks: tuple[Sentence, ...] = ()
    if outcome is not None and outcome.is_new:
        facts += [
            (Sentence(N_("Svarande")), count_text(outcome.respondents)),
            (Sentence(N_("Enheter i trädet den dagen")), count_text(outcome.units)),
            (
                Sentence(N_("Frågor")),
                Sentence(
                    N_("%(found)s av formulärets %(asked)s"),
                    {"found": outcome.asked - len(outcome.absent_items), "asked": outcome.asked},
                ),
            ),
            (Sentence(N_("Bakgrunder")), ", ".join(outcome.breakdowns) or Sentence(N_("inga i filen"))),
            (
                Sentence(N_("Svarsfrekvens")),
                Sentence(N_("räknas"))
                if outcome.has_eligible
                else Sentence(N_("räknas inte: uppgift om hur många som fick enkäten saknas")),
            ),
        ]
        remarks = _remarks(outcome)
    return ImportDryRunPage(
        upload_href=upload_href(upload_id),
        drop_href=f"{upload_href(upload_id)}/slang",
        again_href=NEW_HREF,
        file_names=tuple(file_names),
        title=title or wave_id,
        facts=tuple(facts),
        remarks=remarks,
        problems=by_file(problems),
        problem_count=len(problems),
        not_shown=not_shown(problems),
        changes_nothing=outcome is not None and not outcome.is_new,
    )


def _remarks(outcome: ImportOutcome) -> tuple[Sentence, ...]:
    found = []
    if outcome.edition > 1:
        found.append(
            Sentence(
                N_("Omgången finns redan. Det här blir leverans %(number)s; de tidigare ligger kvar."),
                {"number": outcome.edition},
            )
        )
    if outcome.keeps_breakdowns:
        found.append(
            Sentence(N_("Omgången är publicerad. Redovisningen efter bakgrund ändras därför inte av rättelsen."))
        )
    if outcome.unanswered:
        words = N_("%(count)s rader svarar inte på någon fråga och räknas inte.")
        if outcome.unanswered == 1:
            words = N_("En rad svarar inte på någon fråga och räknas inte.")
        found.append(Sentence(words, {"count": outcome.unanswered}))
    if outcome.absent_items:
        found.append(
            Sentence(
                N_("Frågor som inte finns i filen, och därför inte får något resultat: %(items)s."),
                {"items": ", ".join(outcome.absent_items)},
            )
        )
    if outcome.text_columns:
        found.append(Sentence(N_("Fritext läses inte in: %(columns)s."), {"columns": ", ".join(outcome.text_columns)}))
    return tuple(found)
