"""All cells of a wave's releases as arrays: where each is shown, its n, and in which release it was new."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from measures.disclosure.unit_tree import UnitTree
from workplace.releases.cells import ALL, DIRECT, Block, Layout, Page

Groups = Mapping[tuple[str, str, int], Block]
"""Breakdown, category and node to the block of it."""


@dataclass(frozen=True, eq=False)
class Published:
    """What was published of a wave, by release.

    `shown`, `new`, `n` per release, nodes × cells, of whole units and direct groups: `new` where the figure is not
    the one of the release before. `categories`: the codes of each background; `breakdown_shown` per background,
    nodes × cells; `breakdown_n` nodes × categories × cells; both of the first release, since no later one may have
    others: `changed_breakdowns` (release, background, unit) names where one has.
    """

    release_ids: tuple[str, ...]
    shown: tuple[NDArray[np.bool_], ...]
    new: tuple[NDArray[np.bool_], ...]
    n: tuple[NDArray[np.int64], ...]
    categories: Mapping[str, tuple[str, ...]]
    breakdown_shown: tuple[NDArray[np.bool_], ...]
    breakdown_n: tuple[NDArray[np.int64], ...]
    changed_breakdowns: tuple[tuple[str, str, int], ...]


def published_cells(layout: Layout, releases: Sequence[tuple[str, Sequence[Page]]], tree: UnitTree) -> Published:
    """Return the cells of releases of one layout, the first release first."""
    width = len(layout.cells)
    groups = [_groups(pages, tree) for _, pages in releases]
    in_tree = [{key: block for key, block in one.items() if not key[0]} for one in groups]
    made = [_of_nodes(one, tree.node_count, width) for one in in_tree]
    categories: dict[str, list[str]] = {}
    for name, code, _ in groups[0]:
        if name and code not in categories.setdefault(name, []):
            categories[name].append(code)
    breakdown_shown, breakdown_n = [], []
    for name, codes in categories.items():
        parts = [{key: block for key, block in groups[0].items() if key[:2] == (name, code)} for code in codes]
        columns = [_of_nodes(part, tree.node_count, width) for part in parts]
        breakdown_shown.append(np.any([shown for shown, _ in columns], axis=0))
        breakdown_n.append(np.stack([n for _, n in columns], axis=1))
    return Published(
        release_ids=tuple(release_id for release_id, _ in releases),
        shown=tuple(shown for shown, _ in made),
        new=tuple(
            shown if not number else _new(in_tree[number - 1], in_tree[number], shown)
            for number, (shown, _) in enumerate(made)
        ),
        n=tuple(n for _, n in made),
        categories={name: tuple(codes) for name, codes in categories.items()},
        breakdown_shown=tuple(breakdown_shown),
        breakdown_n=tuple(breakdown_n),
        changed_breakdowns=tuple(
            dict.fromkeys(
                (releases[number][0], key[0], key[2])
                for number in range(1, len(groups))
                for key in {**groups[number - 1], **groups[number]}
                if key[0] and groups[number - 1].get(key) != groups[number].get(key)
            )
        ),
    )


def _groups(pages: Sequence[Page], tree: UnitTree) -> dict[tuple[str, str, int], Block]:
    found: dict[tuple[str, str, int], Block] = {}
    for page in pages:
        unit = tree.node_of(page.unit_id)
        for block in page.blocks:
            if block.breakdown in (ALL, DIRECT):
                found["", "", unit if block.breakdown == ALL else int(tree.direct_node[unit])] = block
            else:
                found[block.breakdown, block.category, unit] = block
    return found


def _of_nodes(blocks: Groups, nodes: int, width: int) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    shown = np.zeros((nodes, width), dtype=bool)
    n = np.zeros((nodes, width), dtype=np.int64)
    for (_, _, node), block in blocks.items():
        if not block.is_withheld:
            # A category has no analyses: the last columns of it are not there.
            shown[node, : len(block.reason)] = np.array(block.reason) == 0
            n[node, : len(block.n)] = block.n
    return shown, np.where(shown, n, 0)


def _new(before: Groups, now: Groups, shown: NDArray[np.bool_]) -> NDArray[np.bool_]:
    new = shown.copy()
    for key, block in now.items():
        held = before.get(key)
        if held is None or held.is_withheld or block.is_withheld:
            continue
        same = [one == other for one, other in zip(_cells(held), _cells(block), strict=True)]
        new[key[2]] &= ~np.array(same)
    return new


def _cells(block: Block) -> Iterator[tuple[object, ...]]:
    return zip(block.value, block.low, block.high, block.n, block.reason, strict=True)
