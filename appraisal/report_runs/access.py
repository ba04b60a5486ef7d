"""Who makes and releases the leader reports of a wave, and who reads how many there are.

HR of an administration runs its own reports. Central HR reads counts, before release as after, and opens none.
"""

from __future__ import annotations

from dataclasses import dataclass

from workplace.identity.actor import Actor, Allowed, Denied, Permission, Role


@dataclass(frozen=True)
class RunFacts:
    """A wave with the administrations its led units belong to."""

    wave_id: str
    administrations: frozenset[str]


def may_run(actor: Actor, run: RunFacts) -> Permission:
    """Allow HR of any administration in the wave; the page then shows those alone."""
    return Allowed() if administrations_of(actor, run) else Denied("not HR of any administration in the wave")


def administrations_of(actor: Actor, run: RunFacts) -> frozenset[str]:
    """Return the administrations of the wave in which the actor is HR."""
    return frozenset(one for one in run.administrations if actor.is_hr_of(one))


def may_run_any(actor: Actor) -> Permission:
    """Allow everybody who is HR somewhere."""
    return Allowed() if actor.holds(Role.HR) else Denied("not HR")


def may_follow(actor: Actor, run: RunFacts) -> Permission:
    """Allow those who run it, and central HR, who sees counts alone."""
    return Allowed() if actor.holds(Role.HR_CENTRAL) else may_run(actor, run)


def may_follow_any(actor: Actor) -> Permission:
    """Allow everybody who is HR somewhere, and central HR."""
    return Allowed() if actor.holds(Role.HR, Role.HR_CENTRAL) else Denied("neither HR nor central HR")


def may_count(actor: Actor, administration: str) -> Permission:
    """Allow HR to count the reports of its own administrations, and central HR those of all."""
    if actor.holds(Role.HR_CENTRAL) or actor.is_hr_of(administration):
        return Allowed()
    return Denied("another administration's reports")
