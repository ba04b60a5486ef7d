"""Recompute releases of a wave from what was published: does anything follow from them, is each as certified?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from measures.disclosure.analyses import LEAST, LEAST_FOR_DRIVERS
from measures.disclosure.floors import Floors
from measures.disclosure.published import what_is_left
from measures.disclosure.unit_tree import UnitTree
from measures.estimate import Rung
from surveys.findings.certificate import cell_counts, pattern_hash
from surveys.findings.protect import count_cells
from surveys.findings.published_cells import Published, published_cells
from workplace.releases.cells import ANALYSES, Layout, Page
from workplace.wording import N_, Sentence

_RUNG_OF = {
    "respondents": Rung.INDICES,
    "response_rate": Rung.INDICES,
    "index": Rung.INDICES,
    "mean": Rung.MEANS,
    "favourable": Rung.SHARES,
    "band": Rung.SHARES,
    "share": Rung.CLASSES,
    "enps": Rung.CLASSES,
    "unsure": Rung.SHARES,
    "bias_low": Rung.CLASSES,
    "bias_high": Rung.CLASSES,
}
_LEAST_OF = {
    **dict.fromkeys(("alpha", "icc1", "icc2", "rwg"), LEAST),
    **dict.fromkeys(("driver_weight", "explained"), LEAST_FOR_DRIVERS),
}
"""Analyses: the floor of those they are made of, and of every remainder of these."""


class Fault(Enum):
    """What is wrong: figures of too few follow, or a breakdown was corrected, which none may be."""

    FOLLOWS = "follows"
    BREAKDOWN_CHANGED = "breakdown_changed"


@dataclass(frozen=True)
class Leak:
    """A count rule that is broken: figures of `people` respondents are shown or follow by subtraction."""

    release_id: str
    unit_id: str
    breakdown: str
    category: str
    measure: str
    item: str
    people: int
    fault: Fault = Fault.FOLLOWS

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
        if self.fault is Fault.BREAKDOWN_CHANGED:
            return Sentence(N_("%(release)s %(unit)s (%(group)s): uppdelningen är ändrad i en rättelse"), facts)
        return Sentence(N_("%(release)s %(unit)s (%(group)s) %(figure)s: %(people)s svar kan räknas ut"), facts)


def audit_pages(release_id: str, layout: Layout, pages: Sequence[Page], tree: UnitTree, floors: Floors) -> list[Leak]:
    """Return what is wrong in one release taken alone; see `audit_releases`."""
    return audit_releases(layout, [(release_id, pages)], tree, floors)


def audit_releases(
    layout: Layout,
    releases: Sequence[tuple[str, Sequence[Page]]],
    tree: UnitTree,
    floors: Floors,
    *,
    item_floors: Mapping[str, int] | None = None,
) -> list[Leak]:
    """Return every group under its floor that follows from all releases of a wave together, by published n.

    `releases`: id and pages, the first first. A figure that stands as it stood belongs to the release it was new
    in. That no more follows than these remainders, see `measures.disclosure.published`. `item_floors`: items with
    a floor of their own.
    """
    published = published_cells(layout, releases, tree)
    auditing = _Auditing(layout, tree, floors, item_floors or {}, published)
    return [*auditing.leaks()]


class _Auditing:
    def __init__(
        self,
        layout: Layout,
        tree: UnitTree,
        floors: Floors,
        item_floors: Mapping[str, int],
        published: Published,
    ) -> None:
        self.layout, self.tree, self.floors, self.published = layout, tree, floors, published
        self.item_floors = item_floors

    def leaks(self) -> Iterator[Leak]:
        for release_id, name, unit in self.published.changed_breakdowns:
            unit_id = self.tree.unit_ids[unit]
            yield Leak(release_id, unit_id, name, "", "", "", 0, Fault.BREAKDOWN_CHANGED)
        for place, (measure, item) in enumerate(self.layout.cells):
            if (least := _LEAST_OF.get(measure)) is not None:
                yield from self._in_tree(place, max(least, self.floors.classes))
            if (rung := _RUNG_OF.get(measure)) is None:
                continue
            own = self.item_floors.get(item.split("=")[0], 0)
            yield from self._in_tree(place, max(self.floors.of(rung), own))
            if measure not in ANALYSES:
                yield from self._in_categories(place, max(self.floors.of_breakdown(rung), own))

    def _in_tree(self, place: int, floor: int) -> Iterator[Leak]:
        is_index = self.layout.cells[place][0] == "index"
        for number, release_id in enumerate(self.published.release_ids):
            n = self.published.n[number][:, place]
            new = self.published.new[number][:, place]
            # An index is a sum over respondents only where all of them answered all of it.
            summed = new & (n == self.published.n[number][:, 0]) if is_index else new
            if not number and not is_index:
                summed, n = self._with_breakdowns(place, summed, n)
            left = np.where(summed, what_is_left(self.tree, summed, n), n)
            small = summed & ((n < floor) | (left < 0) | ((left > 0) & (left < floor)))
            for node in np.flatnonzero(small | (new & (n < floor))).tolist():
                yield self._leak(release_id, node, self.tree.part(node).value, "", place, int(left[node]))

    def _with_breakdowns(
        self, place: int, shown: NDArray[np.bool_], n: NDArray[np.int64]
    ) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
        """The tree with units of which only a breakdown is shown: its categories add up to the unit."""
        for also, counts in zip(self.published.breakdown_shown, self.published.breakdown_n, strict=True):
            missing = also[:, place] & ~shown
            shown, n = shown | missing, np.where(missing, counts[:, :, place].sum(axis=1), n)
        return shown, n

    def _in_categories(self, place: int, floor: int) -> Iterator[Leak]:
        published, first = self.published, self.published.release_ids[0]
        is_index = self.layout.cells[place][0] == "index"
        for number, (name, codes) in enumerate(published.categories.items()):
            shown = published.breakdown_shown[number][:, place]
            n = published.breakdown_n[number][:, :, place]
            if not shown.any():
                continue
            whole = published.n[0][:, place]
            too_small = shown & (published.n[0][:, 0] < self.floors.breakdown_unit)
            # Who stands in no category that is shown is a group of its own.
            rest = np.where(shown & ~is_index & published.shown[0][:, place], whole - n.sum(axis=1), 0)
            for node in np.flatnonzero((rest < 0) | ((rest > 0) & (rest < floor)) | too_small).tolist():
                yield self._leak(first, node, name, "", place, int(rest[node]))
            left = n if is_index else what_is_left(self.tree, shown, n)
            small = shown[:, None] & (((n > 0) & (n < floor)) | (left < 0) | ((left > 0) & (left < floor)))
            for node, code in zip(*np.nonzero(small), strict=True):
                yield self._leak(first, int(node), name, codes[code], place, int(left[node, code]))

    def _leak(self, release_id: str, node: int, breakdown: str, category: str, place: int, people: int) -> Leak:
        measure, item = self.layout.cells[place]
        unit_id = self.tree.unit_ids[int(self.tree.node_unit[node])]
        return Leak(release_id, unit_id, breakdown, category, measure, item, people)


def certificate_differs(
    certificate: Mapping[str, Any], layout: Layout, pages: Sequence[Page], tree: UnitTree
) -> dict[str, tuple[Any, Any]]:
    """Return in what the certificate and the pages differ: name → (said, found)."""
    found: dict[str, Any] = dict(cell_counts(count_cells(iter(pages), layout)))
    said = dict(certificate["cells"])
    if "pattern_sha256" in certificate:
        found["pattern"], said["pattern"] = pattern_hash(tree, pages), certificate["pattern_sha256"]
    return {name: (said.get(name, 0), count) for name, count in found.items() if said.get(name, 0) != count}
