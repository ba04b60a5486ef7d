"""How large a part has answered, told so that nobody can be made out."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from surveys.invitations.response import SMALLEST_GROUP, RateClass, rate_class, shown_classes
from surveys.waves.wave_unit import WaveUnit


def unit(unit_id: str, parent_id: str | None, position: int) -> WaveUnit:
    return WaveUnit(
        unit_id=unit_id,
        parent_id=parent_id,
        name=unit_id,
        kind="",
        administration="",
        leader_id=None,
        leader_name="",
        superior_id=None,
        position=position,
        has_units_below=False,
    )


TREE = [unit("a", None, 0), unit("b", "a", 1), unit("c", "a", 2), unit("d", "b", 3), unit("e", "b", 4)]


@pytest.mark.parametrize(
    "answered, invited, expected",
    [
        (0, 20, RateClass.BELOW_50),
        (9, 20, RateClass.BELOW_50),
        (10, 20, RateClass.FROM_50),
        (11, 20, RateClass.FROM_50),
        (12, 20, RateClass.FROM_60),
        (14, 20, RateClass.FROM_70),
        (20, 20, RateClass.FROM_70),
        (699, 1000, RateClass.FROM_60),
    ],
)
def test_classes_begin_exactly_at_their_limits(answered: int, invited: int, expected: RateClass) -> None:
    assert rate_class(answered, invited) is expected


def test_more_answers_than_people_is_no_rate() -> None:
    with pytest.raises(ValueError, match="answered"):
        rate_class(21, 20)


def test_a_group_of_nineteen_is_never_told_and_one_of_twenty_is() -> None:
    assert shown_classes([unit("a", None, 0)], {"a": (19, 19)}) == {}
    assert shown_classes([unit("a", None, 0)], {"a": (20, 10)}) == {"a": RateClass.FROM_50}


def test_a_group_beside_one_that_would_give_a_smaller_away_is_left_out() -> None:
    told = shown_classes(TREE[:3], {"a": (0, 0), "b": (25, 25), "c": (5, 5)})

    assert len(told) == 1, "30 minus 25 would tell of the five"


def test_no_told_groups_can_be_subtracted_to_fewer_than_twenty() -> None:
    rng = np.random.default_rng(7)
    for _ in range(200):
        counts = {
            one.unit_id: (int(size), int(size) // 2) for one, size in zip(TREE, rng.integers(0, 45, 5), strict=True)
        }
        told = shown_classes(TREE, counts)
        below = {"a": {"a", "b", "c", "d", "e"}, "b": {"b", "d", "e"}, "c": {"c"}, "d": {"d"}, "e": {"e"}}
        for one in told:
            inside = [other for other in told if other != one and below[other] < below[one]]
            for size in range(len(inside) + 1):
                for taken in itertools.combinations(inside, size):
                    if any(below[x] & below[y] for x, y in itertools.combinations(taken, 2)):
                        continue
                    rest = below[one] - set().union(*(below[other] for other in taken))
                    left = sum(counts[unit_id][0] for unit_id in rest)
                    assert left == 0 or left >= SMALLEST_GROUP


def test_who_answers_never_changes_which_groups_are_told() -> None:
    sizes = {"a": 3, "b": 10, "c": 40, "d": 22, "e": 7}

    patterns = {
        tuple(sorted(shown_classes(TREE, {unit_id: (size, size * part // 10) for unit_id, size in sizes.items()})))
        for part in range(11)
    }

    assert len(patterns) == 1
