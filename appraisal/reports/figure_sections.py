"""The sections that hold figures: response, leadership, engagement, areas, and the nearest larger group."""

from __future__ import annotations

import datetime as dt

from appraisal.reports.facts import GroupFigures, IndexFacts, ItemFacts, SharedFacts, UnitFacts
from appraisal.reports.figures import (
    Beside,
    Row,
    bar_table,
    index_row,
    item_row,
    number_of,
    plain,
    reason_of,
    spread_table,
)
from appraisal.reports.model import (
    BarTable,
    Block,
    Column,
    Fact,
    Facts,
    KeyPoint,
    KeyPoints,
    Paragraph,
    Subheading,
    Table,
    Text,
)
from appraisal.reports.opening import beside_words, change_words, response_sentence
from measures.estimate import Figure, Reason, Shown, Withheld
from workplace.wording import N_, Sentence

NEW_IN_POST = dt.timedelta(days=183)
"""A leader in post for less than this at the census is named so beside the leadership items."""

_WHY = {
    Reason.TOO_FEW: N_(
        "Gruppen har för få svar för att visas. Gränsen gäller lika för alla och finns för att ingen ska "
        "kunna räkna ut vad en enskild person har svarat."
    ),
    Reason.PROTECTS_OTHER: N_(
        "Gruppen har tillräckligt många svar, men visas inte, eftersom en annan och mindre grupp "
        "då hade gått att räkna fram."
    ),
    Reason.TOO_FEW_ITEM: N_("För få har svarat på frågorna för att de ska kunna visas."),
    Reason.NO_REGISTER: N_("Det saknas uppgift om hur många som fick enkäten."),
    Reason.NO_SPREAD: N_("Kan inte räknas, för att alla svarade lika."),
}


def response(shared: SharedFacts, unit: UnitFacts) -> tuple[Block, ...]:
    """Say who answered, in the direct group and in the unit, beside the larger groups."""
    blocks: list[Block] = []
    groups: list[tuple[Text, GroupFigures]] = []
    if unit.has_units_below:
        groups.append((Sentence(N_("Direktgruppen")), unit.direct))
        groups.append((Sentence(N_("Hela %(unit)s"), {"unit": unit.unit_name}), unit.unit))
    else:
        groups.append((Sentence(N_("Direktgruppen, %(unit)s"), {"unit": unit.unit_name}), unit.direct))
    groups += [(group.name, group) for group in _larger(shared, unit) if group is not None]
    blocks.append(
        Table(
            Sentence(N_("Svarande")),
            (
                Column(Sentence(N_("Grupp")), share=3),
                Column(Sentence(N_("Svarade")), is_number=True, share=1.2),
                Column(Sentence(N_("Andel av dem som fick enkäten")), is_number=True, share=1.8),
            ),
            tuple(
                (name, _count(group.figure("respondents")), _share(group.figure("response_rate")))
                for name, group in groups
            ),
            is_caption_hidden=True,
        )
    )
    blocks.append(
        Paragraph(
            Sentence(
                N_("Direktgruppen är de som chefen leder direkt: enhetens medarbetare och cheferna närmast under.")
            ),
            is_quiet=True,
        )
    )
    return tuple(blocks)


def leadership(shared: SharedFacts, unit: UnitFacts) -> tuple[Block, ...]:
    """Show the leadership index and items of the direct group alone."""
    index = _index_with_role(shared, "leadership")
    items = [item for item in shared.items if item.is_about_leader]
    if index is None and not items:
        return (Paragraph(Sentence(N_("Enkäten har inga frågor om närmaste chef."))),)
    blocks: list[Block] = []
    figure = unit.direct.figure("index", index.key) if index else None
    if not unit.direct.has_shown_index:
        withheld = figure or unit.direct.figure("respondents")
        blocks.append(Paragraph(_why(withheld), is_notice=True))
        if unit.nearest is not None:
            rows = _leadership_rows(index, items)
            title = Sentence(
                N_("Genomsnittet över alla chefer i %(group)s, inte ett resultat för chefen"),
                {"group": unit.nearest.name},
            )
            blocks.append(bar_table(title, _beside_larger(shared, unit.nearest), rows))
        return tuple(blocks)
    if unit.in_post_since is not None and shared.census - unit.in_post_since < NEW_IN_POST:
        blocks.append(
            Paragraph(
                Sentence(
                    N_(
                        "Chefen hade lett gruppen kortare tid än sex månader när enkäten gjordes (sedan %(date)s). "
                        "Svaren kan gälla mer än en chef."
                    ),
                    {"date": unit.in_post_since},
                ),
                is_notice=True,
            )
        )
    parent, whole = _larger(shared, unit)
    beside = Beside(unit.direct, parent, whole, unit.last_direct, shared.previous_label)
    note = Sentence(
        N_("Frågorna gäller chefens direktgrupp. För större grupper är siffran ett genomsnitt över alla chefer i dem.")
    )
    rows = _leadership_rows(index, items)
    blocks.append(bar_table(_index_title(index, unit.direct, unit.parent, unit.last_direct), beside, rows, note=note))
    spread = spread_table(Sentence(N_("Så fördelade sig svaren om ledarskapet")), unit.direct, items)
    if spread is not None:
        blocks.append(spread)
    return tuple(blocks)


def engagement(shared: SharedFacts, unit: UnitFacts) -> tuple[Block, ...]:
    """Show total, motivation, leadership and governance beside parent, whole and last wave."""
    total = _index_with_role(shared, "total")
    indices = sorted(shared.indices, key=lambda index: index.role != "total")
    if not indices:
        return (Paragraph(Sentence(N_("Enkäten har inga index."))),)
    if not unit.unit.has_shown_index:
        return (Paragraph(_why(unit.unit.figure("index", indices[0].key)), is_notice=True),)
    parent, whole = _larger(shared, unit)
    beside = Beside(unit.unit, parent, whole, unit.last_unit, shared.previous_label)
    note = (
        Sentence(N_("Gäller hela %(unit)s med enheterna under."), {"unit": unit.unit_name})
        if unit.has_units_below
        else ""
    )
    title = _index_title(total or indices[0], unit.unit, unit.parent, unit.last_unit)
    return (bar_table(title, beside, [index_row(index.key, index.title) for index in indices], note=note),)


def areas(shared: SharedFacts, unit: UnitFacts) -> tuple[Block, ...]:
    """Show the items area by area; those about the leader stand in their own section."""
    own = unit.unit
    if not any(isinstance(own.figure("mean", item.key), Shown) for item in shared.items):
        figure = next((found for item in shared.items if (found := own.figure("mean", item.key))), None)
        reason = Sentence(
            N_("Enskilda frågor visas inte för gruppen: svaren är för få. Index kan visas för mindre grupper.")
        )
        return (
            Paragraph(reason if isinstance(figure, Withheld) else Sentence(N_("Enkäten har inga frågor med skala."))),
        )
    parent, whole = _larger(shared, unit)
    beside = Beside(own, parent, whole, unit.last_unit, shared.previous_label)
    blocks: list[Block] = []
    if unit.has_units_below:
        blocks.append(
            Paragraph(
                Sentence(N_("Gäller hela %(unit)s med enheterna under."), {"unit": unit.unit_name}), is_quiet=True
            )
        )
    known = {code for code, _title in shared.areas}
    named: list[tuple[str, Text]] = [(code, title) for code, title in shared.areas]
    groups = [(title, [item for item in shared.items if item.policy_area == code]) for code, title in named]
    groups.append((Sentence(N_("Övriga frågor")), [item for item in shared.items if item.policy_area not in known]))
    for title, items in groups:
        shown = [item for item in items if not item.is_about_leader]
        if shown:
            has_key = not any(isinstance(block, BarTable) for block in blocks)
            blocks.append(bar_table(title, beside, [item_row(item) for item in shown], has_key=has_key))
        elif items:
            blocks.append(Subheading(title))
            blocks.append(
                Paragraph(
                    Sentence(N_("Områdets frågor handlar om närmaste chef och står under Ledarskap.")), is_quiet=True
                )
            )
    spread = spread_table(
        Sentence(N_("Så fördelade sig svaren")), own, [item for item in shared.items if not item.is_about_leader]
    )
    return (*blocks, spread) if spread is not None else tuple(blocks)


def why(shared: SharedFacts, unit: UnitFacts) -> tuple[Block, ...]:
    """Say the three things that matter without own figures: why there are none, what is shown instead, what to do."""
    figure = unit.direct.figure("respondents") or next(iter(unit.direct.cells.values()), None)
    return (
        KeyPoints(
            (
                KeyPoint(Sentence(N_("Varför siffrorna saknas")), _why(figure)),
                KeyPoint(Sentence(N_("Vad rapporten visar i stället")), _instead(shared, unit)),
                KeyPoint(
                    Sentence(N_("Att prata om")),
                    Sentence(N_("Dialogkorten fungerar utan siffror. Ta ett kort på nästa möte och börja där.")),
                ),
            )
        ),
    )


def _instead(shared: SharedFacts, unit: UnitFacts) -> Sentence:
    total = _index_with_role(shared, "total")
    figure = unit.nearest.figure("index", total.key) if unit.nearest and total else None
    if unit.nearest is None or total is None or not isinstance(figure, Shown):
        return Sentence(N_("Enhetens mål och förutsättningar. Det är inget fel och inget betyg att siffrorna saknas."))
    return Sentence(
        N_(
            "%(group)s, där enheten ingår: %(index)s är %(value)s av 100. Det säger inte hur det är i enheten, och det "
            "är inget fel och inget betyg att egna siffror saknas."
        ),
        {"group": unit.nearest.name, "index": total.title, "value": number_of(figure, "index")},
    )


def nearest(shared: SharedFacts, unit: UnitFacts) -> tuple[Block, ...]:
    """Show the nearest shown group above, labelled as what it is."""
    if unit.nearest is None:
        return (Paragraph(Sentence(N_("Ingen större grupp har siffror som kan visas."))),)
    facts = {"group": unit.nearest.name, "unit": unit.unit_name}
    rows = [index_row(index.key, index.title) for index in sorted(shared.indices, key=lambda one: one.role != "total")]
    title = Sentence(N_("%(group)s, där %(unit)s ingår"), facts)
    return (
        Paragraph(Sentence(N_("Siffrorna gäller %(group)s. De säger inte hur det är i %(unit)s."), facts)),
        Paragraph(response_sentence(unit.nearest)),
        bar_table(
            title,
            _beside_larger(shared, unit.nearest),
            rows,
            note=Sentence(N_("Ledarskap är ett genomsnitt över alla chefer i %(group)s."), facts),
        ),
    )


def _larger(shared: SharedFacts, unit: UnitFacts) -> tuple[GroupFigures | None, GroupFigures | None]:
    """Return parent and whole, without saying the same group twice or the unit itself."""
    parent = unit.parent
    whole = None if shared.whole.unit_id == unit.unit_id else shared.whole
    if parent is not None and whole is not None and parent.unit_id == whole.unit_id:
        parent = None
    return parent, whole


def _beside_larger(shared: SharedFacts, own: GroupFigures) -> Beside:
    return Beside(own, None, None if own.unit_id == shared.whole.unit_id else shared.whole, None)


def _index_with_role(shared: SharedFacts, role: str) -> IndexFacts | None:
    return next((index for index in shared.indices if index.role == role), None)


def _leadership_rows(index: IndexFacts | None, items: list[ItemFacts]) -> list[Row]:
    rows = [index_row(index.key, index.title)] if index else []
    return rows + [item_row(item) for item in items]


def _index_title(
    index: IndexFacts | None, own: GroupFigures, parent: GroupFigures | None, last: GroupFigures | None
) -> Text:
    figure = own.figure("index", index.key) if index else None
    if index is None or not isinstance(figure, Shown):
        return Sentence(N_("Frågorna om närmaste chef"))
    words = beside_words(figure, parent, index.key) if last is None else change_words(figure, last, index.key)
    return Sentence(
        N_("%(index)s: %(value)s, %(words)s"),
        {"index": index.title, "value": number_of(figure, "index"), "words": words},
    )


def _why(figure: Figure | None) -> Sentence:
    if isinstance(figure, Withheld):
        return Sentence(_WHY[figure.reason])
    return Sentence(N_("Gruppen finns inte i släppet."))


def _count(figure: Figure | None) -> Text:
    return plain(round(figure.estimate.value)) if isinstance(figure, Shown) else reason_of(figure)


def _share(figure: Figure | None) -> Text:
    if isinstance(figure, Shown):
        return Sentence(N_("%(share)s %%"), {"share": round(figure.estimate.value)})
    return reason_of(figure)


def conditions_facts(unit: UnitFacts) -> Facts:
    """Return the size of the group, the share answering and the time in post."""
    facts = []
    if unit.group_size is not None:
        facts.append(Fact(Sentence(N_("Personer i direktgruppen vid mätningen")), plain(unit.group_size)))
    facts.append(Fact(Sentence(N_("Svarade i direktgruppen")), _share(unit.direct.figure("response_rate"))))
    if unit.in_post_since is not None:
        facts.append(Fact(Sentence(N_("Chef för gruppen sedan")), Sentence("%(date)s", {"date": unit.in_post_since})))
    return Facts(tuple(facts))
