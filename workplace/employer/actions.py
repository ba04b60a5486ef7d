"""Give birth to a database."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from workplace.employer.records import Birth, EmployerRecord
from workplace.errors import refuse
from workplace.wording import N_


def give_birth(session: Session, born: Birth, now: dt.datetime, *, name: str = "") -> None:
    """Write once whether this database is real or a demo; the same again changes nothing, the other is refused."""
    held = session.get(EmployerRecord, 1)
    if held is None:
        session.add(EmployerRecord(id=1, name=name, born=born.value, born_at=now))
        session.flush()
    elif held.born != born:
        raise refuse(
            "born_otherwise",
            N_("Databasen är skapad för riktig drift. Demon behöver en tom: sätt MEDSKAP_HOME till en annan mapp.")
            if born is Birth.DEMO
            else N_("Databasen är skapad som demo. Riktig drift behöver en tom: sätt MEDSKAP_HOME till en annan mapp."),
        )
