"""In a real browser: from HR's first import to a chef who reads the PDF, and a superior who writes with the chef."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from appraisal.work import worker_for
from tests.conftest import NOW
from tests.house.employer import build_employer
from tests.journeys.real_employer import LEADERS, MEASURED, write_files
from tests.journeys.serving import Served, house_in, served
from tests.journeys.watched_pages import Watch, tab_to
from tests.mail.sink import Sink, running_sink
from workplace.clock import FixedClock
from workplace.database.engine import sqlite_url
from workplace.identity.actions import grant_role
from workplace.identity.actor import Role

pytestmark = pytest.mark.browser
WAVE = "varen-2026"
ITEMS = 9
ADDRESS = re.compile(r"https?://\S+")


@dataclass
class Walk:
    """One employer, its mail, and the browser that walks its pages."""

    site: Served
    sink: Sink
    browser: Browser
    watch: Watch
    files: Path

    def visitor(self, *, width: int = 1280, has_script: bool = True) -> Page:
        """Open a browser of one's own."""
        context: BrowserContext = self.browser.new_context(
            viewport={"width": width, "height": 900}, locale="sv-SE", java_script_enabled=has_script
        )
        context.set_default_timeout(20_000)
        return self.watch.follow(context).new_page()

    def work(self) -> None:
        """Do what waits: reports, mails."""
        worker_for(self.site.house, "journey").run_until_idle()

    def signed_in(self, person_id: str, **how: object) -> Page:
        """Ask for a link by mail, read the mail, press its button."""
        page = self.visitor(**how)  # type: ignore[arg-type]
        page.goto(self.site.base + "/logga-in")
        page.get_by_label("E-post").first.fill(f"{person_id}@prov.example")
        page.get_by_role("button", name="Mejla mig en länk").click()
        page.goto(self.newest_link(f"{person_id}@prov.example"))
        page.get_by_role("button", name="Logga in").click()
        page.wait_for_url(self.site.base + "/")
        return page

    def newest_link(self, address: str) -> str:
        """Deliver what waits and return the one address in the newest mail to somebody."""
        self.work()
        mail = [one for one in self.sink.mails if one["To"] == address][-1]
        (link,) = ADDRESS.findall(mail.get_content())
        return str(link)


@pytest.fixture
def walk(browser: Browser, sqlite_template: Path, tmp_path: Path) -> Iterator[Walk]:
    """An empty real employer, served, with a mail server."""
    shutil.copyfile(sqlite_template, tmp_path / "medskap.db")
    house = house_in(tmp_path, sqlite_url(tmp_path / "medskap.db"), clock=FixedClock(NOW))
    with running_sink() as sink, served(house, smtp_url=sink.url) as site:
        walk = Walk(site, sink, browser, Watch(site.base), tmp_path)
        yield walk
        for context in browser.contexts:
            context.close()
    house.database.dispose()


def test_from_hrs_import_to_a_chef_reading_the_pdf(walk: Walk) -> None:
    write_files(walk.files)
    add_hr_and_answers(walk.files)
    hr = hr_signs_in(walk)

    import_organisation(walk, hr)
    publish_instrument(walk, hr)
    take_in_wave(walk, hr)
    publish_release(walk, hr)
    make_and_release_reports(walk, hr)

    chef = read_own_report(walk, "l-s1", "Norra skolan", holds="Så fördelade sig svaren om ledarskapet")
    write_as_superior(walk)
    chef.goto(f"{walk.site.base}/ledarrapport/{WAVE}/s1")
    expect(chef.locator("strong", has_text="Gå igenom målen på arbetsplatsträffen")).to_be_visible()
    expect(chef.get_by_text("Klart senast 15 januari 2027.")).to_be_visible()
    expect(chef.get_by_text("Vi ses igen efter helgen.")).to_be_visible()
    walk.watch.look_at(chef)
    read_own_report(walk, "l-v2", "Nattpatrullen", holds="Dialogkort")

    walk.watch.assert_well()


def test_a_chef_reads_and_writes_on_a_phone_without_script_and_without_a_mouse(walk: Walk) -> None:
    build_employer(walk.site.house, FixedClock(NOW))
    chef = walk.visitor(width=390, has_script=False)
    chef.goto(walk.site.base + "/logga-in")

    tab_to(chef, "#email")
    chef.keyboard.type("dept@prov.example")
    chef.keyboard.press("Enter")
    expect(chef.get_by_role("heading", name="Titta i din e-post")).to_be_visible()
    chef.goto(walk.newest_link("dept@prov.example"))
    tab_to(chef, "main button")
    chef.keyboard.press("Enter")
    chef.wait_for_url(walk.site.base + "/")
    walk.watch.check_width(chef)
    for path in ("/resultat", "/resultat/prov-2026/team", "/ledarrapport/prov-2026/team"):
        chef.goto(walk.site.base + path)
        walk.watch.check_width(chef)
    tab_to(chef, "textarea[name=what]")
    chef.keyboard.type("Vi tar upp arbetsbelastningen")
    tab_to(chef, "input[name=by_when]")
    tab_to(chef, "form[action$=overenskommelse] button")
    chef.keyboard.press("Enter")

    expect(chef.get_by_role("link", name="Ändra Vi tar upp arbetsbelastningen")).to_be_visible()
    walk.watch.check_width(chef)
    walk.watch.assert_well()


def add_hr_and_answers(folder: Path) -> None:
    """Put the HR person into the file of people, and write HME answers of the measured groups."""
    with (folder / "people.csv").open("a", encoding="utf-8") as people:
        people.write("hr-1,Hanna Personalsson,hr-1@prov.example,kommun,HR-strateg,2020-01-01\n")
    rows = ["unit_id;" + ";".join(f"hme{number}" for number in range(1, ITEMS + 1))]
    for unit_id, count in MEASURED.items():
        rows += [
            ";".join([unit_id, *(str(2 + (person * 5 + item * 3 + len(unit_id)) % 4) for item in range(ITEMS))])
            for person in range(count)
        ]
    (folder / "answers.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def hr_signs_in(walk: Walk) -> Page:
    """The first HR person gets a one-time link from the command line."""
    with walk.site.house.database.writing() as session:
        grant_role(session, "hr-1", Role.HR, NOW)
    hr = walk.visitor()
    hr.goto(walk.site.sign_in_link("hr-1"))
    walk.watch.look_at(hr, name="the page of the link")
    hr.get_by_role("button", name="Logga in").click()
    hr.wait_for_url(walk.site.base + "/")
    walk.watch.look_at(hr)
    hr.goto(walk.site.base + "/hr")
    walk.watch.look_at(hr)
    return hr


def import_organisation(walk: Walk, hr: Page) -> None:
    """First a file with a fault, then the right one."""
    people = (walk.files / "people.csv").read_text(encoding="utf-8")
    wrong = walk.files / "personer-med-fel.csv"
    wrong.write_text(people.replace("l-v2@prov.example,v2,", "l-v2@prov.example,v22,"), encoding="utf-8")
    for chosen in (wrong, walk.files / "people.csv"):
        hr.goto(walk.site.base + "/hr/organisation")
        walk.watch.look_at(hr)
        hr.get_by_label("Enheter").set_input_files(walk.files / "units.csv")
        hr.get_by_label("Personer").set_input_files(chosen)
        hr.get_by_role("button", name="Provkör").click()
        expect(hr.get_by_role("heading", name="Provkörning")).to_be_visible()
        walk.watch.look_at(hr, name="the dry run of the organisation")
        if chosen is wrong:
            expect(hr.get_by_role("table", name="personer-med-fel.csv")).to_contain_text("v22")
            expect(hr.get_by_role("button", name="Genomför")).to_have_count(0)
    hr.get_by_role("button", name="Genomför").click()
    expect(hr.get_by_role("heading", name="Inläsningen är införd")).to_be_visible()
    walk.watch.look_at(hr)


def publish_instrument(walk: Walk, hr: Page) -> None:
    """Publish a questionnaire that comes with the product."""
    hr.goto(walk.site.base + "/hr/definitioner")
    walk.watch.look_at(hr)
    hr.get_by_role("button", name="Publicera Hållbart medarbetarengagemang").click()
    expect(hr.get_by_role("heading", name="Hållbart medarbetarengagemang")).to_be_visible()
    walk.watch.look_at(hr)


def take_in_wave(walk: Walk, hr: Page) -> None:
    """Upload answers and eligible, read the dry run, take them in."""
    hr.goto(walk.site.base + "/hr/omgangar")
    hr.get_by_role("link", name="Läs in en omgång").click()
    walk.watch.look_at(hr)
    hr.get_by_label("Omgångens id").fill(WAVE)
    hr.get_by_label("Namn").fill("Våren 2026")
    hr.get_by_label("Formulär").select_option("hme@1")
    hr.get_by_label("Stängdes").fill("2026-10-23")
    hr.get_by_label("Svar", exact=True).set_input_files(walk.files / "answers.csv")
    hr.get_by_label("Antal som fick enkäten").set_input_files(walk.files / "eligible.csv")
    hr.get_by_role("button", name="Provkör").click()
    expect(hr.get_by_role("heading", name="Provkörning av svar")).to_be_visible()
    expect(hr.get_by_text(str(sum(MEASURED.values())), exact=True)).to_be_visible()
    walk.watch.look_at(hr, name="the dry run of the answers")
    hr.get_by_role("button", name="Läs in svaren").click()
    hr.wait_for_url(f"{walk.site.base}/hr/omgangar/{WAVE}")
    walk.watch.look_at(hr)


def publish_release(walk: Walk, hr: Page) -> None:
    """Preview, then publish; a worker computes both, and the page sees by itself when each is done."""
    hr.get_by_role("link", name="Förhandsgranska utgåvan").click()
    expect(hr.get_by_text("Förhandsgranskningen räknas nu.")).to_be_visible()
    walk.watch.look_at(hr, name="the preview while it is computed")
    walk.work()
    expect(hr.get_by_role("heading", name="Förhandsgranskning: Våren 2026")).to_be_visible()
    expect(hr.get_by_role("table", name="Grupper som inte visas")).to_contain_text("Nattpatrullen")
    walk.watch.look_at(hr, name="the preview of the release")
    hr.get_by_role("button", name="Publicera").click()
    expect(hr.get_by_text("Resultatet publiceras nu.")).to_be_visible()
    walk.watch.look_at(hr, name="the release while it is published")
    walk.work()
    expect(hr.get_by_text("Den ändras aldrig.")).to_be_visible()
    walk.watch.look_at(hr, name="the published release")
    hr.get_by_role("link", name="Till omgången och nästa steg").click()
    hr.wait_for_url(f"{walk.site.base}/hr/omgangar/{WAVE}")
    walk.watch.look_at(hr)


def make_and_release_reports(walk: Walk, hr: Page) -> None:
    """Order all reports, open the sample, release."""
    hr.get_by_role("link", name="Till ledarrapporterna").click()
    walk.watch.look_at(hr)
    hr.get_by_role("button", name="Gör alla rapporter").click()
    walk.work()
    run = hr.url
    hr.reload()
    expect(hr.get_by_text(f"{len(LEADERS)} av {len(LEADERS)} klara")).to_be_visible()
    walk.watch.look_at(hr)
    links = hr.get_by_role("table", name="Stickprov").get_by_role("link")
    for address in [links.nth(number).get_attribute("href") for number in range(links.count())]:
        hr.goto(f"{walk.site.base}{address}")
        walk.watch.look_at(hr)
    hr.goto(run)
    hr.get_by_role("link", name="Släpp rapporterna").click()
    walk.watch.look_at(hr)
    hr.get_by_role("button", name=f"Släpp {len(LEADERS)} rapporter").click()
    hr.wait_for_url(run)
    walk.work()
    assert {mail["To"] for mail in walk.sink.mails} == {f"{leader}@prov.example" for leader in LEADERS}


def read_own_report(walk: Walk, leader_id: str, unit_name: str, *, holds: str) -> Page:
    """From the mailed link to the start page, the report, its PDF and the group's result."""
    chef = walk.signed_in(leader_id)
    walk.watch.look_at(chef)
    chef.get_by_role("link", name=f"Din ledarrapport för {unit_name}").click()
    expect(chef.get_by_role("heading", level=1, name=unit_name)).to_be_visible()
    expect(chef.get_by_role("heading", name=holds)).to_be_visible()
    walk.watch.look_at(chef)
    pdf = chef.request.get(walk.site.base + str(chef.get_by_role("link", name="Öppna som PDF").get_attribute("href")))
    assert pdf.ok
    assert pdf.body().startswith(b"%PDF")
    assert len(pypdfium2.PdfDocument(pdf.body())) > 0
    chef.get_by_role("link", name="Gruppens publicerade resultat").click()
    expect(chef.get_by_role("heading", level=1, name=unit_name)).to_be_visible()
    walk.watch.look_at(chef)
    return chef


def write_as_superior(walk: Walk) -> None:
    """The superior writes a note and a dated agreement on the report of a chef below."""
    superior = walk.signed_in("l-skola")
    superior.get_by_role("link", name="Norra skolan").first.click()
    superior.get_by_label("Vad", exact=True).fill("Gå igenom målen på arbetsplatsträffen")
    superior.get_by_label("Klart senast").fill("2027-01-15")
    superior.get_by_role("button", name="Spara överenskommelsen").click()
    superior.get_by_role("textbox", name="Anteckning").fill("Vi ses igen efter helgen.")
    superior.get_by_role("button", name="Spara anteckningen").click()
    expect(superior.get_by_text("Vi ses igen efter helgen.")).to_be_visible()
