"""Who may read definitions (everybody who works here) and who may publish them (HR)."""

from __future__ import annotations

from workplace.definitions.definition import Definition
from workplace.identity.actor import Actor, Allowed, Denied, Permission, Role

READERS = tuple(role for role in Role if role is not Role.ADMIN)


def may_read_definitions(actor: Actor) -> Permission:
    """Allow whoever is employed, leads or holds a role other than that of keeping the system running."""
    if actor.employed_in or actor.leads or actor.holds(*READERS):
        return Allowed()
    return Denied("keeping the system running gives no right to read definitions")


def may_read_definition(actor: Actor, _definition: Definition) -> Permission:
    """Allow whoever may read definitions to read each of them."""
    return may_read_definitions(actor)


def may_publish_definitions(actor: Actor) -> Permission:
    """Allow HR."""
    return Allowed() if actor.holds(Role.HR) else Denied("only HR publishes definitions")
