"""Which waves there are, and the frozen tree, instrument and editions of one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session

from surveys.instrument import Instrument, read_instrument
from surveys.waves.records import WaveEditionRecord, WaveEligibleRecord, WaveRecord, WaveUnitRecord
from surveys.waves.wave_unit import WaveUnit
from workplace.database.base import BEGINNING
from workplace.definitions.document import parse
from workplace.definitions.queries import pinned
from workplace.errors import refuse
from workplace.organisation.leadership import superior_of
from workplace.organisation.queries import leaders_on, people_by_id, tree_on
from workplace.organisation.records import LeadershipRecord
from workplace.wording import N_


@dataclass(frozen=True)
class Wave:
    """A wave as it was frozen."""

    wave_id: str
    title: str
    instrument_key: str
    instrument_version: str
    instrument_sha256: str
    closed_on: dt.date
    charter: Mapping[str, Any]
    charter_sha256: str
    is_answered_here: bool = False

    @property
    def is_trial(self) -> bool:
        """Whether the wave was opened to try on, and is never released."""
        return bool(self.charter.get("is_trial"))


@dataclass(frozen=True)
class Edition:
    """A delivery of a wave's answers, with the hashes of the files it came in (empty: not given)."""

    number: int
    answers_sha256: str
    eligible_sha256: str
    mapping_sha256: str
    has_eligible: bool
    imported_at: dt.datetime


def waves(session: Session) -> list[Wave]:
    """Return all waves, the latest closed first."""
    rows = session.scalars(select(WaveRecord).order_by(WaveRecord.closed_on.desc(), WaveRecord.id))
    return [_wave(row) for row in rows]


def wave_named(session: Session, wave_id: str) -> Wave | None:
    """Return the wave of an id, or None."""
    row = session.get(WaveRecord, wave_id)
    return None if row is None else _wave(row)


def existing_wave(session: Session, wave_id: str) -> Wave:
    """Return the wave of an id, or raise `Refused`."""
    wave = wave_named(session, wave_id)
    if wave is None:
        raise refuse("unknown_wave", N_("Det finns ingen omgång %(wave)s."), wave=wave_id)
    return wave


def hold_wave(session: Session, wave_id: str) -> None:
    """Hold a wave until the transaction ends: no delivery of answers and no release of it comes in between.

    A file database has one writer at a time anyway.
    """
    session.execute(select(WaveRecord.id).where(WaveRecord.id == wave_id).with_for_update())


def editions_of(session: Session, wave_id: str) -> list[Edition]:
    """Return the editions of a wave, the first first."""
    query = select(WaveEditionRecord).where(WaveEditionRecord.wave_id == wave_id)
    return [
        Edition(
            number=row.number,
            answers_sha256=row.answers_sha256,
            eligible_sha256=row.eligible_sha256,
            mapping_sha256=row.mapping_sha256,
            has_eligible=row.has_eligible,
            imported_at=row.imported_at,
        )
        for row in session.scalars(query.order_by(WaveEditionRecord.number))
    ]


def frozen_units(session: Session, date: dt.date) -> dict[str, WaveUnit]:
    """Return the tree as it stood at the end of a day, by unit id, parents before the units below them."""
    tree = tree_on(session, date)
    leaders = leaders_on(session, date)
    people = people_by_id(session, set(leaders.values()))
    frozen: dict[str, WaveUnit] = {}
    for position, (unit_id, _depth) in enumerate(tree.in_order()):
        unit = tree.units[unit_id]
        superior = superior_of(tree, leaders, unit_id)
        leader = leaders.get(unit_id)
        frozen[unit_id] = WaveUnit(
            unit_id=unit_id,
            parent_id=unit.parent_id if unit.parent_id in tree.units else None,
            name=unit.name,
            kind=unit.kind,
            administration=unit.administration,
            leader_id=leader,
            leader_name=people[leader].name if leader in people else "",
            superior_id=superior.person_id if superior else None,
            position=position,
            has_units_below=bool(tree.children.get(unit_id)),
        )
    return frozen


def units_of_wave(session: Session, wave_id: str) -> dict[str, WaveUnit]:
    """Return the frozen tree by unit id, parents before the units below them."""
    query = select(WaveUnitRecord).where(WaveUnitRecord.wave_id == wave_id)
    rows = list(session.scalars(query.order_by(WaveUnitRecord.position)))
    parents = {row.parent_id for row in rows}
    return {
        row.unit_id: WaveUnit(
            unit_id=row.unit_id,
            parent_id=row.parent_id,
            name=row.name,
            kind=row.kind,
            administration=row.administration,
            leader_id=row.leader_id,
            leader_name=row.leader_name,
            superior_id=row.superior_id,
            position=row.position,
            has_units_below=row.unit_id in parents,
        )
        for row in rows
    }


def units_around(session: Session, wave_id: str, unit_id: str) -> dict[str, WaveUnit]:
    """Return a unit of the frozen tree with all above it and those straight below it, parents first.

    One query however large the tree is. Empty when the wave has no such unit.
    """
    table = WaveUnitRecord.__table__.c
    line = (
        select(table.unit_id, table.parent_id)
        .where(table.wave_id == wave_id, table.unit_id == unit_id)
        .cte("line", recursive=True)
    )
    line = line.union_all(
        select(table.unit_id, table.parent_id).where(table.wave_id == wave_id, table.unit_id == line.c.parent_id)
    )
    rows = session.execute(
        _units_with_below(wave_id).where(or_(table.unit_id.in_(select(line.c.unit_id)), table.parent_id == unit_id))
    )
    found = {row.unit_id: WaveUnit(**row._mapping) for row in rows}
    return found if unit_id in found else {}


def units_at_top(session: Session, wave_id: str, also: Collection[str] = ()) -> dict[str, WaveUnit]:
    """Return the roots of the frozen tree, the units straight below them, and those of `also` that are in it."""
    table = WaveUnitRecord.__table__.c
    roots = select(table.unit_id).where(table.wave_id == wave_id, table.parent_id.is_(None))
    rows = session.execute(
        _units_with_below(wave_id).where(
            or_(table.parent_id.is_(None), table.parent_id.in_(roots), table.unit_id.in_(list(also)))
        )
    )
    return {row.unit_id: WaveUnit(**row._mapping) for row in rows}


def units_near_top(session: Session, wave_ids: Collection[str]) -> dict[str, frozenset[str]]:
    """Return the roots of the frozen trees of waves and the units straight below them, by wave."""
    table, above = WaveUnitRecord.__table__.c, WaveUnitRecord.__table__.alias("above")
    rows = session.execute(
        select(table.wave_id, table.unit_id)
        .outerjoin(above, (above.c.wave_id == table.wave_id) & (above.c.unit_id == table.parent_id))
        .where(table.wave_id.in_(list(wave_ids)), above.c.parent_id.is_(None))
    )
    found: dict[str, set[str]] = {}
    for wave_id, unit_id in rows:
        found.setdefault(wave_id, set()).add(unit_id)
    return {wave_id: frozenset(unit_ids) for wave_id, unit_ids in found.items()}


def _units_with_below(wave_id: str) -> Select[Any]:
    table = WaveUnitRecord.__table__.c
    other = WaveUnitRecord.__table__.alias("below")
    has_below = exists().where(other.c.wave_id == wave_id, other.c.parent_id == table.unit_id)
    return (
        select(
            table.unit_id,
            table.parent_id,
            table.name,
            table.kind,
            table.administration,
            table.leader_id,
            table.leader_name,
            table.superior_id,
            table.position,
            has_below.label("has_units_below"),
        )
        .where(table.wave_id == wave_id)
        .order_by(table.position)
    )


def top_units(session: Session) -> dict[str, str]:
    """Return each wave's first root: where reading its results begins."""
    roots = select(WaveUnitRecord.wave_id, WaveUnitRecord.unit_id).where(WaveUnitRecord.parent_id.is_(None))
    found: dict[str, str] = {}
    for wave_id, unit_id in session.execute(roots.order_by(WaveUnitRecord.position)):
        found.setdefault(wave_id, unit_id)
    return found


def leading_since(session: Session, on: dt.date, units: Collection[WaveUnit]) -> dict[str, dt.date]:
    """Return since when the frozen leader of each unit had led it on a date; left out where it is not known."""
    rows = session.execute(
        select(LeadershipRecord.unit_id, LeadershipRecord.person_id, LeadershipRecord.valid_from).where(
            LeadershipRecord.unit_id.in_([unit.unit_id for unit in units]),
            LeadershipRecord.valid_from <= on,
            LeadershipRecord.valid_to > on,
            LeadershipRecord.valid_from > BEGINNING,
        )
    )
    frozen = {unit.unit_id: unit.leader_id for unit in units}
    return {row.unit_id: row.valid_from for row in rows if frozen[row.unit_id] == row.person_id}


def eligible_of(session: Session, wave_id: str, edition: int) -> dict[str, int]:
    """Return how many could have answered in each direct group, in one edition; empty without a register."""
    query = select(WaveEligibleRecord.unit_id, WaveEligibleRecord.eligible).where(
        WaveEligibleRecord.wave_id == wave_id, WaveEligibleRecord.edition == edition
    )
    return {row.unit_id: row.eligible for row in session.execute(query)}


def instrument_of(session: Session, wave_id: str) -> Instrument:
    """Return the instrument the wave was answered with, by the hash it was pinned with."""
    wave = existing_wave(session, wave_id)
    definition = pinned(session, "instrument", wave.instrument_sha256)
    if definition is None:
        raise refuse(
            "instrument_gone",
            N_("Formuläret %(key)s version %(version)s finns inte längre i databasen."),
            key=wave.instrument_key,
            version=wave.instrument_version,
        )
    return _read(definition.toml)


@lru_cache(maxsize=16)
def _read(toml: str) -> Instrument:
    """Read a published text once: it never changes, and reading one of sixty items costs more than a query."""
    return read_instrument(parse(toml))


def _wave(row: WaveRecord) -> Wave:
    return Wave(
        wave_id=row.id,
        title=row.title,
        instrument_key=row.instrument_key,
        instrument_version=row.instrument_version,
        instrument_sha256=row.instrument_sha256,
        closed_on=row.closed_on,
        charter=row.charter,
        charter_sha256=row.charter_sha256,
        is_answered_here=row.source == "urn",
    )
