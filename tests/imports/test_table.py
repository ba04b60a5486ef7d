"""Tables from bytes: what is read, and what is refused with which words."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile

import pytest
import xlsxwriter

from workplace.errors import Refused
from workplace.imports import workbook
from workplace.imports.table import GivenFile, read_table
from workplace.wording import Translator

KNOWN = ("unit_id", "name", "parent_id")
TEXT = "unit_id,name,parent_id\nå1,Öster,\nb,Norr,å1\n"


def table_of(content: bytes, name: str = "enheter.csv"):
    return read_table(GivenFile(name, content), known=KNOWN)


def codes(content: bytes, name: str = "enheter.csv") -> list[str]:
    with pytest.raises(Refused) as refused:
        table_of(content, name)
    return [problem.code for problem in refused.value.problems]


def sheet(rows) -> bytes:
    memory = io.BytesIO()
    with xlsxwriter.Workbook(memory, {"in_memory": True}) as book:
        page = book.add_worksheet()
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, dt.date):
                    page.write_datetime(number, column, dt.datetime.combine(value, dt.time()), date)
                else:
                    page.write(number, column, value)
    return memory.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_every_delimiter_encoding_and_line_end_reads_the_same(delimiter, encoding, line_end):
    content = TEXT.replace(",", delimiter).replace("\n", line_end).encode(encoding)

    table = table_of(content)

    assert table.header == KNOWN
    assert [(row.number, row.cells) for row in table.rows] == [(2, ("å1", "Öster", "")), (3, ("b", "Norr", "å1"))]


def test_quotes_delimiters_inside_cells_and_blank_rows_keep_their_row_numbers():
    table = table_of(b'unit_id,name,parent_id\n\na,"Nord, ""stora""\nhuset",\n,,\nb,B,a,\n')

    assert [(row.number, row.cells[1]) for row in table.rows] == [(3, 'Nord, "stora"\nhuset'), (5, "B")]


@pytest.mark.parametrize(
    "content, code",
    [
        (b"", "empty_file"),
        (b" \n ", "empty_file"),
        (b"unit_id,name,parent_id\n", "no_rows"),
        (b'unit_id,name,parent_id\na,"A', "truncated"),
        (b"unit_id,name,parent_id\na,A,\nb,B", "truncated"),
        (b"unit_id,name,parent_id\na,A\nb,B,a\n", "wrong_number_of_cells"),
        (b"unit_id,name,parent_id\na,A,,x\nb,B,a\n", "wrong_number_of_cells"),
        (b'unit_id,name,parent_id\na,"A"x,\n', "broken_quote"),
        (TEXT.encode("utf-16"), "wrong_encoding"),
        (TEXT.encode("utf-16-le"), "wrong_encoding"),
        (TEXT.replace("å1", "a1").encode("cp850"), "wrong_encoding"),
        ("unit_id,name,parent_id\na,Mårtens gård,\n".encode("cp850"), "wrong_encoding"),
        (TEXT.encode().replace("Öster".encode(), b"\xc3\x96st\xe5r"), "wrong_encoding"),
        (TEXT.encode().decode("cp1252").encode(), "wrong_encoding"),
        (b"unit_id,name,parent_id\na,A\x00,\n", "wrong_encoding"),
        (b"unit_id|name|parent_id\na|A|\n", "wrong_delimiter"),
        (b"unit_id;name,parent_id\na;A,\n", "wrong_delimiter"),
        (b"unit_id,name,parent_id\na;A;\n", "wrong_delimiter"),
        (b"unit_id,name,Name\na,A,\n", "doubled_header"),
        (b"unit_id,,parent_id\na,A,\n", "unnamed_column"),
        (b"%PDF-1.7 not a sheet", "wrong_delimiter"),
    ],
)
def test_a_bad_text_is_refused_by_name(content, code):
    assert code in codes(content)


def test_a_last_column_without_heading_and_values_is_passed_over():
    table = table_of(b"unit_id,name,parent_id,,\na,A,,,\nb,B,a\nc,C,a, ,\n")

    assert table.header == KNOWN
    assert [row.cells for row in table.rows] == [("a", "A", ""), ("b", "B", "a"), ("c", "C", "a")]


@pytest.mark.parametrize("is_sheet", [False, True])
def test_a_last_column_without_heading_that_holds_a_value_is_named_once_by_its_place(is_sheet):
    rows = [["unit_id", "name", "parent_id", "", ""], ["a", "A", "", "", ""], ["b", "B", "a", "", "7"], ["c"] * 5]
    written = sheet(rows) if is_sheet else "\n".join(map(",".join, rows)).encode()
    name = "svar.xlsx" if is_sheet else "svar.csv"

    with pytest.raises(Refused) as refused:
        table_of(written, name)

    assert [problem.line(Translator()) for problem in refused.value.problems] == [
        f"{name}:1:4 c – kolumn 4 saknar rubrik, skriv rubriken eller ta bort kolumnen",
        f"{name}:1:5 7 – kolumn 5 saknar rubrik, skriv rubriken eller ta bort kolumnen",
    ]


def test_a_broken_quote_names_the_row_where_it_opens():
    with pytest.raises(Refused) as refused:
        table_of(b'unit_id,name,parent_id\na,A,\nb,"B,a\nc,C,a\n')

    assert refused.value.problems[0].row == 3


def test_a_sheet_reads_as_the_text_a_person_would_have_typed():
    content = sheet(
        [
            ["unit_id", "name", "parent_id"],
            [12345, dt.date(2026, 5, 1), 0.75],
            [True, "  Norr ", None],
            [],
            ["c", "C", 1e15],
        ]
    )

    table = table_of(content, "enheter.xlsx")

    assert [(row.number, row.cells) for row in table.rows] == [
        (2, ("12345", "2026-05-01", "0.75")),
        (3, ("ja", "Norr", "")),
        (5, ("c", "C", "1000000000000000")),
    ]


def bomb(megabytes: int, *, entries: int = 1) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number in range(entries):
            with archive.open(f"xl/worksheets/sheet{number}.xml", "w", force_zip64=True) as part:
                for _ in range(megabytes):
                    part.write(b" " * 1024**2)
    return memory.getvalue()


def test_a_bomb_is_refused_before_anything_is_unpacked(monkeypatch):
    content = bomb(300)

    def unpacked(*_arguments):
        raise AssertionError("it was unpacked")

    monkeypatch.setattr(workbook, "_unpacked", unpacked)

    assert codes(content, "enheter.xlsx") == ["archive_too_large"]


def test_too_many_entries_and_too_dense_entries_are_refused():
    assert codes(bomb(0, entries=2_001), "enheter.xlsx") == ["archive_too_large"]
    assert codes(bomb(50), "enheter.xlsx") == ["archive_too_large"]


def test_an_entry_that_lies_about_its_size_is_refused():
    content = bytearray(bomb(2))
    directory = content.rindex(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = struct.pack("<I", 1000)

    assert codes(bytes(content), "enheter.xlsx") == ["archive_too_large"]


def test_a_sheet_that_spans_a_huge_rectangle_is_refused():
    content = sheet([["unit_id", "name", "parent_id"], ["a", "A", ""]])
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    name = "xl/worksheets/sheet1.xml"
    far_away = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    parts[name] = parts[name].replace(b"</sheetData>", far_away)
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, data in parts.items():
            archive.writestr(part, data)

    assert codes(memory.getvalue(), "enheter.xlsx") == ["sheet_too_wide"]


@pytest.mark.parametrize(
    "content, code",
    [
        (b"unit_id,name,parent_id\na,A,\n", "not_a_workbook"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "not_a_workbook"),
        (b"PK\x03\x04 torn", "broken_workbook"),
    ],
)
def test_what_only_claims_to_be_a_workbook_is_refused(content, code):
    assert codes(content, "enheter.xlsx") == [code]


def test_a_torn_workbook_is_refused():
    content = sheet([["unit_id", "name", "parent_id"], ["a", "A", ""]])

    assert codes(content[: len(content) // 2], "enheter.xlsx") == ["broken_workbook"]


def test_a_file_above_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr("workplace.imports.table.MAXIMUM_BYTES", 10)

    assert codes(TEXT.encode()) == ["file_too_large"]
