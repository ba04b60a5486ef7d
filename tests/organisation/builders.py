"""Files of an invented organisation as text, and the act of taking them in."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import xlsxwriter
from sqlalchemy import select

from tests.conftest import NOW
from workplace.database import Base, Database
from workplace.imports.table import GivenFile
from workplace.organisation.actions import import_organisation
from workplace.organisation.plan import OrganisationChange

UNITS = """unit_id,name,parent_id,leader_id
stad,Staden,,p1
norr,Norr,stad,p2
soder,Söder,stad,p3
"""
PEOPLE = """person_id,name,email,unit_id,title,employed_from,employed_to,leader_id
p1,Asta Ek,asta@example.org,stad,Direktör,2015-01-01,,
p2,Bo Lind,bo@example.org,norr,Chef,2016-01-01,,
p3,Cia Berg,cia@example.org,soder,Chef,2017-01-01,,
p4,Dan Ås,dan@example.org,norr,Handläggare,2018-01-01,,
p5,Eva Öst,eva@example.org,norr,Handläggare,2019-01-01,,
p6,Fia Ry,fia@example.org,soder,Handläggare,2020-01-01,,
p7,Gun Alm,,soder,Handläggare,2021-01-01,,
"""
TODAY = dt.date(2026, 11, 24)


def given(text: str | bytes, name: str = "fil.csv") -> GivenFile:
    return GivenFile(name, text.encode() if isinstance(text, str) else text)


def workbook(text: str) -> bytes:
    """The same table as .xlsx, dates as dates."""
    memory = io.BytesIO()
    with xlsxwriter.Workbook(memory, {"in_memory": True}) as book:
        page, date = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        for number, line in enumerate(text.splitlines()):
            for column, cell in enumerate(line.split(",")):
                if re.fullmatch(r"\d{4}-\d\d-\d\d", cell):
                    day = dt.datetime.combine(dt.date.fromisoformat(cell), dt.time())
                    page.write_datetime(number, column, day, date)
                else:
                    page.write_string(number, column, cell)
    return memory.getvalue()


def take_in(
    database: Database,
    units: str | bytes = UNITS,
    people: str | bytes | None = PEOPLE,
    mapping: str | None = None,
    *,
    as_of: dt.date = TODAY,
    **more: Any,
) -> OrganisationChange:
    """Import in a transaction of its own."""
    with database.writing() as session:
        return import_organisation(
            session,
            units=given(units, "enheter.csv"),
            people=given(people, "personer.csv") if people else None,
            mapping=given(mapping, "karta.toml") if mapping else None,
            as_of=as_of,
            now=NOW,
            actor_id="hr",
            **more,
        )


def everything_in(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table: what must be the same before and after a refusal."""
    with database.reading() as session:
        return {
            table.name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
        }
