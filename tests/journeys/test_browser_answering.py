"""Answering in a real browser: on a phone, by keyboard, without a script, in English, at a kiosk, offline."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.answering.open_wave import HME, NOW, open_wave
from tests.answering.rich_instrument import give, rich
from tests.journeys.serving import Served, house_in, served
from tests.journeys.watched_pages import Watch, tab_to
from workplace.clock import FixedClock
from workplace.database.engine import sqlite_url
from workplace.house import House

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
TARGET = 44


@pytest.fixture
def house(tmp_path: Path, sqlite_template: Path) -> Iterator[House]:
    shutil.copyfile(sqlite_template, tmp_path / "medskap.db")
    made = house_in(tmp_path, sqlite_url(tmp_path / "medskap.db"), clock=FixedClock(NOW))
    yield made
    made.database.dispose()


@pytest.fixture
def site(house: House) -> Iterator[Served]:
    with served(house) as running:
        yield running


@pytest.fixture
def watch(site: Served) -> Watch:
    return Watch(site.base)


def phone(browser: Browser, watch: Watch, **how: Any) -> BrowserContext:
    return watch.follow(browser.new_context(viewport=PHONE, **{"locale": "sv-SE", **how}))


def go_on(page: Page, then: str = "") -> None:
    """Press the last button, and wait for what the next page says."""
    page.locator(".go button").last.click()
    if then:
        expect(page.get_by_text(then).first).to_be_visible()


def choose(page: Page, *codes: str) -> None:
    """Choose radio buttons and tick boxes by id, as a thumb on their label would."""
    for code in codes:
        page.locator(f"#f-{code}").check(force=True)


def test_nine_questions_with_a_thumb_and_the_receipt(
    browser: Browser, house: House, site: Served, watch: Watch
) -> None:
    wave = open_wave(house.database)
    page = phone(browser, watch, has_touch=True).new_page()
    page.goto(f"{site.base}/enkat/{wave.token('n1')}")
    watch.look_at(page)
    for control in page.locator(".step, .button").all():
        box = control.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= TARGET
    page.set_viewport_size({"width": 320, "height": 700})
    watch.check_width(page)

    choose(page, *(f"{key}-4" for key in HME))
    expect(page.locator("[data-progress] p")).to_have_text("9 av 9 frågor besvarade")
    expect(page.locator("[data-status]")).to_have_text("Sparat")
    go_on(page)

    expect(page.locator("[data-state=received]")).to_be_visible()
    watch.look_at(page)
    page.go_back()
    page.reload()
    expect(page.locator("h1")).to_have_text("Ditt svar är redan inlämnat")
    watch.look_at(page)
    watch.assert_well()
    assert len(wave.boxes()) == 1


def test_every_kind_of_question_over_several_pages_with_conditions_and_review(
    browser: Browser, house: House, site: Served, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(monkeypatch, rich(pages=True))
    wave = open_wave(house.database, people={"n1": ("norr", "vast")}, is_trial=True)
    page = phone(browser, watch).new_page()
    page.goto(f"{site.base}/enkat/{wave.token('n1')}")
    watch.look_at(page, name="the first page")
    page.locator("summary").click()
    watch.look_at(page, name="the promise opened")
    choose(page, "mening-vet_ej", "klart-2")
    go_on(page, "Sida 2 av 4")

    nested = page.locator("[data-if=samtal]")
    expect(nested).to_be_hidden()
    choose(page, "samtal-ja")
    expect(nested).to_be_visible()
    choose(page, "nytta-5", "hinder-tid", "hinder-vet_ej")
    expect(page.locator("#f-hinder-tid")).not_to_be_checked()
    page.fill("#f-pass", "många")
    go_on(page)
    expect(page.locator("[data-first]")).to_be_focused()
    watch.look_at(page, name="a number to mend")
    page.fill("#f-pass", "3")
    go_on(page, "Sida 3 av 4")

    page.fill("#f-ord", "x" * 201)
    expect(page.locator("#f-ord-antal")).to_have_text("1 tecken för mycket")
    watch.look_at(page, name="contacts and words")
    page.fill("#f-ord", "Mer tid")
    go_on(page, "Sida 4 av 4")
    watch.look_at(page, name="the asked background")
    go_on(page, "Granska dina svar")
    watch.look_at(page, name="the review")
    go_on(page)

    expect(page.locator("[data-state=received]")).to_be_visible()
    watch.look_at(page, name="the receipt of a trial")
    watch.assert_well()
    [box] = wave.boxes()
    assert box.answers == {"mening": None, "klart": 2, "samtal": "ja", "nytta": 5, "hinder": None, "pass": 3.0}
    assert box.texts == {"ord": "Mer tid"}


def test_the_pages_are_well_in_the_dark_wide_and_with_colours_of_ones_own(
    browser: Browser, house: House, site: Served, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(monkeypatch, rich(pages=False))
    wave = open_wave(house.database)
    for how in ({"color_scheme": "dark"}, {"forced_colors": "active"}, {"viewport": {"width": 1280, "height": 900}}):
        context = watch.follow(browser.new_context(**{"viewport": PHONE, "locale": "sv-SE", **how}))
        page = context.new_page()
        for path in (f"/enkat/{wave.token('n1')}", "/enkat/kod", f"/enkat/lofte/{wave.wave_id}"):
            page.goto(site.base + path)
            watch.look_at(page, name=f"{path} with {how}")
        context.close()

    watch.assert_well()


def test_without_a_script_everything_is_there_and_is_sent(
    browser: Browser, house: House, site: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(monkeypatch, rich(pages=True))
    wave = open_wave(house.database, people={"n1": ("norr", "vast")})
    page = browser.new_context(viewport=PHONE, java_script_enabled=False, locale="sv-SE").new_page()
    page.goto(f"{site.base}/enkat/{wave.token('n1')}")
    choose(page, "klart-2", "foljs-3")
    page.get_by_role("button", name="Byt arbetsplats").click()
    expect(page.locator("#f-klart-2")).to_be_checked()
    go_on(page)
    expect(page.get_by_text("Om du svarade Ja på")).to_be_visible()
    choose(page, "samtal-nej")
    go_on(page)
    page.get_by_role("button", name="Tillbaka").click()
    expect(page.locator("#f-samtal-nej")).to_be_checked()
    for _ in range(4):
        go_on(page)

    expect(page.locator("[data-state=received]")).to_be_visible()
    assert wave.boxes()[0].answers == {"klart": 2, "foljs": 3, "samtal": "nej"}


def test_by_keyboard_alone_from_the_first_question_to_the_receipt(
    browser: Browser, house: House, site: Served, watch: Watch
) -> None:
    wave = open_wave(house.database)
    page = phone(browser, watch).new_page()
    page.goto(f"{site.base}/enkat/{wave.token('n1')}")
    for key in HME:
        tab_to(page, f"input[name={key}]")
        page.keyboard.press("Space")
        page.keyboard.press("ArrowRight")
    tab_to(page, ".go button:last-child")
    page.keyboard.press("Enter")

    expect(page.locator("[data-state=received]")).to_be_visible()
    watch.assert_well()
    assert wave.boxes()[0].answers == dict.fromkeys(HME, 2)


def test_an_answer_can_be_taken_back(browser: Browser, house: House, site: Served, watch: Watch) -> None:
    wave = open_wave(house.database)
    page = phone(browser, watch).new_page()
    page.goto(f"{site.base}/enkat/{wave.token('n1')}")
    choose(page, "hme1-1", "hme2-4")
    page.locator("#f-hme1").get_by_role("button", name="Ta bort svaret").click()
    go_on(page)
    expect(page.get_by_text("Du har hoppat över 8 frågor")).to_be_visible()
    watch.look_at(page)
    go_on(page)

    expect(page.locator("[data-state=received]")).to_be_visible()
    watch.assert_well()
    assert wave.boxes()[0].answers == {"hme2": 4}


def test_the_language_changes_midway_with_all_answers(
    browser: Browser, house: House, site: Served, watch: Watch
) -> None:
    wave = open_wave(house.database)
    page = phone(browser, watch, locale="en-GB").new_page()
    page.goto(f"{site.base}/enkat/{wave.token('n1')}")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    choose(page, "hme1-5")
    page.get_by_role("button", name="Svenska").click()

    expect(page.locator("html")).to_have_attribute("lang", "sv")
    expect(page.locator("#f-hme1-5")).to_be_checked()
    watch.look_at(page)
    watch.assert_well()


def test_a_lost_network_costs_nothing(browser: Browser, house: House, site: Served) -> None:
    wave = open_wave(house.database)
    context = browser.new_context(viewport=PHONE, locale="sv-SE")
    page = context.new_page()
    page.goto(f"{site.base}/enkat/{wave.token('n1')}")
    context.set_offline(True)
    choose(page, *(f"{key}-3" for key in HME))
    expect(page.locator("[data-status]")).to_contain_text("Ingen kontakt just nu")
    go_on(page)
    expect(page.locator("[data-status]")).to_contain_text("skickas så fort kontakten är tillbaka")
    context.set_offline(False)

    expect(page.locator("[data-state=received]")).to_be_visible(timeout=20_000)
    assert wave.boxes()[0].answers == dict.fromkeys(HME, 3)


def test_the_words_go_on_in_another_browser_and_leave_its_address(
    browser: Browser, house: House, site: Served, watch: Watch
) -> None:
    wave = open_wave(house.database)
    page = phone(browser, watch).new_page()
    page.goto(f"{site.base}/enkat/{wave.token('n1')}")
    choose(page, "hme1-5")
    page.get_by_role("button", name="Fortsätt senare").click()
    expect(page.locator(".words")).to_be_visible()
    watch.look_at(page)
    words = "-".join(page.locator(".words span").all_inner_texts())

    other = phone(browser, watch).new_page()
    other.goto(f"{site.base}/enkat/kod#{words}")
    expect(other.locator("#kod")).to_have_value(words)
    assert "#" not in other.url
    go_on(other)

    expect(other.locator("#f-hme1-5")).to_be_checked()
    watch.assert_well()


def test_a_kiosk_forgets_everything_between_people(browser: Browser, house: House, site: Served, watch: Watch) -> None:
    wave = open_wave(house.database)
    context = phone(browser, watch)
    page = context.new_page()
    page.goto(f"{site.base}/enkat/kiosk")
    watch.look_at(page)
    page.fill("#kod", wave.token("n1"))
    go_on(page, "Jobbtorg Norr")
    choose(page, *(f"{key}-4" for key in HME))
    watch.look_at(page)
    go_on(page)
    expect(page.locator("[data-state=received]")).to_be_visible()
    watch.look_at(page)
    assert context.cookies() == []
    page.get_by_role("link", name="Klar").click()
    expect(page.locator("#kod")).to_have_value("")

    page.go_back()
    page.go_back()
    expect(page.locator("#kod")).to_be_visible()
    expect(page.locator("#f-hme1-4")).to_have_count(0)
    watch.assert_well()


def test_a_kiosk_that_nobody_touches_asks_and_then_goes_back_to_the_code(
    browser: Browser, house: House, site: Served, watch: Watch
) -> None:
    wave = open_wave(house.database)
    page = phone(browser, watch).new_page()
    page.clock.install()
    page.goto(f"{site.base}/enkat/kiosk")
    page.fill("#kod", wave.token("n1"))
    go_on(page, "Jobbtorg Norr")
    choose(page, "hme1-4")
    page.clock.fast_forward(91_000)
    expect(page.get_by_role("alertdialog")).to_be_visible()
    watch.look_at(page)
    page.get_by_role("button", name="Jag är kvar").click()
    expect(page.get_by_role("alertdialog")).to_have_count(0)
    page.clock.fast_forward(91_000)
    page.clock.fast_forward(31_000)

    expect(page.locator("#kod")).to_be_visible()
    watch.assert_well()
