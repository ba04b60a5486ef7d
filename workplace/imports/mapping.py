"""A map (map.toml): how a foreign table becomes one of ours. Here it is read; `mapped.py` carries it out.

The format is documented in docs/how-to/import-organisation.md. Every problem of a map is reported with its TOML path.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from workplace.errors import Problem, Refused, nearest
from workplace.imports.cells import IDENTIFIER
from workplace.imports.table import GivenFile
from workplace.wording import N_, Sentence

DATE_FORMS = {
    "ÅÅÅÅ-MM-DD": "%Y-%m-%d",
    "ÅÅÅÅMMDD": "%Y%m%d",
    "ÅÅMMDD": "%y%m%d",
    "DD/MM/ÅÅÅÅ": "%d/%m/%Y",
    "MM/DD/ÅÅÅÅ": "%m/%d/%Y",
    "DD.MM.ÅÅÅÅ": "%d.%m.%Y",
    "DD-MM-ÅÅÅÅ": "%d-%m-%Y",
    "ÅÅÅÅ/MM/DD": "%Y/%m/%d",
}
"""How dates may be written in a foreign file; YYYY may stand for ÅÅÅÅ."""


class Duplicates(StrEnum):
    """What is done with a second row of the same id."""

    REFUSE = "refuse"
    SKIP = "skip"
    MERGE = "merge"


class Posts(StrEnum):
    """What is done with a row that stands for several posts."""

    EXPAND = "expand"
    SKIP = "skip"
    ONE = "one"


@dataclass(frozen=True)
class RowRule:
    """Rows whose foreign column holds one of the values."""

    column: str
    values: frozenset[str]


@dataclass(frozen=True)
class RootUnit:
    """A unit that is put above all others."""

    unit_id: str
    name: str


@dataclass(frozen=True)
class TreeMap:
    """Units out of a path of foreign columns, outermost first."""

    path: tuple[str, ...]
    root: RootUnit | None = None
    kinds: tuple[str, ...] = ()
    administration_level: int = 0
    """1 for the first column of the path, and so on; 0: no administration."""


@dataclass(frozen=True)
class TableMap:
    """How one table is taken in; empty fields change nothing."""

    section: str
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ignore: frozenset[str] = frozenset()
    ignores_all_other: bool = False
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    date_form: str = ""
    row_number: Mapping[str, str] = field(default_factory=dict)
    skip: tuple[RowRule, ...] = ()
    keep: tuple[RowRule, ...] = ()
    duplicates: Duplicates = Duplicates.REFUSE
    posts_column: str = ""
    posts: Posts = Posts.ONE
    leads: RowRule | None = None
    root: RootUnit | None = None
    root_markers: frozenset[str] = frozenset()
    unknown_parent_is_root: bool = False


@dataclass(frozen=True)
class FileMap:
    """A whole map: a part for each table, and the tree that a column path makes."""

    sections: Mapping[str, TableMap] = field(default_factory=dict)
    tree: TreeMap | None = None
    one_file: bool = False

    def section(self, name: str) -> TableMap:
        """Return the part for a table; a part that is not there changes nothing."""
        return self.sections.get(name, TableMap(name))


_TABLE_KEYS = (
    "columns",
    "ignore",
    "constants",
    "values",
    "dates",
    "row_number",
    "skip",
    "keep",
    "duplicates",
    "posts",
    "leads",
    "root",
    "root_markers",
    "unknown_parent",
)


def parse_mapping(given: GivenFile, known: Mapping[str, Collection[str]]) -> FileMap:
    """Return the map of a TOML file, or raise `Refused` with every problem in it.

    `known`: for each table the map may speak of, the names of our columns.
    """
    try:
        document = tomllib.loads(given.content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Refused(
            [
                Problem(
                    "wrong_encoding",
                    Sentence(N_("mappningsfilen ska vara sparad som UTF-8")),
                    file=given.name,
                )
            ]
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise Refused(
            [
                Problem(
                    "broken_toml",
                    Sentence(N_("är inte giltig TOML: %(reason)s"), {"reason": str(error)}),
                    file=given.name,
                    hint=Sentence(N_("sätt citattecken om namn med å, ä, ö eller mellanslag")),
                )
            ]
        ) from error
    reader = _MapReader(given.name)
    reader.only(document, "", [*known, "tree", "one_file"])
    sections = {
        name: reader.table_map(name, reader.table(document, name, name), known[name])
        for name in known
        if name in document
    }
    tree = reader.tree(reader.table(document, "tree", "tree")) if "tree" in document else None
    one_file = document.get("one_file", False)
    if not isinstance(one_file, bool):
        reader.refuse("one_file", str(one_file), Sentence(N_("ska vara true eller false")))
    if reader.problems:
        raise Refused(reader.problems)
    return FileMap(sections, tree, bool(one_file))


class _MapReader:
    """Reads the parts of a map and collects what is wrong."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def refuse(self, path: str, value: str, sentence: Sentence, hint: Sentence | None = None) -> None:
        self.problems.append(Problem("map", sentence, file=self.file, column=path, value=value, hint=hint))

    def only(self, table: Mapping[str, Any], path: str, allowed: Collection[str]) -> None:
        """Refuse keys that mean nothing."""
        for key in table:
            if key not in allowed:
                where = f"{path}.{key}" if path else key
                self.refuse(where, "", Sentence(N_("okänd nyckel")), nearest(key, allowed))

    def table(self, holder: Mapping[str, Any], key: str, path: str) -> dict[str, Any]:
        value = holder.get(key, {})
        if not isinstance(value, dict):
            self.refuse(path, str(value), Sentence(N_("ska vara en tabell, till exempel [%(path)s]"), {"path": path}))
            return {}
        return value

    def text(self, holder: Mapping[str, Any], key: str, path: str, *, required: bool = False) -> str:
        value = holder.get(key, "")
        if not isinstance(value, str) or (required and not value):
            self.refuse(f"{path}.{key}", str(value), Sentence(N_("ska vara en text")))
            return ""
        return value

    def texts(self, holder: Mapping[str, Any], key: str, path: str) -> list[str]:
        value = holder.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.refuse(f"{path}.{key}", str(value), Sentence(N_("ska vara en lista med texter")))
            return []
        return value

    def choice(self, value: Any, path: str, allowed: Collection[str], default: str) -> str:
        if isinstance(value, str) and value in allowed:
            return value
        self.refuse(
            path,
            str(value),
            Sentence(N_("ska vara något av %(choices)s"), {"choices": ", ".join(allowed)}),
            nearest(str(value), allowed),
        )
        return default

    def ours(self, name: Any, path: str, known: Collection[str]) -> str:
        """Check that a name is one of our columns."""
        if not isinstance(name, str) or name not in known:
            self.refuse(path, str(name), Sentence(N_("är ingen kolumn i medskap")), nearest(str(name), known))
            return ""
        return name

    def rules(self, holder: Mapping[str, Any], key: str, path: str) -> tuple[RowRule, ...]:
        value = holder.get(key, [])
        items = value if isinstance(value, list) else [value]
        return tuple(self.rule(item, f"{path}.{key}") for item in items)

    def rule(self, item: Any, path: str) -> RowRule:
        if not isinstance(item, dict):
            self.refuse(path, str(item), Sentence(N_("ska ha column och is")))
            return RowRule("", frozenset())
        self.only(item, path, ["column", "is"])
        if "is" not in item:
            self.refuse(path, "", Sentence(N_("ska ha column och is")))
        return RowRule(self.text(item, "column", path, required=True), frozenset(self.texts(item, "is", path)))

    def root(self, holder: Mapping[str, Any], path: str) -> RootUnit | None:
        if "root" not in holder:
            return None
        part = self.table(holder, "root", f"{path}.root")
        self.only(part, f"{path}.root", ["unit_id", "name"])
        unit_id = self.text(part, "unit_id", f"{path}.root", required=True)
        if unit_id and not IDENTIFIER.fullmatch(unit_id):
            self.refuse(f"{path}.root.unit_id", unit_id, Sentence(N_("är inget giltigt id")))
        return RootUnit(unit_id, self.text(part, "name", f"{path}.root", required=True))

    def tree(self, part: dict[str, Any]) -> TreeMap:
        self.only(part, "tree", ["path", "root", "kinds", "administration_level"])
        path = tuple(self.texts(part, "path", "tree"))
        if not path:
            self.refuse("tree.path", "", Sentence(N_("ska nämna minst en kolumn")))
        level = part.get("administration_level", 0)
        if not isinstance(level, int) or isinstance(level, bool) or not 0 <= level <= len(path):
            self.refuse(
                "tree.administration_level",
                str(level),
                Sentence(N_("ska vara från 0 till %(levels)s"), {"levels": len(path)}),
            )
            level = 0
        return TreeMap(path, self.root(part, "tree"), tuple(self.texts(part, "kinds", "tree")), level)

    def table_map(self, name: str, part: dict[str, Any], known: Collection[str]) -> TableMap:
        self.only(part, name, _TABLE_KEYS)
        ignore = part.get("ignore", [])
        posts = self.table(part, "posts", f"{name}.posts")
        self.only(posts, f"{name}.posts", ["column", "rule"])
        return TableMap(
            section=name,
            columns=self._columns(part, name, known),
            ignore=frozenset(self.texts(part, "ignore", name) if ignore != "*" else []),
            ignores_all_other=ignore == "*",
            constants={
                self.ours(key, f"{name}.constants.{key}", known): str(value)
                for key, value in self.table(part, "constants", f"{name}.constants").items()
            },
            values=self._values(part, name, known),
            date_form=self._date_form(part, name),
            row_number={
                self.ours(key, f"{name}.row_number.{key}", known): str(value)
                for key, value in self.table(part, "row_number", f"{name}.row_number").items()
            },
            skip=self.rules(part, "skip", name),
            keep=self.rules(part, "keep", name),
            duplicates=Duplicates(
                self.choice(
                    part.get("duplicates", "refuse"),
                    f"{name}.duplicates",
                    [str(rule) for rule in Duplicates],
                    "refuse",
                )
            ),
            posts_column=self.text(posts, "column", f"{name}.posts", required="posts" in part),
            posts=Posts(
                self.choice(
                    posts.get("rule", "one" if "posts" not in part else ""),
                    f"{name}.posts.rule",
                    [str(rule) for rule in Posts],
                    "one",
                )
            ),
            leads=self.rule(part["leads"], f"{name}.leads") if "leads" in part else None,
            root=self.root(part, name),
            root_markers=frozenset(self.texts(part, "root_markers", name)),
            unknown_parent_is_root=self.choice(
                part.get("unknown_parent", "refuse"), f"{name}.unknown_parent", ["refuse", "root"], "refuse"
            )
            == "root",
        )

    def _columns(self, part: dict[str, Any], name: str, known: Collection[str]) -> dict[str, tuple[str, ...]]:
        columns: dict[str, tuple[str, ...]] = {}
        taken: dict[str, str] = {}
        for foreign, ours in self.table(part, "columns", f"{name}.columns").items():
            path = f"{name}.columns.{foreign}"
            targets = tuple(self.ours(item, path, known) for item in (ours if isinstance(ours, list) else [ours]))
            for target in targets:
                if target and target in taken:
                    self.refuse(
                        path,
                        target,
                        Sentence(N_("fylls redan av kolumnen %(column)s"), {"column": taken[target]}),
                    )
                taken[target] = foreign
            columns[foreign] = targets
        return columns

    def _values(self, part: dict[str, Any], name: str, known: Collection[str]) -> dict[str, dict[str, str]]:
        values = {}
        for key, translation in self.table(part, "values", f"{name}.values").items():
            path = f"{name}.values.{key}"
            self.ours(key, path, known)
            if not isinstance(translation, dict):
                self.refuse(path, str(translation), Sentence(N_("ska vara en tabell från filens värde till vårt")))
                continue
            values[key] = {foreign: str(ours) for foreign, ours in translation.items()}
        return values

    def _date_form(self, part: dict[str, Any], name: str) -> str:
        form = self.text(part, "dates", name).upper().replace("YYYY", "ÅÅÅÅ").replace("YY", "ÅÅ")
        return self.choice(form, f"{name}.dates", list(DATE_FORMS), "") if form else ""
