"""A released wave put straight into the database, so that every state of a figure can be had by asking."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sqlalchemy.orm import Session

from appraisal.definition_kinds import KINDS
from measures.disclosure.floors import Floors
from measures.estimate import Estimate, Measure, Reason, Rung, Scale, publishable
from surveys.findings.layout import plan_of
from surveys.findings.questions import Questions
from surveys.instrument import Instrument, read_instrument
from surveys.waves.charter import charter_hash, default_charter
from surveys.waves.records import WaveRecord, WaveUnitRecord
from surveys.waves.wave_unit import WaveUnit
from workplace.definitions.actions import publish
from workplace.definitions.document import parse
from workplace.definitions.queries import latest
from workplace.releases.cells import ALL, DIRECT, Block, Layout, Page, encode, page_hash, reason_code
from workplace.releases.records import ReleasePageRecord, ReleaseRecord

NOW = dt.datetime(2026, 6, 10, 8, 0, tzinfo=dt.UTC)
INSTRUMENTS = Path(__file__).resolve().parents[2] / "surveys" / "instruments"
ANALYSED = {
    "alpha": 83,
    "icc1": 12,
    "icc2": 71,
    "rwg": 78,
    "bias_low": 560,
    "bias_high": 740,
    "driver_weight": 200,
    "explained": 480,
    "unsure": 100,
}
"""Analyses as they are stored: coefficients in hundredths, the others in tenths."""
CLASS_SHARES = {1: 3.0, 2: 9.0, 3: 20.0, 4: 41.0, 5: 27.0}


@dataclass(frozen=True)
class Built:
    """A unit to build: how many answered in the whole unit and in its direct group, and how well off it is.

    `level`: points of 100 above or below the rest. `reason`: why it is withheld although large enough.
    """

    unit_id: str
    parent_id: str | None
    name: str
    answered: int
    direct: int | None = None
    leader: str = ""
    level: float = 0.0
    reason: Reason | None = None


SMALL_TOWN = (
    Built("amf", None, "Arbetsmarknadsförvaltningen", 310, 6, "Gunilla Sand"),
    Built("jt", "amf", "Jobbtorgen", 160, 8, "Per Holm"),
    Built("norr", "jt", "Jobbtorg Norr", 38, leader="Karin Åkesson", level=9),
    Built("syd", "jt", "Jobbtorg Syd", 14, leader="Omar Nilsson", level=-14),
    Built("vast", "jt", "Jobbtorg Väst", 8, leader="Eva Lund"),
    Built("ost", "jt", "Jobbtorg Öst", 6, leader="Ali Berg"),
    Built("mitt", "jt", "Jobbtorg Mitt", 4, leader="Siv Ek"),
    Built("stab", "amf", "Staben", 12, reason=Reason.PROTECTS_OTHER),
)


def instrument_of(name: str) -> Instrument:
    return read_instrument(parse((INSTRUMENTS / f"{name}.toml").read_text(encoding="utf-8")))


def wave_unit(units: Iterable[Built], built: Built, position: int) -> WaveUnit:
    return WaveUnit(
        built.unit_id,
        built.parent_id,
        built.name,
        "",
        "",
        f"p-{built.unit_id}" if built.leader else None,
        built.leader,
        None,
        position,
        any(other.parent_id == built.unit_id for other in units),
    )


def rung_for(answered: int) -> int:
    floors = Floors()
    return sum(answered >= floors.of(rung) for rung in Rung)


def block(
    instrument: Instrument,
    answered: int,
    *,
    level: float = 0.0,
    breakdown: str = ALL,
    category: str = "",
    rung: int | None = None,
    reason: Reason | None = None,
    has_register: bool = True,
    drop: frozenset[str] = frozenset(),
) -> Block:
    """Return the cells of a group as they would be released. `drop`: items too few have answered."""
    standing = rung_for(answered) if rung is None else rung
    if reason or not standing:
        why = reason_code(reason or Reason.TOO_FEW)
        return Block(breakdown, category, 0, why, why if has_register else reason_code(Reason.NO_REGISTER))
    layout = layout_of(instrument)
    filled = [
        _cell(instrument, measure, item, answered, standing, level, has_register, drop)
        for measure, item in layout.cells[: layout.width(breakdown)]
    ]
    value, low, high, n, why = zip(*filled, strict=True)
    return Block(breakdown, category, standing, value=value, low=low, high=high, n=n, reason=why)


def _cell(
    instrument: Instrument,
    measure: str,
    item: str,
    answered: int,
    rung: int,
    level: float,
    has_register: bool,
    drop: frozenset[str],
) -> tuple[int, int | None, int | None, int, int]:
    if measure == "respondents":
        return answered * 10, None, None, answered, 0
    if measure == "response_rate":
        if not has_register:
            return 0, None, None, 0, reason_code(Reason.NO_REGISTER)
        return 820, None, None, answered, 0
    if measure in ANALYSED:
        if answered < 50 or (measure.startswith("bias") and not has_register):
            reason = Reason.TOO_FEW if answered < 50 else Reason.NO_REGISTER
            return 0, None, None, 0, reason_code(reason)
        low, high = (ANALYSED[measure] - 4, ANALYSED[measure] + 4) if measure == "alpha" else (None, None)
        return ANALYSED[measure], low, high, answered, 0
    key = item.split("=")[0]
    if key in drop:
        return 0, None, None, 0, reason_code(Reason.TOO_FEW_ITEM)
    if measure == "index":
        return _published(68 + level, 20, answered, Measure.INDEX, rung)
    asked = instrument.item(key)
    needs = {"mean": 2, "favourable": 3, "band": 3}.get(measure, 4)
    if rung < needs or answered < asked.floor:
        reason = Reason.TOO_FEW_ITEM if answered < asked.floor else Reason.TOO_FEW
        return 0, None, None, 0, reason_code(reason)
    if measure == "mean":
        order = [one.key for one in instrument.items].index(key)
        mean = 3.75 + level / 25 + (order % 7 - 3) / 10
        return _published(mean, 0.9, answered, Measure.MEAN, rung, Scale(1, 5))
    if measure == "favourable":
        return _published(68 + level, 46, answered, Measure.THREE_CLASS_SHARE, rung)
    part = item.split("=")[1]
    if measure == "band":
        share = {"low": 12.0 - level / 2, "middle": 20.0 - level / 2, "high": 68.0 + level}[part]
        return _published(share, None, answered, Measure.THREE_CLASS_SHARE, rung)
    return _published(CLASS_SHARES.get(int(part), 0.0), None, answered, Measure.CLASS_SHARE, rung)


def _published(
    value: float, spread: float | None, n: int, measure: Measure, rung: int, scale: Scale | None = None
) -> tuple[int, int | None, int | None, int, int]:
    half = None if spread is None else 1.96 * spread / np.sqrt(n)
    given = Estimate(value, None if half is None else value - half, None if half is None else value + half, n)
    made = publishable(given, measure, Rung(rung), scale=scale) if scale else publishable(given, measure, Rung(rung))
    one = made.estimate
    low = None if one.low is None else round(one.low * 10)
    high = None if one.high is None else round(one.high * 10)
    return round(one.value * 10), low, high, n, 0


def page_of(instrument: Instrument, built: Built, *, shift: float = 0.0, has_register: bool = True) -> Page:
    level = built.level + shift
    blocks = [block(instrument, built.answered, level=level, reason=built.reason, has_register=has_register)]
    if built.direct is not None:
        blocks.append(block(instrument, built.direct, level=level, breakdown=DIRECT, has_register=has_register))
    for background in instrument.backgrounds if built.answered >= 50 else ():
        for place, category in enumerate((*background.categories, "missing")):
            is_hidden = background.key == "role"
            blocks.append(
                block(
                    instrument,
                    built.answered // 4,
                    level=level + 4 * place,
                    breakdown=background.key,
                    category=category,
                    reason=Reason.PROTECTS_OTHER if is_hidden else None,
                )
            )
    return Page(built.unit_id, tuple(blocks))


def layout_of(instrument: Instrument) -> Layout:
    return plan_of(Questions.of(instrument)).layout


def release_wave(
    session: Session,
    wave_id: str,
    units: Iterable[Built] = SMALL_TOWN,
    *,
    instrument: str = "medarbetarenkat",
    closed_on: dt.date = dt.date(2026, 5, 29),
    title: str = "Medarbetarenkäten 2026",
    shift: float = 0.0,
    number: int = 1,
    has_register: bool = True,
) -> None:
    """Put a wave and its release into the database. `shift` moves every figure, in points of 100."""
    units = tuple(units)
    text = (INSTRUMENTS / f"{instrument}.toml").read_text(encoding="utf-8")
    publish(session, text, kinds=KINDS, now=NOW)
    content = read_instrument(parse(text))
    definition = latest(session, "instrument", content.key)
    assert definition is not None
    charter = default_charter()
    if session.get(WaveRecord, wave_id) is None:
        session.add(
            WaveRecord(
                id=wave_id,
                title=title,
                instrument_key=content.key,
                instrument_version=content.version,
                instrument_sha256=definition.sha256,
                closed_on=closed_on,
                source="imported",
                charter=charter,
                charter_sha256=charter_hash(charter),
                created_at=NOW,
                created_by="",
            )
        )
        session.flush()
        for position, built in enumerate(units):
            unit = wave_unit(units, built, position)
            session.add(
                WaveUnitRecord(
                    wave_id=wave_id,
                    unit_id=unit.unit_id,
                    parent_id=unit.parent_id,
                    name=unit.name,
                    leader_id=unit.leader_id,
                    leader_name=unit.leader_name,
                    superior_id=None,
                    position=position,
                )
            )
    release_id = f"{wave_id}.{number}"
    session.add(
        ReleaseRecord(
            id=release_id,
            wave_id=wave_id,
            number=number,
            edition=1,
            published_at=NOW,
            published_by="",
            charter_sha256=charter_hash(charter),
            layout=[list(cell) for cell in layout_of(content).cells],
            certificate={},
            sha256="0" * 64,
        )
    )
    session.flush()
    for position, built in enumerate(units):
        cells = encode(page_of(content, built, shift=shift, has_register=has_register))
        session.add(
            ReleasePageRecord(
                release_id=release_id, unit_id=built.unit_id, position=position, cells=cells, sha256=page_hash(cells)
            )
        )
