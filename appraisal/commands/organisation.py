"""`medskap organisation import`: take in units and people from files."""

from __future__ import annotations

import argparse
from pathlib import Path

from appraisal.commands.given_files import read_files
from appraisal.commands.spoken import ask_for_verb, date
from workplace.house import House
from workplace.organisation.actions import import_organisation
from workplace.organisation.change_list import summary


def add_to(subparsers: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    """Add the commands."""
    text = "läs in enheter och personer"
    organisation = subparsers.add_parser("organisation", help=text, description=text)
    organisation.set_defaults(show_help=ask_for_verb(organisation))
    verbs = organisation.add_subparsers(metavar="import")
    parser = verbs.add_parser(
        "import",
        help=text,
        description="Läser in enheter och personer, helt eller inte alls. Första gången gäller det som står i "
        "filerna bakåt utan gräns; senare gånger gäller ändringarna från ett datum.",
    )
    parser.add_argument("--units", metavar="U", type=Path, required=True, help="enheterna, .csv eller .xlsx")
    parser.add_argument("--people", metavar="P", type=Path, help="personerna, .csv eller .xlsx")
    parser.add_argument(
        "--map", metavar="M.toml", type=Path, dest="mapping", help="mappningsfil för främmande kolumner"
    )
    parser.add_argument("--as-of", metavar="DATE", type=date, help="från när ändringarna gäller, ÅÅÅÅ-MM-DD (i dag)")
    parser.add_argument("--dry-run", action="store_true", help="visa bara vad som skulle ändras")
    parser.add_argument(
        "--allow-large-change", action="store_true", help="tillåt att mer än 20 procent av anställningarna avslutas"
    )
    parser.set_defaults(handler=import_files)


def import_files(arguments: argparse.Namespace, house: House) -> int:
    """Take in the files, or show what that would change."""
    files = read_files({"units": arguments.units, "people": arguments.people, "mapping": arguments.mapping})
    opened = house.database.reading() if arguments.dry_run else house.database.writing()
    with opened as session:
        change = import_organisation(
            session,
            units=files["units"],
            people=files.get("people"),
            mapping=files.get("mapping"),
            as_of=arguments.as_of or house.clock.today(),
            now=house.clock.now(),
            dry_run=arguments.dry_run,
            allow_large_change=arguments.allow_large_change,
        )
    translator = house.translator()
    for sentence in summary(change, is_dry_run=arguments.dry_run):
        print(translator.say(sentence))
    return 0
