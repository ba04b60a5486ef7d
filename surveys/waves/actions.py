"""Take in a wave that was closed elsewhere: freeze its tree, keep its ballots, count its breakdowns."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import insert
from sqlalchemy.orm import Session

from surveys.ballots.actions import store_ballots
from surveys.erasing.queries import answers_erased_at
from surveys.findings.actions import keep_breakdowns
from surveys.findings.answers import ballots_of
from surveys.findings.breakdown_counts import Breakdowns
from surveys.findings.questions import Questions
from surveys.findings.wave_breakdowns import count_wave_breakdowns
from surveys.instrument import Instrument, read_instrument
from surveys.planning.records import WavePlanRecord
from surveys.waves.answers_file import AnswersFile, known_columns, read_answers_file
from surveys.waves.charter import charter_hash, default_charter, floors_of
from surveys.waves.eligible_file import COLUMNS, read_eligible
from surveys.waves.queries import Edition, Wave, editions_of, frozen_units, units_of_wave, wave_named
from surveys.waves.records import WaveEditionRecord, WaveEligibleRecord, WaveRecord, WaveUnitRecord
from surveys.waves.wave_id import WAVE_ID
from surveys.waves.wave_unit import WaveUnit, tree_of
from workplace.clock import local_date
from workplace.definitions.definition import Definition
from workplace.definitions.document import in_language, parse
from workplace.definitions.queries import named
from workplace.errors import Problem, Refused, refuse
from workplace.imports.mapped import apply_map
from workplace.imports.mapping import FileMap, parse_mapping
from workplace.imports.table import GivenFile, Table, read_table
from workplace.journal.actions import record
from workplace.releases.queries import release_heads
from workplace.wording import N_, Sentence


@dataclass(frozen=True)
class AnswersImport:
    """What an import came to. `is_new` False: the very same files were taken in before, nothing changed.

    `unanswered` rows without any answer; `absent_items` asked but not in the file; `text_columns` passed
    over; `breakdowns` backgrounds that were counted; `keeps_breakdowns`: the wave is released, so those of
    the earlier edition stand.
    """

    wave_id: str
    edition: int
    is_new: bool
    respondents: int
    units: int
    unanswered: int = 0
    absent_items: tuple[str, ...] = ()
    text_columns: tuple[str, ...] = ()
    breakdowns: tuple[str, ...] = ()
    keeps_breakdowns: bool = False


def import_answers(
    session: Session,
    wave_id: str,
    answers: GivenFile,
    *,
    instrument: str,
    closed_on: dt.date,
    eligible: GivenFile | None = None,
    mapping: GivenFile | None = None,
    title: str = "",
    now: dt.datetime,
    actor_id: str = "",
    audit_seed: int = 1,
    dry_run: bool = False,
) -> AnswersImport:
    """Take in a file of answers as a new wave, or as a new edition of an imported one.

    `instrument`: `KEY` or `KEY@VERSION`. Raises `Refused` with every problem; nothing is then written. The
    same files again, and a dry run, write nothing.
    """
    definition = named(session, "instrument", instrument)
    wave = wave_named(session, wave_id)
    _refuse_other_wave(wave_id, wave, definition, closed_on, instrument)
    if wave is None and session.get(WavePlanRecord, wave_id) is not None:
        raise refuse("planned_here", N_("Omgången %(wave)s är planerad här och tar inga svar ur filer."), wave=wave_id)
    editions = editions_of(session, wave_id) if wave else []
    hashes = [_sha256(given) for given in (answers, eligible, mapping)]
    if editions and _files_of(editions[-1]) == hashes:
        count = units_of_wave(session, wave_id)
        return AnswersImport(wave_id, editions[-1].number, False, 0, len(count))
    _refuse_erased(session, wave_id, editions)
    content = read_instrument(parse(definition.toml))
    questions = Questions.of(content)
    units = units_of_wave(session, wave_id) if wave else frozen_units(session, closed_on)
    if not units:
        raise Refused(
            [
                Problem(
                    "no_units",
                    Sentence(
                        N_("Det fanns inga enheter %(date)s; läs in organisationen först."),
                        {"date": closed_on},
                    ),
                )
            ]
        )
    found, register = _read_files(questions, list(units), answers, eligible, mapping)
    is_released = wave is not None and bool(release_heads(session, wave_id))
    charter = dict(wave.charter) if wave else default_charter()
    result = AnswersImport(
        wave_id=wave_id,
        edition=len(editions) + 1,
        is_new=True,
        respondents=found.answers.respondents,
        units=len(units),
        unanswered=found.unanswered,
        absent_items=found.absent_items,
        text_columns=found.text_columns,
        breakdowns=tuple(found.breakdowns),
        keeps_breakdowns=is_released,
    )
    if dry_run:
        return result
    if wave is None:
        _write_wave(session, wave_id, title, content, definition, closed_on, units, now, actor_id)
    unit_ids = list(units)
    ballots = ballots_of(questions, found.answers)
    belongs = [unit_ids[unit] for unit in found.answers.unit.tolist()]
    breakdowns = None
    if not is_released:
        breakdowns = count_wave_breakdowns(
            questions,
            found.answers,
            found.category,
            found.breakdowns,
            tree_of(units.values()),
            floors_of(charter),
            rng=np.random.default_rng(audit_seed),
        )
    keep_edition(
        session,
        wave_id,
        result.edition,
        ballots=list(zip(belongs, ballots, strict=True)),
        eligible=register,
        breakdowns=breakdowns,
        file_hashes=hashes,
        now=now,
        actor_id=actor_id,
    )
    record(
        session,
        now=now,
        actor_id=actor_id,
        verb="imported",
        object_kind="wave",
        object_id=wave_id,
        facts={"edition": result.edition, "sha256": hashes[0], "charter": charter_hash(charter)},
    )
    return result


def keep_edition(
    session: Session,
    wave_id: str,
    number: int,
    *,
    ballots: Sequence[tuple[str, Mapping[str, Any]]],
    eligible: Mapping[str, int] | None,
    breakdowns: Breakdowns | None,
    now: dt.datetime,
    actor_id: str = "",
    file_hashes: Sequence[str] = ("", "", ""),
) -> None:
    """Write an edition whole: its ballots, how many could have answered, its counted breakdowns.

    `ballots`: (unit id, answers by item key). `eligible` None: there is no register. `breakdowns` None: those of the
    earlier edition stand. `file_hashes` of answers, register and mapping; empty where the answers came in no file.
    """
    session.add(
        WaveEditionRecord(
            wave_id=wave_id,
            number=number,
            answers_sha256=file_hashes[0],
            eligible_sha256=file_hashes[1],
            mapping_sha256=file_hashes[2],
            has_eligible=eligible is not None,
            imported_at=now,
            imported_by=actor_id,
        )
    )
    session.flush()
    if eligible:
        rows = [
            {"wave_id": wave_id, "edition": number, "unit_id": unit_id, "eligible": count}
            for unit_id, count in eligible.items()
        ]
        session.execute(insert(WaveEligibleRecord), rows)
    store_ballots(session, wave_id, number, ballots)
    if breakdowns is not None:
        keep_breakdowns(session, wave_id, number, breakdowns)


def write_units(session: Session, wave_id: str, units: Mapping[str, WaveUnit]) -> None:
    """Write the frozen tree of a wave that has been written."""
    session.execute(
        insert(WaveUnitRecord),
        [
            {
                "wave_id": wave_id,
                "unit_id": unit.unit_id,
                "parent_id": unit.parent_id,
                "name": unit.name,
                "kind": unit.kind,
                "administration": unit.administration,
                "leader_id": unit.leader_id,
                "leader_name": unit.leader_name,
                "superior_id": unit.superior_id,
                "position": unit.position,
            }
            for unit in units.values()
        ],
    )


def _refuse_erased(session: Session, wave_id: str, editions: Sequence[Edition]) -> None:
    """Corrected answers can only be published beside the earlier ones, so there are none once those are erased."""
    erased_at = answers_erased_at(session, wave_id, [edition.number for edition in editions]) if editions else None
    if erased_at is not None:
        raise refuse(
            "answers_erased",
            N_("Svaren i omgången %(wave)s gallrades %(date)s, så rättade svar kan inte läsas in."),
            wave=wave_id,
            date=local_date(erased_at),
        )


def _refuse_other_wave(
    wave_id: str, wave: Wave | None, definition: Definition, closed_on: dt.date, instrument: str
) -> None:
    problems = []
    if not WAVE_ID.fullmatch(wave_id):
        problems.append(
            Problem("wave_id", Sentence(N_("en omgång heter 1–40 tecken av a–z, 0–9 och -")), value=wave_id)
        )
    if wave is not None and wave.is_answered_here:
        problems.append(
            Problem(
                "answered_here", Sentence(N_("omgången besvarades här; inga svar läses in till den")), value=wave_id
            )
        )
    if wave is not None and wave.instrument_sha256 != definition.sha256:
        held = f"{wave.instrument_key}@{wave.instrument_version}"
        problems.append(
            Problem(
                "other_instrument",
                Sentence(N_("omgången är besvarad med formuläret %(held)s"), {"held": held}),
                value=instrument,
            )
        )
    if wave is not None and wave.closed_on != closed_on:
        problems.append(
            Problem(
                "other_closing_date",
                Sentence(N_("omgången stängdes %(held)s"), {"held": wave.closed_on.isoformat()}),
                value=closed_on.isoformat(),
            )
        )
    if problems:
        raise Refused(problems)


def _read_files(
    questions: Questions,
    units: Sequence[str],
    answers: GivenFile,
    eligible: GivenFile | None,
    mapping: GivenFile | None,
) -> tuple[AnswersFile, dict[str, int] | None]:
    """Read both files and refuse with the problems of both."""
    known = known_columns(questions)
    rules = parse_mapping(mapping, {"answers": known, "eligible": COLUMNS}) if mapping else FileMap()
    problems: list[Problem] = []
    found: AnswersFile | None = None
    register: dict[str, int] | None = None
    try:
        table = _mapped(read_table(answers, known=known), rules, "answers", known)
        found = read_answers_file(table, questions, units)
    except Refused as refused:
        problems += refused.problems
    if eligible is not None:
        respondents: dict[str, int] = {}
        if found is not None:
            counts = np.bincount(found.answers.unit, minlength=len(units)).tolist()
            respondents = {unit_id: count for unit_id, count in zip(units, counts, strict=True) if count}
        try:
            table = _mapped(read_table(eligible, known=COLUMNS), rules, "eligible", COLUMNS)
            register = read_eligible(table, units, respondents, answers_file=answers.name)
        except Refused as refused:
            problems += refused.problems
    if problems or found is None:
        raise Refused(problems)
    return found, register


def _mapped(table: Table, rules: FileMap, section: str, known: Collection[str]) -> Table:
    if section not in rules.sections:
        return table
    mapped, problems = apply_map(table, rules.section(section), known=known)
    if problems:
        raise Refused(problems)
    return mapped


def _write_wave(
    session: Session,
    wave_id: str,
    title: str,
    instrument: Instrument,
    definition: Definition,
    closed_on: dt.date,
    units: dict[str, WaveUnit],
    now: dt.datetime,
    actor_id: str,
) -> None:
    charter = default_charter()
    session.add(
        WaveRecord(
            id=wave_id,
            title=title or f"{in_language(instrument.title, 'sv')} {closed_on.year}",
            instrument_key=definition.key,
            instrument_version=definition.version,
            instrument_sha256=definition.sha256,
            closed_on=closed_on,
            source="imported",
            charter=charter,
            charter_sha256=charter_hash(charter),
            created_at=now,
            created_by=actor_id,
        )
    )
    session.flush()
    write_units(session, wave_id, units)


def _files_of(edition: Edition) -> list[str]:
    return [edition.answers_sha256, edition.eligible_sha256, edition.mapping_sha256]


def _sha256(given: GivenFile | None) -> str:
    return "" if given is None else hashlib.sha256(given.content).hexdigest()
