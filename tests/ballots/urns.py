"""An open wave with people who answer one after the other: what the attacks on the urn begin with."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update

from appraisal.definition_kinds import KINDS
from surveys.answering.actions import Outcome, submit
from surveys.answering.records import DraftRecord
from surveys.ballots.actions import open_urn
from surveys.ballots.box import BoxContent, unpack
from surveys.ballots.keys import KeyFolder, key_folder
from surveys.ballots.queries import Urn, ballots_of_edition, box_ids, boxes_of, existing_urn
from surveys.ballots.sealing import Opener
from surveys.closing.actions import close_wave, mix_wave
from surveys.closing.count import ClosingCount
from surveys.instrument import Instrument
from surveys.invitations.records import InvitationRecord
from surveys.mixing.mix import MixOutcome, MixPace
from surveys.planning.records import WavePlanRecord
from surveys.waves.charter import charter_hash, default_charter
from surveys.waves.queries import instrument_of
from surveys.waves.records import WaveRecord, WaveUnitRecord
from workplace.definitions.actions import publish
from workplace.definitions.queries import named
from workplace.house import House
from workplace.organisation.records import PersonRecord

WAVE = "hosten"
UNITS = ("top", "norr", "soder")
SMALL_STEPS = MixPace(chunk=7, most_late=3, pause_seconds=0.0)
INSTRUMENT = """
kind = "instrument"
key = "urnan"
version = "1"
title.sv = "Urnan"
[[item]]
key = "mark"
type = "number"
from = 0
to = 100000
text.sv = "Det tal som den som svarar känns igen på i provet"
[[item]]
key = "trivs"
type = "likert"
from = 1
to = 5
text.sv = "Jag trivs"
[[item]]
key = "rad"
type = "enps"
text.sv = "Skulle du rekommendera oss?"
[[item]]
key = "val"
type = "one"
text.sv = "Välj en"
[[item.option]]
code = "a"
text.sv = "A"
[[item.option]]
code = "b"
text.sv = "B"
[[item]]
key = "flera"
type = "many"
text.sv = "Välj flera"
[[item.option]]
code = "x"
text.sv = "X"
[[item.option]]
code = "y"
text.sv = "Y"
[[item]]
key = "ord"
type = "text"
text.sv = "Med egna ord"
[[background]]
key = "sex"
title.sv = "Kön"
categories = ["K", "M"]
"""


@dataclass
class OpenWave:
    """A wave that is open, and who has answered it in which order."""

    house: House
    people: int
    wave_id: str = WAVE
    answered: list[int] = field(default_factory=list)
    """Numbers of those whose answer is stored, the first first: what an attacker reads off the register's log."""

    @property
    def keys(self) -> KeyFolder:
        return key_folder(self.house.settings)

    @property
    def urn(self) -> Urn:
        with self.house.database.reading() as session:
            return existing_urn(session, self.wave_id)

    def unit_of(self, number: int) -> str:
        return UNITS[number % len(UNITS)]

    def content(self, number: int, **more: Any) -> BoxContent:
        """Return what a person answers: the mark says who it was."""
        given = {
            "unit_id": self.unit_of(number),
            "answers": {"mark": float(number), "trivs": 1 + number % 5, "rad": None, "val": "ab"[number % 2]},
            "texts": {},
            "background": {"sex": "KM"[number % 2]},
        }
        return BoxContent(**{**given, **more})

    def answer(self, number: int, **more: Any) -> Outcome:
        """Send one person's answer, as the answering pages do."""
        with self.house.database.writing() as session:
            outcome = submit(session, invitation_id(number), self.wave_id, self.content(number, **more), "no draft")
        if outcome is Outcome.STORED:
            self.answered.append(number)
        return outcome

    def answer_all(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            assert self.answer(number) is Outcome.STORED

    def mix(self, pace: MixPace = SMALL_STEPS) -> MixOutcome:
        return mix_wave(self.house, self.wave_id, pace=pace)

    def close(self, pace: MixPace = SMALL_STEPS) -> ClosingCount:
        return close_wave(self.house, self.wave_id, pace=pace)

    def boxes(self) -> dict[str, bytes]:
        """Return the valid boxes."""
        urn = self.urn
        with self.house.database.reading() as session:
            return boxes_of(session, box_ids(session, self.wave_id, urn.epoch))

    def opened(self) -> dict[str, int]:
        """Return who is in each valid box, opened with the live key as only its holder can; all must open."""
        urn = self.urn
        private = self.keys.private(self.wave_id, urn.epoch)
        assert private is not None
        opener = Opener(private, urn.box_size)
        found = {}
        for box_id, box in self.boxes().items():
            plain = opener.open(box)
            assert plain is not None
            found[box_id] = int(unpack(plain).answers["mark"])
        return found

    def marks_in_urn(self) -> Counter[int]:
        return Counter(self.opened().values())

    def marks_in_ballots(self) -> Counter[int]:
        with self.house.database.reading() as session:
            return Counter(int(answers["mark"]) for _, answers in ballots_of_edition(session, self.wave_id, 1))

    def marks_anywhere(self) -> Counter[int]:
        """Return whose answers there are: in the urn while it is there, in ballots when it is closed."""
        with self.house.database.reading() as session:
            is_closed = session.get_one(WavePlanRecord, self.wave_id).state == "closed"
        return self.marks_in_ballots() if is_closed else self.marks_in_urn()

    def change_invitations(self, numbers: Iterable[int], **values: Any) -> None:
        ids = [invitation_id(number) for number in numbers]
        with self.house.database.writing() as session:
            session.execute(update(InvitationRecord).where(InvitationRecord.id.in_(ids)).values(**values))

    def invitations(self) -> dict[str, bool]:
        """Return whether each invitation is answered."""
        with self.house.database.reading() as session:
            return {row.id: row.answered for row in session.scalars(select(InvitationRecord))}


def invitation_id(number: int) -> str:
    return f"{number * 7919 % 100_003:032d}"


def with_keys_outside(house: House, folder: Path) -> House:
    """The same house with its keys and their mirror where a real wave keeps them: not under home."""
    settings = replace(house.settings, home=folder / "home", keys=folder / "keys", keys_mirror=folder / "mirror")
    settings.home.mkdir(parents=True, exist_ok=True)
    return replace(house, settings=settings)


def open_wave(house: House, people: int = 60, *, wave_id: str = WAVE, instrument: str = INSTRUMENT) -> OpenWave:
    """Open a wave in a tree of three units, with so many people invited."""
    wave = OpenWave(house, people, wave_id)
    now = house.clock.now()
    charter = default_charter()
    public_key = wave.keys.make(wave_id, 1)
    with house.database.writing() as session:
        publish(session, instrument, kinds=KINDS, now=now)
        definition = named(session, "instrument", "urnan")
        pinned = {
            "instrument_key": definition.key,
            "instrument_version": definition.version,
            "instrument_sha256": definition.sha256,
        }
        session.add(
            WaveRecord(
                id=wave_id,
                title="Hösten",
                closed_on=dt.date(2026, 12, 1),
                source="urn",
                charter=charter,
                charter_sha256=charter_hash(charter),
                created_at=now,
                created_by="",
                **pinned,
            )
        )
        session.flush()
        session.add(
            WavePlanRecord(
                wave_id=wave_id,
                title="Hösten",
                census_on=dt.date(2026, 11, 1),
                opens_at=now,
                closes_at=now + dt.timedelta(days=7),
                population={},
                reminders=[],
                languages=["sv"],
                texts={},
                contacts={},
                charter=charter,
                charter_sha256=charter_hash(charter),
                state="open",
                made_at=now,
                made_by="",
                signed_at=now,
                opened_at=now,
                **pinned,
            )
        )
        session.execute(insert(WaveUnitRecord), [_unit(wave_id, place) for place in range(len(UNITS))])
        session.execute(insert(PersonRecord), [_person(number) for number in range(people)])
        session.execute(insert(InvitationRecord), [_invitation(wave, number) for number in range(people)])
        open_urn(session, wave_id, public_key)
    return wave


def add_drafts(house: House, count: int, wave_id: str = WAVE) -> None:
    with house.database.writing() as session:
        session.execute(
            insert(DraftRecord),
            [{"id": f"{number:064d}", "wave_id": wave_id, "sealed": bytes(64)} for number in range(count)],
        )


def instrument_here(wave: OpenWave) -> Instrument:
    with wave.house.database.reading() as session:
        return instrument_of(session, wave.wave_id)


def _unit(wave_id: str, place: int) -> Mapping[str, Any]:
    return {
        "wave_id": wave_id,
        "unit_id": UNITS[place],
        "parent_id": UNITS[0] if place else None,
        "name": UNITS[place].title(),
        "kind": "",
        "administration": "",
        "leader_id": None,
        "leader_name": "",
        "superior_id": None,
        "position": place,
    }


def _person(number: int) -> Mapping[str, Any]:
    return {"id": f"p{number}", "name": f"Person {number}"}


def _invitation(wave: OpenWave, number: int) -> Mapping[str, Any]:
    return {
        "id": invitation_id(number),
        "wave_id": wave.wave_id,
        "person_id": f"p{number}",
        "unit_id": wave.unit_of(number),
        "workplaces": [wave.unit_of(number)],
        "background": {"sex": "KM"[number % 2]},
        "is_absent": False,
        "is_withdrawn": False,
        "answered": False,
    }
