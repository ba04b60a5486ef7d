"""Roles held, sessions on the server, one-time links, and tries at signing in."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from workplace.database import Base, UtcDateTime
from workplace.database.base import LEFT_OUT_OF_BACKUPS


class RoleGrantRecord(Base):
    """A role a person holds from one moment to another, for one unit and what is below it or for all."""

    __tablename__ = "role_grant"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(32))
    unit_id: Mapped[str | None] = mapped_column(ForeignKey("unit.id"), doc="null: not bound to a unit")
    granted_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    until: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, doc="null: until revoked")


class PasswordRecord(Base):
    """A password somebody chose, as an argon2id hash."""

    __tablename__ = "password"

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    argon2: Mapped[str] = mapped_column(String(200))
    changed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class SessionRecord(Base):
    """A signed-in browser. The key is the hash of the token its cookie holds."""

    __tablename__ = "session"
    __table_args__ = LEFT_OUT_OF_BACKUPS

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    began_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class SignInLinkRecord(Base):
    """A link that signs in once. The key is the hash of its token."""

    __tablename__ = "sign_in_link"
    __table_args__ = LEFT_OUT_OF_BACKUPS

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    made_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, doc="null: not used yet")


class SignInTryRecord(Base):
    """A try at signing in, kept for the throttle; account and address only as keyed hashes."""

    __tablename__ = "sign_in_try"
    __table_args__ = (Index("ix_sign_in_try_key", "key_hash", "tried_at"), LEFT_OUT_OF_BACKUPS)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64))
    tried_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class ProviderReplyRecord(Base):
    """An answer of the organisation's sign-in that has been taken, so that it is never taken again.

    The key is the hash of its state. Kept as long as the visit it belongs to could still be answered.
    """

    __tablename__ = "provider_reply"
    __table_args__ = LEFT_OUT_OF_BACKUPS

    state_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    taken_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
