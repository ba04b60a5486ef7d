"""A published wave with answers and words, as long ago as one likes."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select

from appraisal.registry import erasure_sources
from surveys.ballots.actions import store_text_ballots
from surveys.ballots.records import BallotRecord, TextBallotRecord
from tests.house.employer import CLOSED, INSTRUMENT, answers_csv, people_csv, units_csv
from workplace.definitions.actions import publish as publish_definition
from workplace.erasure.actions import record_decision
from workplace.erasure.rule import rules_of
from workplace.house import House
from workplace.identity.actions import grant_role
from workplace.identity.actor import Role
from workplace.imports.table import GivenFile
from workplace.organisation.actions import import_organisation

WAVE = "prov-2026"
MONTHS = 24
"""What an imported wave's charter says."""


def build_wave(house: House, *, is_published: bool = True, texts: tuple[str, ...] = ("Bra chef",)) -> None:
    """Take in a wave now, with words beside the answers, and publish it."""
    from appraisal.definition_kinds import KINDS
    from surveys.findings.actions import publish
    from surveys.waves.actions import import_answers

    now = house.clock.now()
    with house.database.writing() as session:
        import_organisation(
            session,
            units=GivenFile("u.csv", units_csv("team_then").encode()),
            people=GivenFile("p.csv", people_csv().encode()),
            as_of=dt.date(2026, 1, 1),
            now=now,
        )
        grant_role(session, "hr", Role.HR, now)
        grant_role(session, "re", Role.REGISTRAR, now)
        publish_definition(session, INSTRUMENT, kinds=KINDS, now=now)
        import_answers(
            session, WAVE, GivenFile("a.csv", answers_csv().encode()), instrument="tre", closed_on=CLOSED, now=now
        )
        store_text_ballots(session, WAVE, 1, [("team", "q1", text) for text in texts])
        if is_published:
            publish(session, WAVE, now=now)


def decide(house: House, *kinds: str) -> None:
    """Record a decision for each kind, today."""
    with house.database.writing() as session:
        for kind in kinds:
            record_decision(
                session,
                rules_of(erasure_sources()),
                kind=kind,
                decided_by="Arbetsmarknadsnämnden",
                reference="AMN 2026/12 § 4",
                decided_on=house.clock.today(),
                now=house.clock.now(),
                actor_id="re",
            )


def ballot_count(house: House) -> int:
    with house.database.reading() as session:
        return session.scalar(select(func.count()).select_from(BallotRecord)) or 0


def text_count(house: House) -> int:
    with house.database.reading() as session:
        return session.scalar(select(func.count()).select_from(TextBallotRecord)) or 0
