"""What follows which area of the personalpolicy, and what follows an area the policy does not have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workplace.definitions.kinds import AreaUse
from workplace.policy.policy import Policy, PolicyArea


@dataclass(frozen=True)
class Follower:
    """A part (an item, a criterion) of a definition that follows a policy area."""

    kind: str
    key: str
    version: str
    part: str
    policy_area: str


@dataclass(frozen=True)
class AreaAlignment:
    """An area of the policy with what follows it; nothing at all is worth knowing too."""

    area: PolicyArea
    followers: tuple[Follower, ...]


@dataclass(frozen=True)
class Alignment:
    """Every area of a policy in its order, and what names an area the policy does not have."""

    areas: tuple[AreaAlignment, ...]
    unknown: tuple[Follower, ...]

    def unknown_codes(self) -> tuple[str, ...]:
        """Return the area codes the policy does not have, each once, in the order they were met."""
        return tuple(dict.fromkeys(follower.policy_area for follower in self.unknown))

    def unfollowed_codes(self) -> tuple[str, ...]:
        """Return the codes of the areas nothing follows, in the order of the policy."""
        return tuple(part.area.code for part in self.areas if not part.followers)


def align(policy: Policy, followers: Iterable[Follower]) -> Alignment:
    """Return what follows each area of the policy."""
    followers = tuple(followers)
    known = set(policy.codes())
    return Alignment(
        areas=tuple(
            AreaAlignment(area, tuple(one for one in followers if one.policy_area == area.code))
            for area in policy.areas
        ),
        unknown=tuple(one for one in followers if one.policy_area not in known),
    )


def followers_of(kind: str, key: str, version: str, uses: Iterable[AreaUse]) -> tuple[Follower, ...]:
    """Return the followers a definition consists of."""
    return tuple(Follower(kind, key, version, use.part, use.policy_area) for use in uses)
