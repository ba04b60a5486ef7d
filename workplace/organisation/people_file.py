"""The people file: typed rows and every problem in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from workplace.errors import Problem
from workplace.imports.cells import Cells
from workplace.imports.columns import column_problems
from workplace.imports.nearest import Nearest
from workplace.imports.table import Row, Table
from workplace.wording import N_, Sentence

REQUIRED = ("person_id", "name", "email", "unit_id", "title", "employed_from")
OPTIONAL = (
    "employed_to",
    "leader_id",
    "sex",
    "birth_year",
    "role",
    "fte",
    "assignment_percent",
    "employment_form",
    "agreement_area",
    "aid_code",
    "phone",
    "absence_from",
    "absence_to",
    "absence_kind",
    "monthly_pay",
    "pay_additions",
    "protected",
)
COLUMNS = (*REQUIRED, *OPTIONAL)
REQUIRED_OF_A_MAP = ("person_id", "unit_id")
"""What a foreign file must at least give; names and dates it may lack altogether."""
DATES = ("employed_from", "employed_to", "absence_from", "absence_to")
EMPLOYMENT_FORMS = ("month", "hour")


@dataclass(frozen=True)
class PersonRow:
    """One employment of the people file; empty text or None: nothing was said. `employed_to` is the last day."""

    row: int
    person_id: str
    name: str
    email: str
    unit_id: str
    title: str
    employed_from: dt.date | None
    employed_to: dt.date | None
    leader_id: str
    sex: str
    birth_year: int | None
    role: str
    fte: Decimal | None
    assignment_percent: Decimal | None
    employment_form: str
    agreement_area: str
    aid_code: str
    phone: str
    absence_from: dt.date | None
    absence_to: dt.date | None
    absence_kind: str
    monthly_pay: Decimal | None
    pay_additions: Decimal | None
    protected: bool


@dataclass(frozen=True)
class PersonRows:
    """The rows of a people file and what is wrong with them. `silent`: columns it does not have."""

    file: str
    rows: tuple[PersonRow, ...]
    problems: tuple[Problem, ...]
    silent: frozenset[str] = frozenset()


def read_people(
    table: Table,
    *,
    units: Collection[str],
    required: Collection[str] = REQUIRED,
    known_people: Collection[str] = (),
) -> PersonRows:
    """Return the people of a table and all that is wrong with them.

    `units`: ids of units there are. `known_people`: ids that may lead though they are not in this file.
    """
    optional = [name for name in COLUMNS if name not in required]
    problems = column_problems(table, required=required, optional=optional)
    if any(problem.code == "missing_column" for problem in problems):
        return PersonRows(table.file, (), tuple(problems))
    cells = Cells(table)
    rows = [_person_row(cells, row) for row in table.rows]
    _doubles(cells, table.rows, rows)
    people = {person.person_id for person in rows} | set(known_people)
    known_units = frozenset(units)
    nearest_unit, nearest_person = Nearest(known_units), Nearest(people)
    for row, person in zip(table.rows, rows, strict=True):
        if person.unit_id and person.unit_id not in known_units:
            cells.refuse(
                row, "unit_id", "unknown_unit", Sentence(N_("enheten finns inte")), nearest_unit(person.unit_id)
            )
        if person.leader_id and person.leader_id not in people:
            cells.refuse(
                row,
                "leader_id",
                "unknown_leader",
                Sentence(N_("chefen finns inte bland personerna")),
                nearest_person(person.leader_id),
            )
    silent = frozenset(COLUMNS) - set(table.header)
    return PersonRows(table.file, tuple(rows), (*problems, *cells.problems), silent)


def _person_row(cells: Cells, row: Row) -> PersonRow:
    person = PersonRow(
        row=row.number,
        person_id=cells.identifier(row, "person_id", required=True),
        name=cells.text(row, "name"),
        email=cells.text(row, "email", longest=254),
        unit_id=cells.identifier(row, "unit_id", required=True),
        title=cells.text(row, "title"),
        employed_from=cells.date(row, "employed_from", required=cells.has("employed_from")),
        employed_to=cells.date(row, "employed_to", may_be_open=True),
        leader_id=cells.identifier(row, "leader_id"),
        sex=cells.text(row, "sex", longest=16),
        birth_year=cells.whole_number(row, "birth_year", low=1900, high=2100),
        role=cells.text(row, "role", longest=100),
        fte=cells.decimal(row, "fte", low="0", high="100000"),
        assignment_percent=cells.decimal(row, "assignment_percent", low="0", high="100"),
        employment_form=cells.choice(row, "employment_form", EMPLOYMENT_FORMS, default="month"),
        agreement_area=cells.text(row, "agreement_area", longest=64),
        aid_code=cells.text(row, "aid_code", longest=32),
        phone=cells.text(row, "phone", longest=40),
        absence_from=cells.date(row, "absence_from"),
        absence_to=cells.date(row, "absence_to", may_be_open=True),
        absence_kind=cells.text(row, "absence_kind", longest=64),
        monthly_pay=cells.decimal(row, "monthly_pay", low="0", high="9999999"),
        pay_additions=cells.decimal(row, "pay_additions", low="0", high="9999999"),
        protected=cells.yes_or_no(row, "protected"),
    )
    _within_the_row(cells, row, person)
    return person


def _within_the_row(cells: Cells, row: Row, person: PersonRow) -> None:
    """Note what one row says against itself."""
    if person.email and (
        person.email.count("@") != 1 or " " in person.email or person.email[0] == "@" or person.email[-1] == "@"
    ):
        cells.refuse(row, "email", "invalid_email", Sentence(N_("är ingen e-postadress")))
    if person.employed_from and person.employed_to and person.employed_to < person.employed_from:
        cells.refuse(
            row,
            "employed_to",
            "ends_before_it_begins",
            Sentence(
                N_("anställningen slutar innan den börjar (%(begins)s)"),
                {"begins": person.employed_from.isoformat()},
            ),
        )
    if person.absence_from and person.absence_to and person.absence_to < person.absence_from:
        cells.refuse(
            row,
            "absence_to",
            "ends_before_it_begins",
            Sentence(
                N_("frånvaron slutar innan den börjar (%(begins)s)"),
                {"begins": person.absence_from.isoformat()},
            ),
        )
    if not person.absence_from and (person.absence_to or person.absence_kind):
        cells.refuse(row, "absence_from", "empty_cell", Sentence(N_("frånvaron saknar första dag")))
    if person.leader_id and person.leader_id == person.person_id:
        cells.refuse(row, "leader_id", "own_leader", Sentence(N_("personen är sin egen chef")))
    if person.fte is not None and person.fte > 1:
        cells.refuse(
            row,
            "fte",
            "several_posts",
            Sentence(N_("raden står för flera tjänster")),
            Sentence(N_("dela upp eller hoppa över sådana rader med posts i mappningsfilen")),
        )


def _doubles(cells: Cells, table_rows: Collection[Row], rows: list[PersonRow]) -> None:
    """Note ids that mean two people, and people standing twice in the same unit.

    The same id, name and email in another unit is a second employment, and no problem.
    """
    first: dict[str, PersonRow] = {}
    placed: dict[tuple[str, str], int] = {}
    by_email: dict[str, PersonRow] = {}
    for row, person in zip(table_rows, rows, strict=True):
        if not person.person_id:
            continue
        earlier = first.setdefault(person.person_id, person)
        where = {"row": str(earlier.row)}
        if (earlier.name, earlier.email) != (person.name, person.email):
            cells.refuse(
                row,
                "person_id",
                "doubled_id",
                Sentence(N_("samma id har annat namn eller annan e-post på rad %(row)s"), where),
            )
        elif (person.person_id, person.unit_id) in placed:
            where = {"row": str(placed[person.person_id, person.unit_id])}
            cells.refuse(
                row,
                "person_id",
                "doubled_person",
                Sentence(N_("personen står redan i samma enhet på rad %(row)s"), where),
            )
        elif earlier.protected != person.protected:
            cells.refuse(
                row,
                "protected",
                "contradiction",
                Sentence(N_("samma person har ett annat värde på rad %(row)s"), where),
            )
        placed.setdefault((person.person_id, person.unit_id), person.row)
        if person.email:
            other = by_email.setdefault(person.email.casefold(), person)
            if other.person_id != person.person_id:
                cells.refuse(
                    row,
                    "email",
                    "doubled_email",
                    Sentence(N_("adressen hör till en annan person på rad %(row)s"), {"row": str(other.row)}),
                )
