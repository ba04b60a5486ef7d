"""An administration small enough to count by hand, with HR, a union, an administrator and one closed wave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy.orm import Session

from appraisal.definition_kinds import KINDS
from surveys.findings.actions import publish as publish_release
from surveys.waves.actions import import_answers
from workplace.database import Database
from workplace.definitions.actions import publish as publish_definition
from workplace.definitions.queries import shipped_definitions
from workplace.identity.actions import grant_role
from workplace.identity.actor import Role
from workplace.imports.table import GivenFile
from workplace.organisation.actions import import_organisation

NOW = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)
CLOSED = dt.date(2026, 11, 1)
WAVE = "hosten-2026"
ITEMS = tuple(f"hme{number}" for number in range(1, 10))
UNITS = (
    ("f", "Förvaltningen", "", "lena"),
    ("norr", "Jobbtorg Norr", "f", "nils"),
    ("soder", "Jobbtorg Söder", "f", "sara"),
    ("vast", "Jobbtorg Väst", "f", "vera"),
)
STAFF = {"f": 2, "norr": 22, "soder": 8, "vast": 3}
"""How many work in each unit beside its leader."""
OFFICE = {"hanna": Role.HR, "hugo": Role.HR_CENTRAL, "ulla": Role.UNION, "sten": Role.ADMIN}
"""People of the top unit with a role."""


def units_file() -> GivenFile:
    rows = ["unit_id,name,parent_id,leader_id", *(",".join(unit) for unit in UNITS)]
    return GivenFile("enheter.csv", "\n".join(rows).encode())


def people_file() -> GivenFile:
    rows = ["person_id,name,email,unit_id,title,employed_from"]
    for unit_id, _name, _parent, leader in UNITS:
        rows.append(f"{leader},{leader.title()} Chef,{leader}@prov.example,{unit_id},Chef,2020-01-01")
        rows += [
            f"{unit_id}-{number},Person {unit_id} {number},{unit_id}.{number}@prov.example,{unit_id},Coach,2020-01-01"
            for number in range(1, STAFF[unit_id] + 1)
        ]
    rows += [f"{person},{person.title()} Stab,{person}@prov.example,f,Stab,2020-01-01" for person in OFFICE]
    return GivenFile("personer.csv", "\n".join(rows).encode())


def answers_file(counts: Mapping[str, int] = STAFF, *, shift: int = 0) -> GivenFile:
    """Return so many answers of each unit's direct group."""
    rows = [",".join(("unit_id", *ITEMS))]
    for unit_id, count in counts.items():
        rows += [
            ",".join((unit_id, *(str(1 + (number + place + shift) % 5) for place in range(len(ITEMS)))))
            for number in range(count)
        ]
    return GivenFile("svar.csv", "\n".join(rows).encode())


def make_organisation(database: Database, *, instrument: bool = True) -> None:
    """Take in units, people and roles, and publish the nine questions."""
    with database.writing() as session:
        import_organisation(
            session,
            units=units_file(),
            people=people_file(),
            as_of=dt.date(2026, 1, 1),
            now=NOW,
        )
        for person, role in OFFICE.items():
            grant_role(session, person, role, now=NOW)
        if instrument:
            publish_nine(session)


def publish_nine(session: Session) -> None:
    text = next(draft.toml for draft in shipped_definitions(KINDS) if (draft.kind, draft.key) == ("instrument", "hme"))
    publish_definition(session, text, kinds=KINDS, now=NOW)


def take_in_answers(
    database: Database,
    wave_id: str = WAVE,
    *,
    closed_on: dt.date = CLOSED,
    counts: Mapping[str, int] = STAFF,
    shift: int = 0,
    title: str = "Medarbetarenkäten hösten 2026",
) -> None:
    with database.writing() as session:
        import_answers(
            session,
            wave_id,
            answers_file(counts, shift=shift),
            instrument="hme",
            closed_on=closed_on,
            now=NOW,
            title=title,
        )


def publish_wave(database: Database, wave_id: str = WAVE, *, now: dt.datetime = NOW) -> None:
    with database.writing() as session:
        publish_release(session, wave_id, now=now)
