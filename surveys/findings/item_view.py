"""The questions of a group by policy area: means, favourable shares and how the answers are spread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from measures.estimate import Figure, Rung, Shown, Withheld
from surveys.findings.figure_words import count_text, figure_view, per_cent_view, short_reason
from surveys.findings.pages import AreaView, ItemView
from surveys.findings.reading import Beside, SeenGroup
from surveys.instrument import Instrument, Item, Scope
from workplace.definitions.document import in_language
from workplace.web.figure_geometry import DistributionBar, Shares, distribution_bars
from workplace.web.views import Cell, Change, Column, TableView, Text
from workplace.wording import N_, Sentence

BANDS = ("low", "middle", "high")
BAND_LABELS = (
    Sentence(N_("Låga svar")),
    Sentence(N_("Mellan")),
    Sentence(N_("Höga svar")),
)
STEPS_DRAWN = 5


def area_views(
    instrument: Instrument, beside: Beside, *, language: str, leader_note: Sentence | None
) -> tuple[AreaView, ...]:
    """Return the areas in which at least one question may be seen, in the order of the questions.

    Questions without an area come last, under a heading of their own.
    """
    bars = _bars(instrument, beside.own, language)
    views = []
    for code, items in _by_area(instrument.items):
        figures = [(item, beside.own.figure("mean", item.key)) for item in items]
        known = [(item, figure) for item, figure in figures if figure is not None]
        if any(isinstance(figure, Shown) for _, figure in known):
            title = instrument.area_title(code, language) if code else Sentence(N_("Andra frågor"))
            views.append(_view(title, known, beside, bars, language, leader_note))
    return tuple(views)


def hidden_areas(instrument: Instrument, group: SeenGroup, *, language: str) -> tuple[Sentence, ...]:
    """Name the areas in which no question may be seen although other areas may, with the reason."""
    if group.rung < Rung.MEANS:
        return ()
    sentences = []
    for code, items in _by_area(instrument.items):
        known = [figure for item in items if (figure := group.figure("mean", item.key)) is not None]
        withheld = [figure for figure in known if isinstance(figure, Withheld)]
        if code and known and len(withheld) == len(known):
            facts = {"area": instrument.area_title(code, language), "reason": short_reason(withheld[0].reason)}
            sentences.append(Sentence(N_("%(area)s visas inte (%(reason)s)."), facts))
    return tuple(sentences)


def _by_area(items: Iterable[Item]) -> list[tuple[str, list[Item]]]:
    found: dict[str, list[Item]] = {}
    for item in items:
        found.setdefault(item.policy_area, []).append(item)
    return sorted(found.items(), key=lambda pair: pair[0] == "")


def _view(
    title: Text,
    known: Sequence[tuple[Item, Figure]],
    beside: Beside,
    bars: Mapping[str, DistributionBar],
    language: str,
    leader_note: Sentence | None,
) -> AreaView:
    items = tuple(_item(item, figure, beside, bars.get(item.key), language) for item, figure in known)
    drawn = [item.bar for item in items if item.bar is not None]
    is_about_leader = any(item.scope is Scope.DIRECT for item, _ in known)
    return AreaView(
        title=_sentence(title, [item for item, _ in known], beside),
        items=items,
        table=_table(known, beside, language),
        key_bar=drawn[0] if drawn else None,
        shares=_shares_table(items, drawn[0]) if drawn else None,
        note=leader_note if is_about_leader else None,
    )


def _sentence(title: Text, items: Sequence[Item], beside: Beside) -> Sentence:
    since = [beside.change("mean", item.key) for item in items]
    said = [one for one in since if one is not None]
    if said:
        return _counted(title, said, _SINCE)
    beside_larger = [beside.against(beside.larger, "mean", item.key) for item in items]
    said = [one for one in beside_larger if one is not None]
    if beside.larger is None or not said:
        return Sentence("%(area)s", {"area": title})
    return _counted(title, said, _BESIDE, group=beside.larger.name)


_SINCE = (
    N_("%(area)s: ingen säkerställd skillnad mot förra omgången"),
    N_("%(area)s: %(higher)s av %(count)s frågor högre än förra omgången"),
    N_("%(area)s: %(lower)s av %(count)s frågor lägre än förra omgången"),
    N_("%(area)s: %(higher)s av %(count)s frågor högre och %(lower)s lägre än förra omgången"),
)
_BESIDE = (
    N_("%(area)s: ingen säkerställd skillnad mot %(group)s"),
    N_("%(area)s: %(higher)s av %(count)s frågor högre än i %(group)s"),
    N_("%(area)s: %(lower)s av %(count)s frågor lägre än i %(group)s"),
    N_("%(area)s: %(higher)s av %(count)s frågor högre och %(lower)s lägre än i %(group)s"),
)


def _counted(title: Text, said: Sequence[Change], words: tuple[str, str, str, str], **facts: Text) -> Sentence:
    """Say how many questions are higher and lower; `words` for neither, higher, lower and both."""
    higher, lower = said.count(Change.HIGHER), said.count(Change.LOWER)
    chosen = words[(1 if higher else 0) + (2 if lower else 0)]
    return Sentence(chosen, {"area": title, "higher": higher, "lower": lower, "count": len(said), **facts})


def _item(item: Item, figure: Figure, beside: Beside, bar: DistributionBar | None, language: str) -> ItemView:
    mean = figure_view("mean", figure, with_interval=True, with_n=True)
    assert mean is not None
    favourable = beside.own.figure("favourable", item.key)
    said = beside.change("mean", item.key)
    turned = Sentence(N_("Omvänd fråga: låga svar är bra.")) if item.is_reversed else None
    return ItemView(
        text=in_language(item.text, language),
        mean=mean,
        favourable=per_cent_view("favourable", favourable) if isinstance(favourable, Shown) else None,
        established=None if said is Change.NONE_ESTABLISHED else said,
        bar=bar,
        note=turned,
        cited_as=f"mean:{item.key}" if isinstance(figure, Shown) else "",
    )


def _table(known: Sequence[tuple[Item, Figure]], beside: Beside, language: str) -> TableView:
    columns = [
        Column(Sentence(N_("Fråga"))),
        Column(Sentence(N_("Medel, 95 %% intervall")), is_number=True),
        Column(Sentence(N_("Svar")), is_number=True),
    ]
    caption: Text = Sentence(N_("Medelvärden"))
    others: list[SeenGroup] = []
    if beside.parent is not None:
        columns.append(Column(Sentence(N_("Enheten över")), is_number=True))
        caption = Sentence(N_("%(before)s. Enheten över: %(group)s"), {"before": caption, "group": beside.parent.name})
        others.append(beside.parent)
    if beside.whole is not None:
        columns.append(Column(Sentence(N_("Hela")), is_number=True))
        caption = Sentence(N_("%(before)s. Hela: %(group)s"), {"before": caption, "group": beside.whole.name})
        others.append(beside.whole)
    if has_last := any(beside.last_figure("mean", item.key) is not None for item, _ in known):
        columns += [Column(Sentence(N_("Förra omgången")), is_number=True), Column(Sentence(N_("Förändring")))]
    rows = []
    for item, figure in known:
        count = count_text(figure.estimate.n) if isinstance(figure, Shown) else None
        row: list[Cell] = [in_language(item.text, language), figure_view("mean", figure, with_interval=True), count]
        row += [figure_view("mean", group.figure("mean", item.key)) for group in others]
        if has_last:
            said = beside.change("mean", item.key)
            noise = Sentence(N_("ingen säkerställd skillnad"))
            row.append(figure_view("mean", beside.last_figure("mean", item.key)))
            row.append(noise if said is Change.NONE_ESTABLISHED else said)
        rows.append(tuple(row))
    return TableView(caption, tuple(columns), tuple(rows))


def _shares_table(items: Sequence[ItemView], key: DistributionBar) -> TableView:
    """Hold the numbers of the drawings that have the classes of `key`."""
    columns = (
        Column(Sentence(N_("Fråga"))),
        *(Column(segment.label, is_number=True) for segment in key.segments),
    )
    rows = tuple(
        (item.text, *(segment.text for segment in item.bar.segments))
        for item in items
        if item.bar is not None and len(item.bar.segments) == len(key.segments)
    )
    return TableView(Sentence(N_("Andel svar i procent")), columns, rows)


def _bars(instrument: Instrument, group: SeenGroup, language: str) -> dict[str, DistributionBar]:
    """Draw all distributions of a page on one scale: those of five classes together, else those of three."""
    five: list[tuple[Item, Shares]] = []
    three: list[tuple[Item, Shares]] = []
    for item in instrument.items:
        values = _steps(item, group)
        if values is not None:
            five.append((item, _shares(values)))
        elif (values := _values(group, "band", [f"{item.key}={band}" for band in BANDS])) is not None:
            three.append((item, _shares(values)))
    labels = _step_labels([item for item, _ in five], language)
    return {
        item.key: bar
        for rows, names in ((five, labels), (three, BAND_LABELS))
        for (item, _), bar in zip(
            rows, distribution_bars([shares for _, shares in rows], class_labels=names), strict=True
        )
    }


def _steps(item: Item, group: SeenGroup) -> tuple[float, ...] | None:
    if group.rung < Rung.CLASSES or not item.has_scale or item.low is None or item.high is None:
        return None
    steps = range(int(item.low), int(item.high) + 1)
    if len(steps) != STEPS_DRAWN:
        return None
    return _values(group, "share", [f"{item.key}={step}" for step in steps])


def _values(group: SeenGroup, measure: str, cells: Sequence[str]) -> tuple[float, ...] | None:
    figures = [group.figure(measure, cell) for cell in cells]
    values = tuple(figure.estimate.value for figure in figures if isinstance(figure, Shown))
    return values if len(values) == len(cells) and sum(values) > 0 else None


def _shares(values: tuple[float, ...]) -> Shares:
    return Shares("", values, tuple(str(round(value)) for value in values))


def _step_labels(items: Sequence[Item], language: str) -> tuple[Text, ...]:
    """Name five classes by the ends of the scale where all questions share them, else by number."""
    ends = {(in_language(item.low_text, language), in_language(item.high_text, language)) for item in items}
    starts = {item.low for item in items}
    first = int(next(iter(starts)) or 0) if len(starts) == 1 else 1
    names: list[Text] = [str(first + step) for step in range(STEPS_DRAWN)]
    if len(ends) == 1:
        low, high = next(iter(ends))
        names[0], names[-1] = f"{names[0]} {low}".strip(), f"{names[-1]} {high}".strip()
    return tuple(names)
