"""The server killed, the disk full, the database locked: no acknowledged answer is lost, none counts twice."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from appraisal.app import create_app
from bench.faults import Ledger, full_disk, kill_rounds, locked_database, verdict_of
from bench.open_survey import OpenSurvey, open_survey
from bench.respondent import ITEMS, mark_of, marked
from bench.serving import starting_servers
from tests.answering.open_wave import HME, NOW, open_wave
from tests.answering.respondent import respondent
from tests.journeys.serving import house_in
from workplace.clock import FixedClock, SystemClock
from workplace.database import Database, engine
from workplace.database.engine import sqlite_url
from workplace.house import House

ROUNDS = 6


@pytest.fixture
def house(tmp_path: Path, sqlite_file: Path) -> Iterator[House]:
    made = house_in(tmp_path / "home", sqlite_url(sqlite_file), clock=SystemClock())
    settings = replace(made.settings, public_url="http://localhost", public_url_is_set=True)
    yield replace(made, settings=settings)
    made.database.dispose()


@pytest.fixture
def sqlite_file(tmp_path: Path, sqlite_template: Path) -> Path:
    (tmp_path / "home").mkdir()
    path = tmp_path / "home" / "medskap.db"
    shutil.copyfile(sqlite_template, path)
    return path


@pytest.fixture
def survey(house: House, tmp_path: Path) -> OpenSurvey:
    return open_survey(house, 400, tmp_path / "keys")


def test_a_server_killed_under_answers_loses_none_it_acknowledged_and_doubles_none(survey: OpenSurvey) -> None:
    verdict = kill_rounds(survey, ROUNDS, at_least=5)

    assert verdict.holds, verdict
    assert verdict.acknowledged >= 5 * ROUNDS


def test_control_a_server_that_answers_before_it_stores_is_caught_by_the_ledger(survey: OpenSurvey) -> None:
    verdict = kill_rounds(survey, 1, at_least=24, module="tests.journeys.early_server", mixes=False)

    assert verdict.lost
    assert verdict.doubled


def test_a_ledger_tells_lost_doubled_and_strange_from_what_may_be_either() -> None:
    ledger = Ledger(sent={1, 2, 3, 4, 5}, acknowledged={1, 2, 3})

    verdict = verdict_of(ledger, Counter({1: 1, 2: 2, 4: 1, 9: 1}))

    assert (verdict.lost, verdict.doubled, verdict.strange) == ((3,), (2,), (9,))
    assert verdict.unanswered_and_counted == 1
    assert not verdict.holds


def test_nine_answers_tell_whose_they_are() -> None:
    marks = {tuple(marked(number).values()) for number in range(2_000)}

    assert len(marks) == 2_000
    assert mark_of({key: int(value) for key, value in marked(44_999).items()}) == 44_999
    assert set(marked(7)) == set(ITEMS) == set(HME)


def test_a_full_disk_is_said_keeps_the_draft_and_heals_without_a_restart(survey: OpenSurvey) -> None:
    with starting_servers(survey.house) as starter, starter.server() as server:
        found = full_disk(survey, server, 1)
        held = locked_database(survey, server, 2, 0.5)

    assert (found.refused_with, found.kept_draft, found.healed) == (503, True, True)
    assert held.status == 200, "a database that is locked for a moment is waited for"
    assert held.waited_seconds >= 0.4
    count, counted = survey.close()
    assert counted == Counter([1, 2])
    assert count.adds_up


def test_a_database_locked_for_long_is_said_kindly_and_the_draft_and_the_right_to_answer_stay(
    house: House, sqlite_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_MILLISECONDS", 100)
    impatient = replace(house, database=Database(house.database.url), clock=FixedClock(NOW))
    wave = open_wave(impatient.database)
    somebody = respondent(create_app(impatient), wave.token("n1")).open()
    assert somebody.post("/spara", {"hme1": "2"}).status_code == 204
    with contextlib.closing(sqlite3.connect(sqlite_file, isolation_level=None)) as holding:
        holding.execute("BEGIN IMMEDIATE")

        refused = somebody.post("", dict.fromkeys(HME, "4"))

        holding.execute("ROLLBACK")
    assert refused.status_code == 503
    assert "Det du har sparat finns kvar" in refused.get_data(as_text=True)
    assert (wave.answered(), len(wave.boxes()), len(wave.drafts())) == (0, 0, 1)
    assert 'name="hme1" value="2" checked' in somebody.open().text
    assert somebody.press(dict.fromkeys(HME, "4")).state == "received"
    assert len(wave.boxes()) == 1
    impatient.database.dispose()
