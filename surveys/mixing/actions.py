"""The mix: reseal every box to a fresh key while answers go on coming, and never lose or double one.

Every step is a transaction of its own that leaves something whole behind, and every step may be done twice: whoever
comes after a kill begins from the top and finds what is left. What is true at any moment:

* The urn's row names one epoch. The boxes of that epoch are all the answers there are; others are not valid.
* The key of that epoch exists until a transaction has ended after which no box needs it any more.
* What was written in one transaction is boxes in random order, under ids that say nothing.
"""

from __future__ import annotations

import secrets
import time

from surveys.ballots.actions import begin_epoch, insert_boxes, sweep
from surveys.ballots.keys import KeyFolder
from surveys.ballots.queries import Urn, box_count, box_ids, boxes_of, held_existing_urn, held_urn, shared_urn
from surveys.ballots.sealing import Opener, public_half
from surveys.mixing.mix import MixOutcome, MixPace, Progress
from workplace.database import Database
from workplace.errors import refuse
from workplace.wording import N_


class MixDisturbed(RuntimeError):
    """The urn or its boxes are not as this mix left them: somebody else was at work. Nothing was swapped."""


def mix(database: Database, keys: KeyFolder, wave_id: str, progress: Progress, pace: MixPace) -> MixOutcome:
    """Mix the urn of a wave, open or shut. The caller holds `keys.mixing()`.

    Refused where the key is gone; MixDisturbed, with nothing changed, where the boxes are not as they were left.
    """
    urn = cleared(database, keys, wave_id, pace)
    opener = Opener(private_key_of(keys, urn), urn.box_size)
    # The new key is on disk in both places before anything is sealed to it.
    epoch, public_key = keys.make_next(wave_id, urn.epoch)

    resealed: set[str] = set()
    while True:
        with database.reading() as session:
            waiting = [box_id for box_id in box_ids(session, wave_id, urn.epoch) if box_id not in resealed]
        if len(waiting) > pace.most_late:
            # Drawn over all that wait: a chunk is any of them, so the transaction a box was written in tells nothing.
            secrets.SystemRandom().shuffle(waiting)
            for start in range(0, len(waiting), pace.chunk):
                ids = waiting[start : start + pace.chunk]
                with database.reading() as session:
                    boxes = boxes_of(session, ids)
                fresh = list(opener.resealed((boxes[box_id] for box_id in ids), public_key))  # outside any lock
                with database.writing() as session:
                    _refuse_another_epoch(urn, shared_urn(session, wave_id))
                    insert_boxes(session, wave_id, epoch, fresh)
                resealed.update(ids)
                progress(len(resealed), len(waiting))
            continue  # others may have come meanwhile
        late = _swap(database, keys, urn, opener, epoch, public_key, resealed, pace)
        if late is not None:
            break
    cleared(database, keys, wave_id, pace)
    return MixOutcome(wave_id, epoch, len(resealed) + late, late)


def _swap(
    database: Database,
    keys: KeyFolder,
    urn: Urn,
    opener: Opener,
    epoch: int,
    public_key: bytes,
    resealed: set[str],
    pace: MixPace,
) -> int | None:
    """Take in the last late boxes and let the new epoch begin, at one stroke; None where too many came again.

    While the urn is held nobody puts a box in. Everything is compared once more before the old boxes lose their
    validity: after this transaction there is no way back to them.
    """
    with database.writing() as session:
        _refuse_another_epoch(urn, held_urn(session, urn.wave_id))
        late = [box_id for box_id in box_ids(session, urn.wave_id, urn.epoch) if box_id not in resealed]
        if len(late) > pace.most_late:
            return None
        secrets.SystemRandom().shuffle(late)
        boxes = boxes_of(session, late)
        insert_boxes(session, urn.wave_id, epoch, opener.resealed((boxes[box_id] for box_id in late), public_key))
        before, after = (box_count(session, urn.wave_id, each) for each in (urn.epoch, epoch))
        if not before == after == len(resealed) + len(late):
            raise MixDisturbed(f"{before} boxes before the mix, {after} after")
        if public_half(keys.private(urn.wave_id, epoch) or bytes(32)) != public_key:
            raise MixDisturbed("the key of the new epoch is gone")
        begin_epoch(session, urn, epoch, public_key)
    return len(late)


def _refuse_another_epoch(urn: Urn, found: Urn | None) -> None:
    """Stop where somebody else mixed meanwhile, as when the lock of the key folder does not reach them."""
    if found is None or (found.epoch, found.public_key) != (urn.epoch, urn.public_key):
        raise MixDisturbed("the urn is in another epoch")


def cleared(database: Database, keys: KeyFolder, wave_id: str, pace: MixPace) -> Urn:
    """Take away the boxes that are not of the urn's epoch, and when there are none left the keys they needed.

    This ends a mix, and is also all that the next one has to do where an earlier one was killed: boxes of an epoch
    that never began, or of one that has ended, look the same.
    """
    while True:
        with database.writing() as session:
            # Held, so that the epoch cannot change between reading it and acting on it.
            urn = held_existing_urn(session, wave_id)
            if not sweep(session, urn, pace.chunk):
                for epoch in keys.epochs(wave_id):
                    if epoch != urn.epoch:
                        keys.destroy(wave_id, epoch)
                return urn
        time.sleep(pace.pause_seconds)


def private_key_of(keys: KeyFolder, urn: Urn) -> bytes:
    """Return the key of the urn's epoch; refused where it is gone or another: then no box at all could be opened."""
    private = keys.private(urn.wave_id, urn.epoch)
    if private is None or public_half(private) != urn.public_key:
        raise refuse(
            "urn_key_gone",
            N_(
                "Nyckeln till urnan för %(wave)s finns inte i MEDSKAP_KEYS. Är databasen återläst från en "
                "säkerhetskopia: kör medskap database restore, som öppnar inbjudningarna igen."
            ),
            wave=urn.wave_id,
        )
    return private
