"""A wave of the nine questions that is open for so many people of an invented city, each with a known link."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import insert, select

from appraisal.definition_kinds import KINDS
from bench.city import build_city
from bench.respondent import mark_of
from surveys.ballots.queries import ballots_of_edition
from surveys.closing.actions import close_wave
from surveys.closing.count import ClosingCount
from surveys.invitations.records import InvitationRecord, InvitationTokenRecord
from surveys.planning.actions import bring_opening_forward, plan_wave, sign
from surveys.planning.jobs import open_with_key
from surveys.planning.plan import PlanDraft, closing_moment, opening_moment
from surveys.planning.terms import terms_with_words
from workplace.definitions.actions import publish
from workplace.definitions.queries import shipped_definitions
from workplace.employer.actions import give_birth
from workplace.employer.records import Birth
from workplace.house import House
from workplace.identity.tokens import hash_of
from workplace.imports.table import GivenFile
from workplace.organisation.actions import import_organisation

WAVE = "bench"
_ROWS = 5_000


@dataclass(frozen=True)
class OpenSurvey:
    """An open wave. `house` keeps its keys outside its home; `tokens`: a link for each invited person."""

    house: House
    tokens: tuple[str, ...]

    def close(self) -> tuple[ClosingCount, Counter[int]]:
        """Close the wave and return its count, and how often each number's answers lie in its ballots."""
        count = close_wave(self.house, WAVE)
        with self.house.database.reading() as session:
            return count, Counter(mark_of(answers) for _, answers in ballots_of_edition(session, WAVE, 1))


def open_survey(house: House, people: int, keys: Path) -> OpenSurvey:
    """Import the city, plan, sign and open a wave, and mint a link for everybody. `keys`: a folder outside home."""
    house = replace(house, settings=replace(house.settings, keys=keys))
    now, today = house.clock.now(), house.clock.today()
    city = build_city(people=people, items=1)
    nine = next(draft for draft in shipped_definitions(KINDS) if (draft.kind, draft.key) == ("instrument", "hme"))
    with house.database.writing() as session:
        give_birth(session, Birth.REAL, now, name="Mätstaden")
        import_organisation(
            session,
            units=GivenFile("u.csv", city.units_csv().encode()),
            people=GivenFile("p.csv", city.people_csv().encode()),
            as_of=today,
            now=now,
        )
        publish(session, nine.toml, kinds=KINDS, now=now)
        draft = PlanDraft(
            wave_id=WAVE,
            title="Mätning",
            instrument=nine.key,
            census_on=today,
            opens_at=opening_moment(today),
            closes_at=closing_moment(today + dt.timedelta(days=14)),
        )
        plan_wave(session, draft, now=now, terms=terms_with_words("Samverkad i den påhittade skyddskommittén"))
        sign(session, WAVE, now=now)
        bring_opening_forward(session, WAVE, now=now)
    open_with_key(house, WAVE)
    tokens = []
    with house.database.writing() as session:
        invited = list(session.scalars(select(InvitationRecord.id).where(InvitationRecord.wave_id == WAVE)))
        for start in range(0, len(invited), _ROWS):
            rows = []
            for invitation_id in invited[start : start + _ROWS]:
                tokens.append(_token(invitation_id))
                rows.append({"token_hash": hash_of(tokens[-1]), "invitation_id": invitation_id, "way": "mail"})
            session.execute(insert(InvitationTokenRecord), rows)
    return OpenSurvey(house, tuple(tokens))


def _token(invitation_id: str) -> str:
    """Return a link's token, worked out so that it need not be kept: only a bench may do so."""
    return base64.urlsafe_b64encode(hashlib.sha256(invitation_id.encode()).digest()[:16]).rstrip(b"=").decode()
