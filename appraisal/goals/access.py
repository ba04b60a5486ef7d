"""Who may read goals: everybody who works here."""

from __future__ import annotations

from workplace.identity.actor import Actor, Allowed, Denied, Permission, Role
from workplace.organisation.unit_tree import Unit

READERS = tuple(role for role in Role if role is not Role.ADMIN)


def may_read_goals(actor: Actor) -> Permission:
    """Allow whoever is employed, leads or holds a role other than that of keeping the system running."""
    if actor.employed_in or actor.leads or actor.holds(*READERS):
        return Allowed()
    return Denied("keeping the system running gives no right to read goals")


def may_read_goals_of(actor: Actor, _unit: Unit) -> Permission:
    """Allow whoever may read goals to read those of every unit."""
    return may_read_goals(actor)
