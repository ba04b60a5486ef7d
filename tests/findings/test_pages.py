"""The result pages as people meet them."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event

from tests.conftest import NOW, PageClient
from tests.findings.built_release import SMALL_TOWN, Built, release_wave
from workplace.database import Database
from workplace.identity.actions import grant_role
from workplace.identity.actor import Role
from workplace.organisation.records import PersonRecord

READER, KEEPER = "las-1", "drift-1"


@pytest.fixture
def people(database: Database) -> None:
    with database.writing() as session:
        for person_id in (READER, KEEPER):
            session.add(PersonRecord(id=person_id, name=f"Person {person_id}"))
        session.flush()
        grant_role(session, READER, Role.UNION, NOW)
        grant_role(session, KEEPER, Role.ADMIN, NOW)


@pytest.fixture
def town(database: Database, people: None) -> None:
    """Two released waves of a small administration; the later four points above the earlier."""
    with database.writing() as session:
        release_wave(
            session,
            "ma-2025",
            SMALL_TOWN[:-1],
            closed_on=dt.date(2025, 5, 28),
            shift=-4,
            title="Medarbetarenkäten 2025",
        )
        release_wave(session, "ma-2026")


@pytest.fixture
def reader(client_for: Callable[[str], PageClient], town: None) -> PageClient:
    return client_for(READER)


def text_of(client: PageClient, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return " ".join(response.get_data(as_text=True).split())


def test_the_page_of_a_large_group_shows_index_items_classes_and_comparisons(reader: PageClient) -> None:
    page = text_of(reader, "/resultat/ma-2026/norr")

    assert "Jobbtorg Norr" in page
    assert "Karin Åkesson" in page
    assert "AMI – aktivt medskapandeindex: 77, ingen säkerställd skillnad mot förra omgången (73)" in page
    assert "Mitt arbete känns meningsfullt" in page
    assert "5 Stämmer mycket bra" in page
    assert 'href="/resultat/ma-2026/jt"' in page
    assert "Arbetsmarknadsförvaltningen" in page
    assert "ma-2026.1" in page


def test_the_highest_and_the_lowest_area_are_always_named(reader: PageClient) -> None:
    assert "Högst ligger" in text_of(reader, "/resultat/ma-2026/norr")
    assert "Inte bevisat" in text_of(reader, "/resultat/ma-2026/vast")
    assert "Högst ligger" in text_of(reader, "/resultat/ma-2026/vast")


def test_a_group_of_fourteen_shows_three_classes_and_says_when_five_come(reader: PageClient) -> None:
    page = text_of(reader, "/resultat/ma-2026/syd")

    assert "Höga svar" in page
    assert "Fem klasser visas från 20 svar" in page
    assert "5 Stämmer mycket bra" not in page
    assert "Lika rättigheter och möjligheter visas inte (för få svar på frågan)." in page


def test_a_group_of_eight_shows_means_and_no_classes(reader: PageClient) -> None:
    page = text_of(reader, "/resultat/ma-2026/vast")

    assert "Hur svaren fördelar sig visas från tio svar" in page
    assert "Mitt arbete känns meningsfullt" in page
    assert "Höga svar" not in page


def test_a_group_of_six_shows_indices_and_says_when_questions_come(reader: PageClient) -> None:
    page = text_of(reader, "/resultat/ma-2026/ost")

    assert "Enskilda frågor visas från sju svar" in page
    assert "Mitt arbete känns meningsfullt" not in page


def test_a_group_of_four_says_why_and_leads_to_the_nearest_larger_group(reader: PageClient) -> None:
    page = text_of(reader, "/resultat/ma-2026/mitt")

    assert "Färre än fem svarade" in page
    assert '<a href="/resultat/ma-2026/jt">Se Jobbtorgen</a>' in page
    assert "Närmaste större grupp som visas: Jobbtorgen" in page
    assert "Så fördelar" in page
    assert "Antal svar" not in page
    assert "Värt att prata om" not in page


def test_a_group_that_stands_back_for_another_says_so(reader: PageClient) -> None:
    page = text_of(reader, "/resultat/ma-2026/stab")

    assert "en annan, mindre grupp annars kunde räknas ut" in page
    assert "Se Arbetsmarknadsförvaltningen" in page


def test_leadership_is_an_average_over_leaders_for_a_whole_unit_and_one_leaders_for_a_direct_group(
    reader: PageClient,
) -> None:
    whole = text_of(reader, "/resultat/ma-2026/jt")
    direct = text_of(reader, "/resultat/ma-2026/jt?grupp=direkt")

    assert "ett genomsnitt över alla chefer i Jobbtorgen, inte ett omdöme om någon av dem" in whole
    assert "gäller direktgruppens chef, Per Holm" in direct
    assert "ett genomsnitt över alla chefer" not in direct
    assert '<a href="/resultat/ma-2026/jt">Hela enheten</a>' in direct


def test_backgrounds_are_shown_for_large_whole_units_and_explained_where_they_are_not(reader: PageClient) -> None:
    whole = text_of(reader, "/resultat/ma-2026/jt")

    assert "Kvinna" in whole
    assert "Uppgift saknas" in whole
    assert "Roll visas inte, för att en mindre grupp annars kunde räknas ut." in whole
    assert "minst 50 har svarat" in text_of(reader, "/resultat/ma-2026/norr")
    assert "inte för en direktgrupp" in text_of(reader, "/resultat/ma-2026/jt?grupp=direkt")


def test_units_below_are_listed_with_their_index_or_the_reason(reader: PageClient) -> None:
    page = text_of(reader, "/resultat/ma-2026/jt")

    assert page.index("Jobbtorg Norr</a>") < page.index("Jobbtorg Syd</a>") < page.index("Jobbtorg Mitt</a>")
    assert "för få svar" in page


def test_a_unit_that_was_not_there_last_time_and_a_first_wave_say_so(reader: PageClient) -> None:
    assert "Enheten fanns inte i förra omgången (Medarbetarenkäten 2025)" in text_of(reader, "/resultat/ma-2026/stab")
    assert "Det finns ingen tidigare omgång att jämföra med." in text_of(reader, "/resultat/ma-2025/norr")


def test_the_list_leads_to_units_earlier_waves_and_a_unit_by_name(reader: PageClient) -> None:
    page = text_of(reader, "/resultat")
    found = text_of(reader, "/resultat?sok=öst")

    assert '<a href="/resultat/ma-2026/amf">Arbetsmarknadsförvaltningen</a>' in page
    assert '<a href="/resultat/ma-2025/amf">Medarbetarenkäten 2025</a>' in page
    assert '<a href="/resultat/ma-2026/ost">Jobbtorg Öst</a>' in found
    assert "Ingen enhet i omgången heter så" in text_of(reader, "/resultat?sok=finns-inte")


def test_the_list_of_a_house_without_releases_tells_what_comes(
    client_for: Callable[[str], PageClient], people: None
) -> None:
    assert "Inget resultat är släppt ännu" in text_of(client_for(READER), "/resultat")


@pytest.mark.parametrize(
    "path", ["/resultat/ma-2026/finns-inte", "/resultat/finns-inte/norr", "/resultat/ma-2026/x.csv"]
)
def test_what_is_not_there_is_not_found(reader: PageClient, path: str) -> None:
    assert reader.get(path).status_code == 404


def test_keeping_the_system_running_gives_no_right_to_read_results(
    client_for: Callable[[str], PageClient], town: None
) -> None:
    client = client_for(KEEPER)

    hidden, missing = client.get("/resultat/ma-2026/norr"), client.get("/resultat/ma-2026/finns-inte")

    assert hidden.status_code == missing.status_code == 404
    assert hidden.data == missing.data


def test_nobody_reads_without_signing_in(anonymous: PageClient, town: None) -> None:
    for path in ("/resultat", "/resultat/ma-2026/norr", "/resultat/ma-2026/norr.csv"):
        assert anonymous.get(path).status_code == 303


def test_the_file_of_a_unit_holds_its_published_cells_and_empty_withheld_ones(reader: PageClient) -> None:
    response = reader.get("/resultat/ma-2026/syd.csv")
    rows = list(csv.DictReader(io.StringIO(response.get_data(as_text=True))))

    assert response.mimetype == "text/csv"
    assert "ma-2026.1-syd.csv" in response.headers["Content-Disposition"]
    found = {(row["measure"], row["item"]): row for row in rows}
    assert found["index", "total"]["value"] == "54"
    assert found["mean", "hme1"]["n"] == "14"
    hidden = found["share", "hme1=5"]
    assert (hidden["value"], hidden["low"], hidden["high"], hidden["n"]) == ("", "", "", "")
    assert (hidden["status"], hidden["reason"]) == ("withheld", "too_few")


def test_nothing_withheld_reaches_the_page(reader: PageClient) -> None:
    page = text_of(reader, "/resultat/ma-2026/mitt")

    assert '<svg class="chart"' not in page


def test_the_page_takes_the_same_number_of_queries_in_a_small_and_a_large_organisation(
    client_for: Callable[[str], PageClient], people: None, database: Database
) -> None:
    with database.writing() as session:
        release_wave(session, "small", town_of(10), closed_on=dt.date(2024, 5, 1))
        release_wave(session, "large", town_of(300), closed_on=dt.date(2024, 5, 1))
        release_wave(session, "small-2", town_of(10), closed_on=dt.date(2025, 5, 1))
        release_wave(session, "large-2", town_of(300), closed_on=dt.date(2025, 5, 2))
    client = client_for(READER)

    small, large = (queries(database, client, f"/resultat/{wave}/u0") for wave in ("small-2", "large-2"))

    assert len(small) == len(large) <= 28


def town_of(units: int) -> tuple[Built, ...]:
    below = tuple(Built(f"u{number}", "u0", f"Enhet {number}", 12) for number in range(1, units))
    return (Built("u0", None, "Alla", 12 * units, 9), *below)


def queries(database: Database, client: Any, path: str) -> list[str]:
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        assert client.get(path).status_code == 200
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
    return sent
