"""Read an instrument from its TOML table and find everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from surveys.instrument import (
    UNSURE,
    Area,
    Background,
    Condition,
    Index,
    IndexRole,
    Instrument,
    Item,
    ItemType,
    Matrix,
    Option,
    Scope,
    Section,
)
from surveys.instrument_checks import (
    check_columns,
    check_conditions,
    check_indices,
    check_keys_once,
    check_matrices,
    check_pages,
    check_trends,
)
from workplace.definitions.document import DEFINITION_KEY, PART_KEY, Fields, read_head, repeated
from workplace.errors import Problem, nearest
from workplace.wording import N_, Sentence

MOST_STEPS = 11
"""Most steps of a Likert scale (0–10)."""
FORMULA_SIGNS = ("=", "+", "@")
"""Raw codes stand as they are in exports, so none may read as a formula. A leading minus is only ever a number."""
MOST_CHARACTERS = 10_000
USUAL_CHARACTERS = 2_000
"""Most characters of words somebody writes: what an instrument may ask for, and what it gets unasked."""


def read(document: Mapping[str, Any], *, file: str = "") -> Instrument:
    """Return the instrument, or raise `Refused` with every problem found."""
    problems: list[Problem] = []
    fields = Fields(document, problems, file=file)
    head = read_head(fields, "instrument")
    alias_of = fields.text("alias_of", required=False, shape=DEFINITION_KEY)
    low_text, high_text = (
        fields.localized("from_text", required=False),
        fields.localized("to_text", required=False),
    )
    item_fields = fields.sections("item", required=True)
    items = [_item(part, low_text, high_text) for part in item_fields]
    index_fields = fields.sections("index")
    indices = [_index(part) for part in index_fields]
    background_fields = fields.sections("background")
    backgrounds = [_background(part) for part in background_fields]
    page_fields = fields.sections("page")
    pages = [_section(part) for part in page_fields]
    area_fields = fields.sections("area")
    areas = [Area(part.text("key", shape=PART_KEY), part.localized("title")) for part in area_fields]
    matrix_fields = fields.sections("matrix")
    matrices = [Matrix(part.text("key", shape=PART_KEY), part.localized("text")) for part in matrix_fields]

    check_keys_once(item_fields, [item.key for item in items])
    check_keys_once(index_fields, [index.key for index in indices])
    check_keys_once(background_fields, [background.key for background in backgrounds])
    check_keys_once(page_fields, [page.key for page in pages])
    check_keys_once(area_fields, [area.key for area in areas])
    check_keys_once(matrix_fields, [matrix.key for matrix in matrices])
    check_columns(item_fields, items, background_fields, backgrounds)
    check_trends(item_fields, items)
    doubtful = {
        item.key for part, item in zip(item_fields, items, strict=True) if part.has_problem("type", "from", "to")
    }
    check_indices(index_fields, indices, items, doubtful)
    check_pages(page_fields, pages, items)
    check_conditions(item_fields, items, pages, doubtful | _without_options(item_fields, items))
    check_matrices(item_fields, items, matrix_fields, matrices, pages, doubtful)
    if alias_of and alias_of == head.key:
        fields.problem(
            "instrument_alias_of_itself",
            "alias_of",
            Sentence(N_("ett formulär kan inte vara alias för sig självt")),
        )
    fields.refuse_if_wrong()
    return Instrument(
        key=head.key,
        version=head.version,
        title=head.title,
        items=tuple(items),
        indices=tuple(indices),
        backgrounds=tuple(backgrounds),
        alias_of=alias_of,
        pages=tuple(pages),
        areas=tuple(areas),
        matrices=tuple(matrices),
    )


def _item(fields: Fields, low_text: Mapping[str, str], high_text: Mapping[str, str]) -> Item:
    kind = fields.choice("type", tuple(ItemType))
    low, high = _scale(fields, kind)
    own_low_text = fields.localized("from_text", required=False)
    own_high_text = fields.localized("to_text", required=False)
    is_reversed = fields.yes_no("reversed")
    has_ends = kind == ItemType.LIKERT
    if is_reversed and kind and (low is None or high is None or kind == ItemType.ENPS):
        fields.problem(
            "instrument_reversed_without_scale",
            "reversed",
            Sentence(N_("bara en fråga med from och to kan vändas")),
        )
    floor = fields.whole("floor")
    if floor is not None and floor < 1:
        fields.problem("instrument_floor", "floor", Sentence(N_("minsta antal svar är minst 1")), value=floor)
    return Item(
        key=fields.text("key", shape=PART_KEY),
        type=ItemType(kind) if kind else ItemType.TEXT,
        text=fields.localized("text"),
        low=low,
        high=high,
        is_reversed=is_reversed,
        policy_area=fields.text("policy_area", required=False, shape=PART_KEY),
        trend=fields.text("trend", required=False, shape=PART_KEY),
        scope=Scope(fields.choice("scope", tuple(Scope), default=Scope.WHOLE) or Scope.WHOLE),
        options=_options(fields, kind),
        low_text=own_low_text or (low_text if has_ends else {}),
        high_text=own_high_text or (high_text if has_ends else {}),
        floor=floor or 0,
        allows_unsure=_unsure(fields, kind),
        condition=_condition(fields),
        matrix=fields.text("matrix", required=False, shape=PART_KEY),
        longest=_longest(fields, kind),
        names_contacts=fields.yes_no("contacts"),
        administration=fields.text("administration", required=False),
    )


def _unsure(fields: Fields, kind: str) -> bool:
    allows = fields.yes_no("unsure")
    if allows and kind == ItemType.TEXT:
        fields.problem(
            "instrument_unsure_text", "unsure", Sentence(N_("den som inte vill skriva något låter rutan vara tom"))
        )
    return allows


def _condition(fields: Fields) -> Condition | None:
    part = fields.section("condition")
    if part is None:
        return None
    condition = Condition(part.text("item", shape=PART_KEY), part.texts("answers", required=True))
    if part.table.get("answers") == []:
        part.problem("instrument_condition_empty", "answers", Sentence(N_("villkoret behöver minst ett svar")))
    return condition


def _longest(fields: Fields, kind: str) -> int:
    longest = fields.whole("longest")
    if longest is None:
        return USUAL_CHARACTERS
    if kind and kind != ItemType.TEXT:
        fields.problem(
            "instrument_longest",
            "longest",
            Sentence(N_("bara en fråga av typen text har en längsta längd")),
            hint=Sentence(N_("ta bort fältet")),
        )
    elif not 1 <= longest <= MOST_CHARACTERS:
        fields.problem(
            "instrument_longest",
            "longest",
            Sentence(N_("längsta längd är 1 till %(most)s tecken"), {"most": MOST_CHARACTERS}),
            value=longest,
        )
    return min(max(longest, 1), MOST_CHARACTERS)


def _scale(fields: Fields, kind: str) -> tuple[float | None, float | None]:
    low, high = fields.number("from"), fields.number("to")
    given = [name for name in ("from", "to") if name in fields.table]
    if kind == ItemType.ENPS:
        if (low is not None and low != 0) or (high is not None and high != 10):
            fields.problem("instrument_scale", "from", Sentence(N_("en fråga av typen enps går alltid från 0 till 10")))
        return 0.0, 10.0
    if kind in (ItemType.TEXT, ItemType.ONE, ItemType.MANY):
        for name in given:
            fields.problem(
                "instrument_scale",
                name,
                Sentence(N_("en fråga av typen %(type)s har ingen skala"), {"type": kind}),
                hint=Sentence(N_("ta bort fältet")),
            )
        return None, None
    if kind == ItemType.LIKERT or (kind == ItemType.NUMBER and given):
        for name in ("from", "to"):
            if name not in fields.table:
                fields.problem("definition_missing", name, Sentence(N_("skalan behöver både from och to")))
    if low is not None and high is not None:
        _check_ends(fields, kind, low, high)
    return low, high


def _check_ends(fields: Fields, kind: str, low: float, high: float) -> None:
    if low >= high:
        fields.problem(
            "instrument_scale",
            "from",
            Sentence(
                N_("from måste vara mindre än to (%(low)s är inte mindre än %(high)s)"),
                {"low": low, "high": high},
            ),
            value=f"{low:g}",
        )
    elif kind == ItemType.LIKERT and not (low.is_integer() and high.is_integer()):
        fields.problem(
            "instrument_scale",
            "from",
            Sentence(N_("en likertskala går i hela steg")),
            hint=Sentence(N_('decimaltal hör till type = "number"')),
        )
    elif kind == ItemType.LIKERT and high - low + 1 > MOST_STEPS:
        fields.problem(
            "instrument_scale",
            "to",
            Sentence(N_("en likertskala har högst %(most)s steg"), {"most": MOST_STEPS}),
            value=f"{high:g}",
            hint=Sentence(N_('längre skalor hör till type = "number"')),
        )


def _options(fields: Fields, kind: str) -> tuple[Option, ...]:
    parts = fields.sections("option")
    options = [Option(part.text("code", shape=PART_KEY), part.localized("text")) for part in parts]
    if kind in (ItemType.ONE, ItemType.MANY):
        if len(options) < 2:
            fields.problem("instrument_options", "option", Sentence(N_("frågan behöver minst två svarsalternativ")))
    elif kind and options:
        fields.problem(
            "instrument_options",
            "option",
            Sentence(N_("en fråga av typen %(type)s har inga svarsalternativ"), {"type": kind}),
        )
    for part, option in zip(parts, options, strict=True):
        if option.code == UNSURE:
            part.problem(
                "instrument_reserved_code",
                "code",
                Sentence(N_("koden är upptagen: så skrivs svaret vet ej")),
                value=option.code,
                hint=Sentence(N_("skriv unsure = true på frågan")),
            )
    for place, code in repeated(option.code for option in options):
        parts[place - 1].problem("definition_repeated_key", "code", Sentence(N_("nyckeln finns redan")), value=code)
    return tuple(options)


def _without_options(fields: Sequence[Fields], items: Sequence[Item]) -> set[str]:
    """Return the keys of the choices whose options are missing or wrong."""
    return {
        item.key
        for part, item in zip(fields, items, strict=True)
        if part.has_problem("option")
        or any(problem.column.startswith(part.place("option[")) for problem in part.problems)
    }


def _index(fields: Fields) -> Index:
    return Index(
        key=fields.text("key", shape=PART_KEY),
        title=fields.localized("title"),
        items=fields.texts("items"),
        of=fields.texts("of"),
        role=fields.choice("role", tuple(IndexRole), default=""),
    )


def _background(fields: Fields) -> Background:
    key = fields.text("key", shape=PART_KEY)
    title = fields.localized("title", required=False) or {"sv": key}
    categories = fields.texts("categories", required=True)
    if (
        "categories" in fields.table
        and isinstance(fields.table["categories"], list)
        and len(fields.table["categories"]) < 2
    ):
        fields.problem("instrument_categories", "categories", Sentence(N_("en bakgrund behöver minst två kategorier")))
    for place, category in repeated(categories):
        fields.problem(
            "definition_repeated_key",
            f"categories[{place}]",
            Sentence(N_("kategorin finns redan")),
            value=category,
        )
    for place, category in enumerate(categories, start=1):
        if category.startswith(FORMULA_SIGNS):
            fields.problem(
                "instrument_formula_category",
                f"categories[{place}]",
                Sentence(N_("en kategori får inte börja med =, + eller @: ett kalkylblad skulle räkna ut den")),
                value=category,
            )
        if not category.strip() or category != category.strip():
            fields.problem(
                "definition_empty",
                f"categories[{place}]",
                Sentence(N_("koden är tom eller har blanktecken runt sig")),
            )
    labels: dict[str, Mapping[str, str]] = {}
    section = fields.section("labels")
    for name in section.table if section else ():
        assert section is not None
        labels[name] = section.localized(name)
        if name not in categories:
            section.problem(
                "instrument_unknown_category",
                name,
                Sentence(N_("kategorin finns inte")),
                value=name,
                hint=nearest(name, categories),
            )
    return Background(key=key, title=title, categories=categories, labels=labels, is_asked=fields.yes_no("ask"))


def _section(fields: Fields) -> Section:
    return Section(
        fields.text("key", shape=PART_KEY),
        fields.localized("title"),
        fields.texts("items", required=True),
        fields.localized("intro", required=False),
    )
