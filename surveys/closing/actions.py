"""Mix the urns of open waves; close a wave for good, whatever happens on the way; make good after a restore."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace

import numpy as np
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from surveys.answering.records import DraftRecord
from surveys.ballots.actions import begin_epoch, empty_urn, reopen_urn, shut_urn, store_text_ballots
from surveys.ballots.keys import KeyFolder, key_folder
from surveys.ballots.queries import (
    box_count,
    box_ids,
    boxes_of,
    existing_urn,
    held_existing_urn,
    held_urn,
    open_urns,
    urn_of,
)
from surveys.ballots.sealing import Opener
from surveys.closing.count import ClosingCount, to_stored
from surveys.closing.eligible import InvitationCount, eligible_by_unit
from surveys.closing.opened_urn import OpenedUrn, categories_of, opened_urn
from surveys.closing.queries import closing_count, ended_waves, invitation_counts, plan_state
from surveys.findings.answers import answers_of
from surveys.findings.breakdown_counts import Breakdowns
from surveys.findings.questions import Questions
from surveys.findings.wave_breakdowns import count_wave_breakdowns, without_unused_missing
from surveys.instrument import Instrument
from surveys.invitations.records import InvitationRecord
from surveys.mixing.actions import MixDisturbed, mix, private_key_of
from surveys.mixing.mix import MixOutcome, MixPace, Progress
from surveys.planning.plan import PlanState
from surveys.planning.queries import JOURNAL_KIND, invited_at_opening
from surveys.planning.records import WavePlanRecord
from surveys.waves.actions import keep_edition
from surveys.waves.charter import floors_of
from surveys.waves.queries import editions_of, existing_wave, instrument_of, units_of_wave
from surveys.waves.records import WaveRecord
from surveys.waves.wave_unit import WaveUnit, tree_of
from workplace.clock import local_date
from workplace.database import Database
from workplace.errors import Refused, refuse
from workplace.house import House
from workplace.journal.actions import record
from workplace.wording import N_, Sentence

EDITION = 1
"""A wave answered here has one edition: nothing comes late, nothing is corrected."""
AUDIT_SEED = 1


def _silent(done: int, whole: int) -> None:
    """Tell nobody."""


def mix_wave(house: House, wave_id: str, progress: Progress = _silent, *, pace: MixPace | None = None) -> MixOutcome:
    """Reseal every box of a wave to a fresh key, in random order under new random ids, and destroy the old key.

    Answers are taken all the while. Refused where the wave has no open urn or its key is gone; MixingElsewhere when
    somebody else mixes or closes for longer than one can wait.
    """
    keys = key_folder(house.settings)
    with keys.mixing():
        with house.database.reading() as session:
            urn = urn_of(session, wave_id)
        if urn is None or not urn.is_open:
            raise refuse("no_open_urn", N_("Omgången %(wave)s tar inte emot svar."), wave=wave_id)
        return mix(house.database, keys, wave_id, progress, pace or MixPace())


def mix_open_waves(house: House) -> int:
    """Mix every urn that takes boxes, and destroy keys that a closed or aborted wave left; return how many were mixed.

    One wave that cannot be mixed is no reason to leave the others: its error is raised when they are done.
    """
    with house.database.reading() as session:
        waves = open_urns(session)
    errors: list[Exception] = []
    mixed = 0
    for wave_id in waves:
        try:
            mix_wave(house, wave_id)
            mixed += 1
        except Exception as error:  # raised below
            errors.append(error)
    _destroy_keys_of_ended_waves(house)
    if errors:
        raise errors[0]
    return mixed


def close_wave(
    house: House, wave_id: str, *, actor_id: str = "", progress: Progress = _silent, pace: MixPace | None = None
) -> ClosingCount:
    """Close a wave for good: open its boxes, write its ballots, count its breakdowns, destroy its last key.

    Closed before, it returns the count of then. Killed in the middle it goes on from where it stood. Refused where
    the wave is not open.
    """
    keys = key_folder(house.settings)
    with keys.mixing():
        count = _begin_closing(house.database, wave_id)
        if count is None:
            # Nothing more can come: from here the number of boxes stands still, and all are mixed with all.
            mixed = mix(house.database, keys, wave_id, progress, pace or MixPace())
            count = _count_and_keep(house, keys, wave_id, mixed, actor_id, pace or MixPace())
        # The ballots are on disk. What was begun after a kill ends here too.
        for epoch in keys.epochs(wave_id):
            keys.destroy(wave_id, epoch)
    return count


def _begin_closing(database: Database, wave_id: str) -> ClosingCount | None:
    """Shut the urn and say so in the plan; return the count where the wave is closed already."""
    with database.writing() as session:
        held_urn(session, wave_id)
        plan = _held_plan(session, wave_id)
        if plan.state == PlanState.CLOSED:
            return closing_count(session, wave_id)
        if plan.state not in (PlanState.OPEN, PlanState.CLOSING):
            raise refuse("wave_not_open", N_("Omgången %(wave)s är inte öppen."), wave=wave_id)
        held_existing_urn(session, wave_id)
        shut_urn(session, wave_id)
        plan.state = PlanState.CLOSING.value
    return None


def _count_and_keep(
    house: House, keys: KeyFolder, wave_id: str, mixed: MixOutcome, actor_id: str, pace: MixPace
) -> ClosingCount:
    """Open every box, count in memory what must not be kept, and write all the rest in one transaction."""
    with house.database.reading() as session:
        instrument = instrument_of(session, wave_id)
        units = units_of_wave(session, wave_id)
        floors = floors_of(existing_wave(session, wave_id).charter)
    opened = _opened(house.database, keys, wave_id, instrument, units, pace)
    breakdowns = None
    if opened.ballots:
        questions = Questions.of(instrument)
        places = {unit_id: place for place, unit_id in enumerate(units)}
        codes, category = categories_of(instrument, opened.background)
        breakdowns = count_wave_breakdowns(
            questions,
            answers_of(questions, places, opened.ballots),
            category,
            without_unused_missing(codes, category),
            tree_of(units.values()),
            floors,
            rng=np.random.default_rng(AUDIT_SEED),
        )
    # Only what is in `opened.ballots`, `opened.texts` and `breakdowns` goes on from here: nobody's background does.
    with house.database.writing() as session:
        urn = held_existing_urn(session, wave_id)
        if urn.epoch != mixed.epoch or box_count(session, wave_id, urn.epoch) != opened.boxes:
            raise MixDisturbed("the boxes are not those that were opened")
        return _keep(session, wave_id, opened, breakdowns, house.clock.now(), actor_id)


def _opened(
    database: Database,
    keys: KeyFolder,
    wave_id: str,
    instrument: Instrument,
    units: dict[str, WaveUnit],
    pace: MixPace,
) -> OpenedUrn:
    plains: list[tuple[str, bytes | None]] = []
    with database.reading() as session:
        urn = existing_urn(session, wave_id)
        opener = Opener(private_key_of(keys, urn), urn.box_size)
        ids = box_ids(session, wave_id, urn.epoch)
        for start in range(0, len(ids), pace.chunk):
            boxes = boxes_of(session, ids[start : start + pace.chunk])
            plains += [(box_id, opener.open(box)) for box_id, box in boxes.items()]
    return opened_urn(plains, instrument, units)


def _keep(
    session: Session,
    wave_id: str,
    opened: OpenedUrn,
    breakdowns: Breakdowns | None,
    now: dt.datetime,
    actor_id: str,
) -> ClosingCount:
    """Write what the wave came to and take away what it was made of, in the caller's transaction."""
    plan = _held_plan(session, wave_id)
    if plan.state != PlanState.CLOSING or editions_of(session, wave_id):
        raise MixDisturbed("the wave is closed already")
    invitations = invitation_counts(session, wave_id)
    respondents = Counter(unit_id for unit_id, _ in opened.ballots)
    keep_edition(
        session,
        wave_id,
        EDITION,
        ballots=opened.ballots,
        eligible=eligible_by_unit(invitations, respondents),
        breakdowns=breakdowns,
        now=now,
        actor_id=actor_id,
    )
    store_text_ballots(session, wave_id, EDITION, opened.texts)
    boxes = empty_urn(session, wave_id)
    drafts = session.execute(delete(DraftRecord).where(DraftRecord.wave_id == wave_id))
    count = replace(
        _count_of(invitations, opened, invited_at_opening(session, wave_id)),
        boxes=boxes,
        drafts_dropped=int(drafts.rowcount),  # type: ignore[attr-defined]
    )
    plan.state, plan.closed_at, plan.count = PlanState.CLOSED.value, now, to_stored(count)
    wave = session.get_one(WaveRecord, wave_id)
    wave.closed_on = min(wave.closed_on, local_date(now))  # closed before its time
    record(
        session,
        now=now,
        actor_id=actor_id,
        verb="closed",
        object_kind=JOURNAL_KIND,
        object_id=wave_id,
        facts={"edition": EDITION, "adds_up": count.adds_up},
    )
    return count


def _count_of(invitations: list[InvitationCount], opened: OpenedUrn, invited_at_opening: int | None) -> ClosingCount:
    invited = sum(each.count for each in invitations)
    absent = [each for each in invitations if each.is_absent and not each.is_withdrawn]
    return ClosingCount(
        invited=invited,
        late_hires=0 if invited_at_opening is None else max(0, invited - invited_at_opening),
        withdrawn=sum(each.count for each in invitations if each.is_withdrawn),
        absent=sum(each.count for each in absent),
        absent_answered=sum(each.count for each in absent if each.answered),
        answered=sum(each.count for each in invitations if each.answered),
        boxes=opened.boxes,
        ballots=len(opened.ballots),
        blank=opened.blank,
        unreadable=opened.unreadable,
        texts=len(opened.texts),
        drafts_dropped=0,
    )


def _held_plan(session: Session, wave_id: str) -> WavePlanRecord:
    plan = session.get(WavePlanRecord, wave_id, with_for_update=True, populate_existing=True)
    if plan is None:
        raise _unknown_plan(wave_id)
    return plan


def _unknown_plan(wave_id: str) -> Refused:
    return refuse("unknown_plan", N_("Det finns ingen planerad omgång %(wave)s."), wave=wave_id)


def reopen_after_restore(
    session: Session, keys: KeyFolder, wave_id: str, *, now: dt.datetime, actor_id: str = ""
) -> int:
    """Make good for a backup from before the last mix: return how many invitations were opened again.

    The key of that time is destroyed, as it should be, so nobody can open the boxes of the backup. They are taken
    away, and all who had answered may answer once more: which box was whose nobody can tell. Nothing is done, and 0
    returned, where the key is there or the wave takes no answers.
    """
    urn = held_urn(session, wave_id)
    if urn is None or plan_state(session, wave_id) not in (PlanState.OPEN, PlanState.CLOSING):
        return 0
    if keys.private(wave_id, urn.epoch) is not None:
        return 0
    # Boxes of an epoch that was only being made ready go too: some of the answers would come twice.
    empty_urn(session, wave_id)
    begin_epoch(session, urn, *keys.make_next(wave_id, urn.epoch))
    reopened = session.execute(
        update(InvitationRecord)
        .where(InvitationRecord.wave_id == wave_id, InvitationRecord.answered)
        .values(answered=False)
        .execution_options(synchronize_session=False)
    )
    reopen_urn(session, wave_id)
    _held_plan(session, wave_id).state = PlanState.OPEN.value
    count = int(reopened.rowcount)  # type: ignore[attr-defined]
    record(
        session,
        now=now,
        actor_id=actor_id,
        verb="reopened_after_restore",
        object_kind=JOURNAL_KIND,
        object_id=wave_id,
        facts={"invitations": count},
    )
    return count


def after_restore(session: Session, house: House) -> list[Sentence]:
    """Make good for every wave of a restored database, in its transaction; return what the operator must be told."""
    keys = key_folder(house.settings)
    told = []
    for wave_id in session.scalars(select(WavePlanRecord.wave_id).order_by(WavePlanRecord.wave_id)).all():
        count = reopen_after_restore(session, keys, wave_id, now=house.clock.now())
        if count:
            told.append(
                Sentence(
                    N_(
                        "Omgången %(wave)s: %(count)s inbjudningar är öppna igen, eftersom svaren i säkerhetskopian är "
                        "låsta med en nyckel som inte finns kvar. De som hade svarat behöver svara en gång till."
                    ),
                    {"wave": wave_id, "count": count},
                )
            )
    return told


def before_backup(house: House) -> None:
    """Mix all open waves, so that a backup holds no box in the order it came."""
    mix_open_waves(house)


def _destroy_keys_of_ended_waves(house: House) -> None:
    """Destroy keys that a close was killed before it came to, or that lay in a mirror that was away for a while."""
    keys = key_folder(house.settings)
    with house.database.reading() as session:
        ended = ended_waves(session, keys.waves())
    for wave_id in ended:
        for epoch in keys.epochs(wave_id):
            keys.destroy(wave_id, epoch)
