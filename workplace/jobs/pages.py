"""What the pages about batches show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from workplace.jobs.batch import STATE_WORDS, BatchState, Progress
from workplace.web.figure_geometry import ProgressBar, progress_bar
from workplace.web.moment import moment_sentence
from workplace.web.views import Column, TableView, Tag, TagKind, Text
from workplace.wording import N_, Sentence


@dataclass(frozen=True)
class BatchSummary:
    """A batch in a few lines. `pace` is empty when nothing can be said about the speed."""

    href: str
    title: Sentence
    tag: Tag
    bar: ProgressBar
    done_text: Sentence
    pace: Text
    made: Sentence


@dataclass(frozen=True)
class BatchesPage:
    """The newest batches. `shows_all`: everybody's, not only one's own."""

    batches: tuple[BatchSummary, ...]
    shows_all: bool


@dataclass(frozen=True)
class BatchPage:
    """One batch with what can be done about it now."""

    summary: BatchSummary
    facts: tuple[tuple[Text, Text], ...]
    failures: TableView | None
    can_pause: bool
    can_stop: bool
    can_resume: bool
    can_retry: bool
    is_moving: bool


def batches_page(found: Iterable[Progress], *, shows_all: bool) -> BatchesPage:
    """Return the page of the newest batches."""
    return BatchesPage(tuple(_summary(progress) for progress in found), shows_all)


def batch_page(progress: Progress, *, may_steer: bool) -> BatchPage:
    """Return the page of one batch."""
    state = progress.batch.state
    return BatchPage(
        summary=_summary(progress),
        facts=_facts(progress),
        failures=_failures(progress) if progress.failures else None,
        can_pause=may_steer and progress.is_open,
        can_stop=may_steer and state in (BatchState.ORDERED, BatchState.RUNNING, BatchState.PAUSED),
        can_resume=may_steer and state in (BatchState.PAUSED, BatchState.STOPPED),
        can_retry=may_steer and bool(progress.failures),
        is_moving=progress.is_open,
    )


def time_left(seconds: float) -> Sentence:
    """Say how long is left, in whole minutes and never less than there is."""
    minutes = int(-(-seconds // 60))
    if minutes <= 1:
        return Sentence(N_("mindre än en minut kvar"))
    if minutes < 120:
        return Sentence(N_("ungefär %(minutes)s minuter kvar"), {"minutes": minutes})
    return Sentence(N_("ungefär %(hours)s timmar kvar"), {"hours": round(minutes / 60)})


def _summary(progress: Progress) -> BatchSummary:
    batch = progress.batch
    return BatchSummary(
        href=f"/admin/jobb/{batch.id}",
        title=batch.title,
        tag=_tag(progress),
        bar=progress_bar(progress.ended, progress.total),
        done_text=_done_text(progress),
        pace=_pace(progress),
        made=Sentence(N_("Beställd %(when)s"), {"when": moment_sentence(batch.made_at)}),
    )


def _tag(progress: Progress) -> Tag:
    state = progress.batch.state
    if state is BatchState.DONE and progress.failed:
        return Tag(Sentence(N_("Klar med fel")), TagKind.FAILED)
    kinds = {BatchState.DONE: TagKind.DONE, BatchState.RUNNING: TagKind.WAITING}
    if progress.batch.error:
        return Tag(Sentence(N_("Stannade med fel")), TagKind.FAILED)
    return Tag(Sentence(STATE_WORDS[state]), kinds.get(state, TagKind.PLAIN))


def _done_text(progress: Progress) -> Sentence:
    numbers = {"done": progress.done, "total": progress.total, "failed": progress.failed}
    if progress.failed:
        return Sentence(N_("%(done)s av %(total)s klara, %(failed)s misslyckades"), numbers)
    return Sentence(N_("%(done)s av %(total)s klara"), numbers)


def _pace(progress: Progress) -> Text:
    if not progress.is_open:
        return ""
    if progress.next_at is not None and not progress.running:
        return Sentence(N_("Börjar %(when)s"), {"when": moment_sentence(progress.next_at)})
    if progress.seconds_left is None or progress.rate_per_minute is None:
        return ""
    facts = {"rate": max(1, round(progress.rate_per_minute)), "left": time_left(progress.seconds_left)}
    return Sentence(N_("%(rate)s i minuten, %(left)s"), facts)


def _facts(progress: Progress) -> tuple[tuple[Text, Text], ...]:
    batch = progress.batch
    facts: list[tuple[Text, Text]] = [
        (Sentence(N_("Beställd")), moment_sentence(batch.made_at)),
        (Sentence(N_("Klara")), Sentence("%(n)s", {"n": progress.done})),
        (Sentence(N_("Misslyckade")), Sentence("%(n)s", {"n": progress.failed})),
        (Sentence(N_("Pågår just nu")), Sentence("%(n)s", {"n": progress.running})),
        (Sentence(N_("Väntar")), Sentence("%(n)s", {"n": progress.waiting})),
    ]
    if batch.finished_at is not None:
        facts.append((Sentence(N_("Avslutad")), moment_sentence(batch.finished_at)))
    if batch.error:
        facts.append((Sentence(N_("Felets namn")), batch.error))
    return tuple(facts)


def _failures(progress: Progress) -> TableView:
    return TableView(
        caption=Sentence(N_("Det som misslyckades")),
        columns=(Column(Sentence(N_("Del"))), Column(Sentence(N_("Orsak"))), Column(Sentence(N_("Felets namn")))),
        rows=tuple((failure.key, failure.reason, failure.error) for failure in progress.failures),
    )


def seen_at(now: dt.datetime) -> Sentence:
    """Say which moment the page tells about."""
    return Sentence(
        N_("Läget %(when)s. Läs om sidan för att se hur långt det har kommit."), {"when": moment_sentence(now)}
    )
