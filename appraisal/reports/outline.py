"""The outline of the leader report: which sections in which order, a definition that HR owns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workplace.definitions.document import Fields, in_language, read_head, repeated
from workplace.errors import Problem
from workplace.wording import N_, Sentence

SECTIONS: Mapping[str, str] = {
    "summary": N_("Tre saker först"),
    "response": N_("Svaren"),
    "leadership": N_("Ledarskap"),
    "engagement": N_("Engagemang"),
    "areas": N_("Frågorna efter policyområde"),
    "why": N_("Tre saker först"),
    "nearest": N_("Närmast större grupp"),
    "goals": N_("Enhetens mål"),
    "criteria": N_("Lönekriterier som gäller"),
    "conditions": N_("Förutsättningar"),
    "questions": N_("Frågor till dialogen"),
    "cards": N_("Dialogkort"),
    "agreements": N_("Överenskommelser"),
    "about": N_("Om siffrorna"),
}
"""Every section there is, with the heading it has unless the outline gives another."""

ONLY_WITH_FIGURES = frozenset({"summary", "leadership", "engagement", "areas"})
ONLY_WITHOUT_FIGURES = frozenset({"why", "nearest"})


@dataclass(frozen=True)
class OutlineSection:
    """A section with HR's own heading and introduction, by language; both may be empty."""

    key: str
    title: Mapping[str, str]
    text: Mapping[str, str]
    begins_page: bool = False


@dataclass(frozen=True)
class Outline:
    """An outline: `sections` of a report with own figures, `sections_without_figures` of one without."""

    key: str
    version: str
    title: Mapping[str, str]
    sections: tuple[OutlineSection, ...]
    sections_without_figures: tuple[OutlineSection, ...]


def read_outline(document: Mapping[str, Any], *, file: str = "") -> Outline:
    """Return the outline a TOML table describes, or raise `Refused` with every problem found."""
    problems: list[Problem] = []
    fields = Fields(document, problems, file=file)
    head = read_head(fields, "report_outline")
    sections = _sections(fields, "section", set(SECTIONS) - ONLY_WITHOUT_FIGURES)
    without = _sections(fields, "without_figures", set(SECTIONS) - ONLY_WITH_FIGURES)
    fields.refuse_if_wrong()
    return Outline(head.key, head.version, head.title, sections, without)


def preview(outline: Outline) -> tuple[Sentence, ...]:
    """Return the order of the sections of both kinds of report, for whoever is about to publish it."""
    return (
        Sentence(N_("rapport med egna siffror: %(sections)s"), {"sections": _listed(outline.sections)}),
        Sentence(
            N_("rapport utan egna siffror: %(sections)s"), {"sections": _listed(outline.sections_without_figures)}
        ),
    )


def _sections(fields: Fields, name: str, known: set[str]) -> tuple[OutlineSection, ...]:
    parts = fields.sections(name, required=True)
    found = [
        OutlineSection(
            key=part.choice("key", tuple(key for key in SECTIONS if key in known)),
            title=part.localized("title", required=False),
            text=part.localized("text", required=False),
            begins_page=part.yes_no("begins_page"),
        )
        for part in parts
    ]
    for place, key in repeated(section.key for section in found):
        parts[place - 1].problem(
            "outline_repeated_section", "key", Sentence(N_("avsnittet står redan i dispositionen")), value=key
        )
    return tuple(found)


def _listed(sections: tuple[OutlineSection, ...]) -> str:
    return ", ".join(in_language(section.title, "sv") or SECTIONS[section.key] for section in sections)
