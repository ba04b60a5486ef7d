"""The tables of a LimeSurvey survey structure (.lss): rows of text by the name of the table.

The layout is LimeSurvey's own export. Up to version 3 the words stand in the rows themselves, one row a language; from
version 4 on in tables of their own (`…_l10ns`).
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from surveys.editing.taken import KeyRing, language_code, plain, with_swedish
from surveys.instrument import Option
from workplace.errors import Problem, Refused
from workplace.wording import N_, Sentence

LARGEST = 10 * 1024 * 1024
Row = dict[str, str]


@dataclass(frozen=True)
class LssTables:
    """All tables of a file. `base`: the language the survey was written in."""

    base: str
    tables: dict[str, list[Row]]

    def rows(self, table: str) -> list[Row]:
        """Return the rows of a table, [] where there is none."""
        return self.tables.get(table, [])

    def texts(self, table: str, id_name: str, id_value: str, field_name: str) -> dict[str, str]:
        """Return a text by language, from the table of words or, in old files, from the rows themselves."""
        words = self.rows("question_l10ns" if table == "subquestions" else f"{table.rstrip('s')}_l10ns")
        rows = words or [*self.rows(table), *(self.rows("questions") if table == "subquestions" else ())]
        found = {
            language_code(row.get("language", "") or self.base): plain(row.get(field_name, ""))
            for row in rows
            if row.get(id_name) == id_value and field_name in row
        }
        return with_swedish(found, self.base)

    def subquestions(self, qid: str) -> list[Row]:
        """Return the rows below a question, in their order; of a question with two scales those of the first."""
        rows = [
            row
            for row in (*self.rows("subquestions"), *self.rows("questions"))
            if row.get("parent_qid") == qid and row.get("scale_id", "0") in ("", "0")
        ]
        return once(rows, "qid", "question_order")

    def options(self, qid: str) -> list[Option]:
        """Return the answers of a question in their order."""
        rows = [row for row in self.rows("answers") if row.get("qid") == qid and row.get("code")]
        texts: dict[str, dict[str, str]] = {}
        for row in rows:
            own = texts.setdefault(row["code"], {})
            if "answer" in row:
                own[language_code(row.get("language", "") or self.base)] = plain(row["answer"])
            for word in self.rows("answer_l10ns") if row.get("aid") else ():
                if word.get("aid") == row["aid"]:
                    own[language_code(word.get("language", ""))] = plain(word.get("answer", ""))
        ring = KeyRing(set())
        return [
            Option(ring.key(row["code"]), with_swedish(texts[row["code"]], self.base) or {"sv": row["code"]})
            for row in once(rows, "code", "sortorder")
        ]

    def attribute(self, qid: str, name: str) -> str:
        """Return a setting of a question, "" where it has none."""
        rows = self.rows("question_attributes")
        return next(
            (row.get("value", "") for row in rows if row.get("qid") == qid and row.get("attribute") == name), ""
        )


def read_tables(content: bytes, *, file: str = "") -> LssTables:
    """Return the tables of a file, or raise `Refused` where it is no survey structure."""
    root = _root(content, file)
    tables = {table.tag: _rows(table) for table in root}
    if not tables.get("questions") or not tables.get("groups"):
        raise _refused("lss_without_questions", N_("filen är ingen enkätstruktur från LimeSurvey"), file)
    settings = tables.get("surveys_languagesettings", [])
    survey = next(iter(tables.get("surveys", [])), {})
    named = survey.get("language", "") or next((row.get("surveyls_language", "") for row in settings), "")
    return LssTables(language_code(named or "sv"), tables)


def once(rows: list[Row], name: str, order: str) -> list[Row]:
    """Return the rows in order, each id once: old files have a row a language."""
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(row.get(name, ""), row)
    return sorted(first.values(), key=lambda row: number_of(row.get(order, "")) or 0.0)


def number_of(text: str) -> float | None:
    """Return the number a text says, or None."""
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if abs(value) < 1e12 else None


def _root(content: bytes, file: str) -> Element:
    if len(content) > LARGEST:
        raise _refused("file_too_large", N_("filen är för stor för att vara en enkätstruktur"), file)
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise _refused("lss_not_xml", N_("filen går inte att läsa som XML"), file) from error
    return root


def _rows(table: Element) -> list[Row]:
    return [{cell.tag: (cell.text or "").strip() for cell in row} for row in table.iterfind("rows/row")]


def _refused(code: str, message: str, file: str) -> Refused:
    return Refused([Problem(code, Sentence(message), file=file)])
