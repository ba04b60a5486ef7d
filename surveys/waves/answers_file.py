"""A file of answers from elsewhere: from text cells to arrays, with every cell that does not fit."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from surveys.findings.answers import NOT_ANSWERED, Answers
from surveys.findings.questions import Questions
from surveys.findings.wave_breakdowns import without_unused_missing
from surveys.instrument import Item, ItemType
from workplace.errors import Problem, Refused, nearest
from workplace.imports.columns import column_problems
from workplace.imports.table import Table
from workplace.releases.cells import MISSING
from workplace.wording import N_, Sentence

UNIT = "unit_id"
MOST_PROBLEMS_OF_A_COLUMN = 1_000
_NUMBER = re.compile(r"[-−]?\d+(?:[.,]\d+)?", re.ASCII)
_WHOLE = re.compile(r"(-?\d+)(?:[.,]0+)?", re.ASCII)
Value = TypeVar("Value")
_MANY_SEPARATORS = re.compile(r"[;|, ]+")


@dataclass(frozen=True, eq=False)
class AnswersFile:
    """What stands in a file of answers, rows without any answer left out.

    `breakdowns`: background keys that are columns of the file, each with its category codes ("missing" last,
    where anybody's is missing); `category` respondents × breakdowns. `unanswered`: rows without an answer to
    any item. `absent_items`: keys of counted items that the file has no column for. `text_columns`: columns
    of words of one's own, which are not taken in.
    """

    answers: Answers
    breakdowns: Mapping[str, tuple[str, ...]]
    category: NDArray[np.int64]
    unanswered: int
    absent_items: tuple[str, ...]
    text_columns: tuple[str, ...]


def known_columns(questions: Questions) -> list[str]:
    """Return the names of the columns a file of answers may have."""
    instrument = questions.instrument
    return [
        UNIT,
        *(background.key for background in instrument.backgrounds),
        *(item.key for item in instrument.items),
    ]


def read_answers_file(table: Table, questions: Questions, units: Sequence[str]) -> AnswersFile:
    """Return the answers of a table, or raise `Refused` with every problem. `units`: ids in tree order."""
    reading = _Reading(table, questions)
    problems = column_problems(table, required=[UNIT], optional=known_columns(questions)[1:])
    item_keys = {item.key for item in questions.instrument.items}
    if not problems and not item_keys & set(table.header):
        problems.append(
            Problem("no_items", Sentence(N_("filen har ingen kolumn för någon fråga")), file=table.file, row=1)
        )
    unit = reading.units(units) if UNIT in table.header else np.zeros(0, dtype=np.int64)
    codes, numbers = reading.codes(), reading.numbers()
    breakdowns, category = reading.backgrounds()
    if wrong := [*problems, *reading.problems]:
        raise Refused(sorted(wrong, key=lambda problem: problem.row or 0))
    answers = Answers(unit, codes, numbers)
    has_any = np.asarray(answers.has_answered(questions).any(axis=1), dtype=bool)
    if not has_any.any():
        raise Refused([Problem("no_answers", Sentence(N_("ingen rad svarar på någon fråga")), file=table.file)])
    category = category[has_any]
    return AnswersFile(
        answers=answers.only(has_any),
        breakdowns=without_unused_missing(breakdowns, category),
        category=category,
        unanswered=int((~has_any).sum()),
        absent_items=tuple(item.key for item in questions.items if item.key not in table.header),
        text_columns=tuple(
            item.key for item in questions.instrument.items if item.type is ItemType.TEXT and item.key in table.header
        ),
    )


class _Reading:
    def __init__(self, table: Table, questions: Questions) -> None:
        self.table = table
        self.questions = questions
        self.problems: list[Problem] = []
        self._position = {name: place for place, name in enumerate(table.header)}

    def units(self, unit_ids: Sequence[str]) -> NDArray[np.int64]:
        known = {unit_id: place for place, unit_id in enumerate(unit_ids)}

        def refuse(value: str) -> tuple[Sentence, Sentence | None]:
            if not value:
                return Sentence(N_("cellen är tom")), None
            return Sentence(N_("enheten fanns inte när omgången stängdes")), nearest(value, unit_ids)

        return np.array(self._column(UNIT, known.get, refuse, empty=None), dtype=np.int64)

    def codes(self) -> NDArray[np.int16]:
        questions = self.questions
        codes = np.full((len(self.table.rows), len(questions.step_columns)), NOT_ANSWERED, dtype=np.int16)
        for item, places in questions.columns_of.items():
            asked = questions.items[item]
            if asked.key not in self._position:
                continue
            if asked.type is ItemType.MANY:
                codes[:, list(places)] = self._many(asked, len(places))
                continue
            known = {code: place for place, code in enumerate(questions.step_columns[places[0]].codes)}
            codes[:, places[0]] = self._steps(asked, known) or NOT_ANSWERED
        return codes

    def numbers(self) -> NDArray[np.float64]:
        questions = self.questions
        numbers = np.full((len(self.table.rows), len(questions.number_columns)), np.nan)
        for place, item in enumerate(questions.number_columns):
            asked = questions.items[item]
            if asked.key in self._position:
                numbers[:, place] = self._decimals(asked) or np.nan
        return numbers

    def backgrounds(self) -> tuple[dict[str, tuple[str, ...]], NDArray[np.int64]]:
        columns, names = [], {}
        for background in self.questions.instrument.backgrounds:
            if background.key not in self._position:
                continue
            categories = (*background.categories, MISSING)
            known = {code: place for place, code in enumerate(categories)}

            def refuse(
                value: str, categories: tuple[str, ...] = background.categories
            ) -> tuple[Sentence, Sentence | None]:
                sentence = Sentence(N_("ska vara något av %(choices)s"), {"choices": ", ".join(categories)})
                return sentence, nearest(value, categories)

            found = self._column(background.key, known.get, refuse, empty=len(categories) - 1)
            columns.append(found or [0] * len(self.table.rows))
            names[background.key] = categories
        rows = len(self.table.rows)
        category = np.array(columns, dtype=np.int64).T if columns else np.zeros((rows, 0), dtype=np.int64)
        return names, category

    def _steps(self, item: Item, known: Mapping[str, int]) -> list[int]:
        def read(value: str) -> int | None:
            if (code := known.get(value)) is not None:
                return code
            whole = _WHOLE.fullmatch(value) if item.type is not ItemType.ONE else None
            return known.get(whole.group(1)) if whole else None

        def refuse(value: str) -> tuple[Sentence, Sentence | None]:
            if item.type is ItemType.ONE:
                sentence = Sentence(N_("ska vara något av %(choices)s"), {"choices": ", ".join(known)})
                return sentence, nearest(value, known)
            ends = {"low": next(iter(known)), "high": list(known)[-1]}
            if not _WHOLE.fullmatch(value):
                hint = Sentence(N_('decimaltal hör till type = "number"')) if _NUMBER.fullmatch(value) else None
                return Sentence(N_("ska vara ett heltal från %(low)s till %(high)s"), ends), hint
            return Sentence(N_("ligger utanför skalan %(low)s–%(high)s"), ends), None

        return self._column(item.key, read, refuse, empty=NOT_ANSWERED)

    def _many(self, item: Item, options: int) -> NDArray[np.int16]:
        known = {option.code: place for place, option in enumerate(item.options)}

        def read(value: str) -> tuple[int, ...] | None:
            picked = [known.get(code) for code in _MANY_SEPARATORS.split(value)]
            return None if None in picked else tuple(place for place in picked if place is not None)

        def refuse(value: str) -> tuple[Sentence, Sentence | None]:
            sentence = Sentence(N_("ska vara något av %(choices)s"), {"choices": ", ".join(known)})
            unknown = next((code for code in _MANY_SEPARATORS.split(value) if code not in known), value)
            return sentence, nearest(unknown, known)

        nothing: tuple[int, ...] = ()
        picked = self._column(item.key, read, refuse, empty=nothing)
        rows = np.full((len(self.table.rows), options), NOT_ANSWERED, dtype=np.int16)
        for row, places in enumerate(picked):
            if places:
                rows[row] = 0
                rows[row, list(places)] = 1
        return rows

    def _decimals(self, item: Item) -> list[float]:
        low, high = item.low, item.high

        def read(value: str) -> float | None:
            if not _NUMBER.fullmatch(value):
                return None
            number = float(value.replace(",", ".").replace("−", "-"))
            inside = (low is None or number >= low - 1e-9) and (high is None or number <= high + 1e-9)
            return number if inside else None

        def refuse(value: str) -> tuple[Sentence, Sentence | None]:
            if not _NUMBER.fullmatch(value):
                return Sentence(N_("är inget tal")), None
            ends = {"low": f"{low:g}", "high": f"{high:g}"}
            return Sentence(N_("ligger utanför skalan %(low)s–%(high)s"), ends), None

        return self._column(item.key, read, refuse, empty=float("nan"))

    def _column(
        self,
        name: str,
        read: Callable[[str], Value | None],
        refuse: Callable[[str], tuple[Sentence, Sentence | None]],
        *,
        empty: Value | None,
    ) -> list[Value]:
        """One column's values, none where a cell cannot be read. `empty` None: no cell may be empty."""
        position = self._position[name]
        seen: dict[str, Value | None] = {} if empty is None else {"": empty}
        values: list[Value] = []
        wrong: dict[str, list[int]] = defaultdict(list)
        for row in self.table.rows:
            cell = row.cells[position]
            if cell not in seen:
                seen[cell] = read(cell)
            value = seen[cell]
            if value is None:
                wrong[cell].append(row.number)
            else:
                values.append(value)
        if wrong:
            self._note(name, wrong, refuse)
            return []
        return values

    def _note(
        self,
        name: str,
        wrong: Mapping[str, list[int]],
        refuse: Callable[[str], tuple[Sentence, Sentence | None]],
    ) -> None:
        cells = sorted((number, value) for value, numbers in wrong.items() for number in numbers)
        said = {value: refuse(value) for value in wrong}
        column = self.table.source_of(name)
        for number, value in cells[:MOST_PROBLEMS_OF_A_COLUMN]:
            sentence, hint = said[value]
            self.problems.append(Problem("answer_value", sentence, self.table.file, number, column, value, hint))
        left = len(cells) - MOST_PROBLEMS_OF_A_COLUMN
        if left > 0:
            sentence = Sentence(N_("ytterligare %(count)s celler i kolumnen är fel"), {"count": left})
            self.problems.append(Problem("answer_value", sentence, self.table.file, cells[-1][0], column))
