"""From cells to drawings: bars on a scale and spreads of answers, as one model for page and paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from appraisal.reports.facts import GroupFigures, ItemFacts
from appraisal.reports.model import Bar, BarTable, Column, Key, Mark, Segment, Spread, SpreadTable, Text
from measures.estimate import Figure, Reason, Shown, Withheld
from surveys.findings.reading import change
from workplace.web.views import Change
from workplace.wording import N_, Sentence

EMPTY: Text = ""
REASONS = {
    Reason.TOO_FEW: N_("För få svar"),
    Reason.PROTECTS_OTHER: N_("Skyddar en mindre grupp"),
    Reason.TOO_FEW_ITEM: N_("För få svar på frågan"),
    Reason.NO_REGISTER: N_("Register saknas"),
    Reason.NO_SPREAD: N_("Alla svarade lika"),
}
CHANGES = {
    Change.HIGHER: N_("högre"),
    Change.LOWER: N_("lägre"),
    Change.NONE_ESTABLISHED: N_("ej säkerställd"),
}
ROOM_FOR_NUMBER = 9.0
"""A segment narrower than this, in per cent of the drawing, has no room for its number."""
BANDS = ("low", "middle", "high")


@dataclass(frozen=True)
class Beside:
    """The groups a figure stands beside. None: there is no such group, or it is the same as another."""

    own: GroupFigures
    parent: GroupFigures | None
    whole: GroupFigures | None
    last: GroupFigures | None
    last_label: str = ""


@dataclass(frozen=True)
class Row:
    """A row wanted in a bar table: the cell's address, its scale and how it is called."""

    measure: str
    item: str
    label: Text
    low: float = 0.0
    high: float = 100.0
    is_strong: bool = False


def index_row(key: str, label: Text) -> Row:
    """Return the row of an index, 0–100."""
    return Row("index", key, label, is_strong=True)


def item_row(item: ItemFacts) -> Row:
    """Return the row of an item's mean on its own scale."""
    return Row("mean", item.key, item.text, item.low, item.high)


def plain(number: float) -> Sentence:
    """Write a published number: indices and shares without decimals, means with the one they have."""
    return Sentence("%(number)s", {"number": number})


def number_of(figure: Shown, measure: str) -> Sentence:
    """Write a shown figure as it was published."""
    value = figure.estimate.value
    return plain(round(value, 1) if measure == "mean" else round(value))


def reason_of(figure: Figure | None) -> Sentence | str:
    """Say why a figure is not there, in a few words; "" for one that is."""
    if isinstance(figure, Withheld):
        return Sentence(REASONS[figure.reason])
    return Sentence(N_("Inte frågat")) if figure is None else ""


def bar_table(title: Text, beside: Beside, rows: Sequence[Row], *, note: Text = "", has_key: bool = True) -> BarTable:
    """Put figures beside parent, whole and last wave, each with its interval, its n and what can be said.

    The key may be left out where a table just above it has the same.
    """
    columns = [
        Column(Sentence(N_("Värde")), is_number=True, share=0.85),
        Column(Sentence(N_("Intervall")), is_number=True, share=1.3),
        Column(Sentence(N_("Svar")), is_number=True, share=1.05),
    ]
    key = [Key("own", Sentence(N_("värde med 95 %% intervall")))]
    if beside.parent:
        columns.append(Column(Sentence(N_("Nivån över")), is_number=True, share=1.5))
        key.append(Key("parent", Sentence(N_("nivån över: %(group)s"), {"group": beside.parent.name})))
    if beside.whole:
        columns.append(Column(Sentence(N_("Hela")), is_number=True, share=0.8))
        key.append(Key("whole", Sentence(N_("hela: %(group)s"), {"group": beside.whole.name})))
    if beside.last:
        columns.append(Column(beside.last_label, is_number=True, share=0.8))
        columns.append(Column(Sentence(N_("Förändring")), share=2.05))
        key.append(Key("last", Sentence(N_("förra gången (%(wave)s)"), {"wave": beside.last_label})))
    return BarTable(
        title=title,
        label_column=Sentence(N_("Fråga")) if any(row.measure == "mean" for row in rows) else Sentence(N_("Index")),
        drawing_column=Sentence(N_("Läge på skalan")),
        columns=tuple(columns),
        bars=tuple(_bar(beside, row) for row in rows),
        key=tuple(key) if has_key else (),
        note=note,
        lanes=len(key) - 1,
    )


def _bar(beside: Beside, row: Row) -> Bar:
    figure = beside.own.figure(row.measure, row.item)
    marks: list[Mark] = []
    cells: list[Text] = []
    if isinstance(figure, Shown):
        estimate = figure.estimate
        cells = [number_of(figure, row.measure), _interval(figure, row.measure), plain(estimate.n)]
        at = _place(estimate.value, row)
        low = None if estimate.low is None else _place(estimate.low, row)
        high = None if estimate.high is None else _place(estimate.high, row)
    else:
        cells, at, low, high = [EMPTY, EMPTY, EMPTY], None, None, None
    groups = (("parent", beside.parent), ("whole", beside.whole), ("last", beside.last))
    there = [(kind, group) for kind, group in groups if group is not None]
    for lane, (kind, group) in enumerate(there):
        other = group.figure(row.measure, row.item)
        if isinstance(other, Shown):
            marks.append(Mark(kind, _place(other.estimate.value, row), lane))
            cells.append(number_of(other, row.measure))
        else:
            cells.append("–")
        if kind == "last":
            cells.append(_change(figure, other))
    return Bar(
        label=row.label,
        at=at,
        low=low,
        high=high,
        marks=tuple(marks),
        cells=tuple(cells),
        reason=reason_of(figure),
        is_strong=row.is_strong,
    )


def _change(own: Figure | None, last: Figure | None) -> Text:
    found = change(own, last)
    return "–" if found is None else Sentence(CHANGES[found])


def _interval(figure: Shown, measure: str) -> Text:
    estimate = figure.estimate
    if estimate.low is None or estimate.high is None:
        return EMPTY
    decimals = 1 if measure == "mean" else None
    return Sentence(
        "%(low)s–%(high)s",
        {
            "low": round(estimate.low, 1) if decimals else round(estimate.low),
            "high": round(estimate.high, 1) if decimals else round(estimate.high),
        },
    )


def _place(value: float, row: Row) -> float:
    return round(min(max((value - row.low) / (row.high - row.low) * 100, 0.0), 100.0), 2)


def spread_table(
    title: Text, group: GroupFigures, items: Sequence[ItemFacts], *, note: Text = ""
) -> SpreadTable | None:
    """Show how the answers spread over three classes, for the items where that is shown; None when for none."""
    spreads = [spread for item in items if (spread := _spread(group, item)) is not None]
    if not spreads:
        return None
    labels = {
        "low": Sentence(N_("låga svar")),
        "middle": Sentence(N_("mitten")),
        "high": Sentence(N_("höga svar")),
    }
    return SpreadTable(
        title=title,
        label_column=Sentence(N_("Fråga")),
        drawing_column=Sentence(N_("Svarens fördelning")),
        columns=(
            Column(Sentence(N_("Låga")), is_number=True),
            Column(Sentence(N_("Mitten")), is_number=True),
            Column(Sentence(N_("Höga")), is_number=True),
            Column(Sentence(N_("Svar")), is_number=True),
        ),
        spreads=tuple(spreads),
        key=tuple(Key(shade, labels[shade]) for shade in BANDS),
        note=note,
    )


def _spread(group: GroupFigures, item: ItemFacts) -> Spread | None:
    figures = [group.figure("band", f"{item.key}={band}") for band in BANDS]
    shown = [figure for figure in figures if isinstance(figure, Shown)]
    if len(shown) != len(BANDS):
        return None
    values = [figure.estimate.value for figure in shown]
    total = sum(values) or 1.0
    segments, start = [], 0.0
    for band, value in zip(BANDS, values, strict=True):
        width = value / total * 100
        segments.append(
            Segment(band, round(start, 2), round(width, 2), plain(round(value)), has_room=width >= ROOM_FOR_NUMBER)
        )
        start += width
    cells: list[Text] = [Sentence(N_("%(share)s %%"), {"share": round(value)}) for value in values]
    return Spread(label=item.text, segments=tuple(segments), cells=(*cells, plain(shown[0].estimate.n)))
