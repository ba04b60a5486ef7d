"""Items that some did not answer, inside breakdowns: solved and audited by their own answers.

Within the breakdowns of the release an item stands where each category, and what is left of it, reaches the
floor in answers to that item; then everything published of the item, in `all` and in breakdowns, is audited
over those who answered.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from measures.disclosure.breakdowns import BreakdownPatterns, audited_rungs
from measures.disclosure.indices import IndexPatterns
from measures.disclosure.items import ItemPatterns
from measures.estimate import Rung


def item_breakdown_rungs(
    patterns: BreakdownPatterns,
    items: ItemPatterns,
    atom_items: NDArray[np.int64],
    *,
    rng: np.random.Generator,
    indices: IndexPatterns | None = None,
) -> NDArray[np.int64]:
    """The rung of each item in each breakdown, nodes × breakdowns × items; 2–4, or 0 where it is hidden.

    `atom_items` answers per atom of `patterns.atoms` and item. With `indices`, groups in which an item is
    shown only inside an index are audited too; an index may then be shown in a breakdown exactly where all
    its items are. Items with equal answers and patterns share the work.
    """
    counts = np.asarray(atom_items, dtype=np.int64)
    atoms, ladder = patterns.atoms, patterns.ladder
    if counts.shape[0] != atoms.unit.size or (counts > atoms.counts[:, None]).any():
        raise ValueError("one number of answers, at most that of respondents, for each atom and item is needed")
    standing = np.zeros((*patterns.rung.shape, counts.shape[1]), dtype=np.int64)
    solved: dict[bytes, NDArray[np.int64]] = {}
    for item in range(counts.shape[1]):
        everyone = {rung: items.pattern(rung)[:, item] for rung in (Rung.MEANS, Rung.SHARES, Rung.CLASSES)}
        if indices is not None:
            inside = indices.shown[:, indices.weights[:, item] > 0].any(axis=1)
            everyone[Rung.INDICES] = everyone[Rung.MEANS] | inside
        key = b"".join([counts[:, item].tobytes(), *(shown.tobytes() for shown in everyone.values())])
        if key not in solved:
            allowed = {
                rung: patterns.pattern(max(rung, Rung.MEANS)) & everyone[max(rung, Rung.MEANS)][:, None]
                for rung in everyone
            }
            answering = atoms.answering(counts[:, item])
            rungs = audited_rungs(ladder.tree, answering, ladder.floors, everyone, allowed, rng=rng)
            solved[key] = np.where(rungs >= Rung.MEANS, rungs, 0)
        standing[:, :, item] = solved[key]
    return standing
