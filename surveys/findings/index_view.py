"""The indices of a group: a sentence, a bar with interval and comparisons, and the table behind it."""

from __future__ import annotations

from collections.abc import Iterator

from measures.estimate import Figure, Shown, Withheld
from surveys.findings.figure_words import (
    beside_sentence,
    count_text,
    figure_view,
    interval_text,
    since_sentence,
    value_text,
    why_figure_is_withheld,
)
from surveys.findings.pages import IndexView
from surveys.findings.reading import Beside, SeenGroup, change, is_about_leaders, ordered_indices
from surveys.instrument import Index, IndexRole, Instrument
from workplace.definitions.document import in_language
from workplace.web.figure_geometry import Compared, Comparison, IndexBar, index_bar
from workplace.web.views import Cell, Change, Column, TableView, Text, withheld
from workplace.wording import N_, Sentence


def index_views(
    instrument: Instrument, beside: Beside, *, language: str, leader_note: Sentence | None
) -> tuple[IndexView, ...]:
    """Return the indices the release knows, the total first.

    `leader_note` says for whom the questions about "närmaste chef" stand; it goes with indices of them alone.
    """
    views = []
    for index in ordered_indices(instrument):
        figure = beside.own.figure("index", index.key)
        if figure is not None:
            notes = (leader_note,) if leader_note and is_about_leaders(instrument, index) else ()
            views.append(_view(index, figure, beside, in_language(index.title, language), notes))
    return tuple(views)


def index_table(instrument: Instrument, group: SeenGroup, caption: Text, language: str) -> TableView:
    """Return the indices of one group as a table, for where a larger group stands in for another."""
    rows: list[tuple[Cell, ...]] = []
    for index in ordered_indices(instrument):
        figure = group.figure("index", index.key)
        if figure is not None:
            rows.append((in_language(index.title, language), *_cells(figure)))
    return TableView(caption, (Column(Sentence(N_("Index"))), *_FIGURE_COLUMNS), tuple(rows), is_caption_hidden=True)


_FIGURE_COLUMNS = (
    Column(Sentence(N_("Värde 0–100")), is_number=True),
    Column(Sentence(N_("95 %% intervall")), is_number=True),
    Column(Sentence(N_("Svar")), is_number=True),
)


def _view(index: Index, figure: Figure, beside: Beside, title: str, notes: tuple[Sentence, ...]) -> IndexView:
    if isinstance(figure, Withheld):
        return IndexView(title, notes, withheld=withheld(why_figure_is_withheld(figure.reason)))
    is_total = index.role == IndexRole.TOTAL
    return IndexView(
        title=index_sentence(title, index.key, beside),
        notes=(*notes, *_beside_larger(index.key, beside)),
        large=figure_view("index", figure, with_interval=True, with_n=True) if is_total else None,
        bar=_bar(index.key, figure, beside),
        table=_table(title, index.key, beside),
        cited_as=f"index:{index.key}",
    )


def _beside_larger(key: str, beside: Beside) -> Iterator[Sentence]:
    """Say how an index stands beside the larger groups where that is more than noise."""
    found: dict[Change, list[Sentence]] = {}
    for group in (beside.parent, beside.whole):
        said, other = beside.against(group, "index", key), _of(group, key)
        if group is not None and said in _THAN and isinstance(other, Shown):
            facts = {"group": group.name, "value": value_text("index", other.estimate.value)}
            found.setdefault(said, []).append(Sentence("%(group)s (%(value)s)", facts))
    for said, groups in found.items():
        named: Text = groups[0]
        if len(groups) > 1:
            named = Sentence(N_("%(first)s och %(second)s"), {"first": groups[0], "second": groups[1]})
        yield Sentence(_THAN[said], {"groups": named})


_THAN = {
    Change.HIGHER: N_("Högre än %(groups)s."),
    Change.LOWER: N_("Lägre än %(groups)s."),
}


def index_sentence(title: str, key: str, beside: Beside) -> Sentence:
    """Say an index and how it stands: beside the last wave, else beside the larger group, else alone."""
    own = beside.own.figure("index", key)
    assert isinstance(own, Shown)
    value = value_text("index", own.estimate.value)
    last, said = beside.last_figure("index", key), beside.change("index", key)
    if said is not None and isinstance(last, Shown):
        return since_sentence(title, value, said, value_text("index", last.estimate.value))
    larger = beside.larger
    other, said = larger.figure("index", key) if larger else None, beside.against(larger, "index", key)
    if larger is not None and said is not None and isinstance(other, Shown):
        return beside_sentence(title, value, said, larger.name, value_text("index", other.estimate.value))
    return Sentence(N_("%(name)s: %(value)s av 100"), {"name": title, "value": value})


def _bar(key: str, figure: Shown, beside: Beside) -> IndexBar:
    estimate = figure.estimate
    groups = (
        (Comparison.PARENT, beside.parent and beside.parent.name, _of(beside.parent, key)),
        (Comparison.WHOLE, beside.whole and beside.whole.name, _of(beside.whole, key)),
        (Comparison.LAST_WAVE, Sentence(N_("Förra omgången")), beside.last_figure("index", key)),
    )
    return index_bar(
        estimate.value,
        text=str(round(estimate.value)),
        low=estimate.low,
        high=estimate.high,
        compared=tuple(
            Compared(kind, label or "", other.estimate.value, str(round(other.estimate.value)))
            for kind, label, other in groups
            if isinstance(other, Shown)
        ),
    )


def _table(title: str, key: str, beside: Beside) -> TableView:
    own = beside.own.figure("index", key)
    rows: list[tuple[Cell, ...]] = [(beside.own.name, *_cells(own), None)]
    last_name = Sentence(N_("Förra omgången"))
    for name, other in (
        (beside.parent and beside.parent.name, _of(beside.parent, key)),
        (beside.whole and beside.whole.name, _of(beside.whole, key)),
        (last_name, beside.last_figure("index", key)),
    ):
        if name and other is not None:
            rows.append((name, *_cells(other), change(own, other)))
    columns = (
        Column(Sentence(N_("Grupp"))),
        *_FIGURE_COLUMNS,
        Column(Sentence(N_("Gruppen här, jämfört med raden"))),
    )
    return TableView(Sentence(N_("%(index)s, index 0–100"), {"index": title}), columns, tuple(rows))


def _of(group: SeenGroup | None, key: str) -> Figure | None:
    return group.figure("index", key) if group else None


def _cells(figure: Figure | None) -> tuple[Cell, ...]:
    view = figure_view("index", figure)
    if not isinstance(figure, Shown):
        return (view, None, None)
    return (view, interval_text("index", figure), count_text(figure.estimate.n))
