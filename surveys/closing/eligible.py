"""Who could have answered, as counts of each direct group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class InvitationCount:
    """How many invitations there are of one kind in one direct group."""

    unit_id: str
    is_absent: bool
    is_withdrawn: bool
    answered: bool
    count: int


def eligible_by_unit(counts: Iterable[InvitationCount], respondents: Mapping[str, int]) -> dict[str, int]:
    """Return how many could have answered in each direct group.

    Those not withdrawn and not long absent, and the long absent who answered, so that a rate never passes 100. For
    the same reason never fewer than the respondents of the group.
    """
    eligible: Counter[str] = Counter()
    for each in counts:
        eligible[each.unit_id] += each.count * (not each.is_withdrawn and (each.answered or not each.is_absent))
    units = sorted({*eligible, *respondents})
    return {unit_id: max(eligible[unit_id], respondents.get(unit_id, 0)) for unit_id in units}
