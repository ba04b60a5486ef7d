"""The material of all reports of a wave, read once; from it the facts of any one unit without another question.

Frozen pages are kept packed and opened when a unit's turn comes, so that memory stays the same for 25 or 2,500 leaders.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from appraisal.goals.goal_tree import Level, UnitGoals
from appraisal.reports.facts import (
    ActivityFacts,
    AgreementFacts,
    CellKey,
    GoalFacts,
    GroupFigures,
    IndicatorFacts,
    SharedFacts,
    UnitFacts,
)
from appraisal.reports.speech import to_values
from measures.estimate import Figure
from surveys.findings.unit_findings import UnitFindings
from surveys.waves.wave_unit import WaveUnit, units_above
from workplace.agreements.agreement import STATE_WORDS, Agreement
from workplace.releases.cells import ALL, DIRECT, Layout, decode
from workplace.wording import N_, Sentence

PAGES_KEPT = 64
"""How many opened pages a process remembers: parents come back again and again."""
LEVEL_WORDS = {
    Level.DIRECTION: N_("Inriktningsmål"),
    Level.COUNCIL: N_("Kommunfullmäktiges mål"),
    Level.COMMITTEE: N_("Nämndmål"),
    Level.UNIT: N_("Enhetsmål"),
    Level.COMMITMENT: N_("Åtagande"),
}


@dataclass(frozen=True, eq=False)
class FrozenPages:
    """The packed pages of a release by unit, opened one by one."""

    release_id: str
    layout: Layout
    packed: Mapping[str, bytes]
    _opened: OrderedDict[str, UnitFindings] = field(default_factory=OrderedDict, repr=False)

    def findings(self, unit_id: str) -> UnitFindings | None:
        """Return what a unit shows, or None when the release does not know it."""
        if unit_id in self._opened:
            self._opened.move_to_end(unit_id)
            return self._opened[unit_id]
        if unit_id not in self.packed:
            return None
        self._opened[unit_id] = UnitFindings(self.release_id, self.layout, decode(unit_id, self.packed[unit_id]))
        while len(self._opened) > PAGES_KEPT:
            self._opened.popitem(last=False)
        return self._opened[unit_id]


@dataclass(frozen=True, eq=False)
class OpenedCells(Mapping[CellKey, Figure]):
    """The cells of one group of an opened page; `names` gives our name of a cell that is called otherwise there."""

    findings: UnitFindings
    breakdown: str
    names: Mapping[CellKey, CellKey] | None = None

    def __getitem__(self, key: CellKey) -> Figure:
        there = key if self.names is None else self.names[key]
        if not self.findings.has_cell(*there, self.breakdown):
            raise KeyError(key)
        return self.findings.cell(*there, self.breakdown)

    def __iter__(self) -> Iterator[CellKey]:
        return iter(self.findings.layout.cells if self.names is None else self.names)

    def __len__(self) -> int:
        return len(self.findings.layout.cells if self.names is None else self.names)


@dataclass(frozen=True, eq=False)
class Material:
    """All that the reports of one wave are made from.

    `last_names`: our cells to the cells that the same questions had in the wave before; `last_units`: by part (`all`,
    `direct`) our units to the units there whose group may be compared with theirs. `group_sizes`: people in each
    direct group. `in_post_since`: when each unit's leader began to lead it, where that is known. `protected`: people
    whose names stand nowhere.
    """

    shared: SharedFacts
    units: Mapping[str, WaveUnit]
    pages: FrozenPages
    last_pages: FrozenPages | None = None
    last_names: Mapping[CellKey, CellKey] = field(default_factory=dict)
    last_units: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    goals: Mapping[str, UnitGoals] = field(default_factory=dict)
    agreements: Mapping[str, tuple[Agreement, ...]] = field(default_factory=dict)
    group_sizes: Mapping[str, int] = field(default_factory=dict)
    in_post_since: Mapping[str, dt.date] = field(default_factory=dict)
    protected: frozenset[str] = frozenset()

    def led_units(self) -> tuple[WaveUnit, ...]:
        """Return the units that somebody led, in the order of the tree: each gets a report."""
        led = [unit for unit in self.units.values() if unit.leader_id]
        return tuple(sorted(led, key=lambda unit: unit.position))

    def shared_for(self, unit_id: str) -> SharedFacts:
        """Return what is shared, with the top unit above this very unit as the whole: there may be several tops."""
        root = (unit_id, *units_above(self.units, unit_id))[-1]
        if root == self.shared.whole.unit_id:
            return self.shared
        whole = self._group_of(root)
        return self.shared if whole is None else replace(self.shared, whole=whole)

    def facts_of(self, unit_id: str) -> UnitFacts:
        """Return the facts of one unit. Raises KeyError when the wave or the release does not know it."""
        unit = self.units[unit_id]
        findings = self.pages.findings(unit_id)
        if findings is None:
            raise KeyError(unit_id)
        direct = _group(unit, findings, DIRECT)
        whole = _group(unit, findings, ALL)
        above = units_above(self.units, unit_id)
        superior = self._superior_name(unit, above)
        return UnitFacts(
            unit_id=unit_id,
            unit_name=unit.name,
            leader_id=unit.leader_id or "",
            leader_name="" if unit.leader_id in self.protected else unit.leader_name,
            superior_name=superior,
            direct=direct,
            unit=whole,
            has_units_below=unit.has_units_below,
            parent=self._group_of(unit.parent_id) if unit.parent_id else None,
            last_direct=self._last(unit, DIRECT),
            last_unit=self._last(unit, ALL),
            nearest=None if direct.has_shown_index and whole.has_shown_index else self._nearest(above),
            in_post_since=self.in_post_since.get(unit_id),
            group_size=self.group_sizes.get(unit_id),
            goals=tuple(_goals(self.goals[unit_id])) if unit_id in self.goals else (),
            agreements=tuple(_agreement(one) for one in self.agreements.get(unit_id, ()) if one.is_open),
        )

    def fingerprint(self, *more: str) -> str:
        """Return a hash over everything the reports are made from, and `more`."""
        beside = [
            [
                unit.unit_id,
                unit.leader_id,
                [to_values(goal) for goal in _goals(self.goals[unit.unit_id])] if unit.unit_id in self.goals else [],
                [to_values(_agreement(one)) for one in self.agreements.get(unit.unit_id, ())],
                self.group_sizes.get(unit.unit_id),
                str(self.in_post_since.get(unit.unit_id)),
            ]
            for unit in self.led_units()
        ]
        shared = [self.shared.release_id, self.shared.previous_label, to_values(self.shared.criteria), *more]
        text = json.dumps([shared, beside], ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    def _superior_name(self, unit: WaveUnit, above: tuple[str, ...]) -> str:
        if unit.superior_id is None or unit.superior_id in self.protected:
            return ""
        led = (self.units[one] for one in above if self.units[one].leader_id == unit.superior_id)
        return next((one.leader_name for one in led), "")

    def _group_of(self, unit_id: str) -> GroupFigures | None:
        findings = self.pages.findings(unit_id)
        return None if findings is None else _group(self.units[unit_id], findings, ALL)

    def _last(self, unit: WaveUnit, breakdown: str) -> GroupFigures | None:
        there = self.last_units.get(breakdown, {}).get(unit.unit_id)
        findings = self.last_pages.findings(there) if self.last_pages and there else None
        if findings is None:
            return None
        return GroupFigures(unit.unit_id, unit.name, OpenedCells(findings, breakdown, self.last_names))

    def _nearest(self, above: tuple[str, ...]) -> GroupFigures | None:
        for unit_id in above:
            group = self._group_of(unit_id)
            if group is not None and group.has_shown_index:
                return group
        return None


def _group(unit: WaveUnit, findings: UnitFindings, breakdown: str) -> GroupFigures:
    return GroupFigures(unit.unit_id, unit.name, OpenedCells(findings, breakdown))


def _goals(plan: UnitGoals) -> Iterator[GoalFacts]:
    for one in plan.goals:
        yield GoalFacts(
            goal_id=one.goal.goal_id,
            level=Sentence(LEVEL_WORDS[one.goal.level]),
            name=one.goal.text,
            indicators=tuple(
                IndicatorFacts(
                    indicator.name,
                    indicator.target,
                    indicator.council_target,
                    indicator.periodicity,
                    indicator.outcome.text,
                    indicator.forecast.text,
                )
                for indicator in one.indicators
            ),
            activities=tuple(
                ActivityFacts(activity.text, activity.starts_on, activity.ends_on) for activity in one.activities
            ),
        )


def _agreement(agreement: Agreement) -> AgreementFacts:
    terms = agreement.terms
    return AgreementFacts(
        terms.what, terms.who, terms.why, terms.by_when, terms.seen_by, Sentence(STATE_WORDS[terms.state])
    )
