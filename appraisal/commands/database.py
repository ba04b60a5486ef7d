"""`medskap database upgrade` and `medskap verify`."""

from __future__ import annotations

import argparse
import sys

from appraisal.commands.spoken import ask_for_verb
from appraisal.opening import known_schema, require_schema
from workplace.database.schema import schema_state, upgrade
from workplace.house import House
from workplace.journal.queries import first_bad_entry


def add_to(subparsers: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    """Add the commands."""
    database = subparsers.add_parser("database", help="databasens schema", description="databasens schema")
    database.set_defaults(show_help=ask_for_verb(database))
    verbs = database.add_subparsers(metavar="upgrade")
    text = "för schemat till den här versionen"
    move = verbs.add_parser("upgrade", help=text, description=text)
    move.set_defaults(handler=upgrade_schema, needs_schema=False)
    text = "kontrollera att journalen är hel"
    verify = subparsers.add_parser("verify", help=text, description=text)
    verify.set_defaults(handler=verify_journal)


def upgrade_schema(arguments: argparse.Namespace, house: House) -> int:
    """Bring the schema to the newest revision, all of it or nothing."""
    before = known_schema(house)
    if not before.is_current:
        upgrade(house.database)
    require_schema(house)
    after = schema_state(house.database)
    print(f"{before.held or 'tom'} -> {after.held}" if before.held != after.held else f"{after.held}, inget att göra")
    return 0


def verify_journal(arguments: argparse.Namespace, house: House) -> int:
    """Name the first entry that does not fit, or say that all do."""
    with house.database.reading() as session:
        bad = first_bad_entry(session)
    if bad is None:
        print("Journalen är hel.")
        return 0
    print(f"Journalens post {bad} stämmer inte.", file=sys.stderr)
    return 1
