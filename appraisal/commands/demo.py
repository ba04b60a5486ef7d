"""`medskap demo`: an invented employer to look around in."""

from __future__ import annotations

import argparse
import sys

from appraisal.demo import fill as filling
from appraisal.demo.organisation import EMPLOYER
from appraisal.opening import is_untouched, require_schema
from appraisal.reports.actions import order_run, release_reports
from appraisal.work import worker_for
from workplace.employer.records import Birth
from workplace.errors import refuse
from workplace.house import House
from workplace.wording import N_


def add_to(subparsers: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    """Add the command."""
    parser = subparsers.add_parser("demo", help="fyll en tom databas med en påhittad arbetsgivare")
    parser.add_argument("--size", choices=["small", "city"], default="small", help="420 eller omkring 45 000 medarbetare")
    parser.set_defaults(handler=make_demo, needs_schema=False)


def make_demo(arguments: argparse.Namespace, house: House) -> int:
    """Fill an empty database; refuse one that has anything in it."""
    if not is_untouched(house):
        raise refuse("not_empty", N_("Databasen är inte tom. Sätt MEDSKAP_HOME till en tom mapp."))
    fill(house, size=arguments.size)
    return 0


def fill(house: House, *, size: str) -> None:
    """Make the demo employer: organisation, definitions, two waves with releases, goals, leader reports."""
    say("Gör en påhittad arbetsgivare …")
    require_schema(house, born=Birth.DEMO, name=EMPLOYER)
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
                session, wave.id, now=now, public_url=house.settings.public_url, translator=house.translator(),
                wave_title=wave.title,
            )


def say(sentence: str) -> None:
    """Speak on standard error: standard output belongs to the command."""
    print(sentence, file=sys.stderr, flush=True)
