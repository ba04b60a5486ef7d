"""Sign in and out, one-time links, passwords, and granting roles."""

from __future__ import annotations

import datetime as dt
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Select, delete, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from workplace.errors import refuse
from workplace.identity.actor import Role
from workplace.identity.queries import password_hash_of
from workplace.identity.records import (
    PasswordRecord,
    ProviderReplyRecord,
    RoleGrantRecord,
    SessionRecord,
    SignInLinkRecord,
    SignInTryRecord,
)
from workplace.identity.tokens import (
    ABSOLUTE,
    IDLE,
    LINK_HOLDS,
    TRIES_PER_ACCOUNT,
    TRIES_PER_ADDRESS,
    TRY_WINDOW,
    hash_of,
    throttle_key,
)
from workplace.identity.visit import VISIT_HOLDS, Visit
from workplace.journal.actions import record
from workplace.organisation.records import PersonRecord, UnitRecord
from workplace.wording import N_

SHORTEST_PASSWORD = 12
_HASHER = PasswordHasher()
_NOBODY = _HASHER.hash(secrets.token_urlsafe(16))
"""Verified when there is no such account, so that the reply takes as long."""


def begin_session(session: Session, person_id: str, now: dt.datetime, *, replaces: str = "") -> str:
    """Start a session with a fresh token and return the token; the session it replaces is revoked."""
    token = secrets.token_urlsafe(32)
    if replaces:
        session.execute(delete(SessionRecord).where(SessionRecord.token_hash == hash_of(replaces)))
    session.execute(
        delete(SessionRecord).where(or_(SessionRecord.seen_at < now - IDLE, SessionRecord.began_at < now - ABSOLUTE))
    )
    session.add(SessionRecord(token_hash=hash_of(token), person_id=person_id, began_at=now, seen_at=now))
    record(session, now=now, actor_id=person_id, verb="signed_in", object_kind="person", object_id=person_id)
    return token


def touch_session(session: Session, token_hash: str, now: dt.datetime) -> None:
    """Note that a session is in use."""
    session.execute(update(SessionRecord).where(SessionRecord.token_hash == token_hash).values(seen_at=now))


def end_session(session: Session, token_hash: str) -> None:
    """Sign one browser out."""
    session.execute(delete(SessionRecord).where(SessionRecord.token_hash == token_hash))


def end_all_sessions(session: Session, person_id: str, *, but: str = "") -> None:
    """Sign a person out everywhere, except the session named."""
    session.execute(delete(SessionRecord).where(SessionRecord.person_id == person_id, SessionRecord.token_hash != but))


def make_link(session: Session, person_id: str, now: dt.datetime) -> str:
    """Return the token of a new one-time link; earlier unused links of the person stay valid until they expire."""
    token = secrets.token_urlsafe(32)
    session.add(
        SignInLinkRecord(token_hash=hash_of(token), person_id=person_id, made_at=now, expires_at=now + LINK_HOLDS)
    )
    record(session, now=now, actor_id="", verb="made_sign_in_link", object_kind="person", object_id=person_id)
    return token


def use_link(session: Session, token: str, now: dt.datetime) -> str | None:
    """Use up a link and return whose it was, or None when it is unknown, used or too old."""
    return session.execute(
        update(SignInLinkRecord)
        .where(
            SignInLinkRecord.token_hash == hash_of(token),
            SignInLinkRecord.used_at.is_(None),
            SignInLinkRecord.expires_at > now,
            SignInLinkRecord.made_at <= now,
        )
        .values(used_at=now)
        .returning(SignInLinkRecord.person_id)
    ).scalar()


def take_reply(session: Session, visit: Visit, now: dt.datetime) -> bool:
    """Take the answer to a visit and return whether it is the first one; of two at once only one is."""
    session.execute(delete(ProviderReplyRecord).where(ProviderReplyRecord.taken_at < now - 2 * VISIT_HOLDS))
    state_hash = hash_of(visit.state)
    if session.get(ProviderReplyRecord, state_hash) is not None:
        return False
    try:
        with session.begin_nested():
            session.add(ProviderReplyRecord(state_hash=state_hash, taken_at=now))
    except IntegrityError:
        return False
    return True


def note_try(session: Session, secret: bytes, account: str, address: str, now: dt.datetime) -> None:
    """Count a try at signing in for the account and for the address."""
    session.execute(delete(SignInTryRecord).where(SignInTryRecord.tried_at < now - TRY_WINDOW))
    for kind, value in (("account", account), ("address", address)):
        session.add(SignInTryRecord(key_hash=throttle_key(secret, kind, value), tried_at=now))


def is_throttled(session: Session, secret: bytes, account: str, address: str, now: dt.datetime) -> bool:
    """Return whether the account or the address has tried too often within the window."""
    limits = (("account", account, TRIES_PER_ACCOUNT), ("address", address, TRIES_PER_ADDRESS))
    for kind, value, most in limits:
        tries = session.scalar(
            select(func.count()).where(
                SignInTryRecord.key_hash == throttle_key(secret, kind, value),
                SignInTryRecord.tried_at > now - TRY_WINDOW,
            )
        )
        if (tries or 0) >= most:
            return True
    return False


def check_password(session: Session, person_id: str | None, password: str) -> bool:
    """Return whether the password is the person's; takes as long when there is no such person."""
    stored = password_hash_of(session, person_id) if person_id else None
    try:
        return _HASHER.verify(stored or _NOBODY, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def set_password(session: Session, person_id: str, password: str, now: dt.datetime, *, keep_session: str) -> None:
    """Choose a password; every other session of the person ends. Refused when it is too short."""
    if len(password) < SHORTEST_PASSWORD:
        raise refuse(
            "short_password", N_("Välj ett lösenord med minst %(shortest)s tecken."), shortest=SHORTEST_PASSWORD
        )
    session.merge(PasswordRecord(person_id=person_id, argon2=_HASHER.hash(password), changed_at=now))
    end_all_sessions(session, person_id, but=keep_session)
    record(session, now=now, actor_id=person_id, verb="chose_password", object_kind="person", object_id=person_id)


def grant_role(
    session: Session,
    person_id: str,
    role: Role,
    now: dt.datetime,
    *,
    unit_id: str | None = None,
    until: dt.datetime | None = None,
    actor_id: str = "",
) -> bool:
    """Grant a role and return whether anything changed. A person not yet imported is entered by id alone.

    Refused when the unit is unknown or the role would already have ended.
    """
    if unit_id is not None and session.get(UnitRecord, unit_id) is None:
        raise refuse("unknown_unit", N_("Enheten %(unit)s finns inte."), unit=unit_id)
    if until is not None and until <= now:
        raise refuse("ended_before_begun", N_("Rollen skulle redan ha upphört."))
    if session.get(PersonRecord, person_id) is None:
        session.add(PersonRecord(id=person_id))
        session.flush()
    held = session.scalars(_valid_grants(person_id, role, unit_id, now)).first()
    if held is not None and held.until == until:
        return False
    if held is not None:
        held.until = now
    session.add(RoleGrantRecord(person_id=person_id, role=role.value, unit_id=unit_id, granted_at=now, until=until))
    facts = {"role": role.value, "unit_id": unit_id or "", "until": until.isoformat() if until else ""}
    record(
        session, now=now, actor_id=actor_id, verb="granted_role", object_kind="person", object_id=person_id, facts=facts
    )
    return True


def revoke_role(
    session: Session, person_id: str, role: Role, now: dt.datetime, *, unit_id: str | None = None, actor_id: str = ""
) -> bool:
    """End a role now and return whether it was held; without a unit every grant of the role ends."""
    query = select(RoleGrantRecord).where(
        RoleGrantRecord.person_id == person_id,
        RoleGrantRecord.role == role.value,
        or_(RoleGrantRecord.until.is_(None), RoleGrantRecord.until > now),
    )
    if unit_id is not None:
        query = query.where(RoleGrantRecord.unit_id == unit_id)
    grants = session.scalars(query).all()
    for grant in grants:
        grant.until = now
    if grants:
        record(
            session,
            now=now,
            actor_id=actor_id,
            verb="revoked_role",
            object_kind="person",
            object_id=person_id,
            facts={"role": role.value, "unit_id": unit_id or ""},
        )
    return bool(grants)


def _valid_grants(person_id: str, role: Role, unit_id: str | None, now: dt.datetime) -> Select[RoleGrantRecord]:
    same_unit = RoleGrantRecord.unit_id.is_(None) if unit_id is None else RoleGrantRecord.unit_id == unit_id
    return select(RoleGrantRecord).where(
        RoleGrantRecord.person_id == person_id,
        RoleGrantRecord.role == role.value,
        same_unit,
        or_(RoleGrantRecord.until.is_(None), RoleGrantRecord.until > now),
    )
