"""What HR's pages of waves show: the list, the form, one wave, and how far its next release has come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from surveys.waves.charter import co_determination_sentence
from workplace.clock import local_date
from workplace.jobs.batch import STATE_WORDS, UNEXPECTED, BatchState, Progress
from workplace.web.moment import moment_sentence
from workplace.web.views import Column, Link, Step, StepsView, TableView, Tag, TagKind, Text
from workplace.wording import N_, Sentence

WAVES_HREF = "/hr/omgangar"
NEW_HREF = f"{WAVES_HREF}/ny"
TAKEN_WITHIN = dt.timedelta(minutes=2)
"""Work that no worker has begun in this time may wait for workers that are not there."""


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
    own: TableView
    has_instruments: bool


@dataclass(frozen=True)
class WaveFormPage:
    """The form. `corrects`: the title of the wave whose answers are corrected, "" for a new wave."""

    form: Any
    corrects: str = ""


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
    plan_href: str
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


class ReleaseStage(Enum):
    """Where the next release stands: not computed, being computed, previewed, being published, published, or that
    a correction changes nothing.
    """

    UNKNOWN = "unknown"
    PREVIEWING = "previewing"
    PREVIEW = "preview"
    PUBLISHING = "publishing"
    PUBLISHED = "published"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class OngoingWork:
    """Work a worker has in hand or will take. `nobody`: said when none has taken it for a while."""

    tag: Tag
    ordered: Sentence
    nobody: Sentence | None


@dataclass(frozen=True)
class ReleaseWork:
    """Where the next release stands. `ongoing` None where nothing is under way; `troubles`: what went wrong and what
    to do.
    """

    stage: ReleaseStage
    ongoing: OngoingWork | None
    troubles: tuple[Sentence, ...]


def wave_href(wave_id: str) -> str:
    """Return the address of a wave."""
    return f"{WAVES_HREF}/{wave_id}"


def release_href(wave_id: str) -> str:
    """Return the address of a wave's release, previewed or published."""
    return f"{WAVES_HREF}/{wave_id}/utgava"


def waves_page(lines: Iterable[WaveLine], *, has_instruments: bool, own: TableView) -> WavesPage:
    """Return the list, the latest closed first as they come. `own`: the waves planned and answered here."""
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
        own,
        has_instruments,
    )


def _release_tag(line: WaveLine) -> Tag:
    if not line.release_id:
        return Tag(Sentence(N_("Ska publiceras")), TagKind.WAITING)
    if line.is_stale:
        return Tag(Sentence(N_("Rättad, ska publiceras")), TagKind.WAITING)
    return Tag(Sentence(N_("Publicerad")), TagKind.DONE)


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
    has_reports_page: bool,
    plan_href: str = "",
) -> WavePage:
    """Return the page of a wave. `editions` the first first, `releases` the newest first.

    `has_reports_page`: the reader may go on to the leader reports. `plan_href`: of a wave that was answered here; its
    answers are never corrected.
    """
    newest = releases[0] if releases else None
    latest = editions[-1]
    is_stale = newest is not None and newest.edition != latest.number
    result_href = f"/resultat/{wave_id}/{first_unit}" if newest and first_unit else ""
    reports_href = f"/hr/ledarrapporter/{wave_id}" if newest and has_reports_page else ""
    label, href, text = _next_step(wave_id, newest, is_stale, reports_href, result_href)
    return WavePage(
        title=title,
        steps=StepsView(_steps(wave_id, latest, newest, is_stale, reports_href)),
        next_text=text,
        next_label=label,
        next_href=href,
        facts=(
            (Sentence(N_("Id")), wave_id),
            (Sentence(N_("Formulär")), instrument),
            (Sentence(N_("Stängdes")), Sentence("%(date)s", {"date": closed_on})),
            (Sentence(N_("Enheter i det frusna trädet")), count_text(unit_count)),
            (Sentence(N_("Samverkan")), co_determination_sentence(charter)),
            (Sentence(N_("Minsta antal svar")), _floors(charter)),
            (Sentence(N_("Vem som får läsa")), str(charter.get("readers", ""))),
            (Sentence(N_("Löftets kontrollsumma")), charter_sha256[:16]),
        ),
        editions=_editions_table(editions),
        releases=_releases_table(releases),
        correct_href="" if plan_href else f"{NEW_HREF}?omgang={wave_id}",
        plan_href=plan_href,
        csv_href=f"{release_href(wave_id)}.csv" if newest else "",
        result_href=result_href,
    )


def _next_step(
    wave_id: str, newest: ReleaseLine | None, is_stale: bool, reports_href: str, result_href: str
) -> tuple[Sentence, str, Sentence]:
    preview = Sentence(N_("Förhandsgranska utgåvan"))
    if newest is None:
        what = N_(
            "Se hur många chefer som får egna siffror, vilka grupper som inte visas och varför. Ingenting "
            "publiceras förrän du säger till."
        )
        return preview, release_href(wave_id), Sentence(what)
    if is_stale:
        what = N_("Rättade svar har kommit in efter den senaste utgåvan. Se vad en ny utgåva skulle visa.")
        return preview, release_href(wave_id), Sentence(what)
    if reports_href:
        what = N_("Resultatet är publicerat. Ledarrapporterna byggs, läses i stickprov och släpps på sin egen sida.")
        return Sentence(N_("Till ledarrapporterna")), reports_href, Sentence(what)
    return Sentence(N_("Läs resultatet")), result_href or "/resultat", Sentence(N_("Resultatet är publicerat."))


def _steps(
    wave_id: str, latest: EditionLine, newest: ReleaseLine | None, is_stale: bool, reports_href: str
) -> tuple[Step, ...]:
    done = Tag(Sentence(N_("Klart")), TagKind.DONE)
    waits = Tag(Sentence(N_("Nästa")), TagKind.WAITING)
    published: Text = ""
    if newest is not None:
        published = Sentence(N_("%(release)s, %(date)s"), {"release": newest.release_id, "date": newest.published_on})
    return (
        Step(Sentence(N_("Svaren är inlästa")), done, hint=Sentence("%(date)s", {"date": latest.imported_on})),
        Step(
            Sentence(N_("Resultatet är publicerat")),
            done if newest and not is_stale else waits,
            release_href(wave_id),
            published,
        ),
        Step(
            Sentence(N_("Ledarrapporterna")),
            Tag(Sentence(N_("Egen sida"))) if newest else Tag(Sentence(N_("Senare"))),
            reports_href,
        ),
    )


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


def count_text(number: int) -> Sentence:
    return Sentence("%(number)s", {"number": number})


def day_of(moment: dt.datetime) -> dt.date:
    """Return the day of a moment as the pages write it."""
    return local_date(moment)


def release_work(
    *,
    is_published: bool,
    is_new: bool | None,
    previewing: Progress | None,
    publishing: Progress | None,
    refused: Iterable[Sentence],
    now: dt.datetime,
) -> ReleaseWork:
    """Return where the next release stands.

    `is_new`: whether the preview shows something that is not published, None without a preview; `refused`: why the
    button that was pressed did nothing.
    """
    stage = _stage(is_published, is_new, previewing, publishing)
    work = {ReleaseStage.PREVIEWING: previewing, ReleaseStage.PUBLISHING: publishing}.get(stage)
    ended = () if is_published else (publishing, previewing if is_new is None else None)
    return ReleaseWork(
        stage=stage,
        ongoing=_ongoing(work, now) if work else None,
        troubles=(*refused, *(trouble for one in ended if one and (trouble := _trouble(one)))),
    )


def _stage(
    is_published: bool, is_new: bool | None, previewing: Progress | None, publishing: Progress | None
) -> ReleaseStage:
    if is_published:
        return ReleaseStage.PUBLISHED
    if publishing is not None and publishing.is_open:
        return ReleaseStage.PUBLISHING
    if is_new is not None:
        return ReleaseStage.PREVIEW if is_new else ReleaseStage.UNCHANGED
    if previewing is not None and previewing.is_open:
        return ReleaseStage.PREVIEWING
    return ReleaseStage.UNKNOWN


def _ongoing(work: Progress, now: dt.datetime) -> OngoingWork:
    state = work.batch.state
    is_left = not work.running and now - work.batch.made_at > TAKEN_WITHIN
    return OngoingWork(
        tag=Tag(Sentence(STATE_WORDS[state]), TagKind.WAITING),
        ordered=Sentence(N_("Beställd %(when)s"), {"when": moment_sentence(work.batch.made_at)}),
        nobody=Sentence(
            N_(
                "Inget arbete har börjat än. Står det så här om några minuter: säg till systemförvaltningen att "
                "bakgrundsarbetet kanske inte är igång."
            )
        )
        if is_left
        else None,
    )


def _trouble(work: Progress) -> Sentence | None:
    """Say what became of work that ended badly or was stopped, and what to do; None where it went well or goes on."""
    if work.failures:
        failure = work.failures[0]
        return _named(failure.error) if failure.reason == UNEXPECTED else failure.reason
    if work.batch.error:
        return _named(work.batch.error)
    if work.batch.state in (BatchState.PAUSED, BatchState.STOPPED):
        return Sentence(N_("Arbetet är stoppat. Tryck på knappen igen för att fortsätta."))
    return None


def _named(error: str) -> Sentence:
    return Sentence(N_("%(what)s Felet heter %(name)s."), {"what": UNEXPECTED, "name": error})
