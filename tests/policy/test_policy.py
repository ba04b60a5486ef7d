"""The personalpolicy: areas with expectations, in force from a date."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

import pytest

import workplace.policy
from appraisal.definition_kinds import KINDS
from workplace.clock import FixedClock
from workplace.database import Database
from workplace.definitions.actions import publish
from workplace.errors import Refused
from workplace.policy.policy import Policy, in_force, read_policy
from workplace.policy.queries import policy_in_force

FOLDER = Path(workplace.policy.__path__[0]) / "versions"


def shipped(version: str) -> Policy:
    return read_policy(tomllib.loads((FOLDER / f"{version}.toml").read_text("utf-8")))


def test_each_area_says_what_is_expected_of_medarbetare_and_moreover_of_chef() -> None:
    for version in ("2015", "2016"):
        for area in shipped(version).areas:
            assert area.employee
            assert area.leader
            assert area.conduct


def test_the_version_that_began_last_is_in_force() -> None:
    policies = [shipped("2015"), shipped("2016")]
    assert in_force(policies, dt.date(2014, 12, 31)) is None
    for day, version in (
        (dt.date(2015, 12, 31), "2015"),
        (dt.date(2016, 1, 1), "2016"),
        (dt.date(2026, 1, 1), "2016"),
    ):
        found = in_force(policies, day)
        assert found is not None
        assert found.version == version


def test_the_policy_in_force_is_read_from_what_is_published(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        assert policy_in_force(session, clock.today()) is None
        publish(session, (FOLDER / "2015.toml").read_text("utf-8"), kinds=KINDS, now=clock.now())
    with database.reading() as session:
        found = policy_in_force(session, clock.today())
    assert found is not None
    assert found.version == "2015"
    assert found.heading("ledarskap") == "Ledarskap"
    assert found.heading("utveckling") == "utveckling"


def test_every_problem_of_a_policy_is_told_at_once() -> None:
    text = """
kind = "policy"
key = "p"
version = "1"
title.sv = "P"
valid_from = "2016-01-01"
[[area]]
code = "a"
heading.sv = "A"
text.sv = "A"
[[area.expectation]]
of = "chefen"
text.sv = "x"
[[area]]
code = "a"
heading.sv = "B"
"""
    with pytest.raises(Refused) as refused:
        read_policy(tomllib.loads(text))
    assert {(problem.code, problem.column) for problem in refused.value.problems} == {
        ("definition_wrong_type", "valid_from"),
        ("definition_unknown_word", "area[1].expectation[1].of"),
        ("definition_missing_swedish", "area[2].text.sv"),
        ("definition_repeated_key", "area[2].code"),
    }
