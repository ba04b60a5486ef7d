"""What differs between two versions of an instrument, and what of it breaks the trend from year to year."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from surveys.instrument import Index, Instrument, Item
from workplace.definitions.document import in_language
from workplace.wording import N_, Sentence


class ChangeKind(StrEnum):
    """In what way something differs."""

    ADDED = "added"
    REMOVED = "removed"
    REWORDED = "reworded"
    RESCALED = "rescaled"
    MOVED = "moved"
    RETRENDED = "retrended"
    OTHER = "other"


@dataclass(frozen=True)
class Change:
    """One thing that differs, said in a sentence; `before` and `after` hold the words where they were changed."""

    kind: ChangeKind
    key: str
    sentence: Sentence
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Difference:
    """All that differs. `breaks`: what can no longer be compared with the versions before."""

    changes: tuple[Change, ...] = ()
    breaks: tuple[Sentence, ...] = ()


def difference(before: Instrument, after: Instrument) -> Difference:
    """Return what `after` adds, leaves out, words or scales otherwise, moves and calls otherwise."""
    old, new = _items(before), _items(after)
    changes = [
        Change(ChangeKind.ADDED, key, _said(N_("Ny fråga: %(item)s"), new[key])) for key in new if key not in old
    ]
    changes += [
        Change(ChangeKind.REMOVED, key, _said(N_("Frågan är borttagen: %(item)s"), old[key]))
        for key in old
        if key not in new
    ]
    for key, item in new.items():
        if key in old:
            changes += _item_changes(old[key], item)
    changes += _moves(before, after)
    changes += _index_changes(before, after)
    changes += _background_changes(before, after)
    changes += _page_changes(before, after)
    return Difference(tuple(changes), tuple(_breaks(before, after)))


def same_words(one: str, other: str) -> bool:
    """Return whether two texts differ in nothing but blanks and punctuation."""
    return _bare(one) == _bare(other)


def _bare(text: str) -> str:
    kept = "".join(
        " " if unicodedata.category(sign)[0] in "PZC" else sign for sign in unicodedata.normalize("NFC", text)
    )
    return " ".join(kept.split())


def _items(instrument: Instrument) -> dict[str, Item]:
    return {item.key: item for item in instrument.items}


def _said(message: str, item: Item) -> Sentence:
    return Sentence(message, {"item": quoted(item)})


def quoted(item: Item) -> str:
    """Return an item as sentences name it: its Swedish words in quotes."""
    return f"”{in_language(item.text, 'sv')}”"


def _item_changes(old: Item, new: Item) -> list[Change]:
    found = []
    for language in sorted({*old.text, *new.text}, key=lambda code: (code != "sv", code)):
        before, after = old.text.get(language, ""), new.text.get(language, "")
        if before != after:
            sentence = Sentence(
                N_("Ny formulering (%(language)s) av %(key)s") if language != "sv" else N_("Ny formulering av %(key)s"),
                {"key": new.key, "language": language},
            )
            found.append(Change(ChangeKind.REWORDED, new.key, sentence, before, after))
    if _scale(old) != _scale(new):
        found.append(Change(ChangeKind.RESCALED, new.key, _said(N_("Annan svarsskala: %(item)s"), new)))
    if old.trend != new.trend:
        sentence = Sentence(
            N_("Trendnyckeln för %(item)s är ändrad från ”%(before)s” till ”%(after)s”"),
            {"item": quoted(new), "before": old.trend, "after": new.trend},
        )
        found.append(Change(ChangeKind.RETRENDED, new.key, sentence))
    if _rest(old) != _rest(new):
        found.append(Change(ChangeKind.OTHER, new.key, _said(N_("Andra inställningar för %(item)s"), new)))
    return found


def _scale(item: Item) -> tuple[object, ...]:
    ends = (dict(item.low_text), dict(item.high_text))
    options = tuple((option.code, dict(option.text)) for option in item.options)
    return item.type, item.low, item.high, item.is_reversed, ends, options


def _rest(item: Item) -> tuple[object, ...]:
    return (
        item.policy_area,
        item.scope,
        item.floor,
        item.allows_unsure,
        item.condition,
        item.matrix,
        item.longest,
        item.names_contacts,
        item.administration,
    )


def _places(instrument: Instrument) -> dict[str, tuple[str, int]]:
    if instrument.pages:
        return {key: (page.key, place) for page in instrument.pages for place, key in enumerate(page.items)}
    return {item.key: ("", place) for place, item in enumerate(instrument.items)}


def _moves(before: Instrument, after: Instrument) -> list[Change]:
    """Name the items that changed page, or stand in another order among those that both versions hold."""
    old, new = _places(before), _places(after)
    found = []
    titles = {page.key: in_language(page.title, "sv") for page in after.pages}
    for key, (page, _place) in new.items():
        if key in old and old[key][0] != page:
            facts = {"item": quoted(after.item(key)), "page": titles.get(page, "")}
            text = N_("%(item)s är flyttad till sidan %(page)s") if page else N_("%(item)s är flyttad")
            found.append(Change(ChangeKind.MOVED, key, Sentence(text, facts)))
    for page in dict.fromkeys(page for page, _place in new.values()):
        stayed = [key for key in new if new[key][0] == page and key in old and old[key][0] == page]
        was = sorted(stayed, key=lambda key: old[key][1])
        moved = set(stayed) - _in_order(was, stayed)
        found += [
            Change(ChangeKind.MOVED, key, _said(N_("%(item)s har fått en annan plats"), after.item(key)))
            for key in stayed
            if key in moved
        ]
    return found


def _in_order(was: list[str], now: list[str]) -> set[str]:
    """Return a longest run of keys that stand in the same order before and now."""
    place = {key: number for number, key in enumerate(was)}
    runs: list[list[str]] = []
    for key in now:
        before = [run for run in runs if place[run[-1]] < place[key]]
        runs.append([*_longest(before), key])
    return set(_longest(runs))


def _longest(runs: list[list[str]]) -> list[str]:
    return max(runs, key=len) if runs else []


def _index_changes(before: Instrument, after: Instrument) -> list[Change]:
    old, new = _by_key(before.indices), _by_key(after.indices)
    found = [
        Change(ChangeKind.ADDED, key, Sentence(N_("Nytt index: %(index)s"), {"index": _title(new[key].title)}))
        for key in new
        if key not in old
    ]
    found += [
        Change(
            ChangeKind.REMOVED, key, Sentence(N_("Indexet är borttaget: %(index)s"), {"index": _title(old[key].title)})
        )
        for key in old
        if key not in new
    ]
    found += [
        Change(ChangeKind.OTHER, key, Sentence(N_("Indexet %(index)s är ändrat"), {"index": _title(new[key].title)}))
        for key in new
        if key in old and old[key] != new[key]
    ]
    return found


def _background_changes(before: Instrument, after: Instrument) -> list[Change]:
    old = {background.key: background for background in before.backgrounds}
    new = {background.key: background for background in after.backgrounds}
    texts = (
        (N_("Ny bakgrund: %(background)s"), ChangeKind.ADDED, [new[key] for key in new if key not in old]),
        (
            N_("Bakgrunden är borttagen: %(background)s"),
            ChangeKind.REMOVED,
            [old[key] for key in old if key not in new],
        ),
        (
            N_("Bakgrunden %(background)s är ändrad"),
            ChangeKind.OTHER,
            [new[key] for key in new if key in old and old[key] != new[key]],
        ),
    )
    return [
        Change(kind, background.key, Sentence(text, {"background": _title(background.title)}))
        for text, kind, backgrounds in texts
        for background in backgrounds
    ]


def _page_changes(before: Instrument, after: Instrument) -> list[Change]:
    old = {page.key: page for page in before.pages}
    new = {page.key: page for page in after.pages}
    found = [
        Change(ChangeKind.ADDED, key, Sentence(N_("Ny sida: %(page)s"), {"page": _title(new[key].title)}))
        for key in new
        if key not in old
    ]
    found += [
        Change(ChangeKind.REMOVED, key, Sentence(N_("Sidan är borttagen: %(page)s"), {"page": _title(old[key].title)}))
        for key in old
        if key not in new
    ]
    found += [
        Change(ChangeKind.OTHER, key, Sentence(N_("Sidan %(page)s har nya texter"), {"page": _title(new[key].title)}))
        for key in new
        if key in old and (dict(old[key].title), dict(old[key].intro)) != (dict(new[key].title), dict(new[key].intro))
    ]
    if before.title != after.title:
        found.append(Change(ChangeKind.OTHER, "", Sentence(N_("Formuläret har ett annat namn"))))
    return found


def _breaks(before: Instrument, after: Instrument) -> Iterable[Sentence]:
    by_trend = {item.trend: item for item in after.items if item.trend}
    for old in before.items:
        if not old.trend:
            continue
        new = by_trend.get(old.trend)
        if new is None:
            yield _said(
                N_("%(item)s finns inte längre med sin trendnyckel: jämförelsen med tidigare år slutar här."), old
            )
            continue
        if (new.type, new.low, new.high) != (old.type, old.low, old.high) or _codes(old) != _codes(new):
            yield _said(N_("%(item)s har en annan skala men samma trendnyckel: åren kan inte jämföras."), new)
        elif old.is_reversed != new.is_reversed:
            yield _said(N_("%(item)s räknas åt andra hållet men har samma trendnyckel."), new)
        if not same_words(in_language(old.text, "sv"), in_language(new.text, "sv")):
            yield _said(N_("%(item)s har andra ord men samma trendnyckel: det är inte längre samma fråga."), new)
        if any(
            not same_words(in_language(one, "sv"), in_language(other, "sv"))
            for one, other in ((old.low_text, new.low_text), (old.high_text, new.high_text))
        ):
            yield _said(N_("%(item)s har andra ord vid skalans ändar men samma trendnyckel."), new)
    new_indices = _by_key(after.indices)
    for index in before.indices:
        other = new_indices.get(index.key)
        facts = {"index": _title(index.title)}
        if other is None:
            yield Sentence(N_("Indexet %(index)s finns inte längre."), facts)
        elif _foundations(before, index) != _foundations(after, other):
            yield Sentence(N_("Indexet %(index)s byggs av andra frågor än förut: åren kan inte jämföras."), facts)


def _codes(item: Item) -> tuple[str, ...]:
    return tuple(sorted(option.code for option in item.options))


def _foundations(instrument: Instrument, index: Index) -> frozenset[str]:
    """Return what an index rests on, by trend where there is one: a new key for the same question breaks nothing."""
    items = _items(instrument)
    return frozenset(items[key].trend or key for key in instrument.leaf_items(index.key))


def _by_key(indices: Iterable[Index]) -> dict[str, Index]:
    return {index.key: index for index in indices}


def _title(texts: Mapping[str, str]) -> str:
    return in_language(texts, "sv")
