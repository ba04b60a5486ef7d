"""What must hold between the parts of an instrument: keys, indices, pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set

from surveys.instrument import UNSURE, Background, Index, Item, ItemType, Matrix, Section
from workplace.definitions.document import Fields, repeated
from workplace.errors import nearest
from workplace.wording import N_, Sentence

RESERVED_COLUMNS = ("unit_id", "eligible")
"""Columns of the files of answers that no item or background may be called."""


def check_keys_once(fields: Sequence[Fields], keys: Iterable[str]) -> None:
    """No key may stand for two things of the same sort."""
    for place, key in repeated(keys):
        fields[place - 1].problem("definition_repeated_key", "key", Sentence(N_("nyckeln finns redan")), value=key)


def check_columns(
    item_fields: Sequence[Fields],
    items: Sequence[Item],
    background_fields: Sequence[Fields],
    backgrounds: Sequence[Background],
) -> None:
    """Items and backgrounds share the header of the files of answers: no name may stand for two things."""
    item_keys = {item.key for item in items if item.key}
    named = [(part, item.key) for part, item in zip(item_fields, items, strict=True)]
    for part, background in zip(background_fields, backgrounds, strict=True):
        named.append((part, background.key))
        if background.key in item_keys:
            part.problem(
                "definition_repeated_key",
                "key",
                Sentence(N_("en fråga har redan den nyckeln")),
                value=background.key,
            )
    for part, key in named:
        if key in RESERVED_COLUMNS:
            part.problem(
                "instrument_reserved_key",
                "key",
                Sentence(N_("namnet är upptaget: så heter en kolumn i svarsfilen")),
                value=key,
            )


def check_trends(fields: Sequence[Fields], items: Sequence[Item]) -> None:
    """A trend key names one question of an instrument."""
    for place, trend in repeated(item.trend for item in items):
        fields[place - 1].problem(
            "instrument_repeated_trend",
            "trend",
            Sentence(N_("en annan fråga i formuläret har samma trendnyckel")),
            value=trend,
        )


def check_indices(
    fields: Sequence[Fields], indices: Sequence[Index], items: Sequence[Item], doubtful: Set[str]
) -> None:
    """Every index rests on items that can be averaged, never on itself, and no role is played twice.

    `doubtful`: keys of items whose type or scale is wrong already; nothing more is said about them here.
    """
    by_item = {item.key: item for item in reversed(items)}
    by_index = {index.key: index for index in indices}
    for part, index in zip(fields, indices, strict=True):
        if index.items and index.of:
            part.problem(
                "instrument_index_mixed",
                "of",
                Sentence(N_("ett index byggs av frågor (items) eller av index (of), inte båda")),
            )
        elif not index.items and not index.of and not _is_wrongly_typed(part):
            part.problem("instrument_index_empty", "items", Sentence(N_("indexet har inga frågor")))
        for name, keys in (("items", index.items), ("of", index.of)):
            for place, key in repeated(keys):
                part.problem(
                    "definition_repeated_key",
                    f"{name}[{place}]",
                    Sentence(N_("står två gånger i indexet")),
                    value=key,
                )
        for place, key in enumerate(index.items, start=1):
            if key not in doubtful:
                _item_fits(part, f"items[{place}]", key, by_item)
        for place, key in enumerate(index.of, start=1):
            if key not in by_index:
                part.problem(
                    "instrument_unknown_index",
                    f"of[{place}]",
                    Sentence(N_("indexet finns inte")),
                    value=key,
                    hint=nearest(key, by_index),
                )
    for part, index in zip(fields, indices, strict=True):
        if _reaches_itself(index.key, by_index):
            part.problem("instrument_index_cycle", "of", Sentence(N_("indexet bygger på sig självt")), value=index.key)
    for place, role in repeated(index.role for index in indices):
        fields[place - 1].problem(
            "instrument_repeated_role",
            "role",
            Sentence(N_("ett annat index har redan den rollen")),
            value=role,
        )


def _is_wrongly_typed(part: Fields) -> bool:
    return any(name in part.table and not isinstance(part.table[name], list) for name in ("items", "of"))


def _item_fits(part: Fields, place: str, key: str, by_item: Mapping[str, Item]) -> None:
    item = by_item.get(key)
    if item is None:
        part.problem(
            "instrument_unknown_item",
            place,
            Sentence(N_("frågan finns inte")),
            value=key,
            hint=nearest(key, by_item),
        )
    elif item.type not in (ItemType.LIKERT, ItemType.NUMBER):
        part.problem(
            "instrument_item_not_in_index",
            place,
            Sentence(N_("en fråga av typen %(type)s kan inte ingå i ett index"), {"type": str(item.type)}),
            value=key,
        )
    elif item.type == ItemType.NUMBER and not item.has_scale:
        part.problem(
            "instrument_item_not_in_index",
            place,
            Sentence(N_("frågan har ingen skala att räkna om till 0–100")),
            value=key,
            hint=Sentence(N_("ge frågan from och to")),
        )


def _reaches_itself(key: str, by_index: Mapping[str, Index]) -> bool:
    waiting, seen = list(by_index[key].of) if key in by_index else [], set()
    while waiting:
        part = waiting.pop()
        if part == key:
            return True
        if part in by_index and part not in seen:
            seen.add(part)
            waiting.extend(by_index[part].of)
    return False


def check_pages(fields: Sequence[Fields], pages: Sequence[Section], items: Sequence[Item]) -> None:
    """When there are pages, each has items and each item stands on exactly one."""
    keys = [item.key for item in items if item.key]
    placed: set[str] = set()
    for part, page in zip(fields, pages, strict=True):
        if part.table.get("items") == []:
            part.problem("instrument_empty_page", "items", Sentence(N_("sidan har inga frågor")))
        for place, key in enumerate(page.items, start=1):
            if key not in keys:
                part.problem(
                    "instrument_unknown_item",
                    f"items[{place}]",
                    Sentence(N_("frågan finns inte")),
                    value=key,
                    hint=nearest(key, keys),
                )
            elif key in placed:
                part.problem(
                    "definition_repeated_key",
                    f"items[{place}]",
                    Sentence(N_("frågan står redan på en sida")),
                    value=key,
                )
            placed.add(key)
    for key in dict.fromkeys(keys) if pages else ():
        if key not in placed:
            fields[0].problem(
                "instrument_item_without_page", "items", Sentence(N_("frågan står inte på någon sida")), value=key
            )


def check_conditions(
    fields: Sequence[Fields], items: Sequence[Item], pages: Sequence[Section], doubtful: Set[str]
) -> None:
    """An item may hang on an earlier one, by codes that one can be answered with.

    `doubtful`: keys of items whose type, scale or options are wrong already; how they can be answered is not known.
    """
    asked = [key for page in pages for key in page.items] if pages else [item.key for item in items]
    order = {key: place for place, key in enumerate(asked)}
    by_key = {item.key: item for item in reversed(items)}
    for part, item in zip(fields, items, strict=True):
        if item.condition is None or not item.condition.item:
            continue
        other = by_key.get(item.condition.item)
        if other is None:
            part.problem(
                "instrument_unknown_item",
                "condition.item",
                Sentence(N_("frågan finns inte")),
                value=item.condition.item,
                hint=nearest(item.condition.item, by_key),
            )
            continue
        if other.key in order and item.key in order and order[other.key] >= order[item.key]:
            part.problem(
                "instrument_condition_order",
                "condition.item",
                Sentence(N_("villkoret måste gälla en fråga som ställs tidigare")),
                value=other.key,
            )
        if other.key not in doubtful:
            _codes_fit(part, item.condition.codes, other)


def _codes_fit(part: Fields, wanted: Sequence[str], other: Item) -> None:
    codes = (*other.codes, UNSURE) if other.allows_unsure else other.codes
    if not codes:
        part.problem(
            "instrument_condition_type",
            "condition.item",
            Sentence(N_("ett villkor kan inte gälla en fråga av typen %(type)s"), {"type": str(other.type)}),
            value=other.key,
        )
        return
    for place, code in repeated(wanted):
        part.problem(
            "definition_repeated_key",
            f"condition.answers[{place}]",
            Sentence(N_("svaret står två gånger i villkoret")),
            value=code,
        )
    for place, code in enumerate(wanted, start=1):
        if code not in codes:
            part.problem(
                "instrument_condition_code",
                f"condition.answers[{place}]",
                Sentence(N_("så kan frågan inte besvaras")),
                value=code,
                hint=Sentence(N_("välj bland %(words)s"), {"words": ", ".join(codes)}),
            )


def check_matrices(
    fields: Sequence[Fields],
    items: Sequence[Item],
    matrix_fields: Sequence[Fields],
    matrices: Sequence[Matrix],
    pages: Sequence[Section],
    doubtful: Set[str],
) -> None:
    """The rows of a matrix are Likert items with one scale, two at least, next to each other on one page."""
    rows: dict[str, list[int]] = {}
    for place, item in enumerate(items):
        if item.matrix:
            rows.setdefault(item.matrix, []).append(place)
    known = [matrix.key for matrix in matrices if matrix.key]
    asked = [page.items for page in pages] or [tuple(item.key for item in items)]
    for key, places in rows.items():
        first = items[places[0]]
        for place in places:
            item, part = items[place], fields[place]
            if key not in known:
                part.problem(
                    "instrument_unknown_matrix",
                    "matrix",
                    Sentence(N_("matrisen finns inte")),
                    value=key,
                    hint=nearest(key, known),
                )
            elif not {item.key, first.key} & doubtful and (
                item.type != ItemType.LIKERT or (item.low, item.high) != (first.low, first.high)
            ):
                part.problem(
                    "instrument_matrix_row",
                    "matrix",
                    Sentence(N_("en matris har bara likertfrågor med samma skala")),
                    value=item.key,
                )
        if key in known and not _stand_together([items[place].key for place in places], asked):
            fields[places[0]].problem(
                "instrument_matrix_apart",
                "matrix",
                Sentence(N_("frågorna i en matris måste stå intill varandra på samma sida")),
                value=key,
            )
    for part, matrix in zip(matrix_fields, matrices, strict=True):
        if matrix.key and len(rows.get(matrix.key, ())) < 2:
            part.problem(
                "instrument_matrix_rows", "key", Sentence(N_("matrisen behöver minst två frågor")), value=matrix.key
            )


def _stand_together(rows: Sequence[str], asked: Sequence[Sequence[str]]) -> bool:
    """Return whether some page holds the rows one after the other; rows that stand on no page are told elsewhere."""
    placed = {key for page in asked for key in page}
    wanted = set(rows) & placed
    for page in asked:
        places = [place for place, key in enumerate(page) if key in wanted]
        if len(places) == len(wanted):
            return not places or places[-1] - places[0] + 1 == len(wanted)
    return not wanted
