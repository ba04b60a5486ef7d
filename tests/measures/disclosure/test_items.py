"""Items with fewer answers, and the indices made of them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from measures.disclosure.indices import IndexParts, index_patterns, index_weights
from measures.disclosure.items import item_patterns
from measures.disclosure.ladder import ladder
from measures.disclosure.unit_tree import UnitTree
from measures.estimate import Reason, Rung
from tests.measures.disclosure.attack import exposed_groups, small_trees

Case = tuple[UnitTree, NDArray[np.int64]]


def answers(data: st.DataObject, direct: NDArray[np.int64], items: int) -> NDArray[np.int64]:
    skipped = [[data.draw(st.integers(0, min(3, n))) for _ in range(items)] for n in direct.tolist()]
    return direct[:, None] - np.array(skipped)


@settings(max_examples=80, deadline=None)
@given(small_trees(most_units=6, largest=30), st.data())
def test_no_group_with_few_answers_to_an_item_is_derived(case: Case, data: st.DataObject) -> None:
    tree, direct = case
    solved = ladder(tree, direct)
    counts = answers(data, direct, 2)
    items = item_patterns(solved, counts)
    for item in range(2):
        for rung in (Rung.MEANS, Rung.SHARES, Rung.CLASSES):
            shown = items.pattern(rung)[:, item]
            assert not (shown & ~solved.pattern(rung)).any()
            rows = tree.membership.toarray()[shown].tolist()
            assert list(exposed_groups(rows, counts[:, item].tolist(), solved.floors.of(rung))) == []


@settings(max_examples=80, deadline=None)
@given(small_trees(most_units=6, largest=20), st.data())
def test_indices_laid_over_items_derive_no_group_with_few_answers(case: Case, data: st.DataObject) -> None:
    tree, direct = case
    counts = answers(data, direct, 4)
    items = item_patterns(ladder(tree, direct), counts)
    parts = [IndexParts((0, 1)), IndexParts((2, 3)), IndexParts(of=(0, 1))]
    indices = index_patterns(items, parts)
    for item in range(4):
        carried = items.pattern(Rung.MEANS)[:, item] | indices.shown[:, indices.weights[:, item] > 0].any(axis=1)
        rows = tree.membership.toarray()[carried].tolist()
        assert list(exposed_groups(rows, counts[:, item].tolist(), 5)) == []
    shows_means = items.ladder.pattern(Rung.MEANS)
    for index in range(3):
        used = indices.weights[index] > 0
        visible = indices.shown[:, index] & shows_means
        assert items.pattern(Rung.MEANS)[visible][:, used].all()


def test_broken_control_showing_an_item_wherever_respondents_suffice_gives_few_answers_away() -> None:
    tree = UnitTree.from_parents(["top", "a", "b"], [-1, 0, 0])
    direct, counts = np.array([0, 30, 30]), np.array([[0], [28], [2]])
    solved = ladder(tree, direct)
    everywhere = tree.membership.toarray()[solved.pattern(Rung.MEANS)].tolist()
    assert (2,) in list(exposed_groups(everywhere, counts[:, 0].tolist(), 7))
    items = item_patterns(solved, counts)
    shown = tree.membership.toarray()[items.pattern(Rung.MEANS)[:, 0]].tolist()
    assert list(exposed_groups(shown, counts[:, 0].tolist(), 7)) == []
    b = tree.node_of("b")
    assert items.reason(b, 0, Rung.MEANS) is Reason.TOO_FEW_ITEM
    assert items.reason(b, 0, Rung.CLASSES) is Reason.TOO_FEW_ITEM


def test_an_index_is_hidden_with_its_item_where_the_other_items_are_shown() -> None:
    tree = UnitTree.from_parents(["only"], [-1])
    items = item_patterns(ladder(tree, np.array([12])), np.array([[12, 6, 12]]))
    indices = index_patterns(items, [IndexParts((0, 1)), IndexParts((0, 2)), IndexParts(of=(0, 1))])
    assert indices.shown.tolist() == [[False, True, False]]
    assert indices.reason(0, 0) is Reason.TOO_FEW_ITEM
    assert indices.reason(0, 1) is None


def test_an_index_of_one_item_is_not_shown_where_item_means_are_not() -> None:
    tree = UnitTree.from_parents(["only"], [-1])
    items = item_patterns(ladder(tree, np.array([6])), np.array([[6, 6, 6]]))
    indices = index_patterns(items, [IndexParts((0,)), IndexParts((1, 2)), IndexParts((0, 1, 2))])
    # The first is an item's mean; the last two together would give it away.
    assert indices.shown.tolist() == [[False, False, True]]
    assert indices.reason(0, 0) is Reason.PROTECTS_OTHER


def test_a_withheld_group_gives_one_reason_for_all_its_cells() -> None:
    tree = UnitTree.from_parents(["only"], [-1])
    items = item_patterns(ladder(tree, np.array([4])), np.array([[4]]))
    indices = index_patterns(items, [IndexParts((0,))])
    assert items.reason(0, 0, Rung.CLASSES) is Reason.TOO_FEW
    assert indices.reason(0, 0) is Reason.TOO_FEW


def test_weights_of_an_index_of_indices_are_those_of_the_mean_of_means() -> None:
    parts = [IndexParts(of=(1, 2)), IndexParts((0,)), IndexParts((1, 2))]
    assert index_weights(parts, 3)[0].tolist() == [0.5, 0.25, 0.25]
    with pytest.raises(ValueError):
        index_weights([IndexParts(of=(1,)), IndexParts(of=(0,))], 3)
    with pytest.raises(ValueError):
        index_weights([IndexParts()], 3)


def test_more_answers_than_respondents_are_refused() -> None:
    tree = UnitTree.from_parents(["only"], [-1])
    with pytest.raises(ValueError):
        item_patterns(ladder(tree, np.array([4])), np.array([[5]]))


def test_a_wave_without_items_is_no_error() -> None:
    tree = UnitTree.from_parents(["only"], [-1])
    items = item_patterns(ladder(tree, np.array([9])), np.zeros((1, 0), dtype=np.int64))
    assert index_patterns(items, []).shown.shape == (1, 0)
