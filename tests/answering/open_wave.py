"""A wave that is open, made by hand: units, invitations with a token each, and an urn whose key the test holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nacl.public import PrivateKey, SealedBox
from sqlalchemy import func, select, update

from appraisal.definition_kinds import KINDS
from surveys.answering.records import DraftRecord
from surveys.ballots.actions import open_urn
from surveys.ballots.box import BoxContent, unpack
from surveys.ballots.records import SealedBoxRecord, UrnRecord
from surveys.invitations.records import InvitationRecord, InvitationTokenRecord
from surveys.planning.records import WavePlanRecord
from surveys.waves.charter import charter_hash, default_charter
from surveys.waves.records import WaveRecord, WaveUnitRecord
from workplace.database import Database
from workplace.definitions.actions import publish
from workplace.definitions.queries import shipped_definitions
from workplace.identity.tokens import hash_of
from workplace.organisation.records import PersonRecord

NOW = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)
CLOSES = dt.datetime(2026, 12, 8, 23, 0, tzinfo=dt.UTC)
WAVE = "hosten-2026"
HME = tuple(f"hme{number}" for number in range(1, 10))
UNITS = {"norr": ("Jobbtorg Norr", "Förvaltning ett"), "vast": ("Jobbtorg Väst", "Förvaltning två")}


@dataclass(frozen=True)
class OpenWave:
    """An open wave. `private_key`: of the urn, which no installation keeps in its database."""

    database: Database
    wave_id: str
    private_key: PrivateKey

    def token(self, person: str) -> str:
        return token_of(self.wave_id, person)

    def boxes(self) -> list[BoxContent]:
        with self.database.reading() as session:
            sealed = list(session.scalars(select(SealedBoxRecord.box).where(SealedBoxRecord.wave_id == self.wave_id)))
        opener = SealedBox(self.private_key)
        return [unpack(opener.decrypt(box)) for box in sealed]

    def drafts(self) -> list[bytes]:
        with self.database.reading() as session:
            return list(session.scalars(select(DraftRecord.sealed).where(DraftRecord.wave_id == self.wave_id)))

    def answered(self) -> int:
        with self.database.reading() as session:
            query = select(func.count()).where(InvitationRecord.wave_id == self.wave_id, InvitationRecord.answered)
            return int(session.scalar(query) or 0)

    def unit_of(self, person: str) -> str:
        """Return the unit in which the person's invitation is counted."""
        with self.database.reading() as session:
            query = select(InvitationRecord.unit_id).where(InvitationRecord.person_id == person)
            return session.scalars(query).one()

    def set_plan(self, **values: Any) -> None:
        with self.database.writing() as session:
            session.execute(update(WavePlanRecord).where(WavePlanRecord.wave_id == self.wave_id).values(**values))

    def set_invitation(self, person: str, **values: Any) -> None:
        with self.database.writing() as session:
            session.execute(
                update(InvitationRecord).where(InvitationRecord.id == f"{self.wave_id}.{person}").values(**values)
            )

    def replace_token(self, person: str) -> None:
        with self.database.writing() as session:
            row = session.get(InvitationTokenRecord, hash_of(self.token(person)))
            assert row is not None
            row.is_replaced = True

    def shut(self) -> None:
        with self.database.writing() as session:
            session.execute(update(UrnRecord).where(UrnRecord.wave_id == self.wave_id).values(is_open=False))


def token_of(wave_id: str, person: str) -> str:
    """Return a token of the shape that links have: 22 signs."""
    return f"{wave_id}_{person}_".ljust(22, "x")[:22]


def open_wave(
    database: Database,
    *,
    toml: str = "",
    wave_id: str = WAVE,
    people: Mapping[str, tuple[str, ...]] | None = None,
    is_trial: bool = False,
    charter: Mapping[str, Any] | None = None,
    contacts: Mapping[str, str] | None = None,
) -> OpenWave:
    """Open a wave. `people`: person id → units, the first is the direct group; default twelve in Norr, three in Väst.

    `toml`: the instrument; default the nine questions.
    """
    people = people or {
        **{f"n{number}": ("norr",) for number in range(1, 13)},
        **{f"v{number}": ("vast",) for number in range(1, 4)},
    }
    rules = {**default_charter(), **(charter or {})}
    key = PrivateKey.generate()
    with database.writing() as session:
        publish(session, toml or nine_questions(), kinds=KINDS, now=NOW)
        definition = KINDS.read(toml or nine_questions())
        pinned = {
            "title": "Medarbetarenkäten hösten 2026",
            "instrument_key": definition.key,
            "instrument_version": definition.version,
            "instrument_sha256": definition.sha256,
            "charter": rules,
            "charter_sha256": charter_hash(rules),
        }
        session.add(
            WaveRecord(
                id=wave_id, closed_on=dt.date(2026, 12, 8), source="urn", created_at=NOW, created_by="", **pinned
            )
        )
        session.add(
            WavePlanRecord(
                wave_id=wave_id,
                census_on=dt.date(2026, 11, 1),
                opens_at=NOW - dt.timedelta(days=1),
                closes_at=CLOSES,
                population={},
                reminders=[],
                languages=["sv", "en"],
                texts={},
                contacts=dict(contacts or {}),
                is_trial=is_trial,
                state="open",
                made_at=NOW - dt.timedelta(days=3),
                made_by="",
                signed_at=NOW - dt.timedelta(days=2),
                opened_at=NOW - dt.timedelta(days=1),
                **pinned,
            )
        )
        session.flush()
        session.add(WaveUnitRecord(wave_id=wave_id, unit_id="f", name="Förvaltningen", position=0))
        for position, (unit_id, (name, administration)) in enumerate(UNITS.items(), start=1):
            session.add(
                WaveUnitRecord(
                    wave_id=wave_id,
                    unit_id=unit_id,
                    parent_id="f",
                    name=name,
                    administration=administration,
                    position=position,
                )
            )
        session.flush()
        for person, units in people.items():
            session.merge(PersonRecord(id=person, name=f"Person {person}"))
            session.flush()
            session.add(
                InvitationRecord(
                    id=f"{wave_id}.{person}"[:32],
                    wave_id=wave_id,
                    person_id=person,
                    unit_id=units[0],
                    workplaces=list(units),
                    background={"sex": "K", "age_group": "30-39"},
                )
            )
            session.flush()
            session.add(
                InvitationTokenRecord(
                    token_hash=hash_of(token_of(wave_id, person)), invitation_id=f"{wave_id}.{person}"[:32], way="mail"
                )
            )
        open_urn(session, wave_id, bytes(key.public_key))
    return OpenWave(database, wave_id, key)


def nine_questions() -> str:
    return next(draft.toml for draft in shipped_definitions(KINDS) if (draft.kind, draft.key) == ("instrument", "hme"))
