"""A wave of the demo that is open now: chartered and opened as a real one is, and answered by robots but for a few."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import replace
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from appraisal.demo.fill import SEED
from appraisal.work import worker_for
from surveys.answering.actions import Outcome, submit
from surveys.ballots.box import BoxContent, box_size
from surveys.instrument import Instrument, ItemType
from surveys.invitations.actions import order_step, take_reading
from surveys.invitations.records import InvitationRecord
from surveys.invitations.response import latest_reading
from surveys.invitations.timetable import Doing, Due
from surveys.planning.actions import plan_wave, sign
from surveys.planning.jobs import open_with_key
from surveys.planning.plan import PlanDraft, closing_moment, default_circles, opening_moment
from surveys.planning.terms import Terms
from surveys.waves.charter import co_determination_given
from surveys.waves.queries import instrument_of
from workplace.clock import FixedClock, local_date
from workplace.house import House
from workplace.identity.queries import demo_people

INSTRUMENT = "hme"
OPENED_DAYS_AGO, OPEN_DAYS, REMINDED_AFTER_DAYS = 8, 20, 11
"""Open for a while already, so that the pages of a wave that runs have something to show."""
ANSWERED = 0.62
CO_DETERMINATION = (
    "Samverkansgruppen, protokoll § 14 (påhittat)",
    "Tre fackliga företrädare och två för arbetsgivaren",
)


def open_wave_id(now: dt.datetime) -> str:
    """Return the id of the wave that is open in a demo made at this moment."""
    return f"hme-{local_date(now):%Y-%m}"


def open_and_answer(house: House) -> str:
    """Open the wave some days ago and let most of those invited have answered; return its id.

    Nobody whom the sign-in page offers has answered, so each of them can.
    """
    now = house.clock.now()
    today = local_date(now)
    opens_on = today - dt.timedelta(days=OPENED_DAYS_AGO)
    draft = _draft(open_wave_id(now), opens_on)
    charted_on = opens_on - dt.timedelta(days=14)
    told = co_determination_given(charted_on, *CO_DETERMINATION)
    charted_at = opening_moment(charted_on)
    with house.database.writing() as session:
        plan_wave(session, draft, now=charted_at, terms=Terms(co_determination=told))
        sign(session, draft.wave_id, now=charted_at)
    open_with_key(replace(house, clock=FixedClock(draft.opens_at)), draft.wave_id)
    with house.database.writing() as session:
        batch_id = order_step(session, Due(Doing.INVITE, draft.wave_id), now=draft.opens_at)
    worker_for(house, "demo", batch_id=batch_id).run_until_idle()
    with house.database.writing() as session:
        kept = {person.person_id for person in demo_people(session, now)}
        _answer(session, draft.wave_id, kept)
    read_at = latest_reading(now)
    with house.database.writing() as session:
        take_reading(session, draft.wave_id, local_date(read_at))
    return draft.wave_id


def _draft(wave_id: str, opens_on: dt.date) -> PlanDraft:
    opens_at = opening_moment(opens_on)
    closes_at = closing_moment(opens_on + dt.timedelta(days=OPEN_DAYS))
    return PlanDraft(
        wave_id=wave_id,
        title=f"Hållbart medarbetarengagemang {opens_on.year}",
        instrument=INSTRUMENT,
        census_on=opens_on,
        opens_at=opens_at,
        closes_at=closes_at,
        reminders=(opening_moment(opens_on + dt.timedelta(days=REMINDED_AFTER_DAYS)),),
        circles=default_circles(closes_at),
    )


def _answer(session: Session, wave_id: str, kept: Collection[str]) -> None:
    """Put the answers of most of those invited in the urn, through the action that a page's last button calls."""
    instrument = instrument_of(session, wave_id)
    size = box_size(instrument)
    rng = np.random.default_rng([SEED, 3])
    query = select(InvitationRecord.id, InvitationRecord.unit_id, InvitationRecord.background).where(
        InvitationRecord.wave_id == wave_id, InvitationRecord.person_id.not_in(sorted(kept))
    )
    rows = session.execute(query.order_by(InvitationRecord.person_id)).all()
    level = {unit_id: rng.normal(0.0, 0.3) for unit_id in sorted({row.unit_id for row in rows})}
    for row in rows:
        if rng.random() < ANSWERED:
            content = BoxContent(row.unit_id, _answers(instrument, rng, level[row.unit_id]), {}, dict(row.background))
            assert submit(session, row.id, wave_id, content, "", size=size) is Outcome.STORED


def _answers(instrument: Instrument, rng: np.random.Generator, level: float) -> dict[str, Any]:
    """Return what one robot answers: a level of its own, rounded to each item's scale; now and then nothing."""
    person = level + rng.normal(0.0, 0.6)
    return {
        item.key: int(np.clip(round(3.8 + person + rng.normal(0.0, 0.7)), item.low or 1, item.high or 5))
        for item in instrument.items
        if item.type is ItemType.LIKERT and rng.random() > 0.01
    }
