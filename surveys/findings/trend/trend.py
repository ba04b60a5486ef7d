"""A group's figures over the years: the same question, the same people, and a mark where either was another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from measures.estimate import Figure
from surveys.findings.before.predecessors import Break
from surveys.findings.reading import same_indices, same_items
from surveys.findings.unit_findings import ReleaseSummary, UnitFindings
from surveys.instrument import Instrument
from workplace.releases.cells import ALL

_OF_GROUP = frozenset({"respondents", "response_rate"})
_OF_INDEX = frozenset({"index", "alpha", "icc1", "icc2", "rwg", "bias_low", "bias_high"})


@dataclass(frozen=True, eq=False)
class TrendPoint:
    """What a group showed in one wave.

    `unit_id` as it was called there; `same_index`, `same_item`: key in the wave the trend ends in → key here.
    `broken`: why this point and the next later one may not be compared, None where they may; `same_percent` of the
    people of the larger of the two are in both, None where it is not known.
    """

    release: ReleaseSummary
    unit_id: str
    findings: UnitFindings
    same_index: Mapping[str, str]
    same_item: Mapping[str, str]
    broken: Break | None = None
    same_percent: int | None = None

    def figure(self, measure: str, item: str = "", breakdown: str = ALL) -> Figure | None:
        """Return a figure by its name in the wave the trend ends in.

        None where the question was not put in this wave, or was another one: a break of the question.
        """
        there = self._there(measure, item)
        if there is None or not self.findings.has_cell(measure, there, breakdown):
            return None
        return self.findings.cell(measure, there, breakdown)

    def _there(self, measure: str, item: str) -> str | None:
        if measure in _OF_GROUP:
            return item
        if measure in _OF_INDEX:
            return self.same_index.get(item)
        key, mark, value = item.partition("=")
        found = self.same_item.get(key)
        return None if found is None else f"{found}{mark}{value}"


@dataclass(frozen=True, eq=False)
class Trend:
    """The points of a group, the earliest first; the last is the wave one reads."""

    points: tuple[TrendPoint, ...]

    def comparable(self, measure: str, item: str = "", breakdown: str = ALL) -> tuple[TrendPoint, ...]:
        """Return the latest points, the earliest first, between which neither the group nor the question changed."""
        found: list[TrendPoint] = []
        for point in reversed(self.points):
            if found and point.broken is not None:
                break
            if point.figure(measure, item, breakdown) is None:
                break
            found.append(point)
        return tuple(reversed(found))


def names_between(now: Instrument, then: Instrument) -> tuple[dict[str, str], dict[str, str]]:
    """Return our index keys and item keys, each to the key of the same index or question in another instrument."""
    return same_indices(now, then), same_items(now, then)
