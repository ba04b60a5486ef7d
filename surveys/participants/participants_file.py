"""LimeSurvey's list of participants, taken as it is: who may be invited to a wave, matched with the organisation.

Read: `email`, `language`, and the person's id where a column is called `person_id` or an attribute is labelled so
(`attribute_1 <person_id>`). Names, tokens, uses left and dates of validity are LimeSurvey's own and are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from workplace.errors import Problem, Refused, nearest
from workplace.imports.table import Row, Table
from workplace.wording import N_, Sentence

COLUMNS = (
    "tid",
    "firstname",
    "lastname",
    "email",
    "emailstatus",
    "token",
    "language",
    "validfrom",
    "validuntil",
    "invited",
    "reminded",
    "remindercount",
    "completed",
    "usesleft",
    "person_id",
)
MOST_HINTS = 50
"""Hints are looked for only for the first rows that match nobody: each is a search among all addresses."""
_ATTRIBUTE = re.compile(r"attribute_\d+(?:\s*<(?P<label>[^>]*)>)?", re.IGNORECASE)


@dataclass(frozen=True)
class AddressBook:
    """Whom rows are matched with. `tellable`: addresses that may stand in a hint, none of protected people."""

    ids: frozenset[str]
    by_address: Mapping[str, tuple[str, ...]]
    tellable: tuple[str, ...] = ()


@dataclass(frozen=True)
class Participants:
    """Who a file names, person id to language ("" the wave's first), and how that differs from what is held."""

    named: Mapping[str, str]
    added: int
    removed: int
    changed: int

    @property
    def changes_nothing(self) -> bool:
        return not (self.added or self.removed or self.changed)


def read_participants(
    table: Table, book: AddressBook, languages: Collection[str], held: Mapping[str, str]
) -> Participants:
    """Return whom the file names. Raises `Refused` with a problem for every row that names nobody, or two.

    `held`: those named before; the file takes their place.
    """
    columns = _columns(table)
    problems: list[Problem] = []
    named: dict[str, str] = {}
    rows_of: dict[str, int] = {}
    for row in table.rows:
        person_id, problem = _person(table, row, columns, book, hints=len(problems) < MOST_HINTS)
        if problem is not None:
            problems.append(problem)
            continue
        if person_id in named:
            problems.append(
                _problem(
                    table,
                    row,
                    "email",
                    "doubled",
                    Sentence(N_("samma person står redan på rad %(row)s"), {"row": rows_of[person_id]}),
                    _cell(row, columns, "email"),
                )
            )
            continue
        language = _cell(row, columns, "language").casefold()
        if language and language not in languages:
            hint = Sentence(N_("omgången har %(known)s"), {"known": ", ".join(languages)})
            sentence = Sentence(N_("språket finns inte i omgången"))
            problems.append(_problem(table, row, "language", "language", sentence, language, hint))
            continue
        named[person_id], rows_of[person_id] = language, row.number
    if problems:
        raise Refused(problems)
    return Participants(
        named=named,
        added=len(named.keys() - held.keys()),
        removed=len(held.keys() - named.keys()),
        changed=sum(held[one] != named[one] for one in named.keys() & held.keys()),
    )


def _columns(table: Table) -> dict[str, int]:
    """Return where each column we know stands; attributes by their labels. Refused without e-mail and id."""
    places: dict[str, int] = {}
    problems = []
    for place, name in enumerate(table.header):
        found = _ATTRIBUTE.fullmatch(name)
        plain = name.casefold()
        if found is not None:
            label = (found["label"] or "").strip().casefold()
            if label:
                places.setdefault(label, place)
        elif plain in COLUMNS:
            places.setdefault(plain, place)
        else:
            sentence = Sentence(N_("okänd kolumn"))
            hint = nearest(name, COLUMNS)
            problems.append(Problem("unknown_column", sentence, file=table.file, row=1, column=name, hint=hint))
    if "email" not in places and "person_id" not in places:
        sentence = Sentence(N_("kolumnen saknas"))
        problems.append(Problem("missing_column", sentence, file=table.file, row=1, column="email"))
    if problems:
        raise Refused(problems)
    return places


def _person(
    table: Table, row: Row, columns: Mapping[str, int], book: AddressBook, *, hints: bool
) -> tuple[str, Problem | None]:
    given_id, address = _cell(row, columns, "person_id"), _cell(row, columns, "email")
    if given_id:
        if given_id in book.ids:
            return given_id, None
        hint = nearest(given_id, book.ids) if hints else None
        sentence = Sentence(N_("det finns ingen person med det id:t"))
        return "", _problem(table, row, "person_id", "unknown_person", sentence, given_id, hint)
    if not address:
        sentence = Sentence(N_("raden har varken e-post eller person_id"))
        return "", _problem(table, row, "email", "no_address", sentence, "")
    found = book.by_address.get(address.casefold(), ())
    if len(found) == 1:
        return found[0], None
    if found:
        sentence = Sentence(N_("flera personer har den adressen"))
        hint = Sentence(N_("lägg till en kolumn person_id"))
        return "", _problem(table, row, "email", "shared_address", sentence, address, hint)
    likely = [one for one in book.tellable if one[:1] == address[:1].casefold()] if hints else []
    sentence = Sentence(N_("ingen i organisationen har den adressen"))
    return "", _problem(table, row, "email", "unknown_address", sentence, address, nearest(address, likely))


def _cell(row: Row, columns: Mapping[str, int], name: str) -> str:
    return row.cells[columns[name]].strip() if name in columns else ""


def _problem(
    table: Table, row: Row, column: str, code: str, sentence: Sentence, value: str, hint: Sentence | None = None
) -> Problem:
    return Problem(code, sentence, file=table.file, row=row.number, column=column, value=value, hint=hint)
