"""What the editor's pages show: the list, the overview of a draft, a form, what differs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveys.editing.changes import Sort, page_of_item, parts_of, place_of, uses_of
from surveys.editing.difference import Change, Difference
from surveys.editing.draft import InstrumentDraft
from surveys.editing.question.ties import order_of, swedish
from surveys.editing.taken import LeftOut
from surveys.instrument import ItemType
from workplace.clock import local_date
from workplace.definitions.definition import Definition
from workplace.errors import Problem
from workplace.web.views import Column, Link, TableView, Text
from workplace.wording import N_, Sentence

LIST_HREF = "/hr/formular"
NEW_HREF = f"{LIST_HREF}/ny"
ADDRESSES = {
    Sort.ITEM: "fraga",
    Sort.PAGE: "sida",
    Sort.MATRIX: "matris",
    Sort.INDEX: "index",
    Sort.BACKGROUND: "bakgrund",
}
SORTS = {address: sort for sort, address in ADDRESSES.items()}
TYPE_WORDS: Mapping[str, str] = {
    ItemType.LIKERT: N_("Skala"),
    ItemType.ONE: N_("Ett val"),
    ItemType.MANY: N_("Flera val"),
    ItemType.NUMBER: N_("Tal"),
    ItemType.TEXT: N_("Egna ord"),
    ItemType.ENPS: N_("Rekommendera, 0–10"),
}
TYPE_HINTS: Mapping[str, str] = {
    ItemType.LIKERT: N_("Ett påstående som stämmer mer eller mindre, 1–5. Det enda som kan ingå i ett index."),
    ItemType.ONE: N_("Några alternativ, varav ett gäller."),
    ItemType.MANY: N_("Några alternativ, varav flera kan gälla."),
    ItemType.NUMBER: N_("Ett antal eller en andel, med siffror."),
    ItemType.TEXT: N_("Fri text, som läses av två granskare."),
    ItemType.ENPS: N_("Skulle du rekommendera din arbetsplats? Noll till tio."),
}
NEW_TITLES = {
    Sort.ITEM: N_("Ny fråga"),
    Sort.PAGE: N_("Ny sida"),
    Sort.MATRIX: N_("Ny matris"),
    Sort.INDEX: N_("Nytt index"),
    Sort.BACKGROUND: N_("Ny bakgrund"),
}
TITLES = {
    Sort.ITEM: N_("Fråga"),
    Sort.PAGE: N_("Sida"),
    Sort.MATRIX: N_("Matris"),
    Sort.INDEX: N_("Index"),
    Sort.BACKGROUND: N_("Bakgrund"),
}
REMOVE_TITLES = {
    Sort.ITEM: N_("Ta bort frågan?"),
    Sort.PAGE: N_("Ta bort sidan?"),
    Sort.MATRIX: N_("Ta bort matrisen?"),
    Sort.INDEX: N_("Ta bort indexet?"),
    Sort.BACKGROUND: N_("Ta bort bakgrunden?"),
}


@dataclass(frozen=True)
class ListPage:
    """All drafts, and what is published and can be gone on from. `published`: (key, version, words, has a draft)."""

    drafts: TableView
    published: tuple[tuple[str, str, str, bool], ...]


@dataclass(frozen=True)
class Row:
    """A part in a list. `marks`: what is special about it. `is_first`, `is_last`: it cannot be moved further."""

    key: str
    text: str
    href: str
    what: Text = ""
    marks: tuple[Text, ...] = ()
    problems: tuple[Problem, ...] = ()
    is_first: bool = False
    is_last: bool = False


@dataclass(frozen=True)
class PageBlock:
    """A page with its questions; without pages there is one block with an empty key."""

    page: Row
    items: tuple[Row, ...]
    new_item_href: str


@dataclass(frozen=True)
class OverviewPage:
    """A draft with all its parts. `gaps`: how many texts have no English. `others`: (sort, address, heading, rows)."""

    draft: InstrumentDraft
    href: str
    blocks: tuple[PageBlock, ...]
    others: tuple[tuple[str, str, Text, tuple[Row, ...]], ...]
    problems: tuple[Problem, ...]
    left_out: tuple[LeftOut, ...]
    questions: int
    gaps: int
    has_pages: bool
    updated_on: dt.date


@dataclass(frozen=True)
class PartPage:
    """The form of one part. `conflict`: what somebody else has kept since, as TOML, and what was written here."""

    draft: InstrumentDraft
    sort: str
    title: Text
    form: Any
    action: str
    back_href: str
    remove_href: str = ""
    kind: str = ""
    kinds: tuple[tuple[str, Text, Text], ...] = ()
    has_pages: bool = False
    problems: tuple[Problem, ...] = ()
    conflict: tuple[str, str] | None = None


@dataclass(frozen=True)
class RemovePage:
    """Asks before a part is taken away. `told`: what goes with it."""

    draft: InstrumentDraft
    title: Text
    text: str
    action: str
    back_href: str
    told: tuple[Sentence, ...]


@dataclass(frozen=True)
class DifferencePage:
    """What differs from the version published last; `before` "" when there is none."""

    draft: InstrumentDraft
    href: str
    before: str
    changes: tuple[Change, ...]
    breaks: tuple[Sentence, ...]
    problems: tuple[Problem, ...] = ()
    version: str = ""
    form: Any = None
    summary: tuple[Sentence, ...] = ()


def draft_href(key: str) -> str:
    """Return the address of a draft."""
    return f"{LIST_HREF}/{key}"


def part_href(key: str, sort: Sort, part: str) -> str:
    """Return the address of the form of a part; `part` "ny" for a new one."""
    return f"{draft_href(key)}/{ADDRESSES[sort]}/{part}"


def list_page(drafts: Sequence[InstrumentDraft], published: Sequence[Definition], names: Mapping[str, str]) -> ListPage:
    """Return the list. `names`: of the people who changed the drafts last."""
    drafted = {draft.key for draft in drafts}
    rows = tuple(
        (
            Link(draft.title, draft_href(draft.key)),
            draft.based_on or Sentence(N_("Ingen ännu")),
            Sentence(N_("%(count)s att rätta"), {"count": len(draft.problems)})
            if draft.problems
            else Sentence(N_("Kan publiceras")),
            Sentence(
                N_("den %(date)s av %(name)s") if names.get(draft.updated_by) else N_("den %(date)s"),
                {"date": local_date(draft.updated_at), "name": names.get(draft.updated_by, "")},
            ),
        )
        for draft in drafts
    )
    table = TableView(
        Sentence(N_("Utkast")),
        (
            Column(Sentence(N_("Formulär"))),
            Column(Sentence(N_("Bygger på version"))),
            Column(Sentence(N_("Läge"))),
            Column(Sentence(N_("Senast ändrat"))),
        ),
        rows,
        is_caption_hidden=True,
    )
    return ListPage(
        table,
        tuple(
            (row.key, row.version, f"{row.title} ({row.key} {row.version})", row.key in drafted) for row in published
        ),
    )


def overview_page(draft: InstrumentDraft) -> OverviewPage:
    """Return a draft with all its parts, each with what is wrong in it."""
    document = draft.document
    used: list[Problem] = []

    def row(sort: Sort, part: Mapping[str, Any], text: str, what: Text = "", marks: tuple[Text, ...] = ()) -> Row:
        key = str(part.get("key", ""))
        start = f"{sort.value}[{_place(document, sort, part)}]"
        found = tuple(one for one in draft.problems if one.column == start or one.column.startswith(start + "."))
        used.extend(found)
        return Row(key, text or key, part_href(draft.key, sort, key), what, marks, found)

    items = {str(part.get("key", "")): part for part in parts_of(document, Sort.ITEM)}
    rows = {
        key: row(Sort.ITEM, part, swedish(part.get("text")), _type(part), _marks(document, part))
        for key, part in items.items()
    }
    pages = parts_of(document, Sort.PAGE)
    blocks = []
    for place, page in enumerate(pages):
        here = [rows[key] for key in page.get("items", []) if key in rows]
        head = row(Sort.PAGE, page, swedish(page.get("title")))
        head = _ends(head, place == 0, place == len(pages) - 1)
        new = f"{part_href(draft.key, Sort.ITEM, 'ny')}?sida={head.key}"
        first, last = place == 0, place == len(pages) - 1
        blocks.append(
            PageBlock(
                head,
                tuple(_ends(one, first and i == 0, last and i == len(here) - 1) for i, one in enumerate(here)),
                new,
            )
        )
    loose = [rows[key] for key in order_of(document) if not page_of_item(document, key)]
    if loose or not pages:
        head = Row("", "", "")
        new = part_href(draft.key, Sort.ITEM, "ny")
        blocks.append(
            PageBlock(head, tuple(_ends(one, i == 0, i == len(loose) - 1) for i, one in enumerate(loose)), new)
        )
    others = tuple(
        (
            sort.value,
            ADDRESSES[sort],
            heading,
            tuple(
                row(sort, part, swedish(part.get("title", part.get("text"))), _rests(document, sort, part))
                for part in parts_of(document, sort)
            ),
        )
        for sort, heading in (
            (Sort.INDEX, Sentence(N_("Index"))),
            (Sort.BACKGROUND, Sentence(N_("Bakgrunder"))),
            (Sort.MATRIX, Sentence(N_("Matriser"))),
        )
    )
    return OverviewPage(
        draft,
        draft_href(draft.key),
        tuple(blocks),
        others,
        tuple(one for one in draft.problems if one not in used and one.column != "item"),
        draft.left_out,
        len(items),
        gaps_of(document),
        bool(pages),
        local_date(draft.updated_at),
    )


def gaps_of(document: Mapping[str, Any]) -> int:
    """Return how many texts have Swedish but no English, where the form has any English at all."""
    texts = list(_texts(document))
    return sum("en" not in text for text in texts) if any("en" in text for text in texts) else 0


def removal(draft: InstrumentDraft, sort: Sort, key: str) -> tuple[Sentence, ...]:
    """Return what goes with a part that is taken away."""
    uses = uses_of(draft.document, sort, key)
    items, indices = uses.get(Sort.ITEM, ()), uses.get(Sort.INDEX, ())
    told = []
    if sort is Sort.ITEM and indices:
        told.append(Sentence(N_("Den räknas inte längre in i: %(indices)s."), {"indices": ", ".join(indices)}))
    if sort is Sort.ITEM and items:
        told.append(
            Sentence(
                N_("De här frågorna ställs beroende på den och måste ändras: %(items)s."), {"items": ", ".join(items)}
            )
        )
    if sort is Sort.INDEX and indices:
        told.append(Sentence(N_("Det räknas inte längre in i: %(indices)s."), {"indices": ", ".join(indices)}))
    if sort is Sort.MATRIX and items:
        told.append(Sentence(N_("Raderna blir vanliga frågor.")))
    if sort is Sort.PAGE and items:
        told.append(Sentence(N_("Frågorna på sidan flyttas till sidan intill.")))
    return tuple(told)


def difference_page(
    draft: InstrumentDraft,
    before: str,
    found: Difference,
    *,
    version: str = "",
    form: Any = None,
    summary: tuple[Sentence, ...] = (),
) -> DifferencePage:
    """Return what differs; `before` "" when nothing is published."""
    return DifferencePage(
        draft, draft_href(draft.key), before, found.changes, found.breaks, draft.problems, version, form, summary
    )


def kinds_offered(href: str) -> tuple[tuple[str, Text, Text], ...]:
    """Return the types to choose between: (address, name, explanation)."""
    sign = "&" if "?" in href else "?"
    return tuple(
        (f"{href}{sign}typ={kind}", Sentence(TYPE_WORDS[kind]), Sentence(TYPE_HINTS[kind])) for kind in TYPE_WORDS
    )


def _place(document: Mapping[str, Any], sort: Sort, part: Mapping[str, Any]) -> int:
    parts = parts_of(document, sort)
    return next((place for place, one in enumerate(parts, start=1) if one is part), place_of(document, sort, ""))


def _ends(row: Row, is_first: bool, is_last: bool) -> Row:
    return Row(row.key, row.text, row.href, row.what, row.marks, row.problems, is_first, is_last)


def _type(part: Mapping[str, Any]) -> Text:
    kind = part.get("type", "")
    if kind == ItemType.LIKERT:
        facts = {"low": part.get("from", ""), "high": part.get("to", "")}
        return Sentence(N_("Skala %(low)s–%(high)s"), facts)
    return Sentence(TYPE_WORDS[kind]) if kind in TYPE_WORDS else str(kind)


def _marks(document: Mapping[str, Any], part: Mapping[str, Any]) -> tuple[Text, ...]:
    marks: list[Text] = []
    condition = part.get("condition")
    if isinstance(condition, dict):
        marks.append(Sentence(N_("villkor: %(item)s"), {"item": str(condition.get("item", ""))}))
    matrix = next((one for one in parts_of(document, Sort.MATRIX) if one.get("key") == part.get("matrix")), None)
    if matrix:
        marks.append(Sentence(N_("rad i ”%(matrix)s”"), {"matrix": swedish(matrix.get("text"))}))
    if part.get("scope") == "direct":
        marks.append(Sentence(N_("om närmaste chef")))
    if part.get("unsure") is True:
        marks.append(Sentence(N_("vet ej")))
    if part.get("contacts") is True:
        marks.append(Sentence(N_("visar vart man kan vända sig")))
    if part.get("administration"):
        marks.append(Sentence(N_("bara %(name)s"), {"name": str(part["administration"])}))
    return tuple(marks)


def _rests(document: Mapping[str, Any], sort: Sort, part: Mapping[str, Any]) -> Text:
    if sort is Sort.INDEX:
        count = len(part.get("items", []) or part.get("of", []))
        text = N_("%(count)s frågor") if part.get("items") else N_("%(count)s index")
        return Sentence(text, {"count": count})
    if sort is Sort.BACKGROUND:
        return Sentence(N_("svaranden får frågan") if part.get("ask") is True else N_("från registret"))
    count = sum(item.get("matrix") == part.get("key") for item in parts_of(document, Sort.ITEM))
    return Sentence(N_("%(count)s rader"), {"count": count})


def _texts(part: Mapping[str, Any]) -> Any:
    for value in part.values():
        if isinstance(value, dict):
            if isinstance(value.get("sv"), str):
                yield value
            else:
                yield from _texts(value)
        elif isinstance(value, list):
            for one in value:
                if isinstance(one, dict):
                    yield from _texts(one)
