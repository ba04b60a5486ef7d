"""Who writes instruments: HR of an administration, the same people who run waves."""

from __future__ import annotations

from typing import Any

from workplace.identity.actor import Actor, Allowed, Denied, Permission, Role


def may_edit_instruments(actor: Actor, _subject: Any = None) -> Permission:
    """Allow HR; to everybody else the editor does not exist."""
    return Allowed() if actor.holds(Role.HR) else Denied("only HR writes instruments")
