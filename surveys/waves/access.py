"""Who takes in waves and publishes releases: HR of an administration."""

from __future__ import annotations

from typing import Any

from workplace.identity.actor import Actor, Allowed, Denied, Permission, Role
from workplace.imports.uploads import PendingUpload


def may_handle_waves(actor: Actor, _wave: Any = None) -> Permission:
    """Allow HR; to everybody else the waves' pages do not exist."""
    if actor.holds(Role.HR):
        return Allowed()
    return Denied("only HR takes in waves and publishes releases")


def may_go_on_to_reports(actor: Actor) -> Permission:
    """Allow HR of an administration; central HR sees counts of leader reports only, and has no page of them."""
    return Allowed() if actor.holds(Role.HR) else Denied("leader reports are run by HR of an administration")


def may_handle_wave_upload(actor: Actor, upload: PendingUpload) -> Permission:
    """Allow the HR person who uploaded the files."""
    if upload.owner_id != actor.person_id:
        return Denied("somebody else uploaded these files")
    return may_handle_waves(actor)
