"""Who acts: a person with the relations that are valid at this second."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """Rights that are granted, as opposed to those that follow from leading or being employed."""

    HR = "hr"
    HR_CENTRAL = "hr_central"
    ANALYST = "analyst"
    PAY_ANALYST = "pay_analyst"
    REVIEWER = "reviewer"
    ADMIN = "admin"
    REGISTRAR = "registrar"
    UNION = "union"
    SAFETY = "safety"
    DEPUTY = "deputy"


@dataclass(frozen=True)
class RoleHeld:
    """A role valid now; `unit_id` None means it is not bound to a unit."""

    role: Role
    unit_id: str | None = None


@dataclass(frozen=True)
class Actor:
    """A signed-in person.

    `leads`: ids of the units led now. `employed_in`: ids of the units of present employments.
    `administrations`: the administrations in which HR rights hold: where the person is employed, or of the unit the
    hr role was granted for; `holds_all_administrations` when an hr role stands for a person employed nowhere here.
    """

    person_id: str
    name: str = ""
    roles: tuple[RoleHeld, ...] = ()
    leads: frozenset[str] = frozenset()
    employed_in: frozenset[str] = frozenset()
    administrations: frozenset[str] = frozenset()
    holds_all_administrations: bool = False
    session_hash: str = field(default="", repr=False)

    def holds(self, *roles: Role) -> bool:
        """Return whether any of the roles is held, for whatever unit."""
        return any(held.role in roles for held in self.roles)

    def is_hr_of(self, administration: str) -> bool:
        """Return whether the actor is HR in the administration given."""
        return self.holds(Role.HR) and (self.holds_all_administrations or administration in self.administrations)


@dataclass(frozen=True)
class Allowed:
    """The answer yes."""

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True)
class Denied:
    """The answer no, with a reason for developers; the person asking sees the page of a missing object."""

    reason: str

    def __bool__(self) -> bool:
        return False


Permission = Allowed | Denied
