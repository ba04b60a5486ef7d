"""After the answers are erased what was published stands, and what would need them says kindly that they are gone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from appraisal.cli import build_parser
from appraisal.registry import erasure_sources
from surveys.findings.actions import order_preview, order_publishing
from surveys.findings.queries import audit_of, latest_release
from surveys.waves.actions import import_answers
from tests.conftest import PageClient
from tests.erasure.waves import MONTHS, WAVE, build_wave, decide
from tests.house.employer import CLOSED, answers_csv
from workplace.clock import FixedClock
from workplace.erasure.jobs import run_retention
from workplace.erasure.rule import months_after
from workplace.errors import Refused
from workplace.house import House
from workplace.imports.table import GivenFile


def command(house: House, *words: str) -> int:
    arguments = build_parser().parse_args(list(words))
    return int(arguments.handler(arguments, house))


def erase(house: House, clock: FixedClock) -> None:
    clock.moment = months_after(clock.moment, MONTHS)
    decide(house, "ballot", "text_ballot")
    run_retention(house, erasure_sources())


def test_the_release_is_audited_and_exported_from_its_cells(
    house: House, clock: FixedClock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build_wave(house)
    before, after = tmp_path / "before.csv", tmp_path / "after.csv"
    command(house, "release", "export", WAVE, "--out", str(before))

    erase(house, clock)

    assert command(house, "release", "audit", WAVE) == 0
    assert command(house, "release", "export", WAVE, "--out", str(after)) == 0
    assert after.read_bytes() == before.read_bytes()
    with house.database.reading() as session:
        assert audit_of(session, WAVE).holds
        assert latest_release(session, WAVE) is not None
    assert command(house, "release", "publish", WAVE) == 0, "nothing has changed"
    assert "inget har ändrats" in capsys.readouterr().out


def test_a_new_release_and_corrected_answers_are_refused_with_a_sentence(house: House, clock: FixedClock) -> None:
    build_wave(house, is_published=False)
    erase(house, clock)

    with pytest.raises(Refused, match="gallrades 24 november 2028"):
        command(house, "release", "publish", WAVE)
    with pytest.raises(Refused, match="gallrades"):
        command(house, "release", "publish", WAVE, "--dry-run")
    for order in (order_preview, order_publishing):
        with house.database.writing() as session, pytest.raises(Refused, match="gallrades"):
            order(session, WAVE, now=clock.now())
    with house.database.writing() as session, pytest.raises(Refused, match="rättade svar"):
        import_answers(
            session,
            WAVE,
            GivenFile("b.csv", (answers_csv() + "f2,5,5\n").encode()),
            instrument="tre",
            closed_on=CLOSED,
            now=clock.now(),
        )


def test_the_page_of_an_unpublished_wave_says_kindly_that_its_answers_are_gone(
    house: House, clock: FixedClock, client_for: Callable[[str], PageClient]
) -> None:
    build_wave(house, is_published=False)
    erase(house, clock)
    client = client_for("hr")

    page = client.get(f"/hr/omgangar/{WAVE}/utgava").get_data(as_text=True)

    assert "Svaren är raderade." in page
    assert "Räkna förhandsgranskningen" not in page
    pressed = client.send(f"/hr/omgangar/{WAVE}/utgava/forhandsgranskning")
    assert pressed.status_code == 409
    assert "gallrades" in pressed.get_data(as_text=True)


def test_the_page_of_a_published_wave_shows_the_release_and_says_the_same(
    house: House, clock: FixedClock, client_for: Callable[[str], PageClient]
) -> None:
    build_wave(house)
    erase(house, clock)
    client = client_for("hr")

    page = client.get(f"/hr/omgangar/{WAVE}/utgava").get_data(as_text=True)

    assert "Svaren är raderade." in page
    assert "Hämta utgåvan som CSV-fil" in page
    assert client.get(f"/resultat/{WAVE}/f2").status_code == 200


def test_the_command_says_what_went_and_what_waits(
    house: House, clock: FixedClock, capsys: pytest.CaptureFixture[str]
) -> None:
    build_wave(house)
    clock.moment = months_after(clock.moment, MONTHS)
    decide(house, "ballot")

    assert command(house, "retention", "run", "--dry-run") == 0
    said = capsys.readouterr().out
    assert "54 skulle raderas" in said
    assert "1 väntar på ett gallringsbeslut" in said
    assert "Provkörning" in said

    assert command(house, "retention", "run") == 0
    assert "54 raderade" in capsys.readouterr().out
