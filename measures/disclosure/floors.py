"""The floors of a charter: how many respondents stand behind a figure before it is shown."""

from __future__ import annotations

from dataclasses import dataclass, fields

from measures.estimate import Rung


@dataclass(frozen=True)
class Floors:
    """Smallest number of respondents for each rung, and for breakdowns.

    A charter may raise a floor and nobody may lower one; a higher rung says more and never has a lower floor.
    Raises ValueError, with all that is wrong, for anything looser.
    """

    indices: int = 5
    means: int = 7
    shares: int = 10
    classes: int = 20
    breakdown: int = 7
    breakdown_unit: int = 50

    def __post_init__(self) -> None:
        problems = [
            f"{field.name} {getattr(self, field.name)!r} is lower than {field.default}"
            for field in fields(self)
            if not isinstance(getattr(self, field.name), int) or getattr(self, field.name) < field.default
        ]
        if not problems and not self.indices <= self.means <= self.shares <= self.classes:
            problems.append("a higher rung has a lower floor than the one below")
        if problems:
            raise ValueError("; ".join(problems))

    def of(self, rung: Rung) -> int:
        """The floor of a rung of the ladder."""
        return (self.indices, self.means, self.shares, self.classes)[rung - 1]

    def of_breakdown(self, rung: Rung) -> int:
        """The floor of each category, and of what is left of it, on a rung."""
        return max(self.breakdown, self.of(rung))

    def is_at_least_as_strict_as(self, earlier: Floors) -> bool:
        """True when no floor is lower than in an earlier version of the charter."""
        return all(getattr(self, field.name) >= getattr(earlier, field.name) for field in fields(self))
