"""The journal: a chain that shows every change, and a page that shows each reader what is theirs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text

from tests.conftest import NOW, PageClient
from workplace.database import Database
from workplace.identity.actions import grant_role
from workplace.identity.actor import Role
from workplace.journal.actions import record
from workplace.journal.chain import GENESIS, link
from workplace.journal.entry import PAGE_SIZE
from workplace.journal.queries import first_bad_entry
from workplace.organisation.records import PersonRecord


def write_entries(database: Database, count: int = 5) -> None:
    with database.writing() as session:
        for number in range(1, count + 1):
            record(
                session,
                now=NOW,
                actor_id="p1",
                verb="opened",
                object_kind="leader_report",
                object_id=f"w/{number}",
                facts={"number": number},
            )


def first_bad(database: Database) -> int | None:
    with database.reading() as session:
        return first_bad_entry(session)


def test_an_untouched_journal_is_whole(database: Database) -> None:
    write_entries(database)

    assert first_bad(database) is None


@pytest.mark.parametrize(
    "tampering",
    [
        "update journal_content set verb = 'signed_in' where sequence = 3",
        "update journal_content set actor_id = 'p2' where sequence = 3",
        "update journal_content set object_id = 'w/9' where sequence = 3",
        "update journal_content set happened_at = '2020-01-01 00:00:00' where sequence = 3",
        "update journal_entry set commitment = 'f' where sequence = 3",
        "update journal_entry set hash = 'f' where sequence = 3",
    ],
)
def test_every_change_is_found_and_its_entry_named(database: Database, tampering: str) -> None:
    write_entries(database)
    with database.writing() as session:
        session.execute(text(tampering))

    assert first_bad(database) == 3


def test_an_entry_that_is_taken_away_is_missed(database: Database) -> None:
    write_entries(database)
    with database.writing() as session:
        session.execute(text("delete from journal_content where sequence = 3"))
        session.execute(text("delete from journal_entry where sequence = 3"))

    assert first_bad(database) == 3


def test_erased_content_leaves_the_chain_whole(database: Database) -> None:
    write_entries(database)
    with database.writing() as session:
        session.execute(text("delete from journal_content where sequence = 3"))

    assert first_bad(database) is None


def test_a_link_depends_on_all_before_it() -> None:
    assert link(GENESIS, 1, "a") != link(link(GENESIS, 1, "a"), 1, "a")
    assert link(GENESIS, 1, "a") != link(GENESIS, 2, "a")


def test_the_registrar_reads_who_and_what_and_the_operator_only_that(
    database: Database, client_for: Callable[[str], PageClient]
) -> None:
    with database.writing() as session:
        session.add_all([PersonRecord(id="re"), PersonRecord(id="ad"), PersonRecord(id="p1", name="Nilla Namnsson")])
        session.flush()
        grant_role(session, "re", Role.REGISTRAR, NOW)
        grant_role(session, "ad", Role.ADMIN, NOW)
    write_entries(database)

    registrar = client_for("re").get("/admin/journal").get_data(as_text=True)
    operator = client_for("ad").get("/admin/journal").get_data(as_text=True)

    assert "Nilla Namnsson" in registrar
    assert "w/3" in registrar
    assert "Nilla" not in operator
    assert "w/3" not in operator
    assert client_for("p1").get("/admin/journal").status_code == 404


def test_a_long_journal_is_read_a_page_at_a_time_newest_first(
    database: Database, client_for: Callable[[str], PageClient]
) -> None:
    with database.writing() as session:
        session.add(PersonRecord(id="drift", name="Drift"))
        session.flush()
        grant_role(session, "drift", Role.REGISTRAR, now=NOW)
    write_entries(database, PAGE_SIZE + 1)
    client = client_for("drift")

    first = client.get("/admin/journal").get_data(as_text=True)
    second = client.get("/admin/journal?sida=2").get_data(as_text=True)

    assert f"w/{PAGE_SIZE + 1}<" in first
    assert "w/1<" not in first
    assert "w/1<" in second
    assert f"w/{PAGE_SIZE + 1}<" not in second
