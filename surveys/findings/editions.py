"""A corrected edition laid over what was released before: which cells may change.

Who holds both releases can subtract them. What then remains of a cell is what those answered who differ
between the editions, so a cell changes only where at least the floor of its rung differs, and the same
holds for what is left of it when the changed cells below are subtracted: the rule of remainders, counted in
differences. How many differ is taken from the counts of answers alone, the fewest it can have been. What
was withheld stays withheld, and breakdowns stay as they were: no ballot carries background.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from measures.disclosure.analyses import LEAST, LEAST_FOR_DRIVERS
from measures.disclosure.indices import index_weights
from measures.disclosure.items import item_patterns
from measures.disclosure.ladder import Ladder, ladder
from measures.disclosure.pattern import best_patterns
from measures.disclosure.unit_tree import UnitTree
from measures.estimate import Rung
from surveys.findings.bias_bounds import with_bias_bounds
from surveys.findings.layout import Plan
from surveys.findings.questions import Questions
from surveys.findings.tabulate import Tabulation
from workplace.releases.cells import ALL, DIRECT, Block, Page


@dataclass(frozen=True, eq=False)
class Changes:
    """What may change: `respondents` (nodes,), `items` the highest rung per node and item, `indices`.

    `analyses` by place in the layout: the nodes where it may.
    """

    respondents: NDArray[np.bool_]
    items: NDArray[np.int64]
    indices: NDArray[np.bool_]
    analyses: Mapping[int, NDArray[np.bool_]]


def fewest_differing(questions: Questions, earlier: Tabulation, now: Tabulation) -> NDArray[np.int64]:
    """The fewest respondents whose answer to each item can differ, direct groups × items."""
    fewest = np.zeros(now.items.shape, dtype=np.int64)
    for column in questions.step_columns:
        change = now.values[:, column.places] - earlier.values[:, column.places]
        found = np.maximum(np.maximum(change, 0).sum(axis=1), np.maximum(-change, 0).sum(axis=1))
        fewest[:, column.item] = np.maximum(fewest[:, column.item], found)
    for place, item in enumerate(questions.number_columns):
        # Of decimal numbers only sums are counted: one is the fewest that can have moved a sum.
        moved = np.abs(now.number_sums[:, place] - earlier.number_sums[:, place]) > 1e-9
        fewer = np.abs(now.items[:, item] - earlier.items[:, item])
        fewest[:, item] = np.maximum(fewer, moved.astype(np.int64))
    return fewest


def rungs_of(tree: UnitTree, pages: Iterable[Page]) -> NDArray[np.int64]:
    """The rung each node stands on in a release's pages, 0 where it is withheld."""
    rungs = np.zeros(tree.node_count, dtype=np.int64)
    for page in pages:
        for block, node in _own_blocks(tree, page):
            rungs[node] = block.rung
    return rungs


def newly_published(tree: UnitTree, releases: Sequence[Mapping[str, Page]]) -> NDArray[np.int64]:
    """The rung of each node in each release that gave it new figures, nodes × releases; 0 elsewhere."""
    columns = []
    for number, pages in enumerate(releases):
        rungs = rungs_of(tree, pages.values())
        if number:
            for unit_id, page in pages.items():
                held = {node: block for block, node in _own_blocks(tree, releases[number - 1][unit_id])}
                for block, node in _own_blocks(tree, page):
                    if held[node] == block:
                        rungs[node] = 0
        columns.append(rungs)
    return np.stack(columns, axis=1)


def allowed_changes(
    questions: Questions,
    tree: UnitTree,
    shown: Ladder,
    earlier: Sequence[Tabulation],
    now: Tabulation,
    *,
    plan: Plan,
    updated: NDArray[np.bool_],
) -> Changes:
    """Which cells may change beside every released edition in `earlier`.

    `shown`: the ladder of today; `updated` the nodes that may change at all, as `decide_edition` found them
    with whole answers and an audit over everything published.
    """
    nodes = tree.node_count
    respondents = np.ones(nodes, dtype=bool)
    items = np.full((nodes, len(questions.items)), int(Rung.CLASSES), dtype=np.int64)
    everybody = np.full(nodes, np.iinfo(np.int64).max // 4, dtype=np.int64)
    frame = Ladder(tree, shown.floors, everybody, shown.rung)
    for edition in earlier:
        fewest = fewest_differing(questions, edition, now)
        differing = np.maximum(fewest.max(axis=1, initial=0), np.abs(now.respondents - edition.respondents))
        respondents &= ladder(tree, differing, shown.floors).is_shown
        items = np.minimum(items, item_patterns(frame, fewest).rung)
    if questions.index_parts:
        used = index_weights(questions.index_parts, len(questions.items)) > 0
        stuck = (items < Rung.MEANS).astype(np.int64) @ used.T.astype(np.int64) > 0
    else:
        stuck = np.zeros((nodes, 0), dtype=bool)
    return Changes(
        respondents & updated,
        np.where(updated[:, None], items, 0),
        np.asarray(~stuck & updated[:, None]),
        _analyses(questions, tree, earlier, now, plan, updated),
    )


def _analyses(
    questions: Questions,
    tree: UnitTree,
    earlier: Sequence[Tabulation],
    now: Tabulation,
    plan: Plan,
    updated: NDArray[np.bool_],
) -> dict[int, NDArray[np.bool_]]:
    """Where each analysis may change: where at least its floor of those behind it differ, and in every remainder."""
    rests_on = plan.rests_on()
    said = {places.unsure: item for item, places in enumerate(plan.items) if places.unsure >= 0}
    columns = [*rests_on, *said]
    may = np.repeat(updated[:, None], len(columns), axis=1)
    if not columns:
        return {}
    for edition in earlier:
        fewest = fewest_differing(questions, edition, now)
        differing = [fewest[:, list(items)].max(axis=1, initial=0) for items in rests_on.values()]
        differing += [np.abs(now.unsure[:, item] - edition.unsure[:, item]) for item in said.values()]
        counts = tree.roll_up(np.stack(differing, axis=1))
        for floor in (LEAST, LEAST_FOR_DRIVERS):
            which = [number for number, place in enumerate(columns) if _least_of(plan, place) == floor]
            may[:, which] = best_patterns(tree, counts[:, which], floor, allowed=may[:, which])
    return {place: may[:, number] for number, place in enumerate(columns)}


def _least_of(plan: Plan, place: int) -> int:
    drivers = plan.drivers
    is_of_drivers = drivers is not None and place in (*drivers.places, drivers.explained)
    return LEAST_FOR_DRIVERS if is_of_drivers else LEAST


def laid_over(page: Page, earlier: Page, plan: Plan, tree: UnitTree, changes: Changes) -> Page:
    """The page of a new release: the earlier one's, with the cells that may change taken from `page`."""
    new = {(block.breakdown, block.category): block for block in page.blocks}
    unit = tree.node_of(page.unit_id)
    node_of = {ALL: unit, DIRECT: int(tree.direct_node[unit])}
    blocks = []
    for held in earlier.blocks:
        made = new.get((held.breakdown, held.category))
        if held.breakdown in node_of and made is not None and not made.is_withheld and not held.is_withheld:
            held = with_bias_bounds(_mixed(held, made, _changing(plan, changes, node_of[held.breakdown])), plan)
        blocks.append(held)
    return Page(page.unit_id, tuple(blocks))


def _own_blocks(tree: UnitTree, page: Page) -> Iterator[tuple[Block, int]]:
    unit = tree.node_of(page.unit_id)
    for block in page.blocks:
        if block.breakdown in (ALL, DIRECT):
            yield block, unit if block.breakdown == ALL else int(tree.direct_node[unit])


def _changing(plan: Plan, changes: Changes, node: int) -> list[bool]:
    changing = [False] * len(plan.layout.cells)
    changing[0] = changing[1] = bool(changes.respondents[node])
    for index, place in enumerate(plan.indices):
        changing[place] = bool(changes.indices[node, index])
    for item, places in enumerate(plan.items):
        rung = int(changes.items[node, item])
        for place, least in (
            (places.mean, Rung.MEANS),
            (places.favourable, Rung.SHARES),
            (places.enps, Rung.CLASSES),
            *((place, Rung.SHARES) for place in places.bands),
            *((place, Rung.CLASSES) for place, _ in places.shares),
        ):
            if place >= 0:
                changing[place] = rung >= least
    for place, may in changes.analyses.items():
        changing[place] = bool(may[node])
    return changing


def _mixed(held: Block, made: Block, changing: list[bool]) -> Block:
    take = [may and held.reason[place] == 0 and made.reason[place] == 0 for place, may in enumerate(changing)]

    def pick(old: tuple[Any, ...], new: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(b if taken else a for a, b, taken in zip(old, new, take, strict=True))

    return Block(
        held.breakdown,
        held.category,
        held.rung,
        value=pick(held.value, made.value),
        low=pick(held.low, made.low),
        high=pick(held.high, made.high),
        n=pick(held.n, made.n),
        reason=held.reason,
    )
