"""Who may read published figures: everybody who works here. They were made so that all may read them."""

from __future__ import annotations

from typing import Any

from workplace.identity.actor import Actor, Allowed, Denied, Permission, Role

READERS = tuple(role for role in Role if role is not Role.ADMIN)


def may_read_findings(actor: Actor, _released: Any = None) -> Permission:
    """Allow whoever is employed, leads or holds a role other than that of keeping the system running."""
    if actor.employed_in or actor.leads or actor.holds(*READERS):
        return Allowed()
    return Denied("keeping the system running gives no right to read results")
