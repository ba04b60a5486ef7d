"""The promise, how it is kept, and the charter: short, true to the charter, and read without signing in."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape

import pytest
from flask import Flask

from surveys.promise.how_built import chapters_of
from surveys.promise.promised_wave import instrument_read
from surveys.promise.vow import LIMITS_TITLE, MOST_WORDS, TITLE, vow_of
from surveys.waves.charter import charter_hash, default_charter
from tests.conftest import PageClient
from tests.promise.planned import COUNT, REVIEWERS, WAVE, WITH_TEXT, imported, person, plan, shipped
from workplace.database import Database
from workplace.house import House
from workplace.identity.actor import Role
from workplace.organisation.records import PersonRecord
from workplace.wording import LANGUAGES, Sentence

LONG_NAMES = ("Anna-Karin Lindström Berg", "Mohammad Reza Al-Hassani")
INSTRUMENTS = ("medarbetarenkat", WITH_TEXT)


def words_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def vow_words(page: str) -> list[str]:
    found = re.search(r"<article data-promise>(.*?)</article>", page, re.DOTALL)
    assert found
    return words_of(found.group(1)).split()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("instrument", INSTRUMENTS)
@pytest.mark.parametrize("reviewers", [[], ["a", "b"]])
def test_the_promise_is_at_most_150_words(house: House, language: str, instrument: str, reviewers: list[str]) -> None:
    asked = instrument_read(shipped(instrument))
    vow = vow_of({**default_charter(), "reviewers": reviewers}, asked, LONG_NAMES if reviewers else ())

    say = house.translator(language).say
    said = " ".join(say(one) for one in (Sentence(TITLE), *vow.promises, Sentence(LIMITS_TITLE), *vow.limits))

    assert len(said.split()) <= MOST_WORDS


def test_the_page_says_all_that_is_promised_and_all_that_cannot_be(anonymous: PageClient, database: Database) -> None:
    plan(database, instrument=WITH_TEXT)

    page = anonymous.get(f"/enkat/lofte/{WAVE}").get_data(as_text=True)
    said = " ".join(vow_words(page))

    assert len(said.split()) <= MOST_WORDS
    for part in (
        "konfidentiellt, inte anonymt",
        "Systemet ser att du har svarat",
        "minst 5 svarar",
        "inte ens med alla databaser, kopior och loggar",
        "både databasen och nyckeln",
        "bara för svar sedan den senaste blandningen",
        "två granskare utanför din avdelning: Anna-Karin Ek och Bo Al",
        "Svarar alla i en grupp lika",
        "ändrar programmet kan bryta löftet",
    ):
        assert part in said
    assert f'href="/enkat/se/{WAVE}"' in page
    assert f'href="/enkat/lofte/{WAVE}/hur"' in page
    assert f'href="/omgangar/{WAVE}"' in page


def test_the_promise_follows_its_charter(anonymous: PageClient, database: Database) -> None:
    floors = {**default_charter()["floors"], "indices": 8, "means": 9}
    plan(database, instrument=WITH_TEXT, charter={"floors": floors, "reviewers": []})

    said = " ".join(vow_words(anonymous.get(f"/enkat/lofte/{WAVE}").get_data(as_text=True)))

    assert "minst 8 svarar" in said
    assert "Fritext visas inte för någon" in said
    assert not any(name in said for name in REVIEWERS.values())


def test_the_promise_of_a_wave_without_words_of_ones_own_says_so(anonymous: PageClient, database: Database) -> None:
    plan(database, instrument="hme")

    said = " ".join(vow_words(anonymous.get(f"/enkat/lofte/{WAVE}").get_data(as_text=True)))

    assert "Enkäten har inga fritextfrågor" in said
    assert "avslöja" not in said


def test_a_protected_reviewer_is_named_nowhere(anonymous: PageClient, database: Database) -> None:
    plan(database, instrument=WITH_TEXT)
    with database.writing() as session:
        session.get_one(PersonRecord, "r1").protected = True

    page = anonymous.get(f"/enkat/lofte/{WAVE}").get_data(as_text=True)

    assert "två namngivna granskare" in page
    assert "Anna-Karin" not in page
    assert "r1" not in vow_words(page)


@pytest.mark.parametrize("path", [f"/enkat/lofte/{WAVE}", f"/enkat/lofte/{WAVE}/hur", f"/enkat/se/{WAVE}"])
@pytest.mark.parametrize(("state", "status"), [("draft", 200), ("open", 200), ("closed", 200), ("aborted", 404)])
def test_anybody_reads_without_signing_in_and_no_cookie_is_set(
    anonymous: PageClient, database: Database, path: str, state: str, status: int
) -> None:
    plan(database, state=state)

    reply = anonymous.get(path)

    assert reply.status_code == status
    assert "Set-Cookie" not in reply.headers
    assert ("Förslag" in reply.text) == (state == "draft" and not path.endswith("hur"))


def test_nobody_looks_who_is_signed_in(client_for: Callable[[str], PageClient], app: Flask, database: Database) -> None:
    plan(database)
    somebody = client_for("r1")

    page = somebody.get(f"/enkat/se/{WAVE}").get_data(as_text=True)

    assert "Anna-Karin" not in page
    assert page == app.test_client().get(f"/enkat/se/{WAVE}").get_data(as_text=True)


def test_another_language_is_a_link_away_and_stays_when_one_goes_on(anonymous: PageClient, database: Database) -> None:
    plan(database)

    page = anonymous.get(f"/enkat/lofte/{WAVE}?sprak=en").get_data(as_text=True)

    assert '<html lang="en">' in page
    assert f'href="/enkat/se/{WAVE}?sprak=en"' in page
    assert f'href="/enkat/lofte/{WAVE}?sprak=sv"' in page


def test_how_it_is_built_tells_the_times_and_floors_of_the_charter(house: House) -> None:
    charter = {**default_charter(), "retention": {"ballots_months_after_certificate": 7, "drafts_until": "close"}}

    said = " ".join(house.translator().say(one) for chapter in chapters_of(charter) for one in chapter.sentences)

    assert "högst 7 månader" in said
    assert "färre än 5 svarande" in said
    assert "%(" not in said


def test_everybody_signed_in_reads_the_charter_in_plain_words(
    client_for: Callable[[str], PageClient], database: Database
) -> None:
    plan(database, charter={"co_determination": {"on": "2026-11-17", "protocol": "§ 4", "participants": "Vision"}})

    page = client_for("r1").get(f"/omgangar/{WAVE}").get_data(as_text=True)
    said = words_of(page)

    for part in (
        "Om minst 7 svarar visas också medelvärdet",
        "Anna-Karin Ek, Bo Al",
        "24 månader",
        "§ 4",
        "Vision",
        "18 december 2026",
    ):
        assert part in said
    assert charter_hash({**default_charter(), "reviewers": list(REVIEWERS)})[:8] not in said
    assert re.search(r"<code>[0-9a-f]{64}</code>", page)
    assert f'href="/enkat/lofte/{WAVE}"' in page
    assert f'href="/enkat/se/{WAVE}"' in page
    assert "Räkningen" not in said


def test_a_charter_without_co_determination_says_so_in_words(
    client_for: Callable[[str], PageClient], database: Database
) -> None:
    plan(database)

    assert "inte redovisad" in client_for("r1").get(f"/omgangar/{WAVE}").text


def test_a_draft_is_read_by_those_who_are_to_speak_of_it_and_is_missing_for_others(
    client_for: Callable[[str], PageClient], database: Database
) -> None:
    plan(database, state="draft")

    for role, status in ((Role.UNION, 200), (Role.SAFETY, 200), (Role.HR, 200), (Role.ADMIN, 404), (None, 404)):
        somebody = person(database, f"somebody-{role}", role)

        assert client_for(somebody).get(f"/omgangar/{WAVE}").status_code == status


def test_the_count_of_a_closed_wave_is_there_and_adds_up(
    client_for: Callable[[str], PageClient], database: Database
) -> None:
    plan(database, state="closed", count=COUNT)

    said = words_of(client_for("r1").get(f"/omgangar/{WAVE}").text)

    assert "Räkningen går ihop" in said
    assert "Inbjudna 120" in said
    assert "Svarade 90" in said
    assert "Lådor i urnan 90" in said


def test_no_count_is_told_where_too_few_answered_for_anything_to_be_shown(
    client_for: Callable[[str], PageClient], database: Database
) -> None:
    plan(database, state="closed", count=replace(COUNT, answered=3, boxes=3, ballots=3, blank=0))

    said = words_of(client_for("r1").get(f"/omgangar/{WAVE}").text)

    assert "Så få svarade" in said
    assert "Svarade 3" not in said
    assert "120" not in said


def test_a_wave_from_elsewhere_has_a_charter_and_promises_nothing_of_how_it_was_answered(
    client_for: Callable[[str], PageClient], database: Database
) -> None:
    imported(database, "enkat-2025")

    said = client_for(person(database, "e1")).get("/omgangar/enkat-2025").text

    assert "ett annat system" in said
    assert "/enkat/lofte" not in said
