"""What a preview keeps of a release: what is shown and what is withheld, never a figure or a count of answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from surveys.findings.release_making import Publication


@dataclass(frozen=True)
class PreviewedRelease:
    """What publishing would come to. `is_new` False: nothing that may be shown has changed since the last release.

    `direct_rungs`: led unit to the rung of its direct group, 0 where nothing is shown; `withheld`: unit id, `all` or
    `direct`, code of the reason; `breakdowns`: background to the number of units that show it.
    """

    release_id: str
    is_new: bool
    direct_rungs: Mapping[str, int]
    withheld: tuple[tuple[str, str, int], ...]
    breakdowns: Mapping[str, int]


def previewed(publication: Publication) -> PreviewedRelease:
    """Return what a preview keeps of a publication."""
    return PreviewedRelease(
        release_id=publication.release_id,
        is_new=publication.is_new,
        direct_rungs={leader.unit_id: leader.rung for leader in publication.leaders},
        withheld=publication.withheld,
        breakdowns=dict(publication.breakdowns or {}),
    )


def to_stored(preview: PreviewedRelease) -> dict[str, Any]:
    """Return a preview as plain values that a row can hold."""
    return {
        "release_id": preview.release_id,
        "is_new": preview.is_new,
        "direct_rungs": dict(preview.direct_rungs),
        "withheld": [list(group) for group in preview.withheld],
        "breakdowns": list(preview.breakdowns.items()),
    }


def from_stored(stored: Mapping[str, Any]) -> PreviewedRelease:
    """Return the preview that `to_stored` wrote."""
    return PreviewedRelease(
        release_id=stored["release_id"],
        is_new=stored["is_new"],
        direct_rungs=stored["direct_rungs"],
        withheld=tuple((unit_id, part, code) for unit_id, part, code in stored["withheld"]),
        breakdowns=dict(stored["breakdowns"]),
    )
