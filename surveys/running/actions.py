"""What HR may do with a wave that is open: one more invited, one moved, more time, no more at all.

Each act is logged against the charter. Acts on an invitation do, answer and log the same whether it is answered or not,
and an answered one is never touched.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from surveys.answering.records import DraftRecord
from surveys.ballots.actions import empty_urn, shut_urn
from surveys.ballots.queries import held_urn
from surveys.ballots.records import BallotRecord, TextBallotRecord, UrnRecord
from surveys.findings.records import BreakdownCountRecord, BreakdownPatternRecord, ReleasePreviewRecord
from surveys.invitations.actions import invite, send_again
from surveys.invitations.records import (
    InvitationRecord,
    InvitationTokenRecord,
    ParticipantRecord,
    ResponseSnapshotRecord,
)
from surveys.planning.jobs import DESTROY_KEYS
from surveys.planning.plan import PlanState, closing_moment
from surveys.planning.population import Invited, Rule
from surveys.planning.queries import JOURNAL_KIND, existing_plan, instrument_of_plan, listed_people, population_of
from surveys.planning.records import CharterVersionRecord, WavePlanRecord
from surveys.planning.texts import last_day
from surveys.waves.charter import CIRCLES, circles_of
from surveys.waves.queries import units_of_wave
from surveys.waves.records import WaveEditionRecord, WaveEligibleRecord, WaveRecord, WaveUnitRecord
from workplace.clock import local_date
from workplace.errors import refuse
from workplace.jobs.actions import order
from workplace.journal.actions import record
from workplace.mail.records import MailRecord
from workplace.organisation.records import PersonRecord
from workplace.sms.records import TextMessageRecord
from workplace.wording import N_, Sentence, Translator


@dataclass(frozen=True)
class ExtensionTry:
    """What a try to prolong a wave came to. `reason` None: it closes later now."""

    reason: Sentence | None


def invite_late(session: Session, wave_id: str, person_id: str, *, now: dt.datetime, actor_id: str = "") -> None:
    """Invite one person more to an open wave, and send the invitation; somebody invited already stays as they are.

    The answer belongs to the direct group the person is in today, in the frozen tree: where that unit is not in it, to
    the nearest unit above that is. Refused for somebody who is not employed, or below no unit of the frozen tree.
    """
    _open_row(session, wave_id)
    held = _invitation(session, wave_id, person_id)
    if held is None:
        found = _placed_today(session, wave_id, person_id, local_date(now))
        if listed_people(session, wave_id):
            language = existing_plan(session, wave_id).languages[0]
            session.add(ParticipantRecord(wave_id=wave_id, person_id=person_id, language=language))
            session.flush()
        invite(session, wave_id, [found])
    elif held.is_withdrawn:
        held.is_withdrawn = False
        session.flush()
    _log(session, wave_id, "invited_late", now, actor_id, {"person": person_id})
    if _gets_mail(session, person_id):
        send_again(session, wave_id, person_id, now=now, actor_id=actor_id)


def move_invitation(
    session: Session, wave_id: str, person_id: str, unit_id: str, *, now: dt.datetime, actor_id: str = ""
) -> None:
    """Let an answer that has not come belong to another direct group of the frozen tree.

    Nothing tells whether there was anything to move. Refused where the person is not invited, or the unit is not in the
    frozen tree.
    """
    _open_row(session, wave_id)
    if unit_id not in units_of_wave(session, wave_id):
        raise refuse("unknown_unit", N_("Enheten finns inte i omgångens frusna organisation."))
    if _invitation(session, wave_id, person_id) is None:
        raise refuse("not_invited", N_("Personen är inte inbjuden till omgången."))
    session.execute(
        update(InvitationRecord)
        .where(
            InvitationRecord.wave_id == wave_id,
            InvitationRecord.person_id == person_id,
            InvitationRecord.answered.is_(False),
        )
        .values(unit_id=unit_id, workplaces=[unit_id])
        .execution_options(synchronize_session=False)
    )
    _log(session, wave_id, "moved", now, actor_id, {"person": person_id, "unit": unit_id})


def extend(session: Session, wave_id: str, last: dt.date, *, now: dt.datetime, actor_id: str = "") -> ExtensionTry:
    """Let an open wave take answers for longer: to the end of a later day than now and than it closes.

    The days on which the circles read stand in the charter and stay, so the wave must close before the first of them; a
    try beyond that changes nothing and is logged with its reason. The caller commits in both cases.
    """
    row = _open_row(session, wave_id)
    closes_at = closing_moment(last)
    if closes_at <= now or closes_at <= row.closes_at:
        raise refuse("not_later", N_("Den nya sista svarsdagen ska vara senare än både i dag och den gamla."))
    circles = circles_of(row.charter)
    first = min(circles, key=lambda circle: circles[circle]) if circles else None
    if first is not None and circles[first] <= last:
        reason = Sentence(
            N_(
                "Stadgan säger att kretsen %(circle)s läser från %(date)s. Omgången måste stänga före den dagen, och "
                "dagarna i stadgan kan inte skjutas upp."
            ),
            {"circle": Sentence(CIRCLES[first]), "date": circles[first]},
        )
        _log(
            session,
            wave_id,
            "refused_extension",
            now,
            actor_id,
            {"until": last.isoformat(), "reason": Translator().say(reason)},
        )
        return ExtensionTry(reason)
    before = last_day(row.closes_at)
    row.closes_at = closes_at
    session.execute(update(WaveRecord).where(WaveRecord.id == wave_id).values(closed_on=last))
    _log(
        session,
        wave_id,
        "extended",
        now,
        actor_id,
        {"from": before.isoformat(), "until": last.isoformat(), "reason": f"{before} → {last}"},
    )
    return ExtensionTry(None)


def abort(session: Session, wave_id: str, reason: str, *, now: dt.datetime, actor_id: str = "") -> None:
    """End a signed or open wave for good without a result: no way in leads anywhere, no answer is left.

    Boxes and drafts go in this transaction; the keys are destroyed by work that is ordered in it.
    """
    reason = reason.strip()
    if not reason:
        raise refuse("no_reason", N_("Ange varför omgången avbryts."))
    held_urn(session, wave_id)
    row = _row(session, wave_id)
    if row.state not in (PlanState.SIGNED.value, PlanState.OPEN.value):
        raise refuse("not_abortable", N_("Bara en signerad eller öppen omgång kan avbrytas."))
    shut_urn(session, wave_id)
    empty_urn(session, wave_id)
    session.execute(delete(DraftRecord).where(DraftRecord.wave_id == wave_id))
    session.execute(
        update(InvitationRecord)
        .where(InvitationRecord.wave_id == wave_id, InvitationRecord.answered.is_(False))
        .values(is_withdrawn=True)
        .execution_options(synchronize_session=False)
    )
    row.state, row.closed_at = PlanState.ABORTED.value, now
    _order_destruction(session, wave_id, now, actor_id)
    _log(session, wave_id, "aborted", now, actor_id, {"reason": reason})


def wipe_trial(session: Session, wave_id: str, *, now: dt.datetime, actor_id: str = "") -> None:
    """Take away everything of a wave on trial, answers too, but what the journal says of it. Refused for any other."""
    held_urn(session, wave_id)
    row = _row(session, wave_id)
    if not row.is_trial:
        raise refuse("not_a_trial", N_("Bara en omgång på prov kan raderas."))
    if row.state == PlanState.CLOSING.value:
        raise refuse("closing", N_("Omgången håller på att stänga. Vänta tills den har räknats."))
    invitations = select(InvitationRecord.id).where(InvitationRecord.wave_id == wave_id)
    empty_urn(session, wave_id)
    for record_class, condition in (
        (DraftRecord, DraftRecord.wave_id == wave_id),
        (UrnRecord, UrnRecord.wave_id == wave_id),
        (InvitationTokenRecord, InvitationTokenRecord.invitation_id.in_(invitations)),
        (InvitationRecord, InvitationRecord.wave_id == wave_id),
        (ParticipantRecord, ParticipantRecord.wave_id == wave_id),
        (ResponseSnapshotRecord, ResponseSnapshotRecord.wave_id == wave_id),
        (MailRecord, (MailRecord.cause_kind == JOURNAL_KIND) & (MailRecord.cause_id == wave_id)),
        (
            TextMessageRecord,
            (TextMessageRecord.cause_kind == JOURNAL_KIND) & (TextMessageRecord.cause_id == wave_id),
        ),
        (BallotRecord, BallotRecord.wave_id == wave_id),
        (TextBallotRecord, TextBallotRecord.wave_id == wave_id),
        (BreakdownCountRecord, BreakdownCountRecord.wave_id == wave_id),
        (BreakdownPatternRecord, BreakdownPatternRecord.wave_id == wave_id),
        (ReleasePreviewRecord, ReleasePreviewRecord.wave_id == wave_id),
        (WaveEligibleRecord, WaveEligibleRecord.wave_id == wave_id),
        (WaveEditionRecord, WaveEditionRecord.wave_id == wave_id),
        (WaveUnitRecord, WaveUnitRecord.wave_id == wave_id),
        (WaveRecord, WaveRecord.id == wave_id),
        (CharterVersionRecord, CharterVersionRecord.wave_id == wave_id),
        (WavePlanRecord, WavePlanRecord.wave_id == wave_id),
    ):
        session.execute(delete(record_class).where(condition).execution_options(synchronize_session=False))
    _order_destruction(session, wave_id, now, actor_id)
    _log(session, wave_id, "wiped", now, actor_id, {})


def _placed_today(session: Session, wave_id: str, person_id: str, today: dt.date) -> Invited:
    plan = existing_plan(session, wave_id)
    asked = instrument_of_plan(session, plan)
    anybody = Rule(0, True, plan.rule.absent_more_than_days)
    found = population_of(session, anybody, today, asked.backgrounds)
    person = next((one for one in found.population.invited if one.person_id == person_id), None)
    if person is None:
        raise refuse("not_employed", N_("Personen är inte anställd i dag och kan inte bjudas in."))
    frozen = units_of_wave(session, wave_id)
    workplaces = [
        unit_id
        for one in person.workplaces
        if (unit_id := next((each for each in (one, *found.tree.above(one)) if each in frozen), ""))
    ]
    if not workplaces:
        raise refuse("no_frozen_unit", N_("Personens enhet fanns inte när omgången öppnade, och ingen enhet ovanför."))
    kept = tuple(dict.fromkeys(workplaces))
    return Invited(person_id, kept[0], kept, person.is_absent, person.background)


def _invitation(session: Session, wave_id: str, person_id: str) -> InvitationRecord | None:
    return session.scalar(
        select(InvitationRecord).where(InvitationRecord.wave_id == wave_id, InvitationRecord.person_id == person_id)
    )


def _gets_mail(session: Session, person_id: str) -> bool:
    person = session.get(PersonRecord, person_id)
    return person is not None and bool(person.email.strip()) and not person.protected


def _row(session: Session, wave_id: str) -> WavePlanRecord:
    row = session.scalar(
        select(WavePlanRecord)
        .where(WavePlanRecord.wave_id == wave_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        existing_plan(session, wave_id)
    assert row is not None
    return row


def _open_row(session: Session, wave_id: str) -> WavePlanRecord:
    row = _row(session, wave_id)
    if row.state != PlanState.OPEN.value:
        raise refuse("not_open", N_("Omgången är inte öppen."))
    return row


def _order_destruction(session: Session, wave_id: str, now: dt.datetime, actor_id: str) -> None:
    order(
        session,
        kind=DESTROY_KEYS,
        keys=[wave_id],
        title=Sentence(N_("Förstör nycklarna till omgången %(wave)s"), {"wave": wave_id}),
        now=now,
        made_by=actor_id,
    )


def _log(session: Session, wave_id: str, verb: str, now: dt.datetime, actor_id: str, facts: dict[str, Any]) -> None:
    record(session, now=now, actor_id=actor_id, verb=verb, object_kind=JOURNAL_KIND, object_id=wave_id, facts=facts)
