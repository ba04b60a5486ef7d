"""From the files that were handed over to the organisation they describe, with every problem in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from workplace.errors import Problem, Refused
from workplace.imports.mapped import apply_map, leading_rows, mended_parents, tree_table
from workplace.imports.mapping import FileMap, parse_mapping
from workplace.imports.nearest import Nearest
from workplace.imports.table import GivenFile, Table, read_table
from workplace.organisation import people_file, units_file
from workplace.organisation.employment import Absence, PersonFacts, Placement
from workplace.organisation.people_file import PersonRow, PersonRows, read_people
from workplace.organisation.teams import makes_team, team_id, teams_of
from workplace.organisation.unit_tree import Unit, loops, with_administrations
from workplace.organisation.units_file import UnitRows, read_units
from workplace.wording import N_, Sentence

_MAP_COLUMNS = {"units": units_file.COLUMNS, "people": people_file.COLUMNS}


@dataclass(frozen=True)
class Intake:
    """The organisation that the files describe.

    `leaders` None: the units file does not speak of leaders. `people`, `placements`, `absences` None: no people file,
    or for absences one without such columns. `silent_units`, `silent_people`: columns the files do not have.
    """

    units: Mapping[str, Unit] = field(default_factory=dict)
    leaders: Mapping[str, str] | None = None
    people: Mapping[str, PersonFacts] | None = None
    placements: Mapping[tuple[str, str], Placement] | None = None
    absences: frozenset[Absence] | None = None
    units_file: str = ""
    people_file: str = ""
    silent_units: frozenset[str] = frozenset()
    silent_people: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()


def read_organisation(
    units: GivenFile,
    people: GivenFile | None = None,
    mapping: GivenFile | None = None,
    *,
    leaders_now: Mapping[str, str] | None = None,
    people_now: Collection[str] = (),
) -> Intake:
    """Return what the files describe; `problems` is empty only when all of it can be taken in.

    `leaders_now`: who leads each unit now, for a units file that does not speak of leaders. `people_now`: ids of
    people already here, who may lead when there is no people file,
    or for absences one without such columns. `silent_units`, `silent_people`: columns the files do not have.
    """
    try:
        file_map = parse_mapping(mapping, _MAP_COLUMNS) if mapping else None
    except Refused as refused:
        return Intake(problems=refused.problems)
    if file_map and file_map.one_file:
        if people is not None and people.content != units.content:
            return Intake(
                problems=(
                    Problem(
                        "map",
                        Sentence(N_("mappningen säger att enheter och personer står i samma fil")),
                        file=people.name,
                        hint=Sentence(N_("ange bara enhetsfilen, eller ta bort one_file")),
                    ),
                )
            )
        people = units
    problems: list[Problem] = []
    unit_table = _table(units, file_map, "units", problems)
    same = people is not None and people.content == units.content
    person_table = None
    if people is not None:
        person_table = unit_table if same else _table(people, file_map, "people", problems)
    if unit_table is None or (people is not None and person_table is None):
        return Intake(problems=tuple(problems))
    unit_rows, person_rows = _rows(unit_table, person_table, file_map, people_now)
    problems += [*unit_rows.problems, *(person_rows.problems if person_rows else ())]
    return _described(unit_rows, person_rows, leaders_now or {}, people_now, problems)


def _table(given: GivenFile, file_map: FileMap | None, section: str, problems: list[Problem]) -> Table | None:
    known: list[str] = list(_MAP_COLUMNS[section])
    if file_map:
        known += [name for rules in file_map.sections.values() for name in (*rules.columns, *rules.ignore)]
        known += file_map.tree.path if file_map.tree else ()
    try:
        return read_table(given, known=known)
    except Refused as refused:
        problems += refused.problems
        return None


def _rows(
    unit_table: Table, person_table: Table | None, file_map: FileMap | None, people_now: Collection[str]
) -> tuple[UnitRows, PersonRows | None]:
    """Carry out the map, if any, and read the rows."""
    if file_map is None:
        unit_rows = read_units(unit_table)
        people = person_table and read_people(
            person_table, units=[row.unit_id for row in unit_rows.rows], known_people=people_now
        )
        return unit_rows, people or None
    rules, tree = file_map.section("units"), file_map.tree
    person_rules = file_map.section("people")
    one_file = person_table is not None and person_table is unit_table
    mapped_people: Table | None = None
    problems: list[Problem] = []
    leaders: list[tuple[str, str]] = []
    if person_table is not None:
        other = set(rules.columns) | set(rules.ignore) if one_file else set()
        mapped_people, problems = apply_map(
            person_table,
            person_rules,
            known=people_file.COLUMNS,
            dates=people_file.DATES,
            keys=("person_id", "unit_id"),
            tree=tree,
            passed_over=other,
        )
        if not problems and {"person_id", "unit_id"} <= set(mapped_people.header):
            leaders, leader_problems = leading_rows(person_table, mapped_people, person_rules)
            problems = leader_problems
    if tree:
        mapped_units, unit_problems = tree_table(
            unit_table, tree, rules, leaders=None if person_rules.leads is None else dict(leaders)
        )
    else:
        other = set(person_rules.columns) | set(person_rules.ignore) if one_file else set()
        other |= {rule.column for rule in (*person_rules.skip, *person_rules.keep)} if one_file else set()
        other |= {person_rules.posts_column, *([person_rules.leads.column] if person_rules.leads else [])}
        mapped_units, unit_problems = apply_map(
            unit_table, rules, known=units_file.COLUMNS, keys=("unit_id",), passed_over=other
        )
        mapped_units = mended_parents(mapped_units, rules)
    if unit_problems:
        unit_rows = UnitRows(unit_table.file, (), tuple(unit_problems))
    else:
        unit_rows = read_units(mapped_units, required=("unit_id", "name"))
        if leaders and not tree:
            unit_rows = _with_leaders(unit_rows, dict(leaders))
    if mapped_people is None:
        return unit_rows, None
    if problems:
        return unit_rows, PersonRows(mapped_people.file, (), tuple(problems))
    return unit_rows, read_people(
        mapped_people,
        units=[row.unit_id for row in unit_rows.rows],
        required=people_file.REQUIRED_OF_A_MAP,
        known_people=people_now,
    )


def _with_leaders(unit_rows: UnitRows, leaders: Mapping[str, str]) -> UnitRows:
    rows = tuple(replace(row, leader_id=row.leader_id or leaders.get(row.unit_id, "")) for row in unit_rows.rows)
    return replace(unit_rows, rows=rows, speaks_of_leaders=True)


def _described(
    unit_rows: UnitRows,
    person_rows: PersonRows | None,
    leaders_now: Mapping[str, str],
    people_now: Collection[str],
    problems: list[Problem],
) -> Intake:
    """Put the rows together: administrations inherited, leaders known, teams made."""
    units = {
        row.unit_id: Unit(
            row.unit_id,
            row.name,
            row.parent_id or None,
            row.kind,
            row.administration,
            row.predecessor_id or None,
        )
        for row in unit_rows.rows
    }
    if not loops({unit_id: unit.parent_id for unit_id, unit in units.items()}):
        units = with_administrations(units)
    if unit_rows.speaks_of_leaders:
        leaders = {row.unit_id: row.leader_id for row in unit_rows.rows if row.leader_id}
    else:
        leaders = {unit_id: person for unit_id, person in leaders_now.items() if unit_id in units}
    rows = person_rows.rows if person_rows else ()
    known = {row.person_id for row in rows} if person_rows else set(people_now)
    nearest = Nearest(known)
    if person_rows is None or person_rows.rows or not person_rows.problems:
        problems += [
            Problem(
                "unknown_leader",
                Sentence(N_("chefen finns inte bland personerna")),
                file=unit_rows.file,
                row=row.row,
                column=unit_rows.leader_column,
                value=row.leader_id,
                hint=nearest(row.leader_id),
            )
            for row in unit_rows.rows
            if row.leader_id and row.leader_id not in known
        ]
    if person_rows is None:
        return Intake(
            units,
            leaders if unit_rows.speaks_of_leaders else None,
            units_file=unit_rows.file,
            silent_units=unit_rows.silent,
            problems=tuple(problems),
        )
    people = {row.person_id: _facts(row) for row in reversed(rows)}
    if not problems:
        teams, led, team_problems = teams_of(rows, units, leaders, people, person_rows.file)
        units, leaders = {**units, **teams}, {**leaders, **led}
        problems += team_problems
    placements = {}
    for row in rows:
        is_in_team = not problems and makes_team(row, leaders)
        unit_id = team_id(row.unit_id, row.leader_id) if is_in_team else row.unit_id
        placements[row.person_id, unit_id] = _placement(row, unit_id)
    absences = frozenset(
        Absence(row.person_id, row.absence_kind, row.absence_from, row.absence_to or dt.date.max)
        for row in rows
        if row.absence_from
    )
    return Intake(
        units,
        leaders,
        people,
        placements,
        None if "absence_from" in person_rows.silent else absences,
        unit_rows.file,
        person_rows.file,
        unit_rows.silent,
        person_rows.silent,
        tuple(problems),
    )


def _facts(row: PersonRow) -> PersonFacts:
    return PersonFacts(row.person_id, row.name, row.email, row.phone, row.sex, row.birth_year, row.protected)


def _placement(row: PersonRow, unit_id: str) -> Placement:
    return Placement(
        person_id=row.person_id,
        unit_id=unit_id,
        title=row.title,
        role=row.role,
        employment_form=row.employment_form,
        fte=_rounded(row.fte, "0.0001"),
        assignment_percent=_rounded(row.assignment_percent, "0.001"),
        agreement_area=row.agreement_area,
        aid_code=row.aid_code,
        monthly_pay=_rounded(row.monthly_pay, "0.01"),
        pay_additions=_rounded(row.pay_additions, "0.01"),
        employed_from=row.employed_from or dt.date.min,
        employed_to=row.employed_to or dt.date.max,
    )


def _rounded(value: Decimal | None, step: str) -> Decimal | None:
    """Return the number with the decimals that are kept, so that the same file is never taken for a change."""
    return None if value is None else value.quantize(Decimal(step))
