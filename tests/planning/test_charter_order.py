"""Every way to loosen a promise is named; every way to sharpen it passes."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from measures.disclosure.floors import Floors
from surveys.waves.charter import (
    Circle,
    Readers,
    charter_hash,
    co_determination_given,
    co_determination_sentence,
    default_charter,
    own_charter,
)
from surveys.waves.charter_order import is_stricter_or_equal
from workplace.wording import Translator

CIRCLES = {circle: dt.date(2026, 12, 1) + dt.timedelta(weeks=place) for place, circle in enumerate(Circle)}


def charter(**changed: Any) -> dict[str, Any]:
    terms: dict[str, Any] = {
        "wave_id": "v",
        "instrument": {"key": "hme", "version": "1", "sha256": "0"},
        "census_on": dt.date(2026, 10, 1),
        "population": {"employed_more_than_months": 6},
        "reminders": [dt.datetime(2026, 10, day, 7, tzinfo=dt.UTC) for day in (8, 15)],
        "languages": ("sv", "en"),
        "floors": Floors(),
        "readers": Readers.REPRESENTATIVES,
        "reviewers": ("rut", "rolf"),
        "circles": CIRCLES,
        "ballot_months": 12,
        "co_determination": co_determination_given(dt.date(2026, 9, 1), "Dnr 1 § 2", "Kommunal"),
    }
    return own_charter(**{**terms, **changed})


def changed(path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(held: dict[str, Any]) -> None:
        *above, last = path.split("/")
        for name in above:
            held = held[name]
        if value is None:
            held.pop(last)
        else:
            held[last] = value

    return change


@pytest.mark.parametrize(
    "change, words",
    [
        (changed("floors/indices", 4), "Golvet för index skulle sänkas från 5 till 4."),
        (changed("floors/breakdown_unit", 20), "enhet med uppdelning"),
        (changed("floors/means", None), "Golvet för medelvärden"),
        (changed("steps/three_classes", 1), "finare steg"),
        (changed("clipped_below_highest_rung", [0, 100]), "Ytterligheter"),
        (changed("readers", "alla inloggade"), "Fler skulle få läsa"),
        (changed("reviewers", ["rut", "nils"]), "Någon annan skulle läsa fritextsvaren"),
        (changed("circles/everybody", "2026-12-23"), "skjutas upp från 22 december 2026 till 23 december 2026"),
        (changed("circles/analysts", "2026-11-30"), "Analytiker"),
        (changed("retention/ballots_months_after_certificate", 13), "längre än 12 månader"),
        (changed("retention/ballots_months_after_certificate", None), "längre än 12 månader"),
        (changed("retention/drafts_until", "for ever"), "utkast"),
        (changed("reminders/at_most", 3), "Fler påminnelser än 2"),
        (changed("reminders/days_apart", 6), "tätare än var 7:e dag"),
        (changed("co_determination", "inte redovisad"), "samverkan kan inte ändras"),
        (changed("population", {"employed_more_than_months": 0}), "Regeln för vilka som bjuds in kan inte ändras"),
        (changed("census_on", "2026-09-01"), "Mätdagen kan inte ändras"),
        (changed("instrument", {"key": "ami"}), "Formuläret kan inte ändras"),
        (changed("formulas/index", "B"), "Formlerna kan inte ändras"),
        (changed("participation", "open"), "Löftet om deltagande kan inte ändras"),
        (changed("is_trial", True), "på prov kan inte ändras"),
        (changed("nytt_fält", 1), "nytt_fält kan inte ändras"),
    ],
)
def test_each_loosening_is_named(change: Callable[[dict[str, Any]], None], words: str) -> None:
    signed = charter()
    tried = copy.deepcopy(signed)
    change(tried)

    told = [Translator().say(one) for one in is_stricter_or_equal(tried, signed)]

    assert any(words in one for one in told), told


@pytest.mark.parametrize(
    "change",
    [
        changed("version", 2),
        changed("floors/indices", 6),
        changed("steps/index", 2),
        changed("clipped_below_highest_rung", [10, 90]),
        changed("readers", "chefer och HR"),
        changed("reviewers", []),
        changed("circles/everybody", "2026-12-20"),
        changed("circles", {}),
        changed("retention/ballots_months_after_certificate", 6),
        changed("reminders", {"at_most": 1, "days_apart": 0}),
    ],
)
def test_each_sharpening_passes(change: Callable[[dict[str, Any]], None]) -> None:
    signed = charter()
    tried = copy.deepcopy(signed)
    change(tried)

    assert is_stricter_or_equal(tried, signed) == ()


def test_dates_given_late_would_bury_what_all_may_read_at_once() -> None:
    signed = charter(circles={})

    assert is_stricter_or_equal(charter(), signed)


def test_co_determination_may_be_accounted_for_afterwards() -> None:
    assert is_stricter_or_equal(charter(), charter(co_determination="inte redovisad")) == ()


def test_no_part_of_an_own_charter_can_be_left_out_of_a_later_version() -> None:
    may_go = {"version", "reviewers", "circles", "reminders"}  # fewer readers, sooner for all, nobody reminded
    for name in set(charter()) - may_go - {"readers"}:
        tried = {key: value for key, value in charter().items() if key != name}

        assert is_stricter_or_equal(tried, charter()), name


def test_the_charter_of_imported_waves_has_not_changed() -> None:
    assert default_charter()["readers"] == "alla inloggade"
    assert charter_hash(default_charter()) == "0bcf8599a109b9d5fe17f3d1947d88a337b0c747af12f575afc540576481a61a"


def test_co_determination_reads_as_a_sentence() -> None:
    assert (
        Translator().say(co_determination_sentence(charter()))
        == "Samverkan 1 september 2026, Dnr 1 § 2. Deltog: Kommunal"
    )
    assert Translator().say(co_determination_sentence(default_charter())) == "inte redovisad"
