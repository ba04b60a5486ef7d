"""Before anything is done: is the schema there, and is the database what the caller takes it for?"""

from __future__ import annotations

import contextlib

from sqlalchemy.exc import IntegrityError

from workplace.database.schema import SchemaState, schema_state, upgrade
from workplace.employer.actions import give_birth
from workplace.employer.queries import Employer, employer_of
from workplace.employer.records import Birth
from workplace.errors import refuse
from workplace.house import House
from workplace.wording import N_


def require_schema(house: House, *, born: Birth = Birth.REAL, name: str = "") -> Employer:
    """Make the schema in an empty database, refuse an older one, and return whose database it is.

    An empty database is born here: real, unless the demo asks. The demo is refused one that was born real, also
    while nothing is in it yet.
    """
    state = known_schema(house)
    if state.is_empty:
        upgrade(house.database)
    elif not state.held:
        raise refuse("foreign_database", N_("Databasen har tabeller som inte är medskaps. Ange en tom databas."))
    elif not state.is_current:
        raise refuse(
            "old_schema",
            N_(
                "Databasen är från en annan version (%(held)s, programmet behöver %(newest)s). "
                "Ta en säkerhetskopia och kör: medskap database upgrade"
            ),
            held=state.held,
            newest=state.newest,
        )
    with house.database.reading() as session:
        employer = employer_of(session)
    if employer is None or (born is Birth.DEMO and not employer.is_demo):
        for _attempt in range(2):  # another process may give birth to it at the same moment
            with contextlib.suppress(IntegrityError), house.database.writing() as session:
                give_birth(session, born, house.clock.now(), name=name)
        with house.database.reading() as session:
            employer = employer_of(session)
    assert employer is not None
    return employer


def known_schema(house: House) -> SchemaState:
    """Return where the database stands; refused when a newer program has been at work in it."""
    state = schema_state(house.database)
    if not state.is_known:
        raise refuse(
            "newer_schema",
            N_("Databasen är från en nyare version (%(held)s) än programmet (%(newest)s). Uppdatera programmet."),
            held=state.held,
            newest=state.newest,
        )
    return state


def is_untouched(house: House) -> bool:
    """Return whether nobody has put anything in: no tables, or no person."""
    if schema_state(house.database).is_empty:
        return True
    from sqlalchemy import func, select

    from workplace.organisation.records import PersonRecord

    with house.database.reading() as session:
        return not session.scalar(select(func.count()).select_from(PersonRecord))
