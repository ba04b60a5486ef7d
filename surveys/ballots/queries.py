"""Read the urn and its boxes while a wave is open, and ballots: only ever all of an edition at once, for a release."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NoReturn

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from surveys.ballots.records import BallotRecord, SealedBoxRecord, TextBallotRecord, UrnRecord
from workplace.errors import refuse
from workplace.wording import N_


@dataclass(frozen=True)
class Urn:
    """The urn of a wave. Boxes of another epoch than this are not valid. `box_size`: bytes of a packed answer."""

    wave_id: str
    is_open: bool
    epoch: int
    public_key: bytes
    box_size: int


def urn_of(session: Session, wave_id: str) -> Urn | None:
    """Return the urn of a wave, or None where it has none: not opened yet, or answered elsewhere."""
    return _urn(session.execute(_urns().where(UrnRecord.wave_id == wave_id)).one_or_none())


def existing_urn(session: Session, wave_id: str) -> Urn:
    """Return the urn of a wave, or raise `Refused`."""
    return urn_of(session, wave_id) or _no_urn(wave_id)


def held_existing_urn(session: Session, wave_id: str) -> Urn:
    """Return the urn as `held_urn` does, or raise `Refused`."""
    return held_urn(session, wave_id) or _no_urn(wave_id)


def shared_urn(session: Session, wave_id: str) -> Urn | None:
    """Return the urn and keep its epoch as it is until the transaction ends; others may do the same beside.

    A file database has one writer at a time anyway, who must have begun as one.
    """
    query = _urns().where(UrnRecord.wave_id == wave_id).with_for_update(read=True)
    return _urn(session.execute(query).one_or_none())


def held_urn(session: Session, wave_id: str) -> Urn | None:
    """Return the urn and keep everybody else from it until the transaction ends: no box is put in meanwhile."""
    query = _urns().where(UrnRecord.wave_id == wave_id).with_for_update()
    return _urn(session.execute(query).one_or_none())


def open_urns(session: Session) -> list[str]:
    """Return the waves whose urns take boxes."""
    return list(session.scalars(select(UrnRecord.wave_id).where(UrnRecord.is_open).order_by(UrnRecord.wave_id)))


def box_ids(session: Session, wave_id: str, epoch: int) -> list[str]:
    """Return the ids of the boxes of an epoch, in no order that means anything."""
    return list(
        session.scalars(
            select(SealedBoxRecord.id).where(SealedBoxRecord.wave_id == wave_id, SealedBoxRecord.epoch == epoch)
        )
    )


def box_count(session: Session, wave_id: str, epoch: int) -> int:
    """Return how many boxes of an epoch there are. While the wave is open no person is told."""
    query = select(func.count()).where(SealedBoxRecord.wave_id == wave_id, SealedBoxRecord.epoch == epoch)
    return session.scalar(query) or 0


def boxes_of(session: Session, ids: Collection[str]) -> dict[str, bytes]:
    """Return boxes by id."""
    query = select(SealedBoxRecord.id, SealedBoxRecord.box).where(SealedBoxRecord.id.in_(ids))
    return {row.id: row.box for row in session.execute(query)}


def ballots_of_edition(session: Session, wave_id: str, edition: int) -> list[tuple[str, dict[str, Any]]]:
    """Return (unit id, answers by item key) of every respondent, in no order that means anything."""
    query = select(BallotRecord.unit_id, BallotRecord.answers).where(
        BallotRecord.wave_id == wave_id, BallotRecord.edition == edition
    )
    return [(row[0], json.loads(row[1])) for row in session.execute(query)]


def texts_of_edition(session: Session, wave_id: str, edition: int) -> list[tuple[str, str, str]]:
    """Return (unit id, item key, words) of every text, in no order that means anything."""
    query = select(TextBallotRecord.unit_id, TextBallotRecord.item_key, TextBallotRecord.text).where(
        TextBallotRecord.wave_id == wave_id, TextBallotRecord.edition == edition
    )
    return [(row.unit_id, row.item_key, row.text) for row in session.execute(query)]


def _urns() -> Select[Any]:
    # Columns and not the record, so that a session never answers with what it read before it had the lock.
    table = UrnRecord.__table__.c
    return select(table.wave_id, table.is_open, table.epoch, table.public_key, table.box_size)


def _urn(row: Row[Any] | None) -> Urn | None:
    return None if row is None else Urn(**row._mapping)


def _no_urn(wave_id: str) -> NoReturn:
    raise refuse("no_urn", N_("Omgången %(wave)s har ingen urna."), wave=wave_id)
