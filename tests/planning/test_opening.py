"""A wave opens whole or not at all, once, with a key that was on disk before it; a city opens within a minute."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import func, select

from appraisal.demo.organisation import city_files
from surveys.ballots.keys import key_folder
from surveys.ballots.records import UrnRecord
from surveys.ballots.sealing import public_half
from surveys.invitations.records import InvitationRecord, ParticipantRecord
from surveys.planning import actions as planning
from surveys.planning.actions import plan_wave, sign
from surveys.planning.jobs import destroy_keys, open_due, open_with_key
from surveys.planning.plan import PlanState
from surveys.planning.population import Rule
from surveys.planning.queries import existing_plan, log_of
from surveys.waves.queries import existing_wave, units_of_wave
from surveys.waves.records import WaveRecord, WaveUnitRecord
from tests.conftest import NOW
from tests.planning.conftest import LAST, WAVE, draft
from tests.waves.small_organisation import STAFF, UNITS, publish_nine
from workplace.clock import FixedClock
from workplace.database import Database
from workplace.errors import Refused
from workplace.house import House
from workplace.imports.table import GivenFile
from workplace.organisation.actions import import_organisation


def counts(database: Database) -> list[int]:
    with database.reading() as session:
        return [
            session.scalar(select(func.count()).select_from(record)) or 0
            for record in (WaveRecord, WaveUnitRecord, InvitationRecord, UrnRecord)
        ]


def test_opening_freezes_the_tree_writes_the_wave_and_invites_everybody_once(
    house: House, employer: Database, opened: Callable[..., int]
) -> None:
    everybody = sum(STAFF.values()) + len(UNITS) + 4

    assert opened() == everybody
    assert counts(employer) == [1, len(UNITS), everybody, 1]
    with employer.reading() as session:
        wave, plan = existing_wave(session, WAVE), existing_plan(session, WAVE)
        groups = dict(
            session.execute(select(InvitationRecord.unit_id, func.count()).group_by(InvitationRecord.unit_id)).all()
        )
        assert (wave.closed_on, wave.charter_sha256, wave.is_answered_here) == (LAST, plan.charter_sha256, True)
        assert (plan.state, plan.opened_at) == (PlanState.OPEN, NOW)
        assert list(units_of_wave(session, WAVE)) == ["f", "norr", "soder", "vast"]
        assert groups == {"f": STAFF["f"] + 4 + 4, "norr": 22, "soder": 8, "vast": 3}
        (entry,) = [entry for entry in log_of(session, WAVE) if entry.verb == "opened"]
        assert entry.facts["invited"] == everybody


def test_the_urn_is_sealed_to_the_key_that_is_on_disk(
    house: House, employer: Database, opened: Callable[..., int]
) -> None:
    opened()
    with employer.reading() as session:
        urn = session.get_one(UrnRecord, WAVE)

    private = key_folder(house.settings).private(WAVE, 1)
    assert private is not None
    assert public_half(private) == urn.public_key


def test_opening_again_changes_nothing(house: House, employer: Database, opened: Callable[..., int]) -> None:
    first = opened()
    before = counts(employer)

    assert open_with_key(house, WAVE) == first
    assert counts(employer) == before


def test_a_failure_halfway_leaves_nothing_and_the_next_try_goes_on_with_the_same_key(
    house: House, employer: Database, signed: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    signed()

    def fail(*_given: object) -> None:
        raise RuntimeError("the light went out")

    with monkeypatch.context() as broken:
        broken.setattr(planning, "open_urn", fail)
        with pytest.raises(RuntimeError):
            open_with_key(house, WAVE)
    assert counts(employer) == [0, 0, 0, 0]
    key = key_folder(house.settings).private(WAVE, 1)

    assert open_with_key(house, WAVE) == counts(employer)[2]
    assert key_folder(house.settings).private(WAVE, 1) == key


def test_a_real_wave_with_its_keys_beside_the_database_does_not_open(
    house: House, employer: Database, signed: Callable[..., None]
) -> None:
    signed()
    near = replace(house, settings=replace(house.settings, keys=house.settings.home / "keys"))

    with pytest.raises(Refused):
        open_with_key(near, WAVE)
    assert counts(employer) == [0, 0, 0, 0]


def test_a_rule_that_invites_nobody_does_not_open(
    house: House, employer: Database, signed: Callable[..., None]
) -> None:
    signed(rule=Rule(administrations=("Finns inte",)))

    with pytest.raises(Refused):
        open_with_key(house, WAVE)
    assert counts(employer) == [0, 0, 0, 0]


def test_only_waves_whose_moment_has_come_open_by_themselves(
    house: House, employer: Database, signed: Callable[..., None], clock: FixedClock
) -> None:
    signed()
    assert open_due(house) == []

    clock.moment = draft().opens_at
    assert open_due(house) == [WAVE]
    assert open_due(house) == []


def test_with_a_list_of_participants_only_those_on_it_are_invited_wherever_the_rule_would_put_them(
    house: House, employer: Database
) -> None:
    with employer.writing() as session:
        plan_wave(session, draft(rule=Rule(administrations=("Finns inte",))), now=NOW)
        session.add_all([ParticipantRecord(wave_id=WAVE, person_id=one, language="") for one in ("norr-1", "soder-2")])
        sign(session, WAVE, now=NOW)

    assert open_with_key(house, WAVE) == 2


def test_the_keys_of_an_open_wave_are_never_destroyed(house: House, opened: Callable[..., int]) -> None:
    opened()
    destroy_keys((house, {}), WAVE)

    assert key_folder(house.settings).private(WAVE, 1) is not None


@pytest.fixture
def city(house: House, database: Database, tmp_path: Path) -> House:
    """A house with a city of 45,000 people in it, on whichever database."""
    files = city_files(np.random.default_rng(1))
    with database.writing() as session:
        import_organisation(
            session,
            units=GivenFile("u.csv", files.units_csv()),
            people=GivenFile("p.csv", files.people_csv()),
            as_of=draft().census_on.replace(year=2026, month=1, day=1),
            now=NOW,
        )
        publish_nine(session)
    return house


def test_a_city_opens_within_a_minute_of_processor_time(city: House, database: Database) -> None:
    with database.writing() as session:
        plan_wave(session, draft(), now=NOW)
        sign(session, WAVE, now=NOW)

    before = time.process_time()
    invited = open_with_key(city, WAVE)
    spent = time.process_time() - before

    assert invited > 44_000
    assert spent < 60, f"{spent:.1f} s"
