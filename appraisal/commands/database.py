"""`medskap database upgrade|backup|restore` and `medskap verify`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from appraisal.commands.spoken import ask_for_verb
from appraisal.opening import known_schema, require_schema
from appraisal.registry import after_restores, before_backups
from workplace.database.backup import Backup, Progress, restore_backup, write_backup
from workplace.database.schema import schema_state, upgrade
from workplace.house import House
from workplace.journal.actions import record
from workplace.journal.queries import first_bad_entry
from workplace.wording import Sentence

_BAR = 30


def add_to(subparsers: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    """Add the commands."""
    text = "databasens schema och säkerhetskopior"
    database = subparsers.add_parser("database", help=text, description=text)
    database.set_defaults(show_help=ask_for_verb(database))
    verbs = database.add_subparsers(metavar="upgrade|backup|restore")
    text = "för schemat till den här versionen"
    move = verbs.add_parser("upgrade", help=text, description=text)
    move.set_defaults(handler=upgrade_schema, needs_schema=False)
    for name, handler, text in (
        ("backup", back_up, "skriv allt i databasen till en ny fil, medan den används; nycklar följer aldrig med"),
        ("restore", restore, "läs tillbaka en säkerhetskopia i en tom databas, SQLite eller PostgreSQL"),
    ):
        parser = verbs.add_parser(name, help=text, description=text)
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.set_defaults(handler=handler, needs_schema=False)
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


def back_up(arguments: argparse.Namespace, house: House) -> int:
    """Write a backup, also of a database that waits for its upgrade; the journal tells of it."""
    is_current = known_schema(house).is_current
    for step in before_backups() if is_current else ():
        step(house)
    made = write_backup(house.database, arguments.file, now=house.clock.now(), progress=bar())
    if is_current:
        with house.database.writing() as session:
            _note(session, house, "backed_up", arguments.file, made)
    print(_told(arguments.file, made))
    return 0


def restore(arguments: argparse.Namespace, house: House) -> int:
    """Restore a backup, whole or not at all, and tell what could not be as it was."""
    sentences: list[Sentence] = []

    def finish(connection: Connection, backup: Backup) -> None:
        with Session(connection, expire_on_commit=False) as session:
            for step in after_restores():
                sentences.extend(step(session, house))
            _note(session, house, "restored", arguments.file, backup)
            session.flush()

    restored = restore_backup(house.database, arguments.file, progress=bar(), finish=finish)
    print(_told(arguments.file, restored))
    for sentence in sentences:
        print(house.translator().say(sentence), file=sys.stderr)
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


def bar() -> Progress:
    """Return what draws a bar on standard error, once for each per cent, where that is a terminal."""
    drawn = -1

    def draw(done: int, whole: int) -> None:
        nonlocal drawn
        percent = 100 * done // max(1, whole)
        if percent == drawn or not sys.stderr.isatty():
            return
        drawn = percent
        filled = _BAR * percent // 100
        end = "\n" if percent == 100 else ""
        print(f"\r[{'#' * filled}{'.' * (_BAR - filled)}] {percent} %", end=end, file=sys.stderr, flush=True)

    return draw


def _note(session: Session, house: House, verb: str, file: Path, backup: Backup) -> None:
    record(
        session,
        now=house.clock.now(),
        actor_id="",
        verb=verb,
        object_kind="database",
        object_id=file.name[:200],
        facts={
            "sha256": backup.sha256,
            "made_at": backup.manifest.made_at.isoformat(),
            "revision": backup.manifest.revision,
            "rows": backup.manifest.rows,
        },
    )


def _told(file: Path, backup: Backup) -> str:
    manifest = backup.manifest
    return f"{file}: {manifest.rows} rader i {len(manifest.tables)} tabeller, sha256 {backup.sha256}"
