"""The same wave with nobody at the desk: the workers open, invite, remind, mix, close and count as days go by."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from functools import partial
from pathlib import Path

from appraisal.definition_kinds import KINDS
from appraisal.work import worker_for
from surveys.closing.queries import closing_count
from surveys.planning.actions import plan_wave, sign
from surveys.planning.plan import PlanDraft, closing_moment, opening_moment, reminder_moments
from surveys.planning.queries import existing_plan
from surveys.planning.terms import terms_with_words
from tests.journeys.robots import Phone, Robot, in_parallel
from tests.journeys.serving import served
from tests.journeys.test_wave_from_charter_to_receipt import meant
from tests.journeys.wave_employer import Employer, employer
from tests.mail.sink import Sink, running_sink
from workplace.clock import FixedClock, local_date
from workplace.definitions.actions import publish
from workplace.house import House
from workplace.imports.table import GivenFile
from workplace.organisation.actions import import_organisation

WAVE = "hosten"
DAYS = 14


def test_a_wave_runs_by_itself_while_robots_answer_what_they_are_mailed(
    house: House, clock: FixedClock, tmp_path: Path
) -> None:
    chance = random.Random(7)
    town = employer(chance)
    (tmp_path / "home").mkdir()
    house = replace(house, settings=replace(house.settings, home=tmp_path / "home", keys=tmp_path / "keys"))
    opens = local_date(clock.moment) + dt.timedelta(days=1)
    plan_and_sign(house, town, tmp_path, opens)
    with running_sink() as sink, served(house, smtp_url=sink.url) as site:
        for day in range(DAYS + 2):
            for hour in (3, 10, 22):
                clock.moment = opening_moment(opens + dt.timedelta(days=day)).replace(hour=hour)
                before = len(sink.raw)
                worker_for(site.house, "test").run_until_idle()
                answer_mails(site.base, town, sink, before, chance)

    with house.database.reading() as session:
        assert existing_plan(session, WAVE).state.value == "closed"
        count = closing_count(session, WAVE)
    assert count is not None
    assert count.adds_up
    assert (count.invited, count.answered, count.ballots) == (len(town.invited), len(town.sent), len(town.sent))
    assert not list((tmp_path / "keys").glob("*.key"))


def plan_and_sign(house: House, town: Employer, folder: Path, opens: dt.date) -> None:
    now = house.clock.now()
    town.write_files(folder, local_date(now))
    opens_at, closes_at = opening_moment(opens), closing_moment(opens + dt.timedelta(days=DAYS))
    draft = PlanDraft(
        wave_id=WAVE,
        title="Hösten",
        instrument="nio",
        census_on=opens,
        opens_at=opens_at,
        closes_at=closes_at,
        reminders=reminder_moments(opens_at, closes_at, 2, 5),
    )
    with house.database.writing() as session:
        import_organisation(
            session,
            units=GivenFile("units.csv", (folder / "units.csv").read_bytes()),
            people=GivenFile("people.csv", (folder / "people.csv").read_bytes()),
            as_of=local_date(now),
            now=now,
        )
        publish(session, (folder / "nio.toml").read_text(encoding="utf-8"), kinds=KINDS, now=now)
        plan_wave(session, draft, now=now, terms=terms_with_words("Påhittad samverkan"))
        sign(session, WAVE, now=now)


def answer_mails(base: str, town: Employer, sink: Sink, before: int, chance: random.Random) -> None:
    """Let a third of those who are mailed answer by the link in that very mail. Nobody who has answered is mailed."""
    people = town.by_email()
    works: list[object] = []
    for mail in sink.mails[before:]:
        person = people[str(mail["To"])]
        assert person.id not in town.sent, "who has answered is not reminded"
        if chance.random() < 1 / 3:
            link = next(word for word in mail.get_content().split() if word.startswith(base))
            robot = Robot(Phone(base), meant(chance, person))
            town.sent[person.id] = robot.answers
            works.append(partial(robot.answer, link.removeprefix(base)))
    in_parallel(works, 4)
