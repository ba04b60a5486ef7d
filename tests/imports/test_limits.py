"""Files that are too much: too wide, too long a cell, too many faults."""

from __future__ import annotations

import pytest

from workplace.errors import Refused
from workplace.imports.cells import Cells
from workplace.imports.table import MAXIMUM_COLUMNS, GivenFile, read_table
from workplace.wording import Sentence


def codes(content: str) -> list[str]:
    with pytest.raises(Refused) as caught:
        read_table(GivenFile("f.csv", content.encode()))
    return [problem.code for problem in caught.value.problems]


def test_a_header_of_a_hundred_thousand_columns_is_one_problem() -> None:
    header = ",".join(f"c{number}" for number in range(100_000))

    assert codes(f"{header}\n1\n") == ["too_many_columns"]
    assert MAXIMUM_COLUMNS >= 1000


def test_a_cell_of_two_hundred_thousand_letters_is_told_apart_from_an_open_quote() -> None:
    assert codes("a,b\n1," + "y" * 200_000 + "\n") == ["cell_too_long"]
    assert codes('a,b\n1,"' + "y,\n" * 100_000) == ["truncated"]


def test_after_very_many_faults_only_that_there_are_more_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workplace.imports.cells.MOST_PROBLEMS", 3)
    table = read_table(GivenFile("f.csv", b"a,b\n" + b"x,y\n" * 10))
    cells = Cells(table)

    for row in table.rows:
        cells.refuse(row, "a", "wrong", Sentence("fel"))

    assert [problem.code for problem in cells.problems] == ["wrong"] * 3 + ["more_problems"]
