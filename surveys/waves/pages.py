"""What HR's pages of waves show: the list, the form, the dry run of an import, one wave, its release."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from workplace.clock import local_date
from workplace.errors import Problem
from workplace.web.views import Column, Link, Step, StepsView, TableView, Tag, TagKind, Text
from workplace.wording import N_, Sentence

WAVES_HREF = "/hr/omgangar"
NEW_HREF = f"{WAVES_HREF}/ny"
MOST_PROBLEMS = 500
"""How many problems a page shows; the command shows all."""


@dataclass(frozen=True)
class WaveLine:
    """A wave as the list shows it. `release_id` empty: nothing is published."""

    wave_id: str
    title: str
    closed_on: dt.date
    instrument: str
    release_id: str = ""
    is_stale: bool = False


@dataclass(frozen=True)
class WavesPage:
    """All waves. `has_instruments`: there is something to answer with; without it a wave cannot be taken in."""

    waves: TableView
    has_instruments: bool


@dataclass(frozen=True)
class WaveFormPage:
    """The form. `corrects`: the title of the wave whose answers are corrected, "" for a new wave."""

    form: Any
    corrects: str = ""


@dataclass(frozen=True)
class ProblemsOfFile:
    """All that is wrong in one file."""

    file: str
    problems: tuple[Problem, ...]


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
class WavePage:
    """One wave: where it stands, its next step, its facts, its deliveries and releases."""

    title: str
    steps: StepsView
    next_text: Sentence
    next_label: Sentence
    next_href: str
    facts: tuple[tuple[Text, Any], ...]
    editions: TableView
    releases: TableView
    correct_href: str
    csv_href: str
    result_href: str


@dataclass(frozen=True)
class EditionLine:
    """A delivery of answers."""

    number: int
    imported_on: dt.date
    has_eligible: bool


@dataclass(frozen=True)
class ReleaseLine:
    """A published release."""

    release_id: str
    edition: int
    published_on: dt.date


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


def wave_href(wave_id: str) -> str:
    """Return the address of a wave."""
    return f"{WAVES_HREF}/{wave_id}"


def release_href(wave_id: str) -> str:
    """Return the address of a wave's release, previewed or published."""
    return f"{WAVES_HREF}/{wave_id}/utgava"


def upload_href(upload_id: str) -> str:
    """Return the address of the dry run of an upload."""
    return f"{NEW_HREF}/{upload_id}"


def waves_page(lines: Iterable[WaveLine], *, has_instruments: bool) -> WavesPage:
    """Return the list, the latest closed first as they come."""
    rows = tuple(
        (
            Link(line.title, wave_href(line.wave_id)),
            line.wave_id,
            Sentence("%(date)s", {"date": line.closed_on}),
            line.instrument,
            _release_tag(line),
        )
        for line in lines
    )
    return WavesPage(
        TableView(
            caption=Sentence(N_("Omgångar")),
            is_caption_hidden=True,
            columns=(
                Column(Sentence(N_("Omgång"))),
                Column(Sentence(N_("Id"))),
                Column(Sentence(N_("Stängdes"))),
                Column(Sentence(N_("Formulär"))),
                Column(Sentence(N_("Läge"))),
            ),
            rows=rows,
        ),
        has_instruments,
    )


def _release_tag(line: WaveLine) -> Tag:
    if not line.release_id:
        return Tag(Sentence(N_("Ska publiceras")), TagKind.WAITING)
    if line.is_stale:
        return Tag(Sentence(N_("Rättad, ska publiceras")), TagKind.WAITING)
    return Tag(Sentence(N_("Publicerad")), TagKind.DONE)


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
    shown = sorted(problems[:MOST_PROBLEMS], key=lambda problem: problem.file)
    facts: list[tuple[Text, Text]] = [
        (Sentence(N_("Id")), wave_id),
        (Sentence(N_("Formulär")), instrument),
        (Sentence(N_("Stängdes")), Sentence("%(date)s", {"date": closed_on})),
    ]
    remarks: tuple[Sentence, ...] = ()
    if outcome is not None and outcome.is_new:
        facts += [
            (Sentence(N_("Svarande")), _count(outcome.respondents)),
            (Sentence(N_("Enheter i trädet den dagen")), _count(outcome.units)),
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
        problems=tuple(
            ProblemsOfFile(file, tuple(found)) for file, found in groupby(shown, key=lambda problem: problem.file)
        ),
        problem_count=len(problems),
        not_shown=len(problems) - len(shown),
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


def wave_page(
    *,
    wave_id: str,
    title: str,
    instrument: str,
    closed_on: dt.date,
    unit_count: int,
    charter: Mapping[str, Any],
    charter_sha256: str,
    editions: Sequence[EditionLine],
    releases: Sequence[ReleaseLine],
    first_unit: str,
) -> WavePage:
    """Return the page of a wave. `editions` the first first, `releases` the newest first."""
    newest = releases[0] if releases else None
    latest = editions[-1]
    is_stale = newest is not None and newest.edition != latest.number
    label, href, text = _next_step(wave_id, has_release=newest is not None, is_stale=is_stale)
    return WavePage(
        title=title,
        steps=StepsView(_steps(wave_id, latest, newest, is_stale=is_stale)),
        next_text=text,
        next_label=label,
        next_href=href,
        facts=(
            (Sentence(N_("Id")), wave_id),
            (Sentence(N_("Formulär")), instrument),
            (Sentence(N_("Stängdes")), Sentence("%(date)s", {"date": closed_on})),
            (Sentence(N_("Enheter i det frusna trädet")), _count(unit_count)),
            (Sentence(N_("Samverkan")), _co_determination(charter)),
            (Sentence(N_("Minsta antal svar")), _floors(charter)),
            (Sentence(N_("Vem som får läsa")), str(charter.get("readers", ""))),
            (Sentence(N_("Löftets kontrollsumma")), charter_sha256[:16]),
        ),
        editions=_editions_table(editions),
        releases=_releases_table(releases),
        correct_href=f"{NEW_HREF}?omgang={wave_id}",
        csv_href=f"{release_href(wave_id)}.csv" if newest else "",
        result_href=f"/resultat/{wave_id}/{first_unit}" if newest and first_unit else "",
    )


def _next_step(wave_id: str, *, has_release: bool, is_stale: bool) -> tuple[Sentence, str, Sentence]:
    preview = Sentence(N_("Förhandsgranska utgåvan"))
    if is_stale:
        return (
            preview,
            release_href(wave_id),
            Sentence(N_("Rättade svar har kommit in efter den senaste utgåvan. Se vad en ny utgåva skulle visa.")),
        )
    if not has_release:
        return (
            preview,
            release_href(wave_id),
            Sentence(
                N_(
                    "Se hur många chefer som får egna siffror, vilka grupper som inte visas och varför. Ingenting "
                    "publiceras förrän du säger till."
                )
            ),
        )
    return (
        Sentence(N_("Till ledarrapporterna")),
        f"/hr/ledarrapporter/{wave_id}",
        Sentence(N_("Resultatet är publicerat. Bygg ledarrapporterna, läs ett stickprov och släpp dem till cheferna.")),
    )


def _steps(wave_id: str, latest: EditionLine, newest: ReleaseLine | None, *, is_stale: bool) -> tuple[Step, ...]:
    done = Tag(Sentence(N_("Klart")), TagKind.DONE)
    waits = Tag(Sentence(N_("Nästa")), TagKind.WAITING)
    later = Tag(Sentence(N_("Senare")))
    published: Text = ""
    if newest is not None:
        published = Sentence(N_("%(release)s, %(date)s"), {"release": newest.release_id, "date": newest.published_on})
    return (
        Step(Sentence(N_("Svaren är inlästa")), done, hint=Sentence("%(date)s", {"date": latest.imported_on})),
        Step(
            Sentence(N_("Utgåvan är publicerad")),
            done if newest and not is_stale else waits,
            release_href(wave_id),
            published,
        ),
        Step(
            Sentence(N_("Ledarrapporterna är släppta")),
            later if newest is None or is_stale else waits,
            f"/hr/ledarrapporter/{wave_id}" if newest else "",
        ),
    )


def _co_determination(charter: Mapping[str, Any]) -> str:
    return str(charter.get("co_determination", ""))


def _floors(charter: Mapping[str, Any]) -> Sentence:
    floors = charter["floors"]
    return Sentence(
        N_("index %(indices)s, medelvärden %(means)s, tre klasser %(shares)s, fem klasser %(classes)s"),
        {name: floors[name] for name in ("indices", "means", "shares", "classes")},
    )


def _editions_table(editions: Sequence[EditionLine]) -> TableView:
    return TableView(
        caption=Sentence(N_("Leveranser av svar")),
        columns=(
            Column(Sentence(N_("Leverans"))),
            Column(Sentence(N_("Inläst"))),
            Column(Sentence(N_("Antal som fick enkäten"))),
        ),
        rows=tuple(
            (
                Sentence("%(number)s", {"number": edition.number}),
                Sentence("%(date)s", {"date": edition.imported_on}),
                Sentence(N_("med")) if edition.has_eligible else Sentence(N_("saknas")),
            )
            for edition in reversed(editions)
        ),
    )


def _releases_table(releases: Sequence[ReleaseLine]) -> TableView:
    return TableView(
        caption=Sentence(N_("Utgåvor")),
        columns=(
            Column(Sentence(N_("Utgåva"))),
            Column(Sentence(N_("Publicerad"))),
            Column(Sentence(N_("Leverans"))),
        ),
        rows=tuple(
            (
                release.release_id,
                Sentence("%(date)s", {"date": release.published_on}),
                Sentence("%(number)s", {"number": release.edition}),
            )
            for release in releases
        ),
        empty_text=Sentence(N_("Ingenting är publicerat ännu.")),
    )


def _count(number: int) -> Sentence:
    return Sentence("%(number)s", {"number": number})


def day_of(moment: dt.datetime) -> dt.date:
    """Return the day of a moment as the pages write it."""
    return local_date(moment)
