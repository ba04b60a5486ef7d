"""Attacks on the respondent's pages; where a defence can be taken away in a test, the attack succeeds without it."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from surveys.answering import actions, routes
from surveys.answering.draft_words import code_of
from surveys.answering.entry.routes import blueprint as entry_blueprint
from surveys.answering.queries import Arrival, arrival
from surveys.answering.records import DraftRecord
from surveys.answering.routes import blueprint
from surveys.invitations.records import InvitationRecord
from tests.answering.open_wave import HME, OpenWave, open_wave
from tests.answering.respondent import Respondent, hidden_fields, respondent
from tests.conftest import PageClient
from workplace.clock import FixedClock
from workplace.database import Database
from workplace.house import House
from workplace.identity.guard import guard_of
from workplace.identity.records import SessionRecord
from workplace.journal.records import JournalEntryRecord

ALL = dict.fromkeys(HME, "4")
ABROAD = {"Origin": "https://elak.example"}
HIDDEN = {"Origin": "null"}
Somebody = Callable[[str], Respondent]


def posts(wave: OpenWave) -> list[str]:
    token = wave.token("n1")
    places = ("", "/1", "/spara", "/granska", "/sprak")
    return [*(f"/enkat/{token}{place}" for place in places), "/enkat/kod", "/enkat/kiosk"]


def test_every_endpoint_stands_open_without_a_session_and_checks_its_own_token(app: Flask) -> None:
    names = {blueprint.name, entry_blueprint.name}
    guards = [guard_of(view) for endpoint, view in app.view_functions.items() if endpoint.split(".")[0] in names]

    assert len(guards) == 15
    assert all(guard and guard.reason and not guard.reads_session and not guard.checks_form for guard in guards)


@pytest.mark.parametrize("headers", [ABROAD, HIDDEN])
def test_a_form_from_elsewhere_is_refused_with_a_right_token_too(
    somebody: Somebody, database: Database, headers: dict[str, str]
) -> None:
    wave = open_wave(database)
    person = somebody(wave.token("n1")).open()
    form = {**hidden_fields(person.text), **ALL, "kod": wave.token("n2")}

    for path in posts(wave):
        assert person.client.post(path, data=form, headers=headers).status_code == 400, path
    assert wave.boxes() == []
    assert wave.drafts() == []


@pytest.mark.parametrize("token", ["", "0" * 64, "å", "x" * 5000])
def test_a_form_without_the_drafts_own_token_stores_nothing_and_keeps_what_was_filled_in(
    somebody: Somebody, database: Database, token: str
) -> None:
    wave = open_wave(database)
    person = somebody(wave.token("n1")).open()

    reply = person.post("", {**ALL, "csrf_token": token})

    assert reply.status_code == 400
    assert reply.get_data(as_text=True).count(" checked") == 9
    for path in posts(wave):
        assert person.client.post(path, data={**ALL, "kod": wave.token("n2"), "csrf_token": token}).status_code == 400
    assert wave.boxes() == []
    assert wave.drafts() == []


def test_somebody_elses_form_token_opens_nothing(somebody: Somebody, database: Database) -> None:
    wave = open_wave(database)
    mine, other = somebody(wave.token("n1")).open(), somebody(wave.token("n2")).open()

    reply = mine.client.post(f"/enkat/{mine.token}", data={**hidden_fields(other.text), **ALL})

    assert reply.status_code == 400
    assert wave.boxes() == []


def test_a_form_whose_browser_names_no_origin_passes_with_its_token(somebody: Somebody, database: Database) -> None:
    wave = open_wave(database)

    assert somebody(wave.token("n1")).open().press(ALL).state == "received"


def send_at_once(app: Flask, wave: OpenWave, count: int = 20) -> list[int]:
    """Send so many answers of one person at the same time, each from a browser of its own."""
    browsers = [respondent(app, wave.token("n1")).open() for _ in range(count)]
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(lambda one: int(one.post("", ALL).status_code), browsers))


def test_twenty_at_once_store_one_answer_and_all_are_told_that_it_is_in(app: Flask, database: Database) -> None:
    wave = open_wave(database)

    assert send_at_once(app, wave) == [303] * 20
    assert len(wave.boxes()) == 1
    assert wave.answered() == 1


def test_without_the_mark_that_is_looked_at_twenty_at_once_store_many(
    app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = InvitationRecord.__table__
    careless = update(table).where(table.c.id == bindparam("invitation"), bindparam("wave") != "").values(answered=True)
    monkeypatch.setattr(actions, "_OPEN_ONE", careless)
    monkeypatch.setattr(routes, "arrival", unmindful)
    wave = open_wave(database)

    send_at_once(app, wave)

    assert len(wave.boxes()) > 1


def unmindful(session: Session, token: str, code: str) -> Arrival | None:
    """Return what a link leads to as if nobody had answered."""
    found = arrival(session, token, code)
    return found and replace(found, invitation=replace(found.invitation, answered=False))


def test_a_replayed_request_stores_nothing_more(somebody: Somebody, database: Database) -> None:
    wave = open_wave(database)
    person = somebody(wave.token("n1")).open()
    cookie = person.client.get_cookie("medskap_enkat", path="/enkat")
    assert cookie is not None
    form = {**hidden_fields(person.text), **ALL}
    person.press(ALL)

    for _ in range(3):
        person.client.set_cookie("medskap_enkat", cookie.value, path="/enkat")
        assert person.client.post(f"/enkat/{person.token}", data=form).status_code == 303
    assert len(wave.boxes()) == 1


@pytest.mark.parametrize(
    "cookie", ["", "x", "babab-babab", "ö" * 40, "a" * 4000, "babab-babab-babab-babab-vuvuv.kiosk"]
)
def test_a_draft_cookie_that_was_tampered_with_is_a_new_beginning(
    somebody: Somebody, database: Database, cookie: str
) -> None:
    wave = open_wave(database)
    person = somebody(wave.token("n1"))
    person.client.set_cookie("medskap_enkat", cookie.encode().decode("latin-1"), path="/enkat")

    assert person.open().page.status_code == 200
    assert person.press(ALL).state == "received"


def test_a_draft_whose_bytes_were_changed_in_the_database_is_not_believed(
    somebody: Somebody, database: Database
) -> None:
    wave = open_wave(database)
    person = somebody(wave.token("n1")).open()
    person.post("/spara", ALL)
    with database.writing() as session:
        row = session.scalars(select(DraftRecord)).one()
        row.sealed = row.sealed[:-1] + bytes([row.sealed[-1] ^ 1])

    assert " checked" not in person.open().text
    assert person.press(ALL).state == "received"


def test_the_draft_of_another_wave_is_neither_shown_nor_sent(somebody: Somebody, database: Database) -> None:
    first, second = open_wave(database), open_wave(database, wave_id="andra")
    person = somebody(first.token("n1")).open()
    person.post("/spara", ALL)
    person.token = second.token("n1")

    assert " checked" not in person.open().text
    person.press({"enkat:anda": "1"})
    assert second.boxes()[0].answers == {}
    assert first.boxes() == []


@pytest.mark.parametrize("code", ["0", "6", "4 ", "４", "-1", "<script>", "\0", "4\0", "x" * 100_000])
def test_a_code_outside_the_scale_is_never_stored(somebody: Somebody, database: Database, code: str) -> None:
    wave = open_wave(database)
    person = somebody(wave.token("n1")).open()

    reply = person.post("", {**ALL, "hme1": code})

    assert reply.status_code == 400
    assert "<script>" not in reply.get_data(as_text=True).replace("<script src", "")
    assert wave.boxes() == []


def test_only_declared_fields_are_read(somebody: Somebody, database: Database) -> None:
    wave = open_wave(database)
    person = somebody(wave.token("n1")).open()
    strange = {"person_id": "n1", "sex": "M", "unit_id": "vast", "answers": "{}", "hme10": "4", "enkat:sida": "9" * 400}

    person.press({**ALL, **strange})

    [box] = wave.boxes()
    assert box.answers == dict.fromkeys(HME, 4)
    assert (box.unit_id, box.background) == ("norr", {})


def test_no_session_is_read_or_touched_and_no_other_cookie_is_set(
    house: House, client_for: Callable[[str], PageClient], clock: FixedClock
) -> None:
    wave = open_wave(house.database)
    client = client_for("n1")
    clock.moment += dt.timedelta(minutes=10)
    before = session_rows(house.database)
    person = Respondent(client, wave.token("n1")).open()
    cookies = list(person.page.headers.getlist("Set-Cookie"))
    for path in ("/enkat/kod", "/enkat/kiosk", f"/enkat/lofte/{wave.wave_id}"):
        cookies += client.get(path).headers.getlist("Set-Cookie")
    for reply in (
        person.post("", {"hme1": "4", "enkat:sprak": "en"}),
        person.post("/spara", ALL),
        person.post("", {**ALL, "enkat:anda": "1"}),
        client.get(f"/enkat/{person.token}/klart"),
    ):
        cookies += reply.headers.getlist("Set-Cookie")

    assert session_rows(house.database) == before
    assert {cookie.split("=")[0] for cookie in cookies} == {"medskap_enkat", "medskap_enkat_sprak"}
    assert all("Path=/enkat" in cookie and "HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in cookies)


def test_a_page_that_looks_who_is_signed_in_would_touch_the_session(
    house: House, client_for: Callable[[str], PageClient], clock: FixedClock
) -> None:
    open_wave(house.database)
    client = client_for("n1")
    clock.moment += dt.timedelta(minutes=10)
    before = session_rows(house.database)

    client.get("/")

    assert session_rows(house.database) != before


def test_nothing_is_written_to_a_log_or_the_journal(
    somebody: Somebody, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    wave = open_wave(database)
    entries = journal_length(database)
    with caplog.at_level(logging.DEBUG):
        somebody(wave.token("n1")).open().press({"hme1": "4"}, go="elsewhere")
        somebody(wave.token("n1")).open().press(ALL).open()

    assert journal_length(database) == entries
    assert [record for record in caplog.records if wave.token("n1") in record.getMessage()] == []
    assert [record.name for record in caplog.records if record.name.startswith(("medskap", "werkzeug"))] == []


def test_opening_pages_writes_nothing(somebody: Somebody, database: Database) -> None:
    wave = open_wave(database)
    person = somebody(wave.token("n1"))
    for path in ("", "/1", "/granska", "/klart", "/fortsatt", "/enkat/kod", "/enkat/kiosk"):
        person.open(path)

    assert wave.drafts() == []
    assert wave.boxes() == []
    assert wave.answered() == 0


def test_pages_are_never_kept_and_never_tell_others_where_one_was(somebody: Somebody, database: Database) -> None:
    wave = open_wave(database)
    headers = somebody(wave.token("n1")).open().page.headers

    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "unsafe" not in headers["Content-Security-Policy"]


def test_a_stored_draft_names_neither_code_nor_person(somebody: Somebody, database: Database) -> None:
    wave = open_wave(database)
    person = somebody(wave.token("n1")).open()
    person.post("/spara", ALL)
    cookie = person.client.get_cookie("medskap_enkat", path="/enkat")
    assert cookie is not None

    with database.reading() as session:
        row = session.scalars(select(DraftRecord)).one()
    held = row.id.encode() + row.sealed
    for secret in (cookie.value, wave.token("n1"), f"{wave.wave_id}.n1", "hme1", code_of(bytes(10))):
        assert secret.encode() not in held


def session_rows(database: Database) -> list[tuple[object, ...]]:
    with database.reading() as session:
        return [tuple(row) for row in session.execute(select(SessionRecord.__table__))]


def journal_length(database: Database) -> int:
    with database.reading() as session:
        return int(session.scalar(select(func.count()).select_from(JournalEntryRecord)) or 0)
