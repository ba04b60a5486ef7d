"""Who may see what is being worked on, and who may steer it."""

from __future__ import annotations

from workplace.identity.actor import Actor, Allowed, Denied, Permission, Role
from workplace.jobs.batch import Batch


def may_list_batches(actor: Actor) -> Permission:
    """Allow HR, who see their own, and those who keep the system running, who see all."""
    return Allowed() if actor.holds(Role.HR, Role.ADMIN) else Denied("batches are for HR and system administration")


def may_see_every_batch(actor: Actor) -> Permission:
    """Allow those who keep the system running."""
    return Allowed() if actor.holds(Role.ADMIN) else Denied("HR sees its own batches")


def may_see_batch(actor: Actor, batch: Batch) -> Permission:
    """Allow those who keep the system running, and HR for what they ordered."""
    return Allowed() if may_see_every_batch(actor) or may_steer_batch(actor, batch) else Denied("not one's own batch")


def may_steer_batch(actor: Actor, batch: Batch) -> Permission:
    """Allow HR for what they ordered; keeping the system running gives no right to stop HR's work."""
    if actor.holds(Role.HR) and batch.made_by == actor.person_id:
        return Allowed()
    return Denied("only who ordered a batch steers it")
