"""The sections around the figures: goals, pay criteria, conditions, and what is agreed."""

from __future__ import annotations

import datetime as dt

from appraisal.goals.target import Target, TargetKind
from appraisal.reports.facts import GoalFacts, SharedFacts, UnitFacts
from appraisal.reports.figure_sections import conditions_facts
from appraisal.reports.model import (
    Block,
    Column,
    Paragraph,
    Subheading,
    Table,
    Text,
    WritingLines,
    WritingTable,
)
from workplace.wording import N_, Sentence

EMPTY_ROWS = 4
"""Rows left to write agreements in on paper."""


def goals(shared: SharedFacts, unit: UnitFacts) -> tuple[Block, ...]:
    """Show the unit's goals with indicators and activities."""
    if not unit.goals:
        return (
            Paragraph(Sentence(N_("Enheten har inga mål inlagda. Skriv upp de viktigaste här inför samtalet."))),
            WritingLines(Sentence(N_("Enhetens viktigaste mål i år")), 3),
        )
    blocks: list[Block] = []
    for goal in unit.goals:
        blocks += _goal(goal)
    return tuple(blocks)


def _goal(goal: GoalFacts) -> list[Block]:
    blocks: list[Block] = [Subheading(goal.name)]
    if goal.level:
        blocks.append(Paragraph(goal.level, is_quiet=True))
    if goal.indicators:
        blocks.append(
            Table(
                Sentence(N_("Indikatorer till ”%(goal)s”"), {"goal": goal.name}),
                (
                    Column(Sentence(N_("Indikator")), share=2.6),
                    Column(Sentence(N_("Årsmål")), share=1.3),
                    Column(Sentence(N_("KF:s årsmål")), share=1.3),
                    Column(Sentence(N_("Periodicitet")), share=1.1),
                    Column(Sentence(N_("Utfall"))),
                    Column(Sentence(N_("Prognos"))),
                ),
                tuple(
                    (
                        one.name,
                        target_words(one.target),
                        target_words(one.council_target),
                        one.period or "–",
                        one.outcome or "–",
                        one.forecast or "–",
                    )
                    for one in goal.indicators
                ),
                is_caption_hidden=True,
            )
        )
    if goal.activities:
        blocks.append(
            Table(
                Sentence(N_("Aktiviteter till ”%(goal)s”"), {"goal": goal.name}),
                (
                    Column(Sentence(N_("Aktivitet")), share=3.4),
                    Column(Sentence(N_("Startdatum")), share=1.2),
                    Column(Sentence(N_("Slutdatum")), share=1.2),
                ),
                tuple((one.name, _date(one.starts), _date(one.ends)) for one in goal.activities),
                is_caption_hidden=True,
            )
        )
    return blocks


def target_words(target: Target) -> Text:
    """Write a target as it was given (a number, a direction, left to the nämnd), or that it is not set."""
    return Sentence(N_("inte satt")) if target.kind is TargetKind.NONE else target.text


def criteria(shared: SharedFacts, unit: UnitFacts) -> tuple[Block, ...]:
    """Show the pay criteria in force with the policy area each follows."""
    if not shared.criteria:
        return (Paragraph(Sentence(N_("Inga lönekriterier är publicerade."))),)
    return (
        Paragraph(
            Sentence(
                N_("%(title)s. Enkätens siffror är inget lönekriterium. De visar var samtalet kan börja."),
                {"title": shared.criteria_title},
            )
        ),
        Table(
            Sentence(N_("Lönekriterier och policyområden")),
            (
                Column(Sentence(N_("Kriterium")), share=1.4),
                Column(Sentence(N_("Vad det betyder")), share=3),
                Column(Sentence(N_("Policyområde")), share=1.4),
            ),
            tuple((one.heading, one.text, one.area) for one in shared.criteria),
            is_caption_hidden=True,
        ),
    )


def conditions(shared: SharedFacts, unit: UnitFacts) -> tuple[Block, ...]:
    """Show what the leader has to work with, so that a figure is read in its context."""
    return (
        Paragraph(Sentence(N_("Läs siffrorna tillsammans med förutsättningarna för att leda."))),
        conditions_facts(unit),
    )


def agreements(shared: SharedFacts, unit: UnitFacts) -> tuple[Block, ...]:
    """List what stands agreed, and leave room to write more."""
    columns = (
        Column(Sentence(N_("Vad")), share=2.2),
        Column(Sentence(N_("Vem")), share=1.1),
        Column(Sentence(N_("Varför")), share=1.6),
        Column(Sentence(N_("Klart senast")), share=1.1),
        Column(Sentence(N_("Så ser vi att det fungerat")), share=1.8),
        Column(Sentence(N_("Läge")), share=0.9),
    )
    rows = tuple(
        (one.what, one.who or "–", one.why or "–", _date(one.by_when), one.seen_by or "–", one.state)
        for one in unit.agreements
    )
    return (
        Paragraph(
            Sentence(N_("Skriv det ni kommer överens om. Hellre två saker som blir av än åtta som inte blir det."))
        ),
        WritingTable(Sentence(N_("Överenskommelser mellan chef och överordnad chef")), columns, rows, EMPTY_ROWS),
        WritingLines(Sentence(N_("Chefens egna ord om rapporten")), 3),
        WritingLines(Sentence(N_("Den överordnade chefens anteckning")), 3),
        WritingLines(Sentence(N_("Vi har gått igenom rapporten (datum, chef, överordnad chef)")), 2),
    )


def _date(date: dt.date | None) -> Text:
    return "–" if date is None else Sentence("%(date)s", {"date": date})
