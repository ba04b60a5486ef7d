"""What a mix and a close cost: 45,000 boxes, with answers coming in from another process all the while."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Event

from sqlalchemy import Connection, event, insert

from appraisal.definition_kinds import KINDS
from appraisal.registry import load_records
from bench.measuring import fresh_house, line, peak_megabytes, spent
from surveys.ballots.actions import insert_boxes, open_urn, put_box
from surveys.ballots.box import BoxContent, pack
from surveys.ballots.keys import key_folder
from surveys.ballots.queries import box_count, existing_urn
from surveys.ballots.sealing import seal
from surveys.closing.actions import close_wave, mix_wave
from surveys.invitations.records import InvitationRecord
from surveys.planning.records import WavePlanRecord
from surveys.waves.charter import charter_hash, default_charter
from surveys.waves.records import WaveRecord, WaveUnitRecord
from workplace.database import Database
from workplace.definitions.actions import publish
from workplace.definitions.queries import named, shipped_definitions
from workplace.house import House
from workplace.organisation.records import PersonRecord

WAVE = "stad"
BOXES = 45_000
UNITS = 2_850
ITEMS = tuple(f"hme{number}" for number in range(1, 10))


def run() -> None:
    """Print the figures of a mix and of a close."""
    with fresh_house() as house:
        prepare(house)
        with writes(house) as (held, longest), other_process(house) as waits, spent() as taken:
            outcome = mix_wave(house, WAVE)
        line(f"mix of {outcome.boxes:,} boxes, {outcome.late} of them late: CPU s", f"{taken.cpu_seconds:.1f}", "30")
        line("  the same: wall s", f"{taken.wall_seconds:.1f}")
        line("  longest time inside the write lock: s", f"{max(held):.2f}", "1")
        line("  the statement it ends with", longest[0][:30])
        line(f"  {len(waits):,} answers sent meanwhile by another process: longest wait s", f"{max(waits):.2f}")
        expected = BOXES + len(waits)
        with house.database.reading() as session:
            found = box_count(session, WAVE, existing_urn(session, WAVE).epoch)
        line("  boxes lost or doubled", str(abs(found - expected)), "0")
        with writes(house) as (held, _), spent() as taken:
            count = close_wave(house, WAVE)
        line(f"close of {count.boxes:,} boxes, mix and breakdowns included: CPU s", f"{taken.cpu_seconds:.1f}")
        line("  the one transaction that writes the ballots: s", f"{max(held):.2f}")
        line("peak memory: MB", f"{peak_megabytes():.0f}")


def prepare(house: House) -> None:
    """Open a wave and fill its urn."""
    now = house.clock.now()
    charter = default_charter()
    public_key = key_folder(house.settings).make(WAVE, 1)
    with house.database.writing() as session:
        shipped = shipped_definitions(KINDS)
        toml = next(draft.toml for draft in shipped if (draft.kind, draft.key) == ("instrument", "hme"))
        publish(session, toml, kinds=KINDS, now=now)
        definition = named(session, "instrument", "hme")
        pinned = {
            "instrument_key": definition.key,
            "instrument_version": definition.version,
            "instrument_sha256": definition.sha256,
            "charter": charter,
            "charter_sha256": charter_hash(charter),
            "title": "Stad",
        }
        day = now.date() + dt.timedelta(days=7)
        session.add(WaveRecord(id=WAVE, closed_on=day, source="urn", created_at=now, created_by="", **pinned))
        session.flush()
        session.add(
            WavePlanRecord(
                **{name: {} for name in ("population", "texts", "contacts")},
                wave_id=WAVE,
                census_on=now.date(),
                opens_at=now,
                closes_at=now + dt.timedelta(days=7),
                reminders=[],
                languages=["sv"],
                state="open",
                made_at=now,
                made_by="",
                signed_at=now,
                opened_at=now,
                **pinned,
            )
        )
        units: list[dict[str, object]] = [
            {"wave_id": WAVE, "unit_id": f"u{number}", "parent_id": f"u{(number - 1) // 8}" if number else None}
            | {"name": f"Enhet {number}", "leader_id": None, "superior_id": None, "position": number}
            for number in range(UNITS)
        ]
        session.execute(insert(WaveUnitRecord), units)
        session.execute(insert(PersonRecord), [{"id": f"p{number}", "name": ""} for number in range(BOXES)])
        invitations = [
            {"id": secrets.token_hex(16), "wave_id": WAVE, "person_id": f"p{number}", "unit_id": f"u{number % UNITS}"}
            | {"workplaces": [], "background": {}, "answered": True}
            for number in range(BOXES)
        ]
        session.execute(insert(InvitationRecord), invitations)
        open_urn(session, WAVE, public_key)
        size = existing_urn(session, WAVE).box_size
        boxes = (seal(pack(content(number), size), public_key) for number in range(BOXES))
        insert_boxes(session, WAVE, 1, boxes)
    line("bytes of a box", str(size))


def content(number: int) -> BoxContent:
    """Return an answer to the nine questions."""
    answers = {key: 1 + (number * 7 + place) % 5 for place, key in enumerate(ITEMS)}
    return BoxContent(f"u{number % UNITS}", answers, {}, {"sex": "KM"[number % 2]})


@contextmanager
def writes(house: House) -> Iterator[tuple[list[float], list[str]]]:
    """Collect how long each writing transaction held its lock, and the last statement of the longest."""
    held: list[float] = [0.0]
    longest = [""]
    begun: dict[int, tuple[float, str]] = {}

    def note(connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        key = id(connection)
        if statement.startswith("BEGIN IMMEDIATE"):
            begun[key] = (time.perf_counter(), statement)  # the lock is held when this statement has ended
        elif key in begun:
            begun[key] = (begun[key][0], statement)

    def end(connection: Connection) -> None:
        # Called before the commit reaches the disk: its flush is measured by the wait of the other process.
        start, statement = begun.pop(id(connection), (0.0, ""))
        if start:
            seconds = time.perf_counter() - start
            if seconds > max(held):
                longest[0] = statement
            held.append(seconds)

    engine = house.database.engine
    event.listen(engine, "after_cursor_execute", note)
    event.listen(engine, "commit", end)
    try:
        yield held, longest
    finally:
        event.remove(engine, "after_cursor_execute", note)
        event.remove(engine, "commit", end)


@contextmanager
def other_process(house: House) -> Iterator[list[float]]:
    """Let another process send answers all the while; afterwards the list holds how long each of them waited."""
    spawning = multiprocessing.get_context("spawn")
    stop, ready = spawning.Event(), spawning.Event()
    receiver, sender = spawning.Pipe(duplex=False)
    child = spawning.Process(target=send_answers, args=(house.settings.database_url, stop, ready, sender), daemon=True)
    child.start()
    ready.wait(60)
    waits: list[float] = []
    try:
        yield waits
    finally:
        stop.set()
        waits += receiver.recv()
        child.join(60)


def send_answers(url: str, stop: Event, ready: Event, sender: object) -> None:
    """Put boxes in one after the other until told to stop."""
    load_records()
    database = Database(url)
    with database.reading() as session:
        size = existing_urn(session, WAVE).box_size
    waits: list[float] = []
    ready.set()
    while not stop.is_set():
        plain = pack(content(len(waits)), size)
        begun = time.perf_counter()
        with database.writing() as session:
            put_box(session, WAVE, plain)
        waits.append(time.perf_counter() - begun)
        time.sleep(0.01)
    sender.send(waits)  # type: ignore[attr-defined]
    database.dispose()
