"""Which sums follow exactly from published sums: random vectors orthogonal to everything published.

A sum over a set of respondents can be derived exactly when its indicator lies in the row space of the
published sums. A random vector g, less its projection on the row space, is orthogonal to every derivable
sum; for any other sum the product is zero only by chance. So one solve answers for all sets at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import linalg

PROBES = 3
_DENSE_CELLS = 200_000
_TOLERANCE = 1e-6
_RIDGE = 1e-10

Solve = Callable[[NDArray[np.float64]], NDArray[np.float64]]


class AuditDidNotConverge(ArithmeticError):
    """The projection could not be computed accurately enough to rely on."""


@dataclass(frozen=True, eq=False)
class RowSpace:
    """The row space of published sums over atoms (sets of respondents that nothing published tells apart).

    `rows` is published sums × atoms; linearly dependent rows are fine.
    """

    rows: sparse.csr_array
    _solve: Solve

    @classmethod
    def of(cls, rows: sparse.csr_array) -> RowSpace:
        """Prepare the projection; one factorisation for any number of vectors."""
        kept = sparse.csr_array(rows[np.diff(rows.indptr) > 0], dtype=np.float64)
        if kept.shape[0] * kept.shape[1] <= _DENSE_CELLS:
            inverse = np.linalg.pinv(kept.toarray() @ kept.toarray().T, rcond=1e-11, hermitian=True)
            return cls(kept, lambda right: inverse @ right)
        gram = sparse.csc_array(kept @ kept.T)
        scale = 1 / np.sqrt(gram.diagonal())
        even = sparse.csc_array(sparse.diags_array(scale) @ gram @ sparse.diags_array(scale))
        ridge = sparse.csc_array(even + _RIDGE * sparse.eye_array(even.shape[0]))
        factor = linalg.splu(ridge, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True})

        def refined(right: NDArray[np.float64]) -> NDArray[np.float64]:
            wanted = scale[:, None] * right
            answer = factor.solve(wanted)
            for _ in range(4):
                answer = answer + factor.solve(wanted - even @ answer)
            return np.asarray(scale[:, None] * answer)

        return cls(kept, refined)

    def coefficients(self, vectors: NDArray[np.float64]) -> NDArray[np.float64]:
        """How much of each (non-empty) published sum makes up the projection; vectors atoms × k."""
        return self._solve(np.asarray(self.rows @ vectors))

    def orthogonal_part(self, vectors: NDArray[np.float64]) -> NDArray[np.float64]:
        """The vectors (atoms × k) less their projection on the row space. Raises AuditDidNotConverge."""
        if not self.rows.shape[0]:
            return vectors
        rest = np.asarray(vectors - self.rows.T @ self.coefficients(vectors))
        error = np.abs(self.rows @ rest).max(initial=0)
        if error > 1e-7 * max(1.0, float(np.abs(self.rows @ vectors).max(initial=0))):
            raise AuditDidNotConverge("the published sums are too nearly dependent")
        return rest

    def probes(self, rng: np.random.Generator, count: int = PROBES) -> NDArray[np.float64]:
        """Random vectors orthogonal to everything published, atoms × count."""
        return self.orthogonal_part(rng.standard_normal((self.rows.shape[1], count)))


def is_derivable(products: NDArray[np.float64], atoms: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether sets follow exactly, from their products with the probes (sets × probes) and their sizes."""
    bound = _TOLERANCE * np.sqrt(np.maximum(atoms, 1))
    return np.asarray((np.abs(products) <= bound[..., None]).all(axis=-1))
