"""Typed values out of text cells; each cell that cannot be read becomes a problem with the nearest right value."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from decimal import Decimal

from workplace.errors import Problem, nearest
from workplace.imports.table import ISO_DATE, Row, Table
from workplace.wording import N_, Sentence

IDENTIFIER = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[./-]?(\d{1,2})[./-]?(\d{1,2})(?:[ T].*)?")
_YES = {"ja", "j", "yes", "y", "true", "sant", "1", "x"}
_NO = {"", "nej", "n", "no", "false", "falskt", "0"}
EARLIEST_YEAR, LATEST_YEAR = 1900, 2200
MOST_PROBLEMS = 100_000
"""How many faulty cells of one table are named."""


class Cells:
    """Reads the cells of one table and collects what is wrong with them."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.problems: list[Problem] = []
        self._position = {name: index for index, name in enumerate(table.header)}
        self._dates: dict[str, dt.date | None] = {}

    def has(self, column: str) -> bool:
        """Return whether the table has the column."""
        return column in self._position

    def raw(self, row: Row, column: str) -> str:
        """Return the cell's text, empty when the column is not there."""
        position = self._position.get(column)
        return "" if position is None else row.cells[position]

    def refuse(self, row: Row, column: str, code: str, sentence: Sentence, hint: Sentence | None = None) -> None:
        """Note a problem with one cell; after very many only that there are more, so that memory holds."""
        if len(self.problems) >= MOST_PROBLEMS:
            if len(self.problems) == MOST_PROBLEMS:
                more = Sentence(N_("och fler fel; rätta de här först"))
                self.problems.append(Problem("more_problems", more, file=self.table.file, row=row.number))
            return
        self.problems.append(
            Problem(
                code,
                sentence,
                file=self.table.file,
                row=row.number,
                column=self.table.source_of(column),
                value=self.raw(row, column),
                hint=hint,
            )
        )

    def text(self, row: Row, column: str, *, longest: int = 200, required: bool = False) -> str:
        """Return the text of a cell; longer than `longest`, or empty where it is required, is a problem."""
        value = self.raw(row, column)
        if len(value) > longest:
            self.refuse(
                row,
                column,
                "too_long",
                Sentence(N_("texten är längre än %(longest)s tecken"), {"longest": longest}),
            )
        if required and not value:
            self.refuse(row, column, "empty_cell", Sentence(N_("cellen är tom")))
        return value

    def identifier(self, row: Row, column: str, *, required: bool = False) -> str:
        """Return an id of `[A-Za-z0-9._-]{1,64}` that does not begin with a dot; empty where it may be."""
        value = self.raw(row, column)
        if not value:
            if required:
                self.refuse(row, column, "empty_cell", Sentence(N_("cellen är tom")))
        elif not IDENTIFIER.fullmatch(value):
            self.refuse(
                row,
                column,
                "invalid_id",
                Sentence(
                    N_("ett id har 1–64 tecken av A–Z, a–z, 0–9, punkt, understreck och bindestreck, inte punkt först")
                ),
            )
        return value

    def date(self, row: Row, column: str, *, required: bool = False, may_be_open: bool = False) -> dt.date | None:
        """Return a date, None for an empty cell or one that was refused.

        `may_be_open`: 9999-12-31, as payroll systems write "until further notice", counts as empty.
        """
        value = self.raw(row, column)
        if not value:
            if required:
                self.refuse(row, column, "empty_cell", Sentence(N_("cellen är tom")))
            return None
        if value not in self._dates:
            self._dates[value] = iso_date(value)
        date = self._dates[value]
        if date is None:
            guess = nearest_date(value)
            hint = Sentence(N_("menade du ”%(nearest)s”?"), {"nearest": guess.isoformat()}) if guess else None
            if self.table.date_form != ISO_DATE:
                hint = None
            self.refuse(
                row,
                column,
                "invalid_date",
                Sentence(N_("är inget datum; datum skrivs %(form)s"), {"form": self.table.date_form}),
                hint,
            )
        elif may_be_open and date == dt.date.max:
            return None
        elif not EARLIEST_YEAR <= date.year <= LATEST_YEAR:
            self.refuse(row, column, "invalid_date", Sentence(N_("året är orimligt")))
            return None
        return date

    def decimal(self, row: Row, column: str, *, low: str, high: str) -> Decimal | None:
        """Return a number from `low` to `high`, None for an empty cell or one that was refused."""
        value = self.raw(row, column)
        if not value:
            return None
        plain = value.replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace("−", "-")
        if not _NUMBER.fullmatch(plain):
            self.refuse(row, column, "invalid_number", Sentence(N_("är inget tal")))
            return None
        number = Decimal(plain.replace(",", "."))
        if not Decimal(low) <= number <= Decimal(high):
            self.refuse(
                row,
                column,
                "out_of_range",
                Sentence(
                    N_("ska vara från %(low)s till %(high)s"),
                    {"low": low.replace(".", ","), "high": high.replace(".", ",")},
                ),
            )
            return None
        return number

    def whole_number(self, row: Row, column: str, *, low: int, high: int) -> int | None:
        """Return a whole number from `low` to `high`, None for an empty cell or one that was refused."""
        value = self.raw(row, column)
        if not value:
            return None
        if not re.fullmatch(r"-?\d{1,9}", value):
            self.refuse(row, column, "invalid_number", Sentence(N_("är inget heltal")))
            return None
        number = int(value)
        if not low <= number <= high:
            self.refuse(
                row,
                column,
                "out_of_range",
                Sentence(N_("ska vara från %(low)s till %(high)s"), {"low": str(low), "high": str(high)}),
            )
            return None
        return number

    def choice(self, row: Row, column: str, choices: Collection[str], *, default: str) -> str:
        """Return one of the choices, `default` for an empty cell or one that was refused."""
        value = self.raw(row, column)
        if not value or value in choices:
            return value or default
        self.refuse(
            row,
            column,
            "unknown_value",
            Sentence(N_("ska vara något av %(choices)s"), {"choices": ", ".join(choices)}),
            nearest(value, choices),
        )
        return default

    def yes_or_no(self, row: Row, column: str) -> bool:
        """Return a truth; empty means no."""
        value = self.raw(row, column).casefold()
        if value not in _YES and value not in _NO:
            self.refuse(
                row,
                column,
                "unknown_value",
                Sentence(N_("ska vara ja eller nej")),
                nearest(value, ["ja", "nej"]),
            )
        return value in _YES


def iso_date(value: str) -> dt.date | None:
    """Return the date of `YYYY-MM-DD`, None when it is none."""
    found = _ISO.fullmatch(value)
    return _date_or_none(*map(int, found.groups())) if found else None


def nearest_date(value: str) -> dt.date | None:
    """Return the only date a differently written text can mean, None when it is none or could be two."""
    if found := _YEAR_FIRST.fullmatch(value):
        return _date_or_none(*map(int, found.groups()))
    if found := _DAY_FIRST.fullmatch(value):
        first, second, year = map(int, found.groups())
        readings = {_date_or_none(year, second, first), _date_or_none(year, first, second)} - {None}
        return readings.pop() if len(readings) == 1 else None
    return None


def _date_or_none(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
