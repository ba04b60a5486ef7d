"""The organisation as dated intervals: units, who leads them, who is employed where, who is away.

Every interval is half open, [valid_from, valid_to). The first import reaches back to `BEGINNING`, so a wave that was
closed before medskap came can still ask who led whom.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Index, Integer, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column

from workplace.database import Base


class UnitRecord(Base):
    """A unit that exists or has existed; everything that may change stands in its versions."""

    __tablename__ = "unit"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)


class UnitVersionRecord(Base):
    """What a unit was called and where it hung during an interval."""

    __tablename__ = "unit_version"
    __table_args__ = (
        CheckConstraint("valid_from < valid_to", name="unit_version_interval_is_not_empty"),
        Index("ix_unit_version_interval", "valid_from", "valid_to"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("unit.id"), index=True, doc="null: the unit is a root")
    kind: Mapped[str] = mapped_column(String(64), default="")
    administration: Mapped[str] = mapped_column(String(200), default="", doc="inherited value already filled in")
    predecessor_id: Mapped[str | None] = mapped_column(String(64), doc="null: no unit went before this one")
    valid_from: Mapped[dt.date] = mapped_column(Date)
    valid_to: Mapped[dt.date] = mapped_column(Date)


class LeadershipRecord(Base):
    """Who led a unit from when to when."""

    __tablename__ = "leadership"
    __table_args__ = (CheckConstraint("valid_from < valid_to", name="leadership_interval_is_not_empty"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    valid_from: Mapped[dt.date] = mapped_column(Date)
    valid_to: Mapped[dt.date] = mapped_column(Date)


class PersonRecord(Base):
    """A person who is or was employed, or who holds a role here."""

    __tablename__ = "person"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str] = mapped_column(String(254), default="", index=True)
    phone: Mapped[str] = mapped_column(String(40), default="")
    sex: Mapped[str] = mapped_column(String(16), default="")
    birth_year: Mapped[int | None] = mapped_column(Integer, doc="null: not in the files")
    protected: Mapped[bool] = mapped_column(Boolean, default=False)


class EmploymentRecord(Base):
    """A placement of an employment: the same employment in another unit, or with another title, is a new row."""

    __tablename__ = "employment"
    __table_args__ = (
        CheckConstraint("valid_from < valid_to", name="employment_interval_is_not_empty"),
        Index("ix_employment_interval", "valid_from", "valid_to"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"), index=True)
    title: Mapped[str] = mapped_column(String(200), default="")
    role: Mapped[str] = mapped_column(String(100), default="", doc="a background, never a right")
    employment_form: Mapped[str] = mapped_column(String(16), default="month")
    fte: Mapped[Decimal | None] = mapped_column(Numeric(7, 4), doc="null: not in the files")
    assignment_percent: Mapped[Decimal | None] = mapped_column(Numeric(7, 3), doc="null: not in the files")
    agreement_area: Mapped[str] = mapped_column(String(64), default="")
    aid_code: Mapped[str] = mapped_column(String(32), default="")
    monthly_pay: Mapped[Decimal | None] = mapped_column(Numeric(12, 2), doc="null: not in the files")
    pay_additions: Mapped[Decimal | None] = mapped_column(Numeric(12, 2), doc="null: not in the files")
    employed_from: Mapped[dt.date] = mapped_column(Date)
    employed_to: Mapped[dt.date] = mapped_column(Date)
    valid_from: Mapped[dt.date] = mapped_column(Date)
    valid_to: Mapped[dt.date] = mapped_column(Date)


class AbsenceRecord(Base):
    """A longer absence of a person."""

    __tablename__ = "absence"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(64), default="")
    absent_from: Mapped[dt.date] = mapped_column(Date)
    absent_to: Mapped[dt.date] = mapped_column(Date)
