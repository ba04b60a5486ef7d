"""Every endpoint has a guard; what is hidden and what is missing are the same answer, with every method."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Blueprint, Flask

from appraisal import app as roof
from appraisal.app import UnguardedEndpoint, create_app
from tests.conftest import PageClient
from workplace.database import Database
from workplace.house import House
from workplace.identity.actor import Actor, Allowed, Denied, Permission
from workplace.identity.guard import Opening, guarded, public
from workplace.journal.queries import entries_about
from workplace.organisation.records import PersonRecord


def add_person(database: Database, person_id: str, name: str = "") -> None:
    with database.writing() as session:
        session.add(PersonRecord(id=person_id, name=name or person_id))


def secrets_blueprint() -> Blueprint:
    """Pages about objects: "mine" may be read, "secret-17" exists but may not, anything else is missing."""
    blueprint = Blueprint("probe", __name__)

    def subject(_session: object, _actor: Actor, _now: object, name: str) -> str | None:
        return name if name in ("mine", "secret-17") else None

    def may(_actor: Actor, name: str) -> Permission:
        return Allowed() if name == "mine" else Denied("not yours")

    @blueprint.get("/prov/<name>")
    @guarded(may, subject=subject, opens=Opening("probe", lambda name: name))
    def page(_subject: str, name: str) -> str:
        return "<!doctype html><html lang='sv'><title>Prov</title><main><h1>Prov</h1></main></html>"

    @blueprint.post("/prov/<name>/skriv")
    @guarded(may, subject=subject)
    def write(_subject: str, name: str) -> str:
        return "<!doctype html><html lang='sv'><title>Prov</title><main><h1>Prov</h1></main></html>"

    return blueprint


@pytest.fixture
def probed(house: House, monkeypatch: pytest.MonkeyPatch) -> Flask:
    real = roof.blueprints
    monkeypatch.setattr(roof, "blueprints", lambda: [*real(), secrets_blueprint()])
    return create_app(house)


@pytest.fixture
def app(probed: Flask) -> Flask:
    return probed


def visible(response: object) -> tuple[object, ...]:
    headers = sorted((name, value) for name, value in response.headers if name != "Date")  # type: ignore[attr-defined]
    return response.status_code, response.get_data(), headers  # type: ignore[attr-defined]


def test_the_app_does_not_start_with_an_endpoint_without_a_guard(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    bare = Blueprint("bare", __name__)
    bare.add_url_rule("/bar", "open_door", lambda: "in")
    real = roof.blueprints
    monkeypatch.setattr(roof, "blueprints", lambda: [*real(), bare])

    with pytest.raises(UnguardedEndpoint, match="bare.open_door"):
        create_app(house)


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
@pytest.mark.parametrize("path", ["/prov/{}", "/prov/{}/skriv"])
def test_hidden_and_missing_are_the_same_answer_with_every_method(
    client_for: Callable[[str], PageClient], database: Database, method: str, path: str
) -> None:
    add_person(database, "p1")
    client = client_for("p1")

    hidden = visible(client.open(path.format("secret-17"), method=method))
    missing = visible(client.open(path.format("nothing"), method=method))
    nowhere = visible(client.open("/finns-inte", method=method))

    assert hidden[0] == 404
    assert hidden == missing == nowhere


def test_the_not_found_page_names_nobody_and_sets_no_cookie(
    client_for: Callable[[str], PageClient], database: Database
) -> None:
    add_person(database, "p1", "Nilla Namnsson")
    response = client_for("p1").get("/prov/secret-17")
    page = response.get_data(as_text=True)

    assert "Nilla" not in page
    assert "secret-17" not in page
    assert "csrf" not in page
    assert "Set-Cookie" not in response.headers


def test_who_may_see_an_object_learns_that_the_method_is_wrong(
    client_for: Callable[[str], PageClient], database: Database
) -> None:
    add_person(database, "p1")

    assert client_for("p1").put("/prov/mine").status_code == 405


def test_permission_is_asked_before_the_form_token(client_for: Callable[[str], PageClient], database: Database) -> None:
    add_person(database, "p1")
    client = client_for("p1")

    assert client.post("/prov/secret-17/skriv").status_code == 404
    assert client.post("/prov/mine/skriv").status_code == 400
    assert client.send("/prov/mine/skriv").status_code == 200


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "http://localhost:8000"])
def test_a_form_from_another_origin_is_refused_even_with_a_right_token(
    client_for: Callable[[str], PageClient], database: Database, origin: str
) -> None:
    add_person(database, "p1")
    client = client_for("p1")

    assert client.send("/prov/mine/skriv", headers={"Origin": origin}).status_code == 400
    assert client.send("/prov/mine/skriv", headers={"Origin": "http://localhost"}).status_code == 200


def test_a_form_token_of_another_session_is_refused(
    client_for: Callable[[str], PageClient], database: Database
) -> None:
    add_person(database, "p1")
    add_person(database, "p2")
    mine, other = client_for("p1"), client_for("p2")
    mine.session_token, own = other.session_token, mine.session_token

    assert mine.send("/prov/mine/skriv").status_code == 400
    mine.session_token = own
    assert mine.send("/prov/mine/skriv").status_code == 200


def test_a_reading_that_is_logged_stands_in_the_journal_before_the_page_is_shown(
    client_for: Callable[[str], PageClient], database: Database
) -> None:
    add_person(database, "p1")
    client_for("p1").get("/prov/mine")

    with database.reading() as session:
        entries = entries_about(session, "probe", "mine", verb="opened")
    assert [entry.actor_id for entry in entries] == ["p1"]


def test_a_page_is_not_shown_when_its_reading_cannot_be_logged(
    client_for: Callable[[str], PageClient], database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_person(database, "p1")
    client = client_for("p1")

    def broken(*_arguments: object, **_facts: object) -> None:
        raise RuntimeError("the journal is full")

    monkeypatch.setattr("workplace.identity.guard.record", broken)
    response = client.get("/prov/mine")

    assert response.status_code == 500
    assert "<h1>Prov" not in response.get_data(as_text=True)


def test_nobody_signed_in_learns_nothing_from_where_they_are_sent(anonymous: PageClient) -> None:
    assert visible(anonymous.get("/prov/secret-17")) == visible(anonymous.get("/prov/nothing"))
    assert anonymous.get("/prov/secret-17").headers["Location"] == "/logga-in"


def test_a_public_endpoint_needs_a_reason() -> None:
    with pytest.raises(ValueError, match="reason"):
        public("")


def test_every_reply_carries_the_security_headers(anonymous: PageClient) -> None:
    for path in ("/logga-in", "/finns-inte", "/halsa"):
        headers = anonymous.get(path).headers
        assert "script-src 'self'" in headers["Content-Security-Policy"]
        assert "unsafe-inline" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"


def test_a_request_for_another_host_is_refused(anonymous: PageClient) -> None:
    assert anonymous.get("/logga-in", base_url="http://evil.example").status_code == 400
