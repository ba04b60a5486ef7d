"""Open waves that are due, and destroy the keys of those that are no more: what needs both database and key folder."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from surveys.ballots.actions import FIRST_EPOCH
from surveys.ballots.keys import key_folder, refuse_keys_under_home
from surveys.planning.actions import open_wave
from surveys.planning.plan import PlanState
from surveys.planning.queries import existing_plan, plan_named, plans_in
from workplace.employer.queries import employer_of
from workplace.errors import Refused
from workplace.house import House
from workplace.jobs.worker import Handler

DESTROY_KEYS = "survey.destroy_keys"
"""The kind of work that takes away the keys of an aborted or wiped wave; its items are waves."""


def open_with_key(house: House, wave_id: str, *, actor_id: str = "") -> int:
    """Open a signed wave with a key of its own, made and on disk before the wave is; return how many are invited.

    Nobody else makes a key meanwhile, so the one in the database is the one on disk. Opening what is open changes
    nothing. Raises `Refused` where the wave is not signed, or its keys would lie in the backup.
    """
    with house.database.reading() as session:
        plan = existing_plan(session, wave_id)
        employer = employer_of(session)
    folder = key_folder(house.settings)
    if plan.state in (PlanState.SIGNED, PlanState.OPEN):
        refuse_keys_under_home(house.settings, employer is not None and employer.is_demo)
    with folder.mixing():
        public_key = folder.make(wave_id, FIRST_EPOCH) if plan.state is PlanState.SIGNED else b""
        with house.database.writing() as session:
            return open_wave(session, wave_id, public_key=public_key, now=house.clock.now(), actor_id=actor_id)


def open_due(house: House, may_go_on: Callable[[], bool] = lambda: True) -> list[str]:
    """Open every signed wave whose day has come and return their ids; one that is refused is left for people to see."""
    now = house.clock.now()
    with house.database.reading() as session:
        due = [plan.wave_id for plan in plans_in(session, PlanState.SIGNED) if plan.opens_at <= now]
    opened = []
    for wave_id in due:
        if not may_go_on():
            break
        try:
            open_with_key(house, wave_id)
        except Refused:
            continue
        opened.append(wave_id)
    return opened


def destroy_keys(context: tuple[House, Any], wave_id: str) -> None:
    """Destroy every key of a wave that is aborted or wiped; those of a wave that takes answers are left."""
    house, _arguments = context
    folder = key_folder(house.settings)
    with folder.mixing():
        with house.database.reading() as session:
            plan = plan_named(session, wave_id)
        if plan is not None and plan.state in (PlanState.OPEN, PlanState.CLOSING):
            return  # another wave of the same name; one that is being opened waits for this lock
        for epoch in folder.epochs(wave_id):
            folder.destroy(wave_id, epoch)


HANDLERS = {DESTROY_KEYS: Handler(work=destroy_keys)}
