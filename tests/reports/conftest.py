"""A small organisation with two published waves and leader reports to make of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest

from appraisal.definition_kinds import KINDS
from appraisal.goals.actions import import_goals
from appraisal.report_runs.actions import order_run, release_reports
from appraisal.reports.run import Run
from appraisal.work import worker_for
from surveys.findings.actions import publish as publish_release
from surveys.waves.actions import import_answers
from workplace.definitions.actions import publish
from workplace.definitions.queries import shipped_definitions
from workplace.house import House
from workplace.identity.actions import grant_role
from workplace.identity.actor import Role
from workplace.imports.table import GivenFile
from workplace.organisation.actions import import_organisation
from workplace.organisation.queries import direct_groups_on

UNITS = """unit_id,name,parent_id,kind,administration,leader_id
AMF,Arbetsmarknad,,förvaltning,AMF,top
JT,Jobbtorg,AMF,avdelning,,mid
T1,Norra torget,JT,enhet,,anna
T2,Södra torget,JT,enhet,,bo
T3,Östra torget,JT,enhet,,cia
"""
SIZES = {"T1": 24, "T2": 4, "T3": 12, "JT": 6, "AMF": 6}
LEADERS = {"top": "AMF", "mid": "JT", "anna": "T1", "bo": "T2", "cia": "T3"}
LAST, NOW_WAVE = "enkat-2025", "enkat-2026"
CLOSED = {LAST: dt.date(2025, 10, 10), NOW_WAVE: dt.date(2026, 10, 9)}
GOALS = """\
unit_id;level;goal_id;parent_goal_id;Mål;Indikator;Årsmål;KF:s årsmål;Periodicitet;Utfall;Prognos;\
Startdatum;Slutdatum
T1;enhet;g1;;Alla vet vad som förväntas;;;;;;;;
T1;enhet;g1;;;AMI;80;81;År;78;;;
T1;enhet;g1;;;Sjukfrånvaro;minska;tas fram av nämnden;Tertial;;;;
T1;enhet;g1;;Gå igenom rutinen;;;;;;;2026-01-01;2026-12-31
"""


def people_csv(leaders: dict[str, str]) -> str:
    rows = ["person_id,name,email,unit_id,title,employed_from,protected"]
    for person, unit in leaders.items():
        rows.append(f"{person},{person.title()} Chef,{person}@prov.example,{unit},Chef,2015-01-01,")
    for unit, size in SIZES.items():
        for place in range(size):
            rows.append(f"{unit}-{place},Person {unit} {place},,{unit},Handläggare,2015-01-01,")
    rows.append("hr1,Hanna HR,hr1@prov.example,AMF,HR,2015-01-01,")
    return "\n".join(rows) + "\n"


def answers_csv(house: House, wave_id: str) -> bytes:
    rng = np.random.default_rng(7 if wave_id == LAST else 8)
    items = [f"q{place}" for place in range(1, 10)]
    keys = _item_keys()
    lines = [",".join(["unit_id", *keys])]
    with house.database.reading() as session:
        groups = direct_groups_on(session, CLOSED[wave_id])
    for unit, people in groups.items():
        for _person in people:
            middle = 3.9 if unit != "T1" else 3.2
            given = np.clip(np.round(rng.normal(middle, 0.8, len(items))), 1, 5).astype(int)
            lines.append(",".join([unit, *(str(one) for one in given[: len(keys)])]))
    return ("\n".join(lines) + "\n").encode()


def _item_keys() -> list[str]:
    instrument = next(draft.content for draft in shipped_definitions(KINDS) if draft.key == "hme")
    return [item.key for item in instrument.items if item.has_scale]


@dataclass
class Place:
    """The house with its waves published."""

    house: House

    def order(self, **given: object) -> Run:
        with self.house.database.writing() as session:
            return order_run(session, NOW_WAVE, now=self.house.clock.now(), **given)  # type: ignore[arg-type]

    def make(self, **given: object) -> Run:
        run = self.order(**given)
        worker_for(self.house, "test", batch_id=run.batch_id).run_until_idle()
        return run

    def release(self) -> None:
        with self.house.database.writing() as session:
            release_reports(
                session,
                NOW_WAVE,
                now=self.house.clock.now(),
                public_url="http://localhost",
                translator=self.house.translator(),
                wave_title="Enkät 2026",
            )

    def import_people(self, units: str = UNITS, leaders: dict[str, str] | None = None) -> None:
        with self.house.database.writing() as session:
            import_organisation(
                session,
                units=GivenFile("units.csv", units.encode()),
                people=GivenFile("people.csv", people_csv(leaders or LEADERS).encode()),
                as_of=self.house.clock.today(),
                now=self.house.clock.now(),
                allow_large_change=True,
            )


@pytest.fixture
def place(house: House) -> Place:
    """Two published waves, goals, an HR person."""
    found = Place(house)
    found.import_people()
    now = house.clock.now()
    with house.database.writing() as session:
        for draft in shipped_definitions(KINDS):
            publish(session, draft.toml, kinds=KINDS, now=now)
        grant_role(session, "hr1", Role.HR, now)
        import_goals(session, GivenFile("mal.csv", GOALS.encode()), today=house.clock.today(), now=now)
    for wave_id, closed in CLOSED.items():
        answers = answers_csv(house, wave_id)
        with house.database.writing() as session:
            import_answers(
                session,
                wave_id,
                GivenFile("svar.csv", answers),
                instrument="hme",
                closed_on=closed,
                now=now,
                title=f"Enkät {closed.year}",
            )
            publish_release(session, wave_id, now=now)
    return found


@pytest.fixture
def released(place: Place) -> Place:
    """The reports of the newest wave made and released."""
    place.make()
    place.release()
    return place


Client = Callable[[str], object]
