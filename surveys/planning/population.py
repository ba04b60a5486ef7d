"""Who is invited to a wave, to which workplace each answer belongs, and who is left out and why."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from surveys.instrument import Background
from surveys.planning.background import Known, background_of
from workplace.organisation.employment import Absence, PersonFacts, Placement
from workplace.organisation.leadership import superior_of
from workplace.organisation.unit_tree import UnitTree
from workplace.wording import N_, Sentence

MONTHLY = "month"


@dataclass(frozen=True)
class Rule:
    """Who is invited. `administrations` empty: all of them.

    `absent_more_than_days`: whoever is away longer than this around the census may answer but is counted apart.
    """

    employed_more_than_months: int = 6
    includes_hourly: bool = False
    absent_more_than_days: int = 90
    administrations: tuple[str, ...] = ()

    def stored(self) -> dict[str, Any]:
        """Return the rule as the plan and the charter keep it."""
        return {**asdict(self), "administrations": list(self.administrations)}

    @classmethod
    def of_stored(cls, stored: Mapping[str, Any]) -> Rule:
        """Return the rule that was kept."""
        return cls(**{**stored, "administrations": tuple(stored.get("administrations", ()))})


class OutsideReason(StrEnum):
    """Why somebody employed at the census is not invited; the later ones came nearer to being invited."""

    NO_UNIT = "no_unit"
    OTHER_ADMINISTRATION = "other_administration"
    HOURLY = "hourly"
    TOO_SHORT = "too_short"

    @property
    def sentence(self) -> Sentence:
        """Return the reason in words."""
        return Sentence(_REASONS[self])


_REASONS: Mapping[OutsideReason, str] = {
    OutsideReason.NO_UNIT: N_("enheten finns inte på mätdagen"),
    OutsideReason.OTHER_ADMINISTRATION: N_("annan förvaltning än de valda"),
    OutsideReason.HOURLY: N_("timavlönad"),
    OutsideReason.TOO_SHORT: N_("inte anställd tillräckligt länge på mätdagen"),
}
_ORDER = tuple(OutsideReason)


@dataclass(frozen=True)
class Invited:
    """One person who is invited.

    `unit_id`: the unit whose direct group the answer belongs to, the first of `workplaces`. `background`: key to raw
    code, "missing" where the register does not say; backgrounds that the respondent is asked for are not in it.
    """

    person_id: str
    unit_id: str
    workplaces: tuple[str, ...]
    is_absent: bool = False
    background: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outside:
    """One person employed at the census who is not invited. `unit_id`: where the employment nearest to it is."""

    person_id: str
    unit_id: str
    reason: OutsideReason


@dataclass(frozen=True)
class Population:
    """Everybody employed at the census, each once, in order of id."""

    invited: tuple[Invited, ...]
    outside: tuple[Outside, ...]


def population(
    rule: Rule,
    census_on: dt.date,
    tree: UnitTree,
    leaders: Mapping[str, str],
    placements: Iterable[Placement],
    absences: Iterable[Absence],
    people: Mapping[str, PersonFacts],
    backgrounds: Sequence[Background] = (),
) -> Population:
    """Return who is invited and who is not, as the register stands on the census date.

    An employment counts from `employed_from`; the first possible date means that the files do not say since when, and
    is taken as long. A person with several employments is invited when one of them qualifies; those that do are the
    workplaces to choose between, the largest assignment first. The group of an employment is the unit's, but for the
    unit's own leader that of the superior's unit (TRUST 2): leaders are never counted in the unit they lead.
    """
    away = _away(rule, census_on, absences)
    since_at_latest = months_before(census_on, rule.employed_more_than_months)
    of_person: dict[str, list[Placement]] = {}
    for placement in placements:
        of_person.setdefault(placement.person_id, []).append(placement)
    led: dict[str, list[str]] = {}
    for unit_id, leader in leaders.items():
        if unit_id in tree.units:
            led.setdefault(leader, []).append(unit_id)
    invited: list[Invited] = []
    outside: list[Outside] = []
    for person_id in sorted(of_person):
        tried = [
            (_against(rule, tree, placement, since_at_latest), placement)
            for placement in sorted(of_person[person_id], key=lambda one: one.unit_id)
        ]
        admitted = [placement for reason, placement in tried if reason is None]
        if not admitted:
            reason, nearest = max(
                ((reason, placement) for reason, placement in tried if reason is not None),
                key=lambda pair: _ORDER.index(pair[0]),
            )
            outside.append(Outside(person_id, nearest.unit_id, reason))
            continue
        workplaces = _workplaces(rule, tree, leaders, admitted, led.get(person_id, ()))
        known = Known(
            facts=people.get(person_id, PersonFacts(person_id)),
            role=max(admitted, key=_weight).role,
            leads=person_id in led,
            employed_from=min(placement.employed_from for placement in of_person[person_id]),
        )
        invited.append(
            Invited(
                person_id,
                workplaces[0],
                workplaces,
                person_id in away,
                background_of(known, backgrounds, census_on),
            )
        )
    return Population(tuple(invited), tuple(outside))


def months_before(date: dt.date, months: int) -> dt.date:
    """Return the same day so many months earlier, the month's last day where it has no such day."""
    place = date.year * 12 + date.month - 1 - months
    year, month = divmod(place, 12)
    return dt.date(year, month + 1, min(date.day, calendar.monthrange(year, month + 1)[1]))


def group_of(tree: UnitTree, leaders: Mapping[str, str], unit_id: str, person_id: str) -> str:
    """Return the unit whose direct group somebody placed in a unit belongs to."""
    if leaders.get(unit_id) != person_id:
        return unit_id
    superior = superior_of(tree, leaders, unit_id)
    return superior.unit_id if superior else tree.path(unit_id)[0]


def _against(rule: Rule, tree: UnitTree, placement: Placement, since_at_latest: dt.date) -> OutsideReason | None:
    unit = tree.units.get(placement.unit_id)
    if unit is None:
        return OutsideReason.NO_UNIT
    if rule.administrations and unit.administration not in rule.administrations:
        return OutsideReason.OTHER_ADMINISTRATION
    if placement.employment_form != MONTHLY and not rule.includes_hourly:
        return OutsideReason.HOURLY
    if rule.employed_more_than_months and placement.employed_from >= since_at_latest:
        return OutsideReason.TOO_SHORT
    return None


def _workplaces(
    rule: Rule,
    tree: UnitTree,
    leaders: Mapping[str, str],
    admitted: Sequence[Placement],
    led: Sequence[str],
) -> tuple[str, ...]:
    """Return the units of the person's direct groups, the largest assignment first, then by id.

    Units led without being placed in them come last: the register says nothing of how much they are.
    """
    person_id = admitted[0].person_id
    weights: dict[str, float] = {}
    for placement in admitted:
        group = group_of(tree, leaders, placement.unit_id, person_id)
        weights[group] = weights.get(group, 0.0) + _weight(placement)
    placed = {placement.unit_id for placement in admitted}
    for unit_id in led:
        if unit_id not in placed and (
            not rule.administrations or tree.units[unit_id].administration in rule.administrations
        ):
            weights.setdefault(group_of(tree, leaders, unit_id, person_id), -1.0)
    return tuple(sorted(weights, key=lambda unit_id: (-weights[unit_id], unit_id)))


def _weight(placement: Placement) -> float:
    if placement.fte is not None:
        return float(placement.fte)
    return float(placement.assignment_percent) / 100 if placement.assignment_percent is not None else 0.0


def _away(rule: Rule, census_on: dt.date, absences: Iterable[Absence]) -> frozenset[str]:
    """Return whoever is away on the census date for more days than the rule says, absences that adjoin as one."""
    of_person: dict[str, list[tuple[dt.date, dt.date]]] = {}
    for absence in absences:
        of_person.setdefault(absence.person_id, []).append((absence.absent_from, absence.absent_to))
    found = set()
    for person_id, intervals in of_person.items():
        joined: list[tuple[dt.date, dt.date]] = []
        for first, last in sorted(intervals):
            if joined and (joined[-1][1] >= first or first - joined[-1][1] == dt.timedelta(days=1)):
                joined[-1] = (joined[-1][0], max(joined[-1][1], last))
            else:
                joined.append((first, last))
        if any(
            first <= census_on <= last and (last - first).days + 1 > rule.absent_more_than_days
            for first, last in joined
        ):
            found.add(person_id)
    return frozenset(found)
