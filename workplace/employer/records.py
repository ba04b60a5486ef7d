"""The employer this database belongs to, and whether it was born as a demo."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import CheckConstraint, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from workplace.database import Base, UtcDateTime


class Birth(StrEnum):
    """A database is born real or demo and stays so."""

    REAL = "real"
    DEMO = "demo"


class EmployerRecord(Base):
    """The one row that says whose database this is."""

    __tablename__ = "employer"
    __table_args__ = (
        CheckConstraint("id = 1", name="employer_is_one"),
        CheckConstraint("born in ('real', 'demo')", name="employer_born_real_or_demo"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(200), default="")
    born: Mapped[str] = mapped_column(String(8))
    born_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
