"""Fill an empty database with the demo employer, through the same actions as a real one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from sqlalchemy.orm import Session

from appraisal.definition_kinds import KINDS
from appraisal.demo.answers import answers_csv
from appraisal.demo.goals import goals_csv
from appraisal.demo.organisation import OrganisationFiles, city_files, organisation_files
from appraisal.goals.actions import import_goals
from surveys.findings.actions import publish as publish_release
from surveys.instrument import Instrument
from surveys.waves.actions import import_answers
from workplace.clock import local_date
from workplace.definitions.actions import publish
from workplace.definitions.queries import named, shipped_definitions
from workplace.identity.actions import grant_role
from workplace.identity.actor import Role
from workplace.imports.table import GivenFile
from workplace.organisation.actions import import_organisation
from workplace.organisation.employment import PersonFacts
from workplace.organisation.queries import direct_groups_on, leaders_on, people_by_id

Say = Callable[[str], None]
INSTRUMENT = "medarbetarenkat@1"
"""The closed waves were answered with the first version; the second is there for the next one."""
AGE_GROUPS = ((30, "-29"), (40, "30-39"), (50, "40-49"), (60, "50-59"), (200, "60-"))
SEED = 20_261_101


@dataclass(frozen=True)
class DemoWave:
    """A closed wave of the demo."""

    id: str
    closed: dt.date
    levels: Mapping[str, float]

    @property
    def title(self) -> str:
        return f"Medarbetarenkät {self.closed.year}"


WAVES = (
    DemoWave(
        "enkat-2025",
        dt.date(2025, 10, 24),
        {
            "JT-BJ-1": -0.15,
            "JT-ST-1": 0.2,
            "JT-EK-1": -0.75,
            "VUX-SFI": 0.1,
            "VUX-KOM": 0.35,
            "AMF-HR": 0.3,
            "VUX-ADM": -0.3,
        },
    ),
    DemoWave(
        "enkat-2026",
        dt.date(2026, 10, 23),
        {
            "JT-BJ-1": 0.05,
            "JT-ST-1": 0.25,
            "JT-EK-1": -0.1,
            "VUX-SFI": -0.2,
            "VUX-KOM": 0.4,
            "AMF-HR": 0.3,
            "VUX-ADM": -0.35,
        },
    ),
)


def fill_organisation(session: Session, now: dt.datetime, *, size: str, say: Say) -> OrganisationFiles:
    """Take in the people and units, and a change of leader and a move later on."""
    rng = np.random.default_rng(SEED)
    files = city_files(rng) if size == "city" else organisation_files(rng)
    for row, _role, title in _with_roles(files):
        row["title"] = title
    say(f"{len(files.units)} enheter, {len(files.people)} medarbetare")
    _import(session, files, now, dt.date(2025, 1, 1))
    if size == "small":
        _change_in_march(files)
        _import(session, files, now, dt.date(2026, 3, 1))
    return files


def fill_definitions(session: Session, now: dt.datetime) -> None:
    """Publish the examples that come with the product."""
    for draft in shipped_definitions(KINDS):
        publish(session, draft.toml, kinds=KINDS, now=now)


def fill_wave(session: Session, wave: DemoWave, now: dt.datetime) -> None:
    """Take in the answers of a wave and publish its release."""
    take_in_wave(session, wave, now)
    publish_release(session, wave.id, now=now)


def take_in_wave(session: Session, wave: DemoWave, now: dt.datetime) -> None:
    """Take in the answers of a wave and leave its release to be previewed."""
    instrument: Instrument = KINDS.read(named(session, "instrument", INSTRUMENT).toml).content
    rng = np.random.default_rng([SEED, int(wave.id[-4:])])
    groups = _groups_with_backgrounds(session, wave.closed)
    answers, eligible = answers_csv(instrument, groups, rng, group_levels=wave.levels)
    import_answers(
        session,
        wave.id,
        GivenFile("svar.csv", answers),
        eligible=GivenFile("urval.csv", eligible),
        instrument=INSTRUMENT,
        closed_on=wave.closed,
        now=now,
        title=wave.title,
    )


def fill_goals(session: Session, now: dt.datetime) -> None:
    """Take in the goals of the year."""
    import_goals(session, GivenFile("mal.csv", goals_csv(2026)), today=local_date(now), now=now)


def grant_demo_roles(session: Session, files: OrganisationFiles, now: dt.datetime) -> None:
    """Give HR, the union, the safety representative and the operator their roles."""
    for row, role, _title in _with_roles(files):
        grant_role(session, row["person_id"], role, now)


def _with_roles(files: OrganisationFiles) -> list[tuple[dict[str, str], Role, str]]:
    """Return who gets which role, and the title that goes with it. A city has the same few in its first units."""

    def employees_of(unit_id: str) -> list[dict[str, str]]:
        found = [row for row in files.people if row["unit_id"] == unit_id and row["role"] == "medarbetare"]
        return found or [row for row in files.people if row["role"] == "medarbetare"][:8]

    hr, team, staff = employees_of("AMF-HR"), employees_of("JT-ST-1"), employees_of("AMF-EKO")
    return [
        (hr[0], Role.HR, "HR-strateg"),
        (hr[1], Role.HR_CENTRAL, "HR-strateg, hela staden"),
        (team[2], Role.UNION, "Facklig företrädare"),
        (team[3], Role.SAFETY, "Skyddsombud"),
        (staff[4], Role.ADMIN, "Systemförvaltare"),
    ]


def _change_in_march(files: OrganisationFiles) -> None:
    """One unit gets a new leader from within, and the old one goes back to being an employee."""
    unit = next(row for row in files.units if row["unit_id"] == "VUX-ADM")
    old = next(row for row in files.people if row["person_id"] == unit["leader_id"])
    new = next(row for row in files.people if row["unit_id"] == "VUX-ADM" and row["role"] == "medarbetare")
    old["title"], old["role"], new["title"], new["role"] = new["title"], "medarbetare", old["title"], "chef"
    unit["leader_id"] = new["person_id"]
    moved = next(row for row in files.people if row["unit_id"] == "JT-ST-2" and row["role"] == "medarbetare")
    moved["unit_id"] = "JT-LI-1"


def _import(session: Session, files: OrganisationFiles, now: dt.datetime, as_of: dt.date) -> None:
    import_organisation(
        session,
        units=GivenFile("enheter.csv", files.units_csv()),
        people=GivenFile("personer.csv", files.people_csv()),
        as_of=as_of,
        now=now,
    )


def _groups_with_backgrounds(session: Session, date: dt.date) -> dict[str, list[dict[str, str]]]:
    groups = direct_groups_on(session, date)
    people = people_by_id(session, {person_id for members in groups.values() for person_id in members})
    leaders = set(leaders_on(session, date).values())
    return {
        unit_id: [_backgrounds(people[person_id], date, is_leader=person_id in leaders) for person_id in members]
        for unit_id, members in groups.items()
    }


def _backgrounds(person: PersonFacts, date: dt.date, *, is_leader: bool) -> dict[str, str]:
    age = date.year - (person.birth_year or date.year)
    group = next((code for limit, code in AGE_GROUPS if age < limit), AGE_GROUPS[-1][1])
    return {"sex": person.sex, "age_group": group, "role": "chef" if is_leader else "medarbetare"}
