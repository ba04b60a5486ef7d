"""A small employer with a wave that is open, for the tests of invitations."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import select, text, update

from appraisal.definition_kinds import KINDS
from surveys.invitations.actions import order_step
from surveys.invitations.records import InvitationRecord
from surveys.invitations.timetable import Doing, Due
from surveys.planning.actions import plan_wave, sign
from surveys.planning.jobs import open_with_key
from surveys.planning.plan import PlanDraft, closing_moment, opening_moment, reminder_moments
from tests.house.employer import INSTRUMENT
from workplace.definitions.actions import publish
from workplace.house import House
from workplace.identity.actions import grant_role
from workplace.identity.actor import Role
from workplace.imports.table import GivenFile
from workplace.organisation.actions import import_organisation

WAVE = "enkat-2026"
OPENS = dt.date(2026, 11, 23)
CLOSES = dt.date(2026, 12, 11)

UNITS = (
    "unit_id,name,parent_id,administration,leader_id\n"
    "stad,Staden,,Staden,top\n"
    "f1,Förvaltning ett,stad,Förvaltning ett,dept\n"
    "team,Teamet,f1,,lead\n"
    "hrteam,HR-gruppen,f1,,hrlead\n"
    "f2,Förvaltning två,stad,Förvaltning två,other\n"
)


def people_csv() -> str:
    """Leaders, HR of two administrations, and people with and without addresses, one of them protected."""
    rows = ["person_id,name,email,unit_id,title,employed_from,phone,protected"]

    def add(
        person_id: str, unit_id: str, *, email: str = "", phone: str = "", name: str = "", protected: str = ""
    ) -> None:
        address = f"{person_id}@prov.example" if email == "" else email.strip()
        rows.append(
            f"{person_id},{name or 'Person ' + person_id},{address},{unit_id},Titel,2020-01-01,{phone},{protected}"
        )

    for person_id, unit_id in (
        ("top", "stad"),
        ("dept", "f1"),
        ("lead", "team"),
        ("other", "f2"),
        ("hr", "f1"),
        ("hr2", "f2"),
        ("hrlead", "hrteam"),
        ("ad", "stad"),
    ):
        add(person_id, unit_id)
    for number in range(1, 31):
        add(f"e{number}", "team")
    for number in range(1, 23):
        add(f"o{number}", "f2")
    add("hrm", "hrteam", email=" ")
    add("brev", "team", email=" ", name="=cmd|' /C calc'!A0")
    add("mobil", "team", email=" ", phone="070-123 45 67")
    add("skyddad", "team", protected="1")
    return "\n".join(rows) + "\n"


def build_organisation(house: House) -> None:
    """Import the employer, grant HR, publish an instrument."""
    now = house.clock.now()
    with house.database.writing() as session:
        import_organisation(
            session,
            units=GivenFile("u.csv", UNITS.encode()),
            people=GivenFile("p.csv", people_csv().encode()),
            as_of=dt.date(2026, 1, 1),
            now=now,
        )
        for person_id, role in (
            ("hr", Role.HR),
            ("hr2", Role.HR),
            ("hrlead", Role.HR),
            ("ad", Role.ADMIN),
        ):
            grant_role(session, person_id, role, now - dt.timedelta(days=30))
        publish(session, INSTRUMENT, kinds=KINDS, now=now)


def plan(house: House, wave_id: str = WAVE, **more: Any) -> None:
    """Plan and sign a wave that opened the day before the tests' own."""
    opens_at, closes_at = opening_moment(OPENS), closing_moment(CLOSES)
    values: dict[str, Any] = {
        "wave_id": wave_id,
        "title": "Medarbetarenkät 2026",
        "instrument": "tre",
        "census_on": OPENS,
        "opens_at": opens_at,
        "closes_at": closes_at,
        "reminders": reminder_moments(opens_at, closes_at, 2, 6),
        **more,
    }
    with house.database.writing() as session:
        plan_wave(session, PlanDraft(**values), now=house.clock.now())
        sign(session, wave_id, now=house.clock.now())


def open_it(house: House, wave_id: str = WAVE) -> None:
    """Open the wave and put its invitations in the outbox."""
    open_with_key(house, wave_id)
    do_step(house, Due(Doing.INVITE, wave_id))


def do_step(house: House, due: Due) -> None:
    """Order a step and do it."""
    from appraisal.work import worker_for

    with house.database.writing() as session:
        batch_id = order_step(session, due, now=house.clock.now())
    worker_for(house, "test", batch_id=batch_id).run_until_idle()


def mark_answered(house: House, *person_ids: str) -> None:
    """Do to the register what sending an answer does."""
    with house.database.writing() as session:
        session.execute(
            update(InvitationRecord).where(InvitationRecord.person_id.in_(person_ids)).values(answered=True)
        )


def invitation_id_of(house: House, person_id: str, wave_id: str = WAVE) -> str:
    with house.database.reading() as session:
        return session.scalars(
            select(InvitationRecord.id).where(
                InvitationRecord.person_id == person_id, InvitationRecord.wave_id == wave_id
            )
        ).one()


def with_settings(house: House, **settings: Any) -> House:
    """The same installation told something else."""
    return House(replace(house.settings, **settings), house.database, house.clock)


def everything_stored(house: House) -> str:
    """All rows of all tables as text, to look for what must not be there."""
    from workplace.database import Base

    found = []
    with house.database.reading() as session:
        for table in Base.metadata.tables:
            found += [str(tuple(row)) for row in session.execute(text(f'select * from "{table}"'))]
    return "\n".join(found)


def files_hold(folder: Path, word: str) -> list[Path]:
    """Return the files in a folder in which a word stands."""
    return [path for path in folder.rglob("*") if path.is_file() and word.encode() in path.read_bytes()]
