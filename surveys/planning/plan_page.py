"""A planned wave as a page: what comes next, how far it has come, its charter and everything that was done with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from surveys.planning.charter_page import Answer
from surveys.planning.pages import (
    PLAN_HREF,
    STATE_TAGS,
    WizardStep,
    briefing_href,
    drop_href,
    opening_href,
    plan_href,
    sharpen_href,
    step_href,
)
from surveys.planning.plan import CharterVersion, Plan, PlanState
from surveys.planning.texts import last_day
from workplace.clock import local_date
from workplace.journal.entry import Entry
from workplace.web.moment import moment_sentence
from workplace.web.views import Cell, Column, Link, Step, StepsView, TableView, Tag, TagKind, Text
from workplace.wording import N_, Sentence

DEEDS: Mapping[str, str] = {
    "planned": N_("Planerade omgången"),
    "signed": N_("Signerade stadgan"),
    "sharpened": N_("Skärpte stadgan"),
    "refused_loosening": N_("Nekades att mildra stadgan"),
    "brought_forward": N_("Tidigarelade öppningen"),
    "opened": N_("Öppnade omgången"),
    "invited_late": N_("Bjöd in en person till"),
    "moved": N_("Flyttade en inbjudan"),
    "invitation_sent_again": N_("Skickade en inbjudan på nytt"),
    "reminder_ordered": N_("Beställde en påminnelse"),
    "texts_ordered": N_("Beställde sms"),
    "letters_printed": N_("Skrev ut brev"),
    "invitations_erased": N_("Raderade inbjudningarna"),
    "extended": N_("Förlängde svarstiden"),
    "refused_extension": N_("Nekades att förlänga svarstiden"),
    "aborted": N_("Avbröt omgången"),
    "wiped": N_("Raderade omgången på prov"),
    "closed": N_("Stängde omgången"),
    "reopened_after_restore": N_("Öppnade inbjudningar på nytt efter en återläsning"),
    "published": N_("Publicerade resultatet"),
}
"""What is done with a wave, as its log says it."""


@dataclass(frozen=True)
class PlanPage:
    """One planned wave."""

    title: str
    state: Tag
    is_trial: bool
    next_title: Sentence
    next_text: Sentence
    next_link: Link | None
    steps: StepsView
    charter: tuple[tuple[Text, Text], ...]
    charter_sha256: str
    answers: tuple[Answer, ...]
    versions: TableView
    log: TableView
    links: tuple[Link, ...]
    drop_href: str


@dataclass(frozen=True)
class PlanLine:
    """A planned wave as the list of waves shows it."""

    wave_id: str
    title: str
    opens_on: dt.date
    closes_on: dt.date
    instrument: str
    state: PlanState
    is_trial: bool


def plan_line(plan: Plan) -> PlanLine:
    """Return a plan as a line of the list."""
    return PlanLine(
        plan.wave_id,
        plan.title,
        local_date(plan.opens_at),
        last_day(plan.closes_at),
        f"{plan.instrument_key} {plan.instrument_version}",
        plan.state,
        plan.is_trial,
    )


def plans_table(lines: Iterable[PlanLine]) -> TableView:
    """Return the waves planned and answered here, with what comes next for each."""
    return TableView(
        caption=Sentence(N_("Egna omgångar")),
        is_caption_hidden=True,
        columns=(
            Column(Sentence(N_("Omgång"))),
            Column(Sentence(N_("Öppnar"))),
            Column(Sentence(N_("Sista svarsdag"))),
            Column(Sentence(N_("Läge"))),
            Column(Sentence(N_("Vad som kommer"))),
        ),
        rows=tuple(
            (
                Link(line.title, plan_href(line.wave_id)),
                Sentence("%(date)s", {"date": line.opens_on}),
                Sentence("%(date)s", {"date": line.closes_on}),
                Tag(Sentence(N_("På prov")), TagKind.WAITING)
                if line.is_trial and _runs(line)
                else STATE_TAGS[line.state],
                _what_comes(line),
            )
            for line in lines
        ),
    )


def plan_page(
    *,
    plan: Plan,
    answers: Sequence[Answer],
    charter: Sequence[tuple[Text, Text]],
    versions: Sequence[CharterVersion],
    log: Sequence[Entry],
    names: Mapping[str, str],
    has_release: bool,
    now: dt.datetime,
    more_links: Sequence[Link] = (),
) -> PlanPage:
    """Return the page. `names`: person id to name, of those who may be named; `more_links`: what else can be done."""
    title, text, link = _next(plan, now)
    links = [Link(Sentence(N_("Underlag för samverkan, att skriva ut")), briefing_href(plan.wave_id))]
    if plan.state in (PlanState.SIGNED, PlanState.OPEN):
        links.append(Link(Sentence(N_("Skärp stadgan")), sharpen_href(plan.wave_id)))
    return PlanPage(
        title=plan.title,
        state=STATE_TAGS[plan.state],
        is_trial=plan.is_trial,
        next_title=title,
        next_text=text,
        next_link=link,
        steps=StepsView(_steps(plan, has_release=has_release)),
        charter=tuple(charter),
        charter_sha256=plan.charter_sha256,
        answers=tuple(answers),
        versions=_versions(versions, names),
        log=_log(log, names),
        links=(*links, *more_links),
        drop_href=drop_href(plan.wave_id) if plan.is_draft else "",
    )


def _runs(line: PlanLine) -> bool:
    return line.state in (PlanState.OPEN, PlanState.SIGNED)


def _what_comes(line: PlanLine) -> Sentence:
    match line.state:
        case PlanState.DRAFT:
            return Sentence(N_("Planera klart och signera"))
        case PlanState.SIGNED:
            return Sentence(N_("Öppnas %(date)s"), {"date": line.opens_on})
        case PlanState.OPEN:
            return Sentence(N_("Stänger efter %(date)s"), {"date": line.closes_on})
        case PlanState.CLOSING:
            return Sentence(N_("Svaren räknas"))
        case PlanState.CLOSED:
            if line.is_trial:
                return Sentence(N_("Kan raderas"))
            return Sentence(N_("Resultatet ska publiceras"))
    return Sentence(N_("Ingenting"))


def _next(plan: Plan, now: dt.datetime) -> tuple[Sentence, Sentence, Link | None]:
    match plan.state:
        case PlanState.DRAFT:
            return (
                Sentence(N_("Planera klart")),
                Sentence(N_("Utkastet är sparat. Gå igenom sidorna och signera stadgan; inget skickas förrän dess.")),
                Link(Sentence(N_("Fortsätt planera")), step_href(plan.wave_id, WizardStep.DATES)),
            )
        case PlanState.SIGNED if plan.opens_at <= now:
            return (
                Sentence(N_("Omgången öppnas")),
                Sentence(
                    N_(
                        "Organisationen fryses och inbjudningarna skrivs. Står det så här om en stund har det inte "
                        "gått, och listan över jobb säger varför."
                    )
                ),
                Link(Sentence(N_("Till listan över jobb")), "/admin/jobb"),
            )
        case PlanState.SIGNED:
            return (
                Sentence(N_("Omgången öppnar av sig själv")),
                Sentence(
                    N_("Stadgan är signerad. Omgången öppnar %(when)s. Då fryses organisationen och inbjudan går ut."),
                    {"when": moment_sentence(plan.opens_at)},
                ),
                Link(Sentence(N_("Öppna nu i stället")), opening_href(plan.wave_id)),
            )
        case PlanState.OPEN:
            return (
                Sentence(N_("Omgången sköter sig själv")),
                Sentence(
                    N_("Den tar emot svar till och med %(date)s. Påminnelser, stängning och räkning sker automatiskt."),
                    {"date": last_day(plan.closes_at)},
                ),
                Link(Sentence(N_("Utskick och svarsläge")), f"/hr/omgangar/{plan.wave_id}/pagar"),
            )
        case PlanState.CLOSING:
            return (
                Sentence(N_("Omgången stänger")),
                Sentence(N_("Urnan blandas, öppnas och räknas. Det tar några minuter.")),
                None,
            )
        case PlanState.CLOSED:
            if plan.is_trial:
                return (
                    Sentence(N_("Omgången på prov är stängd")),
                    Sentence(N_("Den publiceras aldrig. När du har sett det du ville kan allt raderas.")),
                    None,
                )
            return (
                Sentence(N_("Publicera resultatet")),
                Sentence(N_("Omgången är stängd för gott och svaren är räknade.")),
                Link(Sentence(N_("Till resultatet")), f"/hr/omgangar/{plan.wave_id}"),
            )
    return (
        Sentence(N_("Omgången är avbruten")),
        Sentence(N_("Inga svar finns kvar, och nycklarna till urnan är förstörda.")),
        Link(Sentence(N_("Planera en ny omgång")), PLAN_HREF),
    )


def _steps(plan: Plan, *, has_release: bool) -> tuple[Step, ...]:
    done, later = Tag(Sentence(N_("Klart")), TagKind.DONE), Tag(Sentence(N_("Senare")))
    order = (PlanState.DRAFT, PlanState.SIGNED, PlanState.OPEN, PlanState.CLOSING, PlanState.CLOSED)
    reached = order.index(plan.state) if plan.state in order else -1
    waits = Tag(Sentence(N_("Nästa")), TagKind.WAITING)

    def tag(place: int) -> Tag:
        if plan.state is PlanState.ABORTED:
            return Tag(Sentence(N_("Avbruten")), TagKind.FAILED)
        return done if reached >= place else waits if reached == place - 1 else later

    return (
        Step(Sentence(N_("Planerad")), done, hint=moment_sentence(plan.made_at)),
        Step(
            Sentence(N_("Stadgan signerad")),
            done if plan.signed_at else waits,
            hint=moment_sentence(plan.signed_at) if plan.signed_at else "",
        ),
        Step(
            Sentence(N_("Öppen för svar")),
            done if plan.opened_at else tag(2),
            hint=moment_sentence(plan.opened_at or plan.opens_at),
        ),
        Step(
            Sentence(N_("Stängd och räknad")),
            tag(4) if reached != 2 else waits,
            hint=Sentence(N_("efter %(date)s"), {"date": last_day(plan.closes_at)}),
        ),
        Step(
            Sentence(N_("Publicerad")),
            Tag(Sentence(N_("Aldrig"))) if plan.is_trial else done if has_release else tag(5),
        ),
    )


def _versions(versions: Sequence[CharterVersion], names: Mapping[str, str]) -> TableView:
    return TableView(
        caption=Sentence(N_("Stadgans versioner")),
        columns=(
            Column(Sentence(N_("Version"))),
            Column(Sentence(N_("När"))),
            Column(Sentence(N_("Vem"))),
            Column(Sentence(N_("Kontrollsumma"))),
        ),
        rows=tuple(
            (
                Sentence("%(version)s", {"version": version.version}),
                moment_sentence(version.made_at),
                _who(version.made_by, names),
                version.charter_sha256[:16],
            )
            for version in versions
        ),
        empty_text=Sentence(N_("Stadgan är inte signerad.")),
    )


def _log(log: Sequence[Entry], names: Mapping[str, str]) -> TableView:
    tells_more = any(_told(entry) for entry in log)
    rows: list[tuple[Cell, ...]] = [
        (
            Sentence(DEEDS[entry.verb]) if entry.verb in DEEDS else entry.verb,
            moment_sentence(entry.happened_at),
            _who(entry.actor_id, names),
            *((_told(entry),) if tells_more else ()),
        )
        for entry in log
    ]
    return TableView(
        caption=Sentence(N_("Det som har gjorts")),
        columns=(
            Column(Sentence(N_("Vad"))),
            Column(Sentence(N_("När"))),
            Column(Sentence(N_("Vem"))),
            *((Column(Sentence(N_("Mer"))),) if tells_more else ()),
        ),
        rows=tuple(rows),
        empty_text=Sentence(N_("Ingenting har hänt ännu.")),
    )


def _told(entry: Entry) -> str:
    """Return what an entry says beside its deed: what was tried, or the reason given."""
    tried = entry.facts.get("tried")
    return " ".join(tried) if isinstance(tried, list) else str(entry.facts.get("reason", ""))


def _who(actor_id: str, names: Mapping[str, str]) -> str | Sentence:
    return names.get(actor_id, actor_id) if actor_id else Sentence(N_("systemet"))
