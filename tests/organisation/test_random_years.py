"""Invented organisations that change at random: the past stays answered, and the same file again changes nothing."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from tests.organisation.builders import take_in
from workplace.organisation.queries import direct_groups_on, leaders_on, people_on, placements_on, units_on


def random_files(rng: random.Random) -> tuple[str, str]:
    """Units with random parents and leaders, people with random units, ends, teams and second employments."""
    units = [f"u{number}" for number in range(rng.randint(3, 8))]
    people = rng.sample([f"p{number}" for number in range(14)], 12)
    unit_lines = ["unit_id,name,parent_id,leader_id"]
    for number, unit in enumerate(units):
        parent = rng.choice(units[:number]) if number else ""
        unit_lines.append(f"{unit},Namn {rng.randint(1, 3)},{parent},{rng.choice([*people, ''])}")
    leader_of = {line.split(",")[0]: line.split(",")[3] for line in unit_lines[1:]}
    people_lines = ["person_id,name,email,unit_id,title,employed_from,employed_to,leader_id,absence_from,protected"]
    for person in people:
        for unit in rng.sample(units, rng.choice([1, 1, 1, 2])):
            leads = leader_of[unit] == person
            leader = "" if leads or rng.random() < 0.8 else rng.choice([other for other in people if other != person])
            begins = dt.date(rng.randint(2018, 2027), rng.randint(1, 12), 1)
            ends = begins + dt.timedelta(days=rng.randint(0, 2000)) if rng.random() < 0.3 else ""
            absent = f"2026-0{rng.randint(1, 9)}-01" if rng.random() < 0.1 else ""
            title = f"T{rng.randint(1, 2)}"
            people_lines.append(f"{person},{person.upper()},,{unit},{title},{begins},{ends},{leader},{absent},")
    return "\n".join(unit_lines) + "\n", "\n".join(people_lines) + "\n"


@pytest.mark.parametrize("seed", range(6))
def test_the_past_stays_answered_whatever_comes_later(database, seed):
    rng = random.Random(seed)
    answers: dict[dt.date, object] = {}

    def answer(date: dt.date) -> object:
        with database.reading() as session:
            return (
                units_on(session, date),
                leaders_on(session, date),
                direct_groups_on(session, date),
                [(item.person_id, item.unit_id, item.title) for item in placements_on(session, date)],
                sorted(people_on(session, date)),
            )

    date = dt.date(2026, 1, 1)
    for _ in range(6):
        units, people = random_files(rng)
        take_in(database, units, people, as_of=date, allow_large_change=True)
        again = take_in(database, units, people, as_of=date, allow_large_change=True)

        assert again.is_empty, again.counts
        for past, right in answers.items():
            assert answer(past) == right, past
        date += dt.timedelta(days=rng.randint(1, 120))
        yesterday = date - dt.timedelta(days=1)
        answers[yesterday] = answer(yesterday)
