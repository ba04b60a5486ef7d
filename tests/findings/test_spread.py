"""The organisation's spread, which makes the intervals of small groups, gives no group's own spread away."""

from __future__ import annotations

import numpy as np
import pytest

from measures.disclosure.floors import Floors
from measures.disclosure.unit_tree import UnitTree
from measures.uncertainty import pooled_within_spread
from surveys.findings.answers import Answers
from surveys.findings.breakdown_counts import Breakdowns
from surveys.findings.closeness import closeness
from surveys.findings.protect import protect
from surveys.findings.questions import Questions
from surveys.findings.spread import ROUNDED_TO, item_moments, pooled_spreads
from surveys.findings.tabulate import Tabulation, tabulate_units
from surveys.instrument import read_instrument
from tests.findings.conftest import likert_instrument
from workplace.definitions.document import parse

QUESTIONS = Questions.of(read_instrument(parse(likert_instrument("three", ["q1", "q2", "q3"]))))
LARGE = [1, 2, 3, 4, 5, 4, 4, 3] * 5


def counted(small: list[int]) -> Tabulation:
    """Two groups of forty whose classes are shown, and a small one: the same answer to every question."""
    answers = np.array(LARGE + LARGE + small)
    unit = np.repeat([0, 1, 2], [40, 40, len(small)])
    codes = np.repeat((answers - 1)[:, None], 3, axis=1).astype(np.int16)
    return tabulate_units(QUESTIONS, Answers(unit, codes, np.zeros((len(unit), 0))), 3)


def subtracted(spread: float, small: int) -> float:
    """The sum of squares of the small group, which an attacker takes out of a spread."""
    own = np.array(LARGE)
    known = 2 * ((own - own.mean()) ** 2).sum()
    return float(spread**2 * (80 + small - 3) - known)


@pytest.mark.parametrize(("small", "squares"), [([3] * 6, 0), ([1, 5, 1, 5, 1, 5], 24)])
def test_how_far_a_small_group_spreads_cannot_be_subtracted_out_of_the_spread(small: list[int], squares: int) -> None:
    direct = counted(small)
    exact = pooled_within_spread(direct.items, *item_moments(QUESTIONS, direct))

    published = pooled_spreads(QUESTIONS, direct).items[0]

    assert subtracted(exact[0], 6) == pytest.approx(squares, abs=0.01)
    least, most = (subtracted(spread, 6) for spread in (published - 4 * ROUNDED_TO, published))
    assert least < squares < most
    # Six answers on five steps spread by 0 to 24.
    assert most - least > 18


def test_a_spread_is_a_whole_number_of_steps_and_never_smaller_than_it_was() -> None:
    spreads = pooled_spreads(QUESTIONS, counted([1, 5, 1, 5, 1, 5]))

    steps = spreads.items / (4 * ROUNDED_TO)
    assert steps == pytest.approx(np.rint(steps))
    assert spreads.index / (100 * ROUNDED_TO) == pytest.approx(np.rint(spreads.index / (100 * ROUNDED_TO)))
    assert spreads.items[0] >= 1.19


def test_closeness_tells_how_much_is_known_of_withheld_means() -> None:
    tree = UnitTree.from_parents(["top", "a", "b"], [-1, 0, 0])
    direct = counted([5] * 6)
    order = [2, 0, 1]  # six in the top unit, forty in each below
    direct = Tabulation(**{name: values[order] for name, values in direct.__dict__.items()})
    empty = Breakdowns({}, {unit_id: {} for unit_id in tree.unit_ids}, {})
    made = protect(QUESTIONS, tree, direct, floors=Floors(), eligible=None, breakdowns=empty)

    found = closeness(QUESTIONS, tree, direct, made.shows)

    # The top unit's own six are under seven, so one of the forties is withheld with them or the whole is.
    assert found.figures >= 3
    assert 0 < found.narrowest <= found.median <= 1
