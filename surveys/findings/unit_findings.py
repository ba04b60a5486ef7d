"""What one unit shows in one release."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from measures.estimate import Figure, Reason
from surveys.findings.access import ReleaseReading
from surveys.waves.wave_unit import WaveUnit, units_above
from workplace.releases.cells import ALL, DIRECT, REASONS, Block, Layout, Page


@dataclass(frozen=True)
class ReleaseSummary:
    """A release, without its cells. `title` is the wave's; `reading`: who may read it, and from when."""

    release_id: str
    wave_id: str
    number: int
    title: str
    closed_on: dt.date
    published_at: dt.datetime
    reading: ReleaseReading = ReleaseReading()


@dataclass(frozen=True, eq=False)
class UnitFindings:
    """The cells of one unit, each a value or the reason why there is none."""

    release_id: str
    layout: Layout
    page: Page

    @property
    def unit_id(self) -> str:
        """The unit the cells belong to."""
        return self.page.unit_id

    def cell(self, measure: str, item: str = "", breakdown: str = ALL, category: str = "") -> Figure:
        """Return one figure.

        `measure` and `item` as in the exported file (`respondents`, `response_rate`, `index` with the index
        key, `mean` and `favourable` with the item key, `band` with `item=low|middle|high`, `share` with
        `item=value`; analyses: see `surveys.findings.layout`). `direct` of a unit with no units below is the unit
        itself. KeyError for a figure or a group that the release does not know.
        """
        place = self.layout.position[measure, item]
        if place >= self.layout.width(breakdown):
            raise KeyError((measure, item, breakdown))
        return self._block(breakdown, category).figure(place, self.layout.parts[place])

    def has_cell(self, measure: str, item: str = "", breakdown: str = ALL, category: str = "") -> bool:
        """Return whether the release knows the figure, shown or withheld."""
        place = self.layout.position.get((measure, item))
        return (
            place is not None
            and place < self.layout.width(breakdown)
            and self._key(breakdown, category) in self._blocks
        )

    def rung(self, breakdown: str = ALL, category: str = "") -> int:
        """Return the rung the group stands on: 1 to 4, 0 where nothing is shown."""
        return self._block(breakdown, category).rung

    def is_shown(self, breakdown: str = ALL, category: str = "") -> bool:
        """Return whether the group shows anything."""
        return self.rung(breakdown, category) > 0

    def why_withheld(self, breakdown: str = ALL, category: str = "") -> Reason | None:
        """Return why a group shows nothing; None where it shows something."""
        block = self._block(breakdown, category)
        return REASONS[block.why - 1] if block.is_withheld else None

    @property
    def has_direct_group(self) -> bool:
        """Whether the direct group is another group than the whole unit."""
        return (DIRECT, "") in self._blocks

    def breakdowns(self) -> tuple[str, ...]:
        """Return the backgrounds the release knows for the unit, shown or not."""
        return tuple(dict.fromkeys(name for name, _ in self._blocks if name not in (ALL, DIRECT)))

    def categories(self, breakdown: str) -> tuple[str, ...]:
        """Return the raw codes of a background, "missing" (uppgift saknas) last."""
        return tuple(category for name, category in self._blocks if name == breakdown)

    def _block(self, breakdown: str, category: str) -> Block:
        return self._blocks[self._key(breakdown, category)]

    def _key(self, breakdown: str, category: str) -> tuple[str, str]:
        if breakdown == DIRECT and (DIRECT, "") not in self._blocks:
            return ALL, ""
        return breakdown, category

    @cached_property
    def _blocks(self) -> Mapping[tuple[str, str], Block]:
        return {(block.breakdown, block.category): block for block in self.page.blocks}


def nearest_shown(units: Mapping[str, WaveUnit], findings: Mapping[str, UnitFindings], unit_id: str) -> str | None:
    """Return the nearest unit above that shows figures, or None. `findings` must hold all units above."""
    return next((above for above in units_above(units, unit_id) if findings[above].is_shown()), None)
