"""What a release costs: tabulate, protect, audit and freeze a city; export 40,000 × 13 answers."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np

from bench.city import BACKGROUNDS, City, build_city, instrument_toml
from measures.disclosure.floors import Floors
from measures.disclosure.ladder import ladder
from measures.disclosure.unit_tree import UnitTree
from surveys.findings.answers import Answers
from surveys.findings.breakdown_counts import Breakdowns, count_breakdowns
from surveys.findings.patterns import tree_patterns
from surveys.findings.protect import Protected, protect
from surveys.findings.questions import Questions
from surveys.findings.release_audit import audit_pages
from surveys.findings.tabulate import tabulate_units
from surveys.instrument import read_instrument
from workplace.definitions.document import parse
from workplace.releases.cells import Page, encode
from workplace.releases.export import csv_lines


def run() -> None:
    """Print the figures of a release."""
    city = build_city()
    with _measured("release of 45,000 × 60 over 2,850 units, three breakdowns, audit: CPU s (reach 60)"):
        release(city, with_breakdowns=True)
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB (reach 2)")
    small = build_city(people=40_000, items=13)
    pages, made = release(small, with_breakdowns=False)
    with _measured("export of 40,000 × 13 published cells: CPU s (reach 2)"):
        size = sum(len(text) for text in csv_lines("stad.1", made.plan.layout, pages))
    print(f"  {size / 1e6:.1f} MB")


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
    with measured("  protect"):
        made = protect(questions, tree, direct, floors=floors, eligible=None, breakdowns=breakdowns)
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
