"""What a leader gets to see at each size: the real rules on invented answers, marked as such everywhere."""

from __future__ import annotations

import re
from html import unescape

import numpy as np
import pytest

from measures.disclosure.floors import Floors
from measures.estimate import Reason, Shown
from surveys.findings.answers import answers_of
from surveys.findings.questions import Questions
from surveys.promise.promised_wave import instrument_read
from surveys.promise.sample import OWN, OWN_DEPARTMENT, SIZES, sample_of
from surveys.promise.sample_answers import invented_ballots
from surveys.waves.charter import default_charter
from tests.answering.rich_instrument import rich
from tests.conftest import PageClient
from tests.promise.planned import WAVE, plan, shipped
from workplace.database import Database

RUNGS = dict(zip(SIZES, (0, 1, 2, 3, 4), strict=True))


def words_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.mark.parametrize("instrument", ["hme", "ami", "medarbetarenkat"])
@pytest.mark.parametrize(("size", "rung"), RUNGS.items())
def test_each_size_stands_on_the_rung_that_its_floor_gives(instrument: str, size: int, rung: int) -> None:
    sample = sample_of(shipped(instrument), Floors(), size)
    own = sample.findings[OWN]
    count = own.cell("respondents")

    assert sample.rung == rung
    assert own.why_withheld() is (Reason.TOO_FEW if rung == 0 else None)
    assert isinstance(count, Shown) == (rung > 0)
    assert not isinstance(count, Shown) or count.estimate.value == size


def test_a_charter_with_higher_floors_shows_less() -> None:
    sample = sample_of(shipped("hme"), Floors(indices=10, means=10, shares=15), 9)

    assert sample.rung == 0


def test_another_group_stands_back_so_that_a_small_one_cannot_be_subtracted() -> None:
    sample = sample_of(shipped("hme"), Floors(), 4)
    reasons = [findings.why_withheld() for key, findings in sample.findings.items() if key != OWN]

    assert Reason.PROTECTS_OTHER in reasons
    assert sample.findings[OWN_DEPARTMENT].is_shown()


def test_the_same_instrument_floors_and_size_always_give_the_same() -> None:
    sample_of.cache_clear()
    one = sample_of(shipped("hme"), Floors(), 14).findings[OWN].page
    sample_of.cache_clear()

    assert sample_of(shipped("hme"), Floors(), 14).findings[OWN].page == one


def test_every_kind_of_question_is_answered_as_it_may_be() -> None:
    instrument = rich(pages=True)
    ballots = invented_ballots(instrument, {"a": 200}, np.random.default_rng(1))

    answers = answers_of(Questions.of(instrument), {"a": 0}, ballots)

    assert answers.respondents == 200
    by_key = {item.key: item for item in instrument.items}
    for _, given in ballots:
        assert not any(by_key[key].administration for key in given)
        for key in given:
            condition = by_key[key].condition
            assert condition is None or str(given[condition.item]) in condition.codes


@pytest.mark.parametrize(
    ("size", "said", "never_said"),
    [
        (4, "ser din chef ingenting alls", "Antal svar"),
        (6, "Enskilda frågor visas inte", "Medel "),
        (9, "Hur svaren fördelar sig visas inte", "Visa fördelningen i tal"),
        (14, "avrundat till hela tiotal", ""),
        (30, "valt varje svar på skalan", ""),
    ],
)
def test_the_page_shows_what_a_group_of_that_size_is_shown(
    anonymous: PageClient, database: Database, size: int, said: str, never_said: str
) -> None:
    plan(database)

    page = words_of(anonymous.get(f"/enkat/se/{WAVE}?antal={size}").get_data(as_text=True))

    assert f"Med {size} svar" in page
    assert said in page
    assert not never_said or never_said not in page
    assert (f"Antal svar {size}" in page) == (size > 4)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("unit", [OWN, OWN_DEPARTMENT, "forvaltning"])
def test_every_section_says_that_the_figures_are_invented(
    anonymous: PageClient, database: Database, size: int, unit: str
) -> None:
    plan(database)

    page = anonymous.get(f"/enkat/se/{WAVE}?antal={size}&enhet={unit}").get_data(as_text=True)
    main = page[page.index("<main") : page.index("</main>")]
    headings = re.findall(r"<h2.*?</h2>", main, re.DOTALL)

    assert len(headings) >= 2
    assert "&lt;" not in main
    assert all("påhittade siffror" in heading for heading in headings)


def test_no_link_leads_out_of_the_example_to_results_that_are_not_there(
    anonymous: PageClient, database: Database
) -> None:
    plan(database)

    for unit in (OWN, OWN_DEPARTMENT, "forvaltning"):
        page = anonymous.get(f"/enkat/se/{WAVE}?antal=4&enhet={unit}&sprak=sv").get_data(as_text=True)
        hrefs = [unescape(href) for href in re.findall(r'<a [^>]*href="([^"]*)"', page)]

        assert not any(href.startswith("/resultat") for href in hrefs)
        for href in hrefs:
            if href.startswith("/enkat/se/"):
                assert anonymous.get(href).status_code == 200
        assert any("enhet=grupp-b" in href for href in hrefs) == (unit == OWN_DEPARTMENT)


@pytest.mark.parametrize("asked", ["", "antal=5", "antal=x", "antal=4444444444444", "enhet=nej", "enhet=%3Cb%3E"])
def test_anything_else_that_is_asked_for_shows_the_usual(anonymous: PageClient, database: Database, asked: str) -> None:
    plan(database)

    reply = anonymous.get(f"/enkat/se/{WAVE}?{asked}")

    assert reply.status_code == 200
    assert "Med 9 svar" in reply.text


def test_the_questions_are_those_of_the_waves_own_instrument_and_floors(
    anonymous: PageClient, database: Database
) -> None:
    plan(database, charter={"floors": {**default_charter()["floors"], "indices": 10, "means": 10}})
    asked = instrument_read(shipped("medarbetarenkat"))

    small = anonymous.get(f"/enkat/se/{WAVE}?antal=9").text
    large = anonymous.get(f"/enkat/se/{WAVE}?antal=30").text

    assert "ser din chef ingenting alls" in small
    likert = [item for item in asked.items if item.type == "likert" and item.condition is None]
    assert all(item.text["sv"] in unescape(large) for item in likert)


def test_the_example_is_made_once_for_each_size(anonymous: PageClient, database: Database) -> None:
    plan(database)
    address = f"/enkat/se/{WAVE}?antal=30"
    anonymous.get(address)
    made = sample_of.cache_info().misses

    anonymous.get(address)
    anonymous.get(f"{address}&enhet={OWN_DEPARTMENT}&sprak=en")

    assert sample_of.cache_info().misses == made
