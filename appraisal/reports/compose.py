"""From facts to a leader report: which sections, in which order, with which words. No figure is made here."""

from __future__ import annotations

from collections.abc import Callable

from appraisal.reports.context_sections import agreements, conditions, criteria, goals
from appraisal.reports.facts import SharedFacts, UnitFacts
from appraisal.reports.figure_sections import areas, engagement, leadership, nearest, response, why
from appraisal.reports.localized import localized
from appraisal.reports.model import Block, Fact, LeaderReport, Paragraph, Section
from appraisal.reports.opening import three_first
from appraisal.reports.outline import SECTIONS, Outline, OutlineSection
from appraisal.reports.questions import dialogue_cards, dialogue_questions
from workplace.wording import N_, Sentence

NO_AUTOMATIC_CONSEQUENCE = Sentence(
    N_(
        "Rapporten är ett underlag bland flera för samtalet mellan chef och överordnad chef. Den ger inget betyg, och "
        "ingenting i den påverkar lönen av sig självt."
    )
)


def compose(shared: SharedFacts, unit: UnitFacts, outline: Outline) -> LeaderReport:
    """Return the report of one led unit.

    A unit whose own groups are withheld gets the outline without figures: the nearest larger group, labelled so.
    """
    sections = outline.sections if unit.has_own_figures else outline.sections_without_figures
    return LeaderReport(
        title=Sentence(N_("Ledarrapport")),
        unit_name=unit.unit_name,
        leader_name=unit.leader_name,
        lead=NO_AUTOMATIC_CONSEQUENCE,
        has_own_figures=unit.has_own_figures,
        sections=tuple(_section(part, shared, unit) for part in sections),
        footer=footer(shared),
        facts=_head(shared, unit),
    )


def footer(shared: SharedFacts) -> Sentence:
    """Return the line that says where the figures come from."""
    return Sentence(
        N_("Publicerade siffror ur släpp %(release)s, metod A, avrundade en gång"), {"release": shared.release_id}
    )


def _head(shared: SharedFacts, unit: UnitFacts) -> tuple[Fact, ...]:
    facts = [Fact(Sentence(N_("Enhet")), unit.unit_name)]
    if unit.leader_name:
        facts.append(Fact(Sentence(N_("Chef vid mätningen")), unit.leader_name))
    if unit.superior_name:
        facts.append(Fact(Sentence(N_("Överordnad chef")), unit.superior_name))
    facts.append(Fact(Sentence(N_("Enkät")), shared.wave_title))
    facts.append(Fact(Sentence(N_("Mättes")), Sentence("%(date)s", {"date": shared.census})))
    return tuple(facts)


def _section(part: OutlineSection, shared: SharedFacts, unit: UnitFacts) -> Section:
    blocks: tuple[Block, ...] = _BUILDERS[part.key](shared, unit)
    if part.text:
        blocks = (Paragraph(localized(part.text)), *blocks)
    return Section(
        key=part.key,
        title=localized(part.title) or Sentence(SECTIONS[part.key]),
        blocks=blocks,
        begins_page=part.begins_page,
    )


def about(shared: SharedFacts, unit: UnitFacts) -> tuple[Block, ...]:
    """Say how the figures were made and protected."""
    facts: dict[str, object] = {"release": shared.release_id, "date": shared.published_on}
    return (
        Paragraph(
            Sentence(
                N_(
                    "Alla siffror är publicerade siffror ur släpp %(release)s, publicerat %(date)s, och är "
                    "desamma på resultatsidorna. De är avrundade en gång, sist."
                ),
                facts,
            )
        ),
        Paragraph(
            Sentence(
                N_(
                    "Index går från 0 till 100 och räknas med metod A: varje frågas medelvärde görs om till "
                    "0–100, delindex är medelvärdet av sina frågor och totalen medelvärdet av alla. Frågornas "
                    "medelvärden står på frågans egen skala."
                )
            )
        ),
        Paragraph(
            Sentence(
                N_(
                    "Intervallet säger var värdet rimligen ligger (95 %%). En skillnad kallas högre eller lägre "
                    "bara när den är större än vad slumpen brukar ge. Annars står det att den inte är "
                    "säkerställd."
                )
            )
        ),
        Paragraph(
            Sentence(
                N_(
                    "Siffror för små grupper visas inte, så att ingen kan räkna ut vad en enskild person har "
                    "svarat. Under 20 svar är ytterlägena avkortade, och under 10 visas ingen fördelning."
                )
            )
        ),
    )


def _summary(shared: SharedFacts, unit: UnitFacts) -> tuple[Block, ...]:
    return (three_first(shared, unit),)


def _questions(shared: SharedFacts, unit: UnitFacts) -> tuple[Block, ...]:
    return (
        Paragraph(Sentence(N_("Välj två eller tre. De bygger på det som syns i rapporten."))),
        dialogue_questions(shared, unit),
    )


def _cards(shared: SharedFacts, unit: UnitFacts) -> tuple[Block, ...]:
    return (
        Paragraph(
            Sentence(N_("Korten ersätter siffrorna: ta ett kort på varje möte och skriv upp vad ni kommer fram till."))
        ),
        dialogue_cards(),
    )


_BUILDERS: dict[str, Callable[[SharedFacts, UnitFacts], tuple[Block, ...]]] = {
    "summary": _summary,
    "response": response,
    "leadership": leadership,
    "engagement": engagement,
    "areas": areas,
    "why": why,
    "nearest": nearest,
    "goals": goals,
    "criteria": criteria,
    "conditions": conditions,
    "questions": _questions,
    "cards": _cards,
    "agreements": agreements,
    "about": about,
}
assert _BUILDERS.keys() == SECTIONS.keys()
