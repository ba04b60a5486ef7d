"""The page of who is invited: the rule, and a preview of how many are in and who is out and why."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveys.instrument import Background
from surveys.planning.pages import WizardHead
from surveys.planning.population import OutsideReason, Population
from workplace.definitions.document import in_language
from workplace.organisation.unit_tree import UnitTree
from workplace.releases.cells import MISSING
from workplace.web.views import Column, TableView, Text
from workplace.wording import N_, Sentence

MOST_NAMED = 100
"""How many of those outside for one reason a page names."""


@dataclass(frozen=True)
class OutsideGroup:
    """Those outside for one reason. `not_named`: how many more there are, protected people among them."""

    reason: Sentence
    count: int
    people: TableView
    not_named: int


@dataclass(frozen=True)
class PopulationPage:
    """The second page of the wizard."""

    head: WizardHead
    form: Any
    action: str
    headline: Sentence
    facts: tuple[tuple[Text, Text], ...]
    administrations: TableView
    outside: tuple[OutsideGroup, ...]
    missing: TableView
    has_administrations: bool


def population_page(
    *,
    head: WizardHead,
    form: Any,
    action: str,
    found: Population,
    names: Mapping[str, str],
    tree: UnitTree,
    backgrounds: Sequence[Background],
    language: str,
    has_administrations: bool,
) -> PopulationPage:
    """Return the page. `names`: person id to name; whoever is not in it is protected, counted and never named."""
    absent = sum(one.is_absent for one in found.invited)
    protected = sum(one.person_id not in names for one in (*found.invited,))
    several = sum(len(one.workplaces) > 1 for one in found.invited)
    return PopulationPage(
        head=head,
        form=form,
        action=action,
        headline=Sentence(
            N_("%(count)s bjuds in och %(outside)s gör det inte.") if found.outside else N_("%(count)s bjuds in."),
            {"count": len(found.invited), "outside": len(found.outside)},
        ),
        facts=(
            (Sentence(N_("Räknas i svarsfrekvensen")), _number(len(found.invited) - absent)),
            (Sentence(N_("Långvarigt frånvarande, räknas för sig")), _number(absent)),
            (Sentence(N_("Väljer själva arbetsplats")), _number(several)),
            (Sentence(N_("Skyddade personuppgifter, räknas men namnges inte")), _number(protected)),
        ),
        administrations=_by_administration(found, tree),
        outside=tuple(_outside_groups(found, names, tree)),
        missing=_missing(found, backgrounds, language),
        has_administrations=has_administrations,
    )


def _by_administration(found: Population, tree: UnitTree) -> TableView:
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for one in found.invited:
        counted[_administration(tree, one.unit_id)]["absent" if one.is_absent else "invited"] += 1
    for outside in found.outside:
        counted[_administration(tree, outside.unit_id)]["outside"] += 1
    return TableView(
        caption=Sentence(N_("Per förvaltning")),
        columns=(
            Column(Sentence(N_("Förvaltning"))),
            Column(Sentence(N_("Bjuds in")), is_number=True),
            Column(Sentence(N_("Varav frånvarande")), is_number=True),
            Column(Sentence(N_("Bjuds inte in")), is_number=True),
        ),
        rows=tuple(
            (
                name or Sentence(N_("Utan förvaltning")),
                _number(held["invited"] + held["absent"]),
                _number(held["absent"]),
                _number(held["outside"]),
            )
            for name, held in sorted(counted.items())
        ),
        empty_text=Sentence(N_("Ingen är anställd på mätdagen.")),
    )


def _outside_groups(found: Population, names: Mapping[str, str], tree: UnitTree) -> list[OutsideGroup]:
    groups = []
    for reason in reversed(OutsideReason):
        members = [one for one in found.outside if one.reason is reason]
        if not members:
            continue
        named = sorted((names[one.person_id], one.person_id, one.unit_id) for one in members if one.person_id in names)
        shown = named[:MOST_NAMED]
        groups.append(
            OutsideGroup(
                reason.sentence,
                len(members),
                TableView(
                    caption=reason.sentence,
                    is_caption_hidden=True,
                    columns=(
                        Column(Sentence(N_("Namn"))),
                        Column(Sentence(N_("Id"))),
                        Column(Sentence(N_("Enhet"))),
                    ),
                    rows=tuple((name, person_id, _unit(tree, unit_id)) for name, person_id, unit_id in shown),
                    empty_text=Sentence(N_("Ingen av dem kan namnges.")),
                ),
                len(members) - len(shown),
            )
        )
    return groups


def _missing(found: Population, backgrounds: Sequence[Background], language: str) -> TableView:
    missing = Counter(key for one in found.invited for key, code in one.background.items() if code == MISSING)
    return TableView(
        caption=Sentence(N_("Bakgrunder ur personregistret")),
        columns=(Column(Sentence(N_("Bakgrund"))), Column(Sentence(N_("Uppgift saknas")), is_number=True)),
        rows=tuple(
            (in_language(one.title, language) or one.key, _number(missing[one.key]))
            for one in backgrounds
            if not one.is_asked
        ),
        is_caption_hidden=True,
        stays_table=True,
    )


def _administration(tree: UnitTree, unit_id: str) -> str:
    return tree.units[unit_id].administration if unit_id in tree.units else ""


def _unit(tree: UnitTree, unit_id: str) -> str:
    return tree.units[unit_id].name if unit_id in tree.units else unit_id


def _number(count: int) -> Sentence:
    return Sentence("%(count)s", {"count": count})
