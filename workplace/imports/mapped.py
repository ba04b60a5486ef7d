"""Carry out a map: a foreign table in, a table with our columns out, row numbers and foreign names kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import compress

from workplace.errors import Problem, nearest
from workplace.imports.cells import iso_date
from workplace.imports.mapping import DATE_FORMS, Duplicates, Posts, RowRule, TableMap, TreeMap
from workplace.imports.path_tree import path_ids, path_of
from workplace.imports.table import ISO_DATE, Row, Table
from workplace.wording import N_, Sentence

MAXIMUM_POSTS = 500_000
"""The most rows that rows standing for several posts may become."""
_FULL_TIME = Decimal(1)


@dataclass(frozen=True)
class _Line:
    """A row on its way: our columns to their text."""

    number: int
    cells: dict[str, str]


def apply_map(
    table: Table,
    rules: TableMap,
    *,
    known: Collection[str],
    dates: Collection[str] = (),
    keys: tuple[str, ...] = (),
    tree: TreeMap | None = None,
    passed_over: Collection[str] = (),
) -> tuple[Table, list[Problem]]:
    """Return the table under our column names, and what in the file the map does not fit.

    `known`: our columns. `dates`: those that hold dates. `keys`: those that make two rows the same. With a `tree`,
    `unit_id` is filled from the row's path. `passed_over`: foreign columns that another part of the map reads.
    """
    problems = _column_problems(table, rules, known, tree, passed_over)
    if problems:
        return table, problems
    targets = _targets(table, rules, known)
    header = list(
        dict.fromkeys([*targets.values(), *rules.constants, *rules.row_number, *(["unit_id"] if tree else [])])
    )
    if rules.posts_column and rules.posts == Posts.EXPAND and "fte" in known and "fte" not in header:
        header.append("fte")
    lines = list(_lines(table, rules, targets, dates, tree))
    if rules.posts_column:
        lines, posts_problems = _posts(table, rules, lines)
        problems += posts_problems
    if keys and rules.duplicates != Duplicates.REFUSE:
        lines = _without_doubles(lines, keys, rules.duplicates)
    sources = {ours: table.header[position % len(table.header)] for position, ours in targets.items()}
    if tree:
        sources["unit_id"] = "/".join(tree.path)
    rows = tuple(Row(line.number, tuple(line.cells.get(name, "") for name in header)) for line in lines)
    return Table(table.file, tuple(header), rows, sources, rules.date_form or ISO_DATE), problems


def tree_table(
    table: Table, tree: TreeMap, rules: TableMap, *, leaders: Mapping[str, str] | None = None
) -> tuple[Table, list[Problem]]:
    """Return the units that the paths of a table's rows make, and what is wrong with the columns.

    `leaders`: for each unit the person whose row is marked as leading it; None: the map marks nobody. Columns that
    the map says nothing of are left out.
    """
    missing = _missing(table, tree.path)
    if missing:
        return table, missing
    positions = [table.header.index(name) for name in tree.path]
    first_row: dict[tuple[str, ...], int] = {}
    for row in _kept(table, rules):
        path = path_of(row.cells[position] for position in positions)
        for depth in range(1, len(path) + 1):
            first_row.setdefault(path[:depth], row.number)
    ids = path_ids(first_row)
    leader_of = leaders or {}
    header = ("unit_id", "name", "parent_id", "kind", "administration", "leader_id")
    root_id = tree.root.unit_id if tree.root else ""
    rows = []
    if tree.root:
        rows.append(Row(1, (root_id, tree.root.name, "", "", "", leader_of.get(root_id, ""))))
    for path in sorted(first_row, key=lambda path: (len(path), first_row[path])):
        kind = tree.kinds[len(path) - 1] if len(path) <= len(tree.kinds) else ""
        administration = path[tree.administration_level - 1] if 0 < tree.administration_level <= len(path) else ""
        parent = ids[path[:-1]] if len(path) > 1 else root_id
        unit_id = ids[path]
        rows.append(Row(first_row[path], (unit_id, path[-1], parent, kind, administration, leader_of.get(unit_id, ""))))
    spoken_of = [True, True, True, bool(tree.kinds), bool(tree.administration_level), leaders is not None]
    source = "/".join(tree.path)
    kept = tuple(Row(row.number, tuple(compress(row.cells, spoken_of))) for row in rows)
    sources = {"unit_id": source, "name": source}
    return Table(table.file, tuple(compress(header, spoken_of)), kept, sources), []


def leading_rows(table: Table, mapped: Table, rules: TableMap) -> tuple[list[tuple[str, str]], list[Problem]]:
    """Return unit and person of each row that the map marks as leading its unit; two in one unit are a problem."""
    if rules.leads is None or rules.leads.column not in table.header:
        return [], []
    position = table.header.index(rules.leads.column)
    marked = {row.number for row in table.rows if row.cells[position] in rules.leads.values}
    unit, person = mapped.header.index("unit_id"), mapped.header.index("person_id")
    leaders: dict[str, str] = {}
    problems = []
    for row in mapped.rows:
        if row.number not in marked:
            continue
        if leaders.setdefault(row.cells[unit], row.cells[person]) != row.cells[person]:
            problems.append(
                Problem(
                    "two_leaders",
                    Sentence(N_("enheten %(unit)s har redan en chef i filen"), {"unit": row.cells[unit]}),
                    file=table.file,
                    row=row.number,
                    column=rules.leads.column,
                    value=row.cells[person],
                )
            )
    return list(leaders.items()), problems


def mended_parents(table: Table, rules: TableMap) -> Table:
    """Return a table of units with the map's rules for roots carried out."""
    if "unit_id" not in table.header or not (rules.root or rules.root_markers or rules.unknown_parent_is_root):
        return table
    header = table.header if "parent_id" in table.header else (*table.header, "parent_id")
    unit, parent = header.index("unit_id"), header.index("parent_id")
    present = {row.cells[unit] for row in table.rows} | ({rules.root.unit_id} if rules.root else set())
    rows = []
    for row in table.rows:
        cells = [*row.cells, *[""] * (len(header) - len(row.cells))]
        is_top = cells[parent] in rules.root_markers or (rules.unknown_parent_is_root and cells[parent] not in present)
        if is_top or not cells[parent]:
            cells[parent] = rules.root.unit_id if rules.root and cells[unit] != rules.root.unit_id else ""
        rows.append(Row(row.number, tuple(cells)))
    if rules.root and rules.root.unit_id not in {row.cells[unit] for row in table.rows}:
        top = {"unit_id": rules.root.unit_id, "name": rules.root.name}
        rows.insert(0, Row(1, tuple(top.get(name, "") for name in header)))
    return Table(table.file, header, tuple(rows), table.sources, table.date_form)


def _column_problems(
    table: Table, rules: TableMap, known: Collection[str], tree: TreeMap | None, passed_over: Collection[str]
) -> list[Problem]:
    named = [*rules.columns, *rules.ignore, *(rule.column for rule in (*rules.skip, *rules.keep))]
    named += [rules.posts_column] if rules.posts_column else []
    named += [rules.leads.column] if rules.leads else []
    named += tree.path if tree else ()
    problems = _missing(table, named)
    if not rules.ignores_all_other:
        problems += [
            Problem(
                "unknown_column",
                Sentence(N_("okänd kolumn")),
                file=table.file,
                row=1,
                column=name,
                hint=nearest(name, known)
                or Sentence(
                    N_("nämn den under columns eller ignore i mappningsfilen, avsnitt [%(section)s]"),
                    {"section": rules.section},
                ),
            )
            for name in table.header
            if name not in named and name not in known and name not in passed_over
        ]
    return problems


def _missing(table: Table, named: Iterable[str]) -> list[Problem]:
    return [
        Problem(
            "missing_column",
            Sentence(N_("mappningsfilen nämner en kolumn som inte finns i filen")),
            file=table.file,
            row=1,
            column=name,
            hint=nearest(name, table.header),
        )
        for name in dict.fromkeys(named)
        if name not in table.header
    ]


def _targets(table: Table, rules: TableMap, known: Collection[str]) -> dict[int, str]:
    """Return for each position in the file our column; a column for two of ours stands under a negative key too."""
    targets: dict[int, str] = {}
    taken = {ours for names in rules.columns.values() for ours in names} | {
        *rules.constants,
        *rules.row_number,
    }
    for position, foreign in enumerate(table.header):
        if foreign in rules.columns:
            first, *others = rules.columns[foreign]
            targets[position] = first
            for offset, other in enumerate(others, start=1):
                targets[position - offset * len(table.header)] = other
        elif foreign in known and foreign not in taken and foreign not in rules.ignore:
            targets[position] = foreign
    return targets


def _kept(table: Table, rules: TableMap) -> Iterator[Row]:
    def tests(given: tuple[RowRule, ...]) -> list[tuple[int, frozenset[str]]]:
        return [(table.header.index(rule.column), rule.values) for rule in given if rule.column in table.header]

    skip, keep = tests(rules.skip), tests(rules.keep)
    for row in table.rows:
        if any(row.cells[position] in values for position, values in skip):
            continue
        if all(row.cells[position] in values for position, values in keep):
            yield row


def _lines(
    table: Table, rules: TableMap, targets: dict[int, str], dates: Collection[str], tree: TreeMap | None
) -> Iterator[_Line]:
    width = len(table.header)
    rows = list(_kept(table, rules))
    path_at = [table.header.index(name) for name in tree.path] if tree else []
    paths = [path_of(row.cells[position] for position in path_at) for row in rows] if tree else []
    ids = path_ids(paths)
    root_id = tree.root.unit_id if tree and tree.root else ""
    form = DATE_FORMS.get(rules.date_form, "")
    for index, row in enumerate(rows):
        cells = {ours: row.cells[position % width] for position, ours in targets.items()}
        for ours, translation in rules.values.items():
            if ours in cells:
                cells[ours] = translation.get(cells[ours], cells[ours])
        if form:
            for ours in dates:
                if cells.get(ours):
                    cells[ours] = _iso(cells[ours], form)
        cells.update(rules.constants)
        cells.update({ours: f"{prefix}{row.number}" for ours, prefix in rules.row_number.items()})
        if tree:
            cells["unit_id"] = ids[paths[index]] if paths[index] else root_id
        yield _Line(row.number, cells)


def _iso(value: str, form: str) -> str:
    """Return the date in ISO form, or the text as it stands when it does not fit the form."""
    if iso_date(value):
        return value
    try:
        return dt.datetime.strptime(value, form).date().isoformat()  # noqa: DTZ007 - a date has no zone
    except ValueError:
        return value


def _posts(table: Table, rules: TableMap, lines: list[_Line]) -> tuple[list[_Line], list[Problem]]:
    """Carry out the rule for rows standing for several posts (more than one full-time equivalent)."""
    position = table.header.index(rules.posts_column)
    text_of = {row.number: row.cells[position] for row in table.rows}
    kept: list[_Line] = []
    problems = []
    for line in lines:
        text = text_of[line.number]
        posts = _number(text) if text else _FULL_TIME
        if posts is None or posts <= 0:
            problems.append(
                Problem(
                    "invalid_number",
                    Sentence(N_("ska vara ett tal större än noll")),
                    file=table.file,
                    row=line.number,
                    column=rules.posts_column,
                    value=text,
                )
            )
        elif posts <= _FULL_TIME:
            kept.append(_with_fte(line, posts, rules))
        elif rules.posts == Posts.ONE:
            kept.append(_with_fte(line, _FULL_TIME, rules))
        elif rules.posts == Posts.EXPAND:
            if len(kept) + posts > MAXIMUM_POSTS:
                problems.append(
                    Problem(
                        "too_many_posts",
                        Sentence(N_("raderna blir fler än %(limit)s personer"), {"limit": MAXIMUM_POSTS}),
                        file=table.file,
                        row=line.number,
                        column=rules.posts_column,
                        value=text,
                    )
                )
                break
            kept.extend(_expanded(line, posts, rules))
    return kept, problems


def _expanded(line: _Line, posts: Decimal, rules: TableMap) -> Iterator[_Line]:
    """One line for each whole post and one for what is left: 12.5 becomes twelve of 1 and one of 0.5."""
    whole = int(posts)
    shares = [_FULL_TIME] * whole + ([posts - whole] if posts != whole else [])
    for place, share in enumerate(shares, start=1):
        cells = dict(line.cells)
        if cells.get("person_id"):
            cells["person_id"] = f"{cells['person_id']}-{place}"
        yield _with_fte(_Line(line.number, cells), share, rules)


def _with_fte(line: _Line, share: Decimal, rules: TableMap) -> _Line:
    if rules.posts != Posts.EXPAND and "fte" not in line.cells:
        return line
    return _Line(line.number, {**line.cells, "fte": format(share, "f")})


def _without_doubles(lines: list[_Line], keys: tuple[str, ...], rule: Duplicates) -> list[_Line]:
    """Keep the first line of each key; with "merge" it gets what only later lines say, and the sum of their fte."""
    first: dict[tuple[str, ...], int] = {}
    kept: list[_Line] = []
    for line in lines:
        key = tuple(line.cells.get(name, "") for name in keys)
        if key not in first:
            first[key] = len(kept)
            kept.append(line)
        elif rule == Duplicates.MERGE:
            earlier = kept[first[key]]
            cells = {name: earlier.cells.get(name) or text for name, text in line.cells.items()}
            shares = [_number(given.cells.get("fte", "")) for given in (earlier, line)]
            if shares[0] is not None and shares[1] is not None:
                cells["fte"] = format(min(_FULL_TIME, shares[0] + shares[1]), "f")
            kept[first[key]] = _Line(earlier.number, cells)
    return kept


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.replace("\u00a0", "").replace(" ", "").replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
