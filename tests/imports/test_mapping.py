"""Maps: what each rule does to a table, and what is wrong in a map."""

from __future__ import annotations

import pytest

from workplace.errors import Refused
from workplace.imports.mapped import apply_map, mended_parents, tree_table
from workplace.imports.mapping import FileMap, parse_mapping
from workplace.imports.path_tree import path_ids
from workplace.imports.table import GivenFile, Row, Table

UNITS = ("unit_id", "name", "parent_id", "leader_id")
PEOPLE = ("person_id", "name", "unit_id", "title", "employed_from", "fte", "sex")


def file_map(text: str) -> FileMap:
    return parse_mapping(GivenFile("karta.toml", text.encode()), {"units": UNITS, "people": PEOPLE})


def table(*lines: str) -> Table:
    header, *rows = [tuple(line.split(",")) for line in lines]
    return Table("fil.csv", header, tuple(Row(number, cells) for number, cells in enumerate(rows, start=2)))


def people(text: str, given: Table) -> list[dict[str, str]]:
    parsed = file_map(text)
    mapped, problems = apply_map(
        given,
        parsed.section("people"),
        known=PEOPLE,
        dates=("employed_from",),
        keys=("person_id", "unit_id"),
        tree=parsed.tree,
    )
    assert not problems, problems
    return [dict(zip(mapped.header, row.cells, strict=True)) for row in mapped.rows]


def test_columns_constants_values_and_dates_become_ours():
    rows = people(
        '[people]\ncolumns = { Nr = "person_id", Enhet = "unit_id", "Kön" = "sex", "Från" = "employed_from" }\n'
        'ignore = ["Kst"]\nconstants = { title = "Medarbetare" }\nvalues.sex = { F = "K" }\ndates = "YYYYMMDD"\n',
        table("Nr,Enhet,Kön,Från,Kst", "1,a,F,20240131,9", "2,a,M,2024-02-01,9"),
    )

    assert rows[0] == {
        "person_id": "1",
        "unit_id": "a",
        "sex": "K",
        "employed_from": "2024-01-31",
        "title": "Medarbetare",
    }
    assert (rows[1]["sex"], rows[1]["employed_from"]) == ("M", "2024-02-01")


def test_one_column_may_fill_two_of_ours_and_ids_come_from_row_numbers():
    rows = people(
        '[people]\ncolumns = { Post = ["unit_id", "title"] }\nrow_number = { person_id = "r-" }\n',
        table("Post,name", "x,Åsa", "y,Bo"),
    )

    assert [tuple(row[name] for name in ("person_id", "unit_id", "title", "name")) for row in rows] == [
        ("r-2", "x", "x", "Åsa"),
        ("r-3", "y", "y", "Bo"),
    ]


def test_rows_are_skipped_and_kept_by_value():
    rows = people(
        '[people]\nignore = ["Form", "Ort"]\nskip = [{ column = "Form", is = ["Uppdrag"] }]\n'
        'keep = [{ column = "Ort", is = ["Syd"] }]\n',
        table("person_id,unit_id,Form,Ort", "1,a,Fast,Syd", "2,a,Uppdrag,Syd", "3,a,Fast,Nord"),
    )

    assert [row["person_id"] for row in rows] == ["1"]


@pytest.mark.parametrize(
    "rule, shares",
    [
        ("expand", ["1", "1", "0.5", "0.8"]),
        ("skip", ["0.8"]),
        ("one", ["1", "0.8"]),
    ],
)
def test_rows_of_several_posts_are_expanded_skipped_or_taken_as_one(rule, shares):
    rows = people(
        f'[people]\ncolumns = {{ FTE = "fte" }}\nposts = {{ column = "FTE", rule = "{rule}" }}\n',
        table("person_id,unit_id,FTE", "1,a,2.5", "2,a,0.8"),
    )

    assert [row["fte"] for row in rows] == shares
    assert len({row["person_id"] for row in rows}) == len(rows)


@pytest.mark.parametrize("rule, kept", [("skip", [("1", "", "0.4")]), ("merge", [("1", "Chef", "0.9")])])
def test_a_second_row_of_the_same_person_and_unit_is_skipped_or_merged(rule, kept):
    rows = people(
        f'[people]\nduplicates = "{rule}"\n', table("person_id,unit_id,title,fte", "1,a,,0.4", "1,a,Chef,0.5")
    )

    assert [(row["person_id"], row["title"], row["fte"]) for row in rows] == kept


def test_several_roots_are_put_under_a_named_one():
    given = table("unit_id,name,parent_id", "a,A,XX", "b,B,a", "c,C,", "d,D,borta")
    rules = file_map(
        '[units]\nroot = { unit_id = "top", name = "Toppen" }\nroot_markers = ["XX"]\nunknown_parent = "root"\n'
    )

    mended = mended_parents(given, rules.section("units"))

    assert [row.cells for row in mended.rows] == [
        ("top", "Toppen", ""),
        ("a", "A", "top"),
        ("b", "B", "a"),
        ("c", "C", "top"),
        ("d", "D", "top"),
    ]


def test_a_column_path_becomes_a_tree_with_ids_that_do_not_depend_on_other_rows():
    parsed = file_map('[tree]\npath = ["Dep", "Div"]\nroot = { unit_id = "stad", name = "Staden" }\n')
    given = table("Dep,Div", "Vård & Omsorg,Norr", "Vård & Omsorg,Söder", "Miljö,", "Vård & Omsorg,Norr")
    assert parsed.tree is not None

    units, problems = tree_table(given, parsed.tree, parsed.section("units"))
    alone, _ = tree_table(table("Dep,Div", "Vård & Omsorg,Söder"), parsed.tree, parsed.section("units"))

    assert not problems
    assert [row.cells[:3] for row in units.rows] == [
        ("stad", "Staden", ""),
        ("vard-omsorg", "Vård & Omsorg", "stad"),
        ("miljo", "Miljö", "stad"),
        ("vard-omsorg.norr", "Norr", "vard-omsorg"),
        ("vard-omsorg.soder", "Söder", "vard-omsorg"),
    ]
    assert alone.rows[-1].cells[0] == "vard-omsorg.soder"


def test_ids_of_paths_are_unique_short_and_allowed():
    ids = path_ids([("A b", "x" * 90), ("a B", "x" * 90), ("A-b", "!"), ("日本",)])

    assert len(set(ids.values())) == len(ids)
    assert all(0 < len(unit_id) <= 50 and unit_id[0] not in ".-" for unit_id in ids.values())


def test_people_get_their_unit_from_the_path():
    rows = people(
        '[tree]\npath = ["Dep", "Div"]\n[people]\nrow_number = { person_id = "r" }\n',
        table("Dep,Div", "Vård,Norr", "Vård,"),
    )

    assert [row["unit_id"] for row in rows] == ["vard.norr", "vard"]


def test_a_column_nobody_named_and_one_that_is_not_there_are_problems_with_a_hint():
    rules = file_map('[people]\ncolumns = { Anstnr = "person_id" }\n').section("people")

    _, problems = apply_map(table("Anstnnr,Telefon,unit_id", "1,2,a"), rules, known=PEOPLE)

    assert [(problem.code, problem.column) for problem in problems] == [
        ("missing_column", "Anstnr"),
        ("unknown_column", "Anstnnr"),
        ("unknown_column", "Telefon"),
    ]
    assert problems[0].hint is not None
    assert problems[0].hint.facts["nearest"] == "Anstnnr"


@pytest.mark.parametrize(
    "text, path",
    [
        ("one_file = 1\n", "one_file"),
        ("[peeple]\n", "peeple"),
        ("[people]\ncolums = {}\n", "people.colums"),
        ('[people]\ncolumns = { A = "person" }\n', "people.columns.A"),
        ('[people]\ncolumns = { A = "name", B = "name" }\n', "people.columns.B"),
        ('[people]\nduplicates = "drop"\n', "people.duplicates"),
        ('[people]\ndates = "DDMMYY"\n', "people.dates"),
        ('[people]\nposts = { column = "F", rule = "many" }\n', "people.posts.rule"),
        ('[people]\nskip = [{ column = "F" }]\n', "people.skip"),
        ("[tree]\npath = []\n", "tree.path"),
        ('[tree]\npath = ["A"]\nadministration_level = 2\n', "tree.administration_level"),
        ('[units]\nroot = { unit_id = ".x", name = "X" }\n', "units.root.unit_id"),
        ('[units]\nvalues.kind = "x"\n', "units.values.kind"),
    ],
)
def test_what_is_wrong_in_a_map_is_named_by_its_path(text, path):
    with pytest.raises(Refused) as refused:
        file_map(text)

    assert path in [problem.column for problem in refused.value.problems]


def test_broken_toml_is_refused():
    with pytest.raises(Refused) as refused:
        file_map("[people\n")

    assert [problem.code for problem in refused.value.problems] == ["broken_toml"]
