"""Superiors and direct groups, by the words of the rule."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workplace.organisation.employment import Placement
from workplace.organisation.leadership import Superior, direct_groups, leader_of_person, superior_of
from workplace.organisation.unit_tree import Unit, UnitTree, loops

TREE = UnitTree.of(
    [
        Unit("top", "Topp"),
        Unit("a", "A", "top"),
        Unit("b", "B", "top"),
        Unit("a1", "A1", "a"),
        Unit("a2", "A2", "a"),
    ]
)


def placed(*pairs: str) -> list[Placement]:
    return [Placement(*pair.split("@")) for pair in pairs]


def test_the_superior_is_the_nearest_other_leader_above():
    leaders = {"top": "t", "a": "x", "a1": "x", "a2": "y"}

    assert superior_of(TREE, leaders, "a1") == Superior("t", "top")
    assert superior_of(TREE, leaders, "a2") == Superior("x", "a")
    assert superior_of(TREE, leaders, "top") is None


def test_a_persons_leader_is_the_units_and_for_that_leader_the_next_above():
    leaders = {"top": "t", "a": "x"}

    assert leader_of_person(TREE, leaders, "a", "p") == Superior("x", "a")
    assert leader_of_person(TREE, leaders, "a", "x") == Superior("t", "top")
    assert leader_of_person(TREE, leaders, "a1", "p") == Superior("x", "a")
    assert leader_of_person(TREE, leaders, "top", "t") is None


def test_a_leader_counts_in_the_superiors_unit_and_never_in_the_one_led():
    leaders = {"top": "t", "a": "x", "a1": "y", "b": "z"}

    groups = direct_groups(TREE, leaders, placed("t@top", "x@a", "y@a1", "z@b", "p@a1", "q@a", "r@top"))

    assert groups == {"top": ["r", "t", "x", "z"], "a": ["q", "y"], "b": [], "a1": ["p"], "a2": []}


def test_who_leads_two_units_reads_two_groups_and_counts_once_above():
    leaders = {"top": "t", "a1": "x", "a2": "x", "a": "x"}

    groups = direct_groups(TREE, leaders, placed("t@top", "x@a1", "p@a1", "q@a2"))

    assert (groups["a1"], groups["a2"], groups["top"]) == (["p"], ["q"], ["t", "x"])


def test_a_leader_who_is_employed_nowhere_counts_nowhere():
    assert direct_groups(TREE, {"top": "t", "a": "x"}, placed("t@top"))["top"] == ["t"]


def test_loops_are_found_once_and_named_from_their_first():
    assert loops({"c": "b", "b": "d", "d": "c", "e": "c", "f": None}) == [("b", "d", "c")]


@given(
    st.dictionaries(st.integers(1, 12), st.integers(0, 11), max_size=12),
    st.dictionaries(st.integers(0, 12), st.integers(0, 8), max_size=12),
)
def test_every_employed_person_stands_in_a_group_and_no_leader_in_the_one_led(parents, led):
    units = [Unit("u0", "0")] + [
        Unit(f"u{child}", str(child), f"u{min(parent, child - 1)}")
        for child, parent in sorted({n: parents.get(n, 0) for n in range(1, 13)}.items())
    ]
    tree = UnitTree.of(units)
    leaders = {f"u{unit}": f"p{person}" for unit, person in led.items()}
    people = [Placement(f"p{number}", f"u{number % 13}") for number in range(20)]

    groups = direct_groups(tree, leaders, people)

    assert {person for group in groups.values() for person in group} == {person.person_id for person in people}
    for unit_id, group in groups.items():
        leader = leaders.get(unit_id)
        assert leader not in group or unit_id == "u0"
