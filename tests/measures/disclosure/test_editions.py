"""Corrected editions: nothing small follows from two or three releases laid over each other."""

from itertools import product

import numpy as np
from numpy.typing import NDArray

from measures.disclosure.editions import EditionAtoms, decide_edition, exposed_stacks
from measures.disclosure.floors import Floors
from measures.disclosure.ladder import ladder
from measures.disclosure.unit_tree import UnitTree
from measures.estimate import Rung
from tests.measures.disclosure import attack


def stacked_rows(tree: UnitTree, atoms: EditionAtoms, shown: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
    over_units = tree.membership.toarray()[:, atoms.unit]
    return [over_units[node] * atoms.member[:, edition] for node, edition in zip(*np.nonzero(shown), strict=True)]


def leaks(tree: UnitTree, atoms: EditionAtoms, shown: NDArray[np.bool_], floor: int) -> int:
    """How many small groups an exact attacker derives: sets of respondents, and joined less left of any unit."""
    rows = stacked_rows(tree, atoms, shown)
    found = len(list(attack.exposed_groups(rows, atoms.counts.tolist(), floor)))
    basis = attack.null_space(rows, atoms.unit.size)
    for member in tree.membership.toarray():
        change = (atoms.member[:, -1].astype(int) - atoms.member[:, 0]) * member[atoms.unit]
        size = int((np.abs(change) * atoms.counts).sum())
        found += 0 < size < floor and all(value == 0 for value in basis @ change)
    return found


def random_editions(rng: np.random.Generator, editions: int = 2) -> tuple[UnitTree, EditionAtoms]:
    units = int(rng.integers(2, 5))
    parents = [-1] + [int(rng.integers(0, unit)) for unit in range(1, units)]
    tree = UnitTree.from_parents([f"u{unit}" for unit in range(units)], parents)
    member, unit, counts = [], [], []
    for place in range(units):
        for mask in product((True, False), repeat=editions):
            number = int(rng.choice([10, 20, 30])) if all(mask) else int(rng.choice([0, 0, 1, 3, 6, 8, 25]))
            if any(mask) and number:
                member.append(mask)
                unit.append(place)
                counts.append(number)
    return tree, EditionAtoms(np.array(unit), np.array(member), np.array(counts))


def rungs(tree: UnitTree, atoms: EditionAtoms, edition: int) -> NDArray[np.int64]:
    return ladder(tree, atoms.within(edition, tree.unit_count)).rung


def test_two_releases_laid_over_each_other_give_no_small_group_away_and_a_naive_update_does() -> None:
    rng = np.random.default_rng(3)
    naive_leaks = own_leaks = updated = 0
    for _ in range(150):
        tree, atoms = random_editions(rng)
        old, new = rungs(tree, atoms, 0), rungs(tree, atoms, 1)
        decision = decide_edition(tree, atoms, old[:, None], new, floors=Floors(), rng=rng)
        updated += int(decision.updated.sum())
        for rung in (Rung.INDICES, Rung.SHARES, Rung.CLASSES):
            floor = Floors().of(rung)
            everything = np.column_stack([old >= rung, new >= rung])
            chosen = np.column_stack([old >= rung, decision.updated & (new >= rung)])
            naive_leaks += bool(leaks(tree, atoms, everything, floor))
            own_leaks += bool(leaks(tree, atoms, chosen, floor))
    assert naive_leaks > 50
    assert own_leaks == 0
    assert updated > 50


def test_three_editions_are_held_apart_too() -> None:
    rng = np.random.default_rng(4)
    for _ in range(40):
        tree, atoms = random_editions(rng, editions=3)
        if atoms.unit.size > 14:
            continue
        first, second, third = (rungs(tree, atoms, edition) for edition in range(3))
        two = EditionAtoms(atoms.unit, atoms.member[:, :2], atoms.counts)
        one = decide_edition(tree, two, first[:, None], second, floors=Floors(), rng=rng)
        published = np.column_stack([first, np.where(one.updated, second, 0)])
        last = decide_edition(tree, atoms, published, third, floors=Floors(), rng=rng)
        shown = np.column_stack([published >= 1, last.updated & (third >= 1)])
        rows = stacked_rows(tree, atoms, shown)
        assert list(attack.exposed_groups(rows, atoms.counts.tolist(), 5)) == []


def one_late_answer() -> tuple[UnitTree, EditionAtoms]:
    tree = UnitTree.from_parents(["only"], [-1])
    return tree, EditionAtoms.of_counts(np.array([30]), np.array([0]), np.array([1]))


def test_one_late_answer_changes_no_cell() -> None:
    tree, atoms = one_late_answer()
    old, new = rungs(tree, atoms, 0), rungs(tree, atoms, 1)
    naive = np.column_stack([old >= 1, new >= 1])
    assert exposed_stacks(tree, atoms, naive, 5, rng=np.random.default_rng(1)).shape[1] >= 1
    decision = decide_edition(tree, atoms, old[:, None], new, floors=Floors(), rng=np.random.default_rng(1))
    assert not decision.updated.any()
    assert decision.rung.tolist() == old.tolist()


def test_one_changed_answer_changes_no_cell_and_twenty_do() -> None:
    tree = UnitTree.from_parents(["only"], [-1])
    for changed, is_updated in ((1, False), (9, False), (10, True)):
        atoms = EditionAtoms.of_counts(np.array([30]), np.array([changed]), np.array([changed]))
        old, new = rungs(tree, atoms, 0), rungs(tree, atoms, 1)
        decision = decide_edition(tree, atoms, old[:, None], new, floors=Floors(), rng=np.random.default_rng(1))
        assert decision.updated.tolist() == [is_updated]


def test_a_withheld_group_may_be_opened_by_many_late_answers_but_not_by_few() -> None:
    tree = UnitTree.from_parents(["only"], [-1])
    for late, opens in ((2, False), (30, True)):
        atoms = EditionAtoms.of_counts(np.array([4]), np.array([0]), np.array([late]))
        old, new = rungs(tree, atoms, 0), rungs(tree, atoms, 1)
        assert (old[0], new[0] > 0) == (0, True)
        decision = decide_edition(tree, atoms, old[:, None], new, floors=Floors(), rng=np.random.default_rng(1))
        assert bool(decision.updated[0]) is opens


def test_a_group_that_was_withheld_stays_so_where_opening_it_gives_away_who_was_in_it_before() -> None:
    # Of 44 in all, 4 were in a. With a (34) and the whole (74) of the new edition, the old whole gives the 4 away.
    tree = UnitTree.from_parents(["top", "a"], [-1, 0])
    atoms = EditionAtoms.of_counts(np.array([40, 4]), np.array([0, 0]), np.array([0, 30]))
    old, new = rungs(tree, atoms, 0), rungs(tree, atoms, 1)
    top, a = tree.node_of("top"), tree.node_of("a")
    assert old[a] == 0
    assert leaks(tree, atoms, np.column_stack([old >= 1, new >= 1]), 5) > 0
    decision = decide_edition(tree, atoms, old[:, None], new, floors=Floors(), rng=np.random.default_rng(1))
    assert decision.updated[top]
    assert not decision.updated[a]


def test_rows_are_told_apart_by_the_editions_they_are_in_however_often_they_occur() -> None:
    first = [(0, "aa"), (0, "aa"), (0, "ab"), (1, "aa")]
    second = [(0, "aa"), (0, "ac"), (1, "aa"), (1, "aa")]
    atoms = EditionAtoms.of_rows([first, second])
    assert atoms.within(0, 2).tolist() == [3, 1]
    assert atoms.within(1, 2).tolist() == [2, 2]
    # One of the two alike is gone, one answer was changed (out and in); in the other unit one came.
    assert atoms.differing(0, 1, 2).tolist() == [3, 1]
