"""Read improvements: those of a unit with how their figures stand now, one with its log, and who stands how to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from measures.estimate import Estimate, Figure
from surveys.findings.access import may_read_release
from surveys.findings.queries import findings_of, latest_release, releases
from surveys.findings.unit_findings import ReleaseSummary, UnitFindings
from surveys.improvements.access import PlanFacts
from surveys.improvements.figure import CitedFigure, FigureKey
from surveys.improvements.improvement import HOME_KIND, Improvement
from surveys.improvements.plan import EarlierImprovement, OwnWords, UnitPlan
from surveys.improvements.records import GroupWordsRecord, ImprovementRecord
from surveys.improvements.since import Between, between_groups, key_now, since
from surveys.instrument import Instrument
from surveys.waves.queries import instrument_of
from surveys.waves.records import WaveUnitRecord
from surveys.waves.wave_unit import WaveUnit
from workplace.agreements.agreement import LogEntry
from workplace.agreements.queries import agreement_from, log_of
from workplace.agreements.records import AgreementRecord
from workplace.clock import local_date
from workplace.identity.actor import Actor
from workplace.organisation.leadership import superior_of
from workplace.organisation.queries import UNIT_COLUMNS
from workplace.organisation.records import LeadershipRecord, PersonRecord, UnitVersionRecord
from workplace.organisation.unit_tree import Unit, UnitTree
from workplace.releases.cells import ALL, DIRECT
from workplace.releases.queries import ReleaseHead, release_head
from workplace.releases.records import ReleasePageRecord

MOST_GROUPS = 120
"""Out of so many groups, spread evenly over the tree, the spread between groups is worked out."""
_BETWEEN_KEPT = 2000
_between: dict[tuple[str, str, str, str], Between | None] = {}
"""What was worked out of releases, which never change: release id, its hash, measure and key → spread."""


@dataclass(frozen=True)
class PlanPlace:
    """A unit of a released wave and the relations that hold to it now. `closed_on`: when the wave closed."""

    release: ReleaseSummary
    unit: WaveUnit
    facts: PlanFacts


def plan_place(session: Session, actor: Actor, now: dt.datetime, wave_id: str, unit_id: str) -> PlanPlace | None:
    """Return a unit of a released wave as the actor stands to it, or None where there is none.

    A release that the actor may not read, or not yet, is as if there were none.
    """
    release = latest_release(session, wave_id)
    if release is not None and not may_read_release(actor, release.reading, now):
        return None
    unit = _frozen_unit(session, wave_id, unit_id) if release else None
    if release is None or unit is None:
        return None
    return PlanPlace(release, unit, facts_of(session, actor, local_date(now), release, unit))


def facts_of(session: Session, actor: Actor, today: dt.date, release: ReleaseSummary, unit: WaveUnit) -> PlanFacts:
    """Return how the actor stands to a unit now; two queries however large the organisation is."""
    tree, leaders = lines_above(session, {unit.unit_id, *actor.leads}, today)
    superior = superior_of(tree, leaders, unit.unit_id)
    now = tree.units.get(unit.unit_id)
    through = (superior_of(tree, leaders, led) for led in actor.leads if led != unit.unit_id)
    return PlanFacts(
        wave_id=release.wave_id,
        unit_id=unit.unit_id,
        administration=now.administration if now else unit.administration,
        leader_id=leaders.get(unit.unit_id, ""),
        superior_id=superior.person_id if superior else "",
        line=frozenset({unit.unit_id, *tree.above(unit.unit_id)}),
        is_in_group=any(found is not None and found.unit_id == unit.unit_id for found in through),
        has_led=_has_led(session, actor.person_id, unit.unit_id, release.closed_on, today),
    )


def lines_above(session: Session, unit_ids: Collection[str], today: dt.date) -> tuple[UnitTree, dict[str, str]]:
    """Return some units with all above them, and who leads each, in one query however many there are in all."""
    unit, leading = UnitVersionRecord.__table__.c, LeadershipRecord.__table__.c
    is_now = (unit.valid_from <= today) & (unit.valid_to > today)
    line = select(unit.unit_id, unit.parent_id).where(unit.unit_id.in_(sorted(unit_ids)), is_now).cte(recursive=True)
    line = line.union(select(unit.unit_id, unit.parent_id).join(line, unit.unit_id == line.c.parent_id).where(is_now))
    rows = session.execute(
        select(*UNIT_COLUMNS, LeadershipRecord.person_id)
        .outerjoin(
            LeadershipRecord,
            (LeadershipRecord.unit_id == UnitVersionRecord.unit_id)
            & (leading.valid_from <= today)
            & (leading.valid_to > today),
        )
        .where(UnitVersionRecord.unit_id.in_(select(line.c.unit_id)), is_now)
    ).all()
    units = UnitTree({row[0]: Unit(*row[:-1]) for row in rows})
    return units, {row[0]: row[-1] for row in rows if row[-1] is not None}


def led_through(session: Session, unit_ids: Collection[str], person_id: str, today: dt.date) -> dict[str, str]:
    """Return the units whose leaders are led through these, which the person leads, with who leads each.

    Walks down through units that nobody or the person leads, to the first that somebody else leads.
    """
    if not unit_ids:
        return {}
    unit, leading = UnitVersionRecord.__table__.c, LeadershipRecord.__table__.c
    is_now = (unit.valid_from <= today) & (unit.valid_to > today)
    leads_now = (leading.valid_from <= today) & (leading.valid_to > today)
    leader = func.coalesce(leading.person_id, "")
    line = (
        select(unit.unit_id, leader.label("leader_id"))
        .select_from(UnitVersionRecord.__table__)
        .outerjoin(LeadershipRecord.__table__, (leading.unit_id == unit.unit_id) & leads_now)
        .where(unit.unit_id.in_(sorted(unit_ids)), is_now)
        .cte(recursive=True)
    )
    line = line.union(
        select(unit.unit_id, leader)
        .select_from(UnitVersionRecord.__table__)
        .join(line, unit.parent_id == line.c.unit_id)
        .outerjoin(LeadershipRecord.__table__, (leading.unit_id == unit.unit_id) & leads_now)
        .where(is_now, line.c.leader_id.in_(["", person_id]))
    )
    query = select(line.c.unit_id, line.c.leader_id).where(line.c.leader_id.not_in(["", person_id]))
    return {row.unit_id: row.leader_id for row in session.execute(query)}


def improvements_where(session: Session, query: Select[ImprovementRecord, AgreementRecord]) -> list[Improvement]:
    """Return the improvements of a query of `stored_improvements`."""
    return [improvement_from(*row) for row in session.execute(query)]


def stored_improvements() -> Select[ImprovementRecord, AgreementRecord]:
    """Return the query of all improvements, the first made first, to be narrowed."""
    return (
        select(ImprovementRecord, AgreementRecord)
        .join(AgreementRecord, AgreementRecord.id == ImprovementRecord.agreement_id)
        .where(AgreementRecord.home_kind == HOME_KIND)
        .order_by(ImprovementRecord.agreement_id)
    )


def improvement_named(session: Session, wave_id: str, unit_id: str, improvement_id: int) -> Improvement | None:
    """Return an improvement of a unit, or None where the unit has no such one."""
    query = stored_improvements().where(
        ImprovementRecord.agreement_id == improvement_id,
        ImprovementRecord.wave_id == wave_id,
        ImprovementRecord.unit_id == unit_id,
    )
    return next(iter(improvements_where(session, query)), None)


def improvement_of_unit(session: Session, unit_id: str, improvement_id: int) -> Improvement | None:
    """Return an improvement of a unit, of whatever wave, or None."""
    query = stored_improvements().where(
        ImprovementRecord.agreement_id == improvement_id, ImprovementRecord.unit_id == unit_id
    )
    return next(iter(improvements_where(session, query)), None)


def improvements_of_unit(session: Session, unit_id: str) -> list[Improvement]:
    """Return every improvement of a unit, of whatever wave, the first made first."""
    return improvements_where(session, stored_improvements().where(ImprovementRecord.unit_id == unit_id))


def unit_plan(session: Session, release: ReleaseSummary, unit_id: str) -> UnitPlan:
    """Return the improvements of a unit: of the wave, and before them those of the last wave and older open ones.

    The number of queries does not depend on how many improvements there are, only on of how many waves.
    """
    found = improvements_of_unit(session, unit_id)
    own = tuple(one for one in found if one.wave_id == release.wave_id)
    others = [one for one in found if one.wave_id != release.wave_id]
    if not others:
        return UnitPlan(release, own, ())
    before = {one.wave_id: one for one in reversed(releases(session)) if one.closed_on < release.closed_on}
    last = max(before.values(), key=lambda one: one.closed_on, default=None)
    told = [
        one
        for one in others
        if one.wave_id in before
        and one.terms.what
        and (one.is_open or (last is not None and one.wave_id == last.wave_id and one.counts))
    ]
    return UnitPlan(release, own, _with_figures_now(session, release, told, before))


def log_with_names(session: Session, improvement_id: int) -> tuple[tuple[LogEntry, str], ...]:
    """Return every text an improvement has had with who wrote it, the newest first; protected people have no name."""
    entries = log_of(session, improvement_id)
    names = names_of(session, {entry.actor_id for entry in entries})
    return tuple((entry, names.get(entry.actor_id, "")) for entry in reversed(entries))


def names_of(session: Session, person_ids: Collection[str]) -> dict[str, str]:
    """Return names by person id; protected people have none."""
    query = select(PersonRecord.id, PersonRecord.name).where(
        PersonRecord.id.in_(sorted(person_ids)), PersonRecord.protected.is_(False)
    )
    return {row.id: row.name for row in session.execute(query)}


def own_words(session: Session, wave_id: str, unit_id: str) -> OwnWords:
    """Return what the leader adds to the messages; empty words of version 0 where nothing is written."""
    row = session.get(GroupWordsRecord, (wave_id, unit_id))
    return OwnWords() if row is None else OwnWords(row.words, row.version)


def improvement_from(row: ImprovementRecord, agreement: AgreementRecord) -> Improvement:
    """Return a stored improvement as a value."""
    return Improvement(
        agreement=agreement_from(agreement),
        wave_id=row.wave_id,
        unit_id=row.unit_id,
        cited=CitedFigure(
            key=FigureKey(row.measure, row.item_key),
            release_id=row.release_id,
            unit_id=row.figure_unit_id,
            is_direct=row.is_direct,
            estimate=Estimate(row.value, row.low, row.high, row.respondents),
        ),
    )


def between(session: Session, head: ReleaseHead, key: FigureKey) -> Between | None:
    """Return how a figure is spread between the direct groups of a release, out of at most `MOST_GROUPS` of them.

    Worked out once a process; a release never changes. None where it cannot be told.
    """
    kept = (head.release_id, head.sha256, key.measure, key.item)
    if kept not in _between:
        if len(_between) >= _BETWEEN_KEPT:
            _between.clear()
        findings = _groups_of(session, head.release_id)
        spread = head.certificate.get("spread", {}).get(key.measure, {}).get(key.item)
        root = next(iter(findings), None)
        figures = [_figure(one, key, DIRECT) for one in findings]
        _between[kept] = between_groups(figures, grand=_figure(root, key, ALL), within=spread)
    return _between[kept]


def forget_spreads() -> None:
    """Work out every spread anew from now on."""
    _between.clear()


def _groups_of(session: Session, release_id: str) -> list[UnitFindings]:
    """Return the top unit of a release and groups spread evenly over its tree."""
    ids = list(
        session.scalars(
            select(ReleasePageRecord.unit_id)
            .where(ReleasePageRecord.release_id == release_id)
            .order_by(ReleasePageRecord.position)
        )
    )
    chosen = ids[:: max(1, -(-len(ids) // MOST_GROUPS))]
    found = findings_of(session, release_id, chosen, in_full=())
    return [found[unit_id] for unit_id in chosen if unit_id in found]


def _with_figures_now(
    session: Session, release: ReleaseSummary, earlier: Iterable[Improvement], before: dict[str, ReleaseSummary]
) -> tuple[EarlierImprovement, ...]:
    told = sorted(earlier, key=lambda one: (before[one.wave_id].closed_on, -one.improvement_id), reverse=True)
    if not told:
        return ()
    now = instrument_of(session, release.wave_id)
    then: dict[str, Instrument] = {wave_id: instrument_of(session, wave_id) for wave_id in {o.wave_id for o in told}}
    root = session.scalar(
        select(ReleasePageRecord.unit_id)
        .where(ReleasePageRecord.release_id == release.release_id)
        .order_by(ReleasePageRecord.position)
        .limit(1)
    )
    wanted = {one.cited.unit_id for one in told} | {root or ""}
    findings = findings_of(session, release.release_id, wanted, in_full=())
    heads = {release_id: release_head(session, release_id) for release_id in {one.cited.release_id for one in told}}
    made = []
    for one in told:
        key = key_now(one.cited.key, then[one.wave_id], now)
        figure = grand = None
        if key is not None:
            figure = _figure(findings.get(one.cited.unit_id), key, DIRECT if one.cited.is_direct else ALL)
            grand = _figure(findings.get(root or ""), key, ALL)
        is_whole = one.cited.unit_id == root and not one.cited.is_direct
        head = heads[one.cited.release_id]
        then_all = None if is_whole or head is None else between(session, head, one.cited.key)
        made.append(
            EarlierImprovement(
                one,
                before[one.wave_id],
                then[one.wave_id],
                since(one.cited, figure, then_all=then_all, now_grand=grand),
            )
        )
    return tuple(made)


def _figure(findings: UnitFindings | None, key: FigureKey, breakdown: str) -> Figure | None:
    if findings is None or (key.measure, key.item) not in findings.layout.position:
        return None
    return findings.cell(key.measure, key.item, breakdown)


def _frozen_unit(session: Session, wave_id: str, unit_id: str) -> WaveUnit | None:
    row = session.get(WaveUnitRecord, (wave_id, unit_id))
    if row is None:
        return None
    below = select(WaveUnitRecord.unit_id).where(WaveUnitRecord.wave_id == wave_id, WaveUnitRecord.parent_id == unit_id)
    return WaveUnit(
        unit_id=row.unit_id,
        parent_id=row.parent_id,
        name=row.name,
        kind=row.kind,
        administration=row.administration,
        leader_id=row.leader_id,
        leader_name=row.leader_name,
        superior_id=row.superior_id,
        position=row.position,
        has_units_below=session.scalar(below.limit(1)) is not None,
    )


def _has_led(session: Session, person_id: str, unit_id: str, since_day: dt.date, today: dt.date) -> bool:
    query = select(LeadershipRecord.id).where(
        LeadershipRecord.unit_id == unit_id,
        LeadershipRecord.person_id == person_id,
        LeadershipRecord.valid_to > since_day,
        LeadershipRecord.valid_to <= today,
    )
    return session.scalar(query.limit(1)) is not None
