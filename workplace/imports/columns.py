"""Which columns a kind of table may and must have."""

from __future__ import annotations

from collections.abc import Collection

from workplace.errors import Problem, nearest
from workplace.imports.table import Table
from workplace.wording import N_, Sentence


def column_problems(table: Table, *, required: Collection[str], optional: Collection[str] = ()) -> list[Problem]:
    """Return a problem for each unknown column, with the nearest right name, and for each missing one."""
    known = [*required, *optional]
    problems = [
        Problem(
            "unknown_column",
            Sentence(N_("okänd kolumn")),
            file=table.file,
            row=1,
            column=table.source_of(name),
            hint=nearest(name, [other for other in known if other not in table.header]),
        )
        for name in table.header
        if name not in known
    ]
    problems += [
        Problem("missing_column", Sentence(N_("kolumnen saknas")), file=table.file, row=1, column=name)
        for name in required
        if name not in table.header
    ]
    return problems
