"""In a real browser: from "Planera omgång" to a signed charter within five pages and twelve clicks, typing nothing."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, expect

from surveys.planning.actions import sign
from surveys.planning.terms import Terms
from surveys.waves.charter import co_determination_given
from tests.conftest import NOW
from tests.journeys.serving import Served, house_in, served
from tests.journeys.watched_pages import Watch
from tests.waves.small_organisation import make_organisation
from workplace.clock import FixedClock
from workplace.database.engine import sqlite_url

pytestmark = pytest.mark.browser
MOST_CLICKS, MOST_PAGES = 12, 5
PLAN = "/hr/omgangar/planera/medarbetarenkat-2026"


@dataclass
class Clicker:
    """Presses what one would press, and counts."""

    page: Page
    watch: Watch
    clicks: int = 0
    pages: list[str] = field(default_factory=list)

    def press(self, role: str, name: str) -> None:
        """Press one thing and look at the page it leads to."""
        self.clicks += 1
        self.page.get_by_role(role, name=name, exact=True).click()  # type: ignore[arg-type]
        heading = self.page.locator("h1").inner_text()
        if heading not in self.pages:
            self.pages.append(heading)
        self.watch.look_at(self.page)


@pytest.fixture
def site(sqlite_template: Path, tmp_path: Path) -> Iterator[Served]:
    """A real employer with HR, served."""
    shutil.copyfile(sqlite_template, tmp_path / "medskap.db")
    house = house_in(tmp_path, sqlite_url(tmp_path / "medskap.db"), clock=FixedClock(NOW))
    make_organisation(house.database)
    with served(house) as site:
        yield site


def signed_in(site: Served, browser: Browser, watch: Watch, *, width: int = 1280, has_script: bool = True) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, locale="sv-SE", java_script_enabled=has_script
    )
    page = watch.follow(context).new_page()
    page.goto(site.sign_in_link("hanna"))
    page.get_by_role("button", name="Logga in").click()
    page.goto(site.base + "/hr/omgangar")
    return page


def test_a_wave_is_planned_and_signed_within_twelve_clicks(site: Served, browser: Browser) -> None:
    watch = Watch(site.base)
    page = signed_in(site, browser, watch, width=390)
    clicker = Clicker(page, watch)

    clicker.press("link", "Planera omgång")
    for _ in range(3):
        clicker.press("button", "Fortsätt")
    clicker.press("link", "Fortsätt")
    clicker.press("checkbox", "Jag har läst stadgan och signerar den för arbetsgivaren")
    wizard = list(clicker.pages)
    clicker.press("button", "Signera stadgan")

    expect(page.locator("h1")).to_have_text("Medarbetarenkäten 2026")
    expect(page.get_by_text("Stadgan är signerad.").first).to_be_visible()
    assert len(wizard) <= MOST_PAGES, wizard
    assert clicker.clicks <= MOST_CLICKS
    watch.assert_well()


def test_a_problem_is_said_first_on_the_page_and_leads_to_its_field(site: Served, browser: Browser) -> None:
    watch = Watch(site.base)
    page = signed_in(site, browser, watch)
    page.get_by_role("link", name="Planera omgång").click()
    page.get_by_label("Namn").fill("")
    page.get_by_role("button", name="Fortsätt", exact=True).click()

    expect(page).to_have_title("Fel: Formulär och datum – medskap")
    page.get_by_role("link", name="Ange ett namn.").click()
    assert page.evaluate("document.activeElement.id") == "title"
    watch.look_at(page)
    assert [fault for fault in watch.faults if "status of 400" not in fault] == []


def test_the_wizard_can_be_walked_with_the_keyboard_alone_and_without_script(site: Served, browser: Browser) -> None:
    watch = Watch(site.base)
    page = signed_in(site, browser, watch, has_script=False)
    page.get_by_role("link", name="Planera omgång").focus()
    page.keyboard.press("Enter")
    for heading in ("Formulär och datum", "Vilka som bjuds in", "Utskick och språk", "Repetition"):
        expect(page.locator("h1")).to_have_text(heading)
        tab_to_text(page, "Fortsätt")
        page.keyboard.press("Enter")

    expect(page.locator("h1")).to_have_text("Stadga")


@pytest.mark.parametrize("is_full", [False, True])
def test_the_paper_for_co_determination_is_two_pages(
    site: Served, browser: Browser, tmp_path: Path, is_full: bool
) -> None:
    watch = Watch(site.base)
    page = signed_in(site, browser, watch)
    page.get_by_role("link", name="Planera omgång").click()
    page.get_by_role("button", name="Fortsätt", exact=True).click()
    if is_full:
        wave_id = "medarbetarenkat-2026"
        told = co_determination_given(dt.date(2026, 10, 2), "Dnr AMF 2026/123 § 14", "Kommunal, Vision, Saco, " * 12)
        terms = Terms(reviewers=("hanna", "sten"), co_determination=told)
        with site.house.database.writing() as session:
            sign(session, wave_id, now=NOW, terms=terms)
    page.goto(f"{site.base}{PLAN}/underlag")
    watch.look_at(page)
    paper = tmp_path / "underlag.pdf"
    paper.write_bytes(page.pdf(prefer_css_page_size=True))

    assert len(pypdfium2.PdfDocument(paper)) == 2
    watch.assert_well()


def tab_to_text(page: Page, text: str) -> None:
    """Press Tab until what has focus reads so."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText.trim()") == text:
            return
    raise AssertionError(f"{text} is not reached on {page.url}")
