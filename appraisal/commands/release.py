"""`medskap release publish|audit|export`."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from appraisal.commands.spoken import ask_for_verb
from surveys.findings.actions import keep_release
from surveys.findings.queries import audit_of, release_inputs, release_material
from surveys.findings.release_making import Publication, make_release
from surveys.waves.queries import existing_wave, units_of_wave
from workplace.errors import refuse
from workplace.house import House
from workplace.releases.cells import REASONS, SHOWN
from workplace.releases.export import csv_lines
from workplace.releases.queries import all_pages, release_heads
from workplace.wording import N_, Translator

_BAR = 30
_REASON_WORDS = {
    "too_few": N_("för få svar"),
    "protects_other": N_("skyddar en annan grupp"),
    "too_few_item": N_("för få svar på frågan"),
    "no_register": N_("inget underlag om hur många som kunde svara"),
    "no_spread": N_("alla svarade lika"),
}


def add_to(subparsers: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    """Add the commands."""
    text = "publicera, granska och exportera resultat"
    release = subparsers.add_parser("release", help=text, description=text)
    release.set_defaults(show_help=ask_for_verb(release))
    verbs = release.add_subparsers(metavar="publish|audit|export")
    parser = verbs.add_parser("publish", help="publicera en omgångs resultat", description="Publicerar en omgång.")
    parser.add_argument("wave", metavar="WAVE")
    parser.add_argument("--dry-run", action="store_true", help="visa bara vad som skulle visas och vad som döljs")
    parser.set_defaults(handler=publish_wave)
    parser = verbs.add_parser(
        "audit", help="räkna om från det publicerade", description="Räknar om från det publicerade; 1 om något läcker."
    )
    parser.add_argument("wave", metavar="WAVE")
    parser.set_defaults(handler=audit_wave)
    parser = verbs.add_parser(
        "export", help="skriv det publicerade som csv", description="Skriver den senaste publiceringen som csv."
    )
    parser.add_argument("wave", metavar="WAVE")
    parser.add_argument("--out", metavar="F", type=Path, help="fil (annars standard ut)")
    parser.add_argument("--all", action="store_true", dest="every", help="alla publiceringar av omgången")
    parser.set_defaults(handler=export_wave)


def publish_wave(arguments: argparse.Namespace, house: House) -> int:
    """Publish, or show what would be seen; the release is made between the reading and a short writing."""
    translator = house.translator()
    with house.database.reading() as session:
        inputs = release_inputs(session, arguments.wave)
        names = {unit.unit_id: unit.name for unit in units_of_wave(session, arguments.wave).values()}
        is_needed = arguments.dry_run or not inputs.is_published
        material = release_material(session, inputs) if is_needed else None
    if material is None:
        published = Publication(arguments.wave, inputs.heads[0].release_id, is_new=False)
    else:
        made = make_release(material, is_final=not arguments.dry_run, progress=show_progress)
        published = made.publication
        if not arguments.dry_run:
            with house.database.writing() as session:
                published = keep_release(session, made, now=house.clock.now())
    for line in _publication_lines(published, names, translator, is_dry_run=arguments.dry_run):
        print(line)
    return 0


def audit_wave(arguments: argparse.Namespace, house: House) -> int:
    """Recompute every release of the wave from its pages; 1 when anything is wrong."""
    say = house.translator().gettext
    with house.database.reading() as session:
        existing_wave(session, arguments.wave)
        report = audit_of(session, arguments.wave)
    if not report.releases:
        raise refuse("not_released", N_("Omgången %(wave)s är inte publicerad."), wave=arguments.wave)
    for head in report.releases:
        cells = head.certificate["cells"]
        print(
            say(
                N_("%(release)s: %(shown)s tal visas, %(withheld)s döljs, stadga %(charter)s"),
                release=head.release_id,
                shown=cells["shown"],
                withheld=sum(cells.values()) - cells["shown"],
                charter=head.charter_sha256[:12],
            )
        )
    for leak in report.leaks:
        print(house.translator().say(leak.sentence), file=sys.stderr)
    for name in report.broken:
        print(say(N_("%(name)s: innehållet stämmer inte med sin hash"), name=name), file=sys.stderr)
    for release_id, counts in report.differing.items():
        for name, (said, found) in counts.items():
            sentence = N_("%(release)s: intyget säger %(said)s tal ”%(name)s”, sidorna har %(found)s")
            print(say(sentence, release=release_id, said=said, name=name, found=found), file=sys.stderr)
    print(say(N_("Inget läcker.")) if report.holds else say(N_("Granskningen fann fel.")))
    return 0 if report.holds else 1


def export_wave(arguments: argparse.Namespace, house: House) -> int:
    """Write the newest release of the wave, or all of them, one row a cell."""
    with house.database.reading() as session:
        existing_wave(session, arguments.wave)
        heads = release_heads(session, arguments.wave)
        if not heads:
            raise refuse("not_released", N_("Omgången %(wave)s är inte publicerad."), wave=arguments.wave)
        chosen = list(reversed(heads)) if arguments.every else heads[:1]
        with _output(arguments.out) as out:
            for place, head in enumerate(chosen):
                lines = csv_lines(head.release_id, head.layout, all_pages(session, head.release_id))
                if place:
                    next(lines)
                out.writelines(lines)
    return 0


def show_progress(done: int, whole: int) -> None:
    """Draw a bar on standard error, where that is a terminal."""
    if not sys.stderr.isatty() or (done % 50 and done != whole):
        return
    filled = _BAR * done // max(1, whole)
    end = "\n" if done == whole else ""
    print(f"\r[{'#' * filled}{'.' * (_BAR - filled)}] {done}/{whole}", end=end, file=sys.stderr, flush=True)


@contextlib.contextmanager
def _output(path: Path | None) -> Iterator[TextIO]:
    if path is None:
        sys.stdout.reconfigure(newline="\n")  # type: ignore[union-attr]
        yield sys.stdout
        return
    with path.open("w", encoding="utf-8", newline="\n") as out:
        yield out


def _publication_lines(
    made: Publication, names: dict[str, str], translator: Translator, *, is_dry_run: bool
) -> Iterator[str]:
    say = translator.gettext
    if not made.is_new:
        yield say(N_("%(release)s: inget har ändrats sedan publiceringen"), release=made.release_id)
        return
    cells = made.cells or {}
    yield say(
        N_("%(release)s: %(respondents)s svarande, %(shown)s tal visas, %(withheld)s döljs"),
        release=made.release_id,
        respondents=made.respondents,
        shown=cells.get(SHOWN, 0),
        withheld=sum(cells.values()) - cells.get(SHOWN, 0),
    )
    if not is_dry_run:
        return
    for place, reason in enumerate(REASONS, start=1):
        if cells.get(place):
            yield f"  {say(_REASON_WORDS[reason.value])}: {translator.number(cells[place])}"
    rungs = Counter(leader.rung for leader in made.leaders)
    yield say(
        N_("Chefer med egna siffror: %(own)s av %(all)s"),
        own=sum(count for rung, count in rungs.items() if rung),
        all=len(made.leaders),
    )
    for rung, words in (
        (4, N_("fem klasser, medelvärden och index: %(count)s")),
        (3, N_("tre klasser, medelvärden och index: %(count)s")),
        (2, N_("medelvärden och index: %(count)s")),
        (1, N_("bara index: %(count)s")),
        (0, N_("inga egna siffror: %(count)s")),
    ):
        if rungs[rung]:
            yield "  " + say(words, count=rungs[rung])
    for name, count in (made.breakdowns or {}).items():
        yield say(N_("Uppdelning efter %(name)s visas för %(count)s enheter"), name=name, count=count)
    if made.withheld:
        yield say(N_("Grupper utan egna siffror:"))
    for unit_id, part, why in made.withheld:
        group = say(N_("direktgruppen")) if part == "direct" else say(N_("hela enheten"))
        yield f"  {names[unit_id]} ({unit_id}), {group}: {say(_REASON_WORDS[REASONS[why - 1].value])}"
    yield say(N_("Provkörning: inget är publicerat."))
