"""In a real browser: somebody at HR who has never seen the editor adds a question and publishes it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from appraisal.definition_kinds import KINDS
from tests.conftest import NOW
from tests.editing.conftest import HR, SURVEY
from tests.journeys.serving import Served, house_in, served
from tests.journeys.watched_pages import Watch, tab_to
from workplace.clock import FixedClock
from workplace.database.engine import sqlite_url
from workplace.definitions.actions import publish
from workplace.identity.actions import grant_role
from workplace.identity.actor import Role
from workplace.organisation.records import PersonRecord

pytestmark = pytest.mark.browser
HOME = "/hr/formular/medarbetarenkat"


@dataclass
class Office:
    site: Served
    browser: Browser
    watch: Watch

    def signed_in(self, *, width: int = 1280, has_script: bool = True) -> Page:
        context = self.browser.new_context(
            viewport={"width": width, "height": 900}, locale="sv-SE", java_script_enabled=has_script
        )
        context.set_default_timeout(20_000)
        page = self.watch.follow(context).new_page()
        page.goto(self.site.sign_in_link(HR))
        page.get_by_role("button", name="Logga in").click()
        page.wait_for_url(self.site.base + "/")
        return page

    def look(self, page: Page, name: str) -> None:
        """Check a page in the three widths, and keep a picture where a folder is named."""
        for width in (390, 768, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            self.watch.check_width(page, name=f"{name} at {width}")
            if folder := os.environ.get("MEDSKAP_PICTURES"):
                page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
        self.watch.look_at(page, name=name)


@pytest.fixture
def office(browser: Browser, sqlite_template: Path, tmp_path: Path) -> Iterator[Office]:
    shutil.copyfile(sqlite_template, tmp_path / "medskap.db")
    house = house_in(tmp_path, sqlite_url(tmp_path / "medskap.db"), clock=FixedClock(NOW))
    with house.database.writing() as session:
        session.add(PersonRecord(id=HR, name="Hanna Ros", email="hanna@prov.example"))
        session.flush()
        grant_role(session, HR, Role.HR, NOW)
        publish(session, SURVEY, kinds=KINDS, now=NOW)
    with served(house) as site:
        yield Office(site, browser, Watch(site.base))
        for context in browser.contexts:
            context.close()
    house.database.dispose()


def test_a_first_time_user_adds_a_question_and_publishes_it(office: Office) -> None:
    hr = office.signed_in()
    hr.goto(office.site.base + "/hr")
    hr.get_by_role("link", name="Formulär", exact=True).click()
    office.look(hr, "list")
    hr.get_by_role("button", name="Ändra").click()
    expect(hr.get_by_role("heading", level=1, name="Medarbetarenkät")).to_be_visible()
    office.look(hr, "overview")
    hr.get_by_role("link", name="Lägg till fråga på sidan Medarbetarskap").click()
    office.look(hr, "kind")
    hr.get_by_role("link", name="Skala").click()
    office.look(hr, "question")
    hr.get_by_label("Fråga eller påstående på svenska").fill("Jag får den hjälp jag behöver av mina kollegor")
    hr.get_by_label("Fråga eller påstående på engelska").fill("I get the help I need from my colleagues")
    hr.get_by_label("Det går att svara ”Vet ej”").check()
    hr.get_by_role("button", name="Spara").click()
    expect(hr.get_by_role("link", name="Jag får den hjälp jag behöver av mina kollegor")).to_be_visible()
    hr.get_by_role("link", name="Granska och publicera").click()
    expect(hr.get_by_text("Ny fråga: ”Jag får den hjälp jag behöver av mina kollegor”")).to_be_visible()
    office.look(hr, "publish")
    hr.get_by_role("button", name="Publicera version 2").click()

    hr.wait_for_url("**/hr/definitioner/instrument/medarbetarenkat/2")
    office.watch.assert_well()


def test_every_page_of_the_editor_is_well_in_all_widths(office: Office) -> None:
    hr = office.signed_in()
    hr.goto(office.site.base + "/hr/formular")
    hr.get_by_role("button", name="Ändra").click()
    hr.wait_for_url("**/hr/formular/medarbetarenkat")
    for name, path in (
        ("new", "/hr/formular/ny"),
        ("name", f"{HOME}/namn"),
        ("choices", f"{HOME}/fraga/ny?typ=one&sida=samtal"),
        ("condition", f"{HOME}/fraga/lonen"),
        ("page", f"{HOME}/sida/samtal"),
        ("index", f"{HOME}/index/motivation"),
        ("background", f"{HOME}/bakgrund/sex"),
        ("matrix", f"{HOME}/matris/ny"),
        ("remove", f"{HOME}/fraga/hme1/bort"),
        ("difference", f"{HOME}/skillnad"),
        ("print", f"{HOME}/utskrift"),
    ):
        hr.goto(office.site.base + path)
        office.look(hr, name)
    hr.goto(office.site.base + f"{HOME}/fraga/hme1")
    hr.get_by_label("Till", exact=True).fill("99")
    hr.get_by_role("button", name="Spara").click()
    office.look(hr, "wrong")

    office.watch.faults = [fault for fault in office.watch.faults if "400 (BAD REQUEST)" not in fault]
    office.watch.assert_well()


def test_the_phone_is_walked_with_script_and_keeps_nothing(office: Office) -> None:
    hr = office.signed_in()
    hr.goto(office.site.base + "/hr/formular")
    hr.get_by_role("button", name="Ändra").click()
    hr.get_by_role("link", name="Se på telefon").click()
    office.look(hr, "phone")
    hr.locator("input[name=hme1][value='4']").check(force=True)
    hr.get_by_role("button", name="Nästa").last.click()
    expect(hr.get_by_text("Sida 2 av 7")).to_be_visible()
    hr.get_by_role("button", name="Tillbaka").click()
    expect(hr.locator("input[name=hme1]:checked")).to_have_count(0)
    hr.get_by_role("link", name="Till formuläret").click()
    hr.wait_for_url("**/hr/formular/medarbetarenkat")

    office.watch.assert_well()


def test_the_editor_is_used_without_script_and_without_a_mouse(office: Office) -> None:
    hr = office.signed_in(width=390, has_script=False)
    hr.goto(office.site.base + "/hr/formular")
    tab_to(hr, "main .press button")
    hr.keyboard.press("Enter")
    hr.wait_for_url("**/hr/formular/medarbetarenkat")
    hr.goto(office.site.base + f"{HOME}/fraga/ny?typ=text&sida=samtal")
    tab_to(hr, "textarea[name=text_sv]")
    hr.keyboard.type("Vad var bra i samtalet?")
    tab_to(hr, "main form .buttons button")
    hr.keyboard.press("Enter")

    expect(hr.get_by_role("link", name="Vad var bra i samtalet?")).to_be_visible()
    office.watch.check_width(hr)
    office.watch.assert_well()
