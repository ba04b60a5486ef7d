"""When a wave does what, also when clocks jump, nobody works, or the year ends in the middle."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from surveys.invitations.response import latest_reading
from surveys.invitations.timetable import KEPT_AFTER_END, Doing, Moments, due_steps
from workplace.clock import STOCKHOLM


def at(text: str) -> dt.datetime:
    """A moment as clocks in Stockholm show it."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM).astimezone(dt.UTC)


PLANNED = Moments(
    "v",
    "signed",
    opens_at=at("2026-11-23 07:00"),
    closes_at=at("2026-12-12 00:00"),
    reminders=(at("2026-11-29 09:00"), at("2026-12-05 09:00")),
)
OPEN = replace(PLANNED, state="open", opened_at=PLANNED.opens_at)


def doing(moments: Moments, now: dt.datetime, reminders_done: int = 0) -> list[str]:
    return [step.name for step in due_steps(moments, now, reminders_done)]


def test_a_signed_wave_opens_on_its_minute_and_not_before() -> None:
    assert doing(PLANNED, at("2026-11-23 06:59")) == []
    assert doing(PLANNED, at("2026-11-23 07:00")) == ["survey.open.v"]


def test_a_wave_nobody_opened_in_time_stays_shut() -> None:
    assert doing(PLANNED, at("2026-12-12 00:00")) == []


def test_a_draft_does_nothing() -> None:
    assert doing(replace(PLANNED, state="draft"), at("2026-11-30 10:00")) == []


def test_reminders_come_on_their_days_in_order() -> None:
    assert "survey.remind.v.1" not in doing(OPEN, at("2026-11-29 08:59"))
    assert "survey.remind.v.1" in doing(OPEN, at("2026-11-29 09:00"))
    assert "survey.remind.v.2" in doing(OPEN, at("2026-12-05 09:00"), reminders_done=1)


def test_of_reminders_whose_days_passed_while_nobody_worked_only_the_last_goes() -> None:
    names = doing(OPEN, at("2026-12-06 09:00"))

    assert "survey.remind.v.2" in names
    assert "survey.remind.v.1" not in names


def test_a_reminder_hr_sent_early_takes_the_place_of_the_planned_one() -> None:
    assert not any("remind" in name for name in doing(OPEN, at("2026-11-29 09:00"), reminders_done=1))


def test_a_clock_set_back_an_hour_names_the_same_steps() -> None:
    before = doing(OPEN, at("2026-11-29 09:00"))
    after = doing(OPEN, at("2026-11-29 08:00"), reminders_done=1)

    assert not set(after) - set(before)


def test_closing_wins_over_everything_else_from_the_first_moment() -> None:
    assert Doing.CLOSE.value not in " ".join(doing(OPEN, OPEN.closes_at - dt.timedelta(seconds=1)))
    assert doing(OPEN, OPEN.closes_at) == ["survey.close.v.202612112300"]


def test_an_extended_close_is_another_step() -> None:
    later = replace(OPEN, closes_at=at("2026-12-19 00:00"))

    assert doing(later, later.closes_at) != doing(OPEN, OPEN.closes_at)
    assert "close" not in " ".join(doing(later, OPEN.closes_at))


@pytest.mark.parametrize("night", ["2027-01-01", "2027-03-28", "2026-10-25"])
def test_a_close_at_midnight_of_the_new_year_or_of_a_clock_change_is_one_step(night: str) -> None:
    closes_at = at(f"{night} 00:00")
    moments = replace(OPEN, opened_at=closes_at - dt.timedelta(days=14), closes_at=closes_at, reminders=())

    found = {tuple(doing(moments, closes_at + dt.timedelta(minutes=minutes))) for minutes in range(0, 300, 10)}

    assert len(found) == 1
    assert doing(moments, closes_at - dt.timedelta(minutes=1)) != list(found.pop())


def test_a_close_that_was_interrupted_is_gone_on_with() -> None:
    assert doing(replace(OPEN, state="closing"), at("2026-12-01 10:00")) == ["survey.close.v.202612112300"]


def test_what_is_kept_after_the_end_goes_after_its_time() -> None:
    ended = replace(OPEN, state="closed", ended_at=OPEN.closes_at)

    assert doing(ended, OPEN.closes_at + KEPT_AFTER_END - dt.timedelta(minutes=1)) == []
    assert doing(ended, OPEN.closes_at + KEPT_AFTER_END) == ["survey.erase.v"]


@pytest.mark.parametrize(
    "now, read",
    [
        ("2026-11-23 06:00", "2026-11-23 06:00"),
        ("2026-11-23 05:59", "2026-11-19 06:00"),
        ("2026-11-25 23:00", "2026-11-23 06:00"),
        ("2026-11-29 10:00", "2026-11-26 06:00"),
        ("2027-01-02 10:00", "2026-12-31 06:00"),
        ("2026-03-30 05:00", "2026-03-26 06:00"),
        ("2026-10-26 06:00", "2026-10-26 06:00"),
    ],
)
def test_the_response_is_read_on_mondays_and_thursdays_at_six(now: str, read: str) -> None:
    assert latest_reading(at(now)) == at(read)


def test_nothing_is_read_before_the_first_monday_or_thursday_after_the_opening() -> None:
    assert not any("response" in name for name in doing(OPEN, at("2026-11-25 12:00")))
    assert "survey.response.v.2026-11-26" in doing(OPEN, at("2026-11-26 06:00"))
