"""A small employer with everybody the trust table speaks of: two administrations, a wave, released reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from appraisal.definition_kinds import KINDS
from appraisal.report_runs.actions import order_run, release_reports
from appraisal.work import worker_for
from surveys.findings.actions import publish as publish_release
from surveys.waves.actions import import_answers
from tests.conftest import NOW
from workplace.clock import FixedClock
from workplace.definitions.actions import publish as publish_definition
from workplace.house import House
from workplace.identity.actions import grant_role
from workplace.identity.actor import Role
from workplace.imports.table import GivenFile
from workplace.organisation.actions import import_organisation

WAVE = "prov-2026"
CLOSED = dt.date(2026, 10, 23)
HANDOVER = dt.date(2026, 11, 2)
"""When the team's leader changed: after the census, before now."""

INSTRUMENT = """
kind = "instrument"
key = "tre"
version = "1"
title.sv = "Tre frågor"
[[item]]
key = "q1"
type = "likert"
from = 1
to = 5
text.sv = "Mitt arbete känns meningsfullt"
[[item]]
key = "q2"
type = "likert"
from = 1
to = 5
text.sv = "Min närmaste chef visar förtroende för mig"
scope = "direct"
[[index]]
key = "leadership"
title.sv = "Ledarskap"
items = ["q2"]
role = "leadership"
[[index]]
key = "total"
title.sv = "HME"
items = ["q1", "q2"]
role = "total"
"""

PERSONAS: Mapping[str, str] = {
    "employee": "e1",
    "leader": "team_now",
    "leader_at_census": "team_then",
    "superior": "dept",
    "top": "top",
    "other_leader": "other",
    "hr": "hr",
    "hr_other": "hr2",
    "hr_central": "hrc",
    "union": "un",
    "safety": "sa",
    "admin": "ad",
    "registrar": "re",
    "analyst": "an",
    "deputy": "de",
}
"""Persona to person id. The deputy's time on the team has not run out.

`leader` took over the team after the census from `leader_at_census`, who now works there."""


def units_csv(team_leader: str) -> str:
    return (
        "unit_id,name,parent_id,administration,leader_id\n"
        "stad,Staden,,Staden,top\nf1,Förvaltning ett,stad,Förvaltning ett,dept\n"
        f"team,Teamet,f1,,{team_leader}\nf2,Förvaltning två,stad,Förvaltning två,other\n"
    )


def people_csv() -> str:
    rows = ["person_id,name,email,unit_id,title,employed_from"]
    placed = {
        "stad": ("top", "hrc", "ad", "re", "an", "de"),
        "f1": ("dept", "hr"),
        "f2": ("other", "hr2", "un", "sa"),
        "team": ("team_now", "team_then"),
    }
    for unit_id, people in placed.items():
        rows += [f"{person},Person {person},{person}@prov.example,{unit_id},Titel,2020-01-01" for person in people]
    for unit_id, prefix, size in (("team", "e", 12), ("f2", "o", 22), ("f1", "d", 9)):
        rows += [
            f"{prefix}{number},Person {prefix}{number},{prefix}{number}@prov.example,{unit_id},Titel,2020-01-01"
            for number in range(1, size + 1)
        ]
    return "\n".join(rows) + "\n"


def answers_csv() -> str:
    rows = ["unit_id,q1,q2"]
    for unit_id, size in (("team", 12), ("f2", 24), ("f1", 11), ("stad", 7)):
        rows += [f"{unit_id},{1 + number % 5},{1 + (number + 2) % 5}" for number in range(size)]
    return "\n".join(rows) + "\n"


def build_employer(house: House, clock: FixedClock) -> None:
    """Import, change the team's leader, publish the wave, make and release the reports."""
    build_unreleased(house)
    with house.database.writing() as session:
        release_reports(
            session,
            WAVE,
            now=clock.now(),
            public_url=house.settings.public_url,
            translator=house.translator(),
            wave_title="Prov 2026",
        )


def build_unreleased(house: House) -> None:
    """Do all of it but the release of the reports."""
    with house.database.writing() as session:
        for as_of, leader in ((dt.date(2026, 1, 1), "team_then"), (HANDOVER, "team_now")):
            import_organisation(
                session,
                units=GivenFile("u.csv", units_csv(leader).encode()),
                people=GivenFile("p.csv", people_csv().encode()),
                as_of=as_of,
                now=NOW,
            )
        for persona, role in (
            ("hr", Role.HR),
            ("hr_other", Role.HR),
            ("hr_central", Role.HR_CENTRAL),
            ("union", Role.UNION),
            ("safety", Role.SAFETY),
            ("admin", Role.ADMIN),
            ("registrar", Role.REGISTRAR),
            ("analyst", Role.ANALYST),
        ):
            grant_role(session, PERSONAS[persona], role, NOW - dt.timedelta(days=30))
        grant_role(
            session,
            PERSONAS["deputy"],
            Role.DEPUTY,
            NOW - dt.timedelta(days=30),
            unit_id="team",
            until=NOW + dt.timedelta(days=30),
        )
        publish_definition(session, INSTRUMENT, kinds=KINDS, now=NOW)
        import_answers(
            session,
            WAVE,
            GivenFile("a.csv", answers_csv().encode()),
            instrument="tre",
            closed_on=CLOSED,
            now=NOW,
        )
        publish_release(session, WAVE, now=NOW)
        run = order_run(session, WAVE, now=NOW, ordered_by=PERSONAS["hr"])
    worker_for(house, "test", batch_id=run.batch_id).run_until_idle()
