"""A wave from signing to erasure, with nobody doing anything but letting the workers work."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select

from appraisal.work import worker_for
from surveys.invitations.records import InvitationRecord, InvitationTokenRecord
from surveys.invitations.timetable import KEPT_AFTER_END
from surveys.planning.plan import closing_moment
from surveys.planning.queries import existing_plan
from tests.invitations.wave_builders import CLOSES, WAVE, plan, with_settings
from tests.mail.sink import Sink
from workplace.clock import FixedClock
from workplace.house import House
from workplace.jobs.records import BatchRecord


def test_a_wave_opens_reminds_twice_closes_counts_and_forgets(employer: House, sink: Sink, clock: FixedClock) -> None:
    house = with_settings(employer, smtp_url=sink.url)
    plan(house)
    states: list[str] = []
    moment, end = clock.moment, closing_moment(CLOSES) + KEPT_AFTER_END + dt.timedelta(hours=9)
    while moment < end:
        clock.moment = moment
        worker_for(house, "test").run_until_idle()
        with house.database.reading() as session:
            state = existing_plan(session, WAVE).state.value
        if not states or states[-1] != state:
            states.append(state)
        moment += dt.timedelta(hours=7)
    clock.moment = end
    worker_for(house, "test").run_until_idle()

    assert states == ["open", "closed"]
    with house.database.reading() as session:
        kinds = dict(session.execute(select(BatchRecord.kind, func.count()).group_by(BatchRecord.kind)).all())  # type: ignore[arg-type]
        assert session.scalar(select(func.count()).select_from(InvitationRecord)) == 0
        assert session.scalar(select(func.count()).select_from(InvitationTokenRecord)) == 0
        count = existing_plan(session, WAVE).count
    assert (kinds["survey.open"], kinds["survey.invite"], kinds["survey.remind"], kinds["survey.close"]) == (1, 1, 2, 1)
    assert kinds["survey.erase"] == 1
    assert count is not None
    assert count["answered"] == 0
    by_person = [sink.recipients.count(address) for address in set(sink.recipients)]
    assert set(by_person) == {3}, "an invitation and two reminders each"


def test_a_clock_set_back_an_hour_at_the_close_neither_reopens_nor_closes_twice(
    employer: House, clock: FixedClock
) -> None:
    plan(employer)
    worker_for(employer, "test").run_until_idle()
    closes_at = closing_moment(CLOSES)
    for moment in (closes_at, closes_at - dt.timedelta(hours=1), closes_at + dt.timedelta(minutes=5)):
        clock.moment = moment
        worker_for(employer, "test").run_until_idle()

    with employer.database.reading() as session:
        plan_now = existing_plan(session, WAVE)
        closes = session.scalar(select(func.count()).select_from(BatchRecord).where(BatchRecord.kind == "survey.close"))
    assert plan_now.state.value == "closed"
    assert closes == 1
