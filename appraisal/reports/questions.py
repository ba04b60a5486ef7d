"""Questions for the dialogue, chosen by rule from what the report shows, and the cards for when it shows little.

Each question carries where it comes from. The words are our own.
"""

from __future__ import annotations

from appraisal.reports.facts import SharedFacts, UnitFacts
from appraisal.reports.model import Card, Cards, Question, Questions
from appraisal.reports.opening import LOW_RESPONSE, area_standings
from measures.estimate import Shown
from surveys.findings.reading import change
from workplace.web.views import Change
from workplace.wording import N_, Sentence

MANY_IN_GROUP = 25
"""From this size of the direct group on, the report asks about the time for leading."""


def dialogue_questions(shared: SharedFacts, unit: UnitFacts) -> Questions:
    """Return four to seven questions: from areas, change, leadership, conditions, goals and agreements."""
    found = [*_of_areas(shared, unit), *_of_change(shared, unit), *_of_conditions(unit), *_of_goals(unit)]
    found += _of_agreements(unit)
    found.append(
        Question(
            Sentence(N_("Vad behöver chefen av sin överordnade chef för att det här ska gå att göra?")),
            Sentence(N_("Frågan ställs i varje rapport")),
        )
    )
    return Questions(tuple(found))


def _of_areas(shared: SharedFacts, unit: UnitFacts) -> list[Question]:
    standings = area_standings(shared, unit)
    if len(standings) < 2:
        return [
            Question(
                Sentence(N_("Vad i arbetet ger kraft just nu, och vad tar kraft?")),
                Sentence(N_("Få svar: gruppens egna ord säger mer än siffrorna")),
            )
        ]
    highest, lowest = max(standings, key=lambda one: one.place), min(standings, key=lambda one: one.place)
    if highest.place == lowest.place:
        return []
    return [
        Question(
            Sentence(N_("När under året gick det som bäst inom %(area)s? Vad gjorde vi då?"), {"area": highest.title}),
            Sentence(N_("Området ligger högst i gruppen")),
        ),
        Question(
            Sentence(
                N_("Ge ett exempel från de senaste veckorna som rör %(area)s. Vad hade gjort det bättre?"),
                {"area": lowest.title},
            ),
            Sentence(N_("Området ligger lägst i gruppen")),
        ),
    ]


def _of_change(shared: SharedFacts, unit: UnitFacts) -> list[Question]:
    if unit.last_direct is None:
        return []
    for index in shared.indices:
        if index.role == "total":
            continue
        found = change(unit.direct.figure("index", index.key), unit.last_direct.figure("index", index.key))
        if found is Change.LOWER:
            return [
                Question(
                    Sentence(
                        N_("Vad har hänt sedan förra mätningen som kan ha påverkat %(index)s?"), {"index": index.title}
                    ),
                    Sentence(N_("Lägre än förra gången")),
                )
            ]
        if found is Change.HIGHER:
            return [
                Question(
                    Sentence(N_("Vad ska vi fortsätta med, så att %(index)s håller i sig?"), {"index": index.title}),
                    Sentence(N_("Högre än förra gången")),
                )
            ]
    return []


def _of_conditions(unit: UnitFacts) -> list[Question]:
    found = []
    if unit.group_size is not None and unit.group_size >= MANY_IN_GROUP:
        found.append(
            Question(
                Sentence(N_("Hur räcker tiden till för att leda så här många, och vad kan tas bort eller delas?")),
                Sentence(N_("Direktgruppen har %(count)s personer"), {"count": unit.group_size}),
            )
        )
    rate = unit.unit.figure("response_rate")
    if isinstance(rate, Shown) and rate.estimate.value < LOW_RESPONSE:
        found.append(
            Question(
                Sentence(N_("Vad behövs för att fler ska vilja och hinna svara nästa gång?")),
                Sentence(N_("Svarsandelen är %(share)s %%"), {"share": round(rate.estimate.value)}),
            )
        )
    return found


def _of_goals(unit: UnitFacts) -> list[Question]:
    if unit.goals:
        return [
            Question(
                Sentence(
                    N_("Hur vet var och en i gruppen vad målet ”%(goal)s” betyder för det egna arbetet?"),
                    {"goal": unit.goals[0].name},
                ),
                Sentence(N_("Ett av enhetens mål")),
            )
        ]
    return [
        Question(
            Sentence(N_("Vilka mål arbetar gruppen mot i år, och var står de skrivna?")),
            Sentence(N_("Enheten har inga mål inlagda")),
        )
    ]


def _of_agreements(unit: UnitFacts) -> list[Question]:
    if not unit.agreements:
        return []
    return [
        Question(
            Sentence(N_("Vad blev det av ”%(what)s”, och hur märks det?"), {"what": unit.agreements[0].what}),
            Sentence(N_("Överenskommet tidigare")),
        )
    ]


def dialogue_cards() -> Cards:
    """Return the cards for a group without own figures."""
    return Cards(
        (
            Card(
                Sentence(N_("Engagemang just nu")),
                Sentence(N_("Låt var och en skriva i två minuter innan ni pratar.")),
                (
                    Sentence(N_("Vad i arbetet har känts meningsfullt den senaste månaden?")),
                    Sentence(N_("Vad har tagit kraft utan att ge något?")),
                    Sentence(N_("Om ni fick ändra en sak före sommaren, vilken?")),
                ),
            ),
            Card(
                Sentence(N_("Motivation")),
                Sentence(N_("Mening, lärande och lust att gå till jobbet.")),
                (
                    Sentence(N_("Vem märker att ni har gjort ett bra arbete, och hur får ni veta det?")),
                    Sentence(N_("Vad vill ni kunna om ett år som ni inte kan i dag?")),
                ),
            ),
            Card(
                Sentence(N_("Ledarskap")),
                Sentence(
                    N_("Uppskattning, förtroende och möjlighet att ta ansvar. Kan ledas av någon annan än chefen.")
                ),
                (
                    Sentence(N_("Vilka beslut vill ni kunna ta själva, och vad behövs för det?")),
                    Sentence(N_("När hjälper chefens återkoppling, och när saknas den?")),
                ),
            ),
            Card(
                Sentence(N_("Styrning")),
                Sentence(N_("Mål, uppföljning och förväntningar.")),
                (
                    Sentence(N_("Säg enhetens viktigaste mål med egna ord. Säger alla samma sak?")),
                    Sentence(N_("Vad prioriterar ni bort när tiden inte räcker, och vem har bestämt det?")),
                ),
            ),
            Card(
                Sentence(N_("Tecken mellan mätningarna")),
                Sentence(N_("Så märker ni förändring utan enkät.")),
                (
                    Sentence(N_("Vilka tre tecken skulle visa att det går åt rätt håll?")),
                    Sentence(N_("Vem håller utkik, och när tar ni upp det igen?")),
                ),
            ),
        )
    )
