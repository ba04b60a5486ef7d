"""Breakdowns of whole units, rung by rung, repaired until the audit finds nothing.

Whole units with enough respondents only, one-way, all categories or none. First the best pattern of each
breakdown by the rule of remainders, from the top rung down; then, from the lowest rung up, the audit over
everything stacked, withdrawing the smallest offending breakdown until no small group can be derived. What
is withdrawn on a rung is withdrawn above it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from measures.disclosure.audit import Atoms, Published, exposed_groups
from measures.disclosure.breakdown_pattern import best_breakdown, breaks_rule
from measures.disclosure.floors import Floors
from measures.disclosure.ladder import RUNGS_FROM_THE_TOP, Ladder
from measures.disclosure.row_space import AuditDidNotConverge
from measures.disclosure.unit_tree import UnitTree
from measures.estimate import Reason, Rung

_GIVEN_BACK_AT_MOST = 12


@dataclass(frozen=True, eq=False)
class BreakdownPatterns:
    """The highest rung on which each node shows each breakdown, 0 for none: `rung` nodes × breakdowns.

    `smallest` is the smallest category that anyone belongs to, nodes × breakdowns.
    """

    ladder: Ladder
    atoms: Atoms
    rung: NDArray[np.int64]
    smallest: NDArray[np.int64]

    def pattern(self, rung: Rung) -> NDArray[np.bool_]:
        """Nodes × breakdowns that show what belongs to `rung` in every category."""
        return np.asarray(self.rung >= rung)

    def reason(self, node: int, breakdown: int, rung: Rung) -> Reason | None:
        """Why the node does not show the breakdown's figures of `rung`; None where it does."""
        if self.rung[node, breakdown] >= rung:
            return None
        if (whole := self.ladder.reason(node, rung)) is not None:
            return whole
        floors = self.ladder.floors
        if self.ladder.counts[node] < floors.breakdown_unit:
            return Reason.TOO_FEW
        too_few = self.smallest[node, breakdown] < floors.of_breakdown(rung)
        return Reason.TOO_FEW if too_few else Reason.PROTECTS_OTHER


def breakdown_patterns(ladder: Ladder, atoms: Atoms, *, rng: np.random.Generator) -> BreakdownPatterns:
    """Solve and audit all declared breakdowns together; `rng` draws the probes of the audit."""
    tree = ladder.tree
    large = ~tree.is_direct & (ladder.counts >= ladder.floors.breakdown_unit)
    everyone = {rung: ladder.pattern(rung) for rung in Rung}
    allowed = {rung: np.repeat((large & everyone[rung])[:, None], len(atoms.categories), axis=1) for rung in Rung}
    rung = audited_rungs(tree, atoms, ladder.floors, everyone, allowed, rng=rng)
    smallest = np.zeros((tree.node_count, len(atoms.categories)), dtype=np.int64)
    for breakdown, counts in enumerate(category_counts(tree, atoms)):
        smallest[:, breakdown] = np.where(counts > 0, counts, np.iinfo(np.int64).max).min(axis=1)
    return BreakdownPatterns(ladder, atoms, rung, smallest)


def category_counts(tree: UnitTree, atoms: Atoms) -> list[NDArray[np.int64]]:
    """For each breakdown the respondents of every node by category, nodes × categories."""
    return [
        tree.roll_up(np.rint(atoms.sums(b, atoms.counts[:, None], tree.unit_count)[:, :, 0]).astype(np.int64))
        for b in range(len(atoms.categories))
    ]


def audited_rungs(
    tree: UnitTree,
    atoms: Atoms,
    floors: Floors,
    everyone: Mapping[Rung, NDArray[np.bool_]],
    allowed: Mapping[Rung, NDArray[np.bool_]],
    *,
    rng: np.random.Generator,
) -> NDArray[np.int64]:
    """The rung of each breakdown in each node, shape nodes × breakdowns; 0 for none.

    `everyone` per rung the nodes shown in `all`, `allowed` per rung the nodes × breakdowns that may be
    shown; both shrink towards the top. The rungs given decide which are solved.
    """
    counts = category_counts(tree, atoms)
    rungs = [rung for rung in RUNGS_FROM_THE_TOP if rung in everyone]
    proposal: dict[Rung, NDArray[np.bool_]] = {}
    above = np.zeros((tree.node_count, len(atoms.categories)), dtype=bool)
    for rung in rungs:
        floor = floors.of_breakdown(rung)
        columns = [
            best_breakdown(tree, counts[b], floor, allowed=allowed[rung][:, b], required=above[:, b])
            for b in range(len(atoms.categories))
        ]
        above = np.stack(columns, axis=1) if columns else above
        proposal[rung] = above
    standing = np.zeros(above.shape, dtype=np.int64)
    below = np.ones(above.shape, dtype=bool)
    for rung in reversed(rungs):
        below = _repaired(tree, atoms, counts, floors, rung, everyone[rung], proposal[rung] & below, rng)
        standing[below] = rung
    return standing


def _repaired(
    tree: UnitTree,
    atoms: Atoms,
    counts: list[NDArray[np.int64]],
    floors: Floors,
    rung: Rung,
    everyone: NDArray[np.bool_],
    proposed: NDArray[np.bool_],
    rng: np.random.Generator,
) -> NDArray[np.bool_]:
    """The proposal less what lets a small group be derived."""
    floor, category_floor = floors.of(rung), floors.of_breakdown(rung)
    shown = proposed.copy()
    people = tree.roll_up(np.rint(atoms.sums(-1, atoms.counts[:, None], tree.unit_count)[:, 0, 0]))
    withdrawn: list[tuple[int, int]] = []
    while shown.any():
        exposed = exposed_groups(
            tree, atoms, Published(everyone, shown), floor=floor, category_floor=category_floor, rng=rng
        )
        if not exposed:
            break
        chosen: list[tuple[int, int]] = []
        for group in exposed:
            through = [place for place in group.through if shown[place]]
            if through and not any(place in chosen for place in through):
                chosen.append(min(through, key=lambda place: (people[place[0]], tree.unit_ids[place[0]], place[1])))
        if not chosen:
            raise AuditDidNotConverge("a small group follows from the whole units alone")
        for place in chosen:
            shown[place] = False
        withdrawn += chosen
    largest_first = sorted(withdrawn, key=lambda place: (-people[place[0]], tree.unit_ids[place[0]], place[1]))
    for place in largest_first[:_GIVEN_BACK_AT_MOST] if len(withdrawn) > 1 else []:
        shown[place] = True
        small = breaks_rule(tree, shown[:, place[1]], counts[place[1]], category_floor).any()
        if small or exposed_groups(
            tree,
            atoms,
            Published(everyone, shown),
            floor=floor,
            category_floor=category_floor,
            rng=rng,
            at_most=1,
        ):
            shown[place] = False
    return shown
