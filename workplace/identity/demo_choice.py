"""Which invented people a demo offers to be: the most telling first, then those with a role, then leaders by level."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from workplace.identity.actor import Role
from workplace.identity.pages import DemoPerson
from workplace.wording import N_, Sentence

START = N_("Börja här")
WITH_ROLE = N_("HR, facklig, skyddsombud och systemförvaltare")
LEADS_LEADERS = N_("Chefer som leder chefer")
LEADS_GROUP = N_("Chefer närmast medarbetarna")
EMPLOYEES = N_("Medarbetare")
ROLE_WORDS = {
    Role.HR: N_("HR i förvaltningen"),
    Role.HR_CENTRAL: N_("HR för hela arbetsgivaren"),
    Role.ANALYST: N_("Analytiker"),
    Role.PAY_ANALYST: N_("Löneanalytiker"),
    Role.REVIEWER: N_("Granskar kommentarer"),
    Role.UNION: N_("Facklig företrädare"),
    Role.SAFETY: N_("Skyddsombud"),
    Role.DEPUTY: N_("Ersättare"),
    Role.REGISTRAR: N_("Registrator"),
    Role.ADMIN: N_("Systemförvaltare"),
}
"""Every right in words, in the order they are offered."""
MOST_IN_A_GROUP = 30
TELLING_SIZE = 24
"""A group of this size shows everything there is."""


@dataclass(frozen=True)
class Placed:
    """A person with a title in a unit; `role` is a right held, None without any."""

    person_id: str
    name: str
    title: str
    unit_id: str
    unit_name: str
    role: Role | None = None


@dataclass(frozen=True)
class Leader:
    """Who leads a unit: `group` people in it besides the leader, and how many led units stand straight below it."""

    person: Placed
    unit_id: str
    unit_name: str
    group: int
    led_below: int
    has_parent: bool


def demo_choices(
    with_role: Sequence[Placed], leaders: Sequence[Leader], employees: Sequence[Placed]
) -> tuple[DemoPerson, ...]:
    """Return the people to offer, each group in order; a telling person stands both first and in the own group."""
    taken = {one.person_id for one in with_role} | {one.person.person_id for one in leaders}
    plain = [one for one in employees if one.person_id not in taken]
    above = [one for one in leaders if one.led_below]
    nearest = [one for one in leaders if not one.led_below]
    groups = (
        (WITH_ROLE, [_offered(one, WITH_ROLE, _words_of(one)) for one in sorted(with_role, key=_role_order)]),
        (LEADS_LEADERS, [_leading(one, LEADS_LEADERS) for one in above]),
        (LEADS_GROUP, [_leading(one, LEADS_GROUP) for one in nearest]),
        (EMPLOYEES, [_offered(one, EMPLOYEES) for one in _one_of_each_unit(plain)]),
    )
    found = _telling(with_role, above, nearest, plain)
    for _, people in groups:
        found += people[:MOST_IN_A_GROUP]
    return tuple(found)


def telling_units(leaders: Sequence[Leader]) -> tuple[str, ...]:
    """Return the units whose employees are worth being, the most telling first."""
    nearest = sorted((one for one in leaders if not one.led_below), key=_distance)
    return tuple(one.unit_id for one in nearest[:8])


def _telling(
    with_role: Sequence[Placed], above: Collection[Leader], nearest: Collection[Leader], plain: Sequence[Placed]
) -> list[DemoPerson]:
    found = []
    hr = next((one for one in with_role if one.role is Role.HR), None)
    if hr:
        found.append(_offered(hr, START, Sentence(N_("Läser in, publicerar och släpper rapporter"))))
    if nearest:
        large, small = min(nearest, key=_distance), min(nearest, key=lambda one: one.group)
        found.append(_leading(large, START, N_("%(count)s i gruppen: alla siffror visas")))
        if small is not large:
            found.append(_leading(small, START, N_("%(count)s i gruppen: för få för egna siffror")))
    inner = [one for one in above if one.has_parent]
    if inner:
        most = max(inner, key=lambda one: one.led_below)
        found.append(_leading(most, START, N_("Läser rapporterna från cheferna närmast under")))
    if plain:
        found.append(_offered(plain[0], START, Sentence(N_("Läser resultat och mål"))))
    return found


def _role_order(person: Placed) -> int:
    return list(ROLE_WORDS).index(person.role) if person.role else len(ROLE_WORDS)


def _words_of(person: Placed) -> Sentence | None:
    return Sentence(ROLE_WORDS[person.role]) if person.role else None


def _distance(leader: Leader) -> int:
    return abs(leader.group - TELLING_SIZE)


def _one_of_each_unit(people: Sequence[Placed]) -> list[Placed]:
    first: dict[str, Placed] = {}
    for one in people:
        first.setdefault(one.unit_id, one)
    return list(first.values())


def _offered(person: Placed, group: str, what: Sentence | None = None) -> DemoPerson:
    return DemoPerson(person.person_id, person.name, person.title, person.unit_name, group, what)


def _leading(leader: Leader, group: str, words: str = "") -> DemoPerson:
    counts = {"count": leader.led_below or leader.group}
    plain = N_("%(count)s chefer under sig") if leader.led_below else N_("%(count)s i gruppen")
    person = leader.person
    what = Sentence(words or plain, counts)
    return DemoPerson(person.person_id, person.name, person.title, leader.unit_name, group, what)
