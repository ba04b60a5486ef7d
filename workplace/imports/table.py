"""A table as it was given: a header and rows of text, each with its row number.

Comma, semicolon or tab; UTF-8 with or without BOM, or cp1252; .csv or .xlsx. What the bytes are decides, not the name.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from workplace.errors import Problem, Refused
from workplace.imports.delimited import read_delimited
from workplace.imports.workbook import is_workbook, read_workbook
from workplace.wording import N_, Sentence

MAXIMUM_BYTES = 50 * 1024 * 1024
"""The largest file that is looked at."""

MAXIMUM_COLUMNS = 2_000
"""The widest table that is looked at: far more than any form has questions."""

ISO_DATE = "ÅÅÅÅ-MM-DD"
"""How a date is written where nothing else was agreed."""


@dataclass(frozen=True)
class GivenFile:
    """A file somebody handed over: its name, for the messages, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Row:
    """One row of text; `number` counts the header as row 1."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A header and its rows, every row as long as the header, every cell stripped of outer blanks.

    `sources`: for a table that went through a map, our column name to the name that stands in the file.
    `date_form`: how dates are written in the file, for the messages.
    """

    file: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    sources: Mapping[str, str] = field(default_factory=dict)
    date_form: str = ISO_DATE

    def source_of(self, column: str) -> str:
        """Return the column's name as it stands in the file."""
        return self.sources.get(column, column)


def read_table(given: GivenFile, *, known: Collection[str] = ()) -> Table:
    """Return the table of a file, or raise `Refused` with every problem of its shape.

    `known`: column names that are expected; they help to tell the delimiter and to notice columns glued together.
    """
    name, content = given.name, given.content
    if not content.strip():
        raise Refused([Problem("empty_file", Sentence(N_("filen är tom")), file=name)])
    if len(content) > MAXIMUM_BYTES:
        raise Refused(
            [
                Problem(
                    "file_too_large",
                    Sentence(N_("filen är större än %(limit)s MB"), {"limit": MAXIMUM_BYTES // 1024**2}),
                    file=name,
                )
            ]
        )
    records = read_workbook(content, name) if is_workbook(content, name) else read_delimited(content, name, known)
    return _shaped(records, name)


def _shaped(records: list[list[str]], file: str) -> Table:
    """Check header and row lengths; blank rows are passed over but counted.

    Columns at the end without a heading are dropped where every cell is empty, as spreadsheets leave them behind;
    one that holds anything is a problem of the heading, told once for the column.
    """
    header = [cell.strip() for cell in records[0]] if records else []
    given_width = len(header)
    while header and not header[-1]:
        header.pop()
    if not header:
        raise Refused(
            [Problem("no_header", Sentence(N_("första raden ska vara rubrikrad men är tom")), file=file, row=1)]
        )
    if len(header) > MAXIMUM_COLUMNS:
        facts = {"columns": len(header), "most": MAXIMUM_COLUMNS}
        sentence = Sentence(N_("rubrikraden har %(columns)s kolumner, högst %(most)s läses"), facts)
        raise Refused([Problem("too_many_columns", sentence, file=file, row=1)])
    problems = _header_problems(header, file)
    rows = []
    width = len(header)
    nameless: dict[int, str] = {}
    last = max((index for index, cells in enumerate(records) if any(cells)), default=0)
    for index, cells in enumerate(records[1:], start=1):
        stripped = [cell.strip() for cell in cells]
        if not any(stripped):
            continue
        while len(stripped) > width and not stripped[-1]:
            stripped.pop()
        if len(stripped) == width:
            rows.append(Row(index + 1, tuple(stripped)))
        elif width < len(stripped) <= given_width:
            for position, cell in enumerate(stripped[width:], start=width + 1):
                if cell:
                    nameless.setdefault(position, cell)
        else:
            problems.append(_wrong_width(file, index + 1, len(stripped), width, is_last=index == last))
    problems += [_unnamed(file, position, nameless[position]) for position in sorted(nameless)]
    if not rows and not problems:
        problems.append(Problem("no_rows", Sentence(N_("filen har en rubrikrad men inga rader")), file=file))
    if problems:
        raise Refused(problems)
    return Table(file, tuple(header), tuple(rows))


def _header_problems(header: list[str], file: str) -> list[Problem]:
    problems = []
    seen: set[str] = set()
    for position, name in enumerate(header, start=1):
        if not name:
            problems.append(_unnamed(file, position))
        elif name.casefold() in seen:
            problems.append(
                Problem(
                    "doubled_header",
                    Sentence(N_("rubriken står två gånger"), {}),
                    file=file,
                    row=1,
                    column=name,
                )
            )
        seen.add(name.casefold())
    return problems


def _unnamed(file: str, position: int, value: str = "") -> Problem:
    """A column without a heading is named by its place; `value`: the first it holds."""
    return Problem(
        "unnamed_column",
        Sentence(N_("kolumn %(position)s saknar rubrik"), {"position": position}),
        file=file,
        row=1,
        column=str(position),
        value=value,
        hint=Sentence(N_("skriv rubriken eller ta bort kolumnen")),
    )


def _wrong_width(file: str, row: int, found: int, expected: int, *, is_last: bool) -> Problem:
    facts = {"found": found, "expected": expected}
    if found < expected and is_last:
        return Problem(
            "truncated",
            Sentence(N_("filen tycks avhuggen: sista raden har %(found)s celler av %(expected)s"), facts),
            file=file,
            row=row,
            hint=Sentence(N_("hämta filen på nytt")),
        )
    return Problem(
        "wrong_number_of_cells",
        Sentence(N_("raden har %(found)s celler men rubrikraden %(expected)s"), facts),
        file=file,
        row=row,
        hint=Sentence(N_("sätt citattecken om celler som innehåller skiljetecknet")) if found > expected else None,
    )
