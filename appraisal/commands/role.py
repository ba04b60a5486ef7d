"""`medskap role grant|revoke` and `medskap sign-in-link`: how the first HR person comes in."""

from __future__ import annotations

import argparse
import datetime as dt
import re

from appraisal.commands.spoken import ask_for_verb, date
from workplace.clock import STOCKHOLM
from workplace.errors import refuse
from workplace.house import House
from workplace.identity.actions import grant_role, make_link, revoke_role
from workplace.identity.actor import Role
from workplace.identity.queries import person_named
from workplace.wording import N_

_ID = re.compile(r"(?!\.)[A-Za-z0-9._-]{1,64}")


def add_to(subparsers: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    """Add the commands."""
    text = "ge eller ta ifrån någon en roll"
    role = subparsers.add_parser("role", help=text, description=text)
    role.set_defaults(show_help=ask_for_verb(role))
    verbs = role.add_subparsers(metavar="grant|revoke")
    for verb, handler, text in (("grant", grant, "ge en roll"), ("revoke", revoke, "avsluta en roll nu")):
        parser = verbs.add_parser(verb, help=text, description=text)
        parser.add_argument("person_id", metavar="PERSON_ID")
        parser.add_argument("role", choices=[role.value for role in Role])
        parser.add_argument("--unit", metavar="U", help="rollen gäller den här enheten och dem under den")
        if verb == "grant":
            parser.add_argument("--until", type=date, metavar="DATE", help="sista dag, ÅÅÅÅ-MM-DD")
        parser.set_defaults(handler=handler)
    link = subparsers.add_parser(
        "sign-in-link", help="skriv ut en engångslänk", description="Skriver ut en länk som loggar in en gång."
    )
    link.add_argument("person_id", metavar="PERSON_ID")
    link.set_defaults(handler=sign_in_link)


def grant(arguments: argparse.Namespace, house: House) -> int:
    """Grant a role."""
    person_id = _checked_id(arguments.person_id)
    until = None
    if arguments.until:
        day_after = dt.datetime.combine(arguments.until + dt.timedelta(days=1), dt.time(), STOCKHOLM)
        until = day_after.astimezone(dt.UTC)
    with house.database.writing() as session:
        changed = grant_role(
            session, person_id, Role(arguments.role), house.clock.now(), unit_id=arguments.unit, until=until
        )
    print(f"{person_id}: {arguments.role} " + ("tilldelad" if changed else "fanns redan, inget ändrat"))
    return 0


def revoke(arguments: argparse.Namespace, house: House) -> int:
    """End a role."""
    with house.database.writing() as session:
        changed = revoke_role(
            session, arguments.person_id, Role(arguments.role), house.clock.now(), unit_id=arguments.unit
        )
    print(f"{arguments.person_id}: {arguments.role} " + ("avslutad" if changed else "fanns inte, inget ändrat"))
    return 0


def sign_in_link(arguments: argparse.Namespace, house: House) -> int:
    """Print a one-time link once; that it was made is written in the journal."""
    with house.database.writing() as session:
        if person_named(session, arguments.person_id) is None:
            raise refuse("unknown_person", N_("Personen %(person)s finns inte."), person=arguments.person_id)
        token = make_link(session, arguments.person_id, house.clock.now())
    print(f"{house.settings.public_url}/logga-in/lank/{token}", flush=True)
    return 0


def _checked_id(person_id: str) -> str:
    if not _ID.fullmatch(person_id):
        raise refuse(
            "bad_id",
            N_("%(id)s duger inte som id: bara A–Z, a–z, 0–9, punkt, understreck och bindestreck, högst 64."),
            id=person_id,
        )
    return person_id
