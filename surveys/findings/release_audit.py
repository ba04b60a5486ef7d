"""Recompute a release from what was published: does it leak, and is it what its certificate says?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from measures.disclosure.floors import Floors
from measures.disclosure.unit_tree import UnitTree
from measures.estimate import Rung
from surveys.findings.certificate import cell_counts
from surveys.findings.protect import count_cells
from workplace.releases.cells import ALL, DIRECT, Block, Layout, Page
from workplace.wording import N_, Sentence

_RUNG_OF = {
    "respondents": Rung.INDICES,
    "index": Rung.INDICES,
    "mean": Rung.MEANS,
    "favourable": Rung.SHARES,
    "band": Rung.SHARES,
    "share": Rung.CLASSES,
    "enps": Rung.CLASSES,
}


@dataclass(frozen=True)
class Leak:
    """A count rule that is broken. `exact` figures of `people` respondents follow by subtraction."""

    release_id: str
    unit_id: str
    breakdown: str
    category: str
    measure: str
    item: str
    people: int

    @property
    def sentence(self) -> Sentence:
        """What is wrong, for people."""
        facts = {
            "release": self.release_id,
            "unit": self.unit_id,
            "group": f"{self.breakdown} {self.category}".strip(),
            "figure": f"{self.measure} {self.item}".strip(),
            "people": self.people,
        }
        return Sentence(
            N_("%(release)s %(unit)s (%(group)s) %(figure)s: %(people)s svar kan räknas ut"), facts
        )


def audit_pages(
    release_id: str, layout: Layout, pages: Sequence[Page], tree: UnitTree, floors: Floors
) -> list[Leak]:
    """Return every published remainder under its floor, by the n that were published.

    For each measure and item on its own: the tree of `all` and `direct`, and for each background each
    category over the tree of whole units.
    """
    blocks: dict[tuple[str, str], dict[int, Block]] = defaultdict(dict)
    for page in pages:
        unit = tree.node_of(page.unit_id)
        for block in page.blocks:
            if block.breakdown in (ALL, DIRECT):
                node = unit if block.breakdown == ALL else int(tree.direct_node[unit])
                blocks[ALL, ""][node] = block
            else:
                blocks[block.breakdown, block.category][unit] = block
    leaks: list[Leak] = []
    for (breakdown, category), by_node in blocks.items():
        by_cell = _Counts.of(layout, by_node, tree.node_count)
        for place, (measure, item) in enumerate(layout.cells):
            rung = _RUNG_OF.get(measure)
            if rung is None:
                continue
            floor = floors.of(rung) if breakdown == ALL else floors.of_breakdown(rung)
            shown, n = by_cell.shown[:, place], by_cell.n[:, place]
            # An index of unlike items is no sum: its remainders are those of its items and respondents.
            left = n if measure == "index" else _left(tree, shown, n)
            small = shown & ((n < floor) | (left < 0) | ((left > 0) & (left < floor)))
            for node in np.flatnonzero(small).tolist():
                part = breakdown if breakdown != ALL else tree.part(node).value
                unit_id = tree.unit_ids[int(tree.node_unit[node])]
                people = int(left[node])
                leaks.append(Leak(release_id, unit_id, part, category, measure, item, people))
    return leaks


@dataclass(frozen=True, eq=False)
class _Counts:
    shown: NDArray[np.bool_]
    n: NDArray[np.int64]

    @classmethod
    def of(cls, layout: Layout, by_node: Mapping[int, Block], nodes: int) -> _Counts:
        shown = np.zeros((nodes, len(layout.cells)), dtype=bool)
        n = np.zeros((nodes, len(layout.cells)), dtype=np.int64)
        for node, block in by_node.items():
            if not block.is_withheld:
                shown[node] = np.array(block.reason) == 0
                n[node] = block.n
        return cls(shown, np.where(shown, n, 0))


def _left(tree: UnitTree, shown: NDArray[np.bool_], n: NDArray[np.int64]) -> NDArray[np.int64]:
    """What is left of each shown node when the largest shown nodes below are subtracted, by published n."""
    left = np.where(shown, n, 0)
    above = tree.nearest_above(shown)
    inside = shown & (above >= 0)
    np.subtract.at(left, above[inside], n[inside])
    return np.asarray(left)


def certificate_differs(
    certificate: Mapping[str, Any], layout: Layout, pages: Sequence[Page]
) -> dict[str, tuple[int, int]]:
    """Return the counts of cells in which the certificate and the pages differ: name → (said, found)."""
    found = cell_counts(count_cells(iter(pages), len(layout.cells)))
    said = certificate["cells"]
    return {name: (said.get(name, 0), count) for name, count in found.items() if said.get(name, 0) != count}
