"""The plan of a unit as values: its improvements of a wave, and those of earlier waves with their figures now."""

from __future__ import annotations

from dataclasses import dataclass

from surveys.findings.unit_findings import ReleaseSummary
from surveys.improvements.improvement import Improvement, has_plan
from surveys.improvements.since import Since
from surveys.instrument import Instrument


@dataclass(frozen=True)
class EarlierImprovement:
    """An improvement of an earlier wave: the wave, its instrument, and how the figure stands now."""

    improvement: Improvement
    release: ReleaseSummary
    instrument: Instrument
    since: Since


@dataclass(frozen=True)
class UnitPlan:
    """The improvements of a unit. `earlier`: the last wave's and older open ones, the latest wave first."""

    release: ReleaseSummary
    improvements: tuple[Improvement, ...]
    earlier: tuple[EarlierImprovement, ...]

    @property
    def has_plan(self) -> bool:
        """Whether the group has a plan after this wave."""
        return has_plan(self.improvements)


@dataclass(frozen=True)
class OwnWords:
    """What the leader adds to the messages to the group; `version` 0: nothing is written yet."""

    words: str = ""
    version: int = 0
