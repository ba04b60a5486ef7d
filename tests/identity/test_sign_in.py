"""Ways in: one-time link, password, the demo's pick of a person; and ways out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from appraisal.work import COMPOSERS
from tests.conftest import NOW, PageClient
from workplace.clock import FixedClock
from workplace.database import Database
from workplace.employer.records import EmployerRecord
from workplace.house import House
from workplace.identity.actions import make_link, set_password
from workplace.identity.tokens import TRIES_PER_ACCOUNT
from workplace.mail.jobs import deliver_waiting
from workplace.mail.queries import demo_mails
from workplace.organisation.records import PersonRecord

GOOD_PASSWORD = "en mening som jag minns"


def add_person(database: Database, person_id: str = "p1", email: str = "anna@demostaden.example") -> None:
    with database.writing() as session:
        session.add(PersonRecord(id=person_id, name="Anna Prov", email=email))


def link_for(database: Database, person_id: str = "p1") -> str:
    with database.writing() as session:
        return f"/logga-in/lank/{make_link(session, person_id, NOW)}"


def is_signed_in(client: PageClient) -> bool:
    return client.get("/konto").status_code == 200


def make_demo(database: Database) -> None:
    with database.writing() as session:
        session.get(EmployerRecord, 1).born = "demo"  # type: ignore[union-attr]


def test_opening_a_link_signs_nobody_in_but_its_button_does_once(anonymous: PageClient, database: Database) -> None:
    add_person(database)
    link = link_for(database)

    assert anonymous.get(link).status_code == 200
    assert anonymous.get(link).status_code == 200
    assert not is_signed_in(anonymous)
    assert anonymous.send(link).status_code == 303
    assert is_signed_in(anonymous)
    assert anonymous.application.test_client().get("/konto").status_code == 303


def test_a_link_works_once(anonymous: PageClient, app: object, database: Database) -> None:
    add_person(database)
    link = link_for(database)
    anonymous.send(link)
    other: PageClient = anonymous.application.test_client()  # type: ignore[assignment]

    assert other.send(link).status_code == 410
    assert not is_signed_in(other)


def test_a_link_dies_after_half_an_hour(anonymous: PageClient, database: Database, clock: FixedClock) -> None:
    add_person(database)
    link = link_for(database)
    clock.moment = NOW + dt.timedelta(minutes=31)

    assert anonymous.send(link).status_code == 410


def test_asking_for_a_link_reads_the_same_for_known_and_unknown_addresses(
    anonymous: PageClient, database: Database
) -> None:
    add_person(database)

    known = anonymous.send("/logga-in/lank", {"email": "anna@demostaden.example"})
    unknown = anonymous.send("/logga-in/lank", {"email": "ingen@demostaden.example"})

    assert known.status_code == unknown.status_code == 200
    assert known.get_data() == unknown.get_data()


def test_the_mailed_link_lets_its_reader_in(anonymous: PageClient, database: Database, house: House) -> None:
    add_person(database)
    make_demo(database)

    anonymous.send("/logga-in/lank", {"email": "Anna@Demostaden.example"})
    deliver_waiting(house, COMPOSERS)
    with database.reading() as session:
        (mail,) = demo_mails(session)
    (link,) = re.findall(r"http://localhost(/logga-in/lank/\S+)", mail.body or "")

    assert anonymous.send(link).status_code == 303
    assert is_signed_in(anonymous)


def test_a_password_lets_its_owner_in_and_nobody_else(anonymous: PageClient, database: Database) -> None:
    add_person(database)
    with database.writing() as session:
        set_password(session, "p1", GOOD_PASSWORD, NOW, keep_session="")

    wrong = anonymous.send("/logga-in/losenord", {"email": "anna@demostaden.example", "password": "fel"})
    unknown = anonymous.send("/logga-in/losenord", {"email": "ingen@demostaden.example", "password": "fel"})
    assert (wrong.status_code, unknown.status_code) == (400, 400)
    assert not is_signed_in(anonymous)

    right = anonymous.send("/logga-in/losenord", {"email": "anna@demostaden.example", "password": GOOD_PASSWORD})
    assert right.status_code == 303
    assert is_signed_in(anonymous)


def test_guessing_is_throttled_for_the_account_and_heals_by_itself(
    anonymous: PageClient, database: Database, clock: FixedClock
) -> None:
    add_person(database)
    with database.writing() as session:
        set_password(session, "p1", GOOD_PASSWORD, NOW, keep_session="")
    guess = {"email": "anna@demostaden.example", "password": "fel"}

    statuses = [anonymous.send("/logga-in/losenord", guess).status_code for _ in range(TRIES_PER_ACCOUNT + 1)]
    assert statuses[-1] == 429
    right = {**guess, "password": GOOD_PASSWORD}
    assert anonymous.send("/logga-in/losenord", right).status_code == 429
    clock.moment = NOW + dt.timedelta(minutes=16)
    assert anonymous.send("/logga-in/losenord", right).status_code == 303


def test_a_session_ends_when_idle_and_after_a_working_day(
    client_for: Callable[[str], PageClient], database: Database, clock: FixedClock
) -> None:
    add_person(database)
    client = client_for("p1")
    clock.moment = NOW + dt.timedelta(minutes=31)
    assert not is_signed_in(client)

    client = client_for("p1")
    for minutes in range(20, 8 * 60, 20):
        clock.moment = NOW + dt.timedelta(minutes=31 + minutes)
        assert is_signed_in(client)
    clock.moment = NOW + dt.timedelta(hours=8, minutes=32)
    assert not is_signed_in(client)


def test_signing_in_gives_a_new_session_and_ends_the_old(
    client_for: Callable[[str], PageClient], database: Database
) -> None:
    add_person(database)
    first = client_for("p1")
    old_token = first.session_token
    reply = first.send(link_for(database))
    cookie = reply.headers["Set-Cookie"]

    assert old_token not in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    stolen: PageClient = first.application.test_client()  # type: ignore[assignment]
    stolen.set_cookie("medskap", old_token)
    assert not is_signed_in(stolen)


def test_choosing_a_password_signs_out_everywhere_else(
    client_for: Callable[[str], PageClient], database: Database
) -> None:
    add_person(database)
    here, there = client_for("p1"), client_for("p1")

    assert here.send("/konto", {"password": "kort"}).status_code == 400
    assert is_signed_in(there)
    assert here.send("/konto", {"password": GOOD_PASSWORD}).status_code == 303
    assert is_signed_in(here)
    assert not is_signed_in(there)


def test_signing_out_ends_the_session_on_the_server(
    client_for: Callable[[str], PageClient], database: Database
) -> None:
    add_person(database)
    client = client_for("p1")
    token = client.session_token

    assert client.send("/logga-ut").status_code == 303
    client.set_cookie("medskap", token)
    assert not is_signed_in(client)


def test_a_person_is_picked_only_in_a_demo(anonymous: PageClient, database: Database) -> None:
    add_person(database)
    assert anonymous.send("/logga-in/demo", {"person_id": "p1"}).status_code == 404

    make_demo(database)
    assert anonymous.send("/logga-in/demo", {"person_id": "p1"}).status_code == 303
    assert is_signed_in(anonymous)


def test_the_token_of_a_link_is_nowhere_in_the_database(anonymous: PageClient, database: Database) -> None:
    from sqlalchemy import text

    from workplace.database import Base

    add_person(database)
    token = link_for(database).rsplit("/", 1)[1]
    with database.reading() as session:
        for table in Base.metadata.tables:
            rows = session.execute(text(f'select * from "{table}"')).all()
            assert token not in repr(rows)
