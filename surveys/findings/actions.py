"""Publish a wave: one frozen set of cells for the whole organisation."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from measures.disclosure.editions import EditionAtoms, decide_edition
from surveys.ballots.queries import ballots_of_edition
from surveys.findings.answers import answers_of
from surveys.findings.breakdown_counts import Breakdowns, encode_counts
from surveys.findings.certificate import AUDIT_SEED, certificate_of
from surveys.findings.closeness import closeness
from surveys.findings.editions import allowed_changes, laid_over, newly_published, rungs_of
from surveys.findings.protect import Protected, count_cells, protect, withheld_units
from surveys.findings.queries import breakdowns_of
from surveys.findings.questions import Questions
from surveys.findings.records import BreakdownCountRecord, BreakdownPatternRecord
from surveys.findings.tabulate import Tabulation, tabulate_units
from surveys.waves.charter import floors_of
from surveys.waves.queries import (
    Wave,
    editions_of,
    eligible_of,
    existing_wave,
    instrument_of,
    units_of_wave,
)
from surveys.waves.wave_unit import WaveUnit, tree_of
from workplace.errors import refuse
from workplace.releases.actions import freeze
from workplace.releases.cells import Page, decode, encode
from workplace.releases.queries import ReleaseHead, all_pages, release_heads
from workplace.wording import N_

Progress = Callable[[int, int], None]


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


def keep_breakdowns(session: Session, wave_id: str, edition: int, breakdowns: Breakdowns) -> None:
    """Keep the counts of the newest edition of a wave that is not released yet, and no others."""
    session.execute(delete(BreakdownCountRecord).where(BreakdownCountRecord.wave_id == wave_id))
    session.execute(delete(BreakdownPatternRecord).where(BreakdownPatternRecord.wave_id == wave_id))
    if not breakdowns.categories:
        return
    session.add(
        BreakdownPatternRecord(
            wave_id=wave_id,
            edition=edition,
            pattern={
                "categories": [[name, list(codes)] for name, codes in breakdowns.categories.items()],
                "why": {unit_id: dict(by_name) for unit_id, by_name in breakdowns.why.items()},
            },
        )
    )
    rows = [
        {"wave_id": wave_id, "unit_id": unit_id, "breakdown": name, "counts": encode_counts(counts)}
        for (unit_id, name), counts in breakdowns.counts.items()
    ]
    if rows:
        session.execute(insert(BreakdownCountRecord), rows)


def publish(
    session: Session,
    wave_id: str,
    *,
    now: dt.datetime,
    actor_id: str = "",
    dry_run: bool = False,
    progress: Progress = lambda done, whole: None,
) -> Publication:
    """Publish the newest edition of a wave as its next release, or say what that would show.

    Where nothing has changed since the last release nothing is written.
    """
    wave = existing_wave(session, wave_id)
    edition = editions_of(session, wave_id)[-1]
    heads = release_heads(session, wave_id)
    if heads and heads[0].edition == edition.number and not dry_run:
        return Publication(wave_id, heads[0].release_id, is_new=False)
    units = units_of_wave(session, wave_id)
    questions = Questions.of(instrument_of(session, wave_id))
    counted = _tabulated(session, wave_id, edition.number, questions, units)
    if not counted.respondents.sum():
        raise refuse("empty_wave", N_("Omgången %(wave)s har inga svar."), wave=wave_id)
    register = eligible_of(session, wave_id, edition.number) if edition.has_eligible else None
    made = protect(
        questions,
        tree_of(units.values()),
        counted,
        floors=floors_of(wave.charter),
        eligible=_eligible(register, units),
        breakdowns=breakdowns_of(session, wave_id),
    )
    pages = _encoded(made, len(units), progress)
    if heads:
        pages = _laid_over(session, heads, edition.number, questions, units, counted, made, pages)
        if not _differs(session, heads[0], pages):
            return Publication(wave_id, heads[0].release_id, is_new=False)
    shown = [decode(unit_id, page) for unit_id, page in pages]
    cells = count_cells(iter(shown), len(made.plan.layout.cells))
    number = heads[0].number + 1 if heads else 1
    release_id = f"{wave_id}.{number}"
    if not dry_run:
        near = closeness(questions, made.ladder.tree, counted, made.shows)
        freeze(
            session,
            wave_id=wave_id,
            number=number,
            edition=edition.number,
            charter_sha256=wave.charter_sha256,
            layout=made.plan.layout,
            pages=pages,
            certificate=certificate_of(wave.charter_sha256, wave.charter, made, shown, cells, near),
            now=now,
            actor_id=actor_id,
        )
    return _summary(wave, release_id, units, made, cells)


def _tabulated(
    session: Session, wave_id: str, edition: int, questions: Questions, units: Mapping[str, WaveUnit]
) -> Tabulation:
    places = {unit_id: place for place, unit_id in enumerate(units)}
    answers = answers_of(questions, places, ballots_of_edition(session, wave_id, edition))
    return tabulate_units(questions, answers, len(units))


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
    session: Session,
    heads: list[ReleaseHead],
    edition: int,
    questions: Questions,
    units: Mapping[str, WaveUnit],
    counted: Tabulation,
    made: Protected,
    pages: list[tuple[str, bytes]],
) -> list[tuple[str, bytes]]:
    """The pages of the next release: the last one's, changed only where enough differ."""
    wave_id, tree = heads[0].wave_id, made.ladder.tree
    released = list(reversed(heads))
    held = [{page.unit_id: page for page in all_pages(session, head.release_id)} for head in released]
    places = {unit_id: place for place, unit_id in enumerate(units)}
    rows = [
        [
            (places[unit_id], json.dumps(answers, sort_keys=True))
            for unit_id, answers in ballots_of_edition(session, wave_id, number)
        ]
        for number in (*(head.edition for head in released), edition)
    ]
    decision = decide_edition(
        tree,
        EditionAtoms.of_rows(rows),
        newly_published(tree, held),
        made.ladder.rung,
        floors=made.ladder.floors,
        rng=np.random.default_rng(AUDIT_SEED),
        allowed=rungs_of(tree, held[-1].values()) > 0,
    )
    earlier = [_tabulated(session, wave_id, head.edition, questions, units) for head in released]
    changes = allowed_changes(questions, tree, made.ladder, earlier, counted, updated=decision.updated)
    return [
        (unit_id, encode(laid_over(decode(unit_id, cells), held[-1][unit_id], made.plan, tree, changes)))
        for unit_id, cells in pages
    ]


def _differs(session: Session, head: ReleaseHead, pages: list[tuple[str, bytes]]) -> bool:
    held = {page.unit_id: page for page in all_pages(session, head.release_id)}
    return any(_page(unit_id, cells) != held[unit_id] for unit_id, cells in pages)


def _page(unit_id: str, cells: bytes) -> Page:
    return decode(unit_id, cells)


def _summary(
    wave: Wave, release_id: str, units: Mapping[str, WaveUnit], made: Protected, cells: Counter[int]
) -> Publication:
    tree = made.ladder.tree
    leaders = []
    for unit in units.values():
        if unit.leader_id is not None:
            node = int(tree.direct_node[tree.node_of(unit.unit_id)])
            rung, why = int(made.shows.rung[node]), int(made.shows.whole[node])
            leaders.append(LeaderView(unit.unit_id, unit.name, unit.leader_id, rung, why))
    by_breakdown: dict[str, int] = dict.fromkeys(made.breakdowns.categories, 0)
    for _, name in made.breakdowns.counts:
        by_breakdown[name] += 1
    facts: dict[str, Any] = {
        "respondents": int(made.ladder.counts[tree.node_parent < 0].sum()),
        "cells": dict(cells),
        "leaders": tuple(leaders),
        "withheld": tuple(withheld_units(made)),
        "breakdowns": by_breakdown,
    }
    return Publication(wave.wave_id, release_id, True, **facts)
