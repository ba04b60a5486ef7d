"""Who makes and releases reports, and who reads how many there are."""

from __future__ import annotations

from appraisal.report_runs.access import (
    RunFacts,
    administrations_of,
    may_count,
    may_follow,
    may_follow_any,
    may_run,
    may_run_any,
)
from workplace.identity.actor import Actor, Role, RoleHeld


def person(person_id: str, *roles: Role, administration: str = "") -> Actor:
    administrations = frozenset({administration} if administration else ())
    return Actor(person_id, roles=tuple(RoleHeld(role) for role in roles), administrations=administrations)


HR = person("hr", Role.HR, administration="AMF")
OTHER_HR = person("hr2", Role.HR, administration="SOF")
CENTRAL = person("c", Role.HR_CENTRAL)
OTHERS = [person(role.value, role) for role in Role if role not in (Role.HR, Role.HR_CENTRAL)] + [person("someone")]


def test_hr_runs_only_its_own_administrations() -> None:
    run = RunFacts("w", frozenset({"AMF", "SOF"}))

    assert administrations_of(HR, run) == {"AMF"}
    assert may_run(OTHER_HR, run)
    assert not any(may_run(actor, run) for actor in (*OTHERS, CENTRAL))
    assert not may_run(HR, RunFacts("w", frozenset({"SOF"})))


def test_central_hr_follows_every_administration_and_runs_none() -> None:
    run = RunFacts("w", frozenset({"AMF", "SOF"}))

    assert may_follow(CENTRAL, run)
    assert may_follow_any(CENTRAL)
    assert may_count(CENTRAL, "SOF")
    assert not may_run_any(CENTRAL)


def test_nobody_else_counts_the_reports_of_an_administration() -> None:
    run = RunFacts("w", frozenset({"AMF"}))

    assert may_count(HR, "AMF")
    assert not may_count(HR, "SOF")
    assert not may_follow(OTHER_HR, run)
    assert not any(may_follow(actor, run) or may_follow_any(actor) or may_count(actor, "AMF") for actor in OTHERS)
