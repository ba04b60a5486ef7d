"""`survey plan|open|remind|mix|close|import-participants` on a real employer's database."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from appraisal import cli
from tests.invitations.wave_builders import build_organisation
from workplace.clock import FixedClock
from workplace.house import House
from workplace.mail.records import MailRecord

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    build_organisation(house)
    monkeypatch.setattr(cli, "open_house", lambda: house)

    def call(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = cli.main(["survey", *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def plan(run: Run, *more: str) -> tuple[int, str, str]:
    return run("plan", "v-1", "--instrument", "tre", "--opens", "2026-12-01", "--closes", "2026-12-18", *more)


def test_a_wave_is_planned_opened_reminded_mixed_and_closed(run: Run, house: House, clock: FixedClock) -> None:
    assert plan(run, "--co-determination", "MBL 11 § 2026-11-02")[0] == 0
    code, said, _ = run("open", "v-1")
    assert (code, said) == (0, "v-1: öppen, 64 inbjudna\n")
    with house.database.reading() as session:
        mails = session.scalar(select(func.count()).select_from(MailRecord))
    assert run("open", "v-1")[0] == 0, "opening what is open does nothing twice"
    with house.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(MailRecord)) == mails

    assert run("remind", "v-1")[0] == 0
    code, _, trouble = run("remind", "v-1")
    assert code == 1
    assert "minst 6 dagar" in trouble

    code, said, _ = run("mix", "v-1")
    assert (code, said) == (0, "v-1: urnan är blandad\n")
    code, said, _ = run("close", "v-1")
    assert code == 0
    assert "64 inbjudna, 0 svarade" in said
    assert run("close", "v-1")[1] == said, "closed before, the count of then"


def test_what_is_wrong_in_a_plan_is_told_all_at_once(run: Run) -> None:
    code, said, trouble = run(
        "plan", "Fel Namn", "--instrument", "tre", "--opens", "2026-12-10", "--closes", "2026-12-01"
    )

    assert (code, said) == (1, "")
    assert "a–z, 0–9" in trouble
    assert "Sista svarsdag" in trouble


@pytest.mark.parametrize("verb", ["open", "remind", "mix", "close"])
def test_a_wave_that_is_not_there_is_told(run: Run, verb: str) -> None:
    code, _, trouble = run(verb, "finns-inte")

    assert code == 1
    assert "finns-inte" in trouble


def test_a_list_of_participants_is_taken_in_once(run: Run, tmp_path: Path) -> None:
    plan(run)
    path = tmp_path / "tokens.csv"
    path.write_text("email,language\ne1@prov.example,sv\ne2@prov.example,\n", encoding="utf-8")

    said = run("import-participants", "v-1", str(path), "--dry-run")
    assert "Provkörning" in said[1], said
    assert run("import-participants", "v-1", str(path))[1] == "v-1: 2 personer, 2 nya, 0 tas bort\n"
    assert "inget ändrat" in run("import-participants", "v-1", str(path))[1]
    path.write_text("email,language\nfinns.inte@prov.example,\n", encoding="utf-8")
    code, _, trouble = run("import-participants", "v-1", str(path))
    assert code == 1
    assert ":2:email" in trouble
