"""`medskap retention run`: erase what has been kept long enough."""

from __future__ import annotations

import argparse
import sys

from appraisal.commands.spoken import ask_for_verb
from appraisal.registry import erasure_sources
from workplace.erasure.jobs import run_retention
from workplace.erasure.rule import Due, rules_of
from workplace.house import House
from workplace.wording import N_, Sentence, Translator


def add_to(subparsers: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    """Add the command."""
    text = "radera det som har sparats så länge det får"
    retention = subparsers.add_parser("retention", help=text, description=text)
    retention.set_defaults(show_help=ask_for_verb(retention))
    verbs = retention.add_subparsers(metavar="run")
    parser = verbs.add_parser(
        "run",
        help="radera det som är dags, och det som ett gallringsbeslut omfattar",
        description="Raderar det som är dags. Svar och fritext raderas bara när ett gallringsbeslut är antecknat.",
    )
    parser.add_argument("--dry-run", action="store_true", help="visa bara vad som skulle raderas")
    parser.set_defaults(handler=run)


def run(arguments: argparse.Namespace, house: House) -> int:
    """Erase, or say what would go, and what waits for a decision."""
    translator, sources = house.translator(), erasure_sources()
    titles = {kind: rule.title for kind, rule in rules_of(sources).items()}
    outcome = run_retention(house, sources, is_dry_run=arguments.dry_run)
    went = N_("skulle raderas") if arguments.dry_run else N_("raderade")
    for due in outcome.erased:
        print(_line(due, titles[due.kind], went, translator))
    for due in outcome.waiting:
        print(_line(due, titles[due.kind], N_("väntar på ett gallringsbeslut"), translator))
    if not outcome.erased:
        print(translator.gettext(N_("Ingenting att radera.")))
    if arguments.dry_run:
        print(translator.gettext(N_("Provkörning: inget är raderat.")))
    if not outcome.is_clean:
        print(
            translator.gettext(
                N_("Det raderade ligger ännu kvar i databasens filer, för någon läste just då. Kör kommandot igen.")
            ),
            file=sys.stderr,
        )
    return 0


def _line(due: Due, title: str, what: str, translator: Translator) -> str:
    facts = {"title": Sentence(title), "count": due.count, "what": Sentence(what)}
    if not due.object_id:
        return translator.gettext(N_("%(title)s: %(count)s %(what)s"), **facts)
    return translator.gettext(N_("%(title)s, %(about)s: %(count)s %(what)s"), about=due.about, **facts)
