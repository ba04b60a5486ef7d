"""Leases, pace, nightly moments and stored sentences, without a database."""

from __future__ import annotations

import datetime as dt

import pytest

from workplace.jobs.lease import LONGEST_LEASE, lease_end
from workplace.jobs.pace import rate_per_minute, seconds_left
from workplace.jobs.recurring import next_daily
from workplace.jobs.sentence_facts import from_stored, to_stored
from workplace.wording import Sentence

NOON = dt.datetime(2026, 11, 24, 11, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("now", "at", "expected"),
    [
        ("2026-11-24T09:30", "02:00", "2026-11-25T01:00"),  # winter
        ("2026-07-01T12:00", "02:00", "2026-07-02T00:00"),  # summer
        ("2026-11-24T00:30", "02:00", "2026-11-24T01:00"),  # later the same night
        ("2026-11-24T01:00", "02:00", "2026-11-25T01:00"),  # at the very moment: the next
        ("2026-03-28T23:00", "02:30", "2026-03-29T01:30"),  # the hour that is skipped
        ("2026-10-24T23:00", "02:30", "2026-10-25T00:30"),  # the hour that comes twice: its first
        ("2026-10-25T00:30", "02:30", "2026-10-26T01:30"),  # and not once more in the same night
        ("2026-12-31T12:00", "02:00", "2027-01-01T01:00"),  # year change
    ],
)
def test_nightly_work_is_due_by_the_clock_of_stockholm(now: str, at: str, expected: str) -> None:
    moment = dt.datetime.fromisoformat(now).replace(tzinfo=dt.UTC)
    due = next_daily(moment, dt.time.fromisoformat(at))
    assert due == dt.datetime.fromisoformat(expected).replace(tzinfo=dt.UTC)


def test_no_lease_is_longer_than_the_longest() -> None:
    with pytest.raises(ValueError, match="lease"):
        lease_end(NOON, LONGEST_LEASE + dt.timedelta(seconds=1))


def test_a_pace_needs_two_ends_and_time_between_them() -> None:
    assert rate_per_minute(1, NOON, NOON) is None
    assert rate_per_minute(5, NOON, NOON) is None
    assert rate_per_minute(31, NOON, NOON + dt.timedelta(minutes=1)) == pytest.approx(30)
    assert seconds_left(15, 30) == pytest.approx(30)
    assert seconds_left(15, None) is None


def test_a_stored_sentence_comes_back_whole() -> None:
    sentence = Sentence("Rapporter för %(wave)s, %(n)s", {"wave": Sentence("hösten"), "n": 34})
    assert from_stored(to_stored(sentence)) == sentence


def test_a_stored_sentence_refuses_what_a_row_cannot_hold() -> None:
    with pytest.raises(ValueError, match="object"):
        to_stored(Sentence("%(x)s", {"x": object()}))
