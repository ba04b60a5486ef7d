"""Who is this, and what holds for them at this second?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from workplace.clock import local_date
from workplace.identity.actor import Actor, Role, RoleHeld
from workplace.identity.records import PasswordRecord, RoleGrantRecord, SessionRecord
from workplace.identity.pages import DemoPerson
from workplace.identity.tokens import ABSOLUTE, IDLE, hash_of
from workplace.organisation.records import EmploymentRecord, LeadershipRecord, PersonRecord, UnitVersionRecord
from workplace.wording import N_

DEMO_EMPLOYEES = 12


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
            LeadershipRecord.valid_from <= today, LeadershipRecord.valid_to > today,
        )
    )
    employed_in = frozenset(
        session.scalars(
            select(EmploymentRecord.unit_id).where(
                EmploymentRecord.person_id == person_id,
                EmploymentRecord.valid_from <= today, EmploymentRecord.valid_to > today,
            )
        )
    )
    of_hr = {held.unit_id for held in roles if held.role is Role.HR}
    homes = {unit_id for unit_id in of_hr if unit_id} or (employed_in if of_hr else set())
    administrations = frozenset(
        session.scalars(
            select(UnitVersionRecord.administration).where(
                UnitVersionRecord.unit_id.in_(homes or {""}),
                UnitVersionRecord.valid_from <= today, UnitVersionRecord.valid_to > today,
            )
        )
    )
    return Actor(
        person_id=person_id, name=name, roles=roles, leads=frozenset(leads), employed_in=employed_in,
        administrations=administrations, holds_all_administrations=bool(of_hr) and not homes,
        session_hash=session_hash,
    )


def people_with_email(session: Session, email: str) -> list[PersonName]:
    """Return everybody with this address, compared without regard to case."""
    folded = email.strip().casefold()
    if not folded:
        return []
    rows = session.execute(
        select(PersonRecord.id, PersonRecord.name, PersonRecord.email).where(PersonRecord.email.ilike(_escaped(folded), escape="\\"))
    ).all()
    return [PersonName(*row) for row in rows]


def person_named(session: Session, person_id: str) -> PersonName | None:
    """Return a person by id, or None."""
    row = session.execute(
        select(PersonRecord.id, PersonRecord.name, PersonRecord.email).where(PersonRecord.id == person_id)
    ).first()
    return PersonName(*row) if row else None


def password_hash_of(session: Session, person_id: str) -> str | None:
    """Return the argon2 hash of a person's password, or None when none is chosen."""
    return session.scalar(select(PasswordRecord.argon2).where(PasswordRecord.person_id == person_id))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def demo_people(session: Session, now: dt.datetime) -> tuple[DemoPerson, ...]:
    """Return the people a demo offers to sign in as: those with a role, leaders from the top, and a few employees."""
    today = local_date(now)
    placed = session.execute(
        select(PersonRecord.id, PersonRecord.name, EmploymentRecord.title, EmploymentRecord.unit_id, UnitVersionRecord.name)
        .join(EmploymentRecord, EmploymentRecord.person_id == PersonRecord.id)
        .join(UnitVersionRecord, UnitVersionRecord.unit_id == EmploymentRecord.unit_id)
        .where(
            EmploymentRecord.valid_from <= today, EmploymentRecord.valid_to > today,
            UnitVersionRecord.valid_from <= today, UnitVersionRecord.valid_to > today, PersonRecord.protected.is_(False),
        )
        .order_by(UnitVersionRecord.id, PersonRecord.id)
    ).all()
    with_role = set(session.scalars(select(RoleGrantRecord.person_id)))
    led = dict(
        session.execute(
            select(LeadershipRecord.person_id, UnitVersionRecord.name)
            .join(UnitVersionRecord, UnitVersionRecord.unit_id == LeadershipRecord.unit_id)
            .where(LeadershipRecord.valid_from <= today, LeadershipRecord.valid_to > today)
            .order_by(UnitVersionRecord.id.desc())
        ).all()
    )
    groups: dict[str, list[DemoPerson]] = {N_("HR, facklig och skyddsombud"): [], N_("Chefer"): [], N_("Medarbetare"): []}
    for person_id, name, title, _unit_id, unit_name in placed:
        if person_id in with_role:
            group = N_("HR, facklig och skyddsombud")
        elif person_id in led:
            group, unit_name = N_("Chefer"), led[person_id]
        else:
            group = N_("Medarbetare")
            if len(groups[group]) >= DEMO_EMPLOYEES:
                continue
        groups[group].append(DemoPerson(person_id, name, title, unit_name, group))
    return tuple(person for people in groups.values() for person in people)
