"""Who may sit at HR's desk, and who may see how the installation is."""

from __future__ import annotations

from workplace.identity.actor import Actor, Allowed, Denied, Permission, Role


def may_use_desk(actor: Actor) -> Permission:
    """Allow HR, of an administration or central."""
    if actor.holds(Role.HR, Role.HR_CENTRAL):
        return Allowed()
    return Denied("the desk is HR's")


def may_see_operations(actor: Actor) -> Permission:
    """Allow those who keep the system running."""
    return Allowed() if actor.holds(Role.ADMIN) else Denied("operations are for system administration")
