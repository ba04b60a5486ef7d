"""A definition as a document: TOML text in, a table out, and a reader that collects every problem.

Paths name places the way people count: the first `[[item]]` is `item[1]`, its scale begins at `item[1].from`.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from workplace.errors import Problem, Refused, nearest
from workplace.wording import N_, Sentence

DEFINITION_KEY = re.compile(r"[a-z0-9_-]{1,64}")
"""Shape of a definition's own key."""
PART_KEY = re.compile(r"[A-Za-z0-9_.-]{1,64}")
"""Shape of the keys inside a definition: items, indices, areas, criteria."""
VERSION = re.compile(r"[A-Za-z0-9_.-]{1,32}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
_WORDS_FOR_TYPES = {
    str: N_("text inom citattecken"),
    bool: N_("true eller false"),
    float: N_("ett tal"),
    int: N_("ett heltal"),
    list: N_("en lista inom hakparenteser"),
    dict: N_("en tabell"),
    dt.date: N_("ett datum utan citattecken, som 2016-01-01"),
}


def parse(text: str, *, file: str = "") -> dict[str, Any]:
    """Return the table of a TOML text; a syntax error is refused with its row."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(
            r"^(?P<what>.*?) \(at (?:line (?P<row>\d+), column (?P<column>\d+)|end of document)\)$",
            str(error),
        )
        row = int(found["row"]) if found and found["row"] else text.count("\n") + 1
        column = found["column"] if found and found["column"] else ""
        raise Refused(
            [
                Problem(
                    "definition_syntax",
                    Sentence(
                        N_("filen går inte att läsa som TOML (%(what)s)"),
                        {"what": found["what"] if found else str(error)},
                    ),
                    file=file,
                    row=row,
                    column=column,
                    hint=Sentence(N_("kontrollera citattecken, likhetstecken och hakparenteser på raden")),
                )
            ]
        ) from None


def decode(data: bytes, *, file: str = "") -> str:
    """Return the text of a definition file: UTF-8, with or without BOM; anything else is refused."""
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise Refused(
            [
                Problem(
                    "definition_encoding",
                    Sentence(N_("filen är inte skriven i UTF-8")),
                    file=file,
                    row=data[: error.start].count(b"\n") + 1,
                    hint=Sentence(N_("spara den som UTF-8 och försök igen")),
                )
            ]
        ) from None


class Fields:
    """Reads the fields of one table and remembers what was wrong and what was asked for.

    Each reading method returns the value, or an empty one after it has noted a problem, so that one pass
    finds all there is to mend. `finish()` at the end names the fields nobody asked for.
    """

    def __init__(self, table: Mapping[str, Any], problems: list[Problem], *, file: str = "", path: str = "") -> None:
        self.table = table
        self.problems = problems
        self.file = file
        self.path = path
        self._asked: list[str] = []
        self._children: list[Fields] = []

    def place(self, name: str) -> str:
        """Return the full path of a field of this table."""
        return f"{self.path}.{name}" if self.path and name else self.path or name

    def problem(
        self, code: str, name: str, sentence: Sentence, *, value: object = "", hint: Sentence | None = None
    ) -> None:
        """Note that something is wrong with a field."""
        self.problems.append(
            Problem(code, sentence, file=self.file, column=self.place(name), value=_written(value), hint=hint)
        )

    def has(self, name: str) -> bool:
        """Return whether the field stands in the table."""
        self._ask(name)
        return name in self.table

    def has_problem(self, *names: str) -> bool:
        """Return whether something wrong has been noted with one of the fields."""
        places = {self.place(name) for name in names}
        return any(problem.column in places for problem in self.problems)

    def text(self, name: str, *, required: bool = True, shape: re.Pattern[str] | None = None) -> str:
        """Return a text without blanks around it; "" when it is missing or wrong."""
        value = self._value(name, str, required)
        if value is None:
            return ""
        text = str(value).strip()
        if not text and required:
            self.problem("definition_empty", name, Sentence(N_("texten är tom")))
        elif text and shape and not shape.fullmatch(text):
            allowed = "a–z, 0–9, - _" if shape is DEFINITION_KEY else "A–Z, a–z, 0–9, - _ ."
            self.problem(
                "definition_key_shape",
                name,
                Sentence(N_("tecken som inte får stå här, eller för många")),
                value=text,
                hint=Sentence(N_("tillåtet är %(allowed)s"), {"allowed": allowed}),
            )
        return text

    def choice(self, name: str, known: Iterable[str], *, default: str | None = None) -> str:
        """Return one of the known words; the default when missing; "" when wrong, or missing without one."""
        known = tuple(known)
        value = self._value(name, str, required=default is None)
        if value is None:
            return "" if name in self.table else default or ""
        if value not in known:
            self.problem(
                "definition_unknown_word",
                name,
                Sentence(N_("okänt ord")),
                value=value,
                hint=nearest(value, known) or Sentence(N_("välj bland %(words)s"), {"words": ", ".join(known)}),
            )
            return ""
        return str(value)

    def number(self, name: str, *, required: bool = False) -> float | None:
        """Return a number, or None when it is missing or wrong."""
        value = self._value(name, float, required)
        return None if value is None else float(value)

    def whole(self, name: str, *, required: bool = False) -> int | None:
        """Return a whole number, or None when it is missing or wrong."""
        value = self._value(name, int, required)
        return None if value is None else int(value)

    def yes_no(self, name: str) -> bool:
        """Return a truth value; False when it is missing."""
        return bool(self._value(name, bool, required=False))

    def date(self, name: str, *, required: bool = True) -> dt.date | None:
        """Return a date, or None when it is missing or wrong."""
        value: dt.date | None = self._value(name, dt.date, required)
        return value

    def localized(self, name: str, *, required: bool = True) -> dict[str, str]:
        """Return texts by language; Swedish must be there when the field is required or begun."""
        self._ask(name)
        if name not in self.table:
            if required:
                self.problem(
                    "definition_missing_swedish",
                    f"{name}.sv",
                    Sentence(N_("den svenska texten saknas")),
                    hint=Sentence(N_('skriv %(field)s = "…"'), {"field": f"{name}.sv"}),
                )
            return {}
        value = self.table[name]
        if not isinstance(value, Mapping):
            self.problem(
                "definition_wrong_type",
                name,
                Sentence(N_("texten behöver ett språk")),
                value=value,
                hint=Sentence(N_('skriv %(field)s = "…"'), {"field": f"{name}.sv"}),
            )
            return {}
        return self._languages(name, value)

    def _languages(self, name: str, value: Mapping[str, Any]) -> dict[str, str]:
        texts: dict[str, str] = {}
        for language, text in value.items():
            if not _LANGUAGE.fullmatch(language):
                self.problem(
                    "definition_unknown_field",
                    f"{name}.{language}",
                    Sentence(N_("okänt språk")),
                    value=language,
                    hint=Sentence(N_("språk skrivs som sv, en eller fi")),
                )
            elif not isinstance(text, str):
                self._wrong_type(f"{name}.{language}", text, str)
            elif text.strip():
                texts[language] = text.strip()
        if "sv" not in texts and not isinstance(value.get("sv", ""), str):
            return texts
        if "sv" not in texts:
            self.problem(
                "definition_missing_swedish",
                f"{name}.sv",
                Sentence(N_("den svenska texten saknas")),
                hint=Sentence(N_('skriv %(field)s = "…"'), {"field": f"{name}.sv"}),
            )
        return texts

    def texts(self, name: str, *, required: bool = False) -> tuple[str, ...]:
        """Return a list of texts in its order; () when it is missing or wrong."""
        values = self._value(name, list, required)
        if values is None:
            return ()
        for place, value in enumerate(values, start=1):
            if not isinstance(value, str):
                self._wrong_type(f"{name}[{place}]", value, str)
        return tuple(value for value in values if isinstance(value, str))

    def section(self, name: str, *, required: bool = False) -> Fields | None:
        """Return the reader of a table inside this one, or None when it is missing or wrong."""
        value = self._value(name, dict, required)
        return None if value is None else self._child(value, self.place(name))

    def sections(self, name: str, *, required: bool = False) -> list[Fields]:
        """Return a reader for each `[[name]]` in its order."""
        self._ask(name)
        if name not in self.table:
            if required:
                self.problem(
                    "definition_missing",
                    name,
                    Sentence(N_("det finns ingen %(field)s"), {"field": f"[[{name}]]"}),
                )
            return []
        value = self.table[name]
        if not isinstance(value, list) or not all(isinstance(part, dict) for part in value):
            self.problem(
                "definition_wrong_type",
                name,
                Sentence(N_("här väntas en eller flera %(field)s"), {"field": f"[[{name}]]"}),
                hint=Sentence(N_("skriv dubbla hakparenteser")) if isinstance(value, dict) else None,
            )
            return []
        return [self._child(part, f"{self.place(name)}[{place}]") for place, part in enumerate(value, start=1)]

    def finish(self) -> None:
        """Name every field nobody asked for, here and in the tables inside."""
        for name in self.table:
            if name not in self._asked:
                self.problem(
                    "definition_unknown_field",
                    name,
                    Sentence(N_("okänt fält")),
                    hint=nearest(name, self._asked)
                    or Sentence(N_("fält som finns: %(names)s"), {"names": ", ".join(sorted(self._asked))}),
                )
        for child in self._children:
            child.finish()

    def refuse_if_wrong(self) -> None:
        """Finish, and raise `Refused` with every problem noted."""
        self.finish()
        if self.problems:
            raise Refused(self.problems)

    def _child(self, table: Mapping[str, Any], path: str) -> Fields:
        child = Fields(table, self.problems, file=self.file, path=path)
        self._children.append(child)
        return child

    def _ask(self, name: str) -> None:
        if name not in self._asked:
            self._asked.append(name)

    def _value(self, name: str, wanted: type, required: bool) -> Any:
        self._ask(name)
        if name not in self.table:
            if required:
                self.problem("definition_missing", name, Sentence(N_("fältet saknas")))
            return None
        value = self.table[name]
        if not _is_of(value, wanted):
            self._wrong_type(name, value, wanted)
            return None
        return value

    def _wrong_type(self, name: str, value: object, wanted: type) -> None:
        self.problem(
            "definition_wrong_type",
            name,
            Sentence(N_("här väntas %(wanted)s"), {"wanted": Sentence(_WORDS_FOR_TYPES[wanted])}),
            value=value,
        )


@dataclass(frozen=True)
class Head:
    """What every definition says about itself first."""

    kind: str
    key: str
    version: str
    title: Mapping[str, str]


def read_head(fields: Fields, kind: str) -> Head:
    """Read kind, key, version and title; another kind than the one wanted is a problem."""
    return Head(
        kind=fields.choice("kind", (kind,)),
        key=fields.text("key", shape=DEFINITION_KEY),
        version=fields.text("version", shape=VERSION),
        title=fields.localized("title"),
    )


def in_language(texts: Mapping[str, str], language: str) -> str:
    """Return the text in a language, else in Swedish, else ""."""
    return texts.get(language) or texts.get("sv", "")


def repeated(values: Iterable[str]) -> list[tuple[int, str]]:
    """Return (place counted from 1, value) of every value that stood before; empty values never count."""
    seen: set[str] = set()
    found: list[tuple[int, str]] = []
    for place, value in enumerate(values, start=1):
        if value and value in seen:
            found.append((place, value))
        seen.add(value)
    return found


def _is_of(value: object, wanted: type) -> bool:
    if wanted is float:
        return isinstance(value, int | float) and not isinstance(value, bool) and value == value and abs(value) < 1e15
    if wanted is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if wanted is dt.date:
        return isinstance(value, dt.date) and not isinstance(value, dt.datetime)
    return isinstance(value, wanted)


def _written(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else str(value)
