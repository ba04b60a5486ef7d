"""Until a circle's day a release is as if it were not there: on every page, in every file, for each who asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update

from surveys.findings.queries import hidden_waves, readable_releases
from surveys.waves.charter import Circle, charter_hash, default_charter
from surveys.waves.records import WaveRecord
from tests.conftest import NOW, PageClient
from tests.waves.small_organisation import make_organisation, publish_wave, take_in_answers
from workplace.database import Database
from workplace.identity.actions import grant_role
from workplace.identity.actor import Role
from workplace.identity.queries import actor_of

PEOPLE = {
    Circle.ANALYSTS: ("anna", "hanna"),
    Circle.LEADERSHIP: ("lena", "ulla", "hugo"),
    Circle.LEADERS: (),
    Circle.EVERYBODY: ("norr-1",),
}
"""By the circle that lets them in first; in an organisation of two levels all who lead are the leadership."""
ORDER = list(Circle)


def wave_id(opened: int) -> str:
    return f"oppen-{opened}"


@pytest.fixture
def waves(database: Database) -> None:
    """A wave for each number of circles that are let in by now, the others a week from now."""
    make_organisation(database)
    with database.writing() as session:
        grant_role(session, "norr-2", Role.ANALYST, now=NOW)
    for opened in range(len(ORDER) + 1):
        take_in_answers(database, wave_id(opened), closed_on=dt.date(2026, 10, 1 + opened), title=f"Omgång {opened}")
        days = {
            circle.value: (NOW.date() + dt.timedelta(days=-1 if place < opened else 7)).isoformat()
            for place, circle in enumerate(ORDER)
        }
        charter = {**default_charter(), "circles": days}
        with database.writing() as session:
            session.execute(
                update(WaveRecord)
                .where(WaveRecord.id == wave_id(opened))
                .values(charter=charter, charter_sha256=charter_hash(charter))
            )
        publish_wave(database, wave_id(opened))


def answer(response: Any) -> tuple[Any, ...]:
    headers = sorted((name, value) for name, value in response.headers if name != "Date")
    return response.status_code, response.get_data(), tuple(headers)


def test_a_release_is_missing_until_the_circle_is_let_in(waves: None, client_for: Callable[[str], PageClient]) -> None:
    for place, circle in enumerate(ORDER):
        for name in PEOPLE[circle]:
            client = client_for("norr-2" if name == "anna" else name)
            missing = answer(client.get("/finns-inte"))
            listed = client.get("/resultat").get_data(as_text=True)
            start = client.get("/").get_data(as_text=True)
            for opened in range(len(ORDER) + 1):
                may = opened > place
                for tail in ("f", "f?grupp=direkt", "norr", "norr.csv"):
                    response = client.get(f"/resultat/{wave_id(opened)}/{tail}")
                    assert response.status_code == (200 if may else 404), (name, opened, tail)
                    assert may or answer(response) == missing, (name, opened, tail)
                assert (f"/resultat/{wave_id(opened)}/" in listed) is may, (name, opened)
                assert may or f"/resultat/{wave_id(opened)}/" not in start, (name, opened)


def test_a_leader_below_the_leadership_waits_for_the_leaders_day(database: Database, waves: None) -> None:
    with database.reading() as session:
        hidden = hidden_waves(session, actor_of(session, "nils", NOW), NOW)
        readable = readable_releases(session, actor_of(session, "norr-1", NOW), NOW)

    assert hidden == {wave_id(0), wave_id(1)}  # Jobbtorg Norr hangs straight below the top
    assert [found.wave_id for found in readable] == [wave_id(4)]


def test_hr_takes_out_the_file_from_the_day_of_the_analysts(
    waves: None, client_for: Callable[[str], PageClient]
) -> None:
    hanna = client_for("hanna")

    assert hanna.get(f"/hr/omgangar/{wave_id(0)}/utgava.csv").status_code == 404
    assert hanna.get(f"/hr/omgangar/{wave_id(1)}/utgava.csv").status_code == 200


def test_the_wave_before_is_not_told_of_to_those_who_may_not_read_it(
    database: Database, waves: None, client_for: Callable[[str], PageClient]
) -> None:
    # The newest wave is open to all; of the four before it nothing may be read by an employee.
    text = client_for("norr-1").get(f"/resultat/{wave_id(4)}/norr").get_data(as_text=True)

    assert "Omgång 3" not in text
    assert "Det finns ingen tidigare omgång att jämföra med." in text


def test_keeping_the_system_running_opens_nothing(waves: None, client_for: Callable[[str], PageClient]) -> None:
    sten = client_for("sten")

    # Sten works here too, so what is open to everybody is open to him, and nothing else is.
    assert sten.get(f"/resultat/{wave_id(3)}/f").status_code == 404
    assert sten.get(f"/resultat/{wave_id(4)}/f").status_code == 200


def test_a_plan_made_from_a_release_waits_for_the_release(waves: None, client_for: Callable[[str], PageClient]) -> None:
    hanna = client_for("hanna")
    missing = answer(hanna.get("/finns-inte"))

    before = hanna.get(f"/resultat/{wave_id(0)}/norr/atgarder")

    assert answer(before) == missing
    assert hanna.get(f"/resultat/{wave_id(1)}/norr/atgarder").status_code == 200
    overview = hanna.get("/atgarder").get_data(as_text=True)
    assert f"omgang={wave_id(1)}" in overview
    assert f"omgang={wave_id(0)}" not in overview
