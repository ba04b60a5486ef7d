"""The charter as pages: check your answers and sign, make it stricter, and the paper for co-determination."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from measures.disclosure.floors import Floors
from surveys.planning.charter_words import READERS_WORDS
from surveys.planning.pages import LANGUAGE_NAMES, WizardHead, WizardStep, step_href
from surveys.planning.plan import Plan
from surveys.planning.rehearsal import Rehearsal
from surveys.planning.rehearsal_page import RehearsalView, rehearsal_view
from surveys.planning.terms import Terms
from surveys.planning.texts import last_day
from surveys.waves.charter import (
    CIRCLES,
    CO_DETERMINATION_NOT_GIVEN,
    Readers,
    ballot_months_of,
    circles_of,
    co_determination_given,
    co_determination_left_out,
    co_determination_sentence,
    floors_of,
    invitation_days_of,
    readers_of,
)
from surveys.waves.charter_order import FLOOR_WORDS
from workplace.clock import local_date
from workplace.errors import Problem
from workplace.web.views import Column, TableView, Text
from workplace.wording import N_, Sentence

Answer = tuple[Text, Text, str]


@dataclass(frozen=True)
class CharterPage:
    """The fifth page of the wizard. `asks_reviewers`: the instrument asks for words of one's own."""

    head: WizardHead
    form: Any
    action: str
    answers: tuple[Answer, ...]
    briefing_href: str
    asks_reviewers: bool
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class SharpenPage:
    """The page on which a signed charter is made stricter. `refused`: what the last try would have loosened."""

    wave_title: str
    plan_href: str
    form: Any
    action: str
    refused: tuple[str, ...]
    asks_reviewers: bool
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class BriefingPage:
    """The paper for co-determination: two A4 pages."""

    employer: str
    title: str
    plan_href: str
    made_on: dt.date
    is_signed: bool
    charter_sha256: str
    dates: tuple[tuple[Text, Text], ...]
    promises: tuple[Sentence, ...]
    floors: TableView
    rehearsal: RehearsalView
    invited: Sentence
    absent: Sentence
    detectable: Sentence
    co_determination: Sentence


def plan_answers(
    plan: Plan, instrument_title: str, reviewers: Sequence[str], invited: int | None
) -> tuple[Answer, ...]:
    """Return what has been settled, with where to change it; `invited` None is not counted."""
    step = {one: step_href(plan.wave_id, one) for one in WizardStep}
    rows: list[Answer] = [
        (Sentence(N_("Omgång")), plan.title, step[WizardStep.DATES]),
        (Sentence(N_("Formulär")), f"{instrument_title}, {plan.instrument}", step[WizardStep.DATES]),
        (Sentence(N_("Öppnar")), _day(local_date(plan.opens_at)), step[WizardStep.DATES]),
        (Sentence(N_("Sista svarsdag")), _day(last_day(plan.closes_at)), step[WizardStep.DATES]),
        (Sentence(N_("Mätdag")), _day(plan.census_on), step[WizardStep.DATES]),
        *(
            (
                Sentence(N_("%(circle)s läser från"), {"circle": Sentence(CIRCLES[circle])}),
                _day(day),
                step[WizardStep.DATES],
            )
            for circle, day in circles_of(plan.charter).items()
        ),
        (Sentence(N_("Bjuds in")), rule_sentence(plan), step[WizardStep.POPULATION]),
        *(
            [(Sentence(N_("Antal inbjudna")), Sentence("%(count)s", {"count": invited}), step[WizardStep.POPULATION])]
            if invited
            else []
        ),
        (Sentence(N_("Påminnelser")), reminders_sentence(plan.reminders), step[WizardStep.TEXTS]),
        (Sentence(N_("Språk")), _languages(plan.languages), step[WizardStep.TEXTS]),
    ]
    if reviewers:
        rows.append((Sentence(N_("Granskare av fritext")), ", ".join(reviewers), ""))
    if plan.is_trial:
        rows.append((Sentence(N_("På prov")), Sentence(N_("Publiceras aldrig")), step[WizardStep.DATES]))
    return tuple(rows)


def charter_facts(charter: Mapping[str, Any], reviewers: Sequence[str]) -> tuple[tuple[Text, Text], ...]:
    """Return what a charter promises, line by line. `reviewers`: their names."""
    floors = floors_of(charter)
    return (
        (
            Sentence(N_("Minsta antal svar")),
            Sentence(
                N_("index %(indices)s, medelvärden %(means)s, tre klasser %(shares)s, fem klasser %(classes)s"),
                {name: getattr(floors, name) for name in ("indices", "means", "shares", "classes")},
            ),
        ),
        (Sentence(N_("Vem som får läsa")), Sentence(READERS_WORDS[readers_of(charter)])),
        *(
            (Sentence(N_("%(circle)s läser från"), {"circle": Sentence(CIRCLES[circle])}), _day(day))
            for circle, day in circles_of(charter).items()
        ),
        (
            Sentence(N_("Granskare av fritext")),
            ", ".join(reviewers) or Sentence(N_("Ingen. Kommentarer visas aldrig")),
        ),
        (
            Sentence(N_("Svaren raderas")),
            Sentence(N_("%(months)s månader efter intyget"), {"months": ballot_months_of(charter)}),
        ),
        *(
            [
                (
                    Sentence(N_("Inbjudningarna raderas")),
                    Sentence(N_("%(days)s dagar efter att omgången har stängt eller avbrutits"), {"days": days}),
                )
            ]
            if (days := invitation_days_of(charter)) is not None
            else []
        ),
        (Sentence(N_("Samverkan")), co_determination_sentence(charter)),
    )


def terms_of_form(form: Any, floors: Any) -> Terms:
    """Return the terms a right form says; `floors` was made of its numbers."""
    match form.co_determination.data:
        case "given":
            given: Mapping[str, Any] | str = co_determination_given(
                form.co_determination_on.data, form.protocol.data or "", form.participants.data or ""
            )
        case "left_out":
            given = co_determination_left_out(form.reason.data or "")
        case _:
            given = CO_DETERMINATION_NOT_GIVEN
    return Terms(floors, Readers(form.readers.data), form.reviewers(), form.ballot_months.data, given)


def form_values(terms: Terms) -> dict[str, Any]:
    """Return the terms as the fields of a form show them."""
    given = terms.co_determination
    values: dict[str, Any] = {
        **{name: getattr(terms.floors, name) for name in FLOOR_WORDS},
        "readers": terms.readers.value,
        "first_reviewer": terms.reviewers[0] if terms.reviewers else "",
        "second_reviewer": terms.reviewers[1] if len(terms.reviewers) > 1 else "",
        "ballot_months": terms.ballot_months,
        "co_determination": "not_given",
    }
    if isinstance(given, Mapping) and "reason" in given:
        values |= {"co_determination": "left_out", "reason": given["reason"]}
    elif isinstance(given, Mapping):
        on = dt.date.fromisoformat(given["on"]) if given["on"] else None
        values |= {
            "co_determination": "given",
            "co_determination_on": on,
            "protocol": given["protocol"],
            "participants": given["participants"],
        }
    return values


def floors_of_form(form: Any) -> tuple[Floors, list[Problem]]:
    """Return the floors a form says, the house's own where they do not hold, with what is wrong at each field."""
    least, given = Floors(), {name: form[name].data for name in FLOOR_WORDS}
    problems = [
        Problem(
            name,
            Sentence(
                N_("Golvet för %(what)s får inte vara lägre än %(least)s."),
                {"what": Sentence(FLOOR_WORDS[name]), "least": getattr(least, name)},
            ),
            column=name,
        )
        for name, value in given.items()
        if value < getattr(least, name)
    ]
    ladder = [given[name] for name in ("indices", "means", "shares", "classes")]
    if not problems and ladder != sorted(ladder):
        problems.append(Problem("classes", Sentence(N_("Det som säger mer får inte ha lägre golv.")), column="classes"))
    return (least if problems else Floors(**given)), problems


def co_determination_problems(form: Any) -> list[Problem]:
    """Return what is missing in the account of co-determination, at its fields."""
    asked: Sequence[tuple[str, str]] = ()
    if form.co_determination.data == "given":
        asked = (
            ("co_determination_on", N_("Ange dagen för samverkan.")),
            ("protocol", N_("Ange protokollet.")),
            ("participants", N_("Ange vilka som deltog.")),
        )
    elif form.co_determination.data == "left_out":
        asked = (("reason", N_("Ange skälet till att omgången inte är samverkad.")),)
    return [Problem(name, Sentence(words), column=name) for name, words in asked if not form[name].data]


def briefing_page(
    *,
    plan: Plan,
    employer: str,
    plan_href: str,
    today: dt.date,
    rehearsal: Rehearsal,
    absent: int,
    instrument_title: str,
    items: int,
    reviewers: Sequence[str],
) -> BriefingPage:
    """Return the paper: what the wave is, what it promises, and what the rehearsal says of this very tree."""
    charter = plan.charter
    floors = floors_of(charter)
    circles = circles_of(charter)
    return BriefingPage(
        employer=employer,
        title=plan.title,
        plan_href=plan_href,
        made_on=today,
        is_signed=not plan.is_draft,
        charter_sha256=plan.charter_sha256,
        dates=(
            (
                Sentence(N_("Formulär")),
                Sentence(
                    N_("%(title)s (%(reference)s), %(items)s frågor"),
                    {"title": instrument_title, "reference": plan.instrument, "items": items},
                ),
            ),
            (
                Sentence(N_("Svarstid")),
                Sentence(
                    N_("%(first)s till och med %(last)s"),
                    {"first": local_date(plan.opens_at), "last": last_day(plan.closes_at)},
                ),
            ),
            (Sentence(N_("Mätdag")), _day(plan.census_on)),
            (Sentence(N_("Bjuds in")), rule_sentence(plan)),
            (Sentence(N_("Påminnelser")), reminders_sentence(plan.reminders)),
            (Sentence(N_("Läser resultatet")), Sentence(READERS_WORDS[readers_of(charter)])),
            *(
                (Sentence(CIRCLES[circle]), Sentence(N_("från %(date)s"), {"date": day}))
                for circle, day in circles.items()
            ),
            (
                Sentence(N_("Granskare av fritext")),
                ", ".join(reviewers) or Sentence(N_("Ingen. Kommentarer visas aldrig")),
            ),
        ),
        promises=_promises(charter),
        floors=TableView(
            caption=Sentence(N_("Minsta antal svar för att något ska visas")),
            columns=(Column(Sentence(N_("Visas"))), Column(Sentence(N_("Svar")), is_number=True)),
            rows=tuple(
                (Sentence(words), Sentence("%(count)s", {"count": getattr(floors, name)}))
                for name, words in FLOOR_WORDS.items()
            ),
            stays_table=True,
        ),
        rehearsal=rehearsal_view(rehearsal, most_listed=8),
        invited=Sentence(N_("%(count)s bjuds in."), {"count": rehearsal.invited + absent}),
        absent=Sentence(N_("%(count)s av dem är långvarigt frånvarande och räknas för sig."), {"count": absent}),
        detectable=_detectable(rehearsal),
        co_determination=co_determination_sentence(charter),
    )


def rule_sentence(plan: Plan) -> Sentence:
    """Return the rule of who is invited in words."""
    rule = plan.rule
    return Sentence(
        N_("Anställda mer än %(months)s månader, timavlönade: %(hourly)s, förvaltningar: %(administrations)s"),
        {
            "months": rule.employed_more_than_months,
            "hourly": rule.includes_hourly,
            "administrations": ", ".join(rule.administrations) or Sentence(N_("alla")),
        },
    )


def reminders_sentence(reminders: Sequence[dt.datetime]) -> Sentence:
    """Return the reminders in words."""
    if not reminders:
        return Sentence(N_("Inga"))
    days = ", ".join(f"{local_date(moment).day}/{local_date(moment).month}" for moment in reminders)
    return Sentence(N_("%(count)s stycken: %(days)s"), {"count": len(reminders), "days": days})


def _detectable(rehearsal: Rehearsal) -> Sentence:
    """Return what three sizes of groups can detect, in a line."""
    found = {one.respondents: round(one.difference) for one in rehearsal.detectable}
    return Sentence(
        N_("10 svarande: %(ten)s indexsteg. 50 svarande: %(fifty)s. 200 svarande: %(many)s."),
        {"ten": found[10], "fifty": found[50], "many": found[200]},
    )


def _promises(charter: Mapping[str, Any]) -> tuple[Sentence, ...]:
    return (
        Sentence(
            N_(
                "Svaren ligger i en förseglad urna tills omgången stänger. Sedan kan ingen se vem som har svarat vad, "
                "bara vad grupper har svarat."
            )
        ),
        Sentence(
            N_(
                "Medan omgången är öppen hålls urnan och dess nyckel isär. Den som driver systemet skulle kunna bryta "
                "löftet genom att ta båda, eller genom att ändra programmet."
            )
        ),
        Sentence(
            N_(
                "Att någon har svarat syns för systemet, men visas inte för någon. Påminnelser går bara till dem som "
                "inte har svarat."
            )
        ),
        Sentence(
            N_("Bakgrund som kön och ålder följer inte med svaren. Den räknas när urnan öppnas och kastas sedan.")
        ),
        Sentence(N_("Fritext läses av två namngivna granskare före alla andra. Utan granskare visas ingen kommentar.")),
        Sentence(N_("Om alla i en grupp svarar lika kan det gå att förstå. Det kan inget system hindra.")),
        Sentence(
            N_("Svaren raderas %(months)s månader efter intyget. Utkast raderas när omgången stänger."),
            {"months": ballot_months_of(charter)},
        ),
        *(
            [
                Sentence(
                    N_("Vilka som var inbjudna, och vilka som har svarat, raderas %(days)s dagar efter stängningen."),
                    {"days": days},
                )
            ]
            if (days := invitation_days_of(charter)) is not None
            else []
        ),
        Sentence(N_("Stadgan kan skärpas efter signering, aldrig mildras. Varje nekat försök skrivs i journalen.")),
    )


def circle_days(plan: Plan) -> dict[str, dt.date]:
    """Return the days of the circles by the names of their fields."""
    return {circle.value: day for circle, day in circles_of(plan.charter).items()}


def _languages(codes: Sequence[str]) -> Sentence:
    facts = {f"language{place}": LANGUAGE_NAMES[code] for place, code in enumerate(codes)}
    return Sentence(", ".join(f"%({name})s" for name in facts), facts)


def _day(day: dt.date) -> Sentence:
    return Sentence("%(date)s", {"date": day})
