"""The outbox page: texts only in a demo, rows for administration, counts for HR, nothing for others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from tests.conftest import NOW, PageClient
from tests.mail.senders import COMPOSERS, make_link_table, queue_link, queue_plain
from workplace.employer.records import Birth, EmployerRecord
from workplace.house import House
from workplace.identity.records import RoleGrantRecord
from workplace.mail.jobs import deliver_waiting
from workplace.mail.linked_text import Piece, pieces_of
from workplace.mail.outbox import PAGE_SIZE
from workplace.organisation.records import PersonRecord

PEOPLE = {"hr": "hr", "drift": "admin", "anna": "", "skyddad": ""}


@pytest.fixture(autouse=True)
def people(house: House) -> None:
    with house.database.writing() as session:
        session.add_all(
            PersonRecord(id=person_id, name=person_id.title(), protected=person_id == "skyddad") for person_id in PEOPLE
        )
        session.flush()
        session.add_all(
            RoleGrantRecord(person_id=person_id, role=role, granted_at=NOW - dt.timedelta(days=1))
            for person_id, role in PEOPLE.items()
            if role
        )


@pytest.fixture
def demo(house: House) -> None:
    make_link_table(house)
    with house.database.writing() as session:
        employer = session.get(EmployerRecord, 1)
        assert employer is not None
        employer.born = Birth.DEMO.value


def page_of(client: PageClient) -> str:
    return client.get("/admin/post").get_data(as_text=True)


def test_administration_sees_rows_and_never_a_text(client_for: Callable[[str], PageClient], house: House) -> None:
    queue_plain(house, subject="Om lönen", body="Hemlig text", to="anna@example.se")
    page = page_of(client_for("drift"))
    assert "anna@example.se" in page
    assert "Om lönen" not in page
    assert "Hemlig text" not in page
    assert "Ingen e-postserver är inställd" in page


def test_a_protected_person_is_shown_without_address(client_for: Callable[[str], PageClient], house: House) -> None:
    queue_plain(house, to="gomd@example.se", to_person_id="skyddad")
    page = page_of(client_for("drift"))
    assert "gomd@example.se" not in page
    assert "Skyddad person" in page


def test_hr_sees_counts_alone(client_for: Callable[[str], PageClient], house: House) -> None:
    queue_plain(house, to="anna@example.se")
    page = page_of(client_for("hr"))
    assert "Väntar" in page
    assert "anna@example.se" not in page


def test_others_find_no_outbox(client_for: Callable[[str], PageClient]) -> None:
    assert client_for("anna").get("/admin/post").status_code == 404


def test_a_demo_mail_is_read_with_its_link(demo: None, client_for: Callable[[str], PageClient], house: House) -> None:
    queue_link(house, to="anna@example.se", to_person_id="anna")
    queue_link(house, to="gomd@example.se", to_person_id="skyddad")
    client = client_for("anna")
    assert "Inte skickat ännu" in page_of(client)
    deliver_waiting(house, COMPOSERS)
    page = page_of(client)
    assert '<a href="/logga-in/lank/hemlig-1">http://localhost/logga-in/lank/hemlig-1</a>' in page
    assert "gomd@example.se" not in page


def test_a_text_is_never_markup(demo: None, client_for: Callable[[str], PageClient], house: House) -> None:
    queue_plain(house, subject="<b>Hej</b>", body="<script>alert(1)</script>")
    page = page_of(client_for("anna"))
    assert "<script>alert" not in page
    assert "<b>Hej" not in page


def test_a_long_outbox_is_read_a_page_at_a_time_newest_first(
    client_for: Callable[[str], PageClient], house: House
) -> None:
    for number in range(PAGE_SIZE + 1):
        queue_plain(house, to=f"anna{number:02}@example.se")
    client = client_for("drift")
    first, second = page_of(client), client.get("/admin/post?sida=2").get_data(as_text=True)
    assert "anna25@example.se" in first
    assert "anna00@example.se" not in first
    assert "anna00@example.se" in second
    assert "anna01@example.se" not in second


def test_the_outbox_can_be_filtered_by_how_mails_stand(client_for: Callable[[str], PageClient], house: House) -> None:
    queue_plain(house, to="anna@example.se")
    client = client_for("drift")
    assert "anna@example.se" in client.get("/admin/post?lage=vantar").get_data(as_text=True)
    assert "anna@example.se" not in client.get("/admin/post?lage=skickat").get_data(as_text=True)
    assert "anna@example.se" in client.get("/admin/post?lage=okant").get_data(as_text=True)


def test_only_our_own_addresses_become_links() -> None:
    body = "Se http://localhost/enkat/x. Inte http://localhost.ond.se/y eller http://localhost//ond.se/z"
    assert [piece for piece in pieces_of(body, "http://localhost") if piece.href] == [
        Piece("http://localhost/enkat/x", "/enkat/x")
    ]
    assert "".join(piece.text for piece in pieces_of(body, "http://localhost")) == body
