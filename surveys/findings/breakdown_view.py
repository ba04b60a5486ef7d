"""The indices of a whole unit by sex, age, role: a table where it is shown, else a sentence why not."""

from __future__ import annotations

from measures.disclosure.floors import Floors
from measures.estimate import Reason, Shown
from surveys.findings.figure_words import count_text, count_word, figure_view, value_text
from surveys.findings.pages import BreakdownView
from surveys.findings.reading import SeenGroup, change, ordered_indices
from surveys.findings.unit_findings import UnitFindings
from surveys.instrument import Background, Index, Instrument
from workplace.definitions.document import in_language
from workplace.releases.cells import MISSING
from workplace.web.views import Cell, Change, Column, TableView, Text
from workplace.wording import N_, Sentence

FIRST = 4


def breakdown_views(
    instrument: Instrument, findings: UnitFindings, *, floors: Floors, language: str
) -> tuple[BreakdownView, ...]:
    """Return a view of each background of the instrument that the release knows for the unit."""
    known = findings.breakdowns()
    return tuple(
        _view(instrument, background, findings, floors, language)
        for background in instrument.backgrounds
        if background.key in known
    )


def why_no_breakdowns(
    instrument: Instrument, findings: UnitFindings, *, floors: Floors, is_direct_group: bool
) -> Sentence | None:
    """Say why there is no breakdown at all, None where there is one or none was asked for."""
    if not instrument.backgrounds:
        return None
    if is_direct_group:
        return Sentence(N_("Uppdelning efter bakgrund görs bara för hela enheter, inte för en direktgrupp."))
    if findings.breakdowns():
        return None
    return Sentence(
        N_("Uppdelning efter bakgrund visas bara för enheter där minst %(unit)s har svarat."),
        {"unit": floors.breakdown_unit},
    )


def _view(
    instrument: Instrument, background: Background, findings: UnitFindings, floors: Floors, language: str
) -> BreakdownView:
    title = in_language(background.title, language) or background.key
    groups = [
        SeenGroup(_label(background, category, language), findings, background.key, category)
        for category in findings.categories(background.key)
    ]
    seen = [group for group in groups if group.rung]
    if not seen:
        reason = next((group.reason for group in groups if group.reason), Reason.TOO_FEW)
        return BreakdownView(title, why=_why(title, reason, floors))
    indices = [index for index in _main_indices(instrument) if seen[0].figure("index", index.key) is not None]
    return BreakdownView(_sentence(title, seen, indices, language), _table(title, groups, indices, language))


def _main_indices(instrument: Instrument) -> tuple[Index, ...]:
    """Return the first index with the parts it is made of, or the first few: a table one can take in."""
    ordered = ordered_indices(instrument)
    parts = ordered[0].of if ordered else ()
    return tuple(index for index in ordered if index.key in (ordered[0].key, *parts)) if parts else ordered[:FIRST]


def _label(background: Background, category: str, language: str) -> Text:
    return Sentence(N_("Uppgift saknas")) if category == MISSING else background.label(category, language)


def _why(title: str, reason: Reason, floors: Floors) -> Sentence:
    if reason is Reason.PROTECTS_OTHER:
        return Sentence(
            N_("%(background)s visas inte, för att en mindre grupp annars kunde räknas ut."), {"background": title}
        )
    return Sentence(
        N_("%(background)s visas inte: minst %(unit)s ska ha svarat i enheten och minst %(category)s i varje del."),
        {"background": title, "unit": floors.breakdown_unit, "category": count_word(floors.breakdown)},
    )


def _sentence(title: str, groups: list[SeenGroup], indices: list[Index], language: str) -> Sentence:
    """Say whether the highest and the lowest part differ, judged as a choice out of all pairs."""
    if not indices:
        return Sentence("%(background)s", {"background": title})
    key, name = indices[0].key, in_language(indices[0].title, language)
    named = [group for group in groups if group.category != MISSING]
    figures = [(group, group.figure("index", key)) for group in named]
    placed = [(figure.estimate.value, group, figure) for group, figure in figures if isinstance(figure, Shown)]
    facts: dict[str, object] = {"background": title, "index": name}
    if len(placed) < 2:
        return Sentence("%(background)s", facts)
    low = min(placed, key=lambda one: one[0])
    high = max(placed, key=lambda one: one[0])
    pairs = len(placed) * (len(placed) - 1) // 2
    if change(high[2], low[2], comparisons=pairs) is not Change.HIGHER:
        return Sentence(N_("%(background)s: ingen säkerställd skillnad i %(index)s"), facts)
    facts |= {
        "high": high[1].name,
        "high_value": value_text("index", high[0]),
        "low": low[1].name,
        "low_value": value_text("index", low[0]),
    }
    return Sentence(
        N_("%(background)s: %(index)s är högre för %(high)s (%(high_value)s) än för %(low)s (%(low_value)s)"), facts
    )


def _table(title: str, groups: list[SeenGroup], indices: list[Index], language: str) -> TableView:
    columns = (
        Column(title),
        Column(Sentence(N_("Svar")), is_number=True),
        *(Column(in_language(index.title, language), is_number=True) for index in indices),
    )
    rows = []
    for group in groups:
        count = group.figure("respondents")
        row: list[Cell] = [group.name, count_text(round(count.estimate.value)) if isinstance(count, Shown) else None]
        row += [
            figure_view("index", group.figure("index", index.key), with_interval=place == 0)
            for place, index in enumerate(indices)
        ]
        rows.append(tuple(row))
    caption = Sentence(N_("Index efter %(background)s"), {"background": title.lower()})
    return TableView(caption, columns, tuple(rows), is_caption_hidden=True)
