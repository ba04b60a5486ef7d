"""Who looks after what is erased: HR of an administration, and the registrar."""

from __future__ import annotations

from workplace.identity.actor import Actor, Allowed, Denied, Permission, Role


def may_handle_erasure(actor: Actor) -> Permission:
    """Allow HR and the registrar to read what is due and to record decisions."""
    if actor.holds(Role.HR, Role.REGISTRAR):
        return Allowed()
    return Denied("HR and the registrar look after what is erased")
