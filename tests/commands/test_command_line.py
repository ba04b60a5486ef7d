"""The command line as it is met from outside: Swedish, exit codes, problems on standard error, nothing half done."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from appraisal.cli import main

UNITS = "unit_id;name;parent_id;leader_id\nK;Kommunen;;c0\nS;Socialförvaltningen;K;c1\n"
PEOPLE = (
    "person_id;name;email;unit_id;title;employed_from\nc0;Åsa Öberg;c0@kommun.example;K;Chef;2019-05-01\n"
    "c1;Örjan Ärlig;;S;Chef;2019-05-01\n"
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("MEDSKAP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("MEDSKAP_HOME", str(tmp_path / "hem åäö"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "hem åäö"


def dump(home: Path) -> list[str]:
    connection = sqlite3.connect(home / "medskap.db")
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["strunt"], "finns inte"),
        (["role", "grant"], "måste anges"),
        (["role", "grant", "p1", "nurse"], "finns inte"),
        (["verify", "--strunt"], "känns inte igen"),
        (["organisation", "import", "--units", "u.csv", "--as-of", "2026-13-01"], "är inget datum"),
        (["reports", "build", "w", "--out", "d", "--workers", "två"], "är inget heltal"),
    ],
)
def test_wrong_usage_exits_with_2_and_says_so_in_swedish(
    home: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)

    out, err = capsys.readouterr()
    assert ended.value.code == 2
    assert out == ""
    assert words in err
    assert not {"usage", "error", "invalid", "required"} & set(err.replace(":", " ").split())


def test_a_noun_without_a_verb_shows_what_can_follow_on_standard_error(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["organisation"]) == 2

    out, err = capsys.readouterr()
    assert out == ""
    assert "import" in err


def test_a_dry_run_and_a_second_time_change_nothing(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("enheter å.csv").write_text(UNITS, encoding="utf-8")
    Path("per soner.csv").write_text(PEOPLE, encoding="cp1252")
    command = ["organisation", "import", "--units", "enheter å.csv", "--people", "per soner.csv"]
    assert main(["verify"]) == 0
    empty = dump(home)

    assert main([*command, "--dry-run"]) == 0
    after_dry_run = dump(home)
    assert main(command) == 0
    taken_in = dump(home)
    assert main(command) == 0

    assert after_dry_run == empty
    assert taken_in != empty
    assert dump(home) == taken_in


def test_every_file_that_cannot_be_read_is_a_problem_of_its_own(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("mapp").mkdir()

    assert main(["organisation", "import", "--units", "finns inte.csv", "--people", "mapp"]) == 1

    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == ["finns inte.csv – filen finns inte", "mapp – är en mapp och ingen fil"]


def test_a_database_born_real_is_never_filled_with_the_demo(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify"]) == 0
    before = dump(home)

    assert main(["demo"]) == 1
    assert main(["start"]) == 1

    assert dump(home) == before


def test_a_file_that_is_no_database_is_told_in_a_sentence(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home.mkdir()
    (home / "medskap.db").write_text("strunt " * 1000)

    assert main(["verify"]) == 1

    assert "ingen databas" in capsys.readouterr().err


def test_a_database_from_a_newer_program_is_refused_also_by_the_upgrade(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify"]) == 0
    connection = sqlite3.connect(home / "medskap.db")
    connection.execute("update alembic_version set version_num = '9999'")
    connection.commit()
    connection.close()

    assert main(["verify"]) == 1
    assert main(["database", "upgrade"]) == 1

    assert capsys.readouterr().err.count("nyare version (9999)") == 2


def test_a_demo_that_was_interrupted_is_begun_anew(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_arguments: object, **_options: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("appraisal.demo.fill.fill_wave", interrupted)
        assert main(["demo"]) == 130
    made: list[str] = []
    monkeypatch.setattr("appraisal.commands.demo.fill", lambda house, size: made.append(size))

    assert main(["demo"]) == 0

    assert made == ["small"]
    assert "Den görs om" in capsys.readouterr().err
    assert not any(line.startswith('INSERT INTO "person"') for line in dump(home))
