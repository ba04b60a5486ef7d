"""Read how the plans of many units stand: counted and paged by the database, however many units there are."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, Select, case, false, func, or_, select, true
from sqlalchemy.orm import Session

from surveys.findings.queries import readable_releases
from surveys.findings.unit_findings import ReleaseSummary
from surveys.improvements.access import safety_area_of
from surveys.improvements.overview.follow_up_file import FollowUpRow
from surveys.improvements.overview.plans import Filter, Scope, Totals, UnitLine
from surveys.improvements.queries import improvements_where, led_through, stored_improvements
from surveys.improvements.records import ImprovementRecord
from surveys.waves.queries import instrument_of
from surveys.waves.records import WaveUnitRecord
from workplace.agreements.agreement import OPEN_STATES, AgreementState
from workplace.agreements.records import AgreementRecord
from workplace.identity.actor import Actor, Role
from workplace.organisation.records import UnitVersionRecord

_CHUNK = 5000


def newest_releases(session: Session, actor: Actor, now: dt.datetime) -> list[ReleaseSummary]:
    """Return the newest release of each wave the actor may read now, the latest closed wave first."""
    found: dict[str, ReleaseSummary] = {}
    for release in readable_releases(session, actor, now):
        found.setdefault(release.wave_id, release)
    return list(found.values())


def scope_of(session: Session, actor: Actor, today: dt.date) -> Scope:
    """Return whose plans somebody follows: what each right gives, together.

    HR: the administrations; central HR and the registrar: all; a leader: the units led and those whose leaders one
    leads; a safety representative: the area.
    """
    return Scope(
        everything=actor.holds(Role.HR_CENTRAL, Role.REGISTRAR) or actor.holds_all_administrations,
        administrations=actor.administrations if actor.holds(Role.HR) else frozenset(),
        unit_ids=frozenset(actor.leads)
        | led_through(session, actor.leads, actor.person_id, today).keys()
        | _all_below(session, safety_area_of(actor), today),
    )


def totals_of(session: Session, wave_id: str, scope: Scope, today: dt.date) -> Totals:
    """Count the units of a scope and their plans."""
    lines = _lines(wave_id, scope, today).subquery()
    units, with_plan, late = session.execute(
        select(
            func.count(),
            func.count().filter(lines.c.improvements > 0),
            func.count().filter(lines.c.late > 0),
        ).select_from(lines)
    ).one()
    return Totals(units, with_plan, late)


def unit_lines(
    session: Session, wave_id: str, scope: Scope, today: dt.date, chosen: Filter, *, limit: int, offset: int
) -> list[UnitLine]:
    """Return some of the units a filter lists, in the order of the tree."""
    lines = _lines(wave_id, scope, today).subquery()
    conditions: dict[Filter, ColumnElement[bool]] = {
        Filter.WITHOUT: lines.c.improvements == 0,
        Filter.LATE: lines.c.late > 0,
        Filter.WITH: lines.c.improvements > 0,
        Filter.ALL: true(),
    }
    rows = session.execute(
        select(
            lines.c.unit_id,
            lines.c.name,
            lines.c.administration,
            lines.c.leader_name,
            lines.c.improvements,
            lines.c.done,
            lines.c.late,
            lines.c.next_date,
        )
        .where(conditions[chosen])
        .order_by(lines.c.position)
        .limit(limit)
        .offset(offset)
    )
    return [UnitLine(*row) for row in rows]


def follow_up_rows(session: Session, release: ReleaseSummary, scope: Scope, today: dt.date) -> list[FollowUpRow]:
    """Return what the yearly follow-up of the systematic work environment lists: each unit's improvements, in full.

    A unit without a plan has a row that says so.
    """
    instrument = instrument_of(session, release.wave_id)
    lines = session.execute(_lines(release.wave_id, scope, today).order_by("position")).all()
    found: dict[str, list[Any]] = {}
    for one in improvements_where(session, stored_improvements().where(ImprovementRecord.wave_id == release.wave_id)):
        found.setdefault(one.unit_id, []).append(one)
    rows = []
    for line in lines:
        for one in found.get(line.unit_id, []) or [None]:
            rows.append(FollowUpRow(line.unit_id, line.name, line.administration, release.title, instrument, one))
    return rows


def _lines(wave_id: str, scope: Scope, today: dt.date) -> Select[Any]:
    unit, now = WaveUnitRecord, UnitVersionRecord
    plans = _plans(wave_id, today)
    administration = func.coalesce(now.administration, unit.administration)
    return (
        select(
            unit.unit_id,
            unit.name,
            administration.label("administration"),
            unit.leader_name,
            unit.position,
            func.coalesce(plans.c.improvements, 0).label("improvements"),
            func.coalesce(plans.c.done, 0).label("done"),
            func.coalesce(plans.c.late, 0).label("late"),
            plans.c.next_date,
        )
        .outerjoin(now, (now.unit_id == unit.unit_id) & (now.valid_from <= today) & (now.valid_to > today))
        .outerjoin(plans, plans.c.unit_id == unit.unit_id)
        .where(unit.wave_id == wave_id, unit.leader_id.is_not(None), _is_in(scope, administration))
    )


def _is_in(scope: Scope, administration: ColumnElement[str]) -> ColumnElement[bool]:
    if scope.everything:
        return true()
    chosen: list[ColumnElement[bool]] = [false()]
    if scope.administrations:
        chosen.append(administration.in_(sorted(scope.administrations)))
    ordered = sorted(scope.unit_ids)
    chosen += [WaveUnitRecord.unit_id.in_(ordered[start : start + _CHUNK]) for start in range(0, len(ordered), _CHUNK)]
    return or_(*chosen)


def _plans(wave_id: str, today: dt.date) -> Any:
    state, by_when = AgreementRecord.state, AgreementRecord.by_when
    counts = state.not_in([AgreementState.PROPOSED.value, AgreementState.DROPPED.value])
    is_open = state.in_([one.value for one in OPEN_STATES])
    return (
        select(
            ImprovementRecord.unit_id,
            func.sum(case((counts, 1), else_=0)).label("improvements"),
            func.sum(case((state == AgreementState.DONE.value, 1), else_=0)).label("done"),
            func.sum(case((is_open & (by_when < today), 1), else_=0)).label("late"),
            func.min(case((is_open, by_when))).label("next_date"),
        )
        .join(AgreementRecord, AgreementRecord.id == ImprovementRecord.agreement_id)
        .where(ImprovementRecord.wave_id == wave_id)
        .group_by(ImprovementRecord.unit_id)
        .subquery()
    )


def _all_below(session: Session, unit_ids: frozenset[str], today: dt.date) -> frozenset[str]:
    """Return the units with all below them now."""
    if not unit_ids:
        return frozenset()
    unit = UnitVersionRecord.__table__.c
    is_now = (unit.valid_from <= today) & (unit.valid_to > today)
    below = select(unit.unit_id).where(unit.unit_id.in_(sorted(unit_ids)), is_now).cte(recursive=True)
    below = below.union(select(unit.unit_id).join(below, unit.parent_id == below.c.unit_id).where(is_now))
    return frozenset(session.scalars(select(below.c.unit_id))) | unit_ids
