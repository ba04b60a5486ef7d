"""Nine questions on one page: opened, answered, sent; once, whole, and kindly."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from surveys.ballots.records import SealedBoxRecord
from tests.answering.open_wave import CLOSES, HME, open_wave
from tests.answering.respondent import Respondent
from workplace.clock import FixedClock
from workplace.database import Database

ALL = dict.fromkeys(HME, "4")
Somebody = Callable[[str], Respondent]


def test_nine_questions_are_sent_from_their_page_and_the_receipt_says_what_happens_next(
    somebody: Somebody, database: Database
) -> None:
    wave = open_wave(database)
    person = somebody(wave.token("n1")).open()

    assert "Jobbtorg Norr, en grupp på 12" in person.text
    assert "0 av 9 frågor besvarade" in person.text
    person.press(ALL)

    assert person.state == "received"
    assert "tisdag 8 december 2026" in person.text
    assert [box.answers for box in wave.boxes()] == [dict.fromkeys(HME, 4)]
    assert wave.boxes()[0].unit_id == "norr"
    assert wave.answered() == 1
    assert wave.drafts() == []


def test_what_was_passed_over_is_asked_for_gently_once_and_may_be_left_so(
    somebody: Somebody, database: Database
) -> None:
    wave = open_wave(database)
    person = somebody(wave.token("n1")).open().press({"hme1": "5"})

    assert "Du har hoppat över 8 frågor" in person.text
    assert wave.boxes() == []
    assert "Skicka ändå" in person.text
    person.press({"hme1": "5", "hme2": "1"})

    assert person.state == "received"
    assert wave.boxes()[0].answers == {"hme1": 5, "hme2": 1}


def test_a_group_too_small_is_told_so_and_how_many_have_answered_is_told_nobody(
    somebody: Somebody, database: Database
) -> None:
    wave = open_wave(database)
    before = somebody(wave.token("v1")).open().text
    somebody(wave.token("v2")).open().press(ALL)
    after = somebody(wave.token("v1")).open().text

    assert "för liten för ett eget resultat" in before
    assert without_secrets(before) == without_secrets(after)


def test_sending_twice_stores_once_and_says_the_same(somebody: Somebody, database: Database) -> None:
    wave = open_wave(database)
    person = somebody(wave.token("n1")).open()
    form = person.page

    person.press(ALL)
    first = person.page.get_data()
    person.page = form
    person.press(dict.fromkeys(HME, "1"))

    assert person.page.get_data() == first
    assert len(wave.boxes()) == 1
    assert wave.boxes()[0].answers["hme1"] == 4


def test_two_tabs_and_two_links_send_one_answer(somebody: Somebody, database: Database) -> None:
    wave = open_wave(database)
    one, other = somebody(wave.token("n1")).open(), somebody(wave.token("n1")).open()

    assert one.press(ALL).state == "received"
    assert other.press(ALL).state == "received"
    assert other.open().state == "received"
    assert "redan inlämnat" in other.text
    assert wave.answered() == len(wave.boxes()) == 1


def test_after_the_last_day_nothing_is_taken_and_the_page_says_so(
    somebody: Somebody, database: Database, clock: FixedClock
) -> None:
    wave = open_wave(database)
    person = somebody(wave.token("n1")).open()
    clock.moment = CLOSES

    person.press(ALL)

    assert person.page.status_code == 410
    assert person.state == "closed"
    assert somebody(wave.token("n2")).open().state == "closed"
    assert wave.boxes() == []
    assert wave.answered() == 0


def test_an_answer_that_meets_a_shut_urn_leaves_the_invitation_as_it_was(
    somebody: Somebody, database: Database
) -> None:
    wave = open_wave(database)
    person = somebody(wave.token("n1")).open()
    wave.shut()

    person.press(ALL)

    assert person.page.status_code == 410
    assert wave.answered() == 0


def test_a_moment_before_the_close_is_in_time(somebody: Somebody, database: Database, clock: FixedClock) -> None:
    wave = open_wave(database)
    clock.moment = CLOSES - dt.timedelta(seconds=1)

    assert somebody(wave.token("n1")).open().press(ALL).state == "received"


@pytest.mark.parametrize("what", ["unknown", "replaced", "withdrawn", "aborted"])
def test_a_link_that_leads_nowhere_is_a_missing_page_like_any_other(
    somebody: Somebody, database: Database, what: str
) -> None:
    wave = open_wave(database)
    missing = somebody("x").client.get("/finns-inte")
    token = "okand" if what == "unknown" else wave.token("n1")
    if what == "replaced":
        wave.replace_token("n1")
    if what == "withdrawn":
        wave.set_invitation("n1", is_withdrawn=True)
    if what == "aborted":
        wave.set_plan(state="aborted")

    for path in ("", "/1", "/granska", "/klart", "/fortsatt"):
        page = somebody(token).client.get(f"/enkat/{token}{path}")
        assert (page.status_code, page.get_data(), sorted(page.headers)) == (
            404,
            missing.get_data(),
            sorted(missing.headers),
        )


def test_a_trial_says_on_every_page_that_it_is_one(somebody: Somebody, database: Database) -> None:
    wave = open_wave(database, is_trial=True)
    person = somebody(wave.token("n1")).open()

    assert "Provomgång" in person.text
    assert "provomgång" in person.press(ALL).text


def test_a_demo_says_on_its_answering_pages_that_people_are_invented(
    app: Flask, somebody: Somebody, database: Database
) -> None:
    app.config["MEDSKAP_DEMO"] = True
    wave = open_wave(database)
    person = somebody(wave.token("n1")).open()

    assert "påhittade" in person.text
    assert "påhittade" in person.press(ALL).text


def test_the_language_changes_midway_and_every_answer_stays(somebody: Somebody, database: Database) -> None:
    wave = open_wave(database)
    person = somebody(wave.token("n1")).open().press({"hme1": "5", "hme9": "2"}, **{"enkat:sprak": "en"})

    assert '<html lang="en">' in person.text
    assert "My work feels meaningful" in person.text
    assert 'id="f-hme1-5" name="hme1" value="5" checked' in person.text
    assert 'id="f-hme9-2" name="hme9" value="2" checked' in person.text
    assert wave.boxes() == []


def test_the_receipt_and_what_came_before_it_are_the_same_whatever_was_answered(
    somebody: Somebody, database: Database
) -> None:
    wave = open_wave(database)
    told = []
    for person, answer in (("n1", "1"), ("n2", "5"), ("n3", None)):
        one = somebody(wave.token(person)).open()
        fields = dict.fromkeys(HME, answer) if answer else {"enkat:anda": "1"}
        reply = one.post("", fields)
        receipt = one.client.get(reply.headers["Location"])
        head = [(name, value.replace(one.token, "token")) for name, value in reply.headers]
        body = receipt.get_data(as_text=True).replace(one.token, "token")
        told.append((reply.status_code, len(reply.get_data()), head, body, list(receipt.headers)))

    assert told[0] == told[1] == told[2]


def test_all_boxes_are_the_same_size_whatever_was_answered(somebody: Somebody, database: Database) -> None:
    wave = open_wave(database)
    somebody(wave.token("n1")).open().press(ALL)
    somebody(wave.token("n2")).open().press({"enkat:anda": "1"})

    with database.reading() as session:
        assert len({len(box) for box in session.scalars(select(SealedBoxRecord.box))}) == 1


def without_secrets(page: str) -> str:
    """Return a page without its form token."""
    start = page.index('name="csrf_token"')
    return page[:start] + page[page.index(">", start) :]
