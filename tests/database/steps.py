"""What a room may hang on backup and restore, as `appraisal.registry.BACKUPS` names it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from workplace.house import House
from workplace.organisation.records import PersonRecord
from workplace.wording import Sentence


def before_backup(house: House) -> None:
    """Note that it has been here, in the database itself."""
    with house.database.writing() as session:
        session.merge(PersonRecord(id="before", name="Före"))


def after_restore(session: Session, house: House) -> Sequence[Sentence]:
    """Note that it has been here, and tell it."""
    session.add(PersonRecord(id="after", name="Efter"))
    return [Sentence("%(n)s inbjudningar är öppna igen.", {"n": 17})]
