"""Which waves are planned, what one of them holds, whom its rule invites, and what has been tried with its charter."""

from __future__ import annotations

import datetime as dt
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from surveys.instrument import Background, Instrument, read_instrument
from surveys.invitations.records import ParticipantRecord
from surveys.planning.plan import CharterVersion, Plan, PlanDraft, PlanState
from surveys.planning.population import Invited, Population, Rule, population
from surveys.planning.records import CharterVersionRecord, WavePlanRecord
from surveys.planning.rehearsal import Rehearsal, rehearse
from surveys.waves.charter import circles_of, floors_of
from surveys.waves.queries import frozen_units
from surveys.waves.records import WaveRecord
from workplace.definitions.document import parse
from workplace.definitions.queries import all_of, pinned
from workplace.errors import refuse
from workplace.identity.actor import Role
from workplace.identity.records import RoleGrantRecord
from workplace.journal.entry import Entry
from workplace.journal.queries import entries_about
from workplace.journal.records import JournalContentRecord
from workplace.organisation.employment import Absence, PersonFacts
from workplace.organisation.queries import leaders_on, people_by_id, people_on, placements_on, tree_on
from workplace.organisation.records import AbsenceRecord
from workplace.organisation.unit_tree import UnitTree
from workplace.wording import N_

JOURNAL_KIND = "wave"
"""What a wave is called in the journal, planned or open."""


@dataclass(frozen=True)
class Planned:
    """A rule's population, with the tree it stands in and the names of people that a page may say.

    `names`: person id to name, protected people left out.
    """

    population: Population
    names: Mapping[str, str]
    tree: UnitTree


def plans(session: Session) -> list[Plan]:
    """Return every wave planned here, the latest to open first."""
    rows = session.scalars(select(WavePlanRecord).order_by(WavePlanRecord.opens_at.desc(), WavePlanRecord.wave_id))
    return [plan_of(row) for row in rows]


def plan_named(session: Session, wave_id: str) -> Plan | None:
    """Return the plan of a wave, or None."""
    row = session.get(WavePlanRecord, wave_id)
    return None if row is None else plan_of(row)


def existing_plan(session: Session, wave_id: str) -> Plan:
    """Return the plan of a wave, or raise `Refused`."""
    plan = plan_named(session, wave_id)
    if plan is None:
        raise refuse("unknown_plan", N_("Det finns ingen planerad omgång %(wave)s."), wave=wave_id)
    return plan


def plans_in(session: Session, *states: PlanState) -> list[Plan]:
    """Return the plans in some states, the first to open first."""
    query = select(WavePlanRecord).where(WavePlanRecord.state.in_([state.value for state in states]))
    return [plan_of(row) for row in session.scalars(query.order_by(WavePlanRecord.opens_at, WavePlanRecord.wave_id))]


def taken_wave_ids(session: Session) -> set[str]:
    """Return the ids that waves have or have had: one that was wiped stands in the journal, and in the work done."""
    told = select(JournalContentRecord.object_id).where(JournalContentRecord.object_kind == JOURNAL_KIND)
    planned, waves = select(WavePlanRecord.wave_id), select(WaveRecord.id)
    return {*session.scalars(planned), *session.scalars(waves), *session.scalars(told)}


def charter_versions(session: Session, wave_id: str) -> list[CharterVersion]:
    """Return every version the charter of a wave has had, the newest first."""
    query = select(CharterVersionRecord).where(CharterVersionRecord.wave_id == wave_id)
    return [
        CharterVersion(row.version, row.charter, row.charter_sha256, row.made_at, row.made_by)
        for row in session.scalars(query.order_by(CharterVersionRecord.version.desc()))
    ]


def log_of(session: Session, wave_id: str) -> list[Entry]:
    """Return what has been done with a wave and its charter, refused tries too, the newest first."""
    return entries_about(session, JOURNAL_KIND, wave_id)


def draft_of(plan: Plan) -> PlanDraft:
    """Return a plan as what HR settled."""
    return PlanDraft(
        wave_id=plan.wave_id,
        title=plan.title,
        instrument=plan.instrument,
        census_on=plan.census_on,
        opens_at=plan.opens_at,
        closes_at=plan.closes_at,
        rule=plan.rule,
        reminders=plan.reminders,
        languages=plan.languages,
        texts=plan.texts,
        contacts=plan.contacts,
        circles=circles_of(plan.charter),
        is_trial=plan.is_trial,
    )


def instrument_of_plan(session: Session, plan: Plan) -> Instrument:
    """Return the instrument a plan is pinned to."""
    definition = pinned(session, "instrument", plan.instrument_sha256)
    if definition is None:
        raise refuse(
            "instrument_gone",
            N_("Formuläret %(key)s version %(version)s finns inte längre i databasen."),
            key=plan.instrument_key,
            version=plan.instrument_version,
        )
    return read_instrument(parse(definition.toml))


def instruments_on_offer(session: Session) -> list[tuple[str, str]]:
    """Return the newest version of each published instrument as (`KEY@VERSION`, words), the latest published first.

    Of those published at the same moment, as the examples of the product, the longest comes first: the whole survey
    before a pulse.
    """
    newest: dict[str, tuple[dt.datetime, int, str, str]] = {}
    for found in all_of(session, "instrument"):
        words = f"{found.title} ({found.key} {found.version})"
        newest.setdefault(found.key, (found.published_at, len(found.toml), f"{found.key}@{found.version}", words))
    return [(reference, words) for _at, _length, reference, words in sorted(newest.values(), reverse=True)]


def population_of(
    session: Session, rule: Rule, census_on: dt.date, backgrounds: tuple[Background, ...], *, wave_id: str = ""
) -> Planned:
    """Return whom a rule invites on a date; a handful of queries, whatever the size of the city.

    With a list of participants for the wave only those on it are invited, wherever they are employed and since when;
    the rule then says only who counts as long absent.
    """
    people = people_on(session, census_on, include_protected=True)
    names = {one.person_id: one.name or one.person_id for one in people.values() if not one.protected}
    tree, leaders = tree_on(session, census_on), leaders_on(session, census_on)
    found = _population(session, rule, census_on, tree, leaders, people, backgrounds, wave_id)
    return Planned(found, names, tree)


def invited_on(session: Session, rule: Rule, census_on: dt.date, *, wave_id: str = "") -> tuple[Invited, ...]:
    """Return whom a rule invites, with nothing of what is known of them: for counting."""
    tree, leaders = tree_on(session, census_on), leaders_on(session, census_on)
    return _population(session, rule, census_on, tree, leaders, {}, (), wave_id).invited


def _population(
    session: Session,
    rule: Rule,
    census_on: dt.date,
    tree: UnitTree,
    leaders: Mapping[str, str],
    people: Mapping[str, PersonFacts],
    backgrounds: tuple[Background, ...],
    wave_id: str,
) -> Population:
    placements, absences = placements_on(session, census_on), absences_on(session, census_on)
    listed = listed_people(session, wave_id) if wave_id else frozenset()
    if listed:
        placements = [placement for placement in placements if placement.person_id in listed]
        rule = Rule(0, True, rule.absent_more_than_days)
    return population(rule, census_on, tree, leaders, placements, absences, people, backgrounds)


def rehearsal_of(session: Session, plan: Plan) -> tuple[Rehearsal, int]:
    """Return the rehearsal of a plan on the real tree of its census date, and how many of the invited are long absent.

    Those are counted apart, so they are not part of the rehearsal.
    """
    invited = invited_on(session, plan.rule, plan.census_on, wave_id=plan.wave_id)
    counts = Counter(one.unit_id for one in invited if not one.is_absent)
    units = frozen_units(session, plan.census_on)
    rng = np.random.default_rng(rehearsal_seed(plan))
    rehearsal = rehearse(units, counts, rng=rng, floors=floors_of(plan.charter))
    return rehearsal, sum(one.is_absent for one in invited)


def names_of(session: Session, person_ids: Iterable[str]) -> dict[str, str]:
    """Return the names of people by id; protected ones are left out."""
    found = people_by_id(session, {person_id for person_id in person_ids if person_id})
    return {one.person_id: one.name or one.person_id for one in found.values()}


def reviewer_names(session: Session, plan: Plan) -> list[str]:
    """Return the names of the reviewers a charter names, in its order."""
    chosen = plan.charter.get("reviewers", ())
    names = names_of(session, chosen)
    return [names.get(one, one) for one in chosen]


def reviewers_on_offer(session: Session, plan: Plan, now: dt.datetime) -> list[tuple[str, str]]:
    """Return who may be chosen as (id, name): those who hold the role, and those the charter names already."""
    offered = dict(possible_reviewers(session, now)) | names_of(session, plan.charter.get("reviewers", ()))
    return sorted(offered.items(), key=lambda pair: (pair[1], pair[0]))


def rehearsal_seed(plan: Plan) -> int:
    """Return the seed of a wave's rehearsal: the same each time, so that two looks show the same."""
    return zlib.crc32(plan.wave_id.encode())


def listed_people(session: Session, wave_id: str) -> frozenset[str]:
    """Return who is named in a wave's list of participants; empty: it has none."""
    query = select(ParticipantRecord.person_id).where(ParticipantRecord.wave_id == wave_id)
    return frozenset(session.scalars(query))


def absences_on(session: Session, date: dt.date) -> list[Absence]:
    """Return every absence of whoever is away on a date, with those that came before and after it."""
    away = select(AbsenceRecord.person_id).where(AbsenceRecord.absent_from <= date, AbsenceRecord.absent_to >= date)
    rows = session.execute(
        select(AbsenceRecord.person_id, AbsenceRecord.kind, AbsenceRecord.absent_from, AbsenceRecord.absent_to).where(
            AbsenceRecord.person_id.in_(away)
        )
    )
    return [Absence(*row) for row in rows]


def administrations_on(session: Session, date: dt.date) -> list[str]:
    """Return the administrations there are on a date, in order; empty names left out."""
    return sorted({unit.administration for unit in tree_on(session, date).units.values() if unit.administration})


def possible_reviewers(session: Session, now: dt.datetime) -> list[tuple[str, str]]:
    """Return who holds the role of reviewer now, as (id, name), in order of name."""
    held = session.scalars(
        select(RoleGrantRecord.person_id).where(
            RoleGrantRecord.role == Role.REVIEWER.value,
            RoleGrantRecord.granted_at <= now,
            (RoleGrantRecord.until.is_(None)) | (RoleGrantRecord.until > now),
        )
    )
    found = people_by_id(session, set(held))
    return sorted(((one.person_id, one.name or one.person_id) for one in found.values()), key=lambda pair: pair[1])


def plan_of(row: WavePlanRecord) -> Plan:
    """Return a row as a value."""
    return Plan(
        wave_id=row.wave_id,
        title=row.title,
        instrument_key=row.instrument_key,
        instrument_version=row.instrument_version,
        instrument_sha256=row.instrument_sha256,
        census_on=row.census_on,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        rule=Rule.of_stored(row.population),
        reminders=tuple(dt.datetime.fromisoformat(moment) for moment in row.reminders),
        languages=tuple(row.languages),
        texts=row.texts,
        contacts=row.contacts,
        charter=row.charter,
        charter_sha256=row.charter_sha256,
        is_trial=row.is_trial,
        state=PlanState(row.state),
        made_at=row.made_at,
        made_by=row.made_by,
        signed_at=row.signed_at,
        signed_by=row.signed_by,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        count=row.count,
    )


def invited_at_opening(session: Session, wave_id: str) -> int | None:
    """Return how many were invited when the wave was opened, as the journal tells; None where it does not."""
    entries = entries_about(session, JOURNAL_KIND, wave_id, verb="opened")
    return int(entries[0].facts["invited"]) if entries else None
