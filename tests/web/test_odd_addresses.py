"""Addresses and fields nobody types: answered as missing, on both kinds of database, never with a fault of ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import NOW
from workplace.house import House
from workplace.identity.actions import grant_role
from workplace.identity.actor import Role


@pytest.fixture
def hr(house: House, client_for: Callable[[str], Any]) -> Any:
    with house.database.writing() as session:
        grant_role(session, "hr", Role.HR, NOW)
    return client_for("hr")


@pytest.mark.parametrize(
    "path",
    [
        "/hr/organisation/inlasning/99999999999999999999999",
        "/hr/organisation/inlasning/2147483648",
        "/mal/%00",
        "/resultat?wave=%00",
        "/logga-in/lank/%00",
        "/hr/omgangar/%00",
        "/resultat/%ff%fe/x",
    ],
)
def test_a_number_too_large_and_a_nul_are_simply_missing(hr: Any, path: str) -> None:
    missing = hr.get("/finns-inte")

    reply = hr.get(path)

    assert reply.status_code == 404
    assert reply.data == missing.data
    assert list(reply.headers) == list(missing.headers)


def test_a_nul_in_a_form_is_refused(hr: Any) -> None:
    assert hr.send("/konto", {"password": "ett långt lösenord\0 till"}).status_code == 400


def test_health_is_told_in_json_also_to_a_browser_that_is_signed_in_when_the_database_is_away(
    hr: Any, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(house.database, "is_answering", lambda: False)
    monkeypatch.setattr("workplace.identity.guard.session_of", _no_database)

    reply = hr.get("/halsa")

    assert reply.status_code == 503
    assert set(reply.get_json()) == {"status", "database", "migrations", "jobs", "mail"}


def _no_database(*_arguments: Any) -> None:
    raise AssertionError("health asks for no session")
