"""`medskap goals import FILE`: take in the goals, indicators and activities of units."""

from __future__ import annotations

import argparse
from pathlib import Path

from appraisal.commands.given_files import read_file
from appraisal.commands.spoken import ask_for_verb
from appraisal.goals.actions import import_goals
from appraisal.goals.goal_change import summary
from workplace.house import House


def add_to(subparsers: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    """Add the commands."""
    text = "läs in enheternas mål, indikatorer och aktiviteter"
    goals = subparsers.add_parser("goals", help=text, description=text)
    goals.set_defaults(show_help=ask_for_verb(goals))
    verbs = goals.add_subparsers(metavar="import")
    parser = verbs.add_parser(
        "import",
        help=text,
        description="Läser in mål, helt eller inte alls. Det som stod för enheterna i filen ersätts; andra enheters "
        "mål står kvar.",
    )
    parser.add_argument("file", metavar="FILE", type=Path, help="målen, .csv eller .xlsx")
    parser.add_argument("--dry-run", action="store_true", help="visa bara vad som skulle ändras")
    parser.set_defaults(handler=import_file)


def import_file(arguments: argparse.Namespace, house: House) -> int:
    """Take in the file, or show what that would change."""
    given = read_file(arguments.file)
    opened = house.database.reading() if arguments.dry_run else house.database.writing()
    with opened as session:
        change = import_goals(
            session, given, today=house.clock.today(), now=house.clock.now(), dry_run=arguments.dry_run
        )
    translator = house.translator()
    for sentence in summary(change, is_dry_run=arguments.dry_run):
        print(translator.say(sentence))
    return 0
