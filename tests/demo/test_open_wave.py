"""A demo has a survey that is open: somebody can answer it at once, and its pages have something to show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import delete, func, select

from appraisal.app import create_app
from appraisal.demo.fill import fill_definitions, fill_organisation, grant_demo_roles
from appraisal.demo.open_wave import ANSWERED, open_and_answer
from surveys.ballots.records import SealedBoxRecord
from surveys.invitations.queries import own_surveys, response_of
from surveys.invitations.records import InvitationRecord
from surveys.planning.queries import existing_plan
from workplace.employer.actions import give_birth
from workplace.employer.records import Birth, EmployerRecord
from workplace.house import House
from workplace.identity.demo_choice import START
from workplace.identity.queries import demo_people


@pytest.fixture
def demo(house: House) -> House:
    now = house.clock.now()
    with house.database.writing() as session:
        session.execute(delete(EmployerRecord))
        give_birth(session, Birth.DEMO, now, name="Demostaden")
        files = fill_organisation(session, now, size="small", say=lambda _words: None)
        fill_definitions(session, now)
        grant_demo_roles(session, files, now)
    return replace(house, settings=replace(house.settings, keys=house.settings.home / "keys"))


def test_the_demo_has_an_open_survey_that_most_have_answered_and_everybody_on_offer_can(
    demo: House, client_for: Callable[[str], Any]
) -> None:
    wave_id = open_and_answer(demo)

    with demo.database.reading() as session:
        plan = existing_plan(session, wave_id)
        invited = session.scalar(select(func.count()).select_from(InvitationRecord)) or 0
        boxes = session.scalar(select(func.count()).select_from(SealedBoxRecord)) or 0
        answered = session.scalar(select(func.count()).where(InvitationRecord.answered)) or 0
        read_on, classes = response_of(session, wave_id)
        offered = demo_people(session, demo.clock.now())
        can = [bool(own_surveys(session, person.person_id, demo.clock.now())) for person in offered]
    assert plan.is_open
    assert "påhittat" in str(plan.charter["co_determination"])
    assert invited > 400
    assert boxes == answered > (ANSWERED - 0.12) * invited
    assert read_on is not None
    assert classes
    assert all(can), "whoever the sign-in page offers can answer"

    page = create_app(demo).test_client().get("/logga-in", base_url="http://localhost").get_data(as_text=True)
    assert "Svarar på enkäten som pågår" in page
    employee = next(person for person in reversed(offered) if person.group == START)
    assert f'action="/start/enkat/{wave_id}"' in client_for(employee.person_id).get("/").get_data(as_text=True)
