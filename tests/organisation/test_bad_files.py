"""Bad files: every problem at once, exit 1, and nothing in the database is changed."""

from __future__ import annotations

import argparse

import pytest

from appraisal.commands import organisation
from tests.organisation.builders import PEOPLE, UNITS, everything_in, take_in
from workplace.errors import Refused
from workplace.wording import Translator

BAD_UNITS = {
    "empty_file": b"",
    "truncated": UNITS.encode() + 'väst,"Vä'.encode(),
    "wrong_encoding": UNITS.encode("utf-16"),
    "wrong_delimiter": UNITS.replace(",", "|").encode(),
    "loop": UNITS.replace("norr,Norr,stad", "norr,Norr,soder").replace("soder,Söder,stad", "soder,Söder,norr").encode(),
    "unknown_parent": UNITS.replace("norr,Norr,stad", "norr,Norr,stadd").encode(),
    "own_parent": UNITS.replace("norr,Norr,stad", "norr,Norr,norr").encode(),
    "several_roots": UNITS.replace("norr,Norr,stad", "norr,Norr,").encode(),
    "no_root": UNITS.replace("stad,Staden,,", "stad,Staden,norr,").encode(),
    "doubled_id": UNITS.encode() + b"norr,Norr igen,stad,p2\n",
    "doubled_header": UNITS.replace("leader_id", "name").encode(),
    "unknown_column": UNITS.replace("leader_id", "leaderid").encode(),
    "missing_column": UNITS.replace("parent_id", "kind").encode(),
    "invalid_id": UNITS.replace("norr", ".norr").encode(),
    "unknown_leader": UNITS.replace(",p2", ",p22").encode(),
    "wrong_number_of_cells": UNITS.replace("norr,Norr,stad,p2", "norr,Norr,stad").encode(),
    "no_header": b"\n\nunit_id,name,parent_id\n",
}
BAD_PEOPLE = {
    "invalid_date": PEOPLE.replace("2018-01-01", "2018-13-01"),
    "ends_before_it_begins": PEOPLE.replace("2018-01-01,,", "2018-01-01,2017-12-31,"),
    "unknown_unit": PEOPLE.replace("dan@example.org,norr", "dan@example.org,nor"),
    "unknown_leader": PEOPLE.replace("2018-01-01,,", "2018-01-01,,p44"),
    "doubled_id": PEOPLE + "p7,Någon Annan,,norr,Handläggare,2020-01-01,,\n",
    "doubled_person": PEOPLE + "p7,Gun Alm,,soder,Handläggare,2021-01-01,,\n",
    "doubled_email": PEOPLE.replace("p7,Gun Alm,,", "p7,Gun Alm,fia@example.org,"),
    "invalid_email": PEOPLE.replace("dan@example.org", "dan at example"),
    "own_leader": PEOPLE.replace("2018-01-01,,", "2018-01-01,,p4"),
    "empty_cell": PEOPLE.replace("p4,Dan Ås,dan@example.org,norr", "p4,Dan Ås,dan@example.org,"),
}


@pytest.mark.parametrize("code", BAD_UNITS)
def test_bad_units_are_refused_by_name_and_nothing_changes(database, code):
    before = everything_in(database)

    with pytest.raises(Refused) as refused:
        take_in(database, BAD_UNITS[code])

    assert code in {problem.code for problem in refused.value.problems}
    assert all(problem.file == "enheter.csv" for problem in refused.value.problems if problem.code == code)
    assert everything_in(database) == before


@pytest.mark.parametrize("code", BAD_PEOPLE)
def test_bad_people_are_refused_by_name_and_nothing_changes(database, code):
    take_in(database)
    before = everything_in(database)

    with pytest.raises(Refused) as refused:
        take_in(database, people=BAD_PEOPLE[code])

    assert code in {problem.code for problem in refused.value.problems}
    assert everything_in(database) == before


def test_all_problems_of_both_files_come_at_once(database):
    units = UNITS.replace("norr,Norr,stad", "norr,Norr,stadd").replace("soder,Söder", "soder,")
    people = PEOPLE.replace("2018-01-01", "20180101").replace("fia@example.org,soder", "fia@example.org,sodr")

    with pytest.raises(Refused) as refused:
        take_in(database, units, people)

    lines = [problem.line(Translator()) for problem in refused.value.problems]
    assert lines == [
        "enheter.csv:4:name – cellen är tom",
        "enheter.csv:3:parent_id stadd – enheten ovanför finns inte i filen, menade du ”stad”?",
        "personer.csv:5:employed_from 20180101 – är inget datum; datum skrivs ÅÅÅÅ-MM-DD, menade du ”2018-01-01”?",
        "personer.csv:7:unit_id sodr – enheten finns inte, menade du ”soder”?",
    ]


def test_a_loop_is_named(database):
    with pytest.raises(Refused) as refused:
        take_in(database, BAD_UNITS["loop"])

    assert "norr → soder → norr" in str(refused.value)


def run(house, *arguments):
    parser = argparse.ArgumentParser()
    organisation.add_to(parser.add_subparsers())
    parsed = parser.parse_args(["organisation", "import", *map(str, arguments)])
    return parsed.handler(parsed, house)


def test_the_command_takes_in_files_and_says_what_changed(house, tmp_path, capsys):
    (tmp_path / "u.csv").write_text(UNITS, encoding="utf-8")
    (tmp_path / "p.csv").write_text(PEOPLE, encoding="cp1252")

    dry = run(house, "--units", tmp_path / "u.csv", "--people", tmp_path / "p.csv", "--dry-run")
    done = run(house, "--units", tmp_path / "u.csv", "--people", tmp_path / "p.csv")
    again = run(house, "--units", tmp_path / "u.csv", "--people", tmp_path / "p.csv", "--as-of", "2026-12-01")

    out = capsys.readouterr().out
    assert (dry, done, again) == (0, 0, 0)
    order = [out.index(text) for text in ("Provkörning, ingenting sparas", "Infört, gäller bakåt", "Ingenting ändras")]
    assert order == sorted(order)
    assert "Nya enheter: 3" in out


def test_the_command_refuses_a_file_that_is_not_there(house, tmp_path):
    with pytest.raises(Refused, match="finns inte"):
        run(house, "--units", tmp_path / "saknas.csv")
