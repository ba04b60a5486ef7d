"""Read what reports are made from (all of a wave at once), and the reports that are made."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Collection, Mapping
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from appraisal.goals.goal_tree import plans_of
from appraisal.goals.queries import whole_plan
from appraisal.pay.queries import criteria_in_force
from appraisal.reports.access import REASON_HOLDS, ReportFacts
from appraisal.reports.facts import CellKey, CriterionFacts, GroupFigures, IndexFacts, ItemFacts, SharedFacts
from appraisal.reports.localized import Localized, localized
from appraisal.reports.material import FrozenPages, Material, OpenedCells
from appraisal.reports.model import LeaderReport
from appraisal.reports.outline import Outline, read_outline
from appraisal.reports.records import LeaderReportRecord, ReportNoteRecord, ReportRunRecord
from appraisal.reports.run import Note, OpeningSeen, ReportEdition, ReportState, Run
from appraisal.reports.speech import from_values
from surveys.findings.queries import previous_release, release_named, wave_units
from surveys.findings.reading import same_indices, same_items
from surveys.findings.trend.queries import comparable_before
from surveys.findings.unit_findings import ReleaseSummary
from surveys.instrument import Instrument, Scope
from surveys.waves.queries import editions_of, eligible_of, instrument_of
from surveys.waves.wave_unit import WaveUnit
from workplace.agreements.agreement import Agreement
from workplace.agreements.queries import agreements_of_all
from workplace.clock import local_date
from workplace.database.base import BEGINNING
from workplace.definitions.document import parse
from workplace.definitions.kinds import sha256_of
from workplace.definitions.queries import latest, pinned
from workplace.errors import refuse
from workplace.journal.queries import entries_about
from workplace.organisation.leadership import superior_of
from workplace.organisation.queries import direct_groups_on, leaders_on, superior_of_unit, tree_on, who_led
from workplace.organisation.records import LeadershipRecord, PersonRecord
from workplace.policy.policy import Audience, Policy
from workplace.policy.queries import policy_in_force
from workplace.releases.cells import ALL, DIRECT, Layout
from workplace.releases.queries import layout_of, stored_pages
from workplace.wording import N_

OUTLINE_KIND, OUTLINE_KEY = "report_outline", "ledarrapport"
OUTLINE_FILE = Path(__file__).parent / "outlines" / "ledarrapport.toml"
HOME_KIND = "leader_report"
"""The kind of home of agreements between a leader and the superior about a report."""


def home_id(wave_id: str, unit_id: str) -> str:
    """Return the home of the agreements about a unit's report of a wave, the same for every edition."""
    return f"{wave_id}/{unit_id}"


def report_material(session: Session, release_id: str) -> Material:
    """Return everything the reports of a release are made from, in a number of queries that no number changes.

    Refused when there is no such release.
    """
    release = release_named(session, release_id)
    if release is None:
        raise refuse("unknown_release", N_("Det finns inget släpp %(release)s."), release=release_id)
    units = wave_units(session, release.wave_id)
    instrument = instrument_of(session, release.wave_id)
    pages = _frozen_pages(session, release_id)
    last = previous_release(session, release_id)
    last_pages, last_names = None, {}
    last_units: dict[str, Mapping[str, str]] = {}
    if last is not None:
        last_pages = _frozen_pages(session, last.release_id)
        last_names = _last_names(instrument, instrument_of(session, last.wave_id))
        last_units = {part: comparable_before(session, release, last, units, part=part) for part in (ALL, DIRECT)}
    shared = _shared(session, release, instrument, units, pages, last)
    return Material(
        shared=shared,
        units=units,
        pages=pages,
        last_pages=last_pages,
        last_names=last_names,
        last_units=last_units,
        goals=plans_of(whole_plan(session), units),
        agreements=_agreements(session, last.wave_id if last else None),
        group_sizes=_group_sizes(session, release),
        in_post_since=_in_post_since(session, release.closed_on, units),
        protected=frozenset(session.scalars(select(PersonRecord.id).where(PersonRecord.protected.is_(True)))),
    )


def _frozen_pages(session: Session, release_id: str) -> FrozenPages:
    layout = layout_of(session, release_id) or Layout(())
    return FrozenPages(release_id, layout, {page.unit_id: page.cells for page in stored_pages(session, release_id)})


def _shared(
    session: Session,
    release: ReleaseSummary,
    instrument: Instrument,
    units: Mapping[str, WaveUnit],
    pages: FrozenPages,
    last: ReleaseSummary | None,
) -> SharedFacts:
    policy = policy_in_force(session, release.closed_on)
    title, criteria = _criteria(session, release.closed_on, policy, instrument)
    return SharedFacts(
        wave_id=release.wave_id,
        wave_title=release.title,
        release_id=release.release_id,
        closed_on=release.closed_on,
        census=release.closed_on,
        published_on=local_date(release.published_at),
        previous_label="" if last is None else str(last.closed_on.year),
        whole=_whole(units, pages),
        items=tuple(
            ItemFacts(
                key=item.key,
                text=localized(item.text),
                low=item.low,
                high=item.high,
                policy_area=item.policy_area,
                is_about_leader=item.scope is Scope.DIRECT,
                is_reversed=item.is_reversed,
            )
            for item in instrument.items
            if item.has_scale and item.low is not None and item.high is not None
        ),
        indices=tuple(IndexFacts(index.key, localized(index.title), str(index.role)) for index in instrument.indices),
        areas=tuple((code, _area_title(code, policy, instrument)) for code in instrument.area_codes()),
        criteria=criteria,
        criteria_title=title,
    )


def _whole(units: Mapping[str, WaveUnit], pages: FrozenPages) -> GroupFigures:
    """Return the figures of the top unit; of an organisation with several roots, the one that is read first."""
    root = min(
        (unit for unit in units.values() if unit.parent_id is None), key=lambda unit: unit.position, default=None
    )
    findings = pages.findings(root.unit_id) if root else None
    if root is None or findings is None:
        return GroupFigures("", "", {})
    return GroupFigures(root.unit_id, root.name, OpenedCells(findings, ALL))


def _area_title(code: str, policy: Policy | None, instrument: Instrument) -> Localized | str:
    area = policy.area(code) if policy is not None else None
    if area is not None:
        return localized(area.heading)
    return localized(next((one.title for one in instrument.areas if one.key == code), {})) or code


def _criteria(
    session: Session, on: dt.date, policy: Policy | None, instrument: Instrument
) -> tuple[Localized | str, tuple[CriterionFacts, ...]]:
    in_force = criteria_in_force(session, on)
    found = in_force.get(Audience.LEADER) or in_force.get(Audience.EMPLOYEE)
    if found is None:
        return "", ()
    return localized(found.title), tuple(
        CriterionFacts(localized(one.heading), localized(one.text), _area_title(one.policy_area, policy, instrument))
        for one in found.criteria
    )


def _last_names(now: Instrument, before: Instrument) -> dict[CellKey, CellKey]:
    names: dict[CellKey, CellKey] = {
        ("respondents", ""): ("respondents", ""),
        ("response_rate", ""): ("response_rate", ""),
    }
    names |= {("index", key): ("index", then) for key, then in same_indices(now, before).items()}
    names |= {("mean", key): ("mean", then) for key, then in same_items(now, before).items()}
    return names


def _agreements(session: Session, last_wave_id: str | None) -> dict[str, tuple[Agreement, ...]]:
    """Return by unit the agreements made about the report of the wave before."""
    if last_wave_id is None:
        return {}
    start = home_id(last_wave_id, "")
    found = agreements_of_all(session, HOME_KIND)
    return {key.removeprefix(start): value for key, value in found.items() if key.startswith(start)}


def _group_sizes(session: Session, release: ReleaseSummary) -> dict[str, int]:
    """Return the size of each direct group: of the register the wave came with, else of the organisation then."""
    editions = editions_of(session, release.wave_id)
    if editions and editions[-1].has_eligible:
        return eligible_of(session, release.wave_id, editions[-1].number)
    groups = direct_groups_on(session, release.closed_on)
    return {unit_id: len(people) for unit_id, people in groups.items() if people}


def _in_post_since(session: Session, on: dt.date, units: Mapping[str, WaveUnit]) -> dict[str, dt.date]:
    rows = session.execute(
        select(LeadershipRecord.unit_id, LeadershipRecord.person_id, LeadershipRecord.valid_from).where(
            LeadershipRecord.valid_from <= on, LeadershipRecord.valid_to > on, LeadershipRecord.valid_from > BEGINNING
        )
    )
    return {
        row.unit_id: row.valid_from
        for row in rows
        if row.unit_id in units and units[row.unit_id].leader_id == row.person_id
    }


def outline_in_force(session: Session) -> tuple[Outline, str]:
    """Return the newest published outline of the leader report, else the one shipped, with its hash."""
    found = latest(session, OUTLINE_KIND, OUTLINE_KEY)
    text = found.toml if found else OUTLINE_FILE.read_text(encoding="utf-8")
    return read_outline(parse(text)), sha256_of(text)


def outline_pinned(session: Session, sha256: str) -> Outline:
    """Return the outline of a hash: a published one, or the one shipped."""
    found = pinned(session, OUTLINE_KIND, sha256)
    if found is not None:
        return read_outline(parse(found.toml))
    text = OUTLINE_FILE.read_text(encoding="utf-8")
    if sha256_of(text) != sha256:
        raise refuse("outline_gone", N_("Dispositionen som körningen gjordes med finns inte längre."))
    return read_outline(parse(text))


def run_named(session: Session, run_id: str) -> Run | None:
    """Return a run, or None."""
    row = session.get(ReportRunRecord, run_id)
    return None if row is None else _run(row)


def runs_of(session: Session, wave_id: str) -> list[Run]:
    """Return the runs of a wave, the newest first."""
    query = select(ReportRunRecord).where(ReportRunRecord.wave_id == wave_id)
    return [_run(row) for row in session.scalars(query.order_by(ReportRunRecord.ordered_at.desc(), ReportRunRecord.id))]


def editions_of_wave(session: Session, wave_id: str) -> list[ReportEdition]:
    """Return every edition of a wave's reports by unit, the newest edition of a unit first."""
    query = select(LeaderReportRecord).where(LeaderReportRecord.wave_id == wave_id)
    rows = session.scalars(query.order_by(LeaderReportRecord.unit_id, LeaderReportRecord.version.desc()))
    return [_edition(row) for row in rows]


def editions_of_unit(session: Session, wave_id: str, unit_id: str) -> list[ReportEdition]:
    """Return the editions of one report, the newest first."""
    query = select(LeaderReportRecord).where(
        LeaderReportRecord.wave_id == wave_id, LeaderReportRecord.unit_id == unit_id
    )
    return [_edition(row) for row in session.scalars(query.order_by(LeaderReportRecord.version.desc()))]


def released_editions(session: Session, *, leader_id: str = "", unit_ids: Collection[str] = ()) -> list[ReportEdition]:
    """Return the editions now released of a leader of the census, or of some units, the latest released first."""
    query = select(LeaderReportRecord).where(LeaderReportRecord.state == ReportState.RELEASED)
    if leader_id:
        query = query.where(LeaderReportRecord.leader_id == leader_id)
    else:
        query = query.where(LeaderReportRecord.unit_id.in_(list(unit_ids)))
    rows = session.scalars(query.order_by(LeaderReportRecord.released_at.desc(), LeaderReportRecord.unit_name))
    return [_edition(row) for row in rows]


def report_content(session: Session, edition_id: int) -> LeaderReport:
    """Return the report of an edition."""
    content = session.scalar(select(LeaderReportRecord.content).where(LeaderReportRecord.id == edition_id))
    report: LeaderReport = from_values(content)
    return report


def report_pdf(session: Session, edition_id: int) -> bytes:
    """Return the PDF of an edition."""
    packed = session.scalar(select(LeaderReportRecord.pdf).where(LeaderReportRecord.id == edition_id))
    return zlib.decompress(packed or b"")


def report_html(session: Session, edition_id: int) -> bytes:
    """Return the HTML file of an edition."""
    packed = session.scalar(select(LeaderReportRecord.html).where(LeaderReportRecord.id == edition_id))
    return zlib.decompress(packed or b"")


def notes_of(session: Session, wave_id: str, unit_id: str) -> list[Note]:
    """Return the notes on a report, the first first, with the writers' names."""
    query = (
        select(ReportNoteRecord, PersonRecord.name, PersonRecord.protected)
        .outerjoin(PersonRecord, PersonRecord.id == ReportNoteRecord.written_by)
        .where(ReportNoteRecord.wave_id == wave_id, ReportNoteRecord.unit_id == unit_id)
        .order_by(ReportNoteRecord.id)
    )
    return [
        Note(row.text, "" if protected else name or "", row.written_as, row.written_at)
        for row, name, protected in session.execute(query)
    ]


def report_facts(
    session: Session, wave_id: str, unit_id: str, now: dt.datetime, actor_id: str, *, is_open: bool = True
) -> ReportFacts | None:
    """Return a report with what decides whether the actor reads it, or None when there is no such report."""
    found = editions_of_unit(session, wave_id, unit_id)
    if not found:
        return None
    today = local_date(now)
    shown = next((one for one in found if one.is_readable), found[0])
    superior = superior_of_unit(session, unit_id, today)
    ended = session.scalar(
        select(func.max(LeadershipRecord.valid_to)).where(
            LeadershipRecord.unit_id == unit_id, LeadershipRecord.person_id == shown.leader_id
        )
    )
    return ReportFacts(
        wave_id=wave_id,
        unit_id=unit_id,
        administration=shown.administration,
        leader_id=shown.leader_id,
        is_released=shown.is_readable,
        leader_now_id=who_led(session, unit_id, today) or "",
        superior_id=superior.person_id if superior else "",
        today=today,
        led_until=ended if ended is not None and ended <= today else None,
        has_stated_reason=any(
            entry.actor_id == actor_id and entry.facts.get("reason") and entry.happened_at > now - REASON_HOLDS
            for entry in entries_about(session, HOME_KIND, home_id(wave_id, unit_id), verb="opened")
        ),
        is_open=is_open,
    )


def openings_of(session: Session, wave_id: str, unit_id: str, *, but: str) -> list[OpeningSeen]:
    """Return who has opened a report and when last, the latest first, without the person it is about (`but`).

    A reason is the last one stated. Somebody without a name (or with protected details) is named by id.
    """
    entries = entries_about(session, HOME_KIND, home_id(wave_id, unit_id), verb="opened")
    latest: dict[str, dt.datetime] = {}
    reasons: dict[str, str] = {}
    for entry in entries:
        if entry.actor_id != but:
            latest.setdefault(entry.actor_id, entry.happened_at)
            if entry.facts.get("reason"):
                reasons.setdefault(entry.actor_id, str(entry.facts["reason"]))
    names = names_of(session, latest.keys())
    return [
        OpeningSeen(names.get(person_id) or person_id, moment, reasons.get(person_id, ""))
        for person_id, moment in latest.items()
    ]


def units_led_below(session: Session, person_id: str, today: dt.date) -> list[str]:
    """Return the units whose leaders the person leads."""
    tree, leaders = tree_on(session, today), leaders_on(session, today)
    return [
        unit_id
        for unit_id in leaders
        if unit_id in tree.units and (found := superior_of(tree, leaders, unit_id)) and found.person_id == person_id
    ]


def names_of(session: Session, person_ids: Collection[str]) -> dict[str, str]:
    """Return names by person id; protected people have none."""
    query = select(PersonRecord.id, PersonRecord.name).where(
        PersonRecord.id.in_(list(person_ids)), PersonRecord.protected.is_(False)
    )
    return {row.id: row.name for row in session.execute(query)}


def _run(row: ReportRunRecord) -> Run:
    return Run(
        run_id=row.id,
        wave_id=row.wave_id,
        release_id=row.release_id,
        batch_id=row.batch_id,
        administrations=None if row.administrations is None else frozenset(row.administrations),
        language=row.language,
        outline_sha256=row.outline_sha256,
        fingerprint=row.fingerprint,
        reason=row.reason,
        ordered_at=row.ordered_at,
        ordered_by=row.ordered_by,
    )


def _edition(row: LeaderReportRecord) -> ReportEdition:
    return ReportEdition(
        edition_id=row.id,
        wave_id=row.wave_id,
        unit_id=row.unit_id,
        unit_name=row.unit_name,
        administration=row.administration,
        leader_id=row.leader_id,
        version=row.version,
        state=ReportState(row.state),
        release_id=row.release_id,
        run_id=row.run_id,
        has_own_figures=row.has_own_figures,
        reason=row.reason,
        sha256=row.sha256,
        made_at=row.made_at,
        released_at=row.released_at,
        superseded_at=row.superseded_at,
    )
