"""Everything one leader report needs, as plain values: what is shared by all of a wave, and what is a unit's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from appraisal.goals.target import Target
from appraisal.reports.localized import Localized
from measures.estimate import Figure, Shown
from workplace.wording import Sentence

CellKey = tuple[str, str]
"""(measure, item) as in the exported figures: ("index", "motivation"), ("mean", "q4"), ("band", "q4=low")."""


@dataclass(frozen=True)
class GroupFigures:
    """The published cells of one group: a direct group, a unit with all below it, the whole organisation."""

    unit_id: str
    name: str
    cells: Mapping[CellKey, Figure]

    def figure(self, measure: str, item: str = "") -> Figure | None:
        """Return the cell, or None when the release has no such cell for the group."""
        return self.cells.get((measure, item))

    @property
    def has_shown_index(self) -> bool:
        """Return whether any index may be seen: the group stands on a rung of its own."""
        return any(isinstance(self.cells.get(key), Shown) for key in self.cells if key[0] == "index")


@dataclass(frozen=True)
class ItemFacts:
    """A question as it was asked. `low`, `high`: the ends of its scale; `is_about_leader`: "min närmaste chef"."""

    key: str
    text: Localized | str
    low: float
    high: float
    policy_area: str = ""
    is_about_leader: bool = False
    is_reversed: bool = False


@dataclass(frozen=True)
class IndexFacts:
    """An index of the instrument and the part it plays ("" when none)."""

    key: str
    title: Localized | str
    role: str = ""


@dataclass(frozen=True)
class IndicatorFacts:
    """An indicator of a goal; empty texts where nothing has been reported."""

    name: str
    target: Target
    council_target: Target
    period: str = ""
    outcome: str = ""
    forecast: str = ""


@dataclass(frozen=True)
class ActivityFacts:
    """An activity of a goal; None where a date is not set."""

    name: str
    starts: dt.date | None = None
    ends: dt.date | None = None


@dataclass(frozen=True)
class GoalFacts:
    """A goal that the unit works towards."""

    goal_id: str
    level: Sentence | str
    name: str
    indicators: tuple[IndicatorFacts, ...] = ()
    activities: tuple[ActivityFacts, ...] = ()


@dataclass(frozen=True)
class CriterionFacts:
    """A pay criterion in force and the policy area it follows."""

    heading: Localized | str
    text: Localized | str
    area: Localized | str


@dataclass(frozen=True)
class AgreementFacts:
    """An agreement that stands when the report is made."""

    what: str
    who: str
    why: str
    by_when: dt.date | None
    seen_by: str
    state: Sentence


@dataclass(frozen=True)
class SharedFacts:
    """What all reports of a wave share."""

    wave_id: str
    wave_title: str
    release_id: str
    closed_on: dt.date | None
    census: dt.date
    published_on: dt.date
    previous_label: str
    """How the earlier wave is called; "" when there is none."""
    whole: GroupFigures
    items: tuple[ItemFacts, ...]
    indices: tuple[IndexFacts, ...]
    areas: tuple[tuple[str, Localized | str], ...]
    """Policy areas of the instrument: code and heading, in order."""
    criteria: tuple[CriterionFacts, ...] = ()
    criteria_title: Localized | str = ""


@dataclass(frozen=True)
class UnitFacts:
    """What one led unit's report needs.

    `direct`: the direct group. `unit`: the unit with all below it; the same as `direct` where nothing is below.
    `parent` is None for the top unit. `last_direct`, `last_unit`: the wave before, None where there is none.
    `nearest`: the nearest shown group above, None where not needed or there is none.
    `in_post_since`: None when it is not known; `group_size`: people in the direct group at the census, None when
    there is no register.
    """

    unit_id: str
    unit_name: str
    leader_id: str
    leader_name: str
    superior_name: str
    direct: GroupFigures
    unit: GroupFigures
    has_units_below: bool
    parent: GroupFigures | None
    last_direct: GroupFigures | None
    last_unit: GroupFigures | None
    nearest: GroupFigures | None
    in_post_since: dt.date | None = None
    group_size: int | None = None
    goals: tuple[GoalFacts, ...] = ()
    agreements: tuple[AgreementFacts, ...] = field(default=())

    @property
    def has_own_figures(self) -> bool:
        """Return whether the direct group or the unit shows at least an index."""
        return self.direct.has_shown_index or self.unit.has_shown_index
