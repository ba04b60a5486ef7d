"""HR's and the registrar's page of what is erased."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conftest import PageClient
from tests.erasure.waves import MONTHS, build_wave
from workplace.clock import FixedClock
from workplace.erasure.queries import decisions, decisions_in_force
from workplace.erasure.rule import months_after
from workplace.house import House
from workplace.journal.queries import entries_about

GIVEN = {
    "kind": "ballot",
    "decided_by": "Arbetsmarknadsnämnden",
    "reference": "AMN 2028/7 § 12",
    "decided_on": "2028-11-20",
}


@pytest.fixture
def old_wave(house: House, clock: FixedClock) -> House:
    build_wave(house)
    clock.moment = months_after(clock.moment, MONTHS)
    return house


def test_the_page_tells_what_waits_and_by_which_rule(old_wave: House, client_for: Callable[[str], PageClient]) -> None:
    page = client_for("re").get("/hr/gallring").get_data(as_text=True)

    assert "Poster som har sparats så länge de får: 55." in page
    assert "Så många månader efter intyget som stadgan säger" in page
    assert "Gör ett registerutdrag" in page
    assert "Gör ett registerutdrag" not in client_for("hr").get("/hr/gallring").get_data(as_text=True)


def test_what_becomes_due_within_a_year_is_told_before(
    house: House, clock: FixedClock, client_for: Callable[[str], PageClient]
) -> None:
    build_wave(house)
    clock.moment = months_after(clock.moment, MONTHS - 2)

    page = client_for("hr").get("/hr/gallring").get_data(as_text=True)

    assert "Ingenting väntar på ett beslut." in page
    assert "24 november 2028" in page


def test_a_decision_is_recorded_shown_and_taken_back(old_wave: House, client_for: Callable[[str], PageClient]) -> None:
    client = client_for("re")

    assert client.send("/hr/gallring/beslut", GIVEN).status_code == 303

    page = client.get("/hr/gallring").get_data(as_text=True)
    assert "Arbetsmarknadsnämnden 20 november 2028, AMN 2028/7 § 12" in page
    with old_wave.database.reading() as session:
        (decision,) = decisions(session)
        (entry,) = entries_about(session, "erasure_decision", str(decision.id))
    assert (decision.recorded_by, entry.actor_id, entry.facts["reference"]) == ("re", "re", "AMN 2028/7 § 12")

    assert client.send(f"/hr/gallring/beslut/{decision.id}/ater").status_code == 303
    with old_wave.database.reading() as session:
        assert not decisions_in_force(session)
    assert client.send(f"/hr/gallring/beslut/{decision.id}/ater").status_code == 409


def test_half_a_decision_comes_back_with_what_is_wrong(
    old_wave: House, client_for: Callable[[str], PageClient]
) -> None:
    client = client_for("hr")

    empty = client.send("/hr/gallring/beslut", {**GIVEN, "decided_by": " "})
    later = client.send("/hr/gallring/beslut", {**GIVEN, "decided_on": "2031-01-01"})
    other = client.send("/hr/gallring/beslut", {**GIVEN, "kind": "session"})

    assert (empty.status_code, later.status_code, other.status_code) == (400, 409, 400)
    assert "Ange vem som har beslutat." in empty.get_data(as_text=True)
    assert "i framtiden" in later.get_data(as_text=True)
    with old_wave.database.reading() as session:
        assert not decisions(session)
