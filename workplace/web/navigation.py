"""The main navigation: what each person may go to, by the relations they have now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from workplace.identity.actor import Actor, Role
from workplace.wording import N_


@dataclass(frozen=True)
class Place:
    """A place in the navigation; `label` is a message id."""

    href: str
    label: str
    is_for: Callable[[Actor], bool]


@dataclass(frozen=True)
class NavigationLink:
    """A link as the page shows it; `label` is a message id."""

    href: str
    label: str
    current: bool


def _is_hr(actor: Actor) -> bool:
    return actor.holds(Role.HR, Role.HR_CENTRAL)


def _follows_plans(actor: Actor) -> bool:
    return bool(actor.leads) or actor.holds(Role.HR, Role.HR_CENTRAL, Role.SAFETY, Role.REGISTRAR)


PLACES = (
    Place("/", N_("Start"), lambda actor: True),
    Place("/resultat", N_("Resultat"), lambda actor: True),
    Place("/atgarder", N_("Åtgärder"), _follows_plans),
    Place("/ledarrapport", N_("Ledarrapporter"), lambda actor: bool(actor.leads) or _is_hr(actor)),
    Place("/mal", N_("Mål"), lambda actor: True),
    Place("/hr", N_("HR"), _is_hr),
    Place("/hr/gallring", N_("Gallring"), lambda actor: actor.holds(Role.REGISTRAR)),
    Place("/admin/journal", N_("Journal"), lambda actor: actor.holds(Role.REGISTRAR)),
    Place("/admin", N_("Drift"), lambda actor: actor.holds(Role.ADMIN)),
)


def navigation_for(actor: Actor, path: str) -> tuple[NavigationLink, ...]:
    """Return the links for this person, the one for the present page marked."""
    links = []
    for place in PLACES:
        if place.is_for(actor):
            current = path == place.href or (place.href != "/" and path.startswith(place.href + "/"))
            links.append(NavigationLink(place.href, place.label, current))
    return tuple(links)
