"""Count answers: how many gave each value, in each direct group, in one pass over the answers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from measures.disclosure.indices import index_weights
from measures.index_score import respondent_points
from measures.scales import index_points
from surveys.findings.answers import Answers
from surveys.findings.questions import Questions


@dataclass(frozen=True, eq=False)
class Tabulation:
    """Counts for groups, which are the first axis of every array.

    `respondents`; `values` how many gave each counted value; `items` how many answered each item, `unsure` how many
    answered "vet ej" to it;
    `number_sums`, `number_squares` of the number columns; `index_n`, `index_sums`, `index_squares` of the
    respondents' own points on each index, which only ever serve to tell how far answers spread.
    """

    respondents: NDArray[np.int64]
    values: NDArray[np.int64]
    items: NDArray[np.int64]
    unsure: NDArray[np.int64]
    number_sums: NDArray[np.float64]
    number_squares: NDArray[np.float64]
    index_n: NDArray[np.int64]
    index_sums: NDArray[np.float64]
    index_squares: NDArray[np.float64]


def tabulate(questions: Questions, answers: Answers, group: NDArray[np.int64], groups: int) -> Tabulation:
    """Count answers by group: `group` is a number 0 … `groups` − 1 for each respondent (a unit, an atom)."""
    answered = answers.has_answered(questions)
    points = index_points_of(questions, answers)
    has_points = ~np.isnan(points)
    filled = np.where(has_points, points, 0)
    numbers = np.nan_to_num(answers.numbers)
    return Tabulation(
        respondents=np.bincount(group, minlength=groups).astype(np.int64),
        values=_value_counts(questions, answers, group, groups),
        items=_sums(group, groups, answered).astype(np.int64),
        unsure=_sums(group, groups, answers.said_unsure(questions)).astype(np.int64),
        number_sums=_sums(group, groups, numbers),
        number_squares=_sums(group, groups, numbers**2),
        index_n=_sums(group, groups, has_points).astype(np.int64),
        index_sums=_sums(group, groups, filled),
        index_squares=_sums(group, groups, filled**2),
    )


def tabulate_units(questions: Questions, answers: Answers, units: int) -> Tabulation:
    """Count answers by the unit whose direct group they belong to."""
    return tabulate(questions, answers, answers.unit, units)


def index_points_of(questions: Questions, answers: Answers) -> NDArray[np.float64]:
    """Each respondent's own points 0–100 on each index: the weighted mean of the items answered.

    Shape (respondents, indices); NaN for who answered fewer than half of the items.
    """
    if not questions.index_parts:
        return np.zeros((answers.respondents, 0))
    points = item_points(questions, answers)
    weights = index_weights(questions.index_parts, len(questions.items))
    columns = [respondent_points(points[:, row > 0]) for row in weights]
    return np.stack(columns, axis=1)


def item_points(questions: Questions, answers: Answers) -> NDArray[np.float64]:
    """Answers as points 0–100, respondents × counted items; NaN without an answer or without a scale."""
    points = np.full((answers.respondents, len(questions.items)), np.nan)
    for place, column in enumerate(questions.step_columns):
        scale = questions.scale(column.item)
        if scale is not None:
            by_code = index_points(column.values, scale, is_reversed=questions.items[column.item].is_reversed)
            points[:, column.item] = np.append(by_code, np.nan)[answers.codes[:, place]]
    for place, item in enumerate(questions.number_columns):
        scale = questions.scale(item)
        if scale is not None:
            is_reversed = questions.items[item].is_reversed
            points[:, item] = index_points(answers.numbers[:, place], scale, is_reversed=is_reversed)
    return points


def _value_counts(questions: Questions, answers: Answers, group: NDArray[np.int64], groups: int) -> NDArray[np.int64]:
    counts = np.zeros((groups, questions.value_count), dtype=np.int64)
    for place, column in enumerate(questions.step_columns):
        codes = answers.codes[:, place].astype(np.int64)
        given = codes >= 0
        width = len(column.codes)
        found = np.bincount(group[given] * width + codes[given], minlength=groups * width)
        counts[:, column.places] = found.reshape(groups, width)
    return counts


def _sums(group: NDArray[np.int64], groups: int, columns: NDArray[np.generic]) -> NDArray[np.float64]:
    if not columns.shape[1]:
        return np.zeros((groups, 0))
    return np.stack([np.bincount(group, weights=column, minlength=groups) for column in np.asarray(columns).T], axis=1)
