"""A screen that several share forgets everything between people."""

from __future__ import annotations

from collections.abc import Callable

from tests.answering.open_wave import HME, OpenWave, open_wave
from tests.answering.respondent import Respondent
from workplace.database import Database

ALL = dict.fromkeys(HME, "4")
Somebody = Callable[[str], Respondent]


def at_kiosk(somebody: Somebody, wave: OpenWave, person: str) -> Respondent:
    return somebody("pa-plats").open("/enkat/kiosk").press({"kod": wave.token(person)})


def test_one_answers_at_an_address_that_holds_no_code_and_is_led_back_after_the_receipt(
    somebody: Somebody, database: Database
) -> None:
    wave = open_wave(database)
    person = at_kiosk(somebody, wave, "n1")

    assert person.page.request.path == "/enkat/pa-plats"
    assert wave.token("n1") not in person.text
    assert "Avbryt och glöm" in person.text
    person.press(ALL)

    assert person.state == "received"
    assert wave.token("n1") not in person.text
    assert person.page.headers["Refresh"] == "20; url=/enkat/kiosk"
    assert len(wave.boxes()) == 1


def test_nothing_is_left_for_the_next_person(somebody: Somebody, database: Database) -> None:
    wave = open_wave(database)
    person = at_kiosk(somebody, wave, "n1")
    person.post("/spara", ALL)
    left = person.client.get("/enkat/kiosk")

    assert left.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert left.headers["Cache-Control"] == "no-store"
    assert person.client.get_cookie("medskap_enkat", path="/enkat") is None
    back = person.client.get("/enkat/pa-plats")
    assert back.status_code == 303
    assert back.headers["Location"] == "/enkat/kiosk?slut=1"


def test_the_cookie_of_a_kiosk_ends_with_the_browser(somebody: Somebody, database: Database) -> None:
    wave = open_wave(database)
    person = at_kiosk(somebody, wave, "n1")
    cookie = person.client.get_cookie("medskap_enkat", path="/enkat")

    assert cookie is not None
    assert cookie.max_age is None


def test_the_address_of_a_kiosk_opens_nothing_in_an_ordinary_browser(somebody: Somebody, database: Database) -> None:
    wave = open_wave(database)
    person = somebody(wave.token("n1")).open()
    person.post("/spara", ALL)

    reply = person.client.get("/enkat/pa-plats")

    assert reply.headers["Location"] == "/enkat/kiosk?slut=1"


def test_a_used_or_unknown_code_and_one_too_late_are_said_on_the_code_page(
    somebody: Somebody, database: Database
) -> None:
    wave = open_wave(database)
    at_kiosk(somebody, wave, "n1").press(ALL)

    assert "redan inlämnat" in at_kiosk(somebody, wave, "n1").text
    assert "känns inte igen" in somebody("x").open("/enkat/kiosk").press({"kod": "nonsens"}).text
    wave.set_plan(state="closed")
    assert "stängd" in at_kiosk(somebody, wave, "n2").text


def test_the_words_of_a_draft_go_on_at_a_kiosk_too(somebody: Somebody, database: Database) -> None:
    wave = open_wave(database)
    home = somebody(wave.token("n1")).open()
    home.post("/spara", {"hme1": "5"})
    cookie = home.client.get_cookie("medskap_enkat", path="/enkat")
    assert cookie is not None

    person = somebody("pa-plats").open("/enkat/kiosk").press({"kod": cookie.value.replace("-", " ")})

    assert 'name="hme1" value="5" checked' in person.text
