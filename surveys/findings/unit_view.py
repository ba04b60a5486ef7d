"""The result page of a unit, put together from what was released of it and of the units around it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from measures.disclosure.floors import Floors
from measures.estimate import Reason, Shown
from surveys.findings.before.predecessors import Break
from surveys.findings.breakdown_view import breakdown_views, why_no_breakdowns
from surveys.findings.figure_words import (
    count_text,
    figure_view,
    per_cent_view,
    what_rung_leaves_out,
    why_figure_is_withheld,
    why_group_is_withheld,
)
from surveys.findings.how_to_read import explanations
from surveys.findings.index_view import index_table, index_views
from surveys.findings.item_view import area_views, hidden_areas
from surveys.findings.pages import UnitPage, WithheldView
from surveys.findings.reading import Beside, Group, SeenGroup, ordered_indices, same_indices, same_items
from surveys.findings.talk import talk_view
from surveys.findings.unit_findings import ReleaseSummary, UnitFindings
from surveys.instrument import Instrument, ItemType, Scope
from surveys.waves.wave_unit import WaveUnit, units_above, units_below
from workplace.clock import local_date
from workplace.definitions.document import in_language
from workplace.web.views import Cell, Column, Link, Place, Tab, TableView, Text, shown, withheld
from workplace.wording import N_, Sentence

LIST_HREF = "/resultat"
NEW_IN_POST = dt.timedelta(days=183)
"""A leader in post for less than this when the wave closed is named so beside the leadership questions."""


@dataclass(frozen=True, eq=False)
class LastWave:
    """The wave before. `unit`, `findings` None: nothing there may be compared; `broken` says why."""

    release: ReleaseSummary
    instrument: Instrument
    unit: WaveUnit | None
    findings: UnitFindings | None
    broken: Break | None = None


@dataclass(frozen=True, eq=False)
class Released:
    """What was released of a unit and of those around it.

    `units`, `findings`: by unit id, at least the unit, all above it and those straight below it.
    `last` None: there was no wave before. `led_since`: since when the leader then had led the direct group, None
    where it is not known.
    """

    release: ReleaseSummary
    instrument: Instrument
    floors: Floors
    unit_id: str
    units: Mapping[str, WaveUnit]
    findings: Mapping[str, UnitFindings]
    last: LastWave | None = None
    led_since: dt.date | None = None

    @property
    def unit(self) -> WaveUnit:
        """The unit itself, as it stood then."""
        return self.units[self.unit_id]


def unit_href(wave_id: str, unit_id: str, group: Group = Group.WHOLE) -> str:
    """Return the address of a unit's findings."""
    asked = "" if group is Group.WHOLE else f"?grupp={group.value}"
    return f"{LIST_HREF}/{wave_id}/{unit_id}{asked}"


def unit_page(released: Released, group: Group, *, language: str = "sv") -> UnitPage:
    """Return the page of a unit. A unit with nothing below it has one group only, whatever is asked for."""
    if not released.findings[released.unit_id].has_direct_group:
        group = Group.WHOLE
    beside = _beside(released, group)
    unit, own, instrument = released.unit, beside.own, released.instrument
    leader_note = _leader_note(released, group)
    is_shown = own.rung > 0
    respondents = own.figure("respondents")
    left_out = None
    if is_shown and isinstance(respondents, Shown):
        left_out = what_rung_leaves_out(own.rung, round(respondents.estimate.value), released.floors)
    findings = own.findings
    views = breakdown_views(instrument, findings, floors=released.floors, language=language)
    return UnitPage(
        title=unit.name,
        lead=_lead(released, group),
        above=_above(released),
        choices=_choices(released, group),
        facts=_facts(released, own, language),
        notes=_notes(released, beside),
        withheld=None if is_shown else _withheld(released, group, own, language),
        talk=talk_view(instrument, beside, language=language) if is_shown else None,
        indices=index_views(instrument, beside, language=language, leader_note=leader_note) if is_shown else (),
        left_out=left_out,
        areas=area_views(instrument, beside, language=language, leader_note=leader_note) if is_shown else (),
        hidden_areas=hidden_areas(instrument, own, language=language),
        breakdowns=views if is_shown and group is Group.WHOLE else (),
        breakdown_note=why_no_breakdowns(
            instrument, findings, floors=released.floors, is_direct_group=group is Group.DIRECT
        )
        if is_shown
        else None,
        below=_below(released, language),
        explanations=explanations(released.floors),
        csv_href=f"{unit_href(released.release.wave_id, unit.unit_id)}.csv",
        release_id=released.release.release_id,
        published_on=local_date(released.release.published_at),
    )


def _seen(released: Released, unit_id: str, group: Group = Group.WHOLE) -> SeenGroup:
    href = unit_href(released.release.wave_id, unit_id, group)
    return SeenGroup(released.units[unit_id].name, released.findings[unit_id], group.breakdown, href=href)


def _own(released: Released, group: Group) -> SeenGroup:
    """Return the group looked at, named by the group where the unit has two."""
    seen = _seen(released, released.unit_id, group)
    if not seen.findings.has_direct_group:
        return seen
    name = N_("Direktgruppen") if group is Group.DIRECT else N_("Hela %(unit)s")
    return replace(seen, name=Sentence(name, {"unit": released.unit.name}))


def _whole_of_own(released: Released) -> SeenGroup:
    name = Sentence(N_("hela %(unit)s"), {"unit": released.unit.name})
    return replace(_seen(released, released.unit_id), name=name)


def _beside(released: Released, group: Group) -> Beside:
    above = units_above(released.units, released.unit_id)
    parent = _seen(released, above[0]) if len(above) > 1 else None
    whole = _seen(released, above[-1]) if above else None
    if whole is None and group is Group.DIRECT:
        whole = _whole_of_own(released)
    last = released.last
    last_seen = None
    if last is not None and last.findings is not None and last.unit is not None:
        last_seen = SeenGroup(Sentence(N_("Förra omgången")), last.findings, group.breakdown)
    return Beside(
        own=_own(released, group),
        parent=parent,
        whole=whole,
        last=last_seen,
        same_index=same_indices(released.instrument, last.instrument) if last else {},
        same_item=same_items(released.instrument, last.instrument) if last else {},
    )


def _lead(released: Released, group: Group) -> Sentence:
    facts: dict[str, object] = {
        "wave": released.release.title,
        "date": released.release.closed_on,
        "unit": released.unit.name,
        "leader": released.unit.leader_name,
    }
    if not released.findings[released.unit_id].has_direct_group:
        return Sentence(N_("Enhetens resultat i %(wave)s, stängd %(date)s."), facts)
    if group is Group.WHOLE:
        return Sentence(N_("%(unit)s med alla enheter under sig i %(wave)s, stängd %(date)s."), facts)
    if released.unit.leader_name:
        return Sentence(N_("De som hade %(leader)s som närmaste chef i %(wave)s, stängd %(date)s."), facts)
    return Sentence(N_("De som hörde direkt till %(unit)s i %(wave)s, stängd %(date)s."), facts)


def _above(released: Released) -> tuple[Place, ...]:
    above = reversed(units_above(released.units, released.unit_id))
    wave_id = released.release.wave_id
    return (
        Place(LIST_HREF, Sentence(N_("Resultat"))),
        *(Place(unit_href(wave_id, unit_id), released.units[unit_id].name) for unit_id in above),
    )


def _choices(released: Released, group: Group) -> tuple[Tab, ...]:
    if not released.findings[released.unit_id].has_direct_group:
        return ()
    wave_id, unit_id = released.release.wave_id, released.unit_id
    labels = {Group.WHOLE: Sentence(N_("Hela enheten")), Group.DIRECT: Sentence(N_("Direktgruppen"))}
    return tuple(Tab(unit_href(wave_id, unit_id, one), label, is_current=one is group) for one, label in labels.items())


def _facts(released: Released, own: SeenGroup, language: str) -> tuple[tuple[Text, Cell], ...]:
    unit = released.unit
    facts: list[tuple[Text, Cell]] = []
    if unit.leader_name:
        facts.append((Sentence(N_("Ledde direktgruppen när enkäten stängde")), unit.leader_name))
    if not own.rung:
        return tuple(facts)
    respondents, rate = own.figure("respondents"), own.figure("response_rate")
    if isinstance(respondents, Shown):
        facts.append((Sentence(N_("Antal svar")), shown(count_text(round(respondents.estimate.value)))))
    if isinstance(rate, Shown):
        facts.append((Sentence(N_("Svarsfrekvens")), per_cent_view("response_rate", rate)))
    elif rate is not None:
        facts.append((Sentence(N_("Svarsfrekvens")), withheld(why_figure_is_withheld(rate.reason))))
    for item in released.instrument.items:
        if item.type is ItemType.ENPS and isinstance(score := own.figure("enps", item.key), Shown):
            text = in_language(item.text, language)
            facts.append((Sentence(N_("eNPS: %(item)s"), {"item": text}), figure_view("enps", score, with_n=True)))
    return tuple(facts)


def _notes(released: Released, beside: Beside) -> tuple[Sentence, ...]:
    last, unit = released.last, released.unit
    if last is None:
        return (Sentence(N_("Det finns ingen tidigare omgång att jämföra med.")),)
    facts: dict[str, object] = {"wave": last.release.title, "unit": unit.name, "leader": unit.leader_name}
    if last.broken is not None and last.broken is not Break.NEW_UNIT:
        return (last.broken.sentence,)
    if last.unit is None or beside.last is None:
        return (Sentence(N_("Enheten fanns inte i förra omgången (%(wave)s), så ingen förändring visas."), facts),)
    notes = []
    if not beside.same_item:
        notes.append(Sentence(N_("Förra omgången (%(wave)s) hade andra frågor, så ingen förändring visas."), facts))
    elif beside.own.rung and not beside.last.rung:
        notes.append(
            Sentence(N_("Gruppen kunde inte visas i förra omgången (%(wave)s), så ingen förändring visas."), facts)
        )
    if last.unit.leader_id != unit.leader_id:
        facts["before"] = last.unit.leader_name
        sentence = N_("Direktgruppen hade en annan chef i förra omgången (%(wave)s).")
        if last.unit.leader_name:
            sentence = N_("I förra omgången (%(wave)s) leddes direktgruppen av %(before)s.")
        notes.append(Sentence(sentence, facts))
    if last.unit.name != unit.name:
        facts["before"] = last.unit.name
        notes.append(Sentence(N_("I förra omgången (%(wave)s) hette enheten %(before)s."), facts))
    if last.unit.parent_id != unit.parent_id:
        notes.append(Sentence(N_("Enheten har fått en annan plats i organisationen sedan förra omgången."), facts))
    return tuple(notes)


def _leader_note(released: Released, group: Group) -> Sentence | None:
    if not any(item.scope is Scope.DIRECT for item in released.instrument.items):
        return None
    unit = released.unit
    facts = {"unit": unit.name, "leader": unit.leader_name}
    if group is Group.WHOLE and released.findings[unit.unit_id].has_direct_group:
        return Sentence(
            N_(
                "Frågorna om närmaste chef är här ett genomsnitt över alla chefer i %(unit)s, inte ett omdöme om "
                "någon av dem."
            ),
            facts,
        )
    if unit.leader_name and released.led_since and released.release.closed_on - released.led_since < NEW_IN_POST:
        return Sentence(
            N_(
                "Frågorna om närmaste chef gäller direktgruppens chef, %(leader)s, som tillträdde %(since)s. "
                "Svaren kan gälla mer än en chef."
            ),
            {**facts, "since": released.led_since},
        )
    if unit.leader_name:
        return Sentence(N_("Frågorna om närmaste chef gäller direktgruppens chef, %(leader)s."), facts)
    return Sentence(N_("Frågorna om närmaste chef gäller den som ledde direktgruppen."))


def _withheld(released: Released, group: Group, own: SeenGroup, language: str) -> WithheldView:
    reason = why_group_is_withheld(own.reason or Reason.TOO_FEW, released.floors)
    above = [_seen(released, unit_id) for unit_id in units_above(released.units, released.unit_id)]
    if group is Group.DIRECT:
        above.insert(0, _whole_of_own(released))
    nearest = next((seen for seen in above if seen.rung), None)
    if nearest is None:
        return WithheldView(reason)
    return WithheldView(
        reason,
        Link(Sentence(N_("Se %(group)s"), {"group": nearest.name}), nearest.href),
        Sentence(N_("Närmaste större grupp som visas: %(group)s"), {"group": nearest.name}),
        index_table(
            released.instrument, nearest, Sentence(N_("Index för %(group)s"), {"group": nearest.name}), language
        ),
    )


def _below(released: Released, language: str) -> TableView | None:
    below = units_below(released.units.values(), released.unit_id)
    if not below:
        return None
    caption = Sentence(N_("Enheter under %(unit)s"), {"unit": released.unit.name})
    return units_table(released, [unit.unit_id for unit in below], caption, language=language)


def units_table(released: Released, unit_ids: list[str], caption: Text, *, language: str) -> TableView:
    """List units in the order given with their first index and how many answered; never ranked."""
    indices = ordered_indices(released.instrument)
    first = indices[0] if indices else None
    columns = [Column(Sentence(N_("Enhet"))), Column(Sentence(N_("Chef när enkäten stängde")))]
    if first is not None:
        columns.append(Column(in_language(first.title, language), is_number=True))
    columns += [Column(Sentence(N_("Svar")), is_number=True)]
    rows = []
    for unit_id in unit_ids:
        unit, seen = released.units[unit_id], _seen(released, unit_id)
        row: list[Cell] = [Link(unit.name, unit_href(released.release.wave_id, unit_id)), unit.leader_name or None]
        if first is not None:
            row.append(figure_view("index", seen.figure("index", first.key), with_interval=True))
        count = seen.figure("respondents")
        row.append(count_text(round(count.estimate.value)) if isinstance(count, Shown) else None)
        rows.append(tuple(row))
    return TableView(caption, tuple(columns), tuple(rows), is_caption_hidden=True)
