"""The certificate of a release: what was promised, what is shown, and what that was decided with."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from surveys.findings.protect import Protected
from workplace.releases.cells import REASONS, SHOWN

AUDIT_SEED = 1


def certificate_of(
    charter_sha256: str, charter: Mapping[str, Any], made: Protected, cells: Mapping[int, int]
) -> dict[str, Any]:
    """Return the certificate as plain values.

    `spread`: the standard deviations within groups over the whole organisation, with which intervals were
    made and changes are judged; `pattern` a hash over the rungs of all groups in tree order.
    """
    questions = made.plan
    names = [item for measure, item in questions.layout.cells if measure == "index"]
    tree = made.ladder.tree
    spread: dict[str, dict[str, float]] = {
        "index": {
            name: round(float(value), 2) for name, value in zip(names, made.spreads.index, strict=True)
        },
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
    rungs = ",".join(
        f"{tree.unit_ids[tree.node_unit[node]]}:{int(made.ladder.rung[node])}"
        for node in range(tree.node_count)
    )
    return {
        "charter_sha256": charter_sha256,
        "floors": dict(charter["floors"]),
        "cells": cell_counts(cells),
        "groups_on_rung": [int((made.ladder.rung == rung).sum()) for rung in range(5)],
        "breakdowns_shown": len(made.breakdowns.counts),
        "spread": spread,
        "spread_is_standard": made.spreads.is_standard,
        "audit_seed": AUDIT_SEED,
        "pattern_sha256": hashlib.sha256(rungs.encode()).hexdigest(),
    }


def cell_counts(cells: Mapping[int, int]) -> dict[str, int]:
    """Return the numbers of cells by `shown` or the reason they are withheld for."""
    counts = {"shown": int(cells.get(SHOWN, 0))}
    for place, reason in enumerate(REASONS, start=1):
        counts[reason.value] = int(cells.get(place, 0))
    return counts
