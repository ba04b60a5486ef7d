"""`medskap person export`: everything there is about one person."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from appraisal.commands.spoken import ask_for_verb
from appraisal.registry import extract_sources
from workplace.extracts.actions import make_extract
from workplace.extracts.extract import as_html, as_json, as_zip
from workplace.house import House


def add_to(subparsers: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    """Add the command."""
    text = "gör ett registerutdrag om en person"
    person = subparsers.add_parser("person", help=text, description=text)
    person.set_defaults(show_help=ask_for_verb(person))
    verbs = person.add_subparsers(metavar="export")
    parser = verbs.add_parser(
        "export",
        help="skriv allt som finns om en person",
        description="Skriver allt som finns om en person. Svar i medarbetarenkäten går inte att knyta till någon.",
    )
    parser.add_argument("person_id", metavar="PERSON_ID")
    parser.add_argument(
        "--out", metavar="F", type=Path, help="fil: .json, .html eller .zip med båda (annars JSON på standard ut)"
    )
    parser.add_argument("--reason", metavar="TEXT", default="", help="varför utdraget görs; står i journalen")
    parser.set_defaults(handler=export)


def export(arguments: argparse.Namespace, house: House) -> int:
    """Write the extract; that it was made stands in the journal."""
    translator = house.translator()
    with house.database.writing() as session:
        extract = make_extract(
            session, extract_sources(), arguments.person_id, now=house.clock.now(), reason=arguments.reason
        )
        out: Path | None = arguments.out
        if out is None:
            sys.stdout.write(as_json(extract, translator))
        elif out.suffix == ".zip":
            out.write_bytes(as_zip(extract, translator))
        elif out.suffix == ".html":
            out.write_text(as_html(extract, translator), encoding="utf-8")
        else:
            out.write_text(as_json(extract, translator), encoding="utf-8")
    return 0
