"""The four rungs: nested, each safe, and reasons."""

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.typing import NDArray

from measures.disclosure.floors import Floors
from measures.disclosure.ladder import ladder
from measures.disclosure.pattern import best_pattern, is_safe
from measures.disclosure.unit_tree import Part, UnitTree
from measures.estimate import Reason, Rung
from tests.measures.disclosure.attack import all_patterns, exposed_groups, small_trees

Case = tuple[UnitTree, NDArray[np.int64]]


@settings(max_examples=100, deadline=None)
@given(small_trees(most_units=5, largest=30))
def test_each_rung_is_safe_at_its_floor_and_best_above_the_stricter_one(case: Case) -> None:
    tree, direct = case
    solved = ladder(tree, direct)
    above = np.zeros(tree.node_count, dtype=bool)
    for rung in (Rung.CLASSES, Rung.SHARES, Rung.MEANS, Rung.INDICES):
        floor = solved.floors.of(rung)
        pattern = solved.pattern(rung)
        assert not (above & ~pattern).any()
        assert is_safe(tree, pattern, solved.counts, floor)
        rows = tree.membership.toarray()[pattern]
        assert list(exposed_groups(rows.tolist(), direct.tolist(), floor)) == []
        others = (p for p in all_patterns(tree.node_count) if not (above & ~p).any())
        assert pattern.sum() == max(p.sum() for p in others if is_safe(tree, p, solved.counts, floor))
        above = pattern


def stacked_rows(tree: UnitTree, patterns: list[NDArray[np.bool_]]) -> list[list[int]]:
    """A group that shows classes also shows indices: what is shown on rung 1 is the union of all patterns."""
    return tree.membership.toarray()[np.logical_or.reduce(patterns)].tolist()


def test_broken_control_rungs_solved_apart_expose_groups_when_laid_over_each_other() -> None:
    rng = np.random.default_rng(18)
    leaking_apart = leaking_nested = 0
    for _ in range(18):
        parents = [-1] + [int(rng.integers(0, max(1, i // 2))) for i in range(1, 14)]
        tree = UnitTree.from_parents([f"u{i}" for i in range(14)], parents)
        direct = rng.integers(0, 25, 14)
        counts = tree.roll_up(direct)
        apart = [best_pattern(tree, counts, floor) for floor in (5, 7, 10, 20)]
        nested = [ladder(tree, direct).pattern(rung) for rung in Rung]
        leaking_apart += any(exposed_groups(stacked_rows(tree, apart), direct.tolist(), 5))
        leaking_nested += any(exposed_groups(stacked_rows(tree, nested), direct.tolist(), 5))
    assert leaking_apart > 0
    assert leaking_nested == 0


def test_reasons_say_too_few_or_that_another_group_is_protected() -> None:
    tree = UnitTree.from_parents(["top", "a", "b", "c"], [-1, 0, 0, 0])
    solved = ladder(tree, np.array([0, 30, 3, 8]))
    top, a, b, c = (tree.node_of(unit) for unit in tree.unit_ids)
    assert solved.rung[a] == Rung.SHARES
    assert solved.reason(a, Rung.SHARES) is None
    assert solved.reason(a, Rung.CLASSES) is Reason.PROTECTS_OTHER
    assert solved.reason(b, Rung.INDICES) is Reason.TOO_FEW
    assert solved.reason(b, Rung.CLASSES) is Reason.TOO_FEW
    assert solved.reason(c, Rung.INDICES) is Reason.PROTECTS_OTHER
    assert solved.reason(c, Rung.CLASSES) is Reason.PROTECTS_OTHER
    assert solved.reason(tree.node_of("top", Part.DIRECT), Rung.MEANS) is Reason.TOO_FEW
    assert solved.rung[top] == Rung.CLASSES


def test_a_group_on_a_lower_rung_says_why_it_shows_no_more() -> None:
    tree = UnitTree.from_parents(["only"], [-1])
    solved = ladder(tree, np.array([8]))
    assert solved.rung.tolist() == [Rung.MEANS]
    assert solved.reason(0, Rung.CLASSES) is Reason.TOO_FEW
    assert solved.reason(0, Rung.MEANS) is None


@pytest.mark.parametrize(
    "looser",
    [{"indices": 4}, {"means": 6}, {"shares": 9}, {"classes": 19}, {"breakdown": 6}, {"breakdown_unit": 49}],
)
def test_nobody_may_lower_a_floor(looser: dict[str, int]) -> None:
    with pytest.raises(ValueError):
        Floors(**looser)


def test_a_charter_may_raise_floors_but_not_turn_the_ladder_upside_down() -> None:
    strict = Floors(indices=8, means=8)
    assert strict.is_at_least_as_strict_as(Floors())
    assert not Floors().is_at_least_as_strict_as(strict)
    assert strict.of_breakdown(Rung.CLASSES) == 20
    with pytest.raises(ValueError):
        Floors(indices=12)
