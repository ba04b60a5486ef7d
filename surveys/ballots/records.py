"""The urn while a wave is open, and its ballots afterwards. No person, no time, no order, no background."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from workplace.database import Base


class UrnRecord(Base):
    """The urn of a wave: whether it takes boxes, and the public key of the epoch it takes them in."""

    __tablename__ = "urn"
    __table_args__ = (CheckConstraint("epoch >= 1", name="urn_epoch_is_counted_from_one"),)

    wave_id: Mapped[str] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    is_open: Mapped[bool] = mapped_column(Boolean)
    epoch: Mapped[int] = mapped_column(Integer)
    public_key: Mapped[bytes] = mapped_column(LargeBinary, doc="32 bytes; the private half is never in the database")
    box_size: Mapped[int] = mapped_column(Integer, doc="bytes of every packed answer of the wave, see box.box_size")


class SealedBoxRecord(Base):
    """An answer that nobody but the holder of the epoch's private key can open. All boxes are the same size."""

    __tablename__ = "sealed_box"
    __table_args__ = (
        Index("ix_sealed_box_wave_id_epoch", "wave_id", "epoch"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, doc="random")
    wave_id: Mapped[str] = mapped_column(ForeignKey("urn.wave_id"))
    epoch: Mapped[int] = mapped_column(Integer)
    box: Mapped[bytes] = mapped_column(LargeBinary)


class BallotRecord(Base):
    """One respondent's answers. The id is random and the rows were written in random order."""

    __tablename__ = "ballot"
    __table_args__ = (
        ForeignKeyConstraint(["wave_id", "edition"], ["wave_edition.wave_id", "wave_edition.number"]),
        ForeignKeyConstraint(["wave_id", "unit_id"], ["wave_unit.wave_id", "wave_unit.unit_id"]),
        Index("ix_ballot_wave_id_edition", "wave_id", "edition"),
        Index("ix_ballot_wave_id_unit_id", "wave_id", "unit_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    wave_id: Mapped[str] = mapped_column(String(40))
    edition: Mapped[int] = mapped_column(Integer)
    unit_id: Mapped[str] = mapped_column(String(64), doc="the unit whose direct group the answer belongs to")
    answers: Mapped[str] = mapped_column(
        Text, doc='JSON: item key to value; "vet ej" is null; an item passed over is not there'
    )


class TextBallotRecord(Base):
    """Words somebody wrote: a ballot of their own, with no id in common with the other answers."""

    __tablename__ = "text_ballot"
    __table_args__ = (
        ForeignKeyConstraint(["wave_id", "edition"], ["wave_edition.wave_id", "wave_edition.number"]),
        ForeignKeyConstraint(["wave_id", "unit_id"], ["wave_unit.wave_id", "wave_unit.unit_id"]),
        Index("ix_text_ballot_wave_id_edition", "wave_id", "edition"),
        Index("ix_text_ballot_wave_id_unit_id", "wave_id", "unit_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    wave_id: Mapped[str] = mapped_column(String(40))
    edition: Mapped[int] = mapped_column(Integer)
    unit_id: Mapped[str] = mapped_column(String(64))
    item_key: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
