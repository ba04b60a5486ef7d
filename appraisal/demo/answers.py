"""Invented answers: each group, each person and each item has a level of its own, and people round to the scale."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

import numpy as np

from surveys.instrument import Instrument, ItemType

ANSWERED = {4: 4, 6: 6, 9: 8, 14: 12, 24: 21, 38: 31}
"""How many of a group of this size answer, so that every state of a figure is seen; other groups answer to 78–90 %."""


def answers_csv(
    instrument: Instrument,
    groups: Mapping[str, Sequence[Mapping[str, str]]],
    rng: np.random.Generator,
    *,
    group_levels: Mapping[str, float],
) -> tuple[bytes, bytes]:
    """Return the answers file and the eligible file of a wave.

    `groups`: unit id to the members of its direct group, each with a value for every background of the instrument.
    `group_levels`: unit id to how much better or worse the group is off, in steps of the scale; unnamed groups 0.
    """
    items = [item for item in instrument.items if item.type in (ItemType.LIKERT, ItemType.ENPS, ItemType.NUMBER)]
    easiness = rng.normal(0.0, 0.28, len(items))
    areas = sorted({item.policy_area for item in items})
    area_of = np.array([areas.index(item.policy_area) for item in items])
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    backgrounds = [background.key for background in instrument.backgrounds]
    writer.writerow(["unit_id", *backgrounds, *(item.key for item in items)])
    for unit_id, members in groups.items():
        level = group_levels.get(unit_id, 0.0) + rng.normal(0.0, 0.18)
        by_area = rng.normal(0.0, 0.22, len(areas))
        answering = ANSWERED.get(len(members)) or round(len(members) * rng.uniform(0.78, 0.9))
        for index in rng.permutation(len(members))[:answering]:
            person = rng.normal(0.0, 0.55)
            wish = 0.72 + (level + person + easiness + by_area[area_of] + rng.normal(0.0, 0.62, len(items))) / 4
            row = [unit_id, *(members[index].get(key, "") for key in backgrounds)]
            for item, part in zip(items, wish, strict=True):
                low, high = float(item.low or 0), float(item.high if item.high is not None else 10)
                row.append(
                    "" if rng.random() < 0.006 else str(int(np.clip(round(low + part * (high - low)), low, high)))
                )
            writer.writerow(row)
    eligible = "unit_id,eligible\n" + "".join(
        f"{unit_id},{len(members)}\n" for unit_id, members in groups.items() if members
    )
    return text.getvalue().encode(), eligible.encode()
