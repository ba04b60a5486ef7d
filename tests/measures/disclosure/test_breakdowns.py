"""Breakdowns: the rule, the leaks that the rule alone leaves, and the audit that finds them."""

from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray

from measures.disclosure.audit import Atoms, Published, exposed_groups
from measures.disclosure.breakdown_pattern import best_breakdown, breaks_rule
from measures.disclosure.breakdowns import BreakdownPatterns, breakdown_patterns, category_counts
from measures.disclosure.floors import Floors
from measures.disclosure.indices import IndexParts, index_patterns
from measures.disclosure.item_breakdowns import item_breakdown_rungs
from measures.disclosure.items import item_patterns
from measures.disclosure.ladder import Ladder, ladder
from measures.disclosure.pattern import InfeasiblePattern
from measures.disclosure.unit_tree import UnitTree
from measures.estimate import Reason, Rung
from tests.measures.disclosure import attack


def respondents(cells: dict[tuple[int, ...], int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(unit, code, …) → number, as one row for each respondent."""
    rows = np.array([key for key, number in cells.items() for _ in range(number)], dtype=np.int64)
    return rows[:, 0], rows[:, 1:]


def leaks(
    tree: UnitTree,
    atoms: Atoms,
    everyone: NDArray[np.bool_],
    shown: NDArray[np.bool_],
    floor: int,
    category_floor: int,
) -> list[tuple[int, ...]]:
    """All small groups an exact attacker derives, other than those `all` gives by itself above its floor."""
    over_units = tree.membership.toarray()[:, atoms.unit]
    rows = [over_units[node] for node in np.flatnonzero(everyone)]
    from_all = set(attack.exposed_groups(rows, atoms.counts.tolist(), category_floor))
    for node, breakdown in zip(*np.nonzero(shown), strict=True):
        codes = range(atoms.categories[breakdown])
        rows += [over_units[node] * (atoms.category[:, breakdown] == code) for code in codes]
    found = attack.exposed_groups(rows, atoms.counts.tolist(), category_floor)
    return [g for g in found if g not in from_all or atoms.counts[list(g)].sum() < floor]


def by_the_rule_alone(solved: Ladder, atoms: Atoms, rung: Rung) -> NDArray[np.bool_]:
    """The broken control: best patterns by remainders, without the audit."""
    tree, floors = solved.tree, solved.floors
    large = ~tree.is_direct & (solved.counts >= floors.breakdown_unit) & solved.pattern(rung)
    floor = floors.of_breakdown(rung)
    return np.stack([best_breakdown(tree, c, floor, allowed=large) for c in category_counts(tree, atoms)], axis=1)


def random_release(rng: np.random.Generator) -> tuple[Ladder, Atoms, BreakdownPatterns]:
    units = int(rng.integers(2, 6))
    parents = [-1] + [int(rng.integers(0, unit)) for unit in range(1, units)]
    tree = UnitTree.from_parents([f"u{unit}" for unit in range(units)], parents)
    categories = (2,) if rng.random() < 0.4 else (2, 2)
    cells = {
        key: int(rng.choice([0, 0, 0, 0, 1, 2, 4, 8, 20, 40])) for key in product(range(units), *map(range, categories))
    }
    cells[(0,) * (1 + len(categories))] = 40
    unit, codes = respondents(cells)
    atoms, _ = Atoms.of_respondents(unit, codes, categories)
    solved = ladder(tree, np.bincount(unit, minlength=units))
    return solved, atoms, breakdown_patterns(solved, atoms, rng=rng)


def test_the_rule_alone_leaks_where_cells_are_empty_and_the_audit_leaves_no_leak() -> None:
    rng = np.random.default_rng(233)
    leaking_by_rule = leaking = shown_by_rule = shown = 0
    for _ in range(120):
        solved, atoms, patterns = random_release(rng)
        for rung in (Rung.INDICES, Rung.SHARES, Rung.CLASSES):
            everyone, floor = solved.pattern(rung), solved.floors.of(rung)
            category_floor = solved.floors.of_breakdown(rung)
            control = by_the_rule_alone(solved, atoms, rung)
            leaking_by_rule += bool(leaks(solved.tree, atoms, everyone, control, floor, category_floor))
            leaking += bool(leaks(solved.tree, atoms, everyone, patterns.pattern(rung), floor, category_floor))
            shown_by_rule += int(control.sum())
            shown += int(patterns.pattern(rung).sum())
    assert leaking_by_rule > 20
    assert leaking == 0
    assert shown > shown_by_rule / 2


def test_the_rungs_of_breakdowns_are_nested_and_follow_the_rule() -> None:
    rng = np.random.default_rng(7)
    for _ in range(60):
        solved, atoms, patterns = random_release(rng)
        above = np.zeros_like(patterns.rung, dtype=bool)
        for rung in sorted(Rung, reverse=True):
            shown = patterns.pattern(rung)
            assert not (above & ~shown).any()
            assert not (shown & ~solved.pattern(rung)[:, None]).any()
            for breakdown, counts in enumerate(category_counts(solved.tree, atoms)):
                assert not breaks_rule(solved.tree, shown[:, breakdown], counts, solved.floors.of_breakdown(rung)).any()
            above = shown


def worked_example() -> tuple[UnitTree, Atoms]:
    """Unit v (27 men, 3 women) below u, whose own 70 are all women."""
    tree = UnitTree.from_parents(["u", "v"], [-1, 0])
    unit, codes = respondents({(0, 1): 70, (1, 0): 27, (1, 1): 3})
    return tree, Atoms.of_respondents(unit, codes, (2,))[0]


def test_the_three_women_of_a_unit_shown_only_as_a_whole_are_not_given_away() -> None:
    tree, atoms = worked_example()
    whole = np.array([True, True, False])
    by_sex = np.array([[True], [False], [False]])
    found = exposed_groups(
        tree, atoms, Published(whole, by_sex), floor=5, category_floor=7, rng=np.random.default_rng(1)
    )
    assert [(group.respondents, group.through) for group in found] == [(3, ((0, 0),))]
    solved = ladder(tree, np.array([70, 30]))
    assert by_the_rule_alone(solved, atoms, Rung.INDICES)[0, 0]
    patterns = breakdown_patterns(solved, atoms, rng=np.random.default_rng(1))
    assert not patterns.pattern(Rung.INDICES).any()
    assert patterns.reason(0, 0, Rung.INDICES) is Reason.PROTECTS_OTHER


def test_only_large_whole_units_with_large_categories_are_broken_down() -> None:
    tree = UnitTree.from_parents(["top", "large", "small", "thin"], [-1, 0, 0, 0])
    unit, codes = respondents(
        {(0, 0): 30, (0, 1): 30, (1, 0): 30, (1, 1): 25, (2, 0): 24, (2, 1): 25, (3, 0): 54, (3, 1): 6}
    )
    atoms, _ = Atoms.of_respondents(unit, codes, (2,))
    solved = ladder(tree, np.bincount(unit))
    patterns = breakdown_patterns(solved, atoms, rng=np.random.default_rng(1))
    top, large, small, thin = (tree.node_of(unit_id) for unit_id in tree.unit_ids)
    assert patterns.rung[[top, large], 0].tolist() == [Rung.CLASSES, Rung.CLASSES]
    assert patterns.rung[small, 0] == 0
    assert patterns.reason(small, 0, Rung.INDICES) is Reason.TOO_FEW
    assert patterns.reason(thin, 0, Rung.INDICES) is Reason.TOO_FEW
    assert not patterns.rung[tree.is_direct].any()


def test_the_best_breakdown_is_the_best_of_all_that_follow_the_rule() -> None:
    rng = np.random.default_rng(5)
    for _ in range(80):
        units = int(rng.integers(2, 7))
        tree = UnitTree.from_parents(
            [f"u{u}" for u in range(units)], [-1] + [int(rng.integers(0, u)) for u in range(1, units)]
        )
        counts = tree.roll_up(rng.choice([0, 1, 2, 3, 5, 9], size=(units, 2)))
        allowed = ~tree.is_direct & (rng.random(tree.node_count) < 0.9)
        found = best_breakdown(tree, counts, 3, allowed=allowed)
        in_order = [
            p
            for p in attack.all_patterns(tree.node_count)
            if not (p & ~allowed).any()
            and not breaks_rule(tree, p, counts, 3).any()
            and (counts[p].sum(axis=1) > 0).all()
        ]
        best = max((int(p.sum()), int(counts[p].sum())) for p in in_order)
        assert (int(found.sum()), int(counts[found].sum())) == best
        required = in_order[int(rng.integers(len(in_order)))]
        held = best_breakdown(tree, counts, 3, allowed=allowed, required=required)
        assert not (required & ~held).any()
        assert held.sum() == max(p.sum() for p in in_order if not (required & ~p).any())


def test_a_required_breakdown_that_breaks_the_rule_is_refused() -> None:
    tree = UnitTree.from_parents(["a"], [-1])
    with pytest.raises(InfeasiblePattern):
        best_breakdown(tree, np.array([[60, 2]]), 7, allowed=np.array([True]), required=np.array([True]))


def test_an_item_few_answered_in_a_category_is_hidden_in_that_breakdown() -> None:
    tree = UnitTree.from_parents(["top"], [-1])
    unit, codes = respondents({(0, 0): 40, (0, 1): 40})
    atoms, atom = Atoms.of_respondents(unit, codes, (2,))
    answered = np.ones((80, 2), dtype=np.int64)
    answered[45:, 1] = 0
    solved = ladder(tree, np.array([80]))
    items = item_patterns(solved, answered.sum(axis=0)[None, :])
    patterns = breakdown_patterns(solved, atoms, rng=np.random.default_rng(1))
    by_atom = np.stack([np.bincount(atom, weights=answered[:, i]) for i in range(2)], axis=1).astype(np.int64)
    rungs = item_breakdown_rungs(
        patterns,
        items,
        by_atom,
        rng=np.random.default_rng(1),
        indices=index_patterns(items, [IndexParts((0, 1))]),
    )
    assert rungs[0, 0].tolist() == [Rung.CLASSES, 0]


def test_items_in_breakdowns_give_no_small_group_of_answers_away() -> None:
    rng = np.random.default_rng(11)
    checked = 0
    for _ in range(60):
        solved, atoms, patterns = random_release(rng)
        answers = np.maximum(atoms.counts[:, None] - rng.choice([0, 0, 1, 2], size=(atoms.unit.size, 2)), 0)
        direct = np.stack([np.bincount(atoms.unit, answers[:, i], solved.tree.unit_count) for i in range(2)], axis=1)
        items = item_patterns(solved, direct.astype(np.int64))
        rungs = item_breakdown_rungs(patterns, items, answers, rng=rng)
        for item, rung in product(range(2), (Rung.MEANS, Rung.CLASSES)):
            shown = rungs[:, :, item] >= rung
            checked += int(shown.sum())
            floor, category_floor = solved.floors.of(rung), solved.floors.of_breakdown(rung)
            answering = atoms.answering(answers[:, item])
            everyone = items.pattern(rung)[:, item]
            assert leaks(solved.tree, answering, everyone, shown, floor, category_floor) == []
    assert checked > 20


def test_a_wave_without_breakdowns_or_respondents_is_no_error() -> None:
    tree = UnitTree.from_parents(["top"], [-1])
    none, _ = Atoms.of_respondents(np.array([0] * 60), np.zeros((60, 0), dtype=np.int64), ())
    solved = ladder(tree, np.array([60]), Floors())
    assert breakdown_patterns(solved, none, rng=np.random.default_rng(1)).rung.shape == (1, 0)
    empty, _ = Atoms.of_respondents(np.zeros(0, dtype=np.int64), np.zeros((0, 1), dtype=np.int64), (2,))
    nobody = ladder(tree, np.array([0]))
    assert not breakdown_patterns(nobody, empty, rng=np.random.default_rng(1)).rung.any()


def test_a_code_outside_the_categories_is_refused() -> None:
    with pytest.raises(ValueError):
        Atoms.of_respondents(np.array([0]), np.array([[2]]), (2,))
