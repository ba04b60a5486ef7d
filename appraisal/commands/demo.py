"""`medskap demo`: an invented employer to look around in."""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import sys
from collections.abc import Iterator

from appraisal.demo import fill as filling
from appraisal.demo.open_wave import open_and_answer
from appraisal.demo.organisation import EMPLOYER
from appraisal.opening import is_untouched, require_schema
from appraisal.report_runs.actions import order_run, release_reports
from appraisal.reports.queries import editions_of_wave
from appraisal.work import worker_for
from workplace.database.schema import downgrade, schema_state
from workplace.employer.queries import employer_of
from workplace.employer.records import Birth
from workplace.errors import refuse
from workplace.house import House
from workplace.wording import N_


def add_to(subparsers: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    """Add the command."""
    text = "fyll en tom databas med en påhittad arbetsgivare"
    parser = subparsers.add_parser("demo", help=text, description=text)
    parser.add_argument(
        "--size", choices=["small", "city"], default="small", help="420 (small) eller omkring 45 000 medarbetare (city)"
    )
    parser.set_defaults(handler=make_demo, needs_schema=False)


def make_demo(arguments: argparse.Namespace, house: House) -> int:
    """Fill an empty database; refuse one that has anything in it."""
    with only_one(house):
        if not clear_half_demo(house) and not is_untouched(house):
            raise refuse("not_empty", N_("Databasen är inte tom. Sätt MEDSKAP_HOME till en tom mapp."))
        fill(house, size=arguments.size)
    return 0


def fill_if_empty(house: House) -> None:
    """Make the small demo in an empty database, or anew where it was interrupted; leave any other as it is."""
    with only_one(house):
        if clear_half_demo(house) or is_untouched(house):
            fill(house, size="small")


@contextlib.contextmanager
def only_one(house: House) -> Iterator[None]:
    """Hold the lock under which a demo is made; it falls by itself when the holder dies."""
    if not house.settings.is_embedded:
        yield
        return
    with (house.settings.home / "demo.lock").open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Demon görs redan av ett annat kommando; väntar på det …")
            fcntl.flock(held, fcntl.LOCK_EX)
        yield


def clear_half_demo(house: House) -> bool:
    """Empty a database in which a demo was begun and never finished; return whether there was one.

    Such a database holds nothing but half of what is made below. The caller holds the lock.
    """
    state = schema_state(house.database)
    if not house.settings.is_embedded or not state.is_current or is_untouched(house):
        return False
    with house.database.reading() as session:
        employer = employer_of(session)
        last = filling.WAVES[-1].id
        if employer is None or not employer.is_demo or any(one.is_readable for one in editions_of_wave(session, last)):
            return False
    say("Demon blev inte klar förra gången. Den görs om.")
    downgrade(house.database, "base")
    return True


def fill(house: House, *, size: str) -> None:
    """Make the demo employer: organisation, definitions, two waves with releases, one that is open, goals, reports."""
    require_schema(house, born=Birth.DEMO, name=EMPLOYER)
    say("Gör en påhittad arbetsgivare …")
    now = house.clock.now()
    with house.database.writing() as session:
        files = filling.fill_organisation(session, now, size=size, say=say)
        filling.fill_definitions(session, now)
        filling.grant_demo_roles(session, files, now)
    for wave in filling.WAVES:
        say(f"Medarbetarenkäten {wave.id}: svar och skyddade resultat …")
        with house.database.writing() as session:
            filling.fill_wave(session, wave, now)
    if size == "small":
        with house.database.writing() as session:
            filling.fill_goals(session, now)
        say("En enkät som pågår just nu …")
        open_and_answer(house)
        _make_reports(house)
    else:
        say("Ledarrapporterna byggs för sig: medskap reports build enkat-2026 --out MAPP --workers 2")
    say("Klart.")


def _make_reports(house: House) -> None:
    """Build and release the leader reports of both waves."""
    say("Ledarrapporter …")
    now = house.clock.now()
    for wave in filling.WAVES:
        with house.database.writing() as session:
            run = order_run(session, wave.id, now=now)
        worker_for(house, "demo", batch_id=run.batch_id).run_until_idle()
        with house.database.writing() as session:
            release_reports(
                session,
                wave.id,
                now=house.clock.now(),
                public_url=house.settings.public_url,
                translator=house.translator(),
                wave_title=wave.title,
            )


def say(sentence: str) -> None:
    """Speak on standard error: standard output belongs to the command."""
    print(sentence, file=sys.stderr, flush=True)
