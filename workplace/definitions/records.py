"""Published definitions. A row is written once and never changed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Integer, String, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from workplace.database import Base, UtcDateTime


class DefinitionRecord(Base):
    """A definition as it was published: its TOML text, and the hash by which others pin it."""

    __tablename__ = "definition"
    __table_args__ = (UniqueConstraint("kind", "key", "version", name="uq_definition_kind_key_version"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(64))
    version: Mapped[str] = mapped_column(String(32))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    title: Mapped[str] = mapped_column(Text, doc="in Swedish")
    toml: Mapped[str] = mapped_column(Text)
    published_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    published_by: Mapped[str] = mapped_column(String(64), doc="empty: a command")


class PublishedIsImmutable(RuntimeError):
    """Somebody tried to change or remove a published definition."""


def _stop(_mapper: Any, _connection: Any, target: DefinitionRecord) -> None:
    name = f"{target.kind} {target.key} {target.version}"
    raise PublishedIsImmutable(f"{name} is published; publish a new version instead")


event.listen(DefinitionRecord, "before_update", _stop)
event.listen(DefinitionRecord, "before_delete", _stop)
