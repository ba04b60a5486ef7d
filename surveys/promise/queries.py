"""What the pages of the promise are made of, for a wave planned here or taken in from elsewhere."""

from __future__ import annotations

from sqlalchemy.orm import Session

from surveys.closing.queries import closing_count
from surveys.planning.plan import Plan, PlanState
from surveys.planning.queries import charter_versions, names_of, plan_named
from surveys.planning.texts import last_day
from surveys.promise.promised_wave import PromisedWave
from surveys.waves.queries import wave_named
from workplace.definitions.queries import pinned

_PROMISED = (PlanState.DRAFT, PlanState.SIGNED, PlanState.OPEN, PlanState.CLOSING, PlanState.CLOSED)


def promised_wave(session: Session, wave_id: str) -> PromisedWave | None:
    """Return a wave that is planned here and not aborted, draft or not; None where there is none."""
    plan = plan_named(session, wave_id)
    if plan is None or plan.state not in _PROMISED:
        return None
    return _planned(session, plan)


def wave_to_read(session: Session, wave_id: str) -> PromisedWave | None:
    """Return a wave of any kind, aborted or taken in from elsewhere too; None where there is none."""
    plan = plan_named(session, wave_id)
    if plan is not None:
        return _planned(session, plan)
    wave = wave_named(session, wave_id)
    toml = _toml(session, wave.instrument_sha256) if wave is not None else ""
    if wave is None or not toml:
        return None
    return PromisedWave(
        wave_id=wave_id,
        title=wave.title,
        closed_on=wave.closed_on,
        charter=wave.charter,
        charter_sha256=wave.charter_sha256,
        toml=toml,
        plan=None,
    )


def _planned(session: Session, plan: Plan) -> PromisedWave | None:
    toml = _toml(session, plan.instrument_sha256)
    if not toml:
        return None
    named = plan.charter.get("reviewers", ())
    names = names_of(session, named) if named else {}
    return PromisedWave(
        wave_id=plan.wave_id,
        title=plan.title,
        closed_on=last_day(plan.closes_at),
        charter=plan.charter,
        charter_sha256=plan.charter_sha256,
        toml=toml,
        plan=plan,
        reviewers=tuple(names[one] for one in named if one in names),
        sharpened=max(0, len(charter_versions(session, plan.wave_id)) - 1),
        count=closing_count(session, plan.wave_id),
    )


def _toml(session: Session, sha256: str) -> str:
    definition = pinned(session, "instrument", sha256)
    return "" if definition is None else definition.toml
