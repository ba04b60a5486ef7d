"""The units file: typed rows and every problem in them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from workplace.errors import Problem
from workplace.imports.cells import Cells
from workplace.imports.columns import column_problems
from workplace.imports.nearest import Nearest
from workplace.imports.table import Row, Table
from workplace.organisation.unit_tree import loops
from workplace.wording import N_, Sentence

REQUIRED = ("unit_id", "name", "parent_id")
OPTIONAL = ("kind", "administration", "leader_id", "predecessor_id")
COLUMNS = (*REQUIRED, *OPTIONAL)


@dataclass(frozen=True)
class UnitRow:
    """One row of the units file; empty text: nothing was said."""

    row: int
    unit_id: str
    name: str
    parent_id: str
    kind: str
    administration: str
    leader_id: str
    predecessor_id: str


@dataclass(frozen=True)
class UnitRows:
    """The rows of a units file.

    `speaks_of_leaders`: whether it has the column leader_id at all. `silent`: columns it does not have.
    """

    file: str
    rows: tuple[UnitRow, ...]
    problems: tuple[Problem, ...]
    speaks_of_leaders: bool = True
    leader_column: str = "leader_id"
    silent: frozenset[str] = frozenset()


def read_units(table: Table, *, required: Collection[str] = REQUIRED) -> UnitRows:
    """Return the units of a table and all that is wrong with them: cells, doubled ids, parents, loops, roots."""
    optional = [name for name in COLUMNS if name not in required]
    problems = column_problems(table, required=required, optional=optional)
    if any(problem.code == "missing_column" for problem in problems):
        return UnitRows(table.file, (), tuple(problems))
    cells = Cells(table)
    first_row: dict[str, int] = {}
    rows = []
    for row in table.rows:
        unit = _unit_row(cells, row)
        if unit.unit_id in first_row and unit.unit_id:
            sentence = Sentence(N_("enheten finns redan på rad %(row)s"), {"row": str(first_row[unit.unit_id])})
            cells.refuse(row, "unit_id", "doubled_id", sentence)
        first_row.setdefault(unit.unit_id, row.number)
        rows.append(unit)
    _tree_problems(cells, table.rows, rows)
    return UnitRows(
        table.file,
        tuple(rows),
        (*problems, *cells.problems),
        cells.has("leader_id"),
        table.source_of("leader_id"),
        frozenset(OPTIONAL) - set(table.header),
    )


def _unit_row(cells: Cells, row: Row) -> UnitRow:
    return UnitRow(
        row=row.number,
        unit_id=cells.identifier(row, "unit_id", required=True),
        name=cells.text(row, "name", required=True),
        parent_id=cells.identifier(row, "parent_id"),
        kind=cells.text(row, "kind", longest=64),
        administration=cells.text(row, "administration"),
        leader_id=cells.identifier(row, "leader_id"),
        predecessor_id=cells.identifier(row, "predecessor_id"),
    )


def _tree_problems(cells: Cells, table_rows: Collection[Row], rows: list[UnitRow]) -> None:
    """Note orphans, units above themselves, loops, and more or less than one root."""
    known = {unit.unit_id for unit in rows}
    nearest = Nearest(known)
    parent_of: dict[str, str | None] = {}
    row_of: dict[str, Row] = {}
    roots = []
    for row, unit in zip(table_rows, rows, strict=True):
        row_of.setdefault(unit.unit_id, row)
        if not unit.parent_id:
            roots.append((row, unit))
        elif unit.parent_id == unit.unit_id:
            cells.refuse(row, "parent_id", "own_parent", Sentence(N_("enheten står över sig själv")))
        elif unit.parent_id not in known:
            hint = nearest(unit.parent_id)
            cells.refuse(row, "parent_id", "unknown_parent", Sentence(N_("enheten ovanför finns inte i filen")), hint)
        else:
            parent_of.setdefault(unit.unit_id, unit.parent_id)
    for loop in loops(parent_of):
        chain = " → ".join([*loop, loop[0]])
        cells.refuse(
            row_of[loop[0]],
            "parent_id",
            "loop",
            Sentence(N_("enheterna står över varandra i en ring: %(chain)s"), {"chain": chain}),
        )
    if len({unit.unit_id for _, unit in roots}) > 1:
        names = ", ".join(unit.unit_id for _, unit in roots)
        for row, _ in roots:
            cells.refuse(
                row,
                "parent_id",
                "several_roots",
                Sentence(
                    N_("filen har %(count)s översta enheter (%(names)s) men ska ha en"),
                    {"count": len(roots), "names": names},
                ),
                Sentence(N_("sätt dem under en gemensam enhet, till exempel med root i mappningsfilen")),
            )
    elif not roots and rows:
        cells.problems.append(
            Problem(
                "no_root",
                Sentence(N_("ingen enhet är överst")),
                file=cells.table.file,
                column=cells.table.source_of("parent_id"),
                hint=Sentence(N_("lämna kolumnen tom för den översta enheten")),
            )
        )
