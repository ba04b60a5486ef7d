"""What the tests of planning share: a small employer with HR, and a plan of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from surveys.planning.actions import plan_wave, sign
from surveys.planning.jobs import open_with_key
from surveys.planning.plan import PlanDraft, closing_moment, default_draft, opening_moment, reminder_moments
from surveys.waves.charter import Circle
from tests.conftest import NOW
from tests.waves.small_organisation import make_organisation
from workplace.clock import local_date
from workplace.database import Database
from workplace.house import House

WAVE = "prov-2026"
OPENS, LAST = dt.date(2026, 11, 30), dt.date(2026, 12, 18)


def draft(**changed: Any) -> PlanDraft:
    """Return a plan of the small employer that holds."""
    opens_at, closes_at = opening_moment(OPENS), closing_moment(LAST)
    plain = replace(
        default_draft(local_date(NOW), ["hme@1"], (), "Medarbetarenkäten"),
        wave_id=WAVE,
        opens_at=opens_at,
        closes_at=closes_at,
        census_on=OPENS,
        reminders=reminder_moments(opens_at, closes_at, 2, 6),
        circles={circle: LAST + dt.timedelta(weeks=place) for place, circle in enumerate(Circle, start=1)},
    )
    return replace(plain, **changed)


@pytest.fixture
def employer(database: Database) -> Database:
    """A small employer with HR (hanna) and the nine questions published."""
    make_organisation(database)
    return database


@pytest.fixture
def signed(employer: Database) -> Callable[..., None]:
    """Plan and sign a wave."""

    def plan_and_sign(**changed: Any) -> None:
        with employer.writing() as session:
            plan = plan_wave(session, draft(**changed), now=NOW, actor_id="hanna")
            sign(session, plan.wave_id, now=NOW, actor_id="hanna")

    return plan_and_sign


@pytest.fixture
def house(house: House, tmp_path: Path) -> House:
    """The installation with its keys outside home, as a real wave asks for."""
    return replace(house, settings=replace(house.settings, home=tmp_path / "home", keys=tmp_path / "keys"))


@pytest.fixture
def opened(house: House, signed: Callable[..., None]) -> Callable[..., int]:
    """Plan, sign and open a wave, with a key of its own."""

    def open_it(**changed: Any) -> int:
        signed(**changed)
        return open_with_key(house, changed.get("wave_id", WAVE), actor_id="hanna")

    return open_it
