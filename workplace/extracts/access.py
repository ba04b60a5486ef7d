"""Who makes extracts of what there is about a person."""

from __future__ import annotations

from workplace.identity.actor import Actor, Allowed, Denied, Permission, Role


def may_make_extracts(actor: Actor) -> Permission:
    """Allow the registrar, whose task it is to hand out what there is about a person."""
    if actor.holds(Role.REGISTRAR):
        return Allowed()
    return Denied("only the registrar makes extracts about people")
