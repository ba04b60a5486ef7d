"""What a release costs: tabulate, protect, analyse, certify and audit a city; export 40,000 × 13 answers."""

from __future__ import annotations

import resource
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np

from bench.city import BACKGROUNDS, City, build_city, instrument_toml
from measures.disclosure.floors import Floors
from measures.disclosure.ladder import ladder
from measures.disclosure.unit_tree import UnitTree
from surveys.findings.answers import Answers
from surveys.findings.before.predecessors import FrozenGroups, Predecessor, predecessors
from surveys.findings.breakdown_counts import Breakdowns, count_breakdowns
from surveys.findings.patterns import tree_patterns
from surveys.findings.protect import Protected, protect
from surveys.findings.questions import Questions
from surveys.findings.release_audit import audit_pages
from surveys.findings.release_making import ReleaseMaterial, make_release
from surveys.findings.tabulate import tabulate_units
from surveys.findings.wave_breakdowns import count_wave_breakdowns
from surveys.instrument import read_instrument
from surveys.waves.charter import charter_hash, default_charter, floors_of
from surveys.waves.wave_unit import WaveUnit
from workplace.definitions.document import parse
from workplace.releases.cells import Page, decode, encode
from workplace.releases.export import csv_lines


def run() -> None:
    """Print the figures of a release."""
    city = build_city()
    with _measured("release of 45,000 × 60 over 2,850 units, three breakdowns, analyses, audit: CPU s (reach 60)"):
        whole_release(city)
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB (reach 2)")
    small = build_city(people=40_000, items=13)
    pages, made = release(small, with_breakdowns=False)
    with _measured("export of 40,000 × 13 published cells: CPU s (reach 2)"):
        size = sum(len(text) for text in csv_lines("stad.1", made.plan.layout, pages))
    print(f"  {size / 1e6:.1f} MB")


def whole_release(city: City) -> None:
    """Take a city from answers to an audited release with its certificate, as the command does between its reads."""
    questions = Questions.of(read_instrument(parse(instrument_toml(city.answers.shape[1]))))
    tree = UnitTree.from_parents(city.unit_ids, city.parent)
    answers = Answers(city.unit, city.answers.astype(np.int16) - 1, np.zeros((city.unit.size, 0)))
    charter = default_charter()
    with _measured("  breakdowns with audit"):
        breakdowns = count_wave_breakdowns(
            questions, answers, city.category, BACKGROUNDS, tree, floors_of(charter), rng=np.random.default_rng(1)
        )
    print(f"  breakdowns shown: {len(breakdowns.counts)}")
    with _measured("  what went before each of the groups"):
        before = _before(city)
    counts = np.bincount(city.unit, minlength=tree.unit_count)
    material = ReleaseMaterial(
        wave_id="stad",
        edition=1,
        number=1,
        fingerprint="",
        charter=charter,
        charter_sha256=charter_hash(charter),
        units=_units(city),
        questions=questions,
        answers=answers,
        eligible={unit_id: int(count * 1.25) for unit_id, count in zip(city.unit_ids, counts.tolist(), strict=True)},
        breakdowns=breakdowns,
        before_wave_id="innan",
        predecessors=before,
    )
    with _measured("  tabulate, protect, analyse, encode, certify"):
        made = make_release(material, is_final=True)
    shown = (made.publication.cells or {}).get(0, 0)
    print(f"  cells shown: {shown}; stored: {sum(len(cells) for _, cells in made.pages) / 1e6:.1f} MB")
    with _measured("  audit of what was published"):
        pages = [decode(unit_id, cells) for unit_id, cells in made.pages]
        leaks = audit_pages("stad.1", made.layout, pages, tree, Floors())
    print(f"  leaks: {len(leaks)}")


def _before(city: City) -> tuple[Predecessor, ...]:
    """The city against itself with a tenth of its people replaced."""
    people: dict[str, set[str]] = defaultdict(set)
    others: dict[str, set[str]] = defaultdict(set)
    for person, unit in enumerate(city.unit.tolist()):
        people[city.unit_ids[unit]].add(f"p{person}")
        others[city.unit_ids[unit]].add(f"p{person}" if person % 10 else f"q{person}")
    parents = {
        unit_id: None if above < 0 else city.unit_ids[above]
        for unit_id, above in zip(city.unit_ids, city.parent.tolist(), strict=True)
    }
    now, then = (
        FrozenGroups(parents, {unit_id: frozenset(found) for unit_id, found in groups.items()})
        for groups in (people, others)
    )
    return tuple(predecessors(now, then, {}))


def _units(city: City) -> dict[str, WaveUnit]:
    has_below = set(city.parent.tolist())
    return {
        unit_id: WaveUnit(
            unit_id=unit_id,
            parent_id=None if above < 0 else city.unit_ids[above],
            name=unit_id,
            kind="",
            administration="",
            leader_id=city.leader[place] or None,
            leader_name="",
            superior_id=None,
            position=place,
            has_units_below=place in has_below,
        )
        for place, (unit_id, above) in enumerate(zip(city.unit_ids, city.parent.tolist(), strict=True))
    }


def release(city: City, *, with_breakdowns: bool, is_quiet: bool = False) -> tuple[list[Page], Protected]:
    """Take a city's answers through to audited pages, as `release publish` does after reading."""
    measured = _silent if is_quiet else _measured
    say: Callable[[str], object] = (lambda line: None) if is_quiet else print
    questions = Questions.of(read_instrument(parse(instrument_toml(city.answers.shape[1]))))
    tree = UnitTree.from_parents(city.unit_ids, city.parent)
    numbers = np.zeros((city.unit.size, 0))
    answers = Answers(city.unit, city.answers.astype(np.int16) - 1, numbers)
    floors = Floors()
    with measured("  tabulate"):
        direct = tabulate_units(questions, answers, tree.unit_count)
    breakdowns = Breakdowns({}, {unit_id: {} for unit_id in tree.unit_ids}, {})
    if with_breakdowns:
        with measured("  patterns of the tree"):
            items, indices = tree_patterns(ladder(tree, direct.respondents, floors), direct.items, questions)
        with measured("  breakdowns with audit"):
            breakdowns = count_breakdowns(
                questions, answers, city.category, BACKGROUNDS, items, indices, rng=np.random.default_rng(1)
            )
        say(f"  breakdowns shown: {len(breakdowns.counts)}")
    with measured("  protect, with every analysis"):
        made = protect(questions, tree, direct, floors=floors, eligible=None, breakdowns=breakdowns, answers=answers)
    with measured("  pages"):
        pages = list(made.pages())
        stored = sum(len(encode(page)) for page in pages)
    say(f"  stored: {stored / 1e6:.1f} MB")
    with measured("  audit of what was published"):
        leaks = audit_pages("stad.1", made.plan.layout, pages, tree, floors)
    say(f"  leaks: {len(leaks)}")
    return pages, made


@contextmanager
def _silent(what: str) -> Iterator[None]:
    yield


@contextmanager
def _measured(what: str) -> Iterator[None]:
    """Print the CPU seconds a step took."""
    begun = time.process_time()
    yield
    print(f"{what}: {time.process_time() - begun:.2f}", flush=True)
