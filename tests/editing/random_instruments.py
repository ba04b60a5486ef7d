"""Random instruments that hold: for tests of whatever should work with any of them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from surveys.instrument import (
    UNSURE,
    Area,
    Background,
    Condition,
    Index,
    Instrument,
    Item,
    ItemType,
    Matrix,
    Option,
    Scope,
    Section,
)

_SIGNS = st.characters(exclude_categories=("Cs",), exclude_characters="\x00")
words = st.text(_SIGNS, min_size=1, max_size=30).map(str.strip).filter(bool)
codes = st.from_regex(r"[A-Za-z0-9_.-]{1,12}", fullmatch=True).filter(
    lambda code: code not in (UNSURE, "unit_id", "eligible")
)


@st.composite
def texts(draw: Any) -> dict[str, str]:
    found = {"sv": draw(words)}
    for language in draw(st.sets(st.sampled_from(["en", "fi"]))):
        found[language] = draw(words)
    return found


maybe_texts = st.one_of(st.just({}), texts())


@st.composite
def items(draw: Any, key: str) -> Item:
    kind = draw(st.sampled_from(ItemType))
    low = high = None
    if kind is ItemType.LIKERT:
        low = float(draw(st.integers(0, 2)))
        high = low + draw(st.integers(1, 8))
    elif kind is ItemType.ENPS:
        low, high = 0.0, 10.0
    elif kind is ItemType.NUMBER and draw(st.booleans()):
        low = draw(st.floats(1, 50).map(lambda value: round(value, 2)))
        high = low + 1.5
    choices = kind in (ItemType.ONE, ItemType.MANY)
    options = draw(st.lists(codes, min_size=2, max_size=4, unique=True)) if choices else []
    return Item(
        key=key,
        type=kind,
        text=draw(texts()),
        low=low,
        high=high,
        is_reversed=kind in (ItemType.LIKERT,) and draw(st.booleans()),
        policy_area=draw(st.one_of(st.just(""), codes)),
        trend=draw(st.sampled_from(["", f"t-{key}"])),
        scope=draw(st.sampled_from(Scope)),
        options=tuple(Option(code, draw(texts())) for code in options),
        low_text=draw(maybe_texts),
        high_text=draw(maybe_texts),
        floor=draw(st.sampled_from([0, 7, 20])),
        allows_unsure=kind is not ItemType.TEXT and draw(st.booleans()),
        longest=draw(st.integers(1, 10_000)) if kind is ItemType.TEXT else 2000,
        names_contacts=draw(st.booleans()),
        administration=draw(st.one_of(st.just(""), words)),
    )


@st.composite
def instruments(draw: Any) -> Instrument:
    """An instrument that `read_instrument` takes."""
    keys = draw(st.lists(codes, min_size=1, max_size=6, unique=True))
    asked = [draw(items(key)) for key in keys]
    for place, item in enumerate(asked[1:], start=1):
        earlier = [one for one in asked[:place] if one.codes]
        if earlier and draw(st.booleans()):
            other = draw(st.sampled_from(earlier))
            chosen = draw(st.lists(st.sampled_from(other.codes), min_size=1, max_size=2, unique=True))
            asked[place] = Item(**{**vars(item), "condition": Condition(other.key, tuple(chosen))})
    matrices = ()
    if len(asked) > 1 and all(item.type is ItemType.LIKERT for item in asked[:2]):
        asked[1] = Item(**{**vars(asked[1]), "low": asked[0].low, "high": asked[0].high, "matrix": "m"})
        asked[0] = Item(**{**vars(asked[0]), "matrix": "m"})
        asked = [Item(**{**vars(item), "condition": None}) for item in asked]
        matrices = (Matrix("m", draw(texts())),)
    averaged = [item.key for item in asked if item.has_scale]
    indices = (
        [Index("i1", draw(texts()), tuple(averaged), role=draw(st.sampled_from(["", "motivation"])))]
        if averaged
        else []
    )
    if indices and draw(st.booleans()):
        indices.append(Index("i2", draw(texts()), of=("i1",), role="total"))
    pages: tuple[Section, ...] = ()
    if draw(st.booleans()):
        cut = draw(st.integers(2, len(keys))) if len(keys) > 2 else len(keys)
        groups = [group for group in (keys[:cut], keys[cut:]) if group]
        pages = tuple(
            Section(f"p{place}", draw(texts()), tuple(group), draw(maybe_texts)) for place, group in enumerate(groups)
        )
    categories = draw(st.lists(st.sampled_from(["K", "M", "-29", "60-", "Å Ä", "a.b"]), min_size=2, unique=True))
    labels = {code: draw(texts()) for code in categories if draw(st.booleans())}
    return Instrument(
        key=draw(st.from_regex(r"[a-z0-9_-]{1,20}", fullmatch=True)),
        version=draw(st.from_regex(r"[A-Za-z0-9_.-]{1,8}", fullmatch=True)),
        title=draw(texts()),
        items=tuple(asked),
        indices=tuple(indices),
        backgrounds=(Background("en_bakgrund_till", draw(texts()), tuple(categories), labels, draw(st.booleans())),),
        alias_of=draw(st.sampled_from(["", "en-annan-med-annat-namn-xyz"])),
        pages=pages,
        areas=(Area("uppdrag", draw(texts())),) if draw(st.booleans()) else (),
        matrices=matrices,
    )
