"""Order a run of leader reports, and release what it made."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from appraisal.report_runs.mails import ReportLink, released_mail
from appraisal.report_runs.queries import recipients
from appraisal.reports.addresses import report_path
from appraisal.reports.queries import editions_of_wave, outline_in_force, report_material, run_named, runs_of
from appraisal.reports.records import LeaderReportRecord, ReportRunRecord
from appraisal.reports.run import KIND, ReportEdition, ReportState, Run
from surveys.findings.queries import latest_release
from workplace.errors import refuse
from workplace.jobs.actions import order
from workplace.jobs.batch import BatchState
from workplace.jobs.queries import batch_of
from workplace.journal.actions import record
from workplace.mail.actions import queue
from workplace.wording import N_, Sentence, Translator


@dataclass(frozen=True)
class ReleasePreview:
    """What a release will do: reports, how many of them new editions, mails, and who gets none.

    `without_address`, `protected`: leaders who have to be told in another way.
    """

    reports: int
    new_editions: int
    mails: int
    without_address: int
    protected: int


def order_run(
    session: Session,
    wave_id: str,
    *,
    now: dt.datetime,
    ordered_by: str = "",
    administrations: Collection[str] | None = None,
    unit_ids: Collection[str] | None = None,
    reason: str = "",
    language: str = "sv",
) -> Run:
    """Order the reports of every led unit of the wave's newest release (or of some), and return the run.

    Refused when nothing is released, when no unit is led, when a run of the wave is under way, and when a report
    would supersede a released one without a reason.
    """
    release = latest_release(session, wave_id)
    if release is None:
        raise refuse("nothing_released", N_("Omgången %(wave)s har inga publicerade siffror än."), wave=wave_id)
    if under_way(session, wave_id) is not None:
        raise refuse("run_under_way", N_("En körning för omgången pågår redan. Vänta på den, eller stoppa den först."))
    material = report_material(session, release.release_id)
    keys = [
        unit.unit_id
        for unit in material.led_units()
        if (administrations is None or unit.administration in administrations)
        and (unit_ids is None or unit.unit_id in unit_ids)
    ]
    if not keys:
        raise refuse("nobody_leads", N_("Ingen enhet i omgången hade en chef vid mätningen."))
    released = {one.unit_id for one in editions_of_wave(session, wave_id) if one.is_readable}
    if released & set(keys) and not reason.strip():
        raise refuse(
            "reason_needed", N_("Rapporterna är redan släppta. En ny utgåva behöver ett skäl som läsarna får se.")
        )
    _outline, outline_sha256 = outline_in_force(session)
    run_id = uuid.uuid4().hex
    order(
        session,
        kind=KIND,
        keys=keys,
        now=now,
        made_by=ordered_by,
        batch_id=run_id,
        title=Sentence(N_("Ledarrapporter %(wave)s"), {"wave": wave_id}),
        arguments={"run_id": run_id, "release_id": release.release_id},
    )
    session.add(
        ReportRunRecord(
            id=run_id,
            wave_id=wave_id,
            release_id=release.release_id,
            batch_id=run_id,
            language=language,
            administrations=None if administrations is None else sorted(administrations),
            outline_sha256=outline_sha256,
            fingerprint=material.fingerprint(outline_sha256, language),
            reason=reason.strip(),
            ordered_at=now,
            ordered_by=ordered_by,
        )
    )
    session.flush()
    run = run_named(session, run_id)
    assert run is not None
    return run


def under_way(session: Session, wave_id: str) -> Run | None:
    """Return the run of a wave that is not done, stopped and paused ones too, or None."""
    for run in runs_of(session, wave_id):
        batch = batch_of(session, run.batch_id)
        if batch is not None and batch.state is not BatchState.DONE:
            return run
    return None


def drafts_of(session: Session, wave_id: str, administrations: Collection[str] | None) -> list[ReportEdition]:
    """Return the editions that a release would release."""
    return [
        one
        for one in editions_of_wave(session, wave_id)
        if one.state is ReportState.DRAFT and (administrations is None or one.administration in administrations)
    ]


def preview_release(session: Session, wave_id: str, administrations: Collection[str] | None) -> ReleasePreview:
    """Return what a release would do, without doing it."""
    drafts = drafts_of(session, wave_id, administrations)
    leaders = recipients(session, {one.leader_id for one in drafts})
    protected = sum(one.is_protected for one in leaders.values())
    mails = sum(bool(one.email) and not one.is_protected for one in leaders.values())
    return ReleasePreview(
        reports=len(drafts),
        new_editions=sum(one.version > 1 for one in drafts),
        mails=mails,
        without_address=len({one.leader_id for one in drafts}) - mails - protected,
        protected=protected,
    )


def release_reports(
    session: Session,
    wave_id: str,
    *,
    now: dt.datetime,
    public_url: str,
    translator: Translator,
    wave_title: str,
    actor_id: str = "",
    administrations: Collection[str] | None = None,
) -> ReleasePreview:
    """Release every draft of the wave at once and mail each leader once; return what was done.

    An edition released earlier is superseded and kept. Refused while a run is under way or when there is no draft.
    """
    if under_way(session, wave_id) is not None:
        raise refuse("run_under_way", N_("Körningen är inte klar. Vänta på den, eller fortsätt den om den är stoppad."))
    drafts = drafts_of(session, wave_id, administrations)
    if not drafts:
        raise refuse("no_drafts", N_("Det finns inga rapporter att släppa. Beställ en körning först."))
    done = preview_release(session, wave_id, administrations)
    chosen = {one.edition_id for one in drafts}
    units = {one.unit_id for one in drafts}
    rows = session.scalars(select(LeaderReportRecord).where(LeaderReportRecord.wave_id == wave_id)).all()
    for row in rows:
        if row.id in chosen:
            row.state, row.released_at = ReportState.RELEASED.value, now
        elif row.unit_id in units and row.state == ReportState.RELEASED:
            row.state, row.superseded_at = ReportState.SUPERSEDED.value, now
    session.flush()
    _mail_leaders(session, drafts, now=now, public_url=public_url, translator=translator, wave_title=wave_title)
    record(
        session,
        now=now,
        actor_id=actor_id,
        verb="released",
        object_kind="leader_reports",
        object_id=wave_id,
        facts={
            "reports": done.reports,
            "new_editions": done.new_editions,
            "runs": sorted({one.run_id for one in drafts}),
        },
    )
    return done


def _mail_leaders(
    session: Session,
    drafts: Sequence[ReportEdition],
    *,
    now: dt.datetime,
    public_url: str,
    translator: Translator,
    wave_title: str,
) -> None:
    by_leader: dict[str, list[ReportEdition]] = {}
    for draft in drafts:
        by_leader.setdefault(draft.leader_id, []).append(draft)
    people = recipients(session, by_leader.keys())
    for leader_id, editions in by_leader.items():
        person = people.get(leader_id)
        if person is None or person.is_protected or not person.email:
            continue
        subject, body = released_mail(
            [ReportLink(one.unit_name, report_path(one.wave_id, one.unit_id)) for one in editions],
            wave_title=wave_title,
            public_url=public_url,
            translator=translator,
            is_new_edition=all(one.version > 1 for one in editions),
        )
        queue(
            session,
            subject=subject,
            body=body,
            to_address=person.email,
            language=translator.language,
            now=now,
            cause_kind="leader_reports",
            cause_id=editions[0].wave_id,
            to_person_id=leader_id,
        )
