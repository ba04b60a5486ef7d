"""Pages of batches: HR sees and steers what it ordered, administration sees all and steers nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from tests.conftest import NOW, PageClient
from tests.jobs.workers import KIND, TITLE
from workplace.clock import FixedClock
from workplace.database import Database
from workplace.identity.records import RoleGrantRecord
from workplace.jobs import actions, queries
from workplace.jobs.batch import BatchState
from workplace.jobs.pages import time_left
from workplace.organisation.records import PersonRecord
from workplace.wording import Sentence, Translator

PEOPLE = {"hr1": "hr", "hr2": "hr", "central": "hr_central", "drift": "admin", "anna": ""}


@pytest.fixture(autouse=True)
def people(database: Database) -> None:
    with database.writing() as session:
        session.add_all(PersonRecord(id=person_id, name=person_id.title()) for person_id in PEOPLE)
        session.flush()
        session.add_all(
            RoleGrantRecord(person_id=person_id, role=role, granted_at=NOW - dt.timedelta(days=1))
            for person_id, role in PEOPLE.items()
            if role
        )


@pytest.fixture
def batch_id(database: Database, clock: FixedClock) -> str:
    """A batch of hr1 with one item done, one failed and one waiting."""
    with database.writing() as session:
        batch_id = actions.order(
            session, kind=KIND, keys=["E1", "E2", "E3"], title=TITLE, made_by="hr1", now=clock.now()
        )
        first, second = actions.claim(session, worker="w", now=clock.now(), kinds=[KIND], limit=2)
        actions.finish(session, first, None, clock.now())
        reason = Sentence("Enheten saknar chef.")
        actions.fail(session, second, error="Refused", reason=reason, may_retry=False, now=clock.now())
    return batch_id


def state_of(database: Database, batch_id: str) -> BatchState:
    with database.reading() as session:
        batch = queries.batch_of(session, batch_id)
    assert batch is not None
    return batch.state


def test_who_ordered_a_batch_sees_how_far_it_has_come_and_what_failed(
    client_for: Callable[[str], PageClient], batch_id: str
) -> None:
    client = client_for("hr1")
    assert "1 av 3 klara, 1 misslyckades" in client.get("/admin/jobb").get_data(as_text=True)
    page = client.get(f"/admin/jobb/{batch_id}").get_data(as_text=True)
    assert "E2" in page
    assert "Enheten saknar chef." in page
    assert "Försök igen med det som misslyckades" in page


def test_who_ordered_a_batch_pauses_resumes_stops_and_retries_it(
    client_for: Callable[[str], PageClient], database: Database, batch_id: str
) -> None:
    client = client_for("hr1")
    for steering, expected in (("pausa", "paused"), ("fortsatt", "running"), ("stoppa", "stopped")):
        assert client.send(f"/admin/jobb/{batch_id}/{steering}").status_code == 303
        assert state_of(database, batch_id) == expected
        client.get(f"/admin/jobb/{batch_id}")
    assert client.send(f"/admin/jobb/{batch_id}/stoppa").status_code == 409
    assert client.send(f"/admin/jobb/{batch_id}/igen", {"key": "E2"}).status_code == 303
    with database.reading() as session:
        found = queries.progress(session, batch_id, NOW)
    assert found is not None
    assert (found.failed, found.waiting) == (0, 2)


def test_administration_sees_every_batch_and_steers_none(
    client_for: Callable[[str], PageClient], database: Database, batch_id: str
) -> None:
    client = client_for("drift")
    assert batch_id in client.get("/admin/jobb").get_data(as_text=True)
    page = client.get(f"/admin/jobb/{batch_id}").get_data(as_text=True)
    assert "Pausa" not in page
    assert client.send(f"/admin/jobb/{batch_id}/pausa").status_code == 404
    assert state_of(database, batch_id) is BatchState.RUNNING


@pytest.mark.parametrize("person_id", ["hr2", "central", "anna"])
def test_for_everybody_else_a_batch_is_as_if_missing(
    client_for: Callable[[str], PageClient], batch_id: str, person_id: str
) -> None:
    client = client_for(person_id)
    hidden, missing = client.get(f"/admin/jobb/{batch_id}"), client.get("/admin/jobb/finns-inte")
    assert (hidden.status_code, hidden.data) == (missing.status_code, missing.data) == (404, missing.data)
    assert client.send(f"/admin/jobb/{batch_id}/stoppa").status_code == 404
    assert batch_id not in client.get("/admin/jobb").get_data(as_text=True)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(10, "mindre än en minut kvar"), (61, "ungefär 2 minuter kvar"), (7300, "ungefär 2 timmar kvar")],
)
def test_time_left_is_told_in_words(seconds: float, words: str) -> None:
    assert Translator().say(time_left(seconds)) == words
