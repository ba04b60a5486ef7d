"""What the overview of plans shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from surveys.improvements.overview.plans import Filter, Totals, UnitLine
from surveys.improvements.pages import base_href
from workplace.web.views import Cell, Column, Link, PageNumbers, Tab, TableView, Tag, TagKind, Text
from workplace.wording import N_, Sentence

HREF = "/atgarder"
PAGE_SIZE = 50


@dataclass(frozen=True)
class OverviewPage:
    """How the plans of the units one follows stand after a wave. `table` None: there is no unit to follow in it."""

    lead: Sentence
    waves: tuple[Tab, ...]
    facts: tuple[tuple[Text, Cell], ...]
    filters: tuple[Tab, ...]
    table: TableView | None
    numbers: PageNumbers
    files: tuple[Link, ...]


_FILTER_WORDS = {
    Filter.WITHOUT: N_("Utan plan"),
    Filter.LATE: N_("Försenade"),
    Filter.WITH: N_("Med plan"),
    Filter.ALL: N_("Alla enheter"),
}
_EMPTY = {
    Filter.WITHOUT: N_("Alla enheter har en plan."),
    Filter.LATE: N_("Inget är försenat."),
    Filter.WITH: N_("Ingen enhet har en plan än."),
    Filter.ALL: N_("Det finns inga enheter att följa i den här omgången."),
}


def overview_page(
    wave_id: str,
    wave_title: str,
    waves: Sequence[tuple[str, str]],
    totals: Totals,
    lines: Sequence[UnitLine],
    chosen: Filter,
    numbers: PageNumbers,
    today: dt.date,
) -> OverviewPage:
    """Return the page. `waves`: id and title of each released wave, the latest first."""
    asked = f"omgang={wave_id}"
    return OverviewPage(
        lead=Sentence(
            N_("Enheternas planer efter %(wave)s, i organisationens ordning. Här jämförs inga enheter med varandra."),
            {"wave": wave_title},
        ),
        waves=tuple(Tab(f"{HREF}?omgang={each}", title, is_current=each == wave_id) for each, title in waves[:4]),
        facts=(
            (Sentence(N_("Enheter")), totals.units),
            (Sentence(N_("Med plan")), totals.with_plan),
            (Sentence(N_("Utan plan")), totals.without_plan),
            (Sentence(N_("Med något försenat")), totals.late_units),
        ),
        filters=tuple(
            Tab(f"{HREF}?{asked}&visa={each.value}", Sentence(words), each is chosen, totals.of(each))
            for each, words in _FILTER_WORDS.items()
        ),
        table=_table(wave_id, lines, chosen, today) if totals.units else None,
        numbers=numbers,
        files=(
            Link(Sentence(N_("Årlig uppföljning som kalkylblad (xlsx)")), f"{HREF}.xlsx?{asked}"),
            Link(Sentence(N_("Årlig uppföljning som fil (csv)")), f"{HREF}.csv?{asked}"),
        )
        if totals.units
        else (),
    )


def _table(wave_id: str, lines: Sequence[UnitLine], chosen: Filter, today: dt.date) -> TableView:
    columns = (
        Column(Sentence(N_("Enhet"))),
        Column(Sentence(N_("Chef när enkäten stängde"))),
        Column(Sentence(N_("Plan"))),
        Column(Sentence(N_("Åtgärder")), is_number=True),
        Column(Sentence(N_("Klara")), is_number=True),
        Column(Sentence(N_("Nästa datum"))),
    )
    rows = tuple(
        (
            Link(line.name, base_href(wave_id, line.unit_id)),
            line.leader_name or None,
            _plan_tag(line),
            line.improvements or None,
            line.done if line.improvements else None,
            Sentence("%(date)s", {"date": line.next_date}) if line.next_date else None,
        )
        for line in lines
    )
    caption = Sentence(_FILTER_WORDS[chosen])
    return TableView(caption, columns, rows, is_caption_hidden=True, empty_text=Sentence(_EMPTY[chosen]))


def _plan_tag(line: UnitLine) -> Tag:
    if not line.improvements:
        return Tag(Sentence(N_("Ingen plan")))
    if line.late == 1:
        return Tag(Sentence(N_("1 försenad")), TagKind.LATE)
    if line.late:
        return Tag(Sentence(N_("%(count)s försenade"), {"count": line.late}), TagKind.LATE)
    if line.done == line.improvements:
        return Tag(Sentence(N_("Allt klart")), TagKind.DONE)
    return Tag(Sentence(N_("Har plan")))
