"""`medskap survey import-answers`: take in a wave that was closed elsewhere."""

from __future__ import annotations

import argparse
from pathlib import Path

from appraisal.commands.given_files import read_files
from appraisal.commands.spoken import ask_for_verb, date
from surveys.waves.actions import AnswersImport, import_answers
from workplace.house import House
from workplace.wording import N_, Translator


def add_to(subparsers: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    """Add the commands."""
    text = "medarbetarenkätens omgångar"
    survey = subparsers.add_parser("survey", help=text, description=text)
    survey.set_defaults(show_help=ask_for_verb(survey))
    verbs = survey.add_subparsers(metavar="import-answers")
    parser = verbs.add_parser(
        "import-answers",
        help="läs in svar från en omgång som stängts någon annanstans",
        description="Läser in svar, helt eller inte alls, och fryser organisationen som den var när omgången "
        "stängdes. Rättade svar på samma omgång blir en ny leverans.",
    )
    parser.add_argument("wave", metavar="WAVE", help="omgångens namn, a–z, 0–9 och -")
    parser.add_argument("file", metavar="FILE", type=Path, help="svaren, .csv eller .xlsx")
    parser.add_argument("--instrument", metavar="KEY[@VERSION]", required=True, help="det publicerade formuläret")
    parser.add_argument("--closed", metavar="DATE", type=date, required=True, help="när omgången stängdes, ÅÅÅÅ-MM-DD")
    parser.add_argument(
        "--eligible", metavar="E.csv", type=Path, help="hur många som kunde svara i varje enhets direktgrupp"
    )
    parser.add_argument(
        "--map", metavar="M.toml", type=Path, dest="mapping", help="mappningsfil för främmande kolumner"
    )
    parser.add_argument("--title", default="", help="omgångens namn för läsare (formulärets namn och året)")
    parser.add_argument("--dry-run", action="store_true", help="visa bara vad som skulle läsas in")
    parser.set_defaults(handler=import_answers_file)


def import_answers_file(arguments: argparse.Namespace, house: House) -> int:
    """Take in the files, or show what that would come to."""
    files = read_files({"answers": arguments.file, "eligible": arguments.eligible, "mapping": arguments.mapping})
    opened = house.database.reading() if arguments.dry_run else house.database.writing()
    with opened as session:
        result = import_answers(
            session,
            arguments.wave,
            files["answers"],
            instrument=arguments.instrument,
            closed_on=arguments.closed,
            eligible=files.get("eligible"),
            mapping=files.get("mapping"),
            title=arguments.title,
            now=house.clock.now(),
            dry_run=arguments.dry_run,
        )
    for line in _lines(result, house.translator(), is_dry_run=arguments.dry_run):
        print(line)
    return 0


def _lines(result: AnswersImport, translator: Translator, *, is_dry_run: bool) -> list[str]:
    say = translator.gettext
    if not result.is_new:
        return [say(N_("%(wave)s: samma filer är redan inlästa, inget ändrat"), wave=result.wave_id)]
    lines = [
        say(
            N_("%(wave)s, leverans %(edition)s: %(respondents)s svarande, %(units)s enheter"),
            wave=result.wave_id,
            edition=result.edition,
            respondents=result.respondents,
            units=result.units,
        )
    ]
    if result.unanswered:
        lines.append(say(N_("%(count)s rader utan svar på någon fråga räknas inte"), count=result.unanswered))
    for sentence, names in (
        (N_("Frågor utan kolumn i filen: %(names)s"), result.absent_items),
        (N_("Fritext läses inte in: %(names)s"), result.text_columns),
        (N_("Räknade bakgrunder: %(names)s"), result.breakdowns),
    ):
        if names:
            lines.append(say(sentence, names=", ".join(names)))
    if result.keeps_breakdowns and result.breakdowns:
        lines.append(say(N_("Omgången är redan publicerad: uppdelningar efter bakgrund ändras inte")))
    if is_dry_run:
        lines.append(say(N_("Provkörning: inget är ändrat.")))
    return lines
