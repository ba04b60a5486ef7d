"""What HR sees of a wave that runs, and afterwards; the pages of letters and of the list of participants."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from surveys.invitations.letters import PrintedLetter
from surveys.invitations.people import Invited, Messages, Undelivered
from surveys.invitations.response import RATE_WORDS, SMALLEST_GROUP, RateClass
from surveys.invitations.timetable import KEPT_AFTER_END
from surveys.participants.participants_file import Participants
from surveys.planning.plan import Plan, PlanState
from surveys.planning.texts import last_day
from surveys.waves.wave_unit import WaveUnit
from workplace.clock import local_date
from workplace.errors import Problem
from workplace.imports.problem_list import ProblemsOfFile, by_file, not_shown
from workplace.mail.outbox import ERROR_WORDS
from workplace.web.moment import moment_sentence
from workplace.web.views import Cell, Column, Link, Step, StepsView, TableView, Tag, TagKind, Text
from workplace.wording import N_, Sentence

MOST_UNITS = 200
"""How many units the table of the response shows at a time."""


def running_href(wave_id: str) -> str:
    """Return the address of a wave that runs."""
    return f"/hr/omgangar/{wave_id}/pagar"


def letters_href(wave_id: str) -> str:
    """Return the address of the letters of a wave."""
    return f"/hr/omgangar/{wave_id}/brev"


def participants_href(wave_id: str) -> str:
    """Return the address of the list of participants of a wave that is planned."""
    return f"/hr/omgangar/{wave_id}/deltagare"


@dataclass(frozen=True)
class UndeliveredRow:
    """Somebody whose mail did not arrive, with the reason in words."""

    person_id: str
    name: str
    unit_name: str
    address: str
    reason: Text


@dataclass(frozen=True)
class RunningPage:
    """A wave from opening to erasure. `next_reminder` tells why none can be sent now, where that is so."""

    wave_id: str
    title: str
    lead: Sentence
    is_open: bool
    has_gateway: bool
    facts: tuple[tuple[Text, Any], ...]
    steps: StepsView
    messages: TableView
    undelivered: tuple[UndeliveredRow, ...]
    response_note: Sentence
    response: TableView
    may_remind: bool
    reminders_note: Sentence
    afterwards: tuple[tuple[Text, Any], ...]
    erased_note: Sentence
    letters_href: str
    running_href: str


@dataclass(frozen=True)
class LettersPage:
    """The form for printing letters. `count`: how many have got no message within what the reader may print for."""

    title: str
    count: int
    protected: int
    href: str
    back_href: str


@dataclass(frozen=True)
class PrintedPage:
    """Letters as they are printed."""

    title: str
    last_day: dt.date
    letters: tuple[PrintedLetter, ...]
    host: str
    back_href: str


@dataclass(frozen=True)
class ParticipantsPage:
    """The form for a list of participants. `count`: how many a list held so far names, 0 without one."""

    title: str
    count: int
    href: str


@dataclass(frozen=True)
class ParticipantsDryRun:
    """What a list of participants would come to."""

    title: str
    file_name: str
    facts: tuple[tuple[Text, Any], ...]
    changes_nothing: bool
    problems: tuple[ProblemsOfFile, ...]
    problem_count: int
    not_shown: int
    upload_href: str
    drop_href: str
    back_href: str


def running_page(
    plan: Plan,
    invited: Invited,
    mails: Messages,
    texts: Messages,
    undelivered: Sequence[Undelivered],
    *,
    units: Sequence[WaveUnit],
    read_on: dt.date | None,
    classes: Mapping[str, RateClass],
    reminders: Mapping[int, dt.datetime],
    has_gateway: bool,
    has_texts: bool,
    now: dt.datetime,
    afterwards: tuple[tuple[Text, Any], ...] = (),
) -> RunningPage:
    """Return the page. `units`: parents first. `reminders`: those ordered, by number."""
    is_open = plan.state is PlanState.OPEN and now < plan.closes_at
    most = int(plan.charter.get("reminders", {}).get("at_most", 0))
    has_ended = plan.state in (PlanState.CLOSED, PlanState.ABORTED)
    ended_at = (plan.closed_at or plan.closes_at) if has_ended else plan.closes_at
    return RunningPage(
        wave_id=plan.wave_id,
        title=plan.title,
        lead=_lead(plan, now),
        is_open=is_open,
        has_gateway=has_gateway,
        facts=_facts(plan, invited),
        steps=StepsView(_steps(plan, reminders, now)),
        messages=_messages(mails, texts, has_texts=has_texts),
        undelivered=tuple(
            UndeliveredRow(one.person_id, one.name or one.person_id, one.unit_name, one.address, _reason(one.error))
            for one in undelivered
        ),
        response_note=_response_note(read_on),
        response=_response(units, classes),
        may_remind=is_open and max(reminders, default=0) < most,
        reminders_note=_reminders_note(plan, reminders, most),
        afterwards=afterwards,
        erased_note=Sentence(
            N_(
                "Inbjudningar, länkar, brevkoder och utskick raderas %(date)s. Det som sedan finns kvar är räkningen, "
                "stadgan och journalen. Vem som svarade finns då ingenstans."
            ),
            {"date": local_date(ended_at + KEPT_AFTER_END)},
        ),
        letters_href=letters_href(plan.wave_id),
        running_href=running_href(plan.wave_id),
    )


def afterwards_of(count: Mapping[str, int]) -> tuple[tuple[Text, Any], ...]:
    """Return the count at close as facts; what is not in it is left out."""
    return tuple(
        (Sentence(words), Sentence("%(number)s", {"number": count[name]}))
        for name, words in _COUNT_WORDS.items()
        if count.get(name) is not None
    )


_COUNT_WORDS = {
    "invited": N_("Inbjudna"),
    "late_hires": N_("varav tillkomna efter öppningen"),
    "withdrawn": N_("Återkallade"),
    "absent": N_("Långtidsfrånvarande, räknade för sig"),
    "answered": N_("Svarade"),
    "unanswered": N_("Svarade inte"),
    "boxes": N_("Lådor i urnan"),
    "ballots": N_("Avlämnade svar"),
    "blank": N_("Inskickade utan svar på någon fråga"),
    "drafts_dropped": N_("Utkast som aldrig skickades och är borta"),
}


def _lead(plan: Plan, now: dt.datetime) -> Sentence:
    day = {"date": last_day(plan.closes_at)}
    if plan.state is PlanState.SIGNED:
        return Sentence(N_("Omgången öppnar %(date)s."), {"date": local_date(plan.opens_at)})
    if plan.state is PlanState.OPEN and now < plan.closes_at:
        return Sentence(N_("Omgången är öppen för svar till och med %(date)s."), day)
    if plan.state in (PlanState.OPEN, PlanState.CLOSING):
        return Sentence(N_("Omgången stängs nu. Inga fler svar tas emot."))
    if plan.state is PlanState.ABORTED:
        return Sentence(N_("Omgången är avbruten. Inga svar finns kvar."))
    return Sentence(N_("Omgången är stängd. Det går inte att ångra."))


def _facts(plan: Plan, invited: Invited) -> tuple[tuple[Text, Any], ...]:
    def number(count: int) -> Sentence:
        return Sentence("%(number)s", {"number": count})

    found: list[tuple[Text, Any]] = [
        (Sentence(N_("Inbjudna")), number(invited.people)),
        (Sentence(N_("Långtidsfrånvarande, räknas för sig")), number(invited.absent)),
        (Sentence(N_("Utan utskick, behöver brev")), number(invited.without_address)),
    ]
    if invited.protected:
        found.append((Sentence(N_("Skyddade personuppgifter, står i ingen lista")), number(invited.protected)))
    return tuple(found)


def _steps(plan: Plan, reminders: Mapping[int, dt.datetime], now: dt.datetime) -> tuple[Step, ...]:
    done, waits = Tag(Sentence(N_("Klart")), TagKind.DONE), Tag(Sentence(N_("Väntar")), TagKind.PLAIN)
    opened = plan.opened_at or plan.opens_at
    steps = [Step(Sentence(N_("Öppning och utskick")), done if plan.opened_at else waits, hint=moment_sentence(opened))]
    for number, planned in enumerate(plan.reminders, start=1):
        sent = reminders.get(number)
        passed = sent is None and number < max(reminders, default=0)
        tag = done if sent or passed else waits
        steps.append(
            Step(Sentence(N_("Påminnelse %(number)s"), {"number": number}), tag, hint=moment_sentence(sent or planned))
        )
    is_closed = plan.state is PlanState.CLOSED
    steps.append(Step(Sentence(N_("Stängning")), done if is_closed else waits, hint=moment_sentence(plan.closes_at)))
    return _next_marked(steps) if plan.state in (PlanState.SIGNED, PlanState.OPEN) else tuple(steps)


def _next_marked(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Return the steps with the first that is not done marked as the next one."""
    first = next((step for step in steps if step.status.kind is not TagKind.DONE), None)
    coming = Tag(Sentence(N_("Nästa")), TagKind.WAITING)
    return tuple(replace(step, status=coming) if step is first else step for step in steps)


def _messages(mails: Messages, texts: Messages, *, has_texts: bool) -> TableView:
    kinds = [(N_("Mejl"), mails), *([(N_("Sms"), texts)] if has_texts else [])]
    return TableView(
        caption=Sentence(N_("Inbjudningar som har skickats")),
        columns=(
            Column(Sentence(N_("Sätt"))),
            Column(Sentence(N_("Skickade")), is_number=True),
            Column(Sentence(N_("Väntar")), is_number=True),
            Column(Sentence(N_("Kom inte fram")), is_number=True),
        ),
        rows=tuple((Sentence(words), found.sent, found.waiting, found.failed) for words, found in kinds),
    )


def _response_note(read_on: dt.date | None) -> Sentence:
    if read_on is None:
        return Sentence(
            N_(
                "Svarsläget läses av måndagar och torsdagar klockan sex. Det visas i klasser och bara för grupper på "
                "minst %(least)s inbjudna, så att ingen kan räknas ut."
            ),
            {"least": SMALLEST_GROUP},
        )
    return Sentence(
        N_(
            "Avläst %(date)s klockan sex. Nästa avläsning är på måndag eller torsdag. Grupper på färre än %(least)s "
            "inbjudna visas inte, och inte heller grupper som skulle avslöja en mindre."
        ),
        {"date": read_on, "least": SMALLEST_GROUP},
    )


def _response(units: Sequence[WaveUnit], classes: Mapping[str, RateClass]) -> TableView:
    names = {unit.unit_id: unit.name for unit in units}
    rows: list[tuple[Cell, ...]] = [
        (unit.name, names.get(unit.parent_id or "", ""), Sentence(RATE_WORDS[classes[unit.unit_id]]))
        for unit in units
        if unit.unit_id in classes
    ]
    return TableView(
        caption=Sentence(N_("Så stor del har svarat")),
        columns=(Column(Sentence(N_("Enhet"))), Column(Sentence(N_("Hör till"))), Column(Sentence(N_("Har svarat")))),
        rows=tuple(rows[:MOST_UNITS]),
        empty_text=Sentence(N_("Ingenting är avläst ännu, eller så är alla grupper för små för att visas.")),
    )


def _reminders_note(plan: Plan, reminders: Mapping[int, dt.datetime], most: int) -> Sentence:
    if max(reminders, default=0) >= most:
        return Sentence(N_("Stadgan tillåter inga fler påminnelser."))
    return Sentence(
        N_(
            "Påminnelser går av sig själva på de dagar som planen säger, och bara till dem som inte har svarat. Vilka "
            "det är avgörs när varje mejl skickas och syns ingenstans. Stadgan tillåter %(most)s."
        ),
        {"most": most},
    )


def _reason(error: str) -> Text:
    return Sentence(ERROR_WORDS[error]) if error in ERROR_WORDS else error


def participants_dry_run(
    plan: Plan,
    upload_id: str,
    file_name: str,
    found: Participants | None,
    problems: Sequence[Problem] = (),
    *,
    outside_rule: int = 0,
) -> ParticipantsDryRun:
    """Return what the file would come to, or every problem in it."""
    facts: list[tuple[Text, Any]] = []
    if found is not None:
        for words, count in (
            (N_("Personer i listan"), len(found.named)),
            (N_("Nya"), found.added),
            (N_("Tas bort"), found.removed),
            (N_("Byter språk"), found.changed),
            (N_("Bjuds ändå inte in, enligt omgångens regel"), outside_rule),
        ):
            facts.append((Sentence(words), Sentence("%(number)s", {"number": count})))
    href = f"{participants_href(plan.wave_id)}/{upload_id}"
    return ParticipantsDryRun(
        title=plan.title,
        file_name=file_name,
        facts=tuple(facts),
        changes_nothing=found is not None and found.changes_nothing,
        problems=by_file(problems),
        problem_count=len(problems),
        not_shown=not_shown(problems),
        upload_href=href,
        drop_href=f"{href}/slang",
        back_href=participants_href(plan.wave_id),
    )


def back_link(plan: Plan) -> Link:
    """Return the link back to the running wave."""
    return Link(plan.title, running_href(plan.wave_id))
