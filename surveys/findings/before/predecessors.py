"""Which group of the wave before a group may be compared with, when units and people have moved meanwhile.

An old wave is never cut anew. A unit is compared with itself, or with the unit that went before it, where at least
four fifths of the group are the same people: of the larger of the two, so that neither a unit that was split nor one
that was merged passes for the old one. Else the trend has a break mark, with the reason.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from workplace.releases.cells import ALL, DIRECT
from workplace.wording import N_, Sentence

SAME_AT_LEAST = 80
"""Per cent of the larger group who must be in both."""


class Break(StrEnum):
    """Why a group cannot be compared with the wave before."""

    NEW_UNIT = "new_unit"
    OTHER_PEOPLE = "other_people"
    PEOPLE_UNKNOWN = "people_unknown"
    """Another unit went before, and nobody knows who was in it."""

    @property
    def sentence(self) -> Sentence:
        """The reason, for people."""
        return Sentence(_REASONS[self])


_REASONS = {
    Break.NEW_UNIT: N_("Gruppen fanns inte förra gången."),
    Break.OTHER_PEOPLE: N_("Gruppen är en annan än förra gången: färre än fyra av fem är samma personer."),
    Break.PEOPLE_UNKNOWN: N_("Enheten är ny, och det går inte att se om det är samma personer som förra gången."),
}


@dataclass(frozen=True, eq=False)
class FrozenGroups:
    """A wave's tree and who was in it. `parents`: unit to the unit above, parents first.

    `people` of each direct group; None: nobody knows who was in it, as where answers came from elsewhere and no
    employments are recorded.
    """

    parents: Mapping[str, str | None]
    people: Mapping[str, frozenset[str]] | None

    def whole(self) -> dict[str, frozenset[str]]:
        """Return the people of each unit with all below it."""
        found = {unit_id: set((self.people or {}).get(unit_id, frozenset())) for unit_id in self.parents}
        for unit_id in reversed(list(self.parents)):
            above = self.parents[unit_id]
            if above is not None and above in found:
                found[above] |= found[unit_id]
        return {unit_id: frozenset(people) for unit_id, people in found.items()}


@dataclass(frozen=True)
class Predecessor:
    """What went before a group (`part` all or direct) in the wave before.

    `before_id`: the unit there, None where there was none. `same_percent`: how many of the larger group are in both,
    None where it is not known. `broken` None: the two may be compared.
    """

    unit_id: str
    part: str
    before_id: str | None
    same_percent: int | None
    broken: Break | None


def predecessors_hash(wave_id: str, found: Iterable[Predecessor]) -> str:
    """Return the hash by which what went before is recognised: over the wave before and every group."""
    rows = sorted((one.unit_id, one.part, one.before_id, one.same_percent, one.broken or "") for one in found)
    return hashlib.sha256(json.dumps([wave_id, rows], separators=(",", ":")).encode()).hexdigest()


def predecessors(now: FrozenGroups, before: FrozenGroups, went_before: Mapping[str, str]) -> Iterator[Predecessor]:
    """Yield for each group of this wave what went before it. `went_before`: unit to the unit it came after."""
    is_known = now.people is not None and before.people is not None
    if is_known:
        groups = ((ALL, now.whole(), before.whole()), (DIRECT, now.people or {}, before.people or {}))
    else:
        groups = ((ALL, {}, {}), (DIRECT, {}, {}))
    for unit_id in now.parents:
        candidates = _candidates(unit_id, before, went_before)
        for part, own, then in groups:
            if not candidates:
                yield Predecessor(unit_id, part, None, None, Break.NEW_UNIT)
            elif not is_known:
                chosen = candidates[0]
                broken = None if chosen == unit_id else Break.PEOPLE_UNKNOWN
                yield Predecessor(unit_id, part, chosen, None, broken)
            else:
                people = own.get(unit_id, frozenset())
                yield _nearest(unit_id, part, people, {one: then.get(one, frozenset()) for one in candidates})


def _candidates(unit_id: str, before: FrozenGroups, went_before: Mapping[str, str]) -> list[str]:
    """The unit itself where it was there, and the first in the line of those before it that was."""
    found = [unit_id] if unit_id in before.parents else []
    seen = {unit_id}
    earlier = went_before.get(unit_id)
    while earlier is not None and earlier not in seen:
        if earlier in before.parents:
            return [*found, earlier]
        seen.add(earlier)
        earlier = went_before.get(earlier)
    return found


def _nearest(unit_id: str, part: str, people: frozenset[str], then: Mapping[str, frozenset[str]]) -> Predecessor:
    shares = {one: _same(people, others) for one, others in then.items()}
    chosen = max(shares, key=lambda one: (shares[one], one == unit_id))
    broken = None if shares[chosen] >= SAME_AT_LEAST else Break.OTHER_PEOPLE
    return Predecessor(unit_id, part, chosen, shares[chosen], broken)


def _same(one: frozenset[str], other: frozenset[str]) -> int:
    """Whole per cent of the larger that is in both, rounded down; two empty groups are the same."""
    larger = max(len(one), len(other))
    return 100 * len(one & other) // larger if larger else 100
