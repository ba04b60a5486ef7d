"""The urn: open it, put a box in, the steps of a mix; and ballots, written in random order under random ids.

No person, no clock and no sequence comes here. Each function works in the caller's transaction.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Table, delete, insert, select, update
from sqlalchemy.orm import Session

from surveys.ballots.box import box_size
from surveys.ballots.queries import Urn, shared_urn
from surveys.ballots.records import BallotRecord, SealedBoxRecord, TextBallotRecord, UrnRecord
from surveys.ballots.sealing import seal
from surveys.waves.queries import instrument_of

_BATCH = 5_000
FIRST_EPOCH = 1


def open_urn(session: Session, wave_id: str, public_key: bytes) -> None:
    """Open the urn of a wave in its first epoch, with boxes as large as the wave's instrument asks for."""
    size = box_size(instrument_of(session, wave_id))
    session.add(UrnRecord(wave_id=wave_id, is_open=True, epoch=FIRST_EPOCH, public_key=public_key, box_size=size))
    session.flush()


def put_box(session: Session, wave_id: str, plain: bytes) -> bool:
    """Seal a packed answer to the urn's epoch and put it in; False where the urn takes no boxes.

    The transaction must have begun as a writing one. The epoch stays as it was read until the transaction ends, so a
    mix takes this box along or waits for it. ValueError for an answer that is not of the wave's size: it would stand
    out among the others.
    """
    urn = shared_urn(session, wave_id)
    if urn is None or not urn.is_open:
        return False
    if len(plain) != urn.box_size:
        raise ValueError("all boxes of a wave are the same size")
    insert_boxes(session, wave_id, urn.epoch, [seal(plain, urn.public_key)])
    return True


def insert_boxes(session: Session, wave_id: str, epoch: int, boxes: Iterable[bytes]) -> list[str]:
    """Write sealed boxes under new random ids, in the order given, and return the ids."""
    rows = [{"id": secrets.token_hex(16), "wave_id": wave_id, "epoch": epoch, "box": box} for box in boxes]
    if rows:
        session.execute(insert(_table(SealedBoxRecord)), rows)
    return [row["id"] for row in rows]  # type: ignore[misc]


def begin_epoch(session: Session, urn: Urn, epoch: int, public_key: bytes) -> None:
    """Let the boxes of a new epoch be the valid ones, and those of the old one invalid, at one stroke.

    The caller holds the urn. Raises RuntimeError where it is no longer in the epoch it was read in.
    """
    changed = session.execute(
        update(_table(UrnRecord))
        .where(UrnRecord.wave_id == urn.wave_id, UrnRecord.epoch == urn.epoch)
        .values(epoch=epoch, public_key=public_key)
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise RuntimeError("the urn was mixed by somebody else")


def sweep(session: Session, urn: Urn, most: int) -> int:
    """Take away up to `most` boxes that are not of the urn's epoch and return how many there were.

    Those were resealed in the urn's epoch, or come from a mix that was interrupted. The caller holds the urn.
    """
    stale = (
        select(SealedBoxRecord.id)
        .where(SealedBoxRecord.wave_id == urn.wave_id, SealedBoxRecord.epoch != urn.epoch)
        .limit(most)
    )
    ids = list(session.scalars(stale))
    if ids:
        session.execute(delete(_table(SealedBoxRecord)).where(SealedBoxRecord.id.in_(ids)))
    return len(ids)


def shut_urn(session: Session, wave_id: str) -> None:
    """Take no more boxes. The caller holds the urn, so no box is on its way in."""
    _set_open(session, wave_id, is_open=False)


def reopen_urn(session: Session, wave_id: str) -> None:
    """Take boxes again."""
    _set_open(session, wave_id, is_open=True)


def empty_urn(session: Session, wave_id: str) -> int:
    """Take away every box of a wave, whatever its epoch, and return how many there were."""
    gone = session.execute(delete(_table(SealedBoxRecord)).where(SealedBoxRecord.wave_id == wave_id))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def store_ballots(
    session: Session, wave_id: str, edition: int, ballots: Sequence[tuple[str, Mapping[str, Any]]]
) -> None:
    """Write (unit id, answers by item key) of a whole edition in the caller's transaction."""
    rows = [{"unit_id": unit_id, "answers": json.dumps(given, separators=(",", ":"))} for unit_id, given in ballots]
    _store_shuffled(session, _table(BallotRecord), wave_id, edition, rows)


def store_text_ballots(session: Session, wave_id: str, edition: int, texts: Sequence[tuple[str, str, str]]) -> None:
    """Write (unit id, item key, words) of a whole edition; no two of them, and no ballot, have an id in common."""
    rows = [{"unit_id": unit_id, "item_key": key, "text": text} for unit_id, key, text in texts]
    _store_shuffled(session, _table(TextBallotRecord), wave_id, edition, rows)


def _store_shuffled(session: Session, table: Table, wave_id: str, edition: int, rows: list[dict[str, Any]]) -> None:
    """Write rows in random order, since a database keeps them, and its log, in the order they came."""
    secrets.SystemRandom().shuffle(rows)
    for start in range(0, len(rows), _BATCH):
        session.execute(
            insert(table),
            [
                {"id": secrets.token_hex(16), "wave_id": wave_id, "edition": edition, **row}
                for row in rows[start : start + _BATCH]
            ],
        )


def _set_open(session: Session, wave_id: str, *, is_open: bool) -> None:
    session.execute(update(_table(UrnRecord)).where(UrnRecord.wave_id == wave_id).values(is_open=is_open))


def _table(record: type[Any]) -> Table:
    table: Table = record.__table__
    return table
