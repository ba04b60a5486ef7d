"""From files to the result page: organisation and answers taken in, released, read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from tests.conftest import PageClient
from tests.waves.small_organisation import WAVE, make_organisation, publish_wave, take_in_answers
from workplace.database import Database


@pytest.fixture
def nils(client_for: Callable[[str], PageClient], database: Database) -> PageClient:
    """A chef signed in, with two released waves to read."""
    make_organisation(database)
    take_in_answers(database, "hosten-2025", closed_on=dt.date(2026, 2, 1), title="Hösten 2025")
    take_in_answers(database)
    publish_wave(database, "hosten-2025")
    publish_wave(database)
    return client_for("nils")


def test_a_chef_goes_from_the_list_to_the_results_of_the_own_group(nils: PageClient) -> None:
    listed = nils.get("/resultat").get_data(as_text=True)
    page = nils.get(f"/resultat/{WAVE}/norr")
    text = page.get_data(as_text=True)

    assert f'<a href="/resultat/{WAVE}/norr">Jobbtorg Norr</a>' in listed
    assert page.status_code == 200
    assert "Hållbart medarbetarengagemang" in text or "HME:" in text
    assert "ingen säkerställd skillnad mot förra omgången" in text
    assert "Mitt arbete känns meningsfullt" in text
    assert "Högst ligger" in text or "Områdena ligger lika högt" in text


def test_every_page_and_file_of_a_released_wave_can_be_read(nils: PageClient) -> None:
    for unit_id in ("f", "norr", "soder", "vast"):
        for tail in ("", "?grupp=direkt", "?grupp=hela", ".csv"):
            assert nils.get(f"/resultat/{WAVE}/{unit_id}{tail}").status_code == 200


def test_a_group_of_three_is_not_shown_and_tells_no_figure(nils: PageClient) -> None:
    text = nils.get(f"/resultat/{WAVE}/vast").get_data(as_text=True)
    file = nils.get(f"/resultat/{WAVE}/vast.csv").get_data(as_text=True)

    assert "Gruppen visas inte." in text
    assert "Antal svar" not in text
    assert ",shown," not in file
