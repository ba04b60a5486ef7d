"""The declarative base with named constraints, and the types both databases understand alike."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import DateTime, MetaData
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

BEGINNING = dt.date(1, 1, 1)
"""The date that stands for "as long as anybody knows"."""
END = dt.date(9999, 12, 31)
"""The date that stands for "until further notice"."""


LEFT_OUT_OF_BACKUPS = {"info": {"is_left_out_of_backups": True}}
"""For `__table_args__` of a record whose rows are of no use, or of harm, after a restore: sessions, one-time links."""


class Base(DeclarativeBase):
    """All records share this base; constraints get names that migrations can refer to."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcDateTime(TypeDecorator[dt.datetime]):
    """An aware moment, stored as naive UTC; a naive moment is refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive moment has no place in the database; pass an aware one")
        return value.astimezone(dt.UTC).replace(tzinfo=None)

    def process_result_value(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        return None if value is None else value.replace(tzinfo=dt.UTC)
