"""Answers as arrays: a row for each respondent, without order and without a name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surveys.findings.questions import Questions
from surveys.instrument import ItemType

NOT_ANSWERED = -1


@dataclass(frozen=True, eq=False)
class Answers:
    """Answers of all respondents.

    `unit` position of the unit, shape (respondents,); `codes` respondents × step columns, −1 not answered;
    `numbers` respondents × number columns, NaN not answered. `unsure` respondents × counted items: who answered
    "vet ej", which is neither a value nor passing over; None: nobody was offered it.
    """

    unit: NDArray[np.int64]
    codes: NDArray[np.int16]
    numbers: NDArray[np.float64]
    unsure: NDArray[np.bool_] | None = None

    @property
    def respondents(self) -> int:
        """How many answered."""
        return int(self.unit.size)

    def only(self, rows: NDArray[Any]) -> Answers:
        """The answers of some of the respondents, by mask or position."""
        unsure = None if self.unsure is None else self.unsure[rows]
        return Answers(self.unit[rows], self.codes[rows], self.numbers[rows], unsure)

    def said_unsure(self, questions: Questions) -> NDArray[np.bool_]:
        """Respondents × counted items: whether the answer was "vet ej"."""
        if self.unsure is None:
            return np.zeros((self.respondents, len(questions.items)), dtype=bool)
        return self.unsure

    def has_answered(self, questions: Questions) -> NDArray[np.bool_]:
        """Respondents × counted items: whether the item was answered."""
        answered = np.zeros((self.respondents, len(questions.items)), dtype=bool)
        for place, column in enumerate(questions.step_columns):
            answered[:, column.item] |= self.codes[:, place] >= 0
        for place, item in enumerate(questions.number_columns):
            answered[:, item] = ~np.isnan(self.numbers[:, place])
        return answered


def answers_of(
    questions: Questions, units: Mapping[str, int], ballots: Iterable[tuple[str, Mapping[str, Any]]]
) -> Answers:
    """Return the arrays of ballots: (unit id, answers by item key). `units`: unit id to position.

    An item that is not in the answers was not answered, and one whose answer is None ("vet ej") has no value either;
    the list of a multiple choice may be empty.
    """
    unit: list[int] = []
    codes: list[list[int]] = []
    numbers: list[list[float]] = []
    reading = [
        (
            questions.items[column.item].key,
            column.codes[1] if questions.items[column.item].type is ItemType.MANY else None,
            {code: number for number, code in enumerate(column.codes)},
        )
        for column in questions.step_columns
    ]
    number_keys = [questions.items[item].key for item in questions.number_columns]
    offered = [(place, item.key) for place, item in enumerate(questions.items) if item.allows_unsure]
    unsure: list[tuple[int, int]] = []
    for unit_id, given in ballots:
        unit.append(units[unit_id])
        row = []
        for key, option, known in reading:
            value = given.get(key)
            if value is None:
                row.append(NOT_ANSWERED)
            elif option is None:
                row.append(known[str(value)])
            else:
                row.append(int(option in value))
        codes.append(row)
        numbers.append([np.nan if (number := given.get(key)) is None else number for key in number_keys])
        unsure += [(len(unit) - 1, place) for place, key in offered if key in given and given[key] is None]
    said = np.zeros((len(unit), len(questions.items)), dtype=bool)
    if unsure:
        said[tuple(np.array(unsure).T)] = True
    return Answers(
        np.array(unit, dtype=np.int64),
        np.array(codes, dtype=np.int16).reshape(len(unit), len(questions.step_columns)),
        np.array(numbers, dtype=float).reshape(len(unit), len(number_keys)),
        said if offered else None,
    )


def ballots_of(questions: Questions, answers: Answers) -> list[dict[str, Any]]:
    """Return each respondent's answers by item key, the other way round of `answers_of`."""
    ballots: list[dict[str, Any]] = [{} for _ in range(answers.respondents)]
    for place, column in enumerate(questions.step_columns):
        item = questions.items[column.item]
        given: list[Any] = [*column.codes]
        if item.type not in (ItemType.ONE, ItemType.MANY):
            given = [int(code) for code in column.codes]
        for ballot, code in zip(ballots, answers.codes[:, place].tolist(), strict=True):
            if code < 0:
                continue
            if item.type is ItemType.MANY:
                ballot.setdefault(item.key, []).extend([given[1]] if code else [])
            else:
                ballot[item.key] = given[code]
    for place, position in enumerate(questions.number_columns):
        key = questions.items[position].key
        for ballot, number in zip(ballots, answers.numbers[:, place].tolist(), strict=True):
            if number == number:  # not NaN
                ballot[key] = number
    for row, position in zip(*np.nonzero(answers.said_unsure(questions)), strict=True):
        ballots[row][questions.items[position].key] = None
    return ballots
