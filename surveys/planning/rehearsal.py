"""A wave tried out before it opens: which groups will show what, and how small a difference each can detect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from measures.disclosure.floors import Floors
from measures.disclosure.ladder import ladder
from measures.estimate import Rung
from measures.uncertainty import quantile
from surveys.waves.wave_unit import WaveUnit, tree_of, units_above

RATES = (50, 65, 80)
"""The shares of all invited, in per cent, that are tried."""
GROUP_SIZES = (5, 7, 10, 20, 50, 200, 1000)
"""Respondents for which the smallest detectable difference is given."""
POWER = 0.8
SPREAD = 20.0
"""Standard deviation of an index within a group, in steps of 0–100: a planning value where no wave has been closed."""


@dataclass(frozen=True)
class HiddenGroup:
    """A leader's direct group that shows nothing. `invited`: how many it has. `nearest`: the unit shown instead, ""."""

    unit_id: str
    unit_name: str
    invited: int
    nearest: str


@dataclass(frozen=True)
class RehearsedRate:
    """One share of answers. `leaders_on`: rung (0: no own figures) to leaders, by the best of their direct groups.

    `groups_on`: the same for every direct group with somebody in it. `hidden`: led groups that show nothing, in the
    order of the tree.
    """

    rate: int
    respondents: int
    leaders_on: Mapping[int, int]
    groups_on: Mapping[int, int]
    hidden: tuple[HiddenGroup, ...]

    @property
    def leaders(self) -> int:
        """All who lead a unit."""
        return sum(self.leaders_on.values())

    @property
    def leaders_with_own(self) -> int:
        """Leaders who would get at least one figure of their own group."""
        return self.leaders - self.leaders_on[0]


@dataclass(frozen=True)
class Detectable:
    """How large a change of an index, in steps of 0–100, is found four times of five with so many respondents."""

    respondents: int
    difference: float


@dataclass(frozen=True)
class Rehearsal:
    """The whole rehearsal. `invited` leaves out those who are long absent: they are counted apart."""

    invited: int
    rates: tuple[RehearsedRate, ...]
    detectable: tuple[Detectable, ...]


def rehearse(
    units: Mapping[str, WaveUnit],
    invited: Mapping[str, int],
    *,
    rng: np.random.Generator,
    floors: Floors | None = None,
    spread: float = SPREAD,
    rates: Sequence[int] = RATES,
) -> Rehearsal:
    """Try a tree out. `units`: parents first; `invited`: unit id to how many its direct group has.

    At each rate the answers are one draw of that share of everybody, without replacement, so small groups do better or
    worse by chance as they will in earnest.
    """
    ids = list(units)
    counts = np.array([invited.get(unit_id, 0) for unit_id in ids], dtype=np.int64)
    tree = tree_of(units.values())
    found = []
    for rate in rates:
        total = int(round(int(counts.sum()) * rate / 100))
        answers = rng.multivariate_hypergeometric(counts, total, method="marginals") if counts.size else counts
        solved = ladder(tree, answers, floors)
        direct = dict(zip(ids, solved.rung[tree.direct_node].tolist(), strict=True))
        whole = dict(zip(ids, solved.rung[: tree.unit_count].tolist(), strict=True))
        found.append(_rate(units, invited, rate, total, direct, whole))
    return Rehearsal(
        int(counts.sum()),
        tuple(found),
        tuple(Detectable(size, detectable_difference(size, spread=spread)) for size in GROUP_SIZES),
    )


def detectable_difference(respondents: int, *, spread: float = SPREAD, power: float = POWER) -> float:
    """Return the smallest change between two waves of so many respondents each that is found with a given power.

    (z_{1−α/2} + z_{power})·s·√(2/n) with α = 5 %; no finite population correction, since a change is about more than
    those who happened to answer (Cohen 1988, p. 40, for two independent means).
    """
    return (quantile() + float(norm.ppf(power))) * spread * float(np.sqrt(2 / respondents))


def _rate(
    units: Mapping[str, WaveUnit],
    invited: Mapping[str, int],
    rate: int,
    respondents: int,
    direct: Mapping[str, int],
    whole: Mapping[str, int],
) -> RehearsedRate:
    best: dict[str, int] = {}
    groups = dict.fromkeys((*sorted(map(int, Rung), reverse=True), 0), 0)
    hidden = []
    for unit in units.values():
        if invited.get(unit.unit_id, 0):
            groups[direct[unit.unit_id]] += 1
        if unit.leader_id is None:
            continue
        best[unit.leader_id] = max(best.get(unit.leader_id, 0), direct[unit.unit_id])
        if not direct[unit.unit_id]:
            nearest = next((one for one in (unit.unit_id, *units_above(units, unit.unit_id)) if whole[one]), "")
            hidden.append(
                HiddenGroup(
                    unit.unit_id, unit.name, invited.get(unit.unit_id, 0), units[nearest].name if nearest else ""
                )
            )
    leaders = dict.fromkeys(groups, 0)
    for rung in best.values():
        leaders[rung] += 1
    return RehearsedRate(rate, respondents, leaders, groups, tuple(hidden))
