"""Intervals for what is withheld, and two-way tables: the published examples are hit."""

from itertools import product

import numpy as np
import pytest

from measures.disclosure.bounds import ContradictoryTable, Interval, sum_bounds, table_bounds
from measures.disclosure.small_table import attack_intervals, cheapest_suppression

FOUR_BY_FOUR = [[30, 47, 64, 89], [90, 124, 5, 31], [92, 100, 59, 85], [800, 991, 651, 685]]
PRIMARIES = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 2), (2, 1), (2, 3), (3, 1), (3, 3)]
# Fischetti & Salazar-González: investment by activity (I–III) and region (A–C).
INVESTMENT = [[20, 50, 10], [8, 19, 22], [17, 32, 12]]


def test_a_primary_cell_is_exact_until_one_cell_more_is_hidden() -> None:
    assert attack_intervals(FOUR_BY_FOUR, PRIMARIES)[0, 1] == Interval(47, 47)
    found = cheapest_suppression(FOUR_BY_FOUR, PRIMARIES)
    assert found.cost == 31
    assert found.hidden == {*PRIMARIES, (1, 3)}
    assert attack_intervals(FOUR_BY_FOUR, found.hidden)[0, 1] == Interval(0, 78)


def test_the_investment_example_gives_its_published_intervals() -> None:
    assert attack_intervals(INVESTMENT, [(1, 2)])[1, 2] == Interval(22, 22)
    found = cheapest_suppression(INVESTMENT, [(1, 2)], below=5, above=5)
    assert found.hidden == {(1, 0), (1, 2), (2, 0), (2, 2)}
    intervals = attack_intervals(INVESTMENT, found.hidden)
    assert intervals == {
        (1, 0): Interval(0, 25),
        (1, 2): Interval(5, 30),
        (2, 0): Interval(0, 25),
        (2, 2): Interval(4, 29),
    }


def test_a_zero_is_protected_by_as_few_cells_as_possible() -> None:
    table = [[3, 4, 6], [2, 0, 5]]
    assert attack_intervals(table, [(1, 1)])[1, 1] == Interval(0, 0)
    found = cheapest_suppression(table, [(1, 1)])
    assert found.hidden == {(0, 0), (0, 1), (1, 0), (1, 1)}
    assert attack_intervals(table, found.hidden)[1, 1] == Interval(0, 2)


def test_a_table_that_cannot_be_protected_is_refused_and_one_without_secrets_stays_open() -> None:
    with pytest.raises(ValueError):
        cheapest_suppression([[5]], [(0, 0)])
    assert cheapest_suppression([[5, 6]], []).hidden == frozenset()
    assert attack_intervals([[5, 6]], []) == {}


def test_the_bounds_of_a_group_are_those_of_all_answers_it_can_have_given() -> None:
    for n, m in ((3, 1), (3, 2), (4, 2)):
        for total in range(n, 5 * n + 1):
            sums = {sum(a[:m]) for a in product(range(1, 6), repeat=n) if sum(a) == total}
            low, high = sum_bounds(total, n, m)
            assert (float(low), float(high)) == (min(sums), max(sums))


def test_bounds_follow_the_scale_and_agree_with_linear_programming() -> None:
    low, high = sum_bounds([55.0], [7], [3], from_=0, to=10)
    by_programming = table_bounds(np.ones((1, 7)), [55], [[1, 1, 1, 0, 0, 0, 0]], low=0, high=10)[0]
    assert (low[0], high[0]) == pytest.approx((by_programming.low, by_programming.high))
    with pytest.raises(ValueError):
        sum_bounds(10, 3, 4)


def test_a_table_that_contradicts_itself_is_named() -> None:
    with pytest.raises(ContradictoryTable):
        table_bounds(np.ones((1, 2)), [30], [[1, 0]], low=0, high=10)


def test_what_nothing_limits_is_endless() -> None:
    assert table_bounds(np.array([[1.0, -1.0]]), [3], [[1, 0]])[0] == Interval(3, np.inf)
