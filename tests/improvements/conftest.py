"""A town with two released waves, a chain of leaders and everybody the trust table speaks of."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest

from appraisal.definition_kinds import KINDS
from surveys.findings.actions import publish
from surveys.improvements.actions import cite, make_improvement
from surveys.improvements.figure import FigureKey
from surveys.improvements.queries import forget_spreads
from surveys.waves.actions import import_answers
from tests.conftest import NOW
from workplace.agreements.agreement import AgreementState, Risk, Terms, Timing
from workplace.clock import FixedClock
from workplace.definitions.actions import publish as publish_definition
from workplace.house import House
from workplace.identity.actions import grant_role
from workplace.identity.actor import Role
from workplace.imports.table import GivenFile
from workplace.organisation.actions import import_organisation

OLD, NEW = "enkat-2025", "enkat-2026"
TEAMS = tuple(f"t{number}" for number in range(1, 15))
LEADERSHIP = FigureKey("index", "leadership")
INSTRUMENT = """
kind = "instrument"
key = "tva"
version = "1"
title.sv = "Två frågor"
[[item]]
key = "q1"
type = "likert"
from = 1
to = 5
text.sv = "Jag vet vad som ska prioriteras när tiden inte räcker"
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


@dataclass(frozen=True)
class Town:
    """Who is who: ids of people."""

    chef: str = "l1"
    superior: str = "dept"
    top: str = "top"
    employee: str = "t1e1"
    elsewhere: str = "t2e1"
    small_chef: str = "lsmall"
    hr: str = "hr"
    hr_central: str = "hrc"
    safety: str = "sa"
    deputy: str = "de"
    registrar: str = "re"
    union: str = "un"
    former: str = "l2"
    """Led t2 until November, and now works at the top."""
    protected: str = "t1e2"


def units_csv(*, leader_of_t2: str = "l2") -> str:
    rows = [
        "unit_id,name,parent_id,administration,leader_id",
        "stad,Staden,,Staden,top",
        "forv,Omsorgen,stad,Omsorgen,dept",
    ]
    for number, team in enumerate(TEAMS, start=1):
        rows.append(f"{team},Team {number},forv,,{leader_of_t2 if team == 't2' else f'l{number}'}")
    rows.append("small,Lilla teamet,forv,,lsmall")
    return "\n".join(rows) + "\n"


def people_csv(*, leader_of_t2: str = "l2") -> str:
    rows = ["person_id,name,email,unit_id,title,employed_from,protected"]

    def add(person: str, unit: str, *, protected: str = "") -> None:
        rows.append(f"{person},Person {person},{person}@prov.example,{unit},Titel,2020-01-01,{protected}")

    for person in ("top", "hrc", "re", "un", "de"):
        add(person, "stad")
    for person in ("dept", "hr", "sa"):
        add(person, "forv")
    for number, team in enumerate(TEAMS, start=1):
        add(f"l{number}", "stad" if team == "t2" and leader_of_t2 != "l2" else team)
        if team == "t2" and leader_of_t2 != "l2":
            add(leader_of_t2, team)
        for place in range(1, 13):
            add(f"{team}e{place}", team, protected="ja" if (team, place) == ("t1", 2) else "")
    add("lsmall", "small")
    for place in range(1, 4):
        add(f"smalle{place}", "small")
    return "\n".join(rows) + "\n"


def answers_csv(shift: dict[str, int]) -> str:
    """Every team answers 2–4 round its own middle; `shift` moves a team by whole steps."""
    rows = ["unit_id,q1,q2"]
    for number, team in enumerate(TEAMS):
        for place in range(12):
            value = min(5, max(1, 2 + (place + number) % 3 + number % 2 + shift.get(team, 0)))
            rows.append(f"{team},{value},{value}")
    rows += [f"small,{value},{value}" for value in (2, 3, 4)]
    rows += [f"forv,{3 + place % 2},{3 + place % 2}" for place in range(17)]
    rows += [f"stad,{3 + place % 2},{4 - place % 2}" for place in range(7)]
    return "\n".join(rows) + "\n"


@pytest.fixture
def town(house: House, clock: FixedClock) -> Town:
    """Two released waves; the first team stood low in the first and high in the second."""
    forget_spreads()
    with house.database.writing() as session:
        for as_of, leader in ((dt.date(2025, 1, 1), "l2"), (dt.date(2026, 11, 1), "ny2")):
            import_organisation(
                session,
                units=GivenFile("u.csv", units_csv(leader_of_t2=leader).encode()),
                people=GivenFile("p.csv", people_csv(leader_of_t2=leader).encode()),
                as_of=as_of,
                now=NOW,
            )
        for person_id, role, unit_id in (
            ("hr", Role.HR, None),
            ("hrc", Role.HR_CENTRAL, None),
            ("re", Role.REGISTRAR, None),
            ("un", Role.UNION, None),
            ("sa", Role.SAFETY, "forv"),
            ("de", Role.DEPUTY, "t1"),
        ):
            grant_role(session, person_id, role, NOW - dt.timedelta(days=30), unit_id=unit_id)
        publish_definition(session, INSTRUMENT, kinds=KINDS, now=NOW)
        for wave_id, closed_on, shift in (
            (OLD, dt.date(2025, 10, 24), {"t1": -1}),
            (NEW, dt.date(2026, 10, 23), {"t1": 2, "t3": 1}),
        ):
            import_answers(
                session,
                wave_id,
                GivenFile("a.csv", answers_csv(shift).encode()),
                instrument="tva",
                closed_on=closed_on,
                now=NOW,
            )
            publish(session, wave_id, now=NOW)
    return Town()


def terms(what: str = "Veckoavstämning om prioriteringar", **changed: object) -> Terms:
    given: dict[str, object] = {
        "what": what,
        "who": "Person l1",
        "by_when": dt.date(2027, 1, 31),
        "seen_by": "Alla har haft en avstämning",
        "risk": Risk.SERIOUS,
        "cause": "Oklara uppdrag",
        "took_part": "Skyddsombudet",
        "timing": Timing.TIME_PLAN,
        "state": AgreementState.AGREED,
        **changed,
    }
    return Terms(**given)  # type: ignore[arg-type]


def put_in(
    house: House,
    *,
    wave_id: str = NEW,
    unit_id: str = "t1",
    key: FigureKey = LEADERSHIP,
    given: Terms | None = None,
    by: str = "l1",
) -> int:
    """Make an improvement of a unit and return its number."""
    with house.database.writing() as session:
        cited = cite(session, wave_id, key, figure_unit_id=unit_id)
        return make_improvement(session, wave_id, unit_id, cited, given or terms(), actor_id=by, now=house.clock.now())
