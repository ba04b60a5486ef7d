"""Analyses keep the rule of remainders in those they are made of, at their own floor, within the top rung."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from measures.disclosure.analyses import analysis_patterns, without_small_part
from measures.disclosure.floors import Floors
from measures.disclosure.ladder import Ladder, ladder
from measures.disclosure.pattern import breaches, is_safe
from measures.disclosure.unit_tree import UnitTree
from measures.estimate import Rung
from tests.measures.disclosure.attack import all_patterns, exposed_groups, small_trees

Case = tuple[UnitTree, NDArray[np.int64]]


def drawn_part(data: st.DataObject, direct: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many of each direct group are counted, as many as there are or fewer."""
    return np.array([data.draw(st.integers(0, n)) for n in direct.tolist()], dtype=np.int64)


@settings(max_examples=120, deadline=None)
@given(small_trees(most_units=5, largest=40), st.integers(20, 40), st.data())
def test_no_safe_pattern_within_the_top_rung_shows_more(case: Case, least: int, data: st.DataObject) -> None:
    tree, direct = case
    made = ladder(tree, direct, Floors())
    part = drawn_part(data, direct)

    shown = analysis_patterns(made, part[:, None], [least])[:, 0]

    counts, allowed = tree.roll_up(part), made.pattern(Rung.CLASSES)
    assert is_safe(tree, shown, counts, least)
    assert not (shown & ~allowed).any()
    safe = [p for p in all_patterns(tree.node_count) if not (p & ~allowed).any() and is_safe(tree, p, counts, least)]
    assert shown.sum() == max(p.sum() for p in safe)


@settings(max_examples=120, deadline=None)
@given(small_trees(most_units=6, largest=40), st.integers(20, 40), st.data())
def test_an_attacker_with_the_exact_sums_derives_no_group_under_the_floor(
    case: Case, least: int, data: st.DataObject
) -> None:
    tree, direct = case
    part = drawn_part(data, direct)
    shown = analysis_patterns(ladder(tree, direct, Floors()), part[:, None], [least])[:, 0]

    rows = tree.membership.toarray()[shown]

    assert list(exposed_groups(rows.tolist(), part.tolist(), least)) == []


@settings(max_examples=120, deadline=None)
@given(small_trees(most_units=6, largest=40), st.integers(20, 40), st.data())
def test_a_part_of_those_behind_it_is_held_to_the_floor_as_well(case: Case, least: int, data: st.DataObject) -> None:
    tree, direct = case
    made = ladder(tree, direct, Floors())
    hidden = drawn_part(data, direct) * data.draw(st.integers(0, 1))
    shown = analysis_patterns(made, direct[:, None], [least])

    narrowed = without_small_part(made, shown, hidden[:, None], least)

    whole = tree.roll_up(hidden)
    assert not (narrowed & ~shown).any()
    assert is_safe(tree, narrowed[:, 0], tree.roll_up(direct), least)
    left = tree.residuals(narrowed[:, 0], whole)
    assert not (narrowed[:, 0] & (left > 0) & (left < least)).any()


@settings(max_examples=80, deadline=None)
@given(small_trees(most_units=5), st.integers(2, 8), st.data())
def test_what_is_left_of_a_safe_pattern_is_safe(case: Case, floor: int, data: st.DataObject) -> None:
    tree, direct = case
    counts = tree.roll_up(direct)
    safe = [p for p in all_patterns(tree.node_count) if is_safe(tree, p, counts, floor)]
    whole = data.draw(st.sampled_from(safe))
    fewer = whole & np.array(data.draw(st.lists(st.booleans(), min_size=whole.size, max_size=whole.size)))

    assert not breaches(tree, fewer, counts, floor).any()


def test_two_groups_that_differ_by_a_few_do_not_both_show_an_analysis() -> None:
    tree = UnitTree.from_parents(["top", "a", "b"], [-1, 0, 0])
    made = ladder(tree, np.array([0, 100, 30]), Floors())
    assert made.pattern(Rung.CLASSES)[:3].all()

    shown = analysis_patterns(made, np.array([[0], [100], [30]]), [50])[:, 0]

    assert shown[tree.node_of("top")] != shown[tree.node_of("a")]
    threshold = tree.roll_up(np.array([0, 100, 30])) >= 50
    assert not is_safe(tree, threshold, tree.roll_up(np.array([0, 100, 30])), 50)


def test_a_charter_that_asks_for_more_on_the_top_rung_narrows_analyses() -> None:
    tree = UnitTree.from_parents(["top"], [-1])
    strict: Ladder = ladder(tree, np.array([60]), Floors(classes=80))

    assert not analysis_patterns(strict, np.array([[60]]), [50]).any()
