"""The projection behind the audit: the large solver says what exact arithmetic says."""

import numpy as np
from scipy import sparse

import measures.disclosure.row_space as row_space
from measures.disclosure.row_space import RowSpace, is_derivable
from measures.disclosure.small_unions import connected_columns, derivable_unions
from tests.measures.disclosure import attack


def test_the_sparse_and_the_dense_solver_agree_also_on_dependent_sums() -> None:
    rng = np.random.default_rng(2)
    rows = (rng.random((60, 40)) < 0.1).astype(float)
    rows = np.vstack([rows, rows[:20] + rows[20:40], np.zeros((1, 40))])
    vectors = rng.standard_normal((40, 3))
    dense = RowSpace.of(sparse.csr_array(rows)).orthogonal_part(vectors)
    limit, row_space._DENSE_CELLS = row_space._DENSE_CELLS, 0
    try:
        large = RowSpace.of(sparse.csr_array(rows)).orthogonal_part(vectors)
    finally:
        row_space._DENSE_CELLS = limit
    assert np.allclose(dense, large, atol=1e-8)


def test_a_sum_is_called_derivable_exactly_when_it_is() -> None:
    rng = np.random.default_rng(5)
    for _ in range(40):
        rows = (rng.random((5, 8)) < 0.4).astype(int)
        groups = (rng.random((30, 8)) < 0.4).astype(int)
        basis = attack.null_space(rows.tolist(), 8)
        exact = [all(value == 0 for value in basis @ group) for group in groups]
        probes = RowSpace.of(sparse.csr_array(rows.astype(float))).probes(rng)
        assert is_derivable(groups @ probes, groups.sum(axis=1)).tolist() == exact


def test_small_unions_are_found_that_no_single_class_gives() -> None:
    # Everybody, and the last three: the first two follow together, and nobody alone.
    rows = sparse.csr_array(np.array([[1.0, 1, 1, 1, 1], [0, 0, 1, 1, 1]]))
    probes = RowSpace.of(rows).probes(np.random.default_rng(1))
    counts = np.array([2, 2, 30, 30, 30])
    assert derivable_unions(probes, counts, connected_columns(rows), 5) == [(0, 1)]
    assert derivable_unions(probes, counts, connected_columns(rows), 4) == []
