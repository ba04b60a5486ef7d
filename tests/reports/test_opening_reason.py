"""The registrar says why before reading, and the leader sees who opened the report and why."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from workplace.clock import FixedClock
from workplace.house import House
from workplace.identity.actions import grant_role
from workplace.identity.actor import Role
from workplace.journal.queries import entries_about

WAVE = "enkat-2026"
REPORT = f"/ledarrapport/{WAVE}/T1"
REASON = "Ärende 2026/114: utlämnande av allmän handling"


@pytest.fixture
def registrar(released: Any, client_for: Any) -> Any:
    house: House = released.house
    with house.database.writing() as session:
        grant_role(session, "AMF-1", Role.REGISTRAR, house.clock.now())
    return client_for("AMF-1")


def openings(released: Any) -> list[tuple[str, str]]:
    with released.house.database.reading() as session:
        entries = entries_about(session, "leader_report", f"{WAVE}/T1", verb="opened")
    return [(entry.actor_id, entry.facts.get("reason", "")) for entry in reversed(entries)]


def test_the_registrar_is_first_asked_why_and_that_is_no_reading(released: Any, registrar: Any) -> None:
    page = registrar.get(REPORT).get_data(as_text=True)

    assert "Varför öppnar du rapporten?" in page
    assert "Direktgruppen" not in page
    assert registrar.get(f"{REPORT}.pdf").status_code == 404
    assert registrar.send(f"{REPORT}/oppna", {"reason": "  "}).status_code == 400
    assert openings(released) == []


def test_a_stated_reason_opens_the_report_and_the_leader_sees_it(
    released: Any, registrar: Any, client_for: Any
) -> None:
    assert registrar.send(f"{REPORT}/oppna", {"reason": REASON}).status_code == 303
    assert openings(released) == [("AMF-1", REASON)]

    assert "Direktgruppen" in registrar.get(REPORT).get_data(as_text=True)
    assert registrar.get(f"{REPORT}.pdf").data.startswith(b"%PDF")
    seen = client_for("anna").get(REPORT).get_data(as_text=True).split("Vem har öppnat rapporten")[-1]
    assert "Person AMF 1" in seen
    assert REASON in seen
    assert REASON not in client_for("mid").get(REPORT).get_data(as_text=True)


def test_a_reason_holds_for_this_report_and_for_an_hour(
    released: Any, registrar: Any, client_for: Any, clock: FixedClock
) -> None:
    registrar.send(f"{REPORT}/oppna", {"reason": REASON})
    assert "Varför öppnar du rapporten?" in registrar.get(f"/ledarrapport/{WAVE}/T3").get_data(as_text=True)

    clock.moment += dt.timedelta(minutes=61)
    later = client_for("AMF-1")

    assert "Varför öppnar du rapporten?" in later.get(REPORT).get_data(as_text=True)


def test_nobody_else_finds_the_question(released: Any, client_for: Any) -> None:
    for person in ("anna", "mid", "hr1", "T1-3"):
        assert client_for(person).send(f"{REPORT}/oppna", {"reason": REASON}).status_code == 404
