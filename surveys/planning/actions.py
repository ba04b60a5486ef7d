"""Plan a wave, sign its charter, make the charter stricter, and open the wave: each in the caller's transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from surveys.ballots.actions import open_urn
from surveys.invitations.actions import invite
from surveys.invitations.records import ParticipantRecord
from surveys.planning.plan import Plan, PlanDraft, PlanState, circle_problems, problems_of
from surveys.planning.queries import (
    JOURNAL_KIND,
    draft_of,
    existing_plan,
    instrument_of_plan,
    invited_at_opening,
    plan_of,
    population_of,
    taken_wave_ids,
)
from surveys.planning.records import CharterVersionRecord, WavePlanRecord
from surveys.planning.terms import Terms, charter_of_draft, differs, sharpened, terms_in, terms_problems
from surveys.planning.texts import last_day
from surveys.waves.actions import write_units
from surveys.waves.charter import Circle, charter_hash
from surveys.waves.charter_order import is_stricter_or_equal
from surveys.waves.queries import frozen_units
from surveys.waves.records import WaveRecord
from workplace.definitions.queries import named
from workplace.errors import Problem, Refused, refuse
from workplace.journal.actions import record
from workplace.wording import N_, Sentence, Translator


@dataclass(frozen=True)
class CharterTry:
    """What a try to change a charter came to. `loosenings` empty: it stands as the version given; 0: nothing new."""

    loosenings: tuple[Sentence, ...]
    version: int = 0


def plan_wave(
    session: Session, draft: PlanDraft, *, now: dt.datetime, actor_id: str = "", terms: Terms | None = None
) -> Plan:
    """Keep a new plan as a draft. Raises `Refused` with every problem, also where the id is taken."""
    problems = problems_of(draft, now)
    if draft.wave_id in taken_wave_ids(session):
        problems.append(Problem("wave_id", Sentence(N_("Det finns redan en omgång med det id:t.")), column="wave_id"))
    definition = _definition(session, draft, problems)
    row = WavePlanRecord(wave_id=draft.wave_id, state=PlanState.DRAFT.value, made_at=now, made_by=actor_id)
    _fill(row, draft, definition, terms or Terms())
    session.add(row)
    session.flush()
    return plan_of(row)


def change_plan(session: Session, draft: PlanDraft, *, now: dt.datetime, terms: Terms | None = None) -> Plan:
    """Change a plan that is not signed; `terms` None keeps those it has. Raises `Refused` with every problem."""
    row = _draft_row(session, draft.wave_id)
    definition = _definition(session, draft, problems_of(draft, now))
    _fill(row, draft, definition, terms or terms_in(row.charter))
    session.flush()
    return plan_of(row)


def drop_plan(session: Session, wave_id: str) -> None:
    """Throw away a draft. What has been signed is never thrown away, only aborted."""
    _draft_row(session, wave_id)
    session.execute(delete(ParticipantRecord).where(ParticipantRecord.wave_id == wave_id))
    session.execute(delete(WavePlanRecord).where(WavePlanRecord.wave_id == wave_id))


def sign(session: Session, wave_id: str, *, now: dt.datetime, actor_id: str = "", terms: Terms | None = None) -> Plan:
    """Sign the charter: from now on it can only be made stricter. Signing again what is signed changes nothing."""
    row = _locked(session, wave_id)
    if row.state != PlanState.DRAFT.value:
        return plan_of(row)
    plan = plan_of(row)
    chosen = terms or terms_in(plan.charter)
    problems = [*problems_of(draft_of(plan), now), *terms_problems(chosen)]
    if problems:
        raise Refused(problems)
    charter = charter_of_draft(draft_of(plan), plan.charter["instrument"], chosen)
    row.charter, row.charter_sha256 = charter, charter_hash(charter)
    row.state, row.signed_at, row.signed_by = PlanState.SIGNED.value, now, actor_id
    session.add(_version(row, 1, now, actor_id))
    _log(session, wave_id, "signed", now, actor_id, {"charter": row.charter_sha256, "version": 1})
    session.flush()
    return plan_of(row)


def sharpen(
    session: Session,
    wave_id: str,
    terms: Terms,
    circles: Mapping[Circle, dt.date],
    *,
    now: dt.datetime,
    actor_id: str = "",
) -> CharterTry:
    """Make a signed charter stricter. A try that would loosen it changes nothing, and is logged with what it tried.

    The caller commits in both cases, so that the refused try stays in the journal. Raises `Refused` where the wave is
    not signed yet, is closed, or the terms do not hold in themselves.
    """
    row = _locked(session, wave_id)
    if row.state not in (PlanState.SIGNED.value, PlanState.OPEN.value):
        raise refuse("not_sharpened", N_("Stadgan kan skärpas från det att den är signerad tills omgången stänger."))
    plan = plan_of(row)
    if problems := [*terms_problems(terms), *circle_problems(circles, plan.closes_at)]:
        raise Refused(problems)
    version = int(plan.charter["version"]) + 1
    charter = sharpened(plan, terms, circles, version)
    if not differs(charter, plan.charter):
        return CharterTry(())
    loosenings = is_stricter_or_equal(charter, plan.charter)
    if loosenings:
        log_refused_loosening(session, wave_id, loosenings, now=now, actor_id=actor_id)
        return CharterTry(loosenings)
    row.charter, row.charter_sha256 = charter, charter_hash(charter)
    session.add(_version(row, version, now, actor_id))
    wave = session.get(WaveRecord, wave_id)
    if wave is not None:
        wave.charter, wave.charter_sha256 = row.charter, row.charter_sha256
    _log(session, wave_id, "sharpened", now, actor_id, {"charter": row.charter_sha256, "version": version})
    return CharterTry((), version)


def log_refused_loosening(
    session: Session, wave_id: str, loosenings: tuple[Sentence, ...], *, now: dt.datetime, actor_id: str
) -> None:
    """Write down that somebody tried to loosen a promise, and how; the journal is kept in Swedish."""
    _log(session, wave_id, "refused_loosening", now, actor_id, {"tried": [Translator().say(one) for one in loosenings]})


def bring_opening_forward(session: Session, wave_id: str, *, now: dt.datetime, actor_id: str = "") -> Plan:
    """Let a signed wave open now instead of on its day; whoever opens waves that are due does the rest."""
    row = _locked(session, wave_id)
    if row.state != PlanState.SIGNED.value:
        raise refuse("not_signed", N_("Bara en signerad omgång kan öppnas."))
    if row.opens_at > now:
        row.opens_at = now
        _log(session, wave_id, "brought_forward", now, actor_id, {})
    return plan_of(row)


def open_wave(session: Session, wave_id: str, *, public_key: bytes, now: dt.datetime, actor_id: str = "") -> int:
    """Open a signed wave, whole or not at all, and return how many are invited; an open one is left as it is.

    Freezes the tree of the census date, writes the wave, the invitations in random order and an urn that takes boxes
    sealed to `public_key`. The key must have been made, and be on disk, before this transaction began.
    """
    row = _locked(session, wave_id)
    if row.state == PlanState.OPEN.value:
        return invited_at_opening(session, wave_id) or 0
    if row.state != PlanState.SIGNED.value:
        raise refuse("not_signed", N_("Bara en signerad omgång kan öppnas."))
    if row.closes_at <= now:
        raise refuse("closes_before_opening", N_("Sista svarsdag har redan varit. Omgången kan inte öppnas."))
    plan = plan_of(row)
    asked = instrument_of_plan(session, plan)
    found = population_of(session, plan.rule, plan.census_on, asked.backgrounds, wave_id=wave_id).population
    if not found.invited:
        raise refuse("nobody_invited", N_("Regeln bjuder inte in någon. Omgången kan inte öppnas."))
    units = frozen_units(session, plan.census_on)
    session.add(
        WaveRecord(
            id=wave_id,
            title=plan.title,
            instrument_key=plan.instrument_key,
            instrument_version=plan.instrument_version,
            instrument_sha256=plan.instrument_sha256,
            closed_on=last_day(plan.closes_at),
            source="urn",
            charter=dict(plan.charter),
            charter_sha256=plan.charter_sha256,
            created_at=now,
            created_by=actor_id,
        )
    )
    session.flush()
    write_units(session, wave_id, units)
    invited = invite(session, wave_id, found.invited)
    open_urn(session, wave_id, public_key)
    row.state, row.opened_at = PlanState.OPEN.value, now
    _log(
        session,
        wave_id,
        "opened",
        now,
        actor_id,
        {"charter": plan.charter_sha256, "invited": invited, "units": len(units)},
    )
    session.flush()
    return invited


def _definition(session: Session, draft: PlanDraft, problems: list[Problem]) -> Any:
    try:
        definition = named(session, "instrument", draft.instrument)
    except Refused as refused:
        problems = [
            *problems,
            *(Problem(one.code, one.sentence, column="instrument", hint=one.hint) for one in refused.problems),
        ]
    if problems:
        raise Refused(problems)
    return definition


def _fill(row: WavePlanRecord, draft: PlanDraft, definition: Any, terms: Terms) -> None:
    row.title = draft.title
    row.instrument_key, row.instrument_version = definition.key, definition.version
    row.instrument_sha256 = definition.sha256
    row.census_on, row.opens_at, row.closes_at = draft.census_on, draft.opens_at, draft.closes_at
    row.population = draft.rule.stored()
    row.reminders = [moment.astimezone(dt.UTC).isoformat() for moment in draft.reminders]
    row.languages = list(draft.languages)
    row.texts = {language: dict(words) for language, words in draft.texts.items() if words}
    row.contacts = dict(draft.contacts)
    row.is_trial = draft.is_trial
    pinned_to = {"key": definition.key, "version": definition.version, "sha256": definition.sha256}
    row.charter = charter_of_draft(draft, pinned_to, terms)


def _version(row: WavePlanRecord, version: int, now: dt.datetime, actor_id: str) -> CharterVersionRecord:
    return CharterVersionRecord(
        wave_id=row.wave_id,
        version=version,
        charter=row.charter,
        charter_sha256=row.charter_sha256,
        made_at=now,
        made_by=actor_id,
    )


def _locked(session: Session, wave_id: str) -> WavePlanRecord:
    row = session.scalar(select(WavePlanRecord).where(WavePlanRecord.wave_id == wave_id).with_for_update())
    if row is None:
        existing_plan(session, wave_id)
    assert row is not None
    return row


def _draft_row(session: Session, wave_id: str) -> WavePlanRecord:
    row = _locked(session, wave_id)
    if row.state != PlanState.DRAFT.value:
        raise refuse("signed", N_("Omgången är signerad. Den kan skärpas eller avbrytas, men inte planeras om."))
    return row


def _log(session: Session, wave_id: str, verb: str, now: dt.datetime, actor_id: str, facts: dict[str, Any]) -> None:
    record(
        session,
        now=now,
        actor_id=actor_id,
        verb=verb,
        object_kind=JOURNAL_KIND,
        object_id=wave_id,
        facts=facts,
    )
