"""What is kept of improvements survives that the newest migration is undone and done again."""

from __future__ import annotations

from sqlalchemy import text

from surveys.improvements.actions import propose
from tests.conftest import NOW
from tests.improvements.conftest import LEADERSHIP, NEW, Town, put_in
from workplace.database.schema import downgrade, schema_state, upgrade
from workplace.house import House


def test_agreements_and_their_log_stay_when_the_migration_is_undone(town: Town, house: House) -> None:
    made = put_in(house)
    with house.database.writing() as session:
        proposed = propose(session, NEW, "t2", LEADERSHIP, "En idé", actor_id="ny2", now=NOW)

    downgrade(house.database, "0008")
    upgrade(house.database)

    with house.database.reading() as session:
        states = {row.id: row.state for row in session.execute(text("select id, state from agreement"))}
        logged = session.scalar(text("select count(*) from agreement_log"))
    assert states == {made: "agreed", proposed: "agreed"}
    assert logged == 2
    assert schema_state(house.database).is_current
