"""What the pages about improvements show: ready values, so that templates only write them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from surveys.improvements.access import Reading
from surveys.improvements.figure import cited_sentence, figure_title, out_of, top_of
from surveys.improvements.improvement import (
    EFFECT_WORDS,
    RISK_WORDS,
    STATE_WORDS,
    TIMING_WORDS,
    Improvement,
    state_tag,
)
from surveys.improvements.plan import EarlierImprovement, UnitPlan
from surveys.improvements.since import verdict_sentence
from surveys.instrument import Instrument
from workplace.agreements.agreement import AgreementState, Effect, LogEntry, Risk, Timing
from workplace.clock import local_date
from workplace.web.views import Cell, Place, Tag, Text
from workplace.wording import N_, Sentence


@dataclass(frozen=True)
class ImprovementLine:
    """An improvement in a list. `cited`: the figure it came from; `when`: by whom and when, None where nothing is said.

    `now`, `verdict`: how the figure stands now and what can be said of that, for those of an earlier wave.
    """

    improvement_id: int
    what: str
    href: str
    tag: Tag
    cited: Sentence
    when: Sentence | None = None
    now: Sentence | None = None
    verdict: Sentence | None = None
    again_href: str = ""


@dataclass(frozen=True)
class PlanSection:
    """The improvements of a unit on the page of its results.

    `missing` says that there is no plan. `new_href` ends so that a figure's key can be put after it; "" for those who
    do not write, as `plan_href` is for those who do not read the whole plan.
    """

    earlier: tuple[ImprovementLine, ...]
    lines: tuple[ImprovementLine, ...]
    missing: Sentence | None
    new_href: str = ""
    plan_href: str = ""


@dataclass(frozen=True)
class PlanPage:
    """The plan of a unit with all that is done with it."""

    title: str
    lead: Sentence
    above: tuple[Place, ...]
    section: PlanSection
    poster_href: str
    messages_href: str


@dataclass(frozen=True)
class LogLine:
    """One text an improvement has had: when, by whom, what changed. `who` "" where nobody may be named."""

    on: dt.date
    who: str
    changes: tuple[Sentence, ...]


@dataclass(frozen=True)
class ImprovementPage:
    """One improvement with its log. `edit_href` "" for those who do not write."""

    what: str
    tag: Tag
    above: tuple[Place, ...]
    facts: tuple[tuple[Text, Cell], ...]
    work_environment: tuple[tuple[Text, Cell], ...]
    log: tuple[LogLine, ...]
    edit_href: str
    came_from_href: str = ""


@dataclass(frozen=True)
class FormPage:
    """The page of the form. `stored`: how it stands, where somebody else changed it first. `cited`: its figure."""

    title: Sentence
    above: tuple[Place, ...]
    action: str
    back_href: str
    is_new: bool
    source: Sentence | None = None
    cited: Sentence | None = None
    stored: tuple[tuple[Text, Cell], ...] = ()


def base_href(wave_id: str, unit_id: str) -> str:
    """Return the address of a unit's plan."""
    return f"/resultat/{wave_id}/{unit_id}/atgarder"


def new_href(wave_id: str, unit_id: str, *, is_direct: bool = False) -> str:
    """Return the address of the form; a figure's key can be put after it."""
    group = "grupp=direkt&" if is_direct else ""
    return f"{base_href(wave_id, unit_id)}/ny?{group}siffra="


def places(wave_id: str, unit_id: str, unit_name: str, *, in_plan: bool = True) -> tuple[Place, ...]:
    """Return where one is: results, the unit, its plan."""
    found = [Place("/resultat", Sentence(N_("Resultat"))), Place(f"/resultat/{wave_id}/{unit_id}", unit_name)]
    if in_plan:
        found.append(Place(base_href(wave_id, unit_id), Sentence(N_("Förbättringsåtgärder"))))
    return tuple(found)


def plan_section(
    plan: UnitPlan,
    instrument: Instrument,
    reading: Reading,
    *,
    unit_id: str,
    writes: bool,
    today: dt.date,
    language: str,
    is_direct: bool = False,
) -> PlanSection:
    """Return the improvements as the reader may see them, last year's first."""
    is_whole = reading is Reading.ALL
    wave_id, wave_title = plan.release.wave_id, plan.release.title
    shown = [one for one in plan.improvements if is_whole or one.is_open]
    earlier = [one for one in plan.earlier if is_whole or one.improvement.is_open]
    return PlanSection(
        earlier=tuple(
            _earlier_line(one, instrument, today, language, base_href(wave_id, unit_id) if writes else "")
            for one in earlier
        ),
        lines=tuple(_line(one, instrument, wave_title, today, language) for one in shown),
        missing=_missing(writes) if is_whole and not plan.has_plan else None,
        new_href=new_href(wave_id, unit_id, is_direct=is_direct) if writes else "",
        plan_href=base_href(wave_id, unit_id) if is_whole else "",
    )


def improvement_page(
    one: Improvement,
    instrument: Instrument,
    log: tuple[tuple[LogEntry, str], ...],
    *,
    wave_title: str,
    unit_name: str,
    writes: bool,
    today: dt.date,
    language: str,
) -> ImprovementPage:
    """Return the page of one improvement."""
    base = base_href(one.wave_id, one.unit_id)
    return ImprovementPage(
        what=one.terms.what,
        tag=state_tag(one, today),
        above=places(one.wave_id, one.unit_id, unit_name),
        facts=facts_of(one, instrument, wave_title, language),
        work_environment=_work_environment(one),
        log=tuple(_log_lines(log)),
        edit_href=f"{base}/{one.improvement_id}/andra" if writes else "",
    )


def facts_of(one: Improvement, instrument: Instrument, wave_title: str, language: str) -> tuple[tuple[Text, Cell], ...]:
    """Return what an improvement says, in rows; what is not said is left out."""
    terms = one.terms
    rows: tuple[tuple[Text, Cell], ...] = (
        (Sentence(N_("Siffran")), _cited(one, instrument, wave_title, language)),
        (Sentence(N_("Varför")), terms.why or None),
        (Sentence(N_("Ansvarig")), terms.who or None),
        (Sentence(N_("Klart senast")), Sentence("%(date)s", {"date": terms.by_when}) if terms.by_when else None),
        (
            Sentence(N_("Genomförande")),
            None if terms.timing is Timing.NOT_SAID else Sentence(TIMING_WORDS[terms.timing]),
        ),
        (Sentence(N_("Så ser vi att det fungerat")), terms.seen_by or None),
        (Sentence(N_("Läge")), Sentence(STATE_WORDS[terms.state])),
        (
            Sentence(N_("Kontroll av effekt")),
            None if terms.effect is Effect.NOT_CHECKED else Sentence(EFFECT_WORDS[terms.effect]),
        ),
        (Sentence(N_("Vad som sågs")), terms.effect_seen or None),
    )
    return tuple(row for row in rows if row[1] is not None)


def _work_environment(one: Improvement) -> tuple[tuple[Text, Cell], ...]:
    terms = one.terms
    rows: tuple[tuple[Text, Cell], ...] = (
        (Sentence(N_("Risk")), None if terms.risk is Risk.NOT_JUDGED else Sentence(RISK_WORDS[terms.risk])),
        (Sentence(N_("Orsak")), terms.cause or None),
        (Sentence(N_("Medverkade i bedömningen")), terms.took_part or None),
    )
    return tuple(row for row in rows if row[1] is not None)


def _line(one: Improvement, instrument: Instrument, wave_title: str, today: dt.date, language: str) -> ImprovementLine:
    return ImprovementLine(
        improvement_id=one.improvement_id,
        what=one.terms.what,
        href=f"{base_href(one.wave_id, one.unit_id)}/{one.improvement_id}",
        tag=state_tag(one, today),
        cited=_cited(one, instrument, wave_title, language),
        when=_when(one),
    )


def _earlier_line(
    earlier: EarlierImprovement, now: Instrument, today: dt.date, language: str, base: str
) -> ImprovementLine:
    one, then = earlier.improvement, earlier.instrument
    key = one.cited.key
    figure = earlier.since.now
    return ImprovementLine(
        improvement_id=one.improvement_id,
        what=one.terms.what,
        href=f"{base_href(one.wave_id, one.unit_id)}/{one.improvement_id}",
        tag=state_tag(one, today),
        cited=_cited(one, then, earlier.release.title, language),
        when=_when(one),
        now=Sentence(
            N_("Nu: %(value)s (%(answers)s svar)"),
            {"value": out_of(key, figure, top_of(then, key)), "answers": figure.estimate.n},
        )
        if figure is not None
        else None,
        verdict=verdict_sentence(earlier.since),
        again_href=f"{base}/ny?fran={one.improvement_id}" if base else "",
    )


def _cited(one: Improvement, instrument: Instrument, wave_title: str, language: str) -> Sentence:
    title = figure_title(instrument, one.cited.key, language)
    return cited_sentence(title, one.cited, top_of(instrument, one.cited.key), wave_title)


def _when(one: Improvement) -> Sentence | None:
    terms = one.terms
    if terms.by_when is not None and terms.who:
        return Sentence(N_("%(who)s, klart senast %(date)s"), {"who": terms.who, "date": terms.by_when})
    if terms.by_when is not None:
        return Sentence(N_("Klart senast %(date)s"), {"date": terms.by_when})
    return Sentence("%(who)s", {"who": terms.who}) if terms.who else None


def _missing(writes: bool) -> Sentence:
    if writes:
        return Sentence(
            N_(
                "Gruppen har ingen plan än. Gå igenom resultatet tillsammans, välj en eller två saker som ni kan "
                "påverka, och börja från den siffra de gäller."
            )
        )
    return Sentence(
        N_("Gruppen har ingen plan än. Planen gör chefen tillsammans med gruppen, och den visas här när den finns.")
    )


def _log_lines(log: tuple[tuple[LogEntry, str], ...]) -> list[LogLine]:
    found = []
    for place, (entry, who) in enumerate(log):
        before = log[place + 1][0] if place + 1 < len(log) else None
        found.append(LogLine(local_date(entry.happened_at), who, tuple(_changes(before, entry))))
    return found


_FIELDS = (
    ("what", N_("Vad: ”%(text)s”")),
    ("why", N_("Varför: ”%(text)s”")),
    ("who", N_("Ansvarig: ”%(text)s”")),
    ("seen_by", N_("Så ser vi att det fungerat: ”%(text)s”")),
    ("cause", N_("Orsak: ”%(text)s”")),
    ("took_part", N_("Medverkade: ”%(text)s”")),
    ("effect_seen", N_("Vad som sågs: ”%(text)s”")),
)


def _changes(before: LogEntry | None, after: LogEntry) -> list[Sentence]:
    """Return what a text says that the one before did not."""
    if before is None:
        first = N_("Föreslogs.") if after.terms.state is AgreementState.PROPOSED else N_("Beslutades.")
        return [Sentence(first), Sentence(_FIELDS[0][1], {"text": after.terms.what})]
    old, new = before.terms, after.terms
    said = []
    if new.state is not old.state:
        said.append(Sentence(N_("Läge: %(state)s"), {"state": Sentence(STATE_WORDS[new.state])}))
    if new.by_when != old.by_when:
        date = new.by_when or Sentence(N_("inget datum"))
        if old.by_when is None:
            said.append(Sentence(N_("Klart senast: %(date)s"), {"date": date}))
        else:
            facts = {"before": old.by_when, "date": date, "reason": after.reason}
            said.append(Sentence(N_("Datumet flyttades från %(before)s till %(date)s: ”%(reason)s”"), facts))
    if new.effect is not old.effect:
        said.append(Sentence(N_("Kontroll av effekt: %(effect)s"), {"effect": Sentence(EFFECT_WORDS[new.effect])}))
    if new.risk is not old.risk:
        said.append(Sentence(N_("Risk: %(risk)s"), {"risk": Sentence(RISK_WORDS[new.risk])}))
    if new.timing is not old.timing:
        said.append(Sentence(N_("Genomförande: %(timing)s"), {"timing": Sentence(TIMING_WORDS[new.timing])}))
    said += [
        Sentence(words, {"text": getattr(new, name)})
        for name, words in _FIELDS
        if getattr(new, name) != getattr(old, name)
    ]
    return said
