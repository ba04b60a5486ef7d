"""The tree of groups: which groups there are and how counts roll up."""

import numpy as np
import pytest
from scipy import sparse

from measures.disclosure.unit_tree import Part, UnitTree


def town() -> UnitTree:
    return UnitTree.from_parents(["town", "care", "north", "south", "school"], [-1, 0, 1, 1, 0])


def test_a_unit_with_units_below_has_a_direct_group_of_its_own_and_a_lowest_unit_has_not() -> None:
    tree = town()
    assert tree.node_count == 7
    assert tree.node_of("care", Part.DIRECT) != tree.node_of("care")
    assert tree.node_of("north", Part.DIRECT) == tree.node_of("north")
    assert tree.part(tree.node_of("care", Part.DIRECT)) is Part.DIRECT


def test_counts_roll_up_to_whole_units_in_any_shape_and_sparse() -> None:
    tree = town()
    direct = np.array([1, 2, 10, 20, 40])
    whole = tree.roll_up(direct)
    assert whole[tree.node_of("town")] == 73
    assert whole[tree.node_of("care")] == 32
    assert whole[tree.node_of("care", Part.DIRECT)] == 2
    cube = tree.roll_up(np.stack([direct, 2 * direct], axis=1).reshape(5, 1, 2))
    assert cube.shape == (7, 1, 2)
    assert (cube[:, 0, 1] == 2 * whole).all()
    assert (tree.roll_up(sparse.csr_array(direct[:, None])).toarray()[:, 0] == whole).all()


def test_a_residual_is_what_published_groups_below_leave_over() -> None:
    tree = town()
    counts = tree.roll_up(np.array([1, 2, 10, 20, 40]))
    published = np.zeros(tree.node_count, dtype=bool)
    published[[tree.node_of("town"), tree.node_of("north"), tree.node_of("school")]] = True
    left = tree.residuals(published, counts)
    assert left[tree.node_of("town")] == 1 + 2 + 20
    assert left[tree.node_of("north")] == 10
    assert tree.nearest_above(published)[tree.node_of("north")] == tree.node_of("town")


@pytest.mark.parametrize("parents", [[1, 0], [0], [-1, 2, 1], [-1, 5], [-2]])
def test_a_tree_that_is_no_tree_is_refused(parents: list[int]) -> None:
    with pytest.raises(ValueError):
        UnitTree.from_parents([str(i) for i in range(len(parents))], parents)


def test_doubled_ids_are_refused() -> None:
    with pytest.raises(ValueError):
        UnitTree.from_parents(["a", "a"], [-1, 0])


def test_a_tree_without_units_has_no_groups() -> None:
    tree = UnitTree.from_parents([], [])
    assert tree.node_count == 0
    assert tree.roll_up(np.zeros((0, 3), dtype=np.int64)).shape == (0, 3)
