"""An XLSForm (sheets survey, choices, settings) as an instrument: the types we have, and a list of all the rest.

The columns and types are those of the XLSForm standard (xlsform.org); a text's language stands in its heading, as
`label::Svenska (sv)`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from surveys.editing.taken import KeyRing, LeftOut, Taken, language_code, plain, split_unsure, with_swedish
from surveys.instrument import Condition, Instrument, Item, ItemType, Option, Section
from surveys.instrument_reader import MOST_STEPS
from workplace.errors import Problem, Refused, nearest
from workplace.wording import N_, Sentence

_HEADING = re.compile(r"(?P<name>[a-z_]+)(?:::?\s*(?P<words>[^()]*?)\s*(?:\((?P<code>[A-Za-z-]+)\))?)?")
_SAME = re.compile(r"""\$\{\s*([^}\s]+)\s*\}\s*=\s*["']([^"']*)["']""")
_SELECTED = re.compile(r"""selected\s*\(\s*\$\{\s*([^}\s]+)\s*\}\s*,\s*["']([^"']*)["']\s*\)""")
_PARAMETER = re.compile(r"(\w+)\s*=\s*(-?[\d.]+)")
_LOW = re.compile(r"\.\s*>=\s*(-?[\d.]+)")
_HIGH = re.compile(r"\.\s*<=\s*(-?[\d.]+)")
_LANGUAGE_WORDS = {"svenska": "sv", "swedish": "sv", "engelska": "en", "english": "en", "suomi": "fi", "finska": "fi"}
_SILENT = frozenset(
    ["start", "end", "today", "deviceid", "username", "audit", "simserial", "phonenumber", "subscriberid"]
)
_KNOWN = (
    "select_one",
    "select_multiple",
    "integer",
    "decimal",
    "text",
    "range",
    "note",
    "begin_group",
    "end_group",
    "begin group",
    "end group",
)


@dataclass(frozen=True)
class _Line:
    """One row of a sheet by heading. `texts`: for a heading with languages the words by language."""

    number: int
    cells: Mapping[str, str]
    texts: Mapping[str, Mapping[str, str]]

    def text(self, name: str) -> dict[str, str]:
        return dict(self.texts.get(name, {}))


@dataclass
class _Group:
    """A group: a page, or inside one a part of it. `is_loose`: holds what stands in no group."""

    key: str
    title: dict[str, str]
    relevant: str
    intro: dict[str, str] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)
    is_loose: bool = False


@dataclass
class _Reading:
    base: str
    choices: Mapping[str, tuple[Option, ...]]
    ring: KeyRing = field(default_factory=KeyRing)
    page_ring: KeyRing = field(default_factory=lambda: KeyRing(set()))
    left_out: list[LeftOut] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    key_of: dict[str, str] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    pages: list[_Group] = field(default_factory=list)
    open: list[_Group] = field(default_factory=list)
    place: str = ""
    has_required: bool = False

    def leave(self, message: str, **facts: object) -> None:
        self.left_out.append(LeftOut(self.place, Sentence(message, facts)))


def read_xlsform(sheets: Mapping[str, Sequence[Sequence[str]]], *, file: str = "") -> Taken:
    """Return what the sheets of a workbook came to, or raise `Refused` where they are no XLSForm."""
    by_name = {name.strip().casefold(): rows for name, rows in sheets.items()}
    settings = next(iter(_lines(by_name.get("settings", ()))), None)
    named = settings.cells.get("default_language", "") if settings else ""
    base = _code_of(named) if named else ""
    survey = _lines(by_name.get("survey", ()))
    if not any("type" in line.cells for line in survey):
        raise Refused(
            [
                Problem(
                    "xlsform_without_survey",
                    Sentence(N_("arbetsboken har inget blad survey med kolumnerna type, name och label")),
                    file=file,
                )
            ]
        )
    reading = _Reading(base or "sv", _choices(_lines(by_name.get("choices", ())), base or "sv"))
    for line in survey:
        reading.place = _place_of(line)
        _row(reading, line)
    reading.place = ""
    if reading.has_required:
        reading.leave(N_("Ingen fråga är obligatorisk här: var och en får hoppas över."))
    if not any("sv" in line.texts.get("label", {}) or "" in line.texts.get("label", {}) for line in survey):
        reading.leave(N_("Formuläret finns inte på svenska. Andra ord står på svenskans plats tills de är översatta."))
    title = plain(settings.cells.get("form_title", "")) if settings else ""
    pages = [page for page in reading.pages if page.keys]
    instrument = Instrument(
        key="xlsform",
        version="1",
        title={"sv": title or file.rsplit(".", 1)[0] or "XLSForm"},
        items=tuple(reading.items),
        pages=tuple(Section(page.key, page.title, tuple(page.keys), page.intro) for page in pages)
        if len(pages) > 1
        else (),
    )
    return Taken(instrument, tuple(reading.left_out))


def _place_of(line: _Line) -> str:
    name = line.cells.get("name", "")
    return f"survey:{line.number} {name}".strip()


def _row(reading: _Reading, line: _Line) -> None:
    kind = " ".join(line.cells.get("type", "").split())
    word, _, rest = kind.partition(" ")
    if kind in ("begin_group", "begin group"):
        _begin(reading, line)
    elif kind in ("end_group", "end group"):
        if reading.open:
            reading.open.pop()
    elif kind == "note":
        _note(reading, line)
    elif word in _MAKERS:
        before = len(reading.items)
        _MAKERS[word](reading, line, rest)
        _placed(reading, line, before)
    elif kind and kind not in _SILENT:
        hint = nearest(word, _KNOWN)
        if word in ("begin_repeat", "begin") or kind.endswith("repeat"):
            reading.leave(N_("Upprepningar finns inte här. Frågorna inuti ställs en gång."))
        elif hint:
            reading.leave(N_("Typen ”%(type)s” finns inte här, %(hint)s"), type=kind, hint=hint)
        else:
            reading.leave(N_("Typen ”%(type)s” finns inte här."), type=kind)


def _begin(reading: _Reading, line: _Line) -> None:
    relevant = line.cells.get("relevant", "")
    if reading.open:
        outer = reading.open[0]
        reading.open.append(_Group(outer.key, {}, relevant, keys=outer.keys, intro=outer.intro))
        return
    title = _texts(reading, line) or {"sv": line.cells.get("name", "") or f"Sida {len(reading.pages) + 1}"}
    page = _Group(reading.page_ring.key(line.cells.get("name", "") or "sida"), title, relevant)
    reading.pages.append(page)
    reading.open.append(page)


def _note(reading: _Reading, line: _Line) -> None:
    words = _texts(reading, line)
    if not reading.open or reading.open[0].keys:
        reading.leave(N_("En text mellan frågorna har ingen plats här: ”%(text)s”"), text=words.get("sv", ""))
        return
    intro = reading.open[0].intro
    for language, text in words.items():
        intro[language] = " ".join(part for part in (intro.get(language, ""), text) if part)


def _placed(reading: _Reading, line: _Line, before: int) -> None:
    """Put the new item on its page, and let it hang on what the row, or the groups around it, say."""
    if len(reading.items) == before:
        return
    if not reading.open:
        if not reading.pages or not reading.pages[-1].is_loose:
            title = {"sv": "Frågor", "en": "Questions"}
            reading.pages.append(_Group(reading.page_ring.key("fragor"), title, "", is_loose=True))
        reading.pages[-1].keys.append(reading.items[-1].key)
    else:
        reading.open[0].keys.append(reading.items[-1].key)
    wanted = [line.cells.get("relevant", ""), *(group.relevant for group in reading.open)]
    wanted = [formula for formula in wanted if formula and formula not in ("true()", "1")]
    if not wanted:
        return
    condition = _condition(reading, wanted[0]) if len(wanted) == 1 else None
    if condition is None:
        reading.leave(N_("Villkoret togs inte med, frågan ställs till alla: %(formula)s"), formula=" / ".join(wanted))
        return
    reading.items[-1] = Item(**{**vars(reading.items[-1]), "condition": condition})


def _condition(reading: _Reading, formula: str) -> Condition | None:
    found = []
    for part in re.split(r"\s+or\s+", formula.strip()):
        simple = _SAME.fullmatch(part.strip(" ()")) or _SELECTED.fullmatch(part.strip())
        key = reading.key_of.get(simple[1], "") if simple else ""
        code = reading.codes.get(key, {}).get(simple[2], "") if simple else ""
        if not code:
            return None
        found.append((key, code))
    if len({key for key, _code in found}) != 1:
        return None
    return Condition(found[0][0], tuple(dict.fromkeys(code for _key, code in found)))


def _add(reading: _Reading, line: _Line, make: Callable[[str, dict[str, str]], Item], codes: dict[str, str]) -> None:
    name = line.cells.get("name", "")
    key = reading.ring.key(name or "fraga")
    reading.items.append(make(key, _texts(reading, line) or {"sv": name or key}))
    reading.key_of[name], reading.codes[key] = key, codes
    if line.cells.get("required", "").casefold() in ("yes", "ja", "true", "true()"):
        reading.has_required = True


def _select(reading: _Reading, line: _Line, rest: str) -> None:
    many = line.cells["type"].split()[0] == "select_multiple"
    name, _, other = rest.partition(" ")
    if name not in reading.choices:
        hint = nearest(name, reading.choices)
        reading.leave(
            N_("Listan ”%(list)s” finns inte på bladet choices, %(hint)s")
            if hint
            else N_("Listan ”%(list)s” finns inte på bladet choices"),
            list=name,
            hint=hint or "",
        )
        return
    options, unsure = split_unsure(reading.choices[name])
    if other.strip() == "or_other":
        options = (*options, Option("other", {"sv": "Annat", "en": "Other"}))
        reading.leave(N_("Svaret ”Annat” med egna ord togs med som ett vanligt alternativ."))
    codes = {option.code: option.code for option in options} | ({unsure: "vet_ej"} if unsure else {})
    if not many and "likert" in line.cells.get("appearance", "") and 2 <= len(options) <= MOST_STEPS:
        steps = {option.code: str(step) for step, option in enumerate(options, start=1)}
        ends = dict(options[0].text), dict(options[-1].text)
        reading.leave(N_("Bara skalans ändar har ord här. Orden vid stegen emellan togs inte med."))
        _add(
            reading,
            line,
            lambda key, words: Item(
                key,
                ItemType.LIKERT,
                words,
                1.0,
                float(len(options)),
                low_text=ends[0],
                high_text=ends[1],
                allows_unsure=bool(unsure),
            ),
            steps | ({unsure: "vet_ej"} if unsure else {}),
        )
        return
    kind = ItemType.MANY if many else ItemType.ONE
    _add(
        reading,
        line,
        lambda key, words: Item(key, kind, words, options=options, allows_unsure=bool(unsure)),
        codes,
    )


def _number(reading: _Reading, line: _Line, _rest: str) -> None:
    constraint = line.cells.get("constraint", "")
    low, high = _LOW.search(constraint), _HIGH.search(constraint)
    ends = (float(low[1]), float(high[1])) if low and high and float(low[1]) < float(high[1]) else (None, None)
    if constraint and ends == (None, None):
        reading.leave(N_("Kontrollen togs inte med: %(formula)s"), formula=constraint)
    _add(reading, line, lambda key, words: Item(key, ItemType.NUMBER, words, *ends), {})


def _range(reading: _Reading, line: _Line, _rest: str) -> None:
    given = {name: float(value) for name, value in _PARAMETER.findall(line.cells.get("parameters", ""))}
    low, high, step = given.get("start", 1.0), given.get("end", 10.0), given.get("step", 1.0)
    is_scale = step == 1 and low.is_integer() and high.is_integer() and 1 <= high - low < MOST_STEPS
    kind = ItemType.LIKERT if is_scale else ItemType.NUMBER
    steps = {str(number): str(number) for number in range(int(low), int(high) + 1)} if is_scale else {}
    if low >= high:
        reading.leave(N_("Skalan går inte att läsa: %(parameters)s"), parameters=line.cells.get("parameters", ""))
        return
    _add(reading, line, lambda key, words: Item(key, kind, words, low, high), steps)


def _text(reading: _Reading, line: _Line, _rest: str) -> None:
    _add(reading, line, lambda key, words: Item(key, ItemType.TEXT, words), {})


_MAKERS: Mapping[str, Callable[[_Reading, _Line, str], None]] = {
    "select_one": _select,
    "select_multiple": _select,
    "integer": _number,
    "decimal": _number,
    "range": _range,
    "text": _text,
}


def _texts(reading: _Reading, line: _Line) -> dict[str, str]:
    words = line.text("label")
    plain_words = words.pop("", "")
    if plain_words:
        words.setdefault(reading.base, plain_words)
    return with_swedish({language: plain(text) for language, text in words.items()}, reading.base)


def _choices(lines: Sequence[_Line], base: str) -> dict[str, tuple[Option, ...]]:
    found: dict[str, list[Option]] = {}
    rings: dict[str, KeyRing] = {}
    for line in lines:
        name = line.cells.get("list_name", "") or line.cells.get("list name", "")
        code = line.cells.get("name", "")
        if not name or not code:
            continue
        words = line.text("label")
        plain_words = words.pop("", "")
        if plain_words:
            words.setdefault(base, plain_words)
        text = with_swedish({language: plain(said) for language, said in words.items()}, base) or {"sv": code}
        ring = rings.setdefault(name, KeyRing(set()))
        found.setdefault(name, []).append(Option(ring.key(code), text))
    return {name: tuple(options) for name, options in found.items()}


def _lines(rows: Sequence[Sequence[str]]) -> list[_Line]:
    """Return the rows below the heading; rows without a word are passed over."""
    header = next(((number, row) for number, row in enumerate(rows) if any(cell.strip() for cell in row)), None)
    if header is None:
        return []
    start, names = header
    columns = [_HEADING.fullmatch(name.strip()) or _HEADING.fullmatch(name.strip().casefold()) for name in names]
    lines = []
    for number, row in enumerate(rows[start + 1 :], start=start + 2):
        cells: dict[str, str] = {}
        texts: dict[str, dict[str, str]] = {}
        for column, cell, name in zip(columns, row, names, strict=False):
            cell = cell.strip()
            if not cell:
                continue
            if column is None:
                cells[name.strip().casefold()] = cell
                continue
            language = _language(column)
            texts.setdefault(column["name"], {})[language] = cell
            if not language:
                cells[column["name"]] = cell
        if cells or texts:
            lines.append(_Line(number, cells, texts))
    return lines


def _language(column: re.Match[str]) -> str:
    return language_code(column["code"]) if column["code"] else _code_of(column["words"] or "")


def _code_of(words: str) -> str:
    inside = re.search(r"\(([A-Za-z-]+)\)", words)
    if inside:
        return language_code(inside[1])
    bare = words.strip().casefold()
    return _LANGUAGE_WORDS.get(bare, language_code(bare) if re.fullmatch(r"[a-z]{2,3}(-[a-z]+)?", bare) else "")
