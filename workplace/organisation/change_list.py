"""A change of the organisation in words: a line for each kind that occurs, and who and what it is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from workplace.organisation.employment import Absence, PersonFacts
from workplace.organisation.plan import OrganisationChange
from workplace.wording import N_, Sentence

LONGEST_LIST = 200
"""How many lines of one kind are listed; the count is always whole."""

HEADINGS: Mapping[str, str] = {
    "units_new": N_("Nya enheter"),
    "units_moved": N_("Flyttade enheter"),
    "units_renamed": N_("Enheter med nytt namn"),
    "units_changed": N_("Enheter med annan ändring"),
    "units_ended": N_("Enheter som upphör"),
    "leaders_new": N_("Enheter med ny chef"),
    "people_new": N_("Nya personer"),
    "people_renamed": N_("Personer med nytt namn"),
    "people_changed": N_("Personer med andra ändrade uppgifter"),
    "employments_new": N_("Nya anställningar"),
    "employments_moved": N_("Anställningar som flyttar"),
    "employments_changed": N_("Anställningar med ändrade villkor"),
    "employments_ended": N_("Anställningar som upphör"),
    "absences": N_("Ändrade frånvaror"),
}


@dataclass(frozen=True)
class ChangeLine:
    """One thing that changes: what it is, and what was and will be where that says something."""

    what: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class ChangeGroup:
    """All of one kind. `not_listed`: how many more there are than `lines` shows; protected people are among them."""

    kind: str
    heading: Sentence
    count: int
    lines: tuple[ChangeLine, ...] = field(default=())

    @property
    def not_listed(self) -> int:
        return self.count - len(self.lines)


def summary(change: OrganisationChange, *, is_dry_run: bool) -> list[Sentence]:
    """Return the change as sentences for a command: what would be or was done, then a line for each kind."""
    if change.is_empty:
        return [Sentence(N_("Ingenting ändras: filerna säger det som redan gäller."))]
    if change.reaches_back:
        first = (
            N_("Provkörning, ingenting sparas. Skulle gälla bakåt utan gräns:")
            if is_dry_run
            else N_("Infört, gäller bakåt utan gräns:")
        )
    else:
        first = (
            N_("Provkörning, ingenting sparas. Skulle gälla från %(as_of)s:")
            if is_dry_run
            else N_("Infört, gäller från %(as_of)s:")
        )
    lines = [Sentence(first, {"as_of": change.as_of})]
    lines += [
        Sentence(N_("%(heading)s: %(count)s"), {"heading": Sentence(HEADINGS[kind]), "count": count})
        for kind, count in change.counts.items()
        if count
    ]
    return lines


def change_groups(
    change: OrganisationChange, people: Mapping[str, PersonFacts], unit_names: Mapping[str, str]
) -> list[ChangeGroup]:
    """Return the kinds that occur, each with its lines.

    `people`: everybody a line may name; who is not in it is named by id, who is protected is not listed at all.
    `unit_names`: names of present units; new ones come from the change.
    """
    names = {**unit_names, **{unit.unit_id: unit.name for unit in change.units_new}}
    known = {**people, **{person.person_id: person for person in change.people_new}}
    hidden = {person_id for person_id, person in known.items() if person.protected}
    hidden |= {item.after.person_id for item in change.people_changed if item.after.protected}

    def unit(unit_id: str | None) -> str:
        return f"{names.get(unit_id, '')} ({unit_id})".strip() if unit_id else ""

    def person(person_id: str | None) -> str:
        if not person_id:
            return ""
        if person_id in hidden:
            return "–"
        name = known[person_id].name if person_id in known else ""
        return f"{name} ({person_id})".strip() if name else person_id

    changed_units = change.units_changed
    lines: dict[str, Iterable[tuple[str, ChangeLine]]] = {
        "units_new": [("", ChangeLine(unit(item.unit_id), after=unit(item.parent_id))) for item in change.units_new],
        "units_moved": [
            ("", ChangeLine(unit(item.after.unit_id), unit(item.before.unit.parent_id), unit(item.after.parent_id)))
            for item in changed_units
            if item.is_moved
        ],
        "units_renamed": [
            ("", ChangeLine(item.after.unit_id, item.before.unit.name, item.after.name))
            for item in changed_units
            if item.is_renamed
        ],
        "units_changed": [
            ("", ChangeLine(unit(item.after.unit_id), *_other_facts(item.before.unit, item.after)))
            for item in changed_units
            if not (item.is_moved or item.is_renamed)
        ],
        "units_ended": [("", ChangeLine(unit(item.unit.unit_id))) for item in change.units_ended],
        "leaders_new": [
            (
                "",
                ChangeLine(
                    unit(item.unit_id), person(item.before.person_id if item.before else None), person(item.after)
                ),
            )
            for item in change.leaders
        ],
        "people_new": [(item.person_id, ChangeLine(person(item.person_id))) for item in change.people_new],
        "people_renamed": [
            (item.after.person_id, ChangeLine(item.after.person_id, item.before.name, item.after.name))
            for item in change.people_changed
            if item.is_renamed
        ],
        "people_changed": [
            (item.after.person_id, ChangeLine(person(item.after.person_id)))
            for item in change.people_changed
            if not item.is_renamed
        ],
        "employments_new": [
            (item.person_id, ChangeLine(person(item.person_id), after=unit(item.unit_id)))
            for item in change.employments_new
        ],
        "employments_moved": [
            (
                item.after.person_id,
                ChangeLine(person(item.after.person_id), unit(item.before.placement.unit_id), unit(item.after.unit_id)),
            )
            for item in change.employments_moved
        ],
        "employments_changed": [
            (item.after.person_id, ChangeLine(person(item.after.person_id), after=unit(item.after.unit_id)))
            for item in change.employments_changed
        ],
        "employments_ended": [
            (
                item.before.placement.person_id,
                ChangeLine(person(item.before.placement.person_id), unit(item.before.placement.unit_id)),
            )
            for item in change.employments_ended
        ],
        "absences": [
            (item.person_id, ChangeLine(person(item.person_id), after=_period(item)))
            for item in (*change.absences_new, *(ended.absence for ended in change.absences_ended))
        ],
    }
    return [
        ChangeGroup(
            kind,
            Sentence(HEADINGS[kind]),
            count,
            tuple(line for owner, line in lines[kind] if owner not in hidden)[:LONGEST_LIST],
        )
        for kind, count in change.counts.items()
        if count
    ]


def _period(absence: Absence) -> str:
    """Return the days of an absence; why somebody is away is nothing a list says."""
    until = "" if absence.absent_to == dt.date.max else absence.absent_to.isoformat()
    return f"{absence.absent_from.isoformat()} – {until}".strip()


def _other_facts(before: object, after: object) -> tuple[str, str]:
    """Return kind, administration and predecessor as they were and will be, where they differ."""
    names = [
        name for name in ("kind", "administration", "predecessor_id") if getattr(before, name) != getattr(after, name)
    ]
    old = ", ".join(str(getattr(before, name) or "–") for name in names)
    return old, ", ".join(str(getattr(after, name) or "–") for name in names)
