"""`definition check|publish`: what is said, where, and with which exit code."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

import surveys
import workplace.policy
from appraisal.commands import definition
from workplace.definitions.queries import all_definitions
from workplace.errors import Refused
from workplace.house import House

HME = Path(surveys.__path__[0]) / "instruments" / "hme.toml"
POLICY = Path(workplace.policy.__path__[0]) / "versions" / "2016.toml"


def arguments(file: Path) -> argparse.Namespace:
    return argparse.Namespace(file=file)


def test_check_shows_what_it_means_and_saves_nothing(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    assert definition.check(arguments(HME), house) == 0
    out = capsys.readouterr().out
    assert "instrument hme@1" in out
    assert "9 frågor" in out
    assert "kan publiceras" in out
    with house.database.reading() as session:
        assert all_definitions(session) == []


def test_publishing_twice_is_done_once(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    assert definition.publish_file(arguments(HME), house) == 0
    assert definition.publish_file(arguments(HME), house) == 0
    assert "inget ändrat" in capsys.readouterr().out
    with house.database.reading() as session:
        assert len(all_definitions(session)) == 1


def test_check_tells_which_areas_the_policy_in_force_does_not_have(
    house: House, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    definition.publish_file(arguments(POLICY), house)
    strange = tmp_path / "strange.toml"
    strange.write_text(HME.read_text("utf-8").replace('policy_area = "resultat"', 'policy_area = "annat"'), "utf-8")
    capsys.readouterr()
    assert definition.check(arguments(strange), house) == 0
    out = capsys.readouterr().out
    assert "annat" in out
    assert "likabehandling" in out


def test_a_faulty_file_is_refused_and_saves_nothing(house: House, tmp_path: Path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text(HME.read_text("utf-8").replace('type = "likert"', 'type = "likrt"'), "utf-8")
    with pytest.raises(Refused) as refused:
        definition.publish_file(arguments(broken), house)
    assert len(refused.value.problems) == 9
    assert all(problem.file == str(broken) and problem.row for problem in refused.value.problems)
    with house.database.reading() as session:
        assert all_definitions(session) == []


def test_a_file_that_is_not_there_is_refused(house: House, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        definition.check(arguments(tmp_path / "none.toml"), house)
    assert refused.value.problems[0].code == "file_not_readable"
