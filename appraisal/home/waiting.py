"""What waits for a person, worked out from dated facts each time the page is opened; no task is ever stored.

A line is a sentence, where it leads and a status. The order is the order of what one should do first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from workplace.web.views import Step, StepsView, Tag, TagKind
from workplace.wording import N_, Sentence

SOON = dt.timedelta(days=30)
"""How long before its date an agreement is reminded of."""
NEW = dt.timedelta(days=21)
"""How long a published result is called new."""
MOST_REPORTS = 4
"""With more reports below than this they become one line."""
MOST_RELEASES = 3
"""How many published waves are offered to those who read on behalf of others."""


@dataclass(frozen=True)
class ReportToRead:
    """A released leader report the person may read.

    `leader_name` is empty for one's own and where nobody may be named. `is_read`: the person has opened it.
    """

    wave_title: str
    unit_name: str
    href: str
    is_read: bool
    leader_name: str = ""


@dataclass(frozen=True)
class AgreementDue:
    """An open agreement with its date."""

    what: str
    by_when: dt.date
    unit_name: str
    href: str


@dataclass(frozen=True)
class ReleasedWave:
    """A wave with published results. `href`: where they are read."""

    title: str
    published_on: dt.date
    href: str


@dataclass(frozen=True)
class CharteredWave:
    """A wave that those who speak for others follow: what is promised. `is_draft`: nothing is signed yet."""

    title: str
    last_day: dt.date
    href: str
    is_draft: bool


@dataclass(frozen=True)
class OwnUnit:
    """A unit the person leads or works in. An empty address: there is nothing of that kind for the unit."""

    name: str
    is_led: bool
    results_href: str = ""
    goals_href: str = ""


@dataclass(frozen=True)
class NextActivity:
    """The nearest date in the goals of one's own units."""

    text: str
    ends_on: dt.date
    unit_name: str
    href: str


@dataclass(frozen=True)
class SurveyToAnswer:
    """An open survey one has not answered. `href`: where the press that begins it goes."""

    title: str
    last_day: dt.date
    href: str

    @property
    def text(self) -> Sentence:
        """Return what waits."""
        return Sentence(N_("Svara på enkäten – till och med %(date)s"), {"date": self.last_day})

    @property
    def hint(self) -> str:
        """Return which survey it is."""
        return self.title


@dataclass(frozen=True)
class Situation:
    """Everything the start page of one person is made from.

    `released`: published waves, newest first. `unreleased_title`: a closed wave whose results are not published yet,
    or "". `next_at_desk`: HR's next step, None for everybody else and when nothing waits. `late_at_desk`: how many
    things are late or wrong. `reads_for_others`: union or safety representative. `runs_the_system`: administrator.
    """

    today: dt.date
    own_reports: tuple[ReportToRead, ...] = ()
    reports_below: tuple[ReportToRead, ...] = ()
    agreements: tuple[AgreementDue, ...] = ()
    units: tuple[OwnUnit, ...] = ()
    released: tuple[ReleasedWave, ...] = ()
    unreleased_title: str = ""
    next_activity: NextActivity | None = None
    is_hr: bool = False
    next_at_desk: Step | None = None
    late_at_desk: int = 0
    reads_for_others: bool = False
    runs_the_system: bool = False
    surveys: tuple[SurveyToAnswer, ...] = ()
    chartered: tuple[CharteredWave, ...] = ()


@dataclass(frozen=True)
class StartView:
    """The start page: what waits, what there is to read, when the next thing happens, and what is to be answered."""

    waiting: StepsView
    to_read: StepsView
    coming: tuple[Sentence, ...]
    to_answer: tuple[SurveyToAnswer, ...] = ()


def start_view(situation: Situation) -> StartView:
    """Return what the start page says."""
    waiting = (
        *_desk(situation),
        *_own_reports(situation.own_reports),
        *_reports_below(situation.reports_below),
        *_agreements(situation),
    )
    return StartView(StepsView(waiting), StepsView(_to_read(situation)), _coming(situation), situation.surveys)


def _desk(situation: Situation) -> tuple[Step, ...]:
    steps = []
    if situation.next_at_desk is not None:
        steps.append(situation.next_at_desk)
    if situation.late_at_desk:
        steps.append(
            Step(
                Sentence(N_("Något på HR:s bord behöver ses över")),
                _late(),
                "/hr",
                Sentence(N_("%(count)s saker är sena eller fel"), {"count": situation.late_at_desk})
                if situation.late_at_desk > 1
                else Sentence(N_("En sak är sen eller fel")),
            )
        )
    return tuple(steps)


def _own_reports(reports: Sequence[ReportToRead]) -> tuple[Step, ...]:
    return tuple(
        Step(
            Sentence(N_("Din ledarrapport för %(unit)s"), {"unit": report.unit_name}),
            _read(report.is_read),
            report.href,
            report.wave_title,
        )
        for report in reports
    )


def _reports_below(reports: Sequence[ReportToRead]) -> tuple[Step, ...]:
    if len(reports) > MOST_REPORTS:
        unread = sum(not report.is_read for report in reports)
        tag = Tag(Sentence(N_("%(count)s olästa"), {"count": unread}), TagKind.WAITING) if unread else _read(True)
        return (
            Step(
                Sentence(N_("%(count)s ledarrapporter att läsa och prata om"), {"count": len(reports)}),
                tag,
                "/ledarrapport",
                Sentence(N_("Cheferna närmast under dig")),
            ),
        )
    return tuple(
        Step(_report_below(report), _read(report.is_read), report.href, report.wave_title) for report in reports
    )


def _report_below(report: ReportToRead) -> Sentence:
    if not report.leader_name:
        return Sentence(N_("Ledarrapport för %(unit)s"), {"unit": report.unit_name})
    return Sentence(
        N_("Ledarrapport för %(unit)s, %(leader)s"), {"unit": report.unit_name, "leader": report.leader_name}
    )


def _agreements(situation: Situation) -> tuple[Step, ...]:
    near = sorted(
        (agreement for agreement in situation.agreements if agreement.by_when <= situation.today + SOON),
        key=lambda agreement: agreement.by_when,
    )
    return tuple(
        Step(
            Sentence(N_("Överenskommelse: %(what)s"), {"what": _short(agreement.what)}),
            _late() if agreement.by_when < situation.today else Tag(Sentence(N_("Snart")), TagKind.WAITING),
            agreement.href,
            Sentence(N_("%(unit)s, senast %(date)s"), {"unit": agreement.unit_name, "date": agreement.by_when}),
        )
        for agreement in near
    )


def _to_read(situation: Situation) -> tuple[Step, ...]:
    steps: list[Step] = []
    newest = situation.released[0] if situation.released else None
    for unit in situation.units:
        if unit.results_href and newest is not None:
            words = N_("Gruppens resultat, %(unit)s") if unit.is_led else N_("Resultatet för %(unit)s")
            steps.append(
                Step(
                    Sentence(words, {"unit": unit.name}),
                    _published(newest, situation.today),
                    unit.results_href,
                    newest.title,
                )
            )
        if unit.goals_href:
            steps.append(
                Step(
                    Sentence(N_("Målen för %(unit)s"), {"unit": unit.name}),
                    Tag(Sentence(N_("Gäller nu"))),
                    unit.goals_href,
                )
            )
    if situation.reads_for_others or (newest is not None and not any(unit.results_href for unit in situation.units)):
        steps += [
            Step(
                Sentence(N_("Resultatet av %(wave)s"), {"wave": wave.title}),
                _published(wave, situation.today),
                wave.href,
                Sentence(N_("Publicerat %(date)s"), {"date": wave.published_on}),
            )
            for wave in situation.released[:MOST_RELEASES]
        ]
    steps += [
        Step(
            Sentence(N_("Stadgan för %(wave)s"), {"wave": wave.title}),
            Tag(Sentence(N_("Förslag")), TagKind.WAITING) if wave.is_draft else Tag(Sentence(N_("Signerad"))),
            wave.href,
            Sentence(N_("Löftet, vad chefen får se och samverkan. Sista svarsdag %(date)s"), {"date": wave.last_day}),
        )
        for wave in situation.chartered[:MOST_RELEASES]
    ]
    if situation.runs_the_system:
        steps.append(Step(Sentence(N_("Drift: brev, jobb och hur systemet mår")), Tag(Sentence(N_("Öppet"))), "/admin"))
    return tuple(steps)


def _coming(situation: Situation) -> tuple[Sentence, ...]:
    sentences = []
    if situation.unreleased_title:
        sentences.append(
            Sentence(
                N_("%(wave)s är stängd. Resultatet syns här samma dag som HR publicerar det."),
                {"wave": situation.unreleased_title},
            )
        )
    if situation.next_activity is not None:
        sentences.append(
            Sentence(
                N_("Närmast i målen för %(unit)s: %(activity)s, klart senast %(date)s."),
                {
                    "unit": situation.next_activity.unit_name,
                    "activity": _short(situation.next_activity.text),
                    "date": situation.next_activity.ends_on,
                },
            )
        )
    return tuple(sentences)


def _published(wave: ReleasedWave, today: dt.date) -> Tag:
    if today - wave.published_on <= NEW:
        return Tag(Sentence(N_("Nytt")), TagKind.WAITING)
    return Tag(Sentence(N_("Publicerat")), TagKind.DONE)


def _read(is_read: bool) -> Tag:
    return Tag(Sentence(N_("Läst")), TagKind.DONE) if is_read else Tag(Sentence(N_("Oläst")), TagKind.WAITING)


def _late() -> Tag:
    return Tag(Sentence(N_("Sen")), TagKind.LATE)


def _short(text: str, longest: int = 90) -> str:
    """Return the text on one line, cut at a word where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[:longest].rsplit(" ", 1)[0] + " …"
