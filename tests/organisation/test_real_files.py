"""Files of real employers: refused raw with each defect named, taken after the mend that ships as an example."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import NOW
from tests.organisation.builders import TODAY, everything_in
from workplace.errors import Refused
from workplace.imports.mapped import apply_map
from workplace.imports.mapping import parse_mapping
from workplace.imports.table import GivenFile, read_table
from workplace.organisation import people_file, units_file
from workplace.organisation.actions import import_organisation
from workplace.organisation.people_file import read_people
from workplace.organisation.queries import direct_groups_on, leaders_on, placements_on, tree_on
from workplace.organisation.units_file import read_units

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples" / "organisation"


def file(path: Path) -> GivenFile:
    return GivenFile(path.name, path.read_bytes())


def take_in(database, units: Path, mapping: str, people: Path | None = None):
    with database.writing() as session:
        return import_organisation(
            session,
            units=file(units),
            people=file(people) if people else None,
            mapping=file(EXAMPLES / mapping),
            as_of=TODAY,
            now=NOW,
        )


def expected(shared_data: Path, case: str) -> dict[str, float]:
    lines = (shared_data / "reference_cases.jsonl").read_text(encoding="utf-8").splitlines()
    return next(found["expected"] for found in map(json.loads, lines) if found["id"] == case)


def test_a_county_payroll_without_ids_becomes_units_and_people(database, shared_data):
    payroll = shared_data / "pay" / "montgomery_county_2023.csv"
    right = expected(shared_data, "O-ORG-2")

    take_in(database, payroll, "montgomery.toml")
    again = take_in(database, payroll, "montgomery.toml")

    assert again.is_empty
    with database.reading() as session:
        tree, groups = tree_on(session, TODAY), direct_groups_on(session, TODAY)
        sizes = sorted(len(groups[unit_id]) for unit_id, unit in tree.units.items() if unit.kind == "enhet")
    assert len(tree.children["montgomery"]) == right["departments"]
    assert len(sizes) == right["dept_division_units"]
    assert sum(sizes) == right["employees"]
    assert sizes[-1] == right["largest_unit"]
    assert sum(size < 5 for size in sizes) == right["units_under_5"]
    assert sum(size < 10 for size in sizes) == right["units_under_10"]
    assert {unit.administration for unit in tree.units.values() if unit.kind == "förvaltning"} == {
        tree.units[unit_id].name for unit_id in tree.children["montgomery"]
    }


RENAMED_ONLY = """one_file = true
[units]
columns = { "Post Unique Reference" = "unit_id", "Job Title" = "name", "Reports to Senior Post" = "parent_id" }
ignore = "*"
[people]
columns = { "Post Unique Reference" = ["person_id", "unit_id"], "Job Title" = "title", "FTE" = "fte" }
ignore = "*"
"""


def test_an_organogram_is_refused_raw_with_each_of_its_defects(database, shared_data):
    posts = file(shared_data / "org" / "uk_mod_2016_03_senior_posts.csv")
    before = everything_in(database)

    with pytest.raises(Refused) as raw, database.writing() as session:
        import_organisation(session, units=posts, as_of=TODAY, now=NOW)
    with pytest.raises(Refused) as renamed, database.writing() as session:
        import_organisation(
            session, units=posts, mapping=GivenFile("m.toml", RENAMED_ONLY.encode()), as_of=TODAY, now=NOW
        )

    assert {problem.code for problem in raw.value.problems} == {"unknown_column", "missing_column"}
    found = [(problem.code, problem.column, problem.value) for problem in renamed.value.problems]
    assert found.count(("unknown_parent", "Reports to Senior Post", "XX")) == 11
    assert ("doubled_id", "Post Unique Reference", "00000609") in found
    assert ("doubled_person", "Post Unique Reference", "00000609") in found
    assert everything_in(database) == before


def test_an_organogram_with_its_marker_blanked_is_refused_for_its_eleven_roots(shared_data):
    table = read_table(file(shared_data / "org" / "uk_mod_2016_03_senior_posts.csv"))
    text = RENAMED_ONLY.replace("[people]", 'values.parent_id = { XX = "" }\n[people]')
    rules = parse_mapping(GivenFile("m", text.encode()), {"units": units_file.COLUMNS, "people": people_file.COLUMNS})
    mapped, _ = apply_map(table, rules.section("units"), known=units_file.COLUMNS)

    problems = read_units(mapped).problems

    assert [problem.code for problem in problems].count("several_roots") == expected(shared_data, "O-ORG-1")["roots_XX"]


def test_rows_standing_for_several_posts_are_refused_without_a_rule(shared_data):
    table = read_table(file(shared_data / "org" / "uk_mod_2016_03_junior_posts.csv"))
    text = (EXAMPLES / "mod_junior.toml").read_text(encoding="utf-8")
    text = text.replace('"Grade" = "role"', '"Number of Posts in FTE" = "fte"').replace("\nposts =", "\n# ")
    rules = parse_mapping(GivenFile("m", text.encode()), {"units": units_file.COLUMNS, "people": people_file.COLUMNS})
    mapped, _ = apply_map(table, rules.section("people"), known=people_file.COLUMNS)
    units = {row.cells[mapped.header.index("unit_id")] for row in mapped.rows}

    problems = read_people(mapped, units=units, required=people_file.REQUIRED_OF_A_MAP).problems

    assert {problem.code for problem in problems} == {"several_posts"}
    assert len(problems) > 2_000


def test_an_organogram_is_taken_after_the_documented_mend(database, shared_data):
    posts = shared_data / "org" / "uk_mod_2016_03_senior_posts.csv"
    right = expected(shared_data, "O-ORG-1")

    take_in(database, posts, "mod_senior.toml")
    again = take_in(database, posts, "mod_senior.toml")

    assert again.is_empty
    with database.reading() as session:
        tree, groups = tree_on(session, TODAY), direct_groups_on(session, TODAY)
    assert len(tree.units) == right["distinct_refs"] + 1
    assert len(tree.children["mod"]) == right["roots_XX"]
    assert max(len(tree.path(unit_id)) for unit_id in tree.units) - 1 == right["max_depth"]
    assert len(groups["mod"]) == right["roots_XX"]
    assert sum(map(len, groups.values())) == right["distinct_refs"]


def test_junior_rows_expand_to_the_posts_they_stand_for(shared_data):
    table = read_table(file(shared_data / "org" / "uk_mod_2016_03_junior_posts.csv"))
    rules = parse_mapping(
        file(EXAMPLES / "mod_junior.toml"), {"units": units_file.COLUMNS, "people": people_file.COLUMNS}
    )

    mapped, problems = apply_map(table, rules.section("people"), known=people_file.COLUMNS)

    share, person = mapped.header.index("fte"), mapped.header.index("person_id")
    assert not problems
    assert sum(float(row.cells[share]) for row in mapped.rows) == pytest.approx(191423.62)
    assert len({row.cells[person] for row in mapped.rows}) == len(mapped.rows)


def test_an_export_of_a_swedish_payroll_system_is_taken_in(database):
    take_in(database, EXAMPLES / "lonesystem_export.csv", "lonesystem.toml")

    with database.reading() as session:
        tree, leaders = tree_on(session, TODAY), leaders_on(session, TODAY)
        placements = {(item.person_id, tree.units[item.unit_id].name): item for item in placements_on(session, TODAY)}
    assert [tree.units[unit_id].name for unit_id in tree.below("demostaden")] == [
        "Demostaden",
        "Arbetsmarknadsförvaltningen",
        "Jobbtorg",
        "Torg Norr",
        "Torg Söder",
        "Stab",
    ]
    assert sorted(leaders.values()) == ["10001", "10002", "10003", "10007"]
    assert {unit for person, unit in placements if person == "10011"} == {"Stab", "Torg Söder"}
    assert "10012" not in {person for person, _ in placements}
    assert str(placements["10005", "Torg Norr"].assignment_percent) == "62.500"
    assert str(placements["10004", "Torg Norr"].monthly_pay) == "34850.50"
    assert placements["10009", "Torg Söder"].employment_form == "hour"
