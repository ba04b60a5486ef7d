"""Who is this, and what holds for them at this second?"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from workplace.clock import local_date
from workplace.identity.actor import Actor, Role, RoleHeld
from workplace.identity.demo_choice import Leader, Placed, demo_choices, telling_units
from workplace.identity.pages import DemoPerson
from workplace.identity.provider_settings import Matches
from workplace.identity.records import PasswordRecord, RoleGrantRecord, SessionRecord
from workplace.identity.tokens import ABSOLUTE, IDLE, hash_of
from workplace.organisation.records import EmploymentRecord, LeadershipRecord, PersonRecord, UnitVersionRecord


@dataclass(frozen=True)
class SignedIn:
    """A valid session and when it was last seen."""

    token_hash: str
    person_id: str
    seen_at: dt.datetime


@dataclass(frozen=True)
class PersonName:
    """A person as far as a list may say."""

    person_id: str
    name: str
    email: str


def session_of(session: Session, token: str, now: dt.datetime) -> SignedIn | None:
    """Return the session a cookie token belongs to, or None when it is unknown, idle too long, too old or revoked."""
    row = session.get(SessionRecord, hash_of(token))
    if row is None or now - row.seen_at > IDLE or now - row.began_at > ABSOLUTE or row.seen_at > now + IDLE:
        return None
    return SignedIn(row.token_hash, row.person_id, row.seen_at)


def actor_of(session: Session, person_id: str, now: dt.datetime, *, session_hash: str = "") -> Actor:
    """Return the person with the roles, leaderships and employments valid now."""
    today = local_date(now)
    name = session.scalar(select(PersonRecord.name).where(PersonRecord.id == person_id)) or person_id
    grants = session.execute(
        select(RoleGrantRecord.role, RoleGrantRecord.unit_id).where(
            RoleGrantRecord.person_id == person_id,
            RoleGrantRecord.granted_at <= now,
            or_(RoleGrantRecord.until.is_(None), RoleGrantRecord.until > now),
        )
    ).all()
    roles = tuple(RoleHeld(Role(role), unit_id) for role, unit_id in grants)
    leads = session.scalars(
        select(LeadershipRecord.unit_id).where(
            LeadershipRecord.person_id == person_id,
            LeadershipRecord.valid_from <= today,
            LeadershipRecord.valid_to > today,
        )
    )
    employed_in = frozenset(
        session.scalars(
            select(EmploymentRecord.unit_id).where(
                EmploymentRecord.person_id == person_id,
                EmploymentRecord.valid_from <= today,
                EmploymentRecord.valid_to > today,
            )
        )
    )
    of_hr = {held.unit_id for held in roles if held.role is Role.HR}
    homes = {unit_id for unit_id in of_hr if unit_id} or (employed_in if of_hr else set())
    administrations = frozenset(
        session.scalars(
            select(UnitVersionRecord.administration).where(
                UnitVersionRecord.unit_id.in_(homes or {""}),
                UnitVersionRecord.valid_from <= today,
                UnitVersionRecord.valid_to > today,
            )
        )
    )
    return Actor(
        person_id=person_id,
        name=name,
        roles=roles,
        leads=frozenset(leads),
        employed_in=employed_in,
        administrations=administrations,
        holds_all_administrations=bool(of_hr) and not homes,
        session_hash=session_hash,
    )


def people_with_email(session: Session, email: str) -> list[PersonName]:
    """Return everybody with this address, compared without regard to case."""
    folded = email.strip().casefold()
    if not folded:
        return []
    rows = session.execute(
        select(PersonRecord.id, PersonRecord.name, PersonRecord.email).where(
            PersonRecord.email.ilike(_escaped(folded), escape="\\")
        )
    ).all()
    return [PersonName(*row) for row in rows]


def person_named(session: Session, person_id: str) -> PersonName | None:
    """Return a person by id, or None."""
    row = session.execute(
        select(PersonRecord.id, PersonRecord.name, PersonRecord.email).where(PersonRecord.id == person_id)
    ).first()
    return PersonName(*row) if row else None


def person_of_claim(session: Session, matches: Matches, value: str, now: dt.datetime) -> str | None:
    """Return the id of the one person a claim of the organisation's sign-in names, or None.

    None for an unknown value, one that several share, and somebody who does not work here now: whose employments have
    ended or not begun, or who never had one and holds no role.
    """
    if matches is Matches.EMAIL:
        found = [one.person_id for one in people_with_email(session, value)]
    else:
        found = [one.person_id for one in (person_named(session, value),) if one]
    return found[0] if len(found) == 1 and _works_here(session, found[0], now) else None


def _works_here(session: Session, person_id: str, now: dt.datetime) -> bool:
    actor = actor_of(session, person_id, now)
    if actor.employed_in:
        return True
    was_employed = session.execute(
        select(EmploymentRecord.id).where(EmploymentRecord.person_id == person_id).limit(1)
    ).first()
    return was_employed is None and bool(actor.roles)


def password_hash_of(session: Session, person_id: str) -> str | None:
    """Return the argon2 hash of a person's password, or None when none is chosen."""
    return session.scalar(select(PasswordRecord.argon2).where(PasswordRecord.person_id == person_id))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def demo_people(session: Session, now: dt.datetime) -> tuple[DemoPerson, ...]:
    """Return the people a demo offers to sign in as; nobody with protected details."""
    today = local_date(now)
    granted = select(RoleGrantRecord.person_id, RoleGrantRecord.role).order_by(RoleGrantRecord.id.desc())
    roles = dict(session.execute(granted).all())
    leading = session.execute(
        select(
            LeadershipRecord.unit_id, LeadershipRecord.person_id, UnitVersionRecord.name, UnitVersionRecord.parent_id
        )
        .join(UnitVersionRecord, UnitVersionRecord.unit_id == LeadershipRecord.unit_id)
        .where(
            LeadershipRecord.valid_from <= today,
            LeadershipRecord.valid_to > today,
            UnitVersionRecord.valid_from <= today,
            UnitVersionRecord.valid_to > today,
        )
        .order_by(LeadershipRecord.unit_id)
    ).all()
    sizes = dict(
        session.execute(
            select(EmploymentRecord.unit_id, func.count(EmploymentRecord.person_id.distinct()))
            .where(EmploymentRecord.valid_from <= today, EmploymentRecord.valid_to > today)
            .group_by(EmploymentRecord.unit_id)
        ).all()
    )
    led_below = Counter(parent_id for _, _, _, parent_id in leading if parent_id)
    people = {one.person_id: one for one in _placed(session, today, person_ids={row.person_id for row in leading})}
    leaders = [
        Leader(
            person=people[person_id],
            unit_id=unit_id,
            unit_name=name,
            led_below=led_below[unit_id],
            has_parent=bool(parent_id),
            group=sizes.get(unit_id, 0) - (people[person_id].unit_id == unit_id),
        )
        for unit_id, person_id, name, parent_id in leading
        if person_id in people
    ]
    holders = _placed(session, today, person_ids=set(roles))
    with_role = [replace(one, role=Role(roles[one.person_id])) for one in holders]
    units = telling_units(leaders)
    employees = sorted(_placed(session, today, unit_ids=units), key=lambda one: units.index(one.unit_id))
    return demo_choices(with_role, leaders, employees)


def _placed(
    session: Session,
    today: dt.date,
    *,
    person_ids: Collection[str] | None = None,
    unit_ids: Collection[str] | None = None,
) -> list[Placed]:
    """Return people with where they work today, those named or those of the units named, by unit and id."""
    query = (
        select(
            PersonRecord.id, PersonRecord.name, EmploymentRecord.title, EmploymentRecord.unit_id, UnitVersionRecord.name
        )
        .join(EmploymentRecord, EmploymentRecord.person_id == PersonRecord.id)
        .join(UnitVersionRecord, UnitVersionRecord.unit_id == EmploymentRecord.unit_id)
        .where(
            EmploymentRecord.valid_from <= today,
            EmploymentRecord.valid_to > today,
            UnitVersionRecord.valid_from <= today,
            UnitVersionRecord.valid_to > today,
            PersonRecord.protected.is_(False),
        )
        .order_by(EmploymentRecord.unit_id, PersonRecord.id)
    )
    if person_ids is not None:
        query = query.where(PersonRecord.id.in_(person_ids))
    if unit_ids is not None:
        query = query.where(EmploymentRecord.unit_id.in_(unit_ids))
    return [Placed(*row) for row in session.execute(query)]
