"""What a release says before it says it: how many leaders get own figures, and who is withheld and why.

Made from which cells are shown alone, so it tells nothing that the release itself does not tell: never how many there
are in a group that is withheld.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from measures.estimate import Reason, Rung
from surveys.waves.wave_unit import WaveUnit, units_above
from workplace.releases.cells import ALL, DIRECT, REASONS, Block, Page


@dataclass(frozen=True)
class Shows:
    """What a release shows, as it is handed over.

    `direct_rungs`: unit id to the rung of its direct group, 0 where nothing is shown. `withheld`: unit id, `all` or
    `direct`, code of the reason. `breakdowns`: background to the number of units that show it.
    """

    direct_rungs: Mapping[str, int]
    withheld: tuple[tuple[str, str, int], ...]
    breakdowns: Mapping[str, int]


@dataclass(frozen=True)
class WithheldGroup:
    """A group that shows nothing. `nearest`: the nearest larger group that shows figures, "" where none does."""

    unit_name: str
    is_direct: bool
    reason: Reason
    nearest: str


@dataclass(frozen=True)
class ReleaseOutcome:
    """A release in counts. `leaders_on`: rung (0: no own figures) to leaders, by the best of their direct groups.

    `units` and `units_shown` count whole units.
    """

    leaders_on: Mapping[int, int]
    units: int
    units_shown: int
    withheld: tuple[WithheldGroup, ...]
    breakdowns: Mapping[str, int]

    @property
    def leaders(self) -> int:
        """All who led a unit when the wave was closed."""
        return sum(self.leaders_on.values())

    @property
    def leaders_with_own(self) -> int:
        """Leaders who get at least one figure of their own group."""
        return sum(count for rung, count in self.leaders_on.items() if rung)


def shows_of_pages(pages: Iterable[Page]) -> Shows:
    """Return what frozen pages show."""
    rungs: dict[str, int] = {}
    withheld: list[tuple[str, str, int]] = []
    breakdowns: dict[str, int] = {}
    for page in pages:
        groups = {block.breakdown: block for block in page.blocks if block.breakdown in (ALL, DIRECT)}
        rungs[page.unit_id] = groups.get(DIRECT, groups[ALL]).rung
        withheld += [(page.unit_id, part, block.why) for part, block in groups.items() if block.is_withheld]
        for name, is_shown in _breakdowns(page.blocks).items():
            breakdowns[name] = breakdowns.get(name, 0) + is_shown
    return Shows(rungs, tuple(withheld), breakdowns)


def release_outcome(units: Mapping[str, WaveUnit], shows: Shows) -> ReleaseOutcome:
    """Return what a release comes to; `units` is the frozen tree of the wave."""
    best: dict[str, int] = {}
    for unit in units.values():
        if unit.leader_id is not None:
            best[unit.leader_id] = max(best.get(unit.leader_id, 0), shows.direct_rungs.get(unit.unit_id, 0))
    leaders = Counter(best.values())
    hidden = {unit_id for unit_id, part, _code in shows.withheld if part == ALL}
    return ReleaseOutcome(
        leaders_on={rung: leaders.get(rung, 0) for rung in (*sorted(map(int, Rung), reverse=True), 0)},
        units=len(units),
        units_shown=len(units) - len(hidden),
        withheld=tuple(
            WithheldGroup(
                units[unit_id].name, part == DIRECT, REASONS[code - 1], _nearest(units, hidden, unit_id, part)
            )
            for unit_id, part, code in shows.withheld
        ),
        breakdowns=dict(shows.breakdowns),
    )


def _breakdowns(blocks: Iterable[Block]) -> dict[str, bool]:
    """Return each background of a page, and whether any of its categories is shown."""
    found: dict[str, bool] = {}
    for block in blocks:
        if block.breakdown not in (ALL, DIRECT):
            found[block.breakdown] = found.get(block.breakdown, False) or not block.is_withheld
    return found


def _nearest(units: Mapping[str, WaveUnit], hidden: set[str], unit_id: str, part: str) -> str:
    """Return the name of the nearest larger group; for a direct group its own whole unit comes first."""
    above = units_above(units, unit_id)
    larger = (unit_id, *above) if part == DIRECT else above
    return next((units[one].name for one in larger if one not in hidden), "")
