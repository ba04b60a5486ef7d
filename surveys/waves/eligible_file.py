"""The register of who could answer: how many in each direct group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workplace.errors import Problem, Refused, nearest
from workplace.imports.cells import Cells
from workplace.imports.columns import column_problems
from workplace.imports.table import Table
from workplace.wording import N_, Sentence

COLUMNS = ("unit_id", "eligible")
MOST_ELIGIBLE = 1_000_000


def read_eligible(
    table: Table, units: Sequence[str], respondents: Mapping[str, int], *, answers_file: str
) -> dict[str, int]:
    """Return the number eligible in each direct group, or raise `Refused` with every problem.

    A unit that has answers must be in the file, with at least as many eligible as respondents.
    """
    problems = column_problems(table, required=COLUMNS)
    if problems:
        raise Refused(problems)
    cells = Cells(table)
    known = set(units)
    eligible: dict[str, int] = {}
    seen: set[str] = set()
    for row in table.rows:
        unit_id = cells.text(row, "unit_id", longest=64, required=True)
        if unit_id and unit_id not in known:
            cells.refuse(
                row,
                "unit_id",
                "unknown_unit",
                Sentence(N_("enheten fanns inte när omgången stängdes")),
                nearest(unit_id, units),
            )
        if unit_id in seen:
            cells.refuse(row, "unit_id", "doubled_unit", Sentence(N_("enheten står två gånger")))
        seen.add(unit_id)
        if not cells.raw(row, "eligible"):
            cells.refuse(row, "eligible", "empty_cell", Sentence(N_("cellen är tom")))
            continue
        number = cells.whole_number(row, "eligible", low=0, high=MOST_ELIGIBLE)
        if number is None:
            continue
        eligible[unit_id] = number
        if number < respondents.get(unit_id, 0):
            cells.refuse(
                row,
                "eligible",
                "fewer_eligible_than_respondents",
                Sentence(N_("färre än de %(count)s som svarat i enheten"), {"count": respondents[unit_id]}),
            )
    problems = [*cells.problems]
    problems += [
        Problem(
            "unit_without_eligible",
            Sentence(N_("enheten har svar i %(file)s men saknas här"), {"file": answers_file}),
            file=table.file,
            column="unit_id",
            value=unit_id,
        )
        for unit_id in respondents
        if unit_id not in seen
    ]
    if problems:
        raise Refused(problems)
    return eligible
