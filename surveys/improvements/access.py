"""Who may read and write the improvements of a unit: the row of the trust table, and nothing besides.

The unit's own people, its leader, the leader's superior, HR of the same administration, central HR, the safety
representative of the area and the registrar read; the leader and a deputy write. Who led the unit before reads what is
still open of it. Everybody else gets the answer of a missing page.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from workplace.identity.actor import Actor, Allowed, Denied, Permission, Role


class Reading(Enum):
    """How much of a unit's improvements somebody reads."""

    NOTHING = "nothing"
    OPEN = "open"
    """What is open, and nothing else: for who led the unit before."""
    ALL = "all"


@dataclass(frozen=True)
class PlanFacts:
    """A unit of a released wave with the relations that hold now.

    `leader_id`, `superior_id`: "" where there is none. `line`: the unit and all above it. `is_in_group`: the one who
    asks leads a unit below and is led through this one. `has_led`: the one who asks led the unit when the wave closed
    or later, and no longer does.
    """

    wave_id: str
    unit_id: str
    administration: str
    leader_id: str
    superior_id: str
    line: frozenset[str]
    is_in_group: bool = False
    has_led: bool = False


def reading_of(actor: Actor, plan: PlanFacts) -> Reading:
    """Return how much of the unit's improvements the actor reads now."""
    if may_write_plan(actor, plan) or plan.unit_id in actor.employed_in or plan.is_in_group:
        return Reading.ALL
    if actor.person_id == plan.superior_id or actor.is_hr_of(plan.administration):
        return Reading.ALL
    if actor.holds(Role.HR_CENTRAL, Role.REGISTRAR) or safety_area_of(actor) & plan.line:
        return Reading.ALL
    return Reading.OPEN if plan.has_led else Reading.NOTHING


def may_read_plan(actor: Actor, plan: PlanFacts) -> Permission:
    """Allow those who read anything of it."""
    return Denied("no relation to the unit") if reading_of(actor, plan) is Reading.NOTHING else Allowed()


def may_read_whole_plan(actor: Actor, plan: PlanFacts) -> Permission:
    """Allow those who read all of it."""
    return Allowed() if reading_of(actor, plan) is Reading.ALL else Denied("does not read the whole plan")


def may_write_plan(actor: Actor, plan: PlanFacts) -> Permission:
    """Allow the leader now, and a deputy named for this very unit."""
    if actor.person_id == plan.leader_id or _is_deputy_of(actor, plan.unit_id):
        return Allowed()
    return Denied("neither the leader nor a deputy")


def may_see_overview(actor: Actor) -> Permission:
    """Allow those who follow the plans of several units, and leaders: each sees the units they may read."""
    if actor.leads or actor.holds(Role.HR, Role.HR_CENTRAL, Role.SAFETY, Role.REGISTRAR):
        return Allowed()
    return Denied("follows no plans")


def safety_area_of(actor: Actor) -> frozenset[str]:
    """Return the units a safety representative stands for, each with all below it.

    The units the role was granted for; where it was granted for none, those of the person's employments.
    """
    held = [role.unit_id for role in actor.roles if role.role is Role.SAFETY]
    named = frozenset(unit_id for unit_id in held if unit_id is not None)
    return named or (actor.employed_in if held else frozenset())


def _is_deputy_of(actor: Actor, unit_id: str) -> bool:
    return any(held.role is Role.DEPUTY and held.unit_id == unit_id for held in actor.roles)
