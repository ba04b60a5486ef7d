"""Make a release out of what was answered: count, protect, lay over what is published, certify.

Pure, and the heavy part of publishing: a worker, a command and a preview all make the same.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from measures.disclosure.editions import EditionAtoms, decide_edition
from surveys.findings.answers import Answers
from surveys.findings.before.predecessors import Predecessor, predecessors_hash
from surveys.findings.breakdown_counts import Breakdowns
from surveys.findings.certificate import AUDIT_SEED, certificate_of
from surveys.findings.closeness import closeness
from surveys.findings.editions import allowed_changes, laid_over, newly_published, rungs_of
from surveys.findings.protect import Protected, count_cells, protect
from surveys.findings.questions import Questions
from surveys.findings.tabulate import Tabulation, tabulate_units
from surveys.waves.charter import floors_of
from surveys.waves.release_preview import shows_of_pages
from surveys.waves.wave_unit import WaveUnit, tree_of
from workplace.errors import refuse
from workplace.releases.cells import ALL, DIRECT, Layout, Page, decode, encode
from workplace.wording import N_

Progress = Callable[[int, int], None]

METHOD = 2
"""Raised when the same answers would make another release: a preview of before is then made anew."""


@dataclass(frozen=True)
class LeaderView:
    """What a leader will see of the direct group: the rung it stands on (0: nothing) and why nothing."""

    unit_id: str
    unit_name: str
    leader_id: str
    rung: int
    why: int


@dataclass(frozen=True)
class Publication:
    """What publishing came to, or would come to. `is_new` False: nothing has changed since the last release.

    `cells`: how many are shown (0) or withheld, by reason code; `withheld`: unit id, `all` or `direct`,
    reason code; `breakdowns`: background → units that show it.
    """

    wave_id: str
    release_id: str
    is_new: bool
    respondents: int = 0
    cells: Mapping[int, int] | None = None
    leaders: tuple[LeaderView, ...] = ()
    withheld: tuple[tuple[str, str, int], ...] = ()
    breakdowns: Mapping[str, int] | None = None


@dataclass(frozen=True, eq=False)
class EarlierRelease:
    """A release of the wave: its pages by unit, and the answers it was made from."""

    release_id: str
    pages: Mapping[str, Page]
    answers: Answers


@dataclass(frozen=True, eq=False)
class ReleaseMaterial:
    """Everything a release is made from. `number` is its own; `units` by id in tree order.

    `eligible` in each direct group, None without a register; `earlier` the first first; `atoms`: which respondents
    are in which of the earlier editions and this one, None where nothing is released yet. `predecessors` of each group
    in the wave before, `before_wave_id`, "" where there is none.
    """

    wave_id: str
    edition: int
    number: int
    fingerprint: str
    charter: Mapping[str, Any]
    charter_sha256: str
    units: Mapping[str, WaveUnit]
    questions: Questions
    answers: Answers
    eligible: Mapping[str, int] | None
    breakdowns: Breakdowns
    earlier: tuple[EarlierRelease, ...] = ()
    atoms: EditionAtoms | None = None
    before_wave_id: str = ""
    predecessors: tuple[Predecessor, ...] = ()


@dataclass(frozen=True, eq=False)
class MadeRelease:
    """A release ready to be frozen: its encoded pages in tree order. `certificate` None: made to be previewed only.

    Where nothing has changed (`publication.is_new` False) there is nothing to freeze.
    """

    publication: Publication
    edition: int
    number: int
    fingerprint: str
    charter_sha256: str
    layout: Layout
    pages: Sequence[tuple[str, bytes]]
    certificate: Mapping[str, Any] | None
    before_wave_id: str = ""
    predecessors: tuple[Predecessor, ...] = ()


def fingerprint_of(**inputs: Any) -> str:
    """Return the hash of plain values that decide what a release shows, the way of making it among them."""
    written = json.dumps({"method": METHOD, **inputs}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()


def make_release(
    material: ReleaseMaterial, *, is_final: bool, progress: Progress = lambda done, whole: None
) -> MadeRelease:
    """Return the release. `is_final`: with its certificate. Refused when nobody has answered."""
    tree = tree_of(material.units.values())
    counted = tabulate_units(material.questions, material.answers, len(material.units))
    if not counted.respondents.sum():
        raise refuse("empty_wave", N_("Omgången %(wave)s har inga svar."), wave=material.wave_id)
    made = protect(
        material.questions,
        tree,
        counted,
        floors=floors_of(material.charter),
        eligible=_eligible(material.eligible, material.units),
        breakdowns=material.breakdowns,
        answers=material.answers,
    )
    pages = _encoded(made, len(material.units), progress)
    if material.earlier:
        pages = _laid_over(material, counted, made, pages)
        if not _differs(material.earlier[-1], pages):
            unchanged = Publication(material.wave_id, material.earlier[-1].release_id, is_new=False)
            return _made(material, unchanged, made.plan.layout, (), None)
    shown = [decode(unit_id, page) for unit_id, page in pages]
    cells = count_cells(iter(shown), made.plan.layout)
    certificate = None
    if is_final:
        near = closeness(material.questions, made.ladder.tree, counted, made.shows)
        certificate = certificate_of(material.charter_sha256, material.charter, made, shown, cells, near)
        if material.before_wave_id:
            sha256 = predecessors_hash(material.before_wave_id, material.predecessors)
            certificate["before"] = {"wave": material.before_wave_id, "sha256": sha256}
    return _made(material, _publication(material, made, shown, cells), made.plan.layout, pages, certificate)


def _made(
    material: ReleaseMaterial,
    publication: Publication,
    layout: Layout,
    pages: Sequence[tuple[str, bytes]],
    certificate: Mapping[str, Any] | None,
) -> MadeRelease:
    return MadeRelease(
        publication=publication,
        edition=material.edition,
        number=material.number,
        fingerprint=material.fingerprint,
        charter_sha256=material.charter_sha256,
        layout=layout,
        pages=pages,
        certificate=certificate,
        before_wave_id=material.before_wave_id,
        predecessors=material.predecessors,
    )


def _eligible(register: Mapping[str, int] | None, units: Mapping[str, WaveUnit]) -> NDArray[np.int64] | None:
    if register is None:
        return None
    return np.array([register.get(unit_id, 0) for unit_id in units], dtype=np.int64)


def _encoded(made: Protected, whole: int, progress: Progress) -> list[tuple[str, bytes]]:
    pages = []
    for done, page in enumerate(made.pages(), start=1):
        pages.append((page.unit_id, encode(page)))
        progress(done, whole)
    return pages


def _laid_over(
    material: ReleaseMaterial, counted: Tabulation, made: Protected, pages: list[tuple[str, bytes]]
) -> list[tuple[str, bytes]]:
    """The pages of the next release: the last one's, changed only where enough differ."""
    tree, questions = made.ladder.tree, material.questions
    held = [dict(release.pages) for release in material.earlier]
    assert material.atoms is not None
    decision = decide_edition(
        tree,
        material.atoms,
        newly_published(tree, held),
        made.ladder.rung,
        floors=made.ladder.floors,
        rng=np.random.default_rng(AUDIT_SEED),
        allowed=rungs_of(tree, held[-1].values()) > 0,
    )
    earlier = [tabulate_units(questions, release.answers, len(material.units)) for release in material.earlier]
    changes = allowed_changes(questions, tree, made.ladder, earlier, counted, plan=made.plan, updated=decision.updated)
    return [
        (unit_id, encode(laid_over(decode(unit_id, cells), held[-1][unit_id], made.plan, tree, changes)))
        for unit_id, cells in pages
    ]


def _differs(latest: EarlierRelease, pages: Sequence[tuple[str, bytes]]) -> bool:
    return any(decode(unit_id, cells) != latest.pages[unit_id] for unit_id, cells in pages)


def _publication(material: ReleaseMaterial, made: Protected, pages: Sequence[Page], cells: Counter[int]) -> Publication:
    """What was come to, told from the pages as they are frozen: a correction keeps what an earlier release shows."""
    tree = made.ladder.tree
    shows = shows_of_pages(pages)
    why = {(unit_id, part): code for unit_id, part, code in shows.withheld}
    leaders = []
    for unit in material.units.values():
        if unit.leader_id is not None:
            own = why.get((unit.unit_id, DIRECT), 0 if unit.has_units_below else why.get((unit.unit_id, ALL), 0))
            rung = shows.direct_rungs[unit.unit_id]
            leaders.append(LeaderView(unit.unit_id, unit.name, unit.leader_id, rung, own))
    return Publication(
        wave_id=material.wave_id,
        release_id=f"{material.wave_id}.{material.number}",
        is_new=True,
        respondents=int(made.ladder.counts[tree.node_parent < 0].sum()),
        cells=dict(cells),
        leaders=tuple(leaders),
        withheld=shows.withheld,
        breakdowns={name: shows.breakdowns.get(name, 0) for name in made.breakdowns.categories},
    )
