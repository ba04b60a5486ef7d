"""An invented organisation that has answered a real instrument, protected by the very rules of a real release.

Counts, floors, patterns and cells are those of `surveys.findings`; only the people are made up. Pure, and kept, since
the same instrument, floors and size always give the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from measures.disclosure.floors import Floors
from surveys.findings.answers import answers_of
from surveys.findings.breakdown_counts import Breakdowns
from surveys.findings.protect import protect
from surveys.findings.questions import Questions
from surveys.findings.tabulate import tabulate_units
from surveys.findings.unit_findings import ReleaseSummary, UnitFindings
from surveys.findings.unit_view import Released
from surveys.instrument import Instrument
from surveys.promise.promised_wave import instrument_read
from surveys.promise.sample_answers import invented_ballots
from surveys.waves.wave_unit import WaveUnit, tree_of
from workplace.wording import N_

SIZES = (4, 6, 9, 14, 30)
"""How many answers one may look at: one size for each thing a group can be shown, and one for nothing."""
USUAL_SIZE = 9
OWN, OWN_DEPARTMENT, WHOLE = "din-grupp", "avdelning", "forvaltning"
_SEED = 20_261_124


@dataclass(frozen=True)
class _Group:
    """A unit of the example with how many of its direct group answered. `name` is a message id."""

    unit_id: str
    parent_id: str | None
    name: str
    leader: str
    answered: int


_GROUPS = (
    _Group(WHOLE, None, N_("Exempelförvaltningen"), "Robin Exempel", 24),
    _Group(OWN_DEPARTMENT, WHOLE, N_("Exempelavdelningen"), "Sam Exempel", 6),
    _Group(OWN, OWN_DEPARTMENT, N_("Din grupp"), "Kim Exempel", 0),
    _Group("grupp-b", OWN_DEPARTMENT, N_("Grupp B"), "Alex Exempel", 6),
    _Group("grupp-c", OWN_DEPARTMENT, N_("Grupp C"), "Charlie Exempel", 8),
    _Group("grupp-d", OWN_DEPARTMENT, N_("Grupp D"), "Lo Exempel", 12),
    _Group("grupp-e", OWN_DEPARTMENT, N_("Grupp E"), "Mika Exempel", 23),
    _Group("avdelning-2", WHOLE, N_("Grannavdelningen"), "Noor Exempel", 22),
    _Group("grupp-f", "avdelning-2", N_("Grupp F"), "Elis Exempel", 21),
    _Group("grupp-g", "avdelning-2", N_("Grupp G"), "Juno Exempel", 26),
)
"""Your group is one of six direct groups in a department. The numbers are such that it is never withheld for the sake
of another group, so that one sees what its own size comes to."""


@dataclass(frozen=True, eq=False)
class Sample:
    """What the example shows. The names of `units` are message ids."""

    instrument: Instrument
    floors: Floors
    units: Mapping[str, WaveUnit]
    findings: Mapping[str, UnitFindings]

    @property
    def rung(self) -> int:
        """Return what one's own group is shown on: 1 to 4, 0 where nothing is."""
        return self.findings[OWN].rung()


@lru_cache(maxsize=32)
def sample_of(toml: str, floors: Floors, size: int) -> Sample:
    """Return the example of an instrument, under a charter's floors, where `size` people of one's own group answer.

    Without backgrounds: they are shown for whole units of fifty and more only, never for a group of these sizes.
    """
    instrument = replace(instrument_read(toml), backgrounds=())
    questions = Questions.of(instrument)
    units = _units()
    tree = tree_of(units.values())
    rng = np.random.default_rng(_SEED)
    groups = {group.unit_id: size if group.unit_id == OWN else group.answered for group in _GROUPS}
    ballots = invented_ballots(instrument, groups, rng)
    answers = answers_of(questions, {unit_id: place for place, unit_id in enumerate(units)}, ballots)
    made = protect(
        questions,
        tree,
        tabulate_units(questions, answers, len(units)),
        floors=floors,
        eligible=np.array([_eligible(answered) for answered in groups.values()], dtype=np.int64),
        breakdowns=Breakdowns({}, {}, {}),
    )
    layout = made.plan.layout
    return Sample(
        instrument,
        floors,
        units,
        {page.unit_id: UnitFindings("", layout, page) for page in made.pages()},
    )


def released_sample(sample: Sample, release: ReleaseSummary, unit_id: str, say: Callable[[str], str]) -> Released:
    """Return the example as the result pages take a release; an unknown unit is one's own. `say`: message id → text."""
    return Released(
        release=release,
        instrument=sample.instrument,
        floors=sample.floors,
        unit_id=unit_id if unit_id in sample.units else OWN,
        units={key: replace(unit, name=say(unit.name)) for key, unit in sample.units.items()},
        findings=sample.findings,
    )


def _units() -> dict[str, WaveUnit]:
    above = {group.parent_id for group in _GROUPS}
    return {
        group.unit_id: WaveUnit(
            unit_id=group.unit_id,
            parent_id=group.parent_id,
            name=group.name,
            kind="",
            administration="",
            leader_id=group.unit_id,
            leader_name=group.leader,
            superior_id=group.parent_id,
            position=position,
            has_units_below=group.unit_id in above,
        )
        for position, group in enumerate(_GROUPS)
    }


def _eligible(answered: int) -> int:
    """Return how many were invited where so many answered: about four in five do."""
    return answered + max(1, answered // 4)
