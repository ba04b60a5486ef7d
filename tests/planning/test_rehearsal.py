"""The rehearsal: the same each time, larger rates show more, and a city takes seconds at most."""

from __future__ import annotations

import time

import numpy as np
import pytest

from measures.disclosure.floors import Floors
from surveys.planning.rehearsal import detectable_difference, rehearse
from surveys.planning.rehearsal_page import rehearsal_view
from surveys.waves.wave_unit import WaveUnit
from workplace.wording import Translator


def unit(unit_id: str, parent: str | None, position: int, leader: str | None = None) -> WaveUnit:
    return WaveUnit(unit_id, parent, f"Enhet {unit_id}", "", "", leader, "", None, position, parent is None)


SMALL = {
    "top": unit("top", None, 0, "boss"),
    "large": unit("large", "top", 1, "lena"),
    "small": unit("small", "top", 2, "sven"),
}
INVITED = {"top": 12, "large": 40, "small": 4}


def test_at_full_answers_each_group_stands_on_the_rung_of_its_size() -> None:
    (rate,) = rehearse(SMALL, {"top": 22, "large": 40, "small": 24}, rng=np.random.default_rng(1), rates=(100,)).rates

    assert rate.respondents == 86
    assert rate.leaders_on == {4: 3, 3: 0, 2: 0, 1: 0, 0: 0}
    assert rate.hidden == ()


def test_a_group_under_its_floor_is_hidden_with_another_that_would_give_it_away() -> None:
    (rate,) = rehearse(SMALL, INVITED, rng=np.random.default_rng(1), rates=(100,)).rates

    assert rate.leaders_on == {4: 0, 3: 1, 2: 0, 1: 0, 0: 2}
    assert [(group.unit_id, group.nearest) for group in rate.hidden] == [
        ("top", "Enhet top"),
        ("small", "Enhet top"),
    ]
    assert (rate.leaders, rate.leaders_with_own) == (3, 1)


def test_a_charter_with_higher_floors_shows_less() -> None:
    strict = Floors(indices=15, means=15, shares=15, classes=50)
    (rate,) = rehearse(SMALL, INVITED, rng=np.random.default_rng(1), rates=(100,), floors=strict).rates

    assert rate.leaders_on == {4: 0, 3: 1, 2: 0, 1: 0, 0: 2}


def test_the_same_seed_rehearses_the_same() -> None:
    one, other = (rehearse(SMALL, INVITED, rng=np.random.default_rng(7)) for _ in range(2))

    assert one == other
    assert [rate.respondents for rate in one.rates] == [28, 36, 45]


def test_the_smallest_detectable_difference_is_cohens() -> None:
    # Cohen 1988, table 2.4.1: with 64 in each group d = 0.50 is found with a power of 0.80 at α = 0.05 (two-sided);
    # the normal approximation gives 0.495.
    assert detectable_difference(64, spread=1.0) == pytest.approx(0.495, abs=0.001)


def test_the_headline_says_how_many_leaders_get_own_figures() -> None:
    view = rehearsal_view(rehearse(SMALL, INVITED, rng=np.random.default_rng(1)))

    assert Translator().say(view.headline).startswith("Om 65 % svarar får ")
    assert len(view.leaders.rows) == 5


def test_a_city_is_rehearsed_in_seconds() -> None:
    units, invited = {"top": unit("top", None, 0, "boss")}, {"top": 30}
    rng = np.random.default_rng(3)
    for department in range(170):
        name = f"d{department}"
        units[name] = unit(name, "top", len(units), f"l{name}")
        invited[name] = 8
        for leaf in range(16):
            below = f"{name}.{leaf}"
            units[below] = unit(below, name, len(units), f"l{below}")
            invited[below] = int(rng.integers(3, 30))

    before = time.process_time()
    result = rehearse(units, invited, rng=rng)

    assert len(units) > 2850
    assert result.rates[0].leaders == len(units)
    assert time.process_time() - before < 10, "seconds, not minutes"
