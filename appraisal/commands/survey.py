"""`medskap survey …`: plan and run a wave, name its participants, or take in one that was closed elsewhere."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from appraisal.commands.given_files import read_files
from appraisal.commands.spoken import ask_for_verb, date
from appraisal.work import worker_for
from surveys.ballots.keys import MixingElsewhere
from surveys.closing.actions import close_wave, mix_wave
from surveys.invitations.actions import order_step, remind_now
from surveys.invitations.timetable import Doing, Due
from surveys.participants.actions import import_participants
from surveys.planning.actions import bring_opening_forward, plan_wave, sign
from surveys.planning.jobs import open_with_key
from surveys.planning.plan import PlanDraft, PlanState, closing_moment, opening_moment, reminder_moments
from surveys.planning.queries import existing_plan
from surveys.planning.terms import terms_with_words
from surveys.waves.actions import AnswersImport, import_answers
from workplace.definitions.queries import named
from workplace.errors import refuse
from workplace.house import House
from workplace.wording import N_, Translator

REMINDERS, DAYS_APART = 2, 6
"""What a wave planned by command gets: a reminder after six days and one after twelve."""
BAR_WIDTH = 30


def add_to(subparsers: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    """Add the commands."""
    text = "medarbetarenkätens omgångar"
    survey = subparsers.add_parser("survey", help=text, description=text)
    survey.set_defaults(show_help=ask_for_verb(survey))
    verbs = survey.add_subparsers(metavar="plan|open|remind|mix|close|import-participants|import-answers")
    _add_plan(verbs)
    for verb, handler, words in (
        ("open", open_now, "öppna en signerad omgång nu, även före dess dag, och bjud in"),
        ("remind", remind, "skicka nästa påminnelse nu, till dem som inte har svarat"),
        ("mix", mix, "blanda urnan nu"),
        ("close", close, "stäng omgången nu, för gott"),
    ):
        each = verbs.add_parser(verb, help=words, description=words[0].upper() + words[1:] + ".")
        each.add_argument("wave", metavar="WAVE")
        each.set_defaults(handler=handler)
    _add_participants(verbs)
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


def _add_plan(verbs: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    parser = verbs.add_parser(
        "plan",
        help="planera en omgång och signera dess stadga",
        description="Planerar en omgång och signerar dess stadga. Omgången öppnar klockan 7 den dag som anges, "
        "påminner, stänger vid midnatt efter sista dagen och räknas av sig själv.",
    )
    parser.add_argument("wave", metavar="WAVE", help="omgångens namn, a–z, 0–9 och -")
    parser.add_argument("--instrument", metavar="KEY[@VERSION]", required=True, help="det publicerade formuläret")
    parser.add_argument("--opens", metavar="DATE", type=date, required=True, help="första dagen, ÅÅÅÅ-MM-DD")
    parser.add_argument("--closes", metavar="DATE", type=date, required=True, help="sista svarsdag, ÅÅÅÅ-MM-DD")
    parser.add_argument("--census", metavar="DATE", type=date, help="mätdagen för vem som bjuds in (första dagen)")
    parser.add_argument(
        "--co-determination", metavar="TEXT", default="", help="samverkan: datum och protokoll (inte redovisad)"
    )
    parser.add_argument("--title", default="", help="omgångens namn för läsare (formulärets namn och året)")
    parser.set_defaults(handler=plan)


def _add_participants(verbs: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    parser = verbs.add_parser(
        "import-participants",
        help="läs in en deltagarlista, till exempel LimeSurveys, till en planerad omgång",
        description="Läser in en lista över vilka som får bjudas in, helt eller inte alls. De bjuds in som både står i "
        "listan och omfattas av omgångens regel.",
    )
    parser.add_argument("wave", metavar="WAVE")
    parser.add_argument(
        "file", metavar="FILE", type=Path, help="LimeSurveys CSV-fil, eller en med email eller person_id"
    )
    parser.add_argument("--dry-run", action="store_true", help="visa bara vad som skulle läsas in")
    parser.set_defaults(handler=import_participants_file)


def plan(arguments: argparse.Namespace, house: House) -> int:
    """Plan a wave and sign its charter."""
    opens_at, closes_at = opening_moment(arguments.opens), closing_moment(arguments.closes)
    with house.database.writing() as session:
        title = arguments.title or f"{named(session, 'instrument', arguments.instrument).title} {arguments.opens.year}"
        draft = PlanDraft(
            wave_id=arguments.wave,
            title=title,
            instrument=arguments.instrument,
            census_on=arguments.census or arguments.opens,
            opens_at=opens_at,
            closes_at=closes_at,
            reminders=reminder_moments(opens_at, closes_at, REMINDERS, DAYS_APART),
        )
        terms = terms_with_words(arguments.co_determination)
        plan_wave(session, draft, now=house.clock.now(), terms=terms)
        signed = sign(session, arguments.wave, now=house.clock.now())
    say = house.translator().gettext
    print(
        say(
            N_("%(wave)s: signerad, öppnar %(opens)s, sista svarsdag %(closes)s"),
            wave=signed.wave_id,
            opens=arguments.opens,
            closes=arguments.closes,
        )
    )
    return 0


def open_now(arguments: argparse.Namespace, house: House) -> int:
    """Open a signed wave and put its invitations in the outbox; opened before, nothing is done twice."""
    wave_id = arguments.wave
    with house.database.writing() as session:
        if existing_plan(session, wave_id).state is PlanState.SIGNED:
            bring_opening_forward(session, wave_id, now=house.clock.now())
    invited = open_with_key(house, wave_id)
    with house.database.writing() as session:
        batch_id = order_step(session, Due(Doing.INVITE, wave_id), now=house.clock.now())
    worker_for(house, "survey", batch_id=batch_id).run_until_idle()
    print(house.translator().gettext(N_("%(wave)s: öppen, %(count)s inbjudna"), wave=wave_id, count=invited))
    return 0


def remind(arguments: argparse.Namespace, house: House) -> int:
    """Put the next reminder in the outbox now."""
    with house.database.writing() as session:
        batch_id = remind_now(session, arguments.wave, now=house.clock.now())
    worker_for(house, "survey", batch_id=batch_id).run_until_idle()
    text = N_("%(wave)s: påminnelsen ligger i utkorgen och går till dem som inte har svarat när den skickas")
    print(house.translator().gettext(text, wave=arguments.wave))
    return 0


def mix(arguments: argparse.Namespace, house: House) -> int:
    """Mix the urn. How many boxes there were is said to nobody: it would tell how many have answered."""
    try:
        mix_wave(house, arguments.wave, _bar)
    except MixingElsewhere:
        raise _busy() from None
    print(house.translator().gettext(N_("%(wave)s: urnan är blandad"), wave=arguments.wave))
    return 0


def close(arguments: argparse.Namespace, house: House) -> int:
    """Close a wave for good and tell its count; closed before, the count of then."""
    try:
        count = close_wave(house, arguments.wave, progress=_bar)
    except MixingElsewhere:
        raise _busy() from None
    say = house.translator().gettext
    text = N_("%(wave)s: stängd. %(invited)s inbjudna, %(answered)s svarade, %(ballots)s avlämnade svar")
    print(say(text, wave=arguments.wave, invited=count.invited, answered=count.answered, ballots=count.ballots))
    if not count.adds_up:
        print(say(N_("Räkningen går inte ihop. Se omgångens sida.")), file=sys.stderr)
    return 0 if count.adds_up else 1


def import_participants_file(arguments: argparse.Namespace, house: House) -> int:
    """Take in a list of participants, or show what that would come to."""
    files = read_files({"participants": arguments.file})
    opened = house.database.reading() if arguments.dry_run else house.database.writing()
    with opened as session:
        found = import_participants(
            session, arguments.wave, files["participants"], now=house.clock.now(), dry_run=arguments.dry_run
        )
    say = house.translator().gettext
    if found.changes_nothing:
        print(say(N_("%(wave)s: listan är redan inläst, inget ändrat"), wave=arguments.wave))
    else:
        text = N_("%(wave)s: %(named)s personer, %(added)s nya, %(removed)s tas bort")
        print(say(text, wave=arguments.wave, named=len(found.named), added=found.added, removed=found.removed))
    if arguments.dry_run:
        print(say(N_("Provkörning: inget är ändrat.")))
    return 0


def _bar(done: int, total: int) -> None:
    """Draw a bar where somebody watches; the number of boxes is not told."""
    if sys.stderr.isatty() and total:
        filled = BAR_WIDTH * done // total
        end = "\n" if done >= total else ""
        print(f"\r[{'#' * filled}{'.' * (BAR_WIDTH - filled)}]", end=end, file=sys.stderr, flush=True)


def _busy() -> Exception:
    return refuse("mixing_elsewhere", N_("En annan process blandar eller stänger just nu. Försök igen om en stund."))


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
