"""Who reads the charter of a wave: everybody signed in; a draft, those who are to speak of it before it is signed."""

from __future__ import annotations

from surveys.promise.promised_wave import PromisedWave
from workplace.identity.actor import Actor, Allowed, Denied, Permission, Role


def may_read_wave(actor: Actor, wave: PromisedWave) -> Permission:
    """Allow everybody once the charter is signed."""
    if not wave.is_draft or actor.holds(Role.HR, Role.HR_CENTRAL, Role.UNION, Role.SAFETY):
        return Allowed()
    return Denied("a draft is read by HR, the unions and safety representatives")
