"""Who may follow a wave that runs, print its letters, and open one's own way in."""

from __future__ import annotations

from typing import Any

from workplace.identity.actor import Actor, Allowed, Denied, Permission, Role
from workplace.imports.uploads import PendingUpload


def may_follow_wave(actor: Actor, _wave: Any = None) -> Permission:
    """Allow HR; to everybody else these pages do not exist."""
    if actor.holds(Role.HR):
        return Allowed()
    return Denied("only HR follows a wave while it runs")


def may_print_letters(actor: Actor, _wave: Any = None) -> Permission:
    """Allow HR; for whom, `letter_scope` says. No leader, deputy or central role fetches codes."""
    return may_follow_wave(actor)


def may_name_participants(actor: Actor, upload: PendingUpload) -> Permission:
    """Allow the HR person who uploaded the file."""
    if upload.owner_id != actor.person_id:
        return Denied("somebody else uploaded this file")
    return may_follow_wave(actor)


def may_begin_own(_actor: Actor, _invitation: Any) -> Permission:
    """Allow whoever has an invitation: the subject is one's own, and missing where there is none."""
    return Allowed()
