"""The yearly follow-up of the systematic work environment as a table: comma file and workbook, safe to open.

A cell that a spreadsheet would compute (it begins with = + - @, a tab or a line break) is written as text: in the
workbook as a text cell, in the comma file with an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from xlsxwriter import Workbook

from surveys.improvements.figure import cited_sentence, figure_title, top_of
from surveys.improvements.improvement import EFFECT_WORDS, RISK_WORDS, STATE_WORDS, TIMING_WORDS, Improvement
from surveys.instrument import Instrument
from workplace.agreements.agreement import Effect, Risk, Timing
from workplace.wording import N_, Sentence, Translator

_COMPUTED = ("=", "+", "-", "@", "\t", "\r", "\n")
COLUMNS = (
    N_("Enhetens id"),
    N_("Enhet"),
    N_("Förvaltning"),
    N_("Omgång"),
    N_("Siffra"),
    N_("Åtgärd"),
    N_("Varför"),
    N_("Orsak"),
    N_("Risk"),
    N_("Medverkade i bedömningen"),
    N_("Genomförande"),
    N_("Ansvarig"),
    N_("Klart senast"),
    N_("Så ser vi att det fungerat"),
    N_("Läge"),
    N_("Kontroll av effekt"),
    N_("Vad som sågs"),
)
_WIDTHS = (14, 28, 24, 24, 44, 50, 40, 30, 14, 28, 22, 24, 13, 40, 14, 20, 40)


@dataclass(frozen=True)
class FollowUpRow:
    """An improvement of a unit; `improvement` None: the unit has none."""

    unit_id: str
    unit_name: str
    administration: str
    wave_title: str
    instrument: Instrument
    improvement: Improvement | None


def follow_up_cells(rows: Iterable[FollowUpRow], translator: Translator) -> list[tuple[str, ...]]:
    """Return the table with its head, every cell a text; dates as 2026-11-24, what is not said empty."""
    return [tuple(translator.say(Sentence(column)) for column in COLUMNS), *(_cells(row, translator) for row in rows)]


def as_csv(table: Iterable[Sequence[str]]) -> bytes:
    """Return the table with semicolons and a mark that tells Excel it is UTF-8."""
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows([_safe(cell) for cell in row] for row in table)
    return ("\ufeff" + out.getvalue()).encode()


def as_workbook(table: Sequence[Sequence[str]], sheet_name: str) -> bytes:
    """Return the table as a workbook: the head stands still, texts wrap, nothing is computed."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(out, options) as book:
        sheet = book.add_worksheet(sheet_name[:31])
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        body = book.add_format({"text_wrap": True, "valign": "top"})
        for number, row in enumerate(table):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell, body if number else head)
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, max(len(table) - 1, 0), len(COLUMNS) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
    return out.getvalue()


def _cells(row: FollowUpRow, translator: Translator) -> tuple[str, ...]:
    head = (row.unit_id, row.unit_name, row.administration, row.wave_title)
    one = row.improvement
    say = translator.say
    if one is None:
        return (*head, "", say(Sentence(N_("Ingen plan finns"))), *([""] * (len(COLUMNS) - len(head) - 2)))
    terms, key = one.terms, one.cited.key
    title = figure_title(row.instrument, key, translator.language)
    cited = cited_sentence(title, one.cited, top_of(row.instrument, key), row.wave_title)
    return (
        *head,
        say(cited),
        terms.what,
        terms.why,
        terms.cause,
        "" if terms.risk is Risk.NOT_JUDGED else say(Sentence(RISK_WORDS[terms.risk])),
        terms.took_part,
        "" if terms.timing is Timing.NOT_SAID else say(Sentence(TIMING_WORDS[terms.timing])),
        terms.who,
        terms.by_when.isoformat() if terms.by_when else "",
        terms.seen_by,
        say(Sentence(STATE_WORDS[terms.state])),
        "" if terms.effect is Effect.NOT_CHECKED else say(Sentence(EFFECT_WORDS[terms.effect])),
        terms.effect_seen,
    )


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_COMPUTED) else cell
