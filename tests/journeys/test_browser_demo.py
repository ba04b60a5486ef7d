"""The demo in a real browser: each role walks the links it has, and every kind of page it meets is looked at."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from appraisal.app import create_app
from appraisal.commands import demo
from tests.journeys.serving import Served, house_in, served
from tests.journeys.watched_pages import Watch
from workplace.clock import local_date
from workplace.database.engine import sqlite_url
from workplace.house import House
from workplace.identity.actor import Role
from workplace.identity.records import RoleGrantRecord
from workplace.organisation.queries import direct_groups_on, leaders_on

pytestmark = pytest.mark.browser
NEWEST = "enkat-2026"
LEADERS = {
    "a chef of 24": "JT-ST-1",
    "a chef of 4": "JT-BJ-4",
    "a chef of chefer": "AMF-JT",
    "the chef at the top": "AMF",
}
ROLES = {
    "hr": Role.HR,
    "hr of all": Role.HR_CENTRAL,
    "the union": Role.UNION,
    "safety": Role.SAFETY,
    "the administrator": Role.ADMIN,
}
MOST_PAGES = 60
MOST_OF_A_KIND = 2
NOT_PAGES = (".pdf", ".csv", ".xlsx", ".toml")
BEYOND_LINKS = {
    "static_file",
    "web.health",
    "web.icon",
    "answering.first_page",
    "answering.show_page",
    "answering.review",
    "answering.receipt",
    "answering.elsewhere",
    "answering_entry.type_code",
    "answering_entry.kiosk",
    "answering_entry.kiosk_receipt",
    "identity.sign_in",
    "identity.open_link",
    "identity.account",
    "identity.open_provider",
    "identity.come_back_from_provider",
    "invitations.show_participants",
    "invitations.show_participants_dry_run",
    "organisation.show_dry_run",
    "organisation.show_receipt",
    "waves.show_import_dry_run",
    "waves.export_release",
    "findings.unit_as_csv",
    "extracts.ask_extract",
    "improvements.show_improvement",
    "improvements.edit_improvement",
    "improvements_telling.show_poster",
    "improvements_overview.follow_up_as_csv",
    "improvements_overview.follow_up_as_workbook",
    "reports.report_as_pdf",
    "reports.edit_agreement",
    "report_runs.ask_release",
    "editing.show_draft",
    "editing.show_name",
    "editing.ask_removal",
    "editing.show_difference",
    "editing.ask_publishing",
    "editing.download_draft",
    "editing.download_published",
    "question.show_part",
    "paper.show_phone",
    "paper.print_draft",
    "planning.show_dates",
    "planning.show_population",
    "planning.show_texts",
    "planning.show_rehearsal",
    "planning.show_charter",
    "running.show_plan",
    "running.show_briefing",
    "running.ask_sharpen",
    "running.ask_opening",
    "running.find_person",
    "running.show_person",
    "running.ask_extension",
    "running.ask_abortion",
    "running.ask_wiping",
}
"""Not pages, or pages that need a file, an agreement or an unreleased report first: the other journey walks those.

The registrar's page of extracts is walked by tests/extracts: the demo has no registrar.
The pages of planning need a wave that is planned, those of the editor a draft; tests/planning and tests/editing walk
them.
"""


@dataclass
class Walker:
    """One browser page that goes everywhere, and what it has met."""

    page: Page
    site: Served
    watch: Watch
    addresses: MapAdapter
    met: set[str] = field(default_factory=set)

    def become(self, person_id: str) -> None:
        """Pick a person on the demo's sign-in page."""
        self.page.context.clear_cookies()
        self.page.goto(self.site.base + "/logga-in")
        self.page.locator(f"button[value='{person_id}']").first.click()
        self.page.wait_for_url(self.site.base + "/")

    def walk(self, who: str) -> int:
        """Follow the links breadth first, look at each kind of page wide and narrow; return how many were opened."""
        waiting, seen, kinds = deque(["/"]), {"/"}, Counter[str]()
        opened = 0
        while waiting and opened < MOST_PAGES:
            path = waiting.popleft()
            endpoint = self.endpoint_of(path)
            if endpoint is None or kinds[endpoint] >= MOST_OF_A_KIND:
                continue
            kinds[endpoint] += 1
            opened += 1
            reply = self.page.goto(self.site.base + path)
            if reply is None or reply.status != 200:
                self.watch.faults.append(f"{who}: the link {path} answers {reply and reply.status}")
                continue
            if kinds[endpoint] == 1:
                self.watch.look_at(self.page, name=f"{who}, {path}")
            self.page.set_viewport_size({"width": 390, "height": 844})
            self.watch.check_width(self.page, name=f"{who}, {path} on a phone")
            self.page.set_viewport_size({"width": 1280, "height": 900})
            for found in self.links():
                if found not in seen:
                    seen.add(found)
                    waiting.append(found)
        self.met |= set(kinds)
        return opened

    def links(self) -> list[str]:
        """Return the addresses of our own pages that this page links to, in its order, without repetitions."""
        found = self.page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)")
        paths = [
            urlsplit(address)._replace(fragment="", scheme="", netloc="").geturl()
            for address in found
            if address.startswith(self.site.base + "/")
        ]
        return [path for path in dict.fromkeys(paths) if not urlsplit(path).path.endswith(NOT_PAGES)]

    def endpoint_of(self, path: str) -> str | None:
        try:
            return str(self.addresses.match(urlsplit(path).path, "GET")[0])
        except HTTPException:
            self.watch.faults.append(f"a link leads nowhere: {path}")
            return None


@pytest.fixture(scope="session")
def demo_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The demo employer, filled once."""
    home = tmp_path_factory.mktemp("demo")
    house = house_in(Path(home), sqlite_url(Path(home) / "medskap.db"))
    demo.fill(house, size="small")
    yield house
    house.database.dispose()


@pytest.fixture
def walker(demo_house: House, browser: Browser) -> Iterator[Walker]:
    with served(demo_house) as site:
        context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="sv-SE")
        watch = Watch(site.base)
        page = watch.follow(context).new_page()
        addresses = create_app(site.house).url_map.bind("127.0.0.1")
        yield Walker(page, site, watch, addresses)
        context.close()


def test_every_page_that_any_role_reaches_by_links_is_well(walker: Walker, demo_house: House) -> None:
    walker.page.goto(walker.site.base + "/logga-in")
    walker.watch.look_at(walker.page)

    for who, person_id in personas(demo_house).items():
        walker.become(person_id)
        assert walker.walk(who) > 4, who

    walker.watch.assert_well()
    every = {rule.endpoint for rule in walker.addresses.map.iter_rules() if "GET" in (rule.methods or ())}
    assert every - walker.met - BEYOND_LINKS == set(), "no role finds these pages by links"


def test_the_pages_are_well_in_the_dark_too(walker: Walker, demo_house: House) -> None:
    people = personas(demo_house)
    walker.page.emulate_media(color_scheme="dark")
    for who, paths in {
        "a chef of 24": ("/", f"/resultat/{NEWEST}/JT-ST-1", f"/ledarrapport/{NEWEST}/JT-ST-1"),
        "hr": ("/hr", f"/hr/omgangar/{NEWEST}/utgava", f"/hr/ledarrapporter/{NEWEST}"),
    }.items():
        walker.become(people[who])
        for path in paths:
            walker.page.goto(walker.site.base + path)
            walker.watch.look_at(walker.page, name=f"{who}, {path}, dark")

    walker.watch.assert_well()


def personas(house: House) -> dict[str, str]:
    """Return a person for each role, found by what they lead, hold or are."""
    today = local_date(house.clock.now())
    with house.database.reading() as session:
        leaders = leaders_on(session, today)
        held = dict(session.execute(select(RoleGrantRecord.role, RoleGrantRecord.person_id)).all())
        plain = [
            one
            for one in sorted(direct_groups_on(session, today)["JT-ST-1"])
            if one not in set(leaders.values()) | set(held.values())
        ]
    return {
        **{who: leaders[unit_id] for who, unit_id in LEADERS.items()},
        **{who: held[role.value] for who, role in ROLES.items()},
        "an employee": plain[0],
    }
