"""In a real browser: the organisation's own sign-in, there and back, under the page's content security policy."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.identity.local_provider import CLIENT_ID, CLIENT_SECRET, running_provider
from tests.journeys.serving import house_in, served
from workplace.clock import SystemClock
from workplace.database.engine import sqlite_url
from workplace.identity.actions import grant_role
from workplace.identity.actor import Role
from workplace.identity.provider_settings import CALLBACK_PATH, Matches, ProviderSettings

pytestmark = pytest.mark.browser


def test_the_button_leads_to_the_provider_and_back_signed_in(
    browser: Browser, sqlite_template: Path, tmp_path: Path
) -> None:
    shutil.copyfile(sqlite_template, tmp_path / "medskap.db")
    house = house_in(tmp_path, sqlite_url(tmp_path / "medskap.db"))
    with house.database.writing() as session:
        grant_role(session, "a1001", Role.HR, house.clock.now())
    with running_provider(SystemClock()) as provider, served(house) as site:
        provider.claims["number"] = "a1001"
        site.house.settings = replace(
            site.house.settings,
            provider=ProviderSettings(
                issuer=provider.issuer.replace("127.0.0.1", "localhost"),
                client_id=CLIENT_ID,
                client_secret=CLIENT_SECRET,
                redirect_uri=site.base + CALLBACK_PATH,
                claim="number",
                matches=Matches.PERSON_ID,
                name="Provstaden",
            ),
        )
        provider.issuer = provider.issuer.replace("127.0.0.1", "localhost")  # another site than ours, for cookies
        context = browser.new_context(locale="sv-SE", java_script_enabled=False)
        page = context.new_page()
        page.goto(site.base + "/logga-in")

        page.get_by_role("button", name="Logga in med Provstaden").click()

        page.wait_for_url(site.base + "/")
        expect(page.get_by_role("button", name="Logga ut")).to_be_visible()
        context.close()
    house.database.dispose()
