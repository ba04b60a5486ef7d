"""45,000 invitations to a real SMTP server in a process of its own, with the workers killed on the way."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import signal
import time
from collections import Counter
from dataclasses import replace
from multiprocessing.process import BaseProcess
from multiprocessing.queues import Queue
from pathlib import Path

from sqlalchemy import func, select, update

from appraisal.definition_kinds import KINDS
from appraisal.registry import load_records
from appraisal.work import worker_for
from bench.city import build_city
from bench.measuring import fresh_house, line, spent
from surveys.invitations.actions import order_step
from surveys.invitations.records import InvitationTokenRecord
from surveys.invitations.timetable import Doing, Due
from surveys.planning.actions import bring_opening_forward, plan_wave, sign
from surveys.planning.jobs import open_with_key
from surveys.planning.plan import PlanDraft, closing_moment, opening_moment
from workplace.config import Settings
from workplace.database import Database
from workplace.definitions.actions import publish
from workplace.employer.records import Birth, EmployerRecord
from workplace.house import House
from workplace.imports.table import GivenFile
from workplace.mail.records import MailRecord
from workplace.organisation.actions import import_organisation

WAVE = "bench"
WORKERS = 2
KILLED_AFTER = 5_000
INSTRUMENT = """kind = "instrument"
key = "nine"
version = "1"
title.sv = "Nio"
""" + "".join(
    f'[[item]]\nkey = "q{n}"\ntype = "likert"\nfrom = 1\nto = 5\ntext.sv = "Fråga {n}"\n' for n in range(1, 10)
)


def run(people: int = 45_000) -> None:
    """Open a wave for a city, send all invitations, kill both workers once, and count what arrived."""
    spawn = multiprocessing.get_context("spawn")
    said: Queue[object] = spawn.Queue()
    asked: Queue[object] = spawn.Queue()
    sink = spawn.Process(target=_sink, args=(said, asked), daemon=True)
    sink.start()
    port = said.get(timeout=60)
    try:
        with fresh_house() as made:
            house = _opened(made, people, f"smtp://127.0.0.1:{port}")
            mails = _count(house, MailRecord.state == "waiting")
            line("invitations in the outbox", f"{mails}")
            begun = time.perf_counter()
            workers = _workers(house)
            while _count(house, MailRecord.state == "sent") < min(KILLED_AFTER, mails // 2):
                time.sleep(0.2)
            for worker in workers:
                os.kill(worker.pid or 0, signal.SIGKILL)
                worker.join()
            _end_leases(house)  # instead of waiting five minutes
            stood_still = time.perf_counter()
            workers = _workers(house)
            while _count(house, MailRecord.state == "waiting"):
                time.sleep(0.2)
            wall = time.perf_counter() - begun
            for worker in workers:
                worker.terminate()
                worker.join()
            asked.put("tell")
            arrived: Counter[str] = Counter(dict(said.get(timeout=120)))  # type: ignore[call-overload]
            line("sent a second, wall, two workers, one kill -9 on the way", f"{mails / wall:.0f}", ">= 200")
            line("seconds from the second start to the end", f"{time.perf_counter() - stood_still:.0f}")
            line("missing", str(mails - len(arrived)), "0")
            line("gone twice under the same Message-ID", str(sum(arrived.values()) - len(arrived)), f"<= {WORKERS}")
            with house.database.reading() as session:
                tokens = session.scalar(select(func.count()).select_from(InvitationTokenRecord)) or 0
            line("ways in minted (one for each text made)", str(tokens))
            _time_reminders(house)
            house.database.dispose()
    finally:
        sink.terminate()
        sink.join()


def _time_reminders(house: House) -> None:
    with house.database.writing() as session:
        batch_id = order_step(session, Due(Doing.REMIND, WAVE, "1"), now=house.clock.now())
    with spent() as taken:
        worker_for(house, "bench", batch_id=batch_id).run_until_idle()
    line("reminders put in the outbox in 16 parts, wall seconds", f"{taken.wall_seconds:.1f}")


def _opened(made: House, people: int, smtp_url: str) -> House:
    house = House(replace(made.settings, smtp_url=smtp_url, workers=WORKERS), made.database, made.clock)
    now = house.clock.now()
    city = build_city(people=people, items=1)
    with house.database.writing() as session:
        session.execute(update(EmployerRecord).values(born=Birth.REAL.value))
        import_organisation(
            session,
            units=GivenFile("u.csv", city.units_csv().encode()),
            people=GivenFile("p.csv", city.people_csv().encode()),
            as_of=dt.date(2026, 1, 1),
            now=now,
        )
        publish(session, INSTRUMENT, kinds=KINDS, now=now)
        today = house.clock.today()
        draft = PlanDraft(
            wave_id=WAVE,
            title="Medarbetarenkät",
            instrument="nine",
            census_on=today,
            opens_at=opening_moment(today),
            closes_at=closing_moment(today + dt.timedelta(days=14)),
        )
        plan_wave(session, draft, now=now)
        sign(session, WAVE, now=now)
        bring_opening_forward(session, WAVE, now=now)
    keys = Path(f"{house.settings.home}-keys")
    house = House(replace(house.settings, keys=keys), house.database, house.clock)
    with spent() as taken:
        open_with_key(house, WAVE)
    line("opening the wave, CPU seconds", f"{taken.cpu_seconds:.1f}")
    with house.database.writing() as session:
        batch_id = order_step(session, Due(Doing.INVITE, WAVE), now=house.clock.now())
    with spent() as taken:
        worker_for(house, "bench", batch_id=batch_id).run_until_idle()
    line("putting the invitations in the outbox, CPU seconds", f"{taken.cpu_seconds:.1f}")
    return house


def _count(house: House, condition: object) -> int:
    with house.database.reading() as session:
        return session.scalar(select(func.count()).select_from(MailRecord).where(condition)) or 0  # type: ignore[arg-type]


def _end_leases(house: House) -> None:
    with house.database.writing() as session:
        session.execute(update(MailRecord).values(lease_until=None))


def _workers(house: House) -> list[BaseProcess]:
    spawn = multiprocessing.get_context("spawn")
    started: list[BaseProcess] = []
    for number in range(WORKERS):
        process = spawn.Process(target=_work, args=(house.settings, f"bench-{number}"), daemon=True)
        process.start()
        started.append(process)
    return started


def _work(settings: Settings, name: str) -> None:
    load_records()
    worker_for(House(settings, Database(settings.database_url)), name).run_forever()


def _sink(said: Queue[object], asked: Queue[object]) -> None:
    """Take mails until asked, then tell how often each Message-ID came."""
    from aiosmtpd.controller import Controller

    arrived: Counter[str] = Counter()

    class Handler:
        async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:  # noqa: N802 - its name
            content: bytes = envelope.content  # type: ignore[attr-defined]
            head = content.partition(b"Message-ID: <")[2]
            arrived[head.partition(b">")[0].decode()] += 1
            return "250 OK"

    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(Handler(), hostname="127.0.0.1", port=port)
    controller.start()
    said.put(port)
    asked.get()
    said.put(dict(arrived))
    controller.stop()
