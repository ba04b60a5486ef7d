"""Who may look into the outbox, and at how much of it."""

from __future__ import annotations

from enum import Enum

from workplace.identity.actor import Actor, Allowed, Denied, Permission, Role


class OutboxView(Enum):
    """How much of the outbox a person sees."""

    TEXTS = "texts"
    ROWS = "rows"
    COUNTS = "counts"


def outbox_view(actor: Actor, is_demo: bool) -> OutboxView | None:
    """Return how much: in a demo everybody reads invented mails; else administration sees rows and HR counts.

    None: nothing. In a real database no mail's text is shown to anybody.
    """
    if is_demo:
        return OutboxView.TEXTS
    if actor.holds(Role.ADMIN):
        return OutboxView.ROWS
    return OutboxView.COUNTS if actor.holds(Role.HR) else None


def may_open_outbox(actor: Actor, is_demo: bool) -> Permission:
    """Allow whoever sees anything of it."""
    return Allowed() if outbox_view(actor, is_demo) else Denied("the outbox is for system administration and HR")
