"""How many leader reports each administration has: what central HR reads instead of the reports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from appraisal.reports.run import ReportEdition
from surveys.waves.wave_unit import WaveUnit


@dataclass(frozen=True)
class AdministrationCounts:
    """An administration's reports of a wave. `led`: units that had a leader; `made` and `released` of these.

    `without_figures`: made reports that show the nearest larger group instead of own figures.
    """

    administration: str
    led: int
    made: int
    released: int
    without_figures: int


def counts_of(units: Iterable[WaveUnit], editions: Iterable[ReportEdition]) -> tuple[AdministrationCounts, ...]:
    """Return the counts of each administration that has a led unit, by name; `editions` the newest of a unit first."""
    newest: dict[str, ReportEdition] = {}
    released: set[str] = set()
    for edition in editions:
        newest.setdefault(edition.unit_id, edition)
        if edition.is_readable:
            released.add(edition.unit_id)
    found: dict[str, list[str]] = {}
    for unit in units:
        if unit.leader_id:
            found.setdefault(unit.administration, []).append(unit.unit_id)
    return tuple(
        AdministrationCounts(
            administration=name,
            led=len(led),
            made=sum(one in newest for one in led),
            released=sum(one in released for one in led),
            without_figures=sum(one in newest and not newest[one].has_own_figures for one in led),
        )
        for name, led in sorted(found.items())
    )
