"""Declared breakdowns: counted while backgrounds are in memory, kept only where they may be shown."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from measures.disclosure.audit import Atoms
from measures.disclosure.breakdowns import BreakdownPatterns, breakdown_patterns
from measures.disclosure.indices import IndexPatterns
from measures.disclosure.item_breakdowns import item_breakdown_rungs
from measures.disclosure.items import ItemPatterns
from measures.disclosure.ladder import Ladder
from measures.disclosure.unit_tree import UnitTree
from measures.estimate import Rung
from surveys.findings.answers import Answers
from surveys.findings.patterns import ITEM_RUNGS, PROTECTS_OTHER, TOO_FEW_ITEM
from surveys.findings.questions import Questions
from surveys.findings.tabulate import Tabulation, tabulate
from workplace.releases.cells import reason_code


@dataclass(frozen=True)
class BreakdownCounts:
    """Counts of one unit by one background: a row for each category, in the order of the codes.

    `item_codes` per rung (2, 3, 4) the reason code of each item, 0 where it is shown in every category.
    """

    rung: int
    respondents: list[int]
    values: list[list[int]]
    items: list[list[int]]
    number_sums: list[list[float]]
    item_codes: list[list[int]]


@dataclass(frozen=True)
class Breakdowns:
    """All declared breakdowns of a wave.

    `categories`: codes of each background. `why`: unit id → background → reason code, 0 where shown, for
    every unit. `counts`: the units and backgrounds that are shown.
    """

    categories: Mapping[str, tuple[str, ...]]
    why: Mapping[str, Mapping[str, int]]
    counts: Mapping[tuple[str, str], BreakdownCounts]


def encode_counts(counts: BreakdownCounts) -> bytes:
    """Return the counts as they are kept."""
    return zlib.compress(json.dumps(asdict(counts), separators=(",", ":")).encode())


def decode_counts(kept: bytes) -> BreakdownCounts:
    """Return the counts that `encode_counts` kept."""
    return BreakdownCounts(**json.loads(zlib.decompress(kept)))


def count_breakdowns(
    questions: Questions,
    answers: Answers,
    category: NDArray[np.int64],
    categories: Mapping[str, tuple[str, ...]],
    items: ItemPatterns,
    indices: IndexPatterns,
    *,
    rng: np.random.Generator,
) -> Breakdowns:
    """Decide, audit and count every breakdown together.

    `category` respondents × breakdowns; `items` and `indices` the patterns of the tree the
    answers are published in.
    """
    ladder, tree = items.ladder, items.ladder.tree
    sizes = tuple(len(codes) for codes in categories.values())
    if not sizes:
        return Breakdowns({}, {unit_id: {} for unit_id in tree.unit_ids}, {})
    atoms, atom = Atoms.of_respondents(answers.unit, category, sizes)
    patterns = breakdown_patterns(ladder, atoms, rng=rng)
    of_atoms = tabulate(questions, answers, atom, atoms.unit.size)
    standing = item_breakdown_rungs(patterns, items, of_atoms.items, rng=rng, indices=indices)
    # An item with a floor of its own is asked for in groups, never in parts of groups.
    standing[:, :, [item.floor > ladder.floors.means for item in questions.items]] = 0
    names = tuple(categories)
    why: dict[str, dict[str, int]] = {unit_id: {} for unit_id in tree.unit_ids}
    counts: dict[tuple[str, str], BreakdownCounts] = {}
    for place, name in enumerate(names):
        shown = patterns.rung[: tree.unit_count, place] > 0
        for unit, unit_id in enumerate(tree.unit_ids):
            why[unit_id][name] = reason_code(patterns.reason(unit, place, Rung.INDICES))
        sums = _by_category(tree, atoms, of_atoms, place)
        for unit in np.flatnonzero(shown).tolist():
            counts[tree.unit_ids[unit], name] = _counts_of(patterns, standing, sums, unit, place, ladder)
    return Breakdowns(dict(categories), why, counts)


def _by_category(tree: UnitTree, atoms: Atoms, of_atoms: Tabulation, breakdown: int) -> dict[str, NDArray[np.float64]]:
    """Sums for whole units × categories × columns."""

    def rolled(columns: NDArray[np.generic]) -> NDArray[np.float64]:
        sums = atoms.sums(breakdown, np.asarray(columns, dtype=float), tree.unit_count)
        return np.asarray(tree.roll_up(sums)[: tree.unit_count], dtype=float)

    return {
        "respondents": rolled(of_atoms.respondents[:, None])[:, :, 0],
        "values": rolled(of_atoms.values),
        "items": rolled(of_atoms.items),
        "number_sums": rolled(of_atoms.number_sums) if of_atoms.number_sums.shape[1] else np.zeros(0),
    }


def _counts_of(
    patterns: BreakdownPatterns,
    standing: NDArray[np.int64],
    sums: Mapping[str, NDArray[np.float64]],
    unit: int,
    breakdown: int,
    ladder: Ladder,
) -> BreakdownCounts:
    def whole(name: str) -> NDArray[np.int64]:
        return np.asarray(np.rint(sums[name][unit]), dtype=np.int64)

    answers = whole("items")
    codes = []
    for rung in ITEM_RUNGS:
        group = reason_code(patterns.reason(unit, breakdown, rung))
        people = whole("respondents")
        few = (answers[people > 0] < ladder.floors.of_breakdown(rung)).any(axis=0)
        own = np.where(few, TOO_FEW_ITEM, PROTECTS_OTHER)
        hidden = group if group else own
        codes.append(np.where(standing[unit, breakdown] >= rung, 0, hidden).astype(int).tolist())
    categories = len(sums["respondents"][unit])
    return BreakdownCounts(
        rung=int(patterns.rung[unit, breakdown]),
        respondents=whole("respondents").tolist(),
        values=whole("values").tolist(),
        items=answers.tolist(),
        number_sums=sums["number_sums"][unit].tolist() if sums["number_sums"].size else [[]] * categories,
        item_codes=codes,
    )
