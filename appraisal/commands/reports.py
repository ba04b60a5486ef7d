"""`medskap reports build|release`: the same run as the page shows."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from appraisal.commands.spoken import ask_for_verb, whole_number
from appraisal.report_runs.actions import order_run, release_reports, under_way
from appraisal.reports.queries import (
    editions_of_wave,
    outline_in_force,
    report_html,
    report_material,
    report_pdf,
    runs_of,
)
from appraisal.reports.run import IndexRow, ReportEdition, Run, index_text
from appraisal.work import build_worker, worker_for
from surveys.findings.queries import latest_release
from surveys.waves.queries import existing_wave
from workplace.errors import refuse
from workplace.house import House
from workplace.jobs.actions import resume, retry
from workplace.jobs.batch import BatchState, Progress
from workplace.jobs.processes import WorkerProcesses
from workplace.jobs.queries import progress
from workplace.wording import N_

BAR_WIDTH = 30


def add_to(subparsers: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    """Add the commands."""
    text = "gör och släpp ledarrapporter"
    reports = subparsers.add_parser("reports", help=text, description=text)
    reports.set_defaults(show_help=ask_for_verb(reports))
    verbs = reports.add_subparsers(metavar="build|release")
    build_parser = verbs.add_parser(
        "build",
        help="gör rapporten för varje chef och skriv dem som filer",
        description="Gör en rapport för varje enhet med chef (PDF och HTML) och en förteckning, index.csv. "
        "En körning som avbröts fortsätter där den var.",
    )
    build_parser.add_argument("wave", metavar="WAVE")
    build_parser.add_argument("--out", metavar="DIR", type=Path, required=True, help="mapp att skriva i")
    build_parser.add_argument("--workers", metavar="N", type=whole_number, default=1, help="hur många processer (1)")
    build_parser.set_defaults(handler=build)
    release_parser = verbs.add_parser(
        "release", help="släpp rapporterna", description="Släpper alla gjorda rapporter på en gång och mejlar cheferna."
    )
    release_parser.add_argument("wave", metavar="WAVE")
    release_parser.set_defaults(handler=release)


def build(arguments: argparse.Namespace, house: House) -> int:
    """Make what is not made, write all files and the index; exit 1 when some report could not be made."""
    if arguments.workers < 1:
        raise refuse("no_workers", N_("Ange minst en process."))
    run = _run_to_do(house, arguments.wave)
    if not _is_done(house, run):
        _do(house, run, arguments.workers)
    failures = _write_files(house, run, arguments.out)
    print(f"{arguments.out / 'index.csv'}")
    for line in failures:
        print(line, file=sys.stderr)
    return 1 if failures else 0


def release(arguments: argparse.Namespace, house: House) -> int:
    """Release every draft of the wave."""
    with house.database.writing() as session:
        wave = existing_wave(session, arguments.wave)
        done = release_reports(
            session,
            wave.wave_id,
            now=house.clock.now(),
            public_url=house.settings.public_url,
            translator=house.translator(),
            wave_title=wave.title,
        )
    print(f"{done.reports} rapporter släppta, {done.mails} mejl")
    for count, what in ((done.without_address, "utan e-postadress"), (done.protected, "med skyddade uppgifter")):
        if count:
            print(f"{count} chefer {what} får inget mejl och behöver få veta det på annat sätt", file=sys.stderr)
    return 0


def _run_to_do(house: House, wave_id: str) -> Run:
    """Return the run to take up: the one under way, the last one when nothing has changed since, else a new one."""
    with house.database.writing() as session:
        existing_wave(session, wave_id)
        found = under_way(session, wave_id)
        if found is not None:
            state = progress(session, found.batch_id, house.clock.now())
            if state is not None and state.batch.state in (BatchState.PAUSED, BatchState.STOPPED):
                resume(session, found.batch_id)
            return found
        latest = next((run for run in runs_of(session, wave_id) if run.administrations is None), None)
        is_released = any(one.is_readable for one in editions_of_wave(session, wave_id))
        if latest is not None and (is_released or _is_unchanged(house, latest)):
            if is_released and not _is_unchanged(house, latest):
                print(
                    "Underlaget har ändrats sedan rapporterna släpptes. Filerna är de släppta rapporterna. "
                    "En ny utgåva beställs på sidan, med ett skäl.",
                    file=sys.stderr,
                )
            state = progress(session, latest.batch_id, house.clock.now())
            if state is not None and state.failed:
                retry(session, latest.batch_id)
            return latest
        return order_run(session, wave_id, now=house.clock.now())


def _is_unchanged(house: House, run: Run) -> bool:
    with house.database.reading() as session:
        release_now = latest_release(session, run.wave_id)
        if release_now is None or release_now.release_id != run.release_id:
            return False
        _outline, sha256 = outline_in_force(session)
        material = report_material(session, run.release_id)
    return material.fingerprint(sha256, run.language) == run.fingerprint


def _is_done(house: House, run: Run) -> bool:
    state = _progress(house, run)
    return state.has_ended


def _progress(house: House, run: Run) -> Progress:
    with house.database.reading() as session:
        state = progress(session, run.batch_id, house.clock.now())
    assert state is not None
    return state


def _do(house: House, run: Run, workers: int) -> None:
    """Work on the batch until it has ended; with one worker in this process, else in spawned ones."""
    if workers == 1:
        worker = worker_for(house, "reports", batch_id=run.batch_id)
        while not _progress(house, run).has_ended:
            tried = worker.run_until_idle()
            state = _progress(house, run)
            _show(state)
            if not tried and not state.has_ended:
                _refuse_halted(state)
                time.sleep(0.5)
        return
    processes = WorkerProcesses(build_worker, (), workers, name="reports")
    processes.start()
    try:
        while True:
            state = _progress(house, run)
            _show(state)
            if state.has_ended:
                return
            _refuse_halted(state)
            time.sleep(0.3)
    finally:
        processes.stop()


def _refuse_halted(state: Progress) -> None:
    if not state.is_open:
        raise refuse("run_stopped", N_("Körningen stoppades. Kör samma kommando igen för att fortsätta."))


def _show(state: Progress) -> None:
    if not sys.stderr.isatty():
        return
    filled = BAR_WIDTH * state.ended // max(1, state.total)
    end = "\n" if state.has_ended else ""
    bar = "#" * filled + "." * (BAR_WIDTH - filled)
    print(f"\r[{bar}] {state.ended}/{state.total}", end=end, file=sys.stderr, flush=True)


def _write_files(house: House, run: Run, folder: Path) -> list[str]:
    """Write every report and the index; return a line for each report that could not be made."""
    folder.mkdir(parents=True, exist_ok=True)
    translator = house.translator()
    state = _progress(house, run)
    with house.database.reading() as session:
        leaders = {unit.unit_id: unit.leader_id or "" for unit in report_material(session, run.release_id).led_units()}
        newest: dict[str, ReportEdition] = {}
        for edition in editions_of_wave(session, run.wave_id):
            newest.setdefault(edition.unit_id, edition)
        failed = {failure.key: failure for failure in state.failures}
        rows, lines = [], []
        for unit_id, leader_id in leaders.items():
            found = newest.get(unit_id)
            if unit_id in failed or found is None:
                reason = translator.say(failed[unit_id].reason) if unit_id in failed else "ingår inte i körningen"
                name = failed[unit_id].error if unit_id in failed else ""
                rows.append(IndexRow(unit_id, leader_id, "failed", reason, ""))
                lines.append(f"{unit_id} – {reason}" + (f" ({name})" if name else ""))
                continue
            (folder / f"{unit_id}.pdf").write_bytes(report_pdf(session, found.edition_id))
            (folder / f"{unit_id}.html").write_bytes(report_html(session, found.edition_id))
            reason = "" if found.has_own_figures else "utan egna siffror: visar närmast större grupp"
            rows.append(IndexRow(unit_id, leader_id, "built", reason, found.sha256))
    (folder / "index.csv").write_text(index_text(rows), encoding="utf-8", newline="")
    return lines
