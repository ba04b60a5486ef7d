"""Who reads the journal: the registrar all of it, system administration that something happened but not about what."""

from __future__ import annotations

from workplace.identity.actor import Actor, Allowed, Denied, Permission, Role


def may_open_journal(actor: Actor) -> Permission:
    """Allow the registrar and system administration."""
    if actor.holds(Role.REGISTRAR, Role.ADMIN):
        return Allowed()
    return Denied("the journal is for the registrar and, without content, for system administration")


def reads_content(actor: Actor) -> bool:
    """Return whether the actor also reads who did it and to what."""
    return actor.holds(Role.REGISTRAR)
