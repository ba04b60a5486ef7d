"""A problem in a TOML file names the row it stands on."""

from __future__ import annotations

from workplace.definitions.places import row_of, rows_of

TEXT = '''kind = "instrument"
title.sv = "Titel"

[[item]]
key = "a"
text.sv = """
[[item]]
key = "not a field"
"""
[[item]]
key = "b"
[[item.option]]
code = "x"
[item.labels]
K.sv = "k"
[[item]]
key = "c"
[[item.option]]
code = "y"
'''


def test_fields_tables_and_tables_inside_tables_have_their_rows() -> None:
    rows = rows_of(TEXT)
    assert row_of(rows, "title.sv") == 2
    assert row_of(rows, "item[1].key") == 5
    assert row_of(rows, "item[2].key") == 11
    assert row_of(rows, "item[2].option[1].code") == 13
    assert row_of(rows, "item[2].labels.K.sv") == 15
    assert row_of(rows, "item[3].option[1].code") == 19


def test_a_missing_field_gets_the_row_of_its_table_and_a_missing_table_none() -> None:
    rows = rows_of(TEXT)
    assert row_of(rows, "item[3].from") == 16
    assert row_of(rows, "item[2].key[4]") == 11
    assert row_of(rows, "version") is None
