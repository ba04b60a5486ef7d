"""The one dated query behind every start page: what holds for a person now, in a number of questions that neither
the size of the group nor of the organisation changes. Nothing of it is stored.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import String, cast, func, literal, select
from sqlalchemy.orm import Session

from appraisal.goals.records import GoalActivityRecord, GoalRecord
from appraisal.home.faults import DeskFaults, fault_lines
from appraisal.home.waiting import (
    AgreementDue,
    CharteredWave,
    NextActivity,
    OwnUnit,
    ReleasedWave,
    ReportToRead,
    Situation,
    SurveyToAnswer,
)
from appraisal.home.year import ReportFacts, WaveFacts, YearFacts, as_waiting, year_view
from appraisal.report_runs.access import may_run_any
from appraisal.reports.queries import (
    HOME_KIND,
    editions_of_wave,
    home_id,
    names_of,
    released_editions,
    runs_of,
)
from appraisal.reports.run import ReportEdition, sample_of
from surveys.findings.access import may_read_findings
from surveys.findings.queries import hidden_of
from surveys.invitations.queries import own_surveys
from surveys.planning.plan import PlanState
from surveys.planning.queries import plans
from surveys.planning.texts import last_day
from surveys.waves.queries import Wave, editions_of, top_units, waves
from surveys.waves.records import WaveEditionRecord, WaveRecord, WaveUnitRecord
from workplace.agreements.queries import agreements_of
from workplace.clock import local_date
from workplace.definitions.queries import all_of
from workplace.identity.actor import Actor, Role
from workplace.imports.queries import latest_runs
from workplace.jobs.batch import BatchState
from workplace.jobs.queries import batches, progress
from workplace.journal.records import JournalContentRecord
from workplace.mail.queries import outbox_state
from workplace.organisation.plan import IMPORT_KIND
from workplace.organisation.queries import people_count_on
from workplace.organisation.records import EmploymentRecord, LeadershipRecord, PersonRecord, UnitVersionRecord
from workplace.releases.records import ReleasePageRecord, ReleaseRecord
from workplace.web.views import Step

FAILURES_SEEN = dt.timedelta(days=30)
"""How long work that failed is told of at the desk."""


@dataclass(frozen=True)
class _Release:
    release_id: str
    wave_id: str
    title: str
    published_at: dt.datetime
    charter: Mapping[str, Any]


def situation_of(session: Session, actor: Actor, now: dt.datetime) -> Situation:
    """Return everything the start page of the person is made from."""
    today = local_date(now)
    all_released, unreleased = _waves(session)
    hidden = hidden_of(session, actor, now, {release.wave_id: release.charter for release in all_released})
    released = [release for release in all_released if release.wave_id not in hidden]
    all_own, all_below = (
        [one for one in found if one.wave_id not in hidden] for found in _reports(session, actor, today)
    )
    newest = _newest_wave(session, [*all_own, *all_below])
    own, below = _of_wave(all_own, newest), _of_wave(all_below, newest)
    seen = _opened(session, actor, [*own, *below])
    titles = {release.wave_id: release.title for release in released}
    names = names_of(session, {edition.leader_id for edition in below}) if below else {}
    is_hr = actor.holds(Role.HR, Role.HR_CENTRAL)
    works_here = bool(actor.leads or actor.employed_in)
    step, late = _desk(session, actor, now) if is_hr else (None, 0)
    return Situation(
        today=today,
        own_reports=tuple(_report(one, titles, seen) for one in own),
        reports_below=tuple(_report(one, titles, seen, names.get(one.leader_id, "")) for one in below),
        agreements=_agreements(session, [*all_own, *all_below]),
        units=_units(session, actor, today, released) if works_here else (),
        released=_readable(session, released) if may_read_findings(actor) else (),
        unreleased_title=unreleased if works_here and not is_hr else "",
        next_activity=_next_activity(session, actor, today) if works_here else None,
        is_hr=is_hr,
        next_at_desk=step,
        late_at_desk=late,
        reads_for_others=actor.holds(Role.UNION, Role.SAFETY),
        runs_the_system=actor.holds(Role.ADMIN),
        surveys=tuple(
            SurveyToAnswer(survey.title, survey.last_day, f"/start/enkat/{survey.wave_id}")
            for survey in own_surveys(session, actor.person_id, now)
        ),
        chartered=_chartered(session) if actor.holds(Role.UNION, Role.SAFETY) else (),
    )


def units_led_by_others_below(session: Session, unit_ids: Collection[str], person_id: str, today: dt.date) -> list[str]:
    """Return the units whose leaders have the person, who leads `unit_ids`, as their superior.

    Walks down from the units, through those that nobody or the person leads, to the first that somebody else leads.
    """
    if not unit_ids:
        return []
    unit, leading = UnitVersionRecord.__table__.c, LeadershipRecord.__table__.c
    line = (
        select(unit.unit_id.label("unit_id"), cast(literal(""), String).label("leader_id"))
        .where(unit.unit_id.in_(sorted(unit_ids)), unit.valid_from <= today, unit.valid_to > today)
        .cte("below", recursive=True)
    )
    line = line.union(
        select(unit.unit_id, cast(func.coalesce(leading.person_id, ""), String))
        .join(line, unit.parent_id == line.c.unit_id)
        .outerjoin(
            LeadershipRecord.__table__,
            (leading.unit_id == unit.unit_id) & (leading.valid_from <= today) & (leading.valid_to > today),
        )
        .where(unit.valid_from <= today, unit.valid_to > today, line.c.leader_id.in_(["", person_id]))
    )
    query = select(line.c.unit_id).where(line.c.leader_id.not_in(["", person_id])).order_by(line.c.unit_id)
    return list(session.scalars(query))


def _waves(session: Session) -> tuple[list[_Release], str]:
    """Return the newest release of each wave, newest wave first, and the title of a newer wave without one."""
    rows = session.execute(
        select(WaveRecord.id, WaveRecord.title, ReleaseRecord.id, ReleaseRecord.published_at, WaveRecord.charter)
        .outerjoin(ReleaseRecord, ReleaseRecord.wave_id == WaveRecord.id)
        .where(select(WaveEditionRecord.wave_id).where(WaveEditionRecord.wave_id == WaveRecord.id).exists())
        .order_by(WaveRecord.closed_on.desc(), WaveRecord.id, ReleaseRecord.number.desc())
    ).all()
    found: dict[str, _Release] = {}
    for wave_id, title, release_id, published_at, charter in rows:
        if release_id is not None:
            found.setdefault(wave_id, _Release(release_id, wave_id, title, published_at, charter))
    waits = next((row.title for row in rows[:1] if row[2] is None), "")
    return list(found.values()), waits


def _reports(session: Session, actor: Actor, today: dt.date) -> tuple[list[ReportEdition], list[ReportEdition]]:
    """Return the released reports of all waves: one's own of the units led now, and those straight below."""
    if not actor.leads:
        return [], []
    own = [
        edition for edition in released_editions(session, leader_id=actor.person_id) if edition.unit_id in actor.leads
    ]
    units = units_led_by_others_below(session, actor.leads, actor.person_id, today)
    return own, released_editions(session, unit_ids=units) if units else []


def _newest_wave(session: Session, editions: Collection[ReportEdition]) -> str | None:
    if not editions:
        return None
    return session.scalar(
        select(WaveRecord.id)
        .where(WaveRecord.id.in_({edition.wave_id for edition in editions}))
        .order_by(WaveRecord.closed_on.desc(), WaveRecord.id)
        .limit(1)
    )


def _of_wave(editions: Iterable[ReportEdition], wave_id: str | None) -> list[ReportEdition]:
    return sorted(
        (edition for edition in editions if edition.wave_id == wave_id), key=lambda edition: edition.unit_name
    )


def _opened(session: Session, actor: Actor, editions: Collection[ReportEdition]) -> set[str]:
    """Return the homes of the reports the person has opened since they were released."""
    if not editions:
        return set()
    released = {home_id(edition.wave_id, edition.unit_id): edition.released_at for edition in editions}
    rows = session.execute(
        select(JournalContentRecord.object_id, func.max(JournalContentRecord.happened_at))
        .where(
            JournalContentRecord.actor_id == actor.person_id,
            JournalContentRecord.verb == "opened",
            JournalContentRecord.object_kind == HOME_KIND,
            JournalContentRecord.object_id.in_(list(released)),
        )
        .group_by(JournalContentRecord.object_id)
    )
    return {home for home, opened_at in rows if (since := released[home]) is None or opened_at >= since}


def _report(edition: ReportEdition, titles: dict[str, str], seen: set[str], leader_name: str = "") -> ReportToRead:
    home = home_id(edition.wave_id, edition.unit_id)
    return ReportToRead(
        wave_title=titles.get(edition.wave_id, edition.wave_id),
        unit_name=edition.unit_name,
        href=f"/ledarrapport/{home}",
        is_read=home in seen,
        leader_name=leader_name,
    )


def _agreements(session: Session, editions: Collection[ReportEdition]) -> tuple[AgreementDue, ...]:
    if not editions:
        return ()
    homes = {home_id(edition.wave_id, edition.unit_id): edition for edition in editions}
    return tuple(
        AgreementDue(agreement.terms.what, agreement.terms.by_when, homes[home].unit_name, f"/ledarrapport/{home}")
        for home, agreements in agreements_of(session, HOME_KIND, homes).items()
        for agreement in agreements
        if agreement.is_open and agreement.terms.by_when is not None
    )


def _units(session: Session, actor: Actor, today: dt.date, released: list[_Release]) -> tuple[OwnUnit, ...]:
    """Return the units led, else those one works in, by name, with where their results and goals are read."""
    ids = actor.leads or actor.employed_in
    names = session.execute(
        select(UnitVersionRecord.unit_id, UnitVersionRecord.name)
        .where(
            UnitVersionRecord.unit_id.in_(sorted(ids)),
            UnitVersionRecord.valid_from <= today,
            UnitVersionRecord.valid_to > today,
        )
        .order_by(UnitVersionRecord.name)
    ).all()
    shown: set[str] = set()
    if released:
        shown = set(
            session.scalars(
                select(ReleasePageRecord.unit_id).where(
                    ReleasePageRecord.release_id == released[0].release_id, ReleasePageRecord.unit_id.in_(sorted(ids))
                )
            )
        )
    has_goals = session.scalar(select(GoalRecord.id).limit(1)) is not None
    return tuple(
        OwnUnit(
            name,
            bool(actor.leads),
            f"/resultat/{released[0].wave_id}/{unit_id}" if unit_id in shown else "",
            f"/mal/{unit_id}" if has_goals else "",
        )
        for unit_id, name in names
    )


def _next_activity(session: Session, actor: Actor, today: dt.date) -> NextActivity | None:
    """Return the activity in the plans of one's own units that is to be done first."""
    row = session.execute(
        select(GoalActivityRecord.text, GoalActivityRecord.ends_on, GoalActivityRecord.unit_id, UnitVersionRecord.name)
        .join(UnitVersionRecord, UnitVersionRecord.unit_id == GoalActivityRecord.unit_id)
        .where(
            GoalActivityRecord.unit_id.in_(sorted(actor.leads or actor.employed_in)),
            GoalActivityRecord.ends_on >= today,
            UnitVersionRecord.valid_from <= today,
            UnitVersionRecord.valid_to > today,
        )
        .order_by(GoalActivityRecord.ends_on, GoalActivityRecord.id)
        .limit(1)
    ).first()
    return None if row is None else NextActivity(row.text, row.ends_on, row.name, f"/mal/{row.unit_id}")


def _readable(session: Session, released: list[_Release]) -> tuple[ReleasedWave, ...]:
    tops = top_units(session) if released else {}
    return tuple(
        ReleasedWave(
            release.title,
            local_date(release.published_at),
            f"/resultat/{release.wave_id}/{tops[release.wave_id]}" if release.wave_id in tops else "/resultat",
        )
        for release in released
    )


def _chartered(session: Session) -> tuple[CharteredWave, ...]:
    """Return the waves planned here that were not aborted, the latest to open first."""
    return tuple(
        CharteredWave(plan.title, last_day(plan.closes_at), f"/omgangar/{plan.wave_id}", plan.is_draft)
        for plan in plans(session)
        if plan.state is not PlanState.ABORTED
    )


def year_facts(session: Session, actor: Actor, now: dt.datetime) -> YearFacts:
    """Return how far the year has come, for the newest wave."""
    today = local_date(now)
    imported = latest_runs(session, IMPORT_KIND, limit=1)
    published = sorted(all_of(session, "instrument"), key=lambda definition: definition.published_at)
    answered = (wave for wave in waves(session) if not wave.is_trial and editions_of(session, wave.wave_id))
    newest = next(answered, None)
    return YearFacts(
        units=session.scalar(
            select(func.count())
            .select_from(UnitVersionRecord)
            .where(UnitVersionRecord.valid_from <= today, UnitVersionRecord.valid_to > today)
        )
        or 0,
        people=people_count_on(session, today),
        organisation_on=local_date(imported[0].done_at) if imported else None,
        instrument_title=published[-1].title if published else "",
        instrument_on=local_date(published[-1].published_at) if published else None,
        wave=_wave_facts(session, newest, now) if newest else None,
        may_run_reports=bool(may_run_any(actor)),
    )


def _wave_facts(session: Session, wave: Wave, now: dt.datetime) -> WaveFacts:
    latest = editions_of(session, wave.wave_id)[-1]
    release = session.execute(
        select(ReleaseRecord.id, ReleaseRecord.edition, ReleaseRecord.published_at)
        .where(ReleaseRecord.wave_id == wave.wave_id)
        .order_by(ReleaseRecord.number.desc())
        .limit(1)
    ).first()
    return WaveFacts(
        wave_id=wave.wave_id,
        title=wave.title,
        imported_on=local_date(latest.imported_at),
        reports=_report_facts(session, wave.wave_id, now),
        release_id=release.id if release else "",
        published_on=local_date(release.published_at) if release else None,
        is_stale=release is not None and release.edition != latest.number,
    )


def _report_facts(session: Session, wave_id: str, now: dt.datetime) -> ReportFacts:
    led = session.scalar(
        select(func.count())
        .select_from(WaveUnitRecord)
        .where(WaveUnitRecord.wave_id == wave_id, WaveUnitRecord.leader_id.is_not(None))
    )
    newest: dict[str, ReportEdition] = {}
    for edition in editions_of_wave(session, wave_id):
        newest.setdefault(edition.unit_id, edition)
    run = next(iter(runs_of(session, wave_id)), None)
    done = progress(session, run.batch_id, now) if run else None
    sample = sample_of(list(newest.values()))
    released = [edition.released_at for edition in newest.values() if edition.released_at is not None]
    return ReportFacts(
        led=led or 0,
        made=len(newest),
        released=len(released),
        failed=done.failed if done else 0,
        remaining=done.waiting + done.running if done else 0,
        is_under_way=done is not None and done.batch.state is not BatchState.DONE,
        is_halted=done is not None and done.batch.state in (BatchState.PAUSED, BatchState.STOPPED),
        made_on=local_date(max(edition.made_at for edition in newest.values())) if newest else None,
        released_on=local_date(max(released)) if released else None,
        sample=len(sample),
        sample_read=_read_of(session, sample),
    )


def _read_of(session: Session, sample: Collection[ReportEdition]) -> int:
    """Return how many of the editions somebody has opened since they were made."""
    if not sample:
        return 0
    made = {home_id(edition.wave_id, edition.unit_id): edition.made_at for edition in sample}
    rows = session.execute(
        select(JournalContentRecord.object_id, func.max(JournalContentRecord.happened_at))
        .where(
            JournalContentRecord.verb == "opened",
            JournalContentRecord.object_kind == HOME_KIND,
            JournalContentRecord.object_id.in_(list(made)),
        )
        .group_by(JournalContentRecord.object_id)
    )
    return sum(opened_at >= made[home] for home, opened_at in rows)


def desk_faults(session: Session, now: dt.datetime) -> DeskFaults:
    """Count what is late or wrong."""
    today = local_date(now)
    post = outbox_state(session, now)
    recent = [found for found in batches(session, now) if found.batch.made_at > now - FAILURES_SEEN]
    is_led = (
        select(LeadershipRecord.id)
        .where(
            LeadershipRecord.unit_id == UnitVersionRecord.unit_id,
            LeadershipRecord.valid_from <= today,
            LeadershipRecord.valid_to > today,
        )
        .exists()
    )
    is_employed = (
        select(EmploymentRecord.id)
        .where(
            EmploymentRecord.person_id == PersonRecord.id,
            EmploymentRecord.valid_from <= today,
            EmploymentRecord.valid_to > today,
        )
        .exists()
    )
    without_leader = (
        select(func.count())
        .select_from(UnitVersionRecord)
        .where(UnitVersionRecord.valid_from <= today, UnitVersionRecord.valid_to > today, ~is_led)
    )
    without_email = select(func.count()).select_from(PersonRecord).where(PersonRecord.email == "", is_employed)
    return DeskFaults(
        failed_items=sum(found.failed for found in recent),
        overdue_mails=post.overdue,
        failed_mails=post.failed,
        units_without_leader=session.scalar(without_leader) or 0,
        people_without_email=session.scalar(without_email) or 0,
    )


def _desk(session: Session, actor: Actor, now: dt.datetime) -> tuple[Step | None, int]:
    step = year_view(year_facts(session, actor, now)).next_step
    late = len(fault_lines(desk_faults(session, now), may_see_jobs=False))
    return (as_waiting(step) if step else None), late
