"""The pattern of one tree: safe, and as full as it can be."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from measures.disclosure.pattern import InfeasiblePattern, best_pattern, best_patterns, is_safe
from measures.disclosure.unit_tree import UnitTree
from tests.measures.disclosure.attack import all_patterns, exposed_groups, small_trees

Case = tuple[UnitTree, NDArray[np.int64]]


def exposed(tree: UnitTree, direct: NDArray[np.int64], pattern: NDArray[np.bool_], floor: int) -> list[tuple[int, ...]]:
    rows = tree.membership.toarray()[pattern]
    return list(exposed_groups(rows.tolist(), direct.tolist(), floor))


@settings(max_examples=150, deadline=None)
@given(small_trees(most_units=5), st.integers(1, 8), st.data())
def test_no_safe_pattern_shows_more(case: Case, floor: int, data: st.DataObject) -> None:
    tree, direct = case
    counts = tree.roll_up(direct)
    allowed = np.array(data.draw(st.lists(st.booleans(), min_size=tree.node_count, max_size=tree.node_count)))
    allowed |= data.draw(st.booleans())
    found = best_pattern(tree, counts, floor, allowed=allowed)
    assert is_safe(tree, found, counts, floor)
    assert not (found & ~allowed).any()
    safe = [p for p in all_patterns(tree.node_count) if not (p & ~allowed).any() and is_safe(tree, p, counts, floor)]
    best = max((int(p.sum()), int(counts[p].sum())) for p in safe)
    assert (int(found.sum()), int(counts[found].sum())) == best


@settings(max_examples=100, deadline=None)
@given(small_trees(most_units=5), st.integers(2, 5), st.data())
def test_what_is_required_stays_and_the_rest_is_best(case: Case, floor: int, data: st.DataObject) -> None:
    tree, direct = case
    counts = tree.roll_up(direct)
    safe = [p for p in all_patterns(tree.node_count) if is_safe(tree, p, counts, floor)]
    required = data.draw(st.sampled_from(safe))
    found = best_pattern(tree, counts, floor, required=required)
    assert not (required & ~found).any()
    assert is_safe(tree, found, counts, floor)
    assert found.sum() == max(p.sum() for p in safe if not (required & ~p).any())


@settings(max_examples=150, deadline=None)
@given(small_trees(most_units=7), st.integers(2, 8))
def test_an_attacker_with_exact_arithmetic_derives_no_group_under_the_floor(case: Case, floor: int) -> None:
    tree, direct = case
    pattern = best_pattern(tree, tree.roll_up(direct), floor)
    assert exposed(tree, direct, pattern, floor) == []


def test_broken_control_a_plain_threshold_gives_a_small_group_away() -> None:
    tree = UnitTree.from_parents(["top", "a", "b"], [-1, 0, 0])
    direct = np.array([0, 30, 3])
    counts = tree.roll_up(direct)
    threshold_only = counts >= 5
    assert exposed(tree, direct, threshold_only, 5) == [(2,)]
    assert exposed(tree, direct, best_pattern(tree, counts, 5), 5) == []


@settings(max_examples=60, deadline=None)
@given(small_trees(most_units=6), st.integers(2, 8), st.randoms(use_true_random=False))
def test_the_order_in_which_units_are_given_changes_nothing(case: Case, floor: int, random: object) -> None:
    tree, direct = case
    order = list(range(tree.unit_count))
    random.shuffle(order)  # type: ignore[attr-defined]
    place = {old: new for new, old in enumerate(order)}
    parents = [place.get(int(tree.parent_unit[old]), -1) for old in order]
    shuffled = UnitTree.from_parents([tree.unit_ids[old] for old in order], parents)
    one = best_pattern(tree, tree.roll_up(direct), floor)
    two = best_pattern(shuffled, shuffled.roll_up(direct[order]), floor)
    shown = {(tree.unit_ids[tree.node_unit[v]], tree.part(v)) for v in np.flatnonzero(one)}
    assert shown == {(shuffled.unit_ids[shuffled.node_unit[v]], shuffled.part(v)) for v in np.flatnonzero(two)}


@settings(max_examples=60, deadline=None)
@given(small_trees(most_units=6), st.integers(2, 8))
def test_other_names_for_the_units_give_a_pattern_of_the_same_worth(case: Case, floor: int) -> None:
    tree, direct = case
    renamed = UnitTree.from_parents([f"z{9 - i}" for i in range(tree.unit_count)], tree.parent_unit)
    counts = tree.roll_up(direct)
    one, two = best_pattern(tree, counts, floor), best_pattern(renamed, counts, floor)
    assert (one.sum(), counts[one].sum()) == (two.sum(), counts[two].sum())


@settings(max_examples=60, deadline=None)
@given(small_trees(most_units=5), st.integers(2, 6), st.data())
def test_many_counts_at_once_give_what_each_gives_alone(case: Case, floor: int, data: st.DataObject) -> None:
    tree, direct = case
    more = [data.draw(st.lists(st.integers(0, n), min_size=1, max_size=1))[0] for n in direct.tolist()]
    counts = tree.roll_up(np.stack([direct, np.array(more)], axis=1))
    together = best_patterns(tree, counts, floor)
    assert (together[:, 0] == best_pattern(tree, counts[:, 0], floor)).all()
    assert (together[:, 1] == best_pattern(tree, counts[:, 1], floor)).all()


def test_large_groups_near_the_root_are_preferred_among_equals() -> None:
    tree = UnitTree.from_parents(["top", "a", "b"], [-1, 0, 0])
    found = best_pattern(tree, tree.roll_up(np.array([2, 9, 30])), 5)
    assert found[tree.node_of("top")]
    assert found[tree.node_of("b")]
    assert not found[tree.node_of("a")]


def test_a_whole_unit_equal_to_its_only_unit_below_is_shown_twice() -> None:
    tree = UnitTree.from_parents(["top", "only"], [-1, 0])
    found = best_pattern(tree, tree.roll_up(np.array([0, 12])), 5)
    assert found.tolist() == [True, True, False]


def test_requiring_what_is_unsafe_is_refused() -> None:
    tree = UnitTree.from_parents(["top", "a", "b"], [-1, 0, 0])
    counts = tree.roll_up(np.array([0, 30, 3]))
    with pytest.raises(InfeasiblePattern):
        best_pattern(tree, counts, 5, required=np.array([True, True, False, False]))
    with pytest.raises(InfeasiblePattern):
        best_pattern(tree, counts, 5, allowed=np.zeros(4, dtype=bool), required=counts >= 30)


def test_forty_levels_a_thousand_leaves_and_an_empty_top_are_solved() -> None:
    chain = UnitTree.from_parents([f"c{i}" for i in range(40)], [-1, *range(39)])
    counts = chain.roll_up(np.full(40, 6))
    assert best_pattern(chain, counts, 5).all()
    assert is_safe(chain, best_pattern(chain, counts, 20), counts, 20)
    star = UnitTree.from_parents([f"s{i}" for i in range(2001)], [-1] + [0] * 2000)
    direct = np.full(2001, 5)
    direct[0], direct[1] = 0, 2
    wide = best_pattern(star, star.roll_up(direct), 5)
    # The top, and all but two: the one of two respondents and one that covers for it.
    assert wide.sum() == 1 + 1998
    nobody = UnitTree.from_parents(["a", "b"], [-1, -1])
    assert not best_pattern(nobody, np.array([0, 0]), 5).any()
