"""`medskap survey import-answers` and `medskap release …` from the outside."""

from __future__ import annotations

import csv
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

import pytest

from appraisal.cli import build_parser
from appraisal.definition_kinds import KINDS
from tests.findings.conftest import likert_instrument
from workplace.definitions.actions import publish
from workplace.errors import Refused
from workplace.house import House
from workplace.imports.table import GivenFile
from workplace.organisation.actions import import_organisation

UNITS = b"unit_id,name,parent_id\nhq,Hela,\nnorth,Norr,hq\nsouth,S\xc3\xb6der,hq\n"
ANSWERS = b"unit_id,q1,q2,q3\n" + b"north,4,5,3\n" * 30 + b"south,2,2,1\n" * 12 + b"hq,3,3,3\n" * 2


@pytest.fixture
def run(house: House) -> Callable[..., int]:
    """Run a command line against the house of the test, whose units and instrument are there."""
    with house.database.writing() as session:
        now = house.clock.now()
        import_organisation(session, units=GivenFile("u.csv", UNITS), as_of=house.clock.today(), now=now)
        publish(session, likert_instrument("three", ["q1", "q2", "q3"]), kinds=KINDS, now=now)

    def command(*words: str) -> int:
        arguments: Namespace = build_parser().parse_args(words)
        return int(arguments.handler(arguments, house))

    return command


@pytest.fixture
def answers(tmp_path: Path) -> str:
    path = tmp_path / "svar.csv"
    path.write_bytes(ANSWERS)
    return str(path)


IMPORT = ("--instrument", "three", "--closed", "2026-10-01")


def test_from_file_to_exported_figures(
    run: Callable[..., int], answers: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("survey", "import-answers", "w", answers, *IMPORT) == 0
    assert run("release", "publish", "w", "--dry-run") == 0
    said = capsys.readouterr().out
    assert "Hela (hq), direktgruppen" in said
    assert "inget är publicerat" in said
    assert run("release", "publish", "w") == 0
    assert run("release", "publish", "w") == 0
    assert "inget har ändrats" in capsys.readouterr().out
    assert run("release", "audit", "w") == 0
    out = tmp_path / "ut.csv"
    assert run("release", "export", "w", "--out", str(out)) == 0
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    assert {row["unit_id"] for row in rows} == {"hq", "north", "south"}
    assert b"\r" not in out.read_bytes()
    capsys.readouterr()
    assert run("release", "export", "w") == 0
    assert capsys.readouterr().out == out.read_text(encoding="utf-8")


def test_the_same_file_twice_and_a_dry_run_change_nothing(
    run: Callable[..., int], answers: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("survey", "import-answers", "w", answers, *IMPORT, "--dry-run") == 0
    assert "Provkörning" in capsys.readouterr().out
    with pytest.raises(Refused):
        run("release", "publish", "w")
    assert run("survey", "import-answers", "w", answers, *IMPORT) == 0
    assert run("survey", "import-answers", "w", answers, *IMPORT) == 0
    assert "redan inlästa" in capsys.readouterr().out


def test_unknown_waves_and_missing_files_are_refused(run: Callable[..., int], answers: str) -> None:
    for words in (
        ("release", "publish", "nope"),
        ("release", "audit", "nope"),
        ("release", "export", "nope"),
        ("survey", "import-answers", "w", "/no/such/file.csv", *IMPORT),
        ("survey", "import-answers", "W_1", answers, *IMPORT),
    ):
        with pytest.raises(Refused):
            run(*words)


def test_nothing_can_be_exported_before_it_is_published(run: Callable[..., int], answers: str) -> None:
    run("survey", "import-answers", "w", answers, *IMPORT)
    for verb in ("audit", "export"):
        with pytest.raises(Refused):
            run("release", verb, "w")
