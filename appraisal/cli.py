"""`medskap …`: one command for each thing that is done outside the browser.

Exit codes: 0 done, 1 a problem in what was given, 2 wrong usage. Problems go to standard error, one line each; standard
output carries only what was asked for.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from appraisal.commands.spoken import Parser, ask_for_verb
from appraisal.commands.troubles import database_sentence, os_sentence
from appraisal.registry import COMMANDS, exists, load_records
from workplace.config import ready_folders, settings_from
from workplace.database import Database
from workplace.errors import Refused
from workplace.house import House
from workplace.wording import Translator


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit code."""
    parser = build_parser()
    parsed = parser.parse_args(arguments)
    handler = getattr(parsed, "handler", None)
    if handler is None:
        parsed.show_help()
        return 2
    try:
        house = open_house()
        if getattr(parsed, "needs_schema", True):
            from appraisal.opening import require_schema

            require_schema(house)
        return int(handler(parsed, house) or 0)
    except Refused as refused:
        for problem in refused.problems:
            print(problem.line(Translator()), file=sys.stderr)
        return 1
    except DatabaseError as error:
        sentence = database_sentence(error)
        if sentence is None:
            raise
        print(Translator().say(sentence), file=sys.stderr)
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        print(Translator().say(os_sentence(error)), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Avbrutet.", file=sys.stderr)
        return 130


def build_parser() -> Parser:
    """Return the parser of all commands."""
    parser = Parser(prog="medskap", description="Medarbetarenkät, resultat och ledarrapporter.")
    parser.set_defaults(show_help=ask_for_verb(parser))
    subparsers = parser.add_subparsers(title="kommandon", metavar="KOMMANDO")
    for name in COMMANDS:
        if exists(name):
            import_module(name).add_to(subparsers)
    return parser


def open_house(environment: dict[str, str] | None = None) -> House:
    """Return the house that the settings describe; refuses with every fault in them."""
    load_records()
    settings = settings_from(os.environ if environment is None else environment, Path(__file__).parent.parent)
    ready_folders(settings)
    return House(settings=settings, database=Database(settings.database_url))


if __name__ == "__main__":
    sys.exit(main())
