"""Lönekriterier: for whom, from when, after which policy, with a text for every level."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

import pytest

import workplace.policy
from appraisal import pay
from appraisal.definition_kinds import KINDS
from appraisal.pay.criteria import DEFAULT_LEVELS, CriteriaSet, read_criteria_set
from appraisal.pay.queries import criteria_in_force
from workplace.clock import FixedClock
from workplace.database import Database
from workplace.definitions.actions import publish
from workplace.errors import Refused
from workplace.policy.policy import Audience, read_policy

FOLDER = Path(pay.__path__[0]) / "criteria_sets"
SMALL = """
kind = "criteria_set"
key = "medarbetare"
version = "1"
title.sv = "Kriterier"
audience = "medarbetare"
valid_from = 2017-01-01
policy = "personalpolicy@2016"
[[criterion]]
code = "a"
heading.sv = "A"
text.sv = "A"
policy_area = "uppdrag"
level = [{text.sv = "1"}, {text.sv = "2"}, {text.sv = "3"}, {text.sv = "4"}]
"""


def read(text: str) -> CriteriaSet:
    return read_criteria_set(tomllib.loads(text))


@pytest.mark.parametrize("name", ["medarbetare", "chef"])
def test_shipped_criteria_have_a_text_for_each_level_and_follow_areas_of_their_policy(name: str) -> None:
    found = read((FOLDER / f"{name}.toml").read_text("utf-8"))
    policy_file = Path(workplace.policy.__path__[0]) / "versions" / f"{found.policy_version}.toml"
    policy = read_policy(tomllib.loads(policy_file.read_text("utf-8")))
    assert (policy.key, policy.version) == (found.policy_key, found.policy_version)
    assert found.audience == name
    for criterion in found.criteria:
        assert len(criterion.level_texts) == len(found.levels) == 4
        assert criterion.policy_area in policy.codes()


def test_levels_are_the_usual_four_when_none_are_named() -> None:
    assert read(SMALL).levels == DEFAULT_LEVELS


def test_a_criterion_without_a_text_for_every_level_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        read(SMALL.replace(', {text.sv = "4"}', ""))
    assert [problem.code for problem in refused.value.problems] == ["criteria_level_texts"]


@pytest.mark.parametrize("policy", ["personalpolicy", "personalpolicy@", "@2016", "Personalpolicy@2016"])
def test_the_policy_is_named_with_its_version(policy: str) -> None:
    with pytest.raises(Refused) as refused:
        read(SMALL.replace("personalpolicy@2016", policy))
    assert [problem.code for problem in refused.value.problems] == ["criteria_policy"]


def test_the_criteria_in_force_are_those_that_began_last_for_each_audience(
    database: Database, clock: FixedClock
) -> None:
    later = SMALL.replace('version = "1"', 'version = "2"').replace("2017-01-01", "2020-01-01")
    with database.writing() as session:
        publish(session, SMALL, kinds=KINDS, now=clock.now())
        publish(session, later, kinds=KINDS, now=clock.now())
    with database.reading() as session:
        assert criteria_in_force(session, dt.date(2016, 12, 31)) == {}
        assert criteria_in_force(session, dt.date(2019, 12, 31))[Audience.EMPLOYEE].version == "1"
        assert criteria_in_force(session, dt.date(2020, 1, 1))[Audience.EMPLOYEE].version == "2"
        assert Audience.LEADER not in criteria_in_force(session, dt.date(2020, 1, 1))
