"""What follows which area of the policy."""

from __future__ import annotations

import datetime as dt

from appraisal.alignment.alignment import align, followers_of
from workplace.definitions.kinds import AreaUse
from workplace.policy.policy import Policy, PolicyArea


def policy(*codes: str) -> Policy:
    areas = tuple(PolicyArea(code, {"sv": code}, {"sv": code}) for code in codes)
    return Policy("p", "1", {"sv": "P"}, dt.date(2016, 1, 1), areas)


def test_followers_stand_under_their_area_and_unknown_areas_are_listed_once() -> None:
    uses = (AreaUse("q1", "a"), AreaUse("q2", "x"), AreaUse("q3", "a"), AreaUse("q4", "x"))
    found = align(policy("a", "b"), followers_of("instrument", "i", "1", uses))
    assert [[follower.part for follower in part.followers] for part in found.areas] == [["q1", "q3"], []]
    assert found.unknown_codes() == ("x",)
    assert [follower.part for follower in found.unknown] == ["q2", "q4"]
    assert found.unfollowed_codes() == ("b",)
