"""From counts to the pages of a release: patterns, values, blocks. Pure: nothing is read or written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from measures.disclosure.floors import Floors
from measures.disclosure.indices import index_weights
from measures.disclosure.ladder import Ladder, ladder
from measures.disclosure.unit_tree import UnitTree
from measures.estimate import Rung
from surveys.findings.analyses import with_analyses
from surveys.findings.answers import Answers
from surveys.findings.bias_bounds import with_bias_bounds
from surveys.findings.breakdown_counts import BreakdownCounts, Breakdowns
from surveys.findings.cell_values import Cells, cell_values
from surveys.findings.layout import Plan, plan_of, without_analyses
from surveys.findings.patterns import ITEM_RUNGS, TOO_FEW, TOO_FEW_ITEM, Visibility, tree_patterns, visibility
from surveys.findings.questions import Questions
from surveys.findings.spread import Spreads, pooled_spreads
from surveys.findings.tabulate import Tabulation
from workplace.releases.cells import ALL, DIRECT, NO_REGISTER_CODE, Block, Layout, Page


@dataclass(frozen=True, eq=False)
class Protected:
    """Everything a release shows, ready to be frozen page by page."""

    plan: Plan
    ladder: Ladder
    shows: Visibility
    cells: Cells
    spreads: Spreads
    breakdowns: Breakdowns
    by_category: Cells | None
    place_of: Mapping[tuple[str, str], int]

    def pages(self) -> Iterator[Page]:
        """Yield the page of each unit in the order of the tree."""
        tree = self.ladder.tree
        for unit, unit_id in enumerate(tree.unit_ids):
            blocks = [with_bias_bounds(self.cells.block(unit, ALL, ""), self.plan)]
            direct = int(tree.direct_node[unit])
            if direct != unit:
                blocks.append(with_bias_bounds(self.cells.block(direct, DIRECT, ""), self.plan))
            for name, codes in self.breakdowns.categories.items():
                blocks += self._category_blocks(unit_id, name, codes)
            yield Page(unit_id, tuple(blocks))

    def _category_blocks(self, unit_id: str, name: str, codes: tuple[str, ...]) -> list[Block]:
        first = self.place_of.get((unit_id, name))
        if first is None or self.by_category is None:
            why = self.breakdowns.why[unit_id][name]
            return [Block(name, code, 0, why, NO_REGISTER_CODE) for code in codes]
        return [self.by_category.block(first + place, name, code) for place, code in enumerate(codes)]


def protect(
    questions: Questions,
    tree: UnitTree,
    direct: Tabulation,
    *,
    floors: Floors,
    eligible: NDArray[np.int64] | None,
    breakdowns: Breakdowns,
    answers: Answers | None = None,
) -> Protected:
    """Solve the patterns and compute every cell.

    `direct` counts of the direct groups in the order of the tree; `eligible` likewise, None without a
    register; `breakdowns` as they were counted and audited when the answers came in; `answers` those the counts were
    made from, None: without analyses.
    """
    solved = ladder(tree, direct.respondents, floors)
    items, indices = tree_patterns(solved, direct.items, questions)
    shows = visibility(items, indices, questions)
    plan = plan_of(questions) if answers is not None else without_analyses(plan_of(questions))
    spreads = pooled_spreads(questions, direct)
    rolled = rolled_up(tree, direct)
    everyone = None if eligible is None else tree.roll_up(eligible)
    cells = cell_values(questions, plan, rolled, shows, spreads, eligible=everyone)
    if answers is not None:
        cells = with_analyses(questions, plan, solved, shows, answers, direct, cells)
    by_category, place_of = _categories(questions, plan, breakdowns, spreads)
    return Protected(plan, solved, shows, cells, spreads, breakdowns, by_category, place_of)


def rolled_up(tree: UnitTree, direct: Tabulation) -> Tabulation:
    """Counts of every node of the tree from those of the direct groups."""
    return Tabulation(**{name: tree.roll_up(values) for name, values in direct.__dict__.items()})


def count_cells(pages: Iterator[Page], layout: Layout) -> Counter[int]:
    """How many cells are shown (0) and withheld, by reason code."""
    counted: Counter[int] = Counter()
    for page in pages:
        for block in page.blocks:
            if block.is_withheld:
                counted[block.why] += layout.width(block.breakdown) - 1
                counted[block.why_rate] += 1
            else:
                counted.update(block.reason)
    return counted


def _categories(
    questions: Questions, plan: Plan, breakdowns: Breakdowns, spreads: Spreads
) -> tuple[Cells | None, dict[tuple[str, str], int]]:
    """The cells of all categories that are shown, and where each unit's begin."""
    place_of: dict[tuple[str, str], int] = {}
    kept: list[BreakdownCounts] = []
    width = 0
    for key, counts in breakdowns.counts.items():
        place_of[key] = width
        width += len(counts.respondents)
        kept.append(counts)
    if not kept:
        return None, place_of
    counted = Tabulation(
        respondents=np.concatenate([np.array(counts.respondents, dtype=np.int64) for counts in kept]),
        values=_stacked([counts.values for counts in kept], questions.value_count, np.int64),
        items=_stacked([counts.items for counts in kept], len(questions.items), np.int64),
        unsure=np.zeros((width, len(questions.items)), dtype=np.int64),
        number_sums=_stacked([counts.number_sums for counts in kept], len(questions.number_columns), np.float64),
        number_squares=np.zeros((width, len(questions.number_columns))),
        index_n=np.zeros((width, len(questions.index_parts)), dtype=np.int64),
        index_sums=np.zeros((width, len(questions.index_parts))),
        index_squares=np.zeros((width, len(questions.index_parts))),
    )
    shows = _category_visibility(questions, kept, counted.respondents)
    cells = cell_values(questions, plan, counted, shows, spreads, eligible=None, own_spread=False)
    return cells, place_of


def _category_visibility(
    questions: Questions, kept: list[BreakdownCounts], respondents: NDArray[np.int64]
) -> Visibility:
    repeats = [len(counts.respondents) for counts in kept]
    has_anybody = respondents > 0
    rung = np.repeat(np.array([counts.rung for counts in kept], dtype=np.int64), repeats)
    whole = np.where(has_anybody, 0, TOO_FEW).astype(np.int8)
    items = {}
    for place, asked in enumerate(ITEM_RUNGS):
        codes = np.array([counts.item_codes[place] for counts in kept], dtype=np.int8)
        codes = np.repeat(codes.reshape(len(kept), len(questions.items)), repeats, axis=0)
        items[asked] = np.where(has_anybody[:, None], codes, TOO_FEW).astype(np.int8)
    weights = (
        index_weights(questions.index_parts, len(questions.items))
        if questions.index_parts
        else np.zeros((0, len(questions.items)))
    )
    # Every category reaches the floor of item means, so an index is shown where all its items are.
    hidden = (items[Rung.MEANS] > 0).astype(np.int64) @ (weights > 0).T.astype(np.int64) > 0
    indices = np.where(hidden, TOO_FEW_ITEM, 0)
    indices = np.where(has_anybody[:, None], indices, TOO_FEW).astype(np.int8)
    return Visibility(rung=np.where(has_anybody, rung, 0), whole=whole, items=items, indices=indices)


def _stacked(rows: list[list[list[float]]] | list[list[list[int]]], width: int, kind: type) -> NDArray[Any]:
    stacked = [row for part in rows for row in part]
    return np.array(stacked, dtype=kind).reshape(len(stacked), width)
