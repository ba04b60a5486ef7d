"""The certificate of a release: what was promised, what is shown, and what that was decided with."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from measures.disclosure.unit_tree import UnitTree
from surveys.findings.analyses import METHODS
from surveys.findings.closeness import Closeness
from surveys.findings.editions import rungs_of
from surveys.findings.protect import Protected
from workplace.releases.cells import REASONS, SHOWN, Page

AUDIT_SEED = 1


def certificate_of(
    charter_sha256: str,
    charter: Mapping[str, Any],
    made: Protected,
    pages: Sequence[Page],
    cells: Mapping[int, int],
    near: Closeness,
) -> dict[str, Any]:
    """Return the certificate as plain values.

    `spread`: the standard deviations within groups over the whole organisation, with which intervals were
    made and changes are judged; `pattern_sha256` a hash over the rungs of all groups in tree order, as published;
    `bounds` how close an attacker comes to the item means of withheld groups, which decides nothing; `methods` how
    each analysis is worked out, and `drivers` what is held against what ("" where nothing is).
    """
    questions = made.plan
    names = [item for measure, item in questions.layout.cells if measure == "index"]
    tree = made.ladder.tree
    spread: dict[str, dict[str, float]] = {
        "index": {name: round(float(value), 2) for name, value in zip(names, made.spreads.index, strict=True)},
        "mean": {},
        "favourable": {},
    }
    for position, places in enumerate(made.plan.items):
        for kind, place, values in (
            ("mean", places.mean, made.spreads.items),
            ("favourable", places.favourable, made.spreads.favourable),
        ):
            if place >= 0 and values[position] == values[position]:
                spread[kind][made.plan.layout.cells[place][1]] = round(float(values[position]), 4)
    rungs = rungs_of(tree, pages)
    cells_of = made.plan.layout.cells
    return {
        "charter_sha256": charter_sha256,
        "floors": dict(charter["floors"]),
        "cells": cell_counts(cells),
        "groups_on_rung": [int((rungs == rung).sum()) for rung in range(5)],
        "breakdowns_shown": len(made.breakdowns.counts),
        "spread": spread,
        "spread_is_standard": made.spreads.is_standard,
        "bounds": asdict(near),
        "audit_seed": AUDIT_SEED,
        "pattern_sha256": pattern_hash(tree, pages),
        "methods": {name: METHODS[name] for name in sorted({name for name, _ in cells_of} & METHODS.keys())},
        "drivers": "" if made.plan.drivers is None else made.plan.drivers.outcome,
    }


def pattern_hash(tree: UnitTree, pages: Iterable[Page]) -> str:
    """Return a hash over the rungs of all groups in tree order, as they were published."""
    rungs = rungs_of(tree, pages)
    text = ",".join(f"{tree.unit_ids[tree.node_unit[node]]}:{int(rungs[node])}" for node in range(tree.node_count))
    return hashlib.sha256(text.encode()).hexdigest()


def cell_counts(cells: Mapping[int, int]) -> dict[str, int]:
    """Return the numbers of cells by `shown` or the reason they are withheld for."""
    counts = {"shown": int(cells.get(SHOWN, 0))}
    for place, reason in enumerate(REASONS, start=1):
        counts[reason.value] = int(cells.get(place, 0))
    return counts
